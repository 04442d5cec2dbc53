"""How far a table can be relied on: a score from 0 to 100 with the parts that it is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from statistics import median

from cashstage.core.words import counted, day_words
from cashstage.schema.column import Column
from cashstage.snapshots.coverage import Coverage, Step
from cashstage.snapshots.profile import Profile
from cashstage.snapshots.row_key import KeyProposal

MOST_EARLIER = 10
"""How many snapshots before this one tell what its usual number of rows is."""
_SEVERITY = 5
_GAP_SEVERITY = 2
_ON_TIME = 1.5
_TOO_LATE = 4.0
_GROWTH = 2
_ERROR, _UNREADABLE = "error", "unreadable"
_STEPS = {
    Step.DAY: "day",
    Step.WEEKDAY: "weekday",
    Step.WEEK: "week",
    Step.MONTH: "month",
    Step.QUARTER: "quarter",
    Step.YEAR: "year",
}


class PartName(StrEnum):
    """What a table is judged by."""

    COMPLETENESS = "completeness"
    UNIQUENESS = "uniqueness"
    CONTINUITY = "continuity"
    VALIDITY = "validity"
    FRESHNESS = "freshness"
    STABILITY = "stability"


WEIGHTS = {
    PartName.COMPLETENESS: 25,
    PartName.UNIQUENESS: 20,
    PartName.VALIDITY: 20,
    PartName.CONTINUITY: 15,
    PartName.FRESHNESS: 10,
    PartName.STABILITY: 10,
}


@dataclass(frozen=True, slots=True)
class QualityPart:
    """One part; `score` is None where it can't be judged, and `sentence` says why."""

    name: PartName
    weight: int
    score: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Quality:
    """The score, None when no part can be judged, and its parts."""

    score: int | None
    parts: list[QualityPart]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a table is judged on.

    `nulled` counts by column name and reason the cells that ingestion made empty.
    `key` is None where finding one takes too much. `earlier_rows` are those of the snapshots
    before, newest first. `age` is how long ago the table was read, `rhythm` how often it is to be
    read; None when only on demand.
    """

    profile: Profile
    columns: Sequence[Column]
    key: KeyProposal | None
    age: timedelta
    rhythm: timedelta | None = None
    nulled: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    earlier_rows: Sequence[int] = ()


_Judged = tuple[float | None, str]


def judge(evidence: Evidence) -> Quality:
    """The weighted mean of the parts that can be judged, each from 0 to 100.

    completeness (25)  the share of filled cells in the columns that have a meaning or tell rows
                       apart, or in all columns where none has; cells of other columns that held
                       an error of the sheet count as missing ones
    uniqueness (20)    100 less five for each per cent of rows that repeat the proposed key
    validity (20)      100 less five for each per cent of cells that could not be read as their
                       column's type, or that hold NaN, an infinity or a day beyond the calendar
    continuity (15)    100 less two for each per cent of steps (days, weekdays, weeks, months, …)
                       missing between the first and the last date of the first column of dates
    freshness (10)     100 up to an age of 1.5 times the refresh rhythm, from there evenly down to
                       0 at 4 times
    stability (10)     rows against the median of up to ten snapshots before: 100 less two for
                       each per cent lost; growth counts only beyond twice as many

    No part is below 0. Parts that can't be judged do not count: the weights of the others are
    taken out of their own sum. A part that is not perfect is at most 99, and so is the score.
    """
    judges: dict[PartName, Callable[[Evidence], _Judged]] = {
        PartName.COMPLETENESS: _completeness,
        PartName.UNIQUENESS: _uniqueness,
        PartName.VALIDITY: _validity,
        PartName.CONTINUITY: _continuity,
        PartName.FRESHNESS: _freshness,
        PartName.STABILITY: _stability,
    }
    parts, total, weights = [], 0.0, 0
    for name, judged in judges.items():
        value, sentence = judged(evidence)
        weight = WEIGHTS[name]
        parts.append(QualityPart(name, weight, None if value is None else _points(value), sentence))
        if value is not None:
            total, weights = total + weight * min(max(value, 0.0), 1.0), weights + weight
    return Quality(_points(total / weights) if weights else None, parts)


def _points(value: float) -> int:
    """From 0 to 100; only what is perfect has 100."""
    kept = min(max(value, 0.0), 1.0)
    return 100 if kept >= 1 else min(round(kept * 100), 99)


def _completeness(evidence: Evidence) -> _Judged:
    rows, names = evidence.profile.rows, {each.key: each.name for each in evidence.columns}
    if not rows:
        return None, "There are no rows to judge."
    chosen = {each.key for each in evidence.columns if each.semantic_type}
    chosen |= set(evidence.key.columns if evidence.key else ())
    nulls = {each.key: each.nulls for each in evidence.profile.columns}
    matter = {key: count for key, count in nulls.items() if key in chosen} or nulls
    elsewhere = sum(
        evidence.nulled.get(names.get(key, ""), {}).get(_ERROR, 0)
        for key in nulls
        if key not in matter
    )
    errors = sum(reasons.get(_ERROR, 0) for reasons in evidence.nulled.values())
    missing, cells = sum(matter.values()) + elsewhere, rows * len(matter) + elsewhere
    which = "the columns that matter" if len(matter) < len(nulls) else "all columns"
    if not missing:
        return 1.0, f"Every cell is filled in {which}."
    worst = max(matter, key=lambda key: matter[key])
    sentence = f"{counted(missing, 'cell')} of {cells:,} are empty in {which}"
    if matter[worst]:
        sentence += f", most in {names.get(worst, worst)} ({_percent(matter[worst], rows)})"
    if errors:
        sentence += f"; {counted(errors, 'cell')} held an error of the sheet"
    return 1 - missing / cells, f"{sentence}."


def _uniqueness(evidence: Evidence) -> _Judged:
    rows, key = evidence.profile.rows, evidence.key
    names = {each.key: each.name for each in evidence.columns}
    if not rows:
        return None, "There are no rows to judge."
    if key is None:
        return None, "The table is too large to find out what tells its rows apart."
    if not key.columns:
        return None, "No column tells rows apart, so repeated ones can't be recognised."
    told = ", ".join(names.get(each, each) for each in key.columns)
    if not key.duplicate_rows:
        return 1.0, f"No two rows have the same {told}."
    repeat = "repeats" if key.duplicate_rows == 1 else "repeat"
    share = key.duplicate_rows / rows
    return 1 - _SEVERITY * share, (
        f"{counted(key.duplicate_rows, 'row')} ({_percent(key.duplicate_rows, rows)})"
        f" {repeat} the {told} of another."
    )


def _validity(evidence: Evidence) -> _Judged:
    by_name = {name: reasons.get(_UNREADABLE, 0) for name, reasons in evidence.nulled.items()}
    names = {each.key: each.name for each in evidence.columns}
    for each in evidence.profile.columns:
        name = names.get(each.key, each.key)
        by_name[name] = by_name.get(name, 0) + each.unusable
    bad = sum(by_name.values())
    read = sum(each.values for each in evidence.profile.columns)
    if not bad + read:
        return None, "There are no cells to judge."
    if not bad:
        return 1.0, "Every filled cell fits the type of its column."
    worst = max(by_name, key=lambda name: by_name[name])
    fit = "does" if bad == 1 else "do"
    return 1 - _SEVERITY * bad / (bad + read), (
        f"{counted(bad, 'filled cell')} {fit} not fit the type of the column, most in {worst}"
        f" ({by_name[worst]:,})."
    )


def _continuity(evidence: Evidence) -> _Judged:
    names = {each.key: each.name for each in evidence.columns}
    found = dates_of(evidence)
    if found is None:
        return None, "No column of dates, so there is no time to look for gaps in."
    key, coverage = found
    name = names.get(key, key)
    if coverage.step is None:
        return None, f"The dates in {name} follow no rhythm, so gaps in them can't be told."
    word = _STEPS[coverage.step]
    if not coverage.missing:
        first, last = day_words(coverage.first), day_words(coverage.last)
        return 1.0, f"{name} has every {word} from {first} to {last}."
    steps = coverage.days + coverage.missing
    where = "in one gap" if coverage.gap_count == 1 else f"in {coverage.gap_count:,} gaps"
    missing = "is" if coverage.missing == 1 else "are"
    return 1 - _GAP_SEVERITY * coverage.missing / steps, (
        f"{counted(coverage.missing, word)} of {steps:,} {missing} missing in {name}, {where}."
    )


def dates_of(evidence: Evidence) -> tuple[str, Coverage] | None:
    """The column of dates that the table goes by: one that means a date, else the first."""
    meant = {each.key for each in evidence.columns if each.semantic_type == "date"}
    covered = [
        (each.key, each.coverage) for each in evidence.profile.columns if each.coverage is not None
    ]
    return next((each for each in covered if each[0] in meant), next(iter(covered), None))


def _freshness(evidence: Evidence) -> _Judged:
    if evidence.rhythm is None:
        return None, "It has no refresh rhythm, so it can't be late."
    lateness = evidence.age / evidence.rhythm
    usual = f"it is refreshed every {_span(evidence.rhythm)}"
    if lateness <= _ON_TIME:
        return 1.0, f"Read within its rhythm; {usual}."
    value = (_TOO_LATE - lateness) / (_TOO_LATE - _ON_TIME)
    return value, f"Last read {_span(evidence.age, article=True)} ago, though {usual}."


def _stability(evidence: Evidence) -> _Judged:
    earlier = evidence.earlier_rows[:MOST_EARLIER]
    if not earlier:
        return None, "This is the first snapshot, so there is nothing to compare its rows with."
    usual, rows = median(earlier), evidence.profile.rows
    before = f"the {len(earlier)} snapshots before" if len(earlier) > 1 else "the snapshot before"
    if not usual:
        return (1.0 if rows == 0 else None), f"There were no rows in {before}."
    change = (rows - usual) / usual
    compared = "as many rows as" if not change else f"{_signed(change)} rows against"
    value = 1 + 2 * change if change < 0 else min(1.0, _GROWTH * usual / max(rows, 1))
    return value, f"{compared[:1].upper()}{compared[1:]} {before}."


def _signed(change: float) -> str:
    sign = "fewer" if change < 0 else "more"
    return f"{_percent(abs(change), 1)} {sign}"


def _percent(part: float, whole: float) -> str:
    share = 100 * part / whole
    if share < 1:
        return "less than 1 %"
    return f"{share:,.1f} %" if share < 10 else f"{share:,.0f} %"


def _span(time: timedelta, *, article: bool = False) -> str:
    """In the greatest unit that fits, such as "hour" or "15 minutes"; "1 hour" with `article`."""
    minutes = max(round(time.total_seconds() / 60), 1)
    unit, size = next(
        (name, size)
        for name, size in (("day", 1440), ("hour", 60), ("minute", 1))
        if minutes >= size and (minutes % size == 0 or article)
    )
    count = round(minutes / size)
    return unit if count == 1 and not article else counted(count, unit)

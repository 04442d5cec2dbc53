"""What the page shows of a column's profile; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypedDict

from cashstage.core.words import counted, day_words
from cashstage.schema.column import ColumnType, Role
from cashstage.snapshots.coverage import Step
from cashstage.sources.snapshot.profile_schemas import (
    ColumnProfileRead,
    ProfileBin,
    ProfileCoverage,
    ProfileGap,
)
from cashstage.ui.states.cells import meaning_words
from cashstage.ui.states.profile_words import (
    NOTHING,
    cut,
    days_words,
    moment_words,
    number_words,
    share_words,
    value_words,
    width,
)

MOST_TOPS = 5
MOST_GAPS_NAMED = 3
_SHORT = 24
_STEPS = {
    Step.DAY: ("every day", "day"),
    Step.WEEKDAY: ("every weekday", "weekday"),
    Step.WEEK: ("every week", "week"),
    Step.MONTH: ("every month", "month"),
    Step.QUARTER: ("every quarter", "quarter"),
    Step.YEAR: ("every year", "year"),
}


class Bar(TypedDict):
    """A bar of a histogram: its height in CSS, and what it stands for."""

    height: str
    said: str


class TopLine(TypedDict):
    """A frequent value: its share as a width in CSS and in words."""

    label: str
    width: str
    share: str
    said: str


class Mark(TypedDict):
    """A gap on the strip of a calendar, in CSS lengths."""

    left: str
    width: str
    said: str


class Fact(TypedDict):
    """A named number."""

    label: str
    value: str


class ProfileLine(TypedDict):
    """A column: its picture is `bars` or `tops`, and `summary` says what it shows.

    `low` and `high` are the ends of the bars. `days` has the words below the strip with the
    `marks`, and is empty for what is no date.
    """

    id: str
    name: str
    type: str
    meaning: str
    summary: str
    bars: list[Bar]
    low: str
    high: str
    tops: list[TopLine]
    rest: str
    days: str
    marks: list[Mark]
    filled: str
    filled_width: str
    filled_said: str
    facts: list[Fact]


def profile_line(column: ColumnProfileRead, rows: int) -> ProfileLine:
    """The column as the page shows it."""
    ends = _ends(column)
    tops = [] if column.histogram else _tops(column)
    return ProfileLine(
        id=column.id,
        name=column.name,
        type=column.type,
        meaning=meaning_words(column.semantic_type or ""),
        summary=_summary(column, ends),
        bars=_bars(column),
        low=ends[0] if column.histogram else "",
        high=ends[1] if column.histogram else "",
        tops=tops,
        rest=_rest(column, len(tops)),
        days=_days(column.coverage),
        marks=_marks(column.coverage),
        filled=share_words(column.values, rows) if rows else NOTHING,
        filled_width=width(column.values, rows),
        filled_said=_filled(column, rows),
        facts=[
            Fact(label=label, value=value) for label, value in _facts(column, ends) if value != ""
        ],
    )


def _ends(column: ColumnProfileRead) -> tuple[str, str]:
    low, high = (
        value_words(end, column.type, column.format) for end in (column.minimum, column.maximum)
    )
    return low, high


def _bars(column: ColumnProfileRead) -> list[Bar]:
    most = max((each.count for each in column.histogram), default=0)
    return [
        Bar(
            # What is not nothing has to be seen.
            height=f"{max(100 * each.count / most, 4 if each.count else 0):.1f}%",
            said=f"{_bin_words(each, column)}: {counted(each.count, 'row')}",
        )
        for each in column.histogram
    ]


def _bin_words(each: ProfileBin, column: ColumnProfileRead) -> str:
    if isinstance(each.start, date) and isinstance(each.end, date):
        return days_words(each.start, each.end)
    start, end = (value_words(edge, column.type, column.format) for edge in (each.start, each.end))
    alone = column.type is ColumnType.INTEGER and each.end == each.start + 1
    return start if alone or start == end else f"{start} to {end}"


def _tops(column: ColumnProfileRead) -> list[TopLine]:
    most = column.top[0].count if column.top else 0
    # Values that are all different say nothing as bars of length one.
    shown = column.top[:MOST_TOPS] if most > 1 or len(column.top) == column.distinct else []
    return [
        TopLine(
            label=value_words(each.value, column.type, column.format),
            width=width(each.count, most),
            share=share_words(each.count, column.values),
            said=counted(each.count, "row"),
        )
        for each in shown
    ]


def _rest(column: ColumnProfileRead, shown: int) -> str:
    """What the picture leaves out, or why there is none."""
    if not column.values:
        return "Nothing in it"
    if column.histogram:
        return ""
    if not shown:
        return "Too many different values to rank" if column.estimated else "All values differ"
    hidden = column.distinct - shown
    return f"and {hidden:,} more" if hidden > 0 else ""


def _summary(column: ColumnProfileRead, ends: tuple[str, str]) -> str:
    if not column.values:
        return "The column is empty."
    if column.histogram:
        fullest = max(column.histogram, key=lambda each: each.count)
        return (
            f"Histogram from {ends[0]} to {ends[1]}; most rows, {fullest.count:,},"
            f" at {_bin_words(fullest, column)}."
        )
    if not column.top:
        return f"{counted(column.distinct, 'different value')}."
    first = column.top[0]
    return (
        f"{counted(column.distinct, 'different value')}; the most frequent is"
        f" {value_words(first.value, column.type, column.format)},"
        f" in {share_words(first.count, column.values)} of filled cells."
    )


def _filled(column: ColumnProfileRead, rows: int) -> str:
    said = f"{column.values:,} of {counted(rows, 'cell')} filled, {column.nulls:,} empty"
    return f"{said}, {column.unusable:,} without a usable value" if column.unusable else said


def _facts(column: ColumnProfileRead, ends: tuple[str, str]) -> list[tuple[str, str]]:
    held, shown_as = column.type, column.format
    distinct = f"{'about ' if column.estimated else ''}{column.distinct:,}"
    facts = [("Different", distinct)]
    if not column.values:
        return facts
    if held.numeric:
        # A sum of shares, or of years, would be a number that means nothing.
        summed = column.role is Role.METRIC and shown_as != "percent"
        facts += [
            ("Smallest", ends[0]),
            ("Largest", ends[1]),
            ("Mean", "" if column.mean is None else number_words(column.mean, shown_as)),
            ("Sum", value_words(column.sum, held, shown_as) if summed else ""),
            ("Zeros", f"{column.zeros:,}" if column.zeros else ""),
            ("Negative", f"{column.negatives:,}" if column.negatives else ""),
        ]
    elif held.temporal:
        facts += [("First", ends[0]), ("Last", ends[1])]
        if held is ColumnType.DATETIME and column.coverage:
            facts.append(("Days", f"{column.coverage.days:,}"))
    elif held is ColumnType.TEXT:
        lengths = f"{column.shortest:,} to {column.longest:,}"
        same = column.shortest == column.longest
        facts += [
            ("First by letter", cut(ends[0], _SHORT)),
            ("Last by letter", cut(ends[1], _SHORT)),
            ("Characters", f"{column.shortest:,}" if same else lengths),
        ]
    elif held is ColumnType.TIME:
        facts += [("Earliest", ends[0]), ("Latest", ends[1])]
    if column.unusable:
        facts.append(("Unusable", f"{column.unusable:,}"))
    return facts


def _days(coverage: ProfileCoverage | None) -> str:
    if coverage is None:
        return ""
    if coverage.step is None:
        return f"{counted(coverage.days, 'day')} with rows, in no regular rhythm"
    rhythm, step = _STEPS[coverage.step]
    if not coverage.missing:
        return f"Complete: {rhythm} from {day_words(coverage.first)} to {day_words(coverage.last)}"
    return f"{counted(coverage.missing, step)} missing: {_gap_words(coverage)}"


def _gap_words(coverage: ProfileCoverage) -> str:
    largest = sorted(coverage.gaps, key=lambda gap: gap.missing, reverse=True)[:MOST_GAPS_NAMED]
    named = [days_words(gap.first, gap.last) for gap in sorted(largest, key=_first_of)]
    others = coverage.gap_count - len(named)
    return ", ".join(named) + (f" and {others:,} more" if others else "")


def _marks(coverage: ProfileCoverage | None) -> list[Mark]:
    if coverage is None:
        return []
    span = (coverage.last - coverage.first).days + 1
    return [
        Mark(
            left=width((gap.first - coverage.first).days, span),
            width=width((gap.last - gap.first).days + 1, span),
            said=f"No rows {days_words(gap.first, gap.last)}",
        )
        for gap in coverage.gaps
    ]


def _first_of(gap: ProfileGap) -> date:
    return gap.first


def sparkline(counts: Sequence[int]) -> str:
    """The path of a line through numbers, in a box of 100 by 24; none through a single one."""
    if len(counts) == 1:
        return ""
    low, high = min(counts), max(counts)
    across = 100 / (len(counts) - 1)
    heights = [22 - 20 * (count - low) / (high - low) if high > low else 12 for count in counts]
    points = " L".join(f"{place * across:.2f} {height:.2f}" for place, height in enumerate(heights))
    return f"M{points}"


def newest_words(day: date | None) -> str:
    """Up to which day the table goes."""
    return "" if day is None else f"Its newest day is {moment_words(day)}"

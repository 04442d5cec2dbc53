"""The quality score: each part by its rule, and how parts make the whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cashstage.schema.column import Column, ColumnType, Role
from cashstage.snapshots.coverage import Coverage, Step
from cashstage.snapshots.profile import ColumnProfile, Profile
from cashstage.snapshots.quality import WEIGHTS, Evidence, PartName, QualityPart, judge
from cashstage.snapshots.row_key import KeyProposal

ROWS = 100
HOUR = timedelta(hours=1)
COLUMNS = [
    Column("c1", "Day", ColumnType.DATE, Role.DIMENSION, "date"),
    Column("c2", "Channel", ColumnType.TEXT, Role.DIMENSION, None),
    Column("c3", "Cost", ColumnType.NUMBER, Role.METRIC, "cost"),
    Column("c4", "Note", ColumnType.TEXT, Role.DIMENSION, None),
]
FULL = Coverage(date(2026, 3, 1), date(2026, 4, 19), 50, Step.DAY)


def profiled(
    rows: int = ROWS,
    nulls: dict[str, int] | None = None,
    unusable: dict[str, int] | None = None,
    coverage: Coverage | None = FULL,
) -> Profile:
    empty, odd = nulls or {}, unusable or {}
    return Profile(
        rows,
        [
            ColumnProfile(
                key=each.key,
                type=each.type,
                values=rows - empty.get(each.key, 0) - odd.get(each.key, 0),
                nulls=empty.get(each.key, 0),
                unusable=odd.get(each.key, 0),
                distinct=1,
                coverage=coverage if each.type is ColumnType.DATE else None,
            )
            for each in COLUMNS
        ],
    )


PERFECT = Evidence(
    profile=profiled(),
    columns=COLUMNS,
    key=KeyProposal(("c1", "c2"), 0),
    age=HOUR,
    rhythm=HOUR,
    earlier_rows=[100, 98],
)


def part(evidence: Evidence, name: PartName) -> QualityPart:
    return next(each for each in judge(evidence).parts if each.name is name)


def test_all_is_well() -> None:
    found = judge(PERFECT)

    assert found.score == 100
    assert [each.score for each in found.parts] == [100] * 6
    assert sum(WEIGHTS.values()) == sum(each.weight for each in found.parts) == 100


@pytest.mark.parametrize(
    ("evidence", "score", "words"),
    [
        (replace(PERFECT, profile=profiled(nulls={"c4": 90})), 100, "in the columns that matter"),
        (
            replace(PERFECT, profile=profiled(nulls={"c3": 30})),
            90,
            "30 cells of 300 are empty in the columns that matter, most in Cost (30 %).",
        ),
        (
            replace(PERFECT, profile=profiled(nulls={"c4": 10}), nulled={"Note": {"error": 10}}),
            97,
            "10 cells held an error of the sheet",
        ),
        (
            replace(
                PERFECT,
                columns=[replace(each, semantic_type=None) for each in COLUMNS],
                key=None,
                profile=profiled(nulls={"c4": 40}),
            ),
            90,
            "in all columns",
        ),
        (replace(PERFECT, profile=profiled(rows=0)), None, "no rows"),
    ],
)
def test_completeness(evidence: Evidence, score: int | None, words: str) -> None:
    found = part(evidence, PartName.COMPLETENESS)

    assert found.score == score
    assert words in found.sentence


@pytest.mark.parametrize(
    ("key", "score", "words"),
    [
        (KeyProposal(("c1", "c2"), 0), 100, "No two rows have the same Day, Channel."),
        (KeyProposal(("c1", "c2"), 1), 95, "1 row (1.0 %) repeats the Day, Channel of another."),
        (KeyProposal(("c1",), 10), 50, "10 rows (10 %) repeat the Day of another."),
        (KeyProposal(("c1",), 50), 0, "50 rows"),
        (KeyProposal((), 0), None, "No column tells rows apart"),
        (None, None, "too large"),
    ],
)
def test_uniqueness(key: KeyProposal | None, score: int | None, words: str) -> None:
    found = part(replace(PERFECT, key=key), PartName.UNIQUENESS)

    assert found.score == score
    assert words in found.sentence


@pytest.mark.parametrize(
    ("evidence", "score", "words"),
    [
        (PERFECT, 100, "Every filled cell fits"),
        (replace(PERFECT, nulled={"Cost": {"placeholder": 5, "error": 5}}), 100, "fits"),
        (
            replace(
                PERFECT, profile=profiled(nulls={"c3": 20}), nulled={"Cost": {"unreadable": 20}}
            ),
            75,
            "20 filled cells do not fit the type of the column, most in Cost (20).",
        ),
        (replace(PERFECT, profile=profiled(unusable={"c3": 1})), 99, "1 filled cell does not fit"),
        (
            replace(PERFECT, profile=profiled(nulls=dict.fromkeys(("c1", "c2", "c3", "c4"), 100))),
            None,
            "no cells",
        ),
    ],
)
def test_validity(evidence: Evidence, score: int | None, words: str) -> None:
    found = part(evidence, PartName.VALIDITY)

    assert found.score == score
    assert words in found.sentence


@pytest.mark.parametrize(
    ("coverage", "score", "words"),
    [
        (FULL, 100, "Day has every day from 1 Mar 2026 to 19 Apr 2026."),
        (
            replace(FULL, days=45, missing=5, gap_count=1),
            80,
            "5 days of 50 are missing in Day, in one gap.",
        ),
        (replace(FULL, days=49, missing=1, gap_count=1), 96, "1 day of 50 is missing in Day"),
        (replace(FULL, days=5, missing=45, gap_count=3, step=Step.WEEK), 0, "in 3 gaps"),
        (replace(FULL, step=None), None, "follow no rhythm"),
        (None, None, "No column of dates"),
    ],
)
def test_continuity(coverage: Coverage | None, score: int | None, words: str) -> None:
    found = part(replace(PERFECT, profile=profiled(coverage=coverage)), PartName.CONTINUITY)

    assert found.score == score
    assert words in found.sentence


@pytest.mark.parametrize(
    ("age", "rhythm", "score", "words"),
    [
        (1.0, HOUR, 100, "it is refreshed every hour"),
        (1.5, HOUR, 100, "within its rhythm"),
        (2.75, HOUR, 50, "Last read 3 hours ago, though it is refreshed every hour."),
        (4.0, HOUR, 0, "4 hours ago"),
        (400.0, HOUR, 0, "17 days ago"),
        (2.0, 15 * HOUR / 60, 0, "every 15 minutes"),
        (1000.0, None, None, "no refresh rhythm"),
    ],
)
def test_freshness(age: float, rhythm: timedelta | None, score: int | None, words: str) -> None:
    found = part(replace(PERFECT, age=age * HOUR, rhythm=rhythm), PartName.FRESHNESS)

    assert found.score == score
    assert words in found.sentence


@pytest.mark.parametrize(
    ("earlier", "score", "words"),
    [
        ([100], 100, "As many rows as the snapshot before."),
        ([50, 60, 40], 100, "100 % more rows against the 3 snapshots before."),
        ([125], 60, "20 % fewer rows against the snapshot before."),
        ([100, 100, 10_000], 100, "As many rows"),
        ([200], 0, "50 % fewer"),
        ([25], 50, "300 % more"),
        ([125] * 10 + [1] * 20, 60, "20 % fewer rows against the 10 snapshots before."),
        ([0], None, "no rows in the snapshot before"),
        ([], None, "first snapshot"),
    ],
)
def test_stability(earlier: list[int], score: int | None, words: str) -> None:
    found = part(replace(PERFECT, earlier_rows=earlier), PartName.STABILITY)

    assert found.score == score
    assert words in found.sentence


def test_parts_that_can_not_be_judged_do_not_count() -> None:
    found = judge(replace(PERFECT, rhythm=None, earlier_rows=[], key=KeyProposal(("c1",), 10)))

    assert [each.score for each in found.parts] == [100, 50, 100, 100, None, None]
    assert found.score == round((25 * 100 + 20 * 50 + 20 * 100 + 15 * 100) / 80)


def test_nothing_to_judge_has_no_score() -> None:
    found = judge(Evidence(profiled(rows=0, coverage=None), COLUMNS, KeyProposal((), 0), age=HOUR))

    assert found.score is None
    assert [each.score for each in found.parts] == [None] * 6


def test_only_what_is_perfect_has_all_points() -> None:
    large = profiled(rows=100_000)
    found = judge(replace(PERFECT, key=KeyProposal(("c1",), 1), profile=large, earlier_rows=[]))

    assert [each.score for each in found.parts] == [100, 99, 100, 100, 100, None]
    assert found.score == 99

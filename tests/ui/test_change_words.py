"""What a refresh has changed, in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cashstage.sources.data_source.schemas import RowKeyRead
from cashstage.sources.snapshot.schemas import RenamedColumn, RestatedDay, SnapshotChanges
from cashstage.ui.states.change_words import change_words, restated_words
from cashstage.ui.states.source_history import outcome_of, repeats_of
from cashstage.ui.states.source_restated import restated_lines

NAMES = {"c1": "Day", "c2": "Campaign", "c3": "Ad"}


def changes(**values: Any) -> SnapshotChanges:
    counts = {"added": 0, "removed": 0, "changed": 0, "unchanged": 5}
    return SnapshotChanges.model_validate({"key": ["c1"], "proposed": False} | counts | values)


def key(*columns: str, repeating: int = 0) -> RowKeyRead:
    return RowKeyRead(
        columns=list(columns),
        proposed=True,
        repeating_rows=repeating,
        row_count=1_200,
        candidates=list(NAMES),
    )


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (None, ""),
        (changes(), ""),
        (changes(added=1), "1 row added"),
        (changes(added=1_200, changed=3), "1,200 rows added, 3 changed"),
        (changes(removed=2), "2 rows removed"),
        (changes(changed=1, columns_added=["Clicks"]), "1 row changed, Clicks is new"),
        (
            changes(
                columns_removed=["Notes"],
                columns_renamed=[RenamedColumn(before="Cost", after="Spend")],
            ),
            "Cost is called Spend now, Notes is gone",
        ),
    ],
)
def test_only_what_happened_is_said(made: SnapshotChanges | None, words: str) -> None:
    assert change_words(made) == words


def test_restated_days_are_counted_and_listed() -> None:
    made = changes(
        days_restated=1,
        restated=2,
        restatements=[
            RestatedDay(
                day=date(2026, 3, 1), column="c3", name="Cost", before=1_000.5, after=990.25
            ),
            RestatedDay(day=date(2026, 3, 1), column="c4", name="Clicks", before=None, after=7),
        ],
    )

    assert restated_words(made) == "1 past day restated"
    assert [tuple(line.values()) for line in restated_lines(made)] == [
        ("2026-03-01", "Cost", "1,000.5", "990.25", "-10.25"),
        ("2026-03-01", "Clicks", "nothing", "7", ""),
    ]
    assert (restated_words(changes()), restated_lines(None)) == ("", [])


def test_a_choice_says_what_it_would_do() -> None:
    assert "as it is then" in outcome_of("replace", key("c1"), NAMES)
    kept = outcome_of("accumulate", key("c1", "c2", "c3"), NAMES)
    assert "the rows whose Day, Campaign and Ad it brings" in kept
    assert "No column" in outcome_of("accumulate", key(), NAMES)


def test_rows_that_repeat_are_counted() -> None:
    assert repeats_of(key("c1")) == (
        "No two of the 1,200 rows in the newest snapshot share these values."
    )
    assert repeats_of(key("c1", repeating=12)).startswith("12 of 1,200 rows")
    assert repeats_of(key()) == ""

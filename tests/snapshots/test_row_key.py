"""The columns that tell rows apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from cashstage.schema.column import Column
from cashstage.snapshots.row_key import KeyProposal, propose_key
from tests.factories.columns import column
from tests.snapshots.comparing import Comparing

DAY = column("c1", "Day", "date", "date")
CAMPAIGN = column("c2", "Campaign", "text", "campaign")
NOTE = column("c3", "Note", "text")
CODE = column("c4", "Campaign ID", "text", "campaign_id")
COST = column("c5", "Cost", "number", "cost")
FIRST = date(2026, 3, 1)


def proposed(
    comparing: Comparing, columns: Sequence[Column], rows: Sequence[Sequence[Any]]
) -> KeyProposal:
    types = {each.key: each.type.value for each in columns}
    table = comparing.table(types, rows, row_group=50_000)
    return propose_key(comparing.engine, table.path, columns)


def test_a_day_each_is_known_by_its_day(comparing: Comparing) -> None:
    rows = [("x", FIRST + timedelta(number), number) for number in range(9)]

    assert proposed(comparing, [NOTE, DAY, COST], rows) == KeyProposal(("c1",), 0)


def test_several_a_day_are_known_by_what_they_are_of(comparing: Comparing) -> None:
    rows = [(FIRST + timedelta(n % 5), f"Campaign {n // 5}", 1.0) for n in range(20)]

    assert proposed(comparing, [DAY, CAMPAIGN, COST], rows) == KeyProposal(("c1", "c2"), 0)


def test_dates_and_identifiers_come_before_names(comparing: Comparing) -> None:
    rows = [
        (f"note {n // 5}", f"Campaign {n // 5}", str(n // 5), FIRST + timedelta(n % 5))
        for n in range(20)
    ]

    assert proposed(comparing, [NOTE, CAMPAIGN, CODE, DAY], rows).columns == ("c1", "c4")


def test_numbers_to_aggregate_tell_nothing_apart(comparing: Comparing) -> None:
    rows = [(FIRST, float(number)) for number in range(4)]

    assert proposed(comparing, [DAY, COST], rows) == KeyProposal(("c1",), 3)
    assert proposed(comparing, [COST], [row[1:] for row in rows]) == KeyProposal((), 0)


def test_empty_cells_repeat_each_other(comparing: Comparing) -> None:
    rows = [(None, "a"), (None, "a"), (FIRST, None), (FIRST, None)]

    assert proposed(comparing, [DAY, CAMPAIGN], rows) == KeyProposal(("c1",), 2)


def test_an_empty_table_has_the_simplest_key(comparing: Comparing) -> None:
    assert proposed(comparing, [CAMPAIGN, DAY], []) == KeyProposal(("c1",), 0)


def test_a_large_table_is_counted_as_a_whole(comparing: Comparing) -> None:
    """Of three blocks two repeat the codes of the first, so that a third of them looks unique."""
    blocks = [(place // 500, place % 500) for place in range(60_000)]
    rows = [(f"{block // 3}-{place}", f"Part {block % 3}") for block, place in blocks]

    assert proposed(comparing, [CODE, CAMPAIGN], rows) == KeyProposal(("c4", "c2"), 0)
    assert proposed(comparing, [CODE], [row[:1] for row in rows]) == KeyProposal(("c4",), 40_000)


def test_at_most_six_of_eight_columns_are_tried(comparing: Comparing) -> None:
    columns = [column(f"c{number}", f"Flag {number}", "boolean") for number in range(1, 10)]
    rows = [[bool(n >> place & 1) for place in range(9)] for n in range(512)]
    found = proposed(comparing, columns, rows)

    assert found == KeyProposal(("c1", "c2", "c3", "c4", "c5", "c6"), 512 - 64)

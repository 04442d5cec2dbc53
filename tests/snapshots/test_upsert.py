"""Tables that grow, against a model in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cashstage.core.errors import InvalidInput
from cashstage.snapshots.tables import SnapshotTable
from cashstage.snapshots.upsert import Upserted, upsert
from tests.snapshots.comparing import Comparing
from tests.snapshots.test_diff_property import VALUES, Row, Tables, tables, token

WIDER = {
    frozenset({"integer", "number"}): "number",
    frozenset({"date", "datetime"}): "datetime",
}
SAME_KEY = Tables(
    {"c1": "text", "c2": "integer"},
    [("a", 1), ("b", 2), ("a", 3), (None, 4)],
    {"c1": "text", "c2": "integer"},
    [("a", 5), ("a", 6), ("a", 7), (None, 8)],
    ("c1",),
)
EMPTY_AGAIN = Tables(
    {"c1": "text", "c2": "number"},
    [("a", 1.5)],
    {"c1": "text", "c2": "text"},
    [("b", None)],
    ("c1",),
)


@dataclass(frozen=True, slots=True)
class Grown:
    """What the model says."""

    types: dict[str, str]
    rows: list[Row]
    counts: tuple[int, int, int, int, int]


def grown(comparing: Comparing, drawn: Tables) -> Upserted:
    before = comparing.table(drawn.before_types, drawn.before)
    fetched = comparing.table(drawn.after_types, drawn.after)
    return upsert(comparing.engine, before, fetched, drawn.key)


def rows_of(made: Upserted) -> list[Row]:
    columns = [column.to_pylist() for column in made.values.columns]
    return list(zip(*columns, strict=True))


def expected(drawn: Tables) -> Grown:
    """The n-th fetched row of a key takes the place of the n-th there was; the rest is appended."""
    types = _types(drawn)
    before = [_aligned(row, drawn.before_types, types) for row in drawn.before]
    fetched = [_aligned(row, drawn.after_types, types) for row in drawn.after]
    places = [list(types).index(name) for name in drawn.key]

    def key(row: Row) -> Row:
        return tuple(token(row[place]) for place in places)

    waiting: dict[Row, list[Row]] = {}
    for row in fetched:
        waiting.setdefault(key(row), []).append(row)
    brought, known = set(waiting), set(map(key, before))
    result: list[Row] = []
    used: dict[Row, int] = {}
    for row in before:
        if key(row) not in brought:
            result.append(row)
            continue
        number = used.get(key(row), 0)
        if number < len(waiting[key(row)]):
            result.append(waiting[key(row)][number])
            used[key(row)] = number + 1
    numbers: dict[Row, int] = {}
    for row in fetched:
        number = numbers.get(key(row), 0)
        numbers[key(row)] = number + 1
        if number >= used.get(key(row), 0):
            result.append(row)
    inserted = sum(key(row) not in known for row in fetched)
    counts = (
        len(fetched),
        inserted,
        len(fetched) - inserted,
        len(fetched) - len(brought),
        sum(key(row) not in brought for row in before),
    )
    return Grown(types, result, counts)


def _types(drawn: Tables) -> dict[str, str]:
    types = {}
    for name in dict.fromkeys([*drawn.after_types, *drawn.before_types]):
        was, now = drawn.before_types.get(name), drawn.after_types.get(name)
        held = now or was or "text"
        if was and now and was != now:
            filled = [
                any(row[list(of).index(name)] is not None for row in rows)
                for of, rows in (
                    (drawn.before_types, drawn.before),
                    (drawn.after_types, drawn.after),
                )
            ]
            held = WIDER.get(frozenset({was, now}), "text") if all(filled) else ""
            held = held or (was if filled[0] else now)
        types[name] = held
    return types


def _aligned(row: Row, of: Mapping[str, str], types: Mapping[str, str]) -> Row:
    values = dict(zip(of, row, strict=True))
    return tuple(_converted(values.get(name), of.get(name), types[name]) for name in types)


def _converted(value: Any, held: str | None, wanted: str) -> Any:
    if value is None or held == wanted:
        return value
    if wanted == "number":
        return float(value)
    if wanted == "datetime":
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001
    return _text(value)


def _text(value: Any) -> str:
    """As sheets write it: no point without a fraction, midnight is a date."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return NUMBERS[repr(value)]
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return str(value.date() if midnight else value)
    return str(value)


NUMBERS = {
    "0.0": "0",
    "-0.0": "0",
    "1.0": "1",
    "0.1": "0.1",
    "0.30000000000000004": "0.30000000000000004",
    "9007199254740992.0": "9007199254740992",
    "1e+22": "10000000000000000000000",
    "1e+300": "1e+300",
    "nan": "nan",
    "inf": "inf",
    "-inf": "-inf",
}
"""How each number that is drawn is written as text."""


def tokens(rows: Sequence[Row]) -> list[Row]:
    return [tuple(map(token, row)) for row in rows]


@st.composite
def keyed(draw: Callable[..., Any]) -> Tables:
    """Two tables and at least one column that both have as their key."""
    drawn: Tables = draw(tables())
    shared = sorted(drawn.before_types.keys() & drawn.after_types.keys())
    return Tables(
        drawn.before_types,
        drawn.before,
        drawn.after_types,
        drawn.after,
        drawn.key or (draw(st.sampled_from(shared)),),
    )


def test_every_number_that_is_drawn_has_its_text() -> None:
    assert set(map(repr, VALUES["number"])) <= set(NUMBERS)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keyed())
@example(SAME_KEY)
@example(EMPTY_AGAIN)
def test_it_grows_as_the_model_does(comparing: Comparing, drawn: Tables) -> None:
    made, model = grown(comparing, drawn), expected(drawn)

    assert {key: str(held) for key, held in made.columns.items()} == model.types
    assert tokens(rows_of(made)) == tokens(model.rows)
    counts = (made.fetched, made.inserted, made.replaced, made.repeated, made.kept)
    assert counts == model.counts


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keyed())
def test_what_was_fetched_once_more_changes_nothing(comparing: Comparing, drawn: Tables) -> None:
    once = grown(comparing, drawn)
    types = {key: str(held) for key, held in once.columns.items()}
    table = comparing.table(types, rows_of(once))
    again = upsert(comparing.engine, table, comparing.table(types, rows_of(once)), drawn.key)

    assert tokens(rows_of(again)) == tokens(rows_of(once))
    assert (again.inserted, again.kept) == (0, 0)


def test_rows_that_were_not_fetched_keep_their_place(comparing: Comparing) -> None:
    types = {"c1": "date", "c2": "text", "c3": "number"}
    before = [(date(2026, 3, day), "Search", 1.0 * day) for day in (1, 2, 3)]
    fetched = [(date(2026, 3, day), "Search", 10.0 * day) for day in (4, 2)]
    made = grown(comparing, Tables(types, before, types, fetched, ("c1", "c2")))

    assert [(row[0].day, row[2]) for row in rows_of(made)] == [(1, 1), (2, 20), (3, 3), (4, 40)]


def test_a_key_must_be_in_both(comparing: Comparing) -> None:
    table: SnapshotTable = comparing.table({"c1": "text"}, [("a",)])
    other: SnapshotTable = comparing.table({"c2": "text"}, [("a",)])

    with pytest.raises(InvalidInput, match="not in both"):
        upsert(comparing.engine, table, other, ["c1"])
    with pytest.raises(ValueError, match="without a key"):
        upsert(comparing.engine, table, table, [])

"""Formulas of random shape mean in DuckDB what they mean in plain Python."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cashstage.core.errors import FormulaError
from cashstage.metrics.formula import Use, read_formula, renamed
from cashstage.metrics.kinds import Kind
from tests.factories.columns import COLUMNS
from tests.metrics.interpreter import Expression, expressions
from tests.metrics.rows import ROWS, column_values, metric_value

SIGNS = "SUM(cost),'\"`\\ \n-/*;:$[]{}=<>1.e9aIF|&^~@#%?!éß日😀"
KINDS = (Kind.NUMBER, Kind.TEXT, Kind.BOOLEAN, Kind.DATE)
SETTINGS = settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])


@SETTINGS
@given(st.sampled_from(KINDS).flatmap(expressions))
def test_a_formula_of_a_row_means_the_same_in_duckdb_and_in_python(formula: Expression) -> None:
    assert column_values(formula.text) == [formula.meaning(row) for row in ROWS]


@SETTINGS
@given(expressions(Kind.NUMBER, 2), expressions(Kind.BOOLEAN, 2))
def test_an_aggregate_of_a_formula_is_that_of_its_values(
    number: Expression, condition: Expression
) -> None:
    values = [number.meaning(row) for row in ROWS if condition.meaning(row)]
    present = [value for value in values if value is not None]

    found = metric_value(f"SUM(IF({condition.text}, {number.text}))")

    assert found == (sum(present) if present else None)


@SETTINGS
@given(st.sampled_from(KINDS).flatmap(expressions))
def test_a_stored_formula_is_the_same_formula(formula: Expression) -> None:
    read = read_formula(formula.text, COLUMNS, Use.COLUMN)
    stored = renamed(formula.text, read, to_keys=True)
    again = read_formula(stored, COLUMNS, Use.COLUMN, by_key=True)

    assert again.tree.sql("duckdb") == read.tree.sql("duckdb")
    assert (again.kind, again.whole) == (read.kind, read.whole)
    shown = renamed(stored, again, to_keys=False)
    assert read_formula(shown, COLUMNS, Use.COLUMN).tree.sql("duckdb") == read.tree.sql("duckdb")


@settings(max_examples=300)
@given(st.text(st.sampled_from(SIGNS), max_size=40))
def test_whatever_is_typed_is_read_or_refused_with_a_place(text: str) -> None:
    place = 0
    try:
        read_formula(text, COLUMNS)
    except FormulaError as error:
        place = error.context["position"]

    assert 0 <= place <= len(text)


@pytest.mark.parametrize(
    ("text", "stored", "shown"),
    [
        ("cost*2 -- twice", "`c4`*2 -- twice", "cost*2 -- twice"),
        ('IF(channel = "mail", `Amount spent (€)`, cost)',
         "IF(`c3` = 'mail', `c8`, `c4`)", "IF(channel = 'mail', `Amount spent (€)`, cost)"),
        ("DATE_TRUNC(day, MONTH)", "DATE_TRUNC(`c1`, MONTH)", "DATE_TRUNC(day, MONTH)"),
        ("COST", "`c4`", "cost"),
    ],
)  # fmt: skip
def test_a_formula_is_stored_by_key_and_shown_by_name(text: str, stored: str, shown: str) -> None:
    kept = renamed(text, read_formula(text, COLUMNS, Use.COLUMN), to_keys=True)
    read = read_formula(kept, COLUMNS, Use.COLUMN, by_key=True)

    assert kept == stored
    assert renamed(kept, read, to_keys=False) == shown

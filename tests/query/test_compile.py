"""The SQL of every kind of question, held against golden files.

`REWRITE_GOLDEN=1 pytest tests/query/test_compile.py` writes the files anew; read their diff.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cashstage.query.compile import Compiled, Statement, compile_query, rows_statement
from cashstage.query.periods import QueryContext
from cashstage.query.relation import ObjectRelation
from cashstage.query.resolve import resolve
from cashstage.query.spec import Operator, parse_query
from cashstage.schema.column import ColumnType
from tests.factories.columns import COLUMNS, COST, DAY
from tests.query.golden_cases import CASES, Case

GOLDEN = Path(__file__).parents[1] / "golden" / "query"
NOW = datetime(2026, 4, 15, 12, tzinfo=UTC)
OWN_KEYS = {"week_starts_on", "fiscal_year_starts_on", "missing", "changed"}


def compiled(case: Case, *, pretty: bool = True) -> Compiled:
    """The statements of a case over an object that holds all columns but those of the case."""
    question = {key: part for key, part in case.items() if key not in OWN_KEYS}
    context = QueryContext(
        NOW,
        week_starts_on=case.get("week_starts_on", 0),
        fiscal_year_starts_on=case.get("fiscal_year_starts_on", 1),
    )
    present: Mapping[str, ColumnType] = {
        each.key: ColumnType(case.get("changed", {}).get(each.key, each.type))
        for each in COLUMNS
        if each.key not in case.get("missing", [])
    }
    query = resolve(parse_query({"source": "s", **question}), COLUMNS, context)
    return compile_query(
        query,
        COLUMNS,
        ObjectRelation(present),
        compared=ObjectRelation(present, parameter="before") if query.compares_moment else None,
        pretty=pretty,
    )


def written(name: str, statement: Statement) -> str:
    values = [f"-- ${key} = {value!r}\n" for key, value in statement.parameters.items()]
    return f"-- {name}\n{''.join(values)}{statement.sql};\n\n"


def golden(found: Compiled) -> str:
    """All statements with the values that are bound to them."""
    return "".join(written(name, each) for name, each in found.named().items()).removesuffix("\n")


@pytest.mark.parametrize("name", CASES)
def test_the_sql_is_as_in_its_golden_file(name: str) -> None:
    file = GOLDEN / f"{name}.sql"
    text = golden(compiled(CASES[name]))
    if os.environ.get("REWRITE_GOLDEN"):
        file.write_text(text)

    assert text == file.read_text()


def test_every_golden_file_has_its_case_and_every_operator_a_file() -> None:
    files = {file.stem for file in GOLDEN.glob("*.sql")}

    assert files == CASES.keys()
    assert {f"operator_{operator}" for operator in Operator} <= files


@pytest.mark.parametrize("name", CASES)
def test_a_value_is_bound_and_never_written(name: str) -> None:
    for statement in statements_of(compiled(CASES[name], pretty=False)):
        for key, value in statement.parameters.items():
            assert f"${key}" in statement.sql
            if isinstance(value, str) and value:
                assert value not in statement.sql


def test_equal_values_are_bound_once_but_not_across_types() -> None:
    conditions = [
        {"field": "cost", "operator": "equals", "value": value} for value in (1, 1.0, 1, 2)
    ]
    found = compiled({"metrics": [{"field": "cost"}], "filters": {"or": conditions}})

    assert list(map(repr, found.rows.parameters.values())) == ["1", "1.0", "2"]


def test_the_largest_filter_is_written_wherever_it_is_asked() -> None:
    """What a question may hold must not overflow the longer stack of a web request."""
    condition = {"field": "channel", "operator": "not_equals", "value": "x"}
    groups = {"or": [{"not": {"and": [condition] * 50}}] * 4}

    def deep(frames: int) -> Compiled:
        if frames:
            return deep(frames - 1)
        return compiled({"metrics": [{"field": "cost"}], "filters": groups})

    assert deep(500).rows.sql.count("$p1") == 200


def test_rows_are_read_in_their_own_order() -> None:
    statement = rows_statement([COST, DAY], limit=50, offset=100)

    assert statement.sql == 'SELECT "c4", "c1" FROM READ_PARQUET($object) LIMIT $p1 OFFSET $p2'
    assert statement.parameters == {"p1": 50, "p2": 100}


def statements_of(found: Compiled) -> list[Statement]:
    return list(found.named().values())

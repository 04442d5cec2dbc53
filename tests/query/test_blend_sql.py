"""The SQL of blends, held against golden files.

`REWRITE_GOLDEN=1 pytest tests/query/test_blend_sql.py` writes the files anew; read their diff.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from cashstage.query.blend_columns import settle
from cashstage.query.blend_money import Rate
from cashstage.query.compile import compile_query
from cashstage.query.periods import QueryContext
from cashstage.query.resolve import resolve
from cashstage.query.spec import parse_query
from tests.factories.columns import column
from tests.query.asking import NOW
from tests.query.blending import Table, members_of, month, relation_of, spec_of

GOLDEN = Path(__file__).parents[1] / "golden" / "blend"
TABLES = [
    Table(
        "Google's",
        (
            column("c1", "Day", "date", "date"),
            column("c2", "Campaign", "text", "campaign"),
            column("c3", "Cost", "number", "cost", "currency:EUR"),
        ),
    ),
    Table(
        "Meta",
        (
            column("c1", "At", "datetime", "date"),
            column("c2", "Name", "text", "campaign"),
            column("c3", "Spent", "integer", "cost", "currency:USD"),
            column("c4", "Reach", "integer", "reach"),
        ),
    ),
]
RATES = [Rate("USD", "EUR", None, 0.9), Rate("USD", "EUR", month(3), 0.8)]
UNION: dict[str, Any] = {
    "Day": ["c1", "c1"], "Campaign": ["c2", "c2"], "Cost": ["c3", "c3"], "Reach": [None, "c4"],
}  # fmt: skip
JOIN: dict[str, Any] = {
    "Week": (["c1", "c1"], {"grain": "week"}),
    "Campaign": (["c2", "c2"], {"trim": True, "ignore_case": True}),
    "Cost": ["c3", None], "Spent": [None, "c3"], "Reach": [None, "c4"],
}  # fmt: skip
MARCH = {"start": "2026-03-01", "end": "2026-03-31"}
REACHED = {"field": "Reach", "operator": "greater_than", "value": 7}
COST, BOTH = [{"field": "Cost"}], [{"field": "Cost"}, {"field": "Spent"}]
CASES: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "union_by_source": ("union", {}, {"dimensions": [{"field": "Source"}], "metrics": COST}),
    "union_in_march": ("union", {}, {"metrics": [{"field": "Reach"}], "date_range": MARCH}),
    "union_of_rows": ("union", {}, {"metrics": [{"formula": "COUNT(*)", "name": "n"}]}),
    "join_left": (
        "join", {"join": "left"}, {"dimensions": [{"field": "Campaign"}], "metrics": BOTH},
    ),
    "join_inner_in_march": (
        "join", {"join": "inner"}, {"metrics": BOTH, "date_range": MARCH, "filters": REACHED},
    ),
    "join_full": ("join", {"join": "full"}, {"metrics": BOTH}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_sql_is_as_in_its_golden_file(name: str) -> None:
    kind, parts, question = CASES[name]
    columns = UNION if kind == "union" else JOIN
    spec = spec_of(
        kind, TABLES, columns, **parts, **({"currency": "EUR"} if columns is UNION else {})
    )
    settled = [each.column for each in settle(spec, members_of(TABLES), RATES)]
    query = resolve(parse_query({"source": "s", **question}), settled, QueryContext(NOW))
    found = compile_query(query, settled, relation_of(spec, TABLES, RATES), pretty=True).rows
    values = [f"-- ${key} = {value!r}\n" for key, value in found.parameters.items()]
    text = f"{''.join(values)}{found.sql};\n"
    file = GOLDEN / f"{name}.sql"
    if os.environ.get("REWRITE_GOLDEN"):
        file.write_text(text)

    assert text == file.read_text()
    assert "Google" not in found.sql


def test_every_golden_file_has_its_case() -> None:
    assert {file.stem for file in GOLDEN.glob("*.sql")} == CASES.keys()

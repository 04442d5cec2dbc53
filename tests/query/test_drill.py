"""Behind a number: its rows are those that reckon to it, and its parts add up to it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cashstage.core.errors import InvalidInput
from cashstage.query.behind import Parts, read_behind, read_parts
from cashstage.query.periods import QueryContext
from cashstage.query.run import QuerySource
from cashstage.query.spec import parse_query
from tests.query.asking import ALL, NOW, Asking, Row
from tests.query.reckoned_answers import METRICS, ROWS, dimensions, measured
from tests.query.test_random_questions import repr_of

CONTEXT = QueryContext(NOW, week_starts_on=6, fiscal_year_starts_on=2)
MARCH = {"field": "day", "start": "2026-03-01", "end": "2026-03-31"}


def rows_of(
    asking: Asking, source: QuerySource, spec: dict[str, Any], cell: dict[str, Any], **page: int
) -> tuple[list[Row], int]:
    question = parse_query({"source": "s", **spec})
    window = {"limit": 100, "offset": 0, **page}
    rows, count = read_behind(question, source, CONTEXT, cell, engine=asking.engine, **window)
    names = [column.name for column in ALL]
    return [dict(zip(names, row, strict=True)) for row in rows], count


def parts_of(
    asking: Asking, source: QuerySource, cell: dict[str, Any], name: str | None = None, **spec: Any
) -> Parts:
    question = parse_query({"source": "s", **spec})
    return read_parts(question, source, CONTEXT, cell, name, engine=asking.engine)


@settings(max_examples=40)
@given(ROWS, dimensions(), st.sampled_from([{}, {"date_range": MARCH}]))
def test_the_rows_behind_every_cell_reckon_to_it(
    asking: Asking, rows: list[Row], grouped: list[dict[str, Any]], dated: dict[str, Any]
) -> None:
    rows = [row for row in rows if row["channel"] != "Others"]
    spec: dict[str, Any] = {"dimensions": grouped, "metrics": METRICS, **dated}
    source = asking.source(rows)
    body = asking.read(source, CONTEXT, **spec)
    names = [column["name"] for column in body["columns"][: len(grouped)]]
    for line in zip(*body["data"], strict=True):
        cell = dict(zip(names, line, strict=False))
        found, count = rows_of(asking, source, spec, cell)
        assert count == len(found)
        assert repr_of(measured(found)) == repr_of(line[len(grouped) :])
        for position, metric in enumerate(("spend", "cpc", "n")):
            parts = parts_of(asking, source, cell, metric, **spec)
            assert parts.row_count == count
            assert repr_of([parts.value]) == repr_of([line[len(grouped) + position]])


def test_rows_come_in_pages_in_the_order_of_the_sheet(asking: Asking) -> None:
    rows: list[Row] = [{"row": at, "channel": "ab"[at % 2], "cost": -at} for at in range(20)]
    source = asking.source(rows)
    spec = {"dimensions": [{"field": "channel"}], "metrics": [{"field": "cost", "name": "s"}]}

    found, count = rows_of(asking, source, spec, {"channel": "a"}, limit=3, offset=2)

    assert ([row["row"] for row in found], count) == ([4, 6, 8], 10)
    assert rows_of(asking, source, spec, {})[1] == 20
    assert rows_of(asking, source, spec, {"CHANNEL": "none such"}) == ([], 0)


def test_a_ratio_is_told_in_words_with_its_parts(asking: Asking) -> None:
    rows: list[Row] = [
        {"day": date(2026, 3, 1), "cost": 3.0, "clicks": 2},
        {"day": date(2026, 3, 2), "cost": 1.0, "clicks": None},
        {"day": date(2026, 2, 1), "cost": 9.0, "clicks": 9},
    ]
    parts = parts_of(asking, asking.source(rows), {}, metrics=[{"metric": "cpc"}], date_range=MARCH)

    assert (parts.value, parts.row_count) == (2.0, 2)
    assert parts.formula == "SUM(cost) / SUM(clicks)"
    assert parts.words == "The sum of cost divided by the sum of clicks"
    assert [(each.label, each.formula, each.value, each.format) for each in parts.components] == [
        ("The sum of cost", "SUM(cost)", 4.0, "currency:EUR"),
        ("The sum of clicks", "SUM(clicks)", 2, None),
    ]


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("COUNT(*)", "The number of rows"),
        ("COUNT(DISTINCT channel)", "The number of different values of channel"),
        ("2 * SUM(cost) / COUNT(*)", "(2 times the sum of cost) divided by the number of rows"),
        ("MAX(`Amount spent (€)`) - 0.5", "The highest `Amount spent (€)` minus 0.5"),
        ("(SUM(cost) + MAX(cost)) / 2", "(the sum of cost plus the highest cost) divided by 2"),
        ("SUM(IF(active, cost, 0))", "The sum of CASE WHEN active THEN cost ELSE 0 END"),
    ],
)  # fmt: skip
def test_a_formula_in_words(asking: Asking, formula: str, words: str) -> None:
    parts = parts_of(asking, asking.source([]), {}, metrics=[{"formula": formula, "name": "x"}])

    assert (parts.words, parts.formula) == (words, formula)


@pytest.mark.parametrize(
    ("cell", "sentence", "place"),
    [
        ({"chanel": "a"}, "The query has no dimension “chanel”. Did you mean “channel”?", "chanel"),
        ({"day": "soon"}, "“day” is compared with a date such as 2026-01-31, not “soon”.", "day"),
        ({"cost": "1 to 3"}, "“cost” has no bin “1 to 3”.", "cost"),
        ({"cost": "1e400 to 1"}, "“cost” has no bin “1e400 to 1”.", "cost"),
    ],
)
def test_a_cell_that_cannot_be_is_told(
    asking: Asking, cell: dict[str, Any], sentence: str, place: str
) -> None:
    spec = {
        "dimensions": [
            {"field": "channel"},
            {"field": "day", "grain": "week"},
            {"field": "cost", "bins": {"width": 10}},
        ],
        "metrics": [{"formula": "COUNT(*)", "name": "n"}],
    }
    with pytest.raises(InvalidInput) as caught:
        rows_of(asking, asking.source([]), spec, cell)

    assert (caught.value.detail, caught.value.context["field"]) == (sentence, f"cell.{place}")


def test_an_unknown_metric_is_told(asking: Asking) -> None:
    with pytest.raises(InvalidInput, match="no metric “cots”. Did you mean “cost”"):
        parts_of(asking, asking.source([]), {}, "cots", metrics=[{"field": "cost"}])

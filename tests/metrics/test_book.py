"""The book of metrics: own ones beside the catalog, references, and ratios that can't be summed."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pytest

from cashstage.core.errors import FormulaError, InvalidInput
from cashstage.metrics.book import BUILT_IN, MetricBook
from cashstage.metrics.catalog import CATALOG, MetricDefinition
from cashstage.metrics.formula import read_formula
from cashstage.metrics.validation import check_definition
from cashstage.schema.column import Column
from tests.factories.columns import column

CTR = column("c1", "CTR", "number", "ctr", "percent")
IMPRESSIONS = column("c2", "Impr.", "integer", "impressions")
CLICKS = column("c3", "Clicks", "integer", "clicks")
REACH = column("c4", "Reach", "integer", "reach")
SHARE = column("c5", "Impr. share", "number", "impression_share", "percent")
PRICE = column("c6", "Price", "number", "price")


def own(name: str, formula: str) -> MetricDefinition:
    return MetricDefinition(name, name, (formula,), None, None, own=True)


def value_of(
    formula: str, columns: tuple[Column, ...], rows: Sequence[tuple[float | None, ...]]
) -> object:
    """The formula over these rows, computed by the engine's own database."""
    names = ", ".join(f'"{each.key}"' for each in columns)
    table = (
        f"(VALUES {', '.join('(' + ', '.join(map(_sql, row)) + ')' for row in rows)}) t({names})"
    )
    found = duckdb.execute(f"SELECT {formula} FROM {table}").fetchone()
    assert found is not None
    return found[0]


def _sql(value: float | None) -> str:
    return "NULL" if value is None else f"{value}::DOUBLE"


def test_a_source_with_only_ratio_and_weight_gets_weighted_components_back() -> None:
    columns = (CTR, IMPRESSIONS)
    bound = BUILT_IN.bind(CATALOG["ctr"], columns)
    rows = [(0.1, 100), (0.5, 10), (None, 1000)]

    assert bound.text == "SUM(CTR * `Impr.`) / SUM(IF(CTR IS NULL, NULL, `Impr.`))"
    assert value_of(bound.formula.tree.sql("duckdb"), columns, rows) == pytest.approx(15 / 110)


def test_components_win_over_the_ratio_column() -> None:
    assert BUILT_IN.bind(CATALOG["ctr"], (CTR, IMPRESSIONS, CLICKS)).text == (
        "SUM(Clicks) / SUM(`Impr.`)"
    )


@pytest.mark.parametrize(
    ("ratio", "weight", "rows", "expected"),
    [
        ("cpc", "clicks", [(2.0, 10), (1.0, 30)], 50 / 40),
        ("roas", "cost", [(4.0, 100), (1.0, 300)], 700 / 400),
        ("average_position", "impressions", [(1.0, 90), (3.0, 10)], 1.2),
        ("open_rate", "delivered", [(0.5, 100), (0.1, 900)], 0.14),
        ("session_duration", "sessions", [(60.0, 1), (30.0, 2)], 40.0),
    ],
)
def test_a_ratio_is_weighed_by_what_it_divides_by(
    ratio: str, weight: str, rows: list[tuple[float, float]], expected: float
) -> None:
    columns = (column("a", "A", "number", ratio), column("b", "B", "number", weight))
    bound = BUILT_IN.ratio_of(columns[0], columns)

    assert bound is not None
    assert value_of(bound.formula.tree.sql("duckdb"), columns, list(rows)) == pytest.approx(
        expected
    )


def test_impression_share_is_weighed_by_the_impressions_that_were_to_be_had() -> None:
    columns = (SHARE, IMPRESSIONS)
    bound = BUILT_IN.bind(CATALOG["impression_share"], columns)
    rows = [(0.5, 100), (0.25, 100), (None, 400), (0.0, 0)]

    assert value_of(bound.formula.tree.sql("duckdb"), columns, rows) == pytest.approx(200 / 600)
    assert bound.note == "Rows whose share is not a number, such as “< 10%”, are left out."


@pytest.mark.parametrize("aggregation", ["sum", "avg", "median"])
def test_a_total_of_ratios_is_refused_with_the_right_formula(aggregation: str) -> None:
    with pytest.raises(InvalidInput) as with_components:
        BUILT_IN.check_aggregate(CTR, aggregation, (CTR, IMPRESSIONS, CLICKS))
    with pytest.raises(InvalidInput) as without:
        BUILT_IN.check_aggregate(CTR, aggregation, (CTR,))

    assert with_components.value.next_step == ("Use the metric CTR, or SUM(Clicks) / SUM(`Impr.`).")
    assert without.value.sentence.endswith(
        "Use min or max, or group so that every row stands alone."
        " Totals need a column that means impressions."
    )


def test_people_are_not_added_up_and_prices_are_averaged() -> None:
    with pytest.raises(InvalidInput, match="“Reach” counts people once in each row"):
        BUILT_IN.check_aggregate(REACH, "sum", (REACH,))
    with pytest.raises(InvalidInput, match="“Price” is an amount for one"):
        BUILT_IN.check_aggregate(PRICE, "sum", (PRICE,))

    BUILT_IN.check_aggregate(PRICE, "avg", (PRICE,))


@pytest.mark.parametrize("text", ["SUM(CTR)", "1 + AVG(CTR)", "MEDIAN((ctr))"])
def test_a_formula_does_not_total_a_ratio_either(text: str) -> None:
    columns = (CTR, IMPRESSIONS, CLICKS)
    tree = read_formula(text, columns).tree

    with pytest.raises(FormulaError) as refused:
        BUILT_IN.check_formula(text, tree, columns)

    assert refused.value.context["position"] == text.lower().index("ctr")
    assert "SUM(Clicks) / SUM(`Impr.`)" in refused.value.sentence


def test_a_formula_may_weigh_a_ratio_by_hand() -> None:
    text = "SUM(CTR * `Impr.`) / SUM(`Impr.`)"

    BUILT_IN.check_formula(text, read_formula(text, (CTR, IMPRESSIONS)).tree, (CTR, IMPRESSIONS))


def test_unique_opens_are_summed_within_a_rate_alone() -> None:
    columns = (
        column("c1", "Opens", "integer", "unique_opens"),
        column("c2", "Delivered", "integer", "delivered"),
    )
    rate, total = "SUM(Opens) / SUM(Delivered)", "SUM(Opens)"

    BUILT_IN.check_formula(rate, read_formula(rate, columns).tree, columns)
    with pytest.raises(FormulaError, match="counts people once"):
        BUILT_IN.check_formula(total, read_formula(total, columns).tree, columns)


def test_own_metrics_are_made_of_others() -> None:
    book = MetricBook((own("double", "ctr * 2"), own("more", "double + cpc")))
    cost = column("c9", "Spend", "number", "cost")

    assert book.spelled_out("more / 2") == (
        "(((SUM(clicks) / SUM(impressions)) * 2) + (SUM(cost) / SUM(clicks))) / 2"
    )
    assert book.bind(book.find("More"), (IMPRESSIONS, CLICKS, cost)).text == (
        "((SUM(Clicks) / SUM(`Impr.`)) * 2) + (SUM(Spend) / SUM(Clicks))"
    )
    assert book.find("double") in book.available((CTR, IMPRESSIONS))
    assert book.find("more") not in book.available((CTR, IMPRESSIONS))


def test_books_differ_by_what_was_defined() -> None:
    first, second = MetricBook((own("a", "SUM(cost)"),)), MetricBook((own("a", "SUM(clicks)"),))

    assert len({first.identity, second.identity, BUILT_IN.identity}) == 3
    assert first.identity == MetricBook((own("a", "SUM(cost)"),)).identity


@pytest.mark.parametrize(
    ("formula", "sentence", "position"),
    [
        ("SUM(cst)", "“cst” is nothing that a column can mean. Did you mean “cost”?", 4),
        ("roass / 2", "There is no metric “roass”. Did you mean “roas”?", 0),
        ("leads_x", "There is no metric “leads_x”.", 0),
        ("SUM(SUM(cost))", "SUM can't be inside SUM.", 4),
        ("roas + SUM(channel)", "SUM needs a number; this is text.", 11),
        ("roas + AVG(ctr)", "“ctr” is a ratio;", 11),
        ("MAX(channel)", "A metric is a number; this is text.", 0),
        ("", "The formula is empty.", 0),
        ("roas +", "The formula ends too early.", 0),
        ("cost; DROP TABLE users", "", 0),
        ("SUM(cost) / (SELECT 1)", "", 0),
        ("a" * 10_001, "The formula has 10001 characters; 10000 are allowed.", 0),
    ],
)
def test_what_can_be_no_metric_is_told_with_its_place(
    formula: str, sentence: str, position: int
) -> None:
    with pytest.raises(FormulaError) as refused:
        check_definition("new", formula, BUILT_IN)

    assert refused.value.sentence.startswith(sentence)
    assert isinstance(refused.value.context["position"], int)
    if position:
        assert refused.value.context["position"] == position


def test_a_circle_is_named() -> None:
    book = MetricBook((own("a", "b + 1"), own("b", "c"), own("c", "SUM(cost)")))

    with pytest.raises(InvalidInput, match="made of itself: c → a → b → c"):
        check_definition("c", "a * 2", book)
    with pytest.raises(InvalidInput, match="made of itself: c → c"):
        check_definition("c", "c", book)


def test_a_tower_of_references_is_bounded() -> None:
    tower = MetricBook(
        (own("m0", "SUM(cost)"), *(own(f"m{n}", f"m{n - 1} + m{n - 1}") for n in range(1, 40)))
    )

    with pytest.raises(InvalidInput, match="made of more than 200 metrics"):
        check_definition("new", "m39", tower)

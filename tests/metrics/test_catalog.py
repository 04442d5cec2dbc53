"""The catalog: definitions bound to the columns that mean what they need."""

from __future__ import annotations

import duckdb
import pytest

from cashstage.core.errors import InvalidInput
from cashstage.metrics.book import BUILT_IN
from cashstage.metrics.catalog import CATALOG, MetricDefinition
from cashstage.metrics.kinds import Kind
from cashstage.schema.column import Column
from cashstage.schema.semantic import KIND_OF, RATIO_TYPES
from tests.factories.columns import column

bind, available, find_definition = BUILT_IN.bind, BUILT_IN.available, BUILT_IN.find


def meaning(*semantic_types: str, of_type: str = "number") -> tuple[Column, ...]:
    """Columns with these meanings; c1 is the first, and headers tell nothing."""
    return tuple(
        column(f"c{position}", f"Header {position}", of_type, semantic_type)
        for position, semantic_type in enumerate(semantic_types, start=1)
    )


def bound_sql(name: str, *semantic_types: str) -> str:
    return bind(CATALOG[name], meaning(*semantic_types)).formula.tree.sql("duckdb")


@pytest.mark.parametrize(
    ("name", "needs", "sql"),
    [
        ("cost", "cost", 'SUM("c1")'),
        ("ctr", "clicks impressions", 'SUM("c1") / NULLIF(SUM("c2"), 0)'),
        ("cvr", "conversions clicks", 'SUM("c1") / NULLIF(SUM("c2"), 0)'),
        ("cvr", "orders sessions", 'SUM("c1") / NULLIF(SUM("c2"), 0)'),
        ("cpc", "cost clicks", 'SUM("c1") / NULLIF(SUM("c2"), 0)'),
        ("cpm", "cost impressions", '(1000 * SUM("c1")) / NULLIF(SUM("c2"), 0)'),
        ("cpa", "cost conversions", 'SUM("c1") / NULLIF(SUM("c2"), 0)'),
        ("aov", "revenue orders", 'SUM("c1") / NULLIF(SUM("c2"), 0)'),
        ("roas", "revenue cost", 'SUM("c1") / NULLIF(SUM("c2"), 0)'),
        ("acos", "cost revenue", 'SUM("c1") / NULLIF(SUM("c2"), 0)'),
        ("bounce_rate", "bounces sent", 'SUM("c1") / NULLIF(SUM("c2"), 0)'),
        ("bounce_rate", "engaged_sessions sessions", '1 - (SUM("c1") / NULLIF(SUM("c2"), 0))'),
        ("open_rate", "opens delivered", 'SUM("c1") / NULLIF(SUM("c2"), 0)'),
    ],
)
def test_a_ratio_is_two_sums_divided_last(name: str, needs: str, sql: str) -> None:
    assert bound_sql(name, *needs.split()) == sql


def test_the_preferred_formula_wins_where_both_could_be() -> None:
    sql = bound_sql("open_rate", "opens", "unique_opens", "delivered")

    assert sql == 'SUM("c2") / NULLIF(SUM("c3"), 0)'


@pytest.mark.parametrize("definition", CATALOG.values(), ids=CATALOG)
def test_every_definition_binds_is_a_number_and_lacks_a_value_where_nothing_divides(
    definition: MetricDefinition,
) -> None:
    for text in definition.formulas:
        columns = meaning(*(each for each in KIND_OF if f"SUM({each})" in text))
        assert definition in available(columns)
        formula = bind(definition, columns).formula
        zeros = ", ".join(f"0.0 AS {each.key}" for each in columns)
        [(value,)] = duckdb.execute(
            f"SELECT {formula.tree.sql('duckdb')} FROM (SELECT {zeros})"
        ).fetchall()

        assert formula.kind is Kind.NUMBER
        assert value == (None if definition.is_ratio else 0.0)


def test_every_ratio_that_a_column_may_hold_is_known_as_one() -> None:
    ratios = {each.name for each in CATALOG.values() if each.is_ratio}

    assert KIND_OF.keys() >= RATIO_TYPES
    assert ratios & KIND_OF.keys() <= RATIO_TYPES


def test_money_has_the_currency_of_its_column() -> None:
    euros = column("c1", "Spend", "number", "cost", "currency:EUR")
    plain = column("c1", "Spend", "number", "cost")
    clicks = column("c2", "Clicks", "integer", "clicks", "percent")

    assert bind(CATALOG["cpc"], [euros, clicks]).format == "currency:EUR"
    assert bind(CATALOG["cpc"], [plain, clicks]).format == "currency"
    assert bind(CATALOG["cost"], [euros]).format == "currency:EUR"


@pytest.mark.parametrize(
    ("name", "format_", "up_is_good", "is_ratio"),
    [
        ("clicks", None, True, False),
        ("bounces", None, False, False),
        ("cost", "currency", None, False),
        ("revenue", "currency", True, False),
        ("ctr", "percent", True, True),
        ("cpa", "currency", False, True),
        ("roas", "ratio", True, True),
        ("unsubscribe_rate", "percent", False, True),
    ],
)
def test_a_definition_says_how_it_is_shown_and_which_way_is_good(
    name: str,
    format_: str | None,
    up_is_good: bool | None,  # noqa: FBT001 - a row of the table above
    is_ratio: bool,  # noqa: FBT001
) -> None:
    definition = CATALOG[name]

    assert (definition.format, definition.up_is_good) == (format_, up_is_good)
    assert definition.is_ratio is is_ratio


def test_available_are_those_whose_columns_are_there_once() -> None:
    once = meaning("cost", "clicks", "impressions", "channel")
    twice = (*once, column("c9", "Other cost", "number", "cost"))

    assert [each.name for each in available(once)] == [
        "impressions", "clicks", "cost", "ctr", "cpc", "cpm",
    ]  # fmt: skip
    assert [each.name for each in available(twice)] == ["impressions", "clicks", "ctr"]
    assert available(meaning("cost", of_type="text")) == []


def test_a_column_that_is_missing_or_meant_twice_is_told() -> None:
    two_costs = meaning("revenue", "cost", "cost")

    with pytest.raises(InvalidInput) as missing:
        bind(CATALOG["roas"], meaning("revenue"))
    with pytest.raises(InvalidInput) as twice:
        bind(CATALOG["roas"], two_costs)

    assert missing.value.sentence == (
        "ROAS needs a column of numbers that means cost; there is none. "
        "Set a column's meaning in the data source, or use a formula."
    )
    assert twice.value.sentence == (
        "ROAS needs one column that means cost; these do: “Header 2”, “Header 3”. "
        "Keep that meaning on one of them, or use a formula."
    )


def test_a_definition_is_found_in_any_case_or_the_nearest_is_named() -> None:
    assert find_definition("CTR") is CATALOG["ctr"]
    with pytest.raises(InvalidInput, match="There is no metric “rosa”. Did you mean “roas”?"):
        find_definition("rosa")

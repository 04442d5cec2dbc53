"""The catalog: definitions bound to the columns that mean what they need."""

from __future__ import annotations

import duckdb
import pytest

from cashstage.core.errors import InvalidInput
from cashstage.metrics.book import BUILT_IN
from cashstage.metrics.catalog import CATALOG, MetricDefinition
from cashstage.metrics.kinds import Kind
from cashstage.metrics.references import names_in
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


def meanings_of(formula: str) -> list[str]:
    """What columns have to mean, in the order of the formula."""
    written = BUILT_IN.spelled_out(formula)
    return list(dict.fromkeys(name.text for name in names_in(written) if name.inside))


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
        columns = meaning(*meanings_of(text))
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


# Two rows of each column, and the metric of both together, worked out by hand.
WORKED: dict[str, tuple[str, float | None]] = {
    "ctr": ("clicks=10,30 impressions=1000,1000", 0.02),
    "link_ctr": ("link_clicks=5,15 impressions=1000,1000", 0.01),
    "cvr": ("conversions=2,3 clicks=50,50", 0.05),
    "interaction_rate": ("interactions=10,30 impressions=1000,1000", 0.02),
    "view_rate": ("video_views=200,100 impressions=1000,500", 0.2),
    "completion_rate": ("video_completions=20,10 video_views=200,100", 0.1),
    "impression_share": ("impressions=100,100 eligible_impressions=200,600", 0.25),
    "average_position": ("average_position=1,3 impressions=90,10", 1.2),
    "frequency": ("impressions=300,100 reach=100,null", 4.0),
    "cpc": ("cost=50,150 clicks=100,100", 1.0),
    "cpm": ("cost=5,15 impressions=1000,1000", 10.0),
    "cpv": ("cost=5,15 video_views=100,100", 0.1),
    "cpa": ("cost=50,150 conversions=4,1", 40.0),
    "cpl": ("cost=50,150 leads=4,6", 20.0),
    "roas": ("revenue=400,100 cost=100,100", 2.5),
    "acos": ("cost=100,100 revenue=400,100", 0.4),
    "mer": ("revenue=400,100 cost=100,100", 2.5),
    "roi": ("gross_profit=300,100 cost=100,100", 1.0),
    "poas": ("gross_profit=300,100 cost=100,100", 2.0),
    "aov": ("revenue=400,100 orders=4,6", 50.0),
    "rpc": ("revenue=400,100 clicks=50,50", 5.0),
    "rpm": ("revenue=40,10 impressions=1000,1000", 25.0),
    "margin": ("gross_profit=100,50 revenue=400,200", 0.25),
    "cac": ("cost=100,300 new_customers=3,5", 50.0),
    "ltv": ("gross_profit=900,700 new_customers=3,5", 200.0),
    "ltv_cac": ("gross_profit=900,700 new_customers=3,5 cost=100,300", 4.0),
    "payback": ("cost=100,300 new_customers=3,5 gross_profit=900,700 customers=60,100", 5.0),
    "churn_rate": ("lost_customers=2,4 customers=60,60", 0.05),
    "repeat_rate": ("returning_customers=30,10 customers=60,40", 0.4),
    "mql_rate": ("mqls=30,10 leads=60,40", 0.4),
    "sql_rate": ("sqls=15,5 mqls=30,10", 0.5),
    "opportunity_rate": ("opportunities=3,2 sqls=15,5", 0.25),
    "win_rate": ("won_deals=2,1 lost_deals=4,5", 0.25),
    "engagement_rate": ("engaged_sessions=30,10 sessions=60,40", 0.4),
    "average_engagement_time": ("engagement_time=120,60 users=3,null", 60.0),
    "delivery_rate": ("delivered=90,95 sent=100,100", 0.925),
    "bounce_rate": ("bounces=10,5 sent=100,100", 0.075),
    "open_rate": ("unique_opens=30,10 delivered=100,100", 0.2),
    "click_rate": ("unique_clicks=3,1 delivered=100,100", 0.02),
    "click_to_open_rate": ("unique_clicks=3,1 unique_opens=30,10", 0.1),
    "unsubscribe_rate": ("unsubscribes=1,1 delivered=100,100", 0.01),
}
AS_EXPORTED = {"reach", "users", "unique_opens", "unique_clicks", "followers"}


@pytest.mark.parametrize("definition", CATALOG.values(), ids=CATALOG)
def test_a_worked_example(definition: MetricDefinition) -> None:
    own = f"{definition.name}=2,3"
    total = None if definition.name in AS_EXPORTED else 5.0
    given, expected = WORKED.get(definition.name, (own, total))
    values = dict(part.split("=") for part in given.split())
    columns = meaning(*values)
    rows = zip(*(each.split(",") for each in values.values()), strict=True)
    listed = ", ".join(f"({', '.join(f'{each}::DOUBLE' for each in row)})" for row in rows)
    names = ", ".join(each.key for each in columns)
    sql = bind(definition, columns).formula.tree.sql("duckdb")
    found = duckdb.execute(f"SELECT {sql} FROM (VALUES {listed}) t({names})").fetchone()

    assert found is not None
    assert found[0] == (expected if expected is None else pytest.approx(expected))


def test_every_metric_says_what_it_is_and_where_its_formula_comes_from() -> None:
    assert {each.name for each in CATALOG.values() if each.is_ratio} == WORKED.keys()
    for definition in CATALOG.values():
        assert definition.description.endswith("."), definition.name
        assert definition.source

"""Which columns are proposed as one."""

from __future__ import annotations

from uuid import UUID

from cashstage.query.blend import BlendKind
from cashstage.query.blend_columns import MemberTable
from cashstage.query.blend_proposal import propose
from cashstage.schema.column import Column
from tests.factories.columns import column


def tables(*columns: tuple[Column, ...]) -> list[MemberTable]:
    return [
        MemberTable(UUID(int=place), f"T{place}", {each.key: each for each in held})
        for place, held in enumerate(columns, start=1)
    ]


def test_a_meaning_counts_more_than_a_name() -> None:
    one = (column("c1", "Spend", "number", "cost"), column("c2", "Budget", "number", "budget"))
    other = (
        column("c1", "Budget spend", "number", "cost"),
        column("c2", "Plan", "number", "budget"),
    )
    found = propose(tables(one, other)).columns

    assert [(each.name, each.found[UUID(int=2)].column.name) for each in found] == [
        ("Cost", "Budget spend"), ("Budget", "Plan"),
    ]  # fmt: skip


def test_names_alike_are_one_column_unless_they_mean_otherwise() -> None:
    one = (column("c1", "Landing page", "text"), column("c2", "Results", "integer", "leads"))
    other = (
        column("c1", "Landing pages", "text"),
        column("c2", "Results", "integer", "conversions"),
    )
    by_name = {
        each.name: each for each in propose(tables(one, other), kind=BlendKind.UNION).columns
    }
    alike = by_name["Landing page"].found[UUID(int=2)]

    assert 0.6 < alike.confidence < 0.85
    assert alike.reason == "Is named like Landing page."
    assert set(by_name) == {"Landing page", "Results", "Results 2"}


def test_values_of_other_types_are_never_one_column() -> None:
    one = (column("c1", "Cost", "number", "cost"), column("c2", "Rate", "number", None, "percent"))
    other = (column("c1", "Cost", "text", "cost"), column("c2", "Rate", "number"))

    assert all(len(each.found) == 1 for each in propose(tables(one, other)).columns)


def test_ratios_that_sums_give_are_left_out() -> None:
    held = (
        column("c1", "Clicks", "integer", "clicks"),
        column("c2", "Impr.", "integer", "impressions"),
        column("c3", "CTR", "number", "ctr", "percent"),
        column("c4", "CVR", "number", "cvr", "percent"),
    )

    assert [each.name for each in propose(tables(held, held)).columns] == ["Clicks", "Impr.", "CVR"]


def test_what_measures_other_things_meets_on_dates_and_texts() -> None:
    ads = (
        column("c1", "Day", "date", "date"),
        column("c2", "Campaign", "text", "campaign"),
        column("c3", "Value", "number", "cost"),
    )
    crm = (
        column("c1", "Campaign name", "text", "campaign"),
        column("c2", "Closed", "datetime", "date"),
        column("c3", "Value", "number", "revenue"),
    )
    proposal = propose(tables(ads, crm))

    assert proposal.kind is BlendKind.JOIN
    assert [(each.name, each.match is not None) for each in proposal.columns] == [
        ("Date", True), ("Campaign", True), ("Value", False), ("Value (T2)", False),
    ]  # fmt: skip


def test_another_currency_than_the_others_asks_for_one() -> None:
    euros = (column("c1", "Cost", "number", "cost", "currency:EUR"),)
    dollars = (column("c1", "Cost", "number", "cost", "currency:USD"),)

    assert propose(tables(euros, euros), currency="CHF").currency is None
    assert propose(tables(euros, dollars), currency="CHF").currency == "CHF"


def test_nothing_in_common_is_said() -> None:
    one, other = (column("c1", "Name", "text"),), (column("c1", "Age", "integer"),)

    assert propose(tables(one, other)).reason == "They measure nothing in common."
    join = propose(tables(one, other), kind=BlendKind.JOIN)
    assert join.reason == "They have no field in common to meet on."

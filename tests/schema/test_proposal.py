"""What columns are proposed to mean, how surely and why; corrections; currencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cashstage.emulator.campaigns import DemoDay
from cashstage.emulator.demo import EXPORTS, Export
from cashstage.schema.cell_format import CellFormat, ColumnFormat
from cashstage.schema.cells import Cell, cells_of
from cashstage.schema.column import Column, ColumnType, Role
from cashstage.schema.corrections import NOTHING, correction_for, corrections_of
from cashstage.schema.infer import Delivered, Inferred, infer_columns
from cashstage.schema.normal_form import header_key
from cashstage.schema.proposal import SET_FROM, Proposal, label
from cashstage.schema.semantic import KIND_OF

EURO = ColumnFormat(CellFormat.CURRENCY, "#,##0.00 €", "€")
DOLLAR = ColumnFormat(CellFormat.CURRENCY, "$#,##0.00", "$")
PERCENT = ColumnFormat(CellFormat.PERCENT, "0.00%")
UNNAMED = ", though the name does not say so."


def infer(
    table: Mapping[str, Sequence[Cell]],
    *,
    formats: dict[str, ColumnFormat] | None = None,
    locale: str | None = None,
    corrections: dict[str, str] | None = None,
) -> dict[str, Inferred]:
    columns = [
        Delivered(name, cells_of(values), (formats or {}).get(name))
        for name, values in table.items()
    ]
    inferred = infer_columns(columns, locale=locale, corrections=corrections)
    return dict(zip(table, inferred, strict=True))


def meanings(table: dict[str, Sequence[Cell]]) -> dict[str, str | None]:
    return {name: each.semantic_type for name, each in infer(table).items()}


def proposal(name: str, values: Sequence[Cell], shown: ColumnFormat | None = None) -> Proposal:
    proposed = infer({name: values}, formats={name: shown} if shown else None)[name].proposal
    assert proposed is not None
    return proposed


@pytest.mark.parametrize(
    ("name", "values", "shown", "expected"),
    [
        ("Coût", [5.5], EURO, (0.97, "Named like “cost” in French; holds amounts in EUR.")),
        ("Cost", [5.5], None, (0.9, "Named like “cost”; holds amounts.")),
        ("Day", ["2024-01-31"], None, (0.97, "Named like “date”; holds dates.")),
        ("Day", ["x"], None, (0.3, "Named like “date”, but holds text.")),
        ("Coste", [5], None, (0.9, "Named like “cost” in Spanish; holds amounts.")),
        ("Sesso", ["m"], None, (0.97, "Named like “gender” in Italian; holds genders.")),
        ("Kosten", [5], None, (0.9, "Named like “cost” in German and Dutch; holds amounts.")),
        ("Clicks", [1, 2.5], None, (0.54, "Named like “clicks”, but holds fractions.")),
        ("Clicks", [-1, 2], None, (0.54, "Named like “clicks”, but holds numbers below zero.")),
        ("Clicks", [0.5, 1], PERCENT, (0.54, "Named like “clicks”, but holds percentages.")),
        ("Clicks", [5, 2], EURO, (0.54, "Named like “clicks”, but holds amounts of money.")),
        ("Clicks", ["a"], None, (0.3, "Named like “clicks”, but holds text.")),
        ("Clicks", [], None, (0.85, "Named like “clicks”; has no values yet.")),
        ("Conversions", [1.5], None, (0.97, "Named like “conversions”; holds numbers.")),
        ("CTR", [0.5], PERCENT, (0.97, "Named like “CTR”; holds percentages.")),
        ("CTR", [0.05], None, (0.97, "Named like “CTR”; holds shares.")),
        ("Bounce", [1], None, (0.92, "Named much like “bounces”; holds whole numbers.")),
        ("Meta clicks", [1], None, (0.87, "Named much like “clicks”; holds whole numbers.")),
        ("Country", ["DE", "US"], None, (0.97, "Named like “country”; holds country codes.")),
        ("Campaign", ["a"], None, (0.97, "Named like “campaign”; holds names.")),
        ("Campaign", [1, 2], None, (0.9, "Named like “campaign”; holds numbers.")),
        ("Cost", [0.5], PERCENT, (0.54, "Named like “cost”, but holds percentages.")),
        ("Coin", ["EUR", "USD"], None, (0.5, f"Holds currency codes{UNNAMED}")),
        ("When", ["2024-01-31"], None, (0.5, f"Holds dates{UNNAMED}")),
    ],
)  # fmt: skip
def test_confidence_and_reason(
    name: str, values: list[Cell], shown: ColumnFormat | None, expected: tuple[float, str]
) -> None:
    found = proposal(name, values, shown)

    assert (found.confidence, found.reason) == expected


def test_a_meaning_below_the_threshold_is_only_proposed() -> None:
    unsure = infer({"Clicks": [1.5, 2.5]})["Clicks"]
    sure = infer({"Clicks": [1, 2]})["Clicks"]

    assert unsure.proposal is not None
    assert unsure.proposal.confidence < SET_FROM
    assert (unsure.semantic_type, sure.semantic_type) == (None, "clicks")


def test_a_few_corrections_after_the_day_do_not_contradict() -> None:
    assert infer({"Clicks": [*range(99), -1]})["Clicks"].semantic_type == "clicks"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"Link clicks": [1], "Clicks (all)": [2]}, ["clicks", "all_clicks"]),
        ({"Clicks": [1], "Link clicks": [2]}, ["clicks", "link_clicks"]),
        ({"Conversions": [1], "Purchases": [2]}, ["conversions", "orders"]),
        ({"Clicks": [1], "Link clicks": [0.5]}, ["clicks", None]),
        ({"Cost": [1], "Spend": [2]}, ["cost", None]),
        ({"Cost": [1], "Cost (Converted currency)": [2]}, ["cost", None]),
        ({"Results": [3]}, ["conversions"]),
        ({"Results": [3], "Result type": ["Leads"]}, ["leads", "result_type"]),
        ({"Results": [3], "Result indicator": ["actions:link_click"]}, ["clicks", "result_type"]),
        ({"Results": [3, 4], "Result type": ["Leads", "Reach"]}, [None, "result_type"]),
        ({"Views": [3]}, ["page_views"]),
        ({"Views": [3], "Sessions": [2]}, ["page_views", "sessions"]),
        ({"Views": [3], "Impressions": [2]}, ["video_views", "impressions"]),
        ({"Weergaven": [3], "Besteed bedrag": [2.5]}, ["impressions", "cost"]),
        ({"Views": ["x"]}, [None]),
        ({"Value": [3]}, [None]),
        ({"Value": ["3 €"], "Orders": [2]}, ["revenue", "orders"]),
        ({"Value": [3.5], "Conversions": [2], "Cost": [1]}, ["revenue", "conversions", "cost"]),
        ({"Amount": [3.5], "Deal stage": ["won"]}, ["deal_amount", "deal_stage"]),
        ({"Amount": ["3 €"], "Revenue": [2], "Clicks": [1]}, ["cost", "revenue", "clicks"]),
        ({"Total": [3.5], "Order number": ["#1"]}, ["revenue", "order_id"]),
        ({"Total": [3.5]}, [None]),
        ({"Name": ["a"]}, [None]),
        ({"Name": ["a"], "Impressions": [1]}, ["campaign", "impressions"]),
        ({"Name": ["a"], "Campaign": ["b"], "Ad group": ["c"]}, ["ad", "campaign", "ad_group"]),
        ({"Name": ["#1001"], "Financial Status": ["paid"]}, ["order_id", "payment_status"]),
        ({"Name": ["Shoe"], "Price": [5.5]}, ["product", "price"]),
        ({"Title": ["Shoe"], "SKU": ["A1"]}, ["product", "product_id"]),
        ({"Title": ["Spring"], "Recipients": [10]}, ["campaign", "sent"]),
        ({"Email": ["a@b.de", "c@d.fr"]}, ["email_address"]),
        ({"Email": [5, 6]}, [None]),
        ({"Source": ["google", "bing"]}, ["source"]),
        ({"Source": ["google / cpc", "(direct) / (none)"]}, ["source_medium"]),
        ({"State": ["Texas", "Ohio"]}, ["region"]),
        ({"State": ["active", "paused"]}, ["status"]),
        ({"Position": [3.5], "Impressions": [2]}, ["average_position", "impressions"]),
        ({"Position": ["Manager"]}, [None]),
        ({"Tag": ["new", "old"]}, [None]),
        ({"Tag": ["31.01.2024"]}, ["date"]),
    ],
)
def test_values_and_neighbours_decide(
    table: dict[str, Sequence[Cell]], expected: list[str | None]
) -> None:
    assert list(meanings(table).values()) == expected


def test_a_column_that_another_says_more_clearly_is_told_so() -> None:
    spend = infer({"Cost": [1], "Spend": [2]})["Spend"].proposal

    assert spend == Proposal("cost", 0.5, "Could mean “cost” too, as Cost does more clearly.")


def test_what_a_person_set_is_certain() -> None:
    before = Column("c1", "Net", ColumnType.NUMBER, Role.METRIC, "cost", None, overridden=True)
    [net] = infer_columns([Delivered("Net", cells_of([2]), known=before)])

    assert net.proposal == Proposal("cost", 1.0, "Set by a person.")


@pytest.mark.parametrize(
    ("name", "values", "shown", "locale", "currency", "format_"),
    [
        ("Cost (EUR)", [5], None, None, "EUR", "currency:EUR"),
        ("Cost ($)", [5], None, None, None, "currency"),
        ("Cost ($)", [5], None, "en_AU", "AUD", "currency:AUD"),
        ("Cost", ["$5"], None, None, None, "currency"),
        ("Cost", ["$5"], None, "de_DE", None, "currency"),
        ("Cost", ["$5"], None, "en_US", "USD", "currency:USD"),
        ("Cost", ["US$ 5"], None, None, "USD", "currency:USD"),
        ("Cost", ["5 kr"], None, "sv_SE", "SEK", "currency:SEK"),
        ("Cost", [5], DOLLAR, "en_CA", "CAD", "currency:CAD"),
        ("Cost", [5], DOLLAR, None, None, "currency"),
        ("Cost", ["£5", "6 €"], None, None, "mixed", "currency"),
        ("Valor gasto (R$)", [5], None, None, "BRL", "currency:BRL"),
        ("cost_chf", [5], None, None, "CHF", "currency:CHF"),
        ("Clicks", [5], None, None, None, None),
    ],
)
def test_the_currency_of_a_column(
    name: str,
    values: list[Cell],
    shown: ColumnFormat | None,
    locale: str | None,
    currency: str | None,
    format_: str | None,
) -> None:
    found = infer({name: values}, formats={name: shown} if shown else None, locale=locale)[name]

    assert (found.currency, found.format) == (currency, format_)


def test_a_currency_column_settles_dollars_and_tells_of_several() -> None:
    canadian = infer({"Cost": ["$5"], "Currency": ["CAD"]})
    euros = infer({"Cost": ["$5"], "Currency": ["EUR"]})
    several = infer({"Cost": [5, 6], "Currency": ["EUR", "USD"]})

    assert (canadian["Cost"].currency, euros["Cost"].currency) == ("CAD", None)
    assert several["Cost"].currency == "mixed"
    assert several["Currency"].notes == ["Currency names EUR, USD; amounts are not converted."]


def test_a_header_and_cells_that_differ_are_told() -> None:
    cost = infer({"Cost (EUR)": ["US$ 5"]})["Cost (EUR)"]

    assert cost.currency == "EUR"
    assert cost.notes == ["Cost (EUR) is taken for EUR, though its cells say USD."]


def test_corrections_win() -> None:
    said = corrections_of([("Bookings", "conversions"), ("Kosten", None), ("Café", "revenue")])

    found = infer(
        {"BOOKINGS": [1], "Kosten": [5], "cafe (EUR)": [2], "Conversions": [3]}, corrections=said
    )

    assert [each.semantic_type for each in found.values()] == ["conversions", None, None, None]
    assert found["BOOKINGS"].proposal == Proposal(
        "conversions", 1.0, "Someone here has said that this name means “conversions”."
    )
    assert found["Kosten"].proposal is None
    assert infer({"cafe": [2]}, corrections=said)["cafe"].semantic_type == "revenue"


def test_corrections_are_kept_by_the_key_of_the_header() -> None:
    said = corrections_of([("Ad spend", "cost"), ("ad_spend", None), ("?", "cost"), ("x", "old")])

    assert said == {"adspend": NOTHING}
    assert correction_for("AD-SPEND", said) == NOTHING
    assert correction_for("Spend", said) is None
    assert correction_for("Spend", {"spend": "no longer known"}) is None


@pytest.mark.parametrize("export", EXPORTS, ids=[export.title for export in EXPORTS])
def test_every_column_of_the_demo_has_a_meaning(export: Export) -> None:
    days = [DemoDay(date(2026, 3, 1) + timedelta(days=back), tracked=True) for back in range(30)]
    rows = [row for day in days for row in export.rows(day)]
    names = [name for name, _ in export.columns]
    table = {name: [row[place] for row in rows] for place, name in enumerate(names)}

    found = infer(table)

    assert {name for name, each in found.items() if each.semantic_type is None} == set()


def test_labels_are_words() -> None:
    assert [label(each) for each in ("ad_group", "cpc", "campaign_id")] == [
        "ad group",
        "CPC",
        "campaign ID",
    ]


_CELLS = st.one_of(st.none(), st.booleans(), st.text(max_size=8), st.integers(), st.floats())
_NAMES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["Cost", "Results", "Value", "Views", "Name", "Clicks", "Link clicks", "$"]),
)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(_NAMES, st.lists(_CELLS, min_size=3, max_size=3)),
        max_size=5,
        unique_by=lambda column: column[0],
    ),
    st.dictionaries(st.text(max_size=5).map(header_key), st.sampled_from([*KIND_OF, NOTHING, "?"])),
)
def test_any_table_is_read_and_always_alike(
    columns: list[tuple[str, list[Cell]]], corrections: dict[str, str]
) -> None:
    first = infer(dict(columns), corrections=corrections)
    again = infer(dict(columns), corrections=corrections)

    for name, found in first.items():
        assert (found.semantic_type, found.proposal) == (
            again[name].semantic_type,
            again[name].proposal,
        )
        if found.proposal is not None:
            assert 0 <= found.proposal.confidence <= 1
            assert found.proposal.reason.endswith(".")
    set_ones = [each.semantic_type for each in first.values() if each.semantic_type]
    assert len(set_ones) == len(set(set_ones))

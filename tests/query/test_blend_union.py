"""Unions: against an independent computation, currencies, and what a source lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cashstage.core.errors import InvalidInput
from cashstage.query.blend_money import Rate
from cashstage.query.run import QuerySource
from tests.factories.columns import column
from tests.query.asking import Asking, Row
from tests.query.blending import Table, blended, civil, month, spec_of

GOOGLE = (
    column("c1", "Day", "date", "date"),
    column("c2", "Cost", "number", "cost", "currency:EUR"),
    column("c3", "Clicks", "integer", "clicks"),
    column("c4", "Keyword", "text", "keyword"),
)
META = (
    column("c1", "Reporting starts", "datetime", "date"),
    column("c2", "Amount spent", "number", "cost", "currency:USD"),
    column("c3", "Link clicks", "number", "clicks"),
)
ROWS = (
    column("c1", "Date", "date", "date"),
    column("c2", "Spend", "number", "cost", "currency"),
    column("c3", "Currency", "text", "currency"),
)
COLUMNS: dict[str, Any] = {
    "Day": ["c1", "c1", "c1"], "Cost": ["c2", "c2", "c2"], "Clicks": ["c3", "c3", None],
    "Keyword": ["c4", None, None],
}  # fmt: skip
RATES = (
    Rate("USD", "EUR", month(2), 0.9), Rate("USD", "EUR", month(3), 0.8),
    Rate("EUR", "GBP", None, 0.5), Rate("EUR", "GBP", month(3), 0.25),
)  # fmt: skip
COST: dict[str, Any] = {"metrics": [{"field": "Cost"}]}


def google(*rows: tuple[Any, ...]) -> Table:
    return Table("Google", GOOGLE, named(("Day", "Cost", "Clicks", "Keyword"), rows))


def meta(*rows: tuple[Any, ...]) -> Table:
    return Table("Meta", META, named(("Reporting starts", "Amount spent", "Link clicks"), rows))


def mixed(*rows: tuple[Any, ...]) -> Table:
    return Table("Mixed", ROWS, named(("Date", "Spend", "Currency"), rows))


def named(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[Row]:
    return [dict(zip(names, row, strict=False)) for row in rows]


def united(
    asking: Asking, tables: Sequence[Table], rates: Sequence[Rate] = RATES, **parts: Any
) -> QuerySource:
    """The union of the tables, of the columns that any of them has."""
    columns = {name: keys[: len(tables)] for name, keys in COLUMNS.items()}
    return blended(asking, spec_of("union", tables, columns, **parts), tables, rates)


def rate_of(code: str | None, day: date | None) -> float | None:
    """To euros, told apart from the SQL that is tested."""
    if code == "EUR":
        return 1.0
    if day is None:
        return {"GBP": 2.0}.get(code or "")
    if code == "USD":
        return None if day < month(2) else 0.9 if day < month(3) else 0.8
    return None if code != "GBP" else 2.0 if day < month(3) else 4.0


DAYS = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 4, 30)))
AMOUNTS = st.one_of(st.none(), st.integers(-9, 9).map(float))
CODES = st.sampled_from([None, "EUR", "usd ", "USD", "GBP", "JPY", ""])


@settings(max_examples=40)
@given(
    st.lists(st.tuples(DAYS, AMOUNTS), max_size=5),
    st.lists(st.tuples(DAYS, AMOUNTS), max_size=5),
    st.lists(st.tuples(DAYS, AMOUNTS, CODES), max_size=6),
)
def test_amounts_are_converted_by_the_rates_of_their_days(
    asking: Asking,
    euros: list[tuple[Any, ...]],
    dollars: list[tuple[Any, ...]],
    by_row: list[tuple[Any, ...]],
) -> None:
    moments = [(day and civil(day, 23), cost) for day, cost in dollars]
    source = united(asking, [google(*euros), meta(*moments), mixed(*by_row)], currency="EUR")
    found = asking.rows(source, dimensions=[{"field": "Source"}], **COST)
    sums: dict[str, list[float]] = defaultdict(list)
    every = [
        *(("Google", day, cost, "EUR") for day, cost in euros),
        *(("Meta", day, cost, "USD") for day, cost in dollars),
        *(("Mixed", day, cost, code and code.strip().upper()) for day, cost, code in by_row),
    ]
    for name, day, cost, code in every:
        factor = rate_of(code, day)
        sums[name] += [] if cost is None or factor is None else [cost * factor]

    assert dict(found) == {
        name: pytest.approx(sum(values)) if values else None for name, values in sums.items()
    }


def test_what_a_source_lacks_is_missing_and_said(asking: Asking) -> None:
    tables = [
        google((date(2026, 3, 1), 1.0, 5, "shoes")),
        meta((civil(date(2026, 3, 1)), 2.0, 7.5)),
    ]
    source = united(asking, tables, currency="EUR", label_name="Kind", labels=["Search", None])
    keyword = {"field": "Keyword", "aggregation": "count"}
    body = asking.read(
        source, dimensions=[{"field": "Kind"}], metrics=[{"field": "Clicks"}, keyword]
    )

    assert body["data"] == [["Meta", "Search"], [7.5, 5.0], [0, 1]]
    assert body["notes"] == ["Meta has no Keyword."]
    assert [each["type"] for each in body["columns"]] == ["text", "number", "integer"]


def test_days_and_moments_are_days_together(asking: Asking) -> None:
    tables = [google((date(2026, 3, 1), 1.0)), meta((civil(date(2026, 3, 1), 17), 2.0))]
    source = united(asking, tables, currency="EUR")
    on_day = {"field": "Day", "start": "2026-03-01", "end": "2026-03-01"}

    assert asking.rows(source, dimensions=[{"field": "Day"}], **COST, date_range=on_day) == [
        ("2026-03-01", pytest.approx(1 + 2 * 0.8))
    ]
    assert asking.rows(source, metrics=[{"formula": "COUNT(*)", "name": "rows"}]) == [(2,)]


def test_amounts_without_a_rate_are_left_out_and_counted(asking: Asking) -> None:
    tables = [google(), meta((civil(date(2026, 1, 31)), 2.0), (civil(date(2026, 2, 1)), 2.0))]
    body = asking.read(united(asking, tables, currency="EUR"), **COST)

    assert body["data"] == [[1.8]]
    (note,) = body["notes"]
    assert note == (
        "1 row of Meta is not in “Cost”: there is no exchange rate to EUR for its currency and day."
    )


@pytest.mark.parametrize(
    ("tables", "parts", "words"),
    [
        ([google(), meta()], {}, "“Cost” is in EUR .Google. and USD .Meta.. Choose a currency"),
        ([google(), meta()], {"currency": "CHF"}, "no exchange rate from EUR to CHF"),
        ([google(), mixed()], {}, None),
        (
            [google(), Table("Plain", (META[0], column("c2", "Amount", "number")))],
            {"currency": "EUR"},
            "Plain does not say in which currency “Amount” is",
        ),
        (
            [google(), Table("Dateless", (column("c1", "Day", "text"), *META[1:]))],
            {"currency": "EUR"},
            "Dateless has no date",
        ),
    ],
)
def test_currencies_that_do_not_meet_are_refused(
    asking: Asking, tables: list[Table], parts: dict[str, Any], words: str | None
) -> None:
    source = united(asking, tables, **parts)
    if words is None:
        assert asking.rows(source, **COST) == [(None,)]
        return
    with pytest.raises(InvalidInput, match=words):
        asking.ask(source, **COST)


def test_one_currency_needs_no_rates_and_stays_the_format(asking: Asking) -> None:
    tables = [google((None, 1.5)), Table("More", GOOGLE, [{"Cost": 2.0}])]
    body = asking.read(united(asking, tables, rates=()), **COST)

    assert body["data"] == [[3.5]]
    assert body["columns"][0]["format"] == "currency:EUR"


def test_texts_and_numbers_do_not_become_one_column(asking: Asking) -> None:
    words = (META[0], column("c2", "Amount", "text"), META[2])
    source = united(asking, [google(), Table("Words", words)])

    with pytest.raises(InvalidInput, match="“Cost” is number in Google and text in Words. Columns"):
        asking.ask(source, **COST)
    assert asking.rows(source, metrics=[{"field": "Clicks"}]) == [(None,)]


def test_shares_and_numbers_stay_apart(asking: Asking) -> None:
    tables = [
        Table("One", (column("c1", "CTR", "number", "ctr", "percent"),)),
        Table("Other", (column("c1", "CTR", "number", "ctr"),)),
    ]
    source = blended(asking, spec_of("union", tables, {"CTR": ["c1", "c1"]}), tables)

    with pytest.raises(InvalidInput, match="“CTR” is a percentage in One, but not in Other"):
        asking.ask(source, metrics=[{"field": "CTR"}])


def test_a_column_that_is_gone_everywhere_says_so(asking: Asking) -> None:
    tables = [google(), meta()]
    spec = spec_of("union", tables, {"Cost": ["c2", "c2"], "Reach": ["c9", None]})

    with pytest.raises(InvalidInput, match="The column behind “Reach” is gone from Google"):
        asking.ask(blended(asking, spec, tables), metrics=[{"field": "Reach"}])


def test_another_name_label_or_rate_is_another_answer(asking: Asking) -> None:
    tables = [google((month(3), 1.0)), meta((civil(date(2026, 3, 1)), 2.0))]
    renamed = [Table("Ads", tables[0].columns, tables[0].rows), tables[1]]
    by_source: dict[str, Any] = {"dimensions": [{"field": "Source"}], **COST}
    tags = {
        asking.ask(source, **by_source).etag
        for source in (
            united(asking, tables, currency="EUR"),
            united(asking, renamed, currency="EUR"),
            united(asking, tables, rates=(Rate("USD", "EUR", None, 2.0),), currency="EUR"),
            united(asking, tables, currency="USD"),
        )
    }

    assert len(tags) == 4

"""Types, roles and formats of columns, from texts and from spreadsheet cells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashstage.schema.cell_format import CellFormat, ColumnFormat
from cashstage.schema.cells import Cell, cells_of
from cashstage.schema.column import Column, ColumnType, Role
from cashstage.schema.infer import Delivered, Inferred, infer_columns

DAY = ColumnFormat(CellFormat.DATE, "yyyy-mm-dd")
MOMENT = ColumnFormat(CellFormat.DATETIME, "yyyy-mm-dd hh:mm")
CLOCK = ColumnFormat(CellFormat.TIME, "hh:mm")
LENGTH = ColumnFormat(CellFormat.DURATION, "[h]:mm:ss")
PERCENT = ColumnFormat(CellFormat.PERCENT, "0.00%")
EURO = ColumnFormat(CellFormat.CURRENCY, "#,##0.00 €", "€")
DOLLAR = ColumnFormat(CellFormat.CURRENCY, "$#,##0.00", "$")
FRACTION = ColumnFormat(CellFormat.NUMBER, "#,##0.00")
TEXT = ColumnFormat(CellFormat.TEXT, "@")


def infer(
    name: str,
    values: Sequence[Cell],
    cell_format: ColumnFormat | None = None,
    known: Column | None = None,
    *,
    locale: str | None = None,
    decimal_comma: bool = False,
) -> Inferred:
    column = Delivered(name, cells_of(values), cell_format, known)
    return infer_columns([column], locale=locale, decimal_comma=decimal_comma)[0]


def read(inferred: Inferred) -> list[Any]:
    return list(inferred.values.to_pylist())


def known(column_type: ColumnType, *, overridden: bool = False) -> Column:
    return Column("c1", "Thing", column_type, Role.DIMENSION, overridden=overridden)


@pytest.mark.parametrize(
    ("name", "texts", "column_type", "values"),
    [
        ("Thing", ["1", "-20", "3,000"], ColumnType.INTEGER, [1, -20, 3000]),
        ("Thing", ["0", "1", "1"], ColumnType.INTEGER, [0, 1, 1]),
        ("Thing", ["1", "2.50"], ColumnType.NUMBER, [1.0, 2.5]),
        ("Thing", ["1.0", "2.0"], ColumnType.NUMBER, [1.0, 2.0]),
        ("Thing", ["1.234,50", "1.234"], ColumnType.NUMBER, [1234.5, 1234.0]),
        ("Thing", ["1,234.50", "1,234"], ColumnType.NUMBER, [1234.5, 1234.0]),
        ("Thing", ["12.5%", "3 %"], ColumnType.NUMBER, [0.125, 0.03]),
        ("Thing", ["(5)", "7"], ColumnType.INTEGER, [-5, 7]),
        ("Clicks", ["12345678901234567890"], ColumnType.NUMBER, [12345678901234567890.0]),
        ("Cost", ["12", "13"], ColumnType.NUMBER, [12.0, 13.0]),
        ("Thing", ["yes", "No", "TRUE"], ColumnType.BOOLEAN, [True, False, True]),
        ("Thing", ["2024-01-31", ""], ColumnType.DATE, [date(2024, 1, 31), None]),
        ("Day", ["20240131"], ColumnType.DATE, [date(2024, 1, 31)]),
        ("Thing", ["20240131"], ColumnType.INTEGER, [20240131]),
        ("Cost", ["20240131", "20240201", "20240202"], ColumnType.NUMBER, None),
        ("Thing", ["20240131", "20240201", "20240202"], ColumnType.DATE, None),
        ("Thing", ["31.12.2024", "01.02.2024"], ColumnType.DATE, None),
        ("Thing", ["2024-01-31 00:00:00"], ColumnType.DATE, [date(2024, 1, 31)]),
        (
            "Thing",
            ["2024-01-31 10:30", "2024-02-01"],
            ColumnType.DATETIME,
            [datetime(2024, 1, 31, 10, 30), datetime(2024, 2, 1)],  # noqa: DTZ001
        ),
        ("Thing", ["9:30", "10:15 PM"], ColumnType.TIME, [time(9, 30), time(22, 15)]),
        ("Avg. session duration", ["0:01:30", "26:00:00"], ColumnType.NUMBER, [90.0, 93600.0]),
        ("Thing", ["Brand", " Brand ", "x"], ColumnType.TEXT, ["Brand", "Brand", "x"]),
        ("Thing", ["007", "12"], ColumnType.TEXT, ["007", "12"]),
        ("Thing", ["1234567890123456", "1"], ColumnType.TEXT, ["1234567890123456", "1"]),
        ("Campaign ID", ["12", "13"], ColumnType.TEXT, ["12", "13"]),
        ("Thing", ["12", "12a"], ColumnType.TEXT, ["12", "12a"]),
        ("Thing", ["1.2.10", "1.2.11"], ColumnType.TEXT, ["1.2.10", "1.2.11"]),
        ("Thing", ["Launch 2024-01-31"], ColumnType.TEXT, ["Launch 2024-01-31"]),
        ("Thing", ["", "  "], ColumnType.TEXT, [None, None]),
    ],
)
def test_texts(
    name: str, texts: list[str], column_type: ColumnType, values: list[Any] | None
) -> None:
    inferred = infer(name, texts)

    assert inferred.type is column_type
    if values is not None:
        assert read(inferred) == values


@pytest.mark.parametrize(
    ("name", "cell_format", "cells", "column_type", "values"),
    [
        ("Thing", None, [1, 2.0, None], ColumnType.INTEGER, [1, 2, None]),
        ("Thing", None, [1, 2.5], ColumnType.NUMBER, [1.0, 2.5]),
        ("Thing", FRACTION, [1, 2], ColumnType.NUMBER, [1.0, 2.0]),
        ("Thing", PERCENT, [0.125, 1], ColumnType.NUMBER, [0.125, 1.0]),
        ("Thing", EURO, [5, 6], ColumnType.NUMBER, [5.0, 6.0]),
        ("Thing", DAY, [45322, 45323.75], ColumnType.DATE, [date(2024, 1, 31), date(2024, 2, 1)]),
        ("Thing", DAY, [45322, "2024-02-01"], ColumnType.DATE, None),
        ("Date", None, [45322], ColumnType.DATE, [date(2024, 1, 31)]),
        ("Week", None, [5, 6], ColumnType.INTEGER, [5, 6]),
        ("Day", None, [20240131], ColumnType.DATE, [date(2024, 1, 31)]),
        ("Thing", None, [20240131, "20240201", 20240202], ColumnType.DATE, None),
        ("Thing", MOMENT, [45322.5], ColumnType.DATETIME, [datetime(2024, 1, 31, 12)]),  # noqa: DTZ001
        ("Thing", MOMENT, [45322], ColumnType.DATE, [date(2024, 1, 31)]),
        ("Thing", CLOCK, [0.5, 0.75, 0.999999999999], ColumnType.TIME, None),
        ("Thing", CLOCK, [0.5, 1.5], ColumnType.NUMBER, [43_200.0, 129_600.0]),
        ("Thing", CLOCK, [45322.5], ColumnType.DATETIME, [datetime(2024, 1, 31, 12)]),  # noqa: DTZ001
        ("Thing", LENGTH, [1.5], ColumnType.NUMBER, [129_600.0]),
        ("Avg. session duration", CLOCK, [0.5], ColumnType.NUMBER, [43_200.0]),
        ("Thing", None, [True, False, None], ColumnType.BOOLEAN, [True, False, None]),
        ("Campaign ID", None, [20009098931], ColumnType.TEXT, ["20009098931"]),
        ("Thing", None, [1e15, 2.0], ColumnType.TEXT, ["1000000000000000", "2"]),
        ("Thing", TEXT, ["12", "13"], ColumnType.TEXT, ["12", "13"]),
        ("Clicks", TEXT, ["12", "13"], ColumnType.INTEGER, [12, 13]),
        ("Thing", None, ["a", 12, 0.5, True], ColumnType.TEXT, ["a", "12", "0.5", "TRUE"]),
        ("Thing", DAY, ["tbd", "open", 45322], ColumnType.TEXT, ["tbd", "open", "2024-01-31"]),
        ("Cost", None, ["1.234,50", 2], ColumnType.NUMBER, [1234.5, 2.0]),
    ],
)
def test_spreadsheet_cells(
    name: str,
    cell_format: ColumnFormat | None,
    cells: list[Cell],
    column_type: ColumnType,
    values: list[Any] | None,
) -> None:
    inferred = infer(name, cells, cell_format)

    assert inferred.type is column_type
    if values is not None:
        assert read(inferred) == values


def test_errors_and_placeholders_become_null_and_are_counted() -> None:
    inferred = infer("Clicks", ["1", "#N/A", "--", "n/a", "--", "< 10", "2"])

    assert (inferred.type, read(inferred)) == (
        ColumnType.INTEGER,
        [1, None, None, None, None, None, 2],
    )
    assert inferred.nulled == {"error": 1, "placeholder": 4}


def test_names_that_mean_no_value_only_among_numbers_stay_in_texts() -> None:
    inferred = infer("Campaign", ["None", "NA", "Brand", "--", "#REF!"])

    assert read(inferred) == ["None", "NA", "Brand", None, None]
    assert inferred.nulled == {"error": 1, "placeholder": 1}


def test_a_stray_text_is_no_reason_to_lose_a_column_of_amounts() -> None:
    inferred = infer("Cost", [*["1.5"] * 19, "see note"])

    assert inferred.type is ColumnType.NUMBER
    assert inferred.nulled == {"unreadable": 1}


def test_without_evidence_a_stray_text_keeps_the_column_text_and_says_so() -> None:
    inferred = infer("Room", [*["15"] * 19, "12a"])

    assert inferred.type is ColumnType.TEXT
    assert inferred.nulled == {}
    assert inferred.notes == ["Room stays text: 1 of 20 cells are not numbers, such as '12a'."]


def test_the_type_of_yesterday_is_evidence() -> None:
    cells = [*["15"] * 19, "12a"]

    inferred = infer("Thing", cells, known=known(ColumnType.NUMBER))

    assert inferred.type is ColumnType.INTEGER
    assert inferred.nulled == {"unreadable": 1}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Thing", ColumnType.DATETIME), ("Clicks", ColumnType.DATETIME)],
)
def test_a_column_without_values_keeps_its_type(name: str, expected: ColumnType) -> None:
    assert infer(name, [None, None], known=known(ColumnType.DATETIME)).type is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Clicks", ColumnType.INTEGER),
        ("Cost", ColumnType.NUMBER),
        ("Date", ColumnType.DATE),
        ("Thing", ColumnType.TEXT),
    ],
)
def test_a_new_column_without_values_is_what_its_header_says(
    name: str, expected: ColumnType
) -> None:
    assert infer(name, []).type is expected


@pytest.mark.parametrize(
    ("fixed", "cells", "values"),
    [
        (ColumnType.TEXT, ["1", "2"], ["1", "2"]),
        (ColumnType.INTEGER, ["1", "2.5", "x"], [1, None, None]),
        (ColumnType.NUMBER, ["007", "x"], [7.0, None]),
        (ColumnType.BOOLEAN, [1, 0, 2, "yes"], [True, False, None, True]),
        (ColumnType.DATE, ["2024-01-31 10:30"], [date(2024, 1, 31)]),
        (ColumnType.DATETIME, ["2024-01-31"], [datetime(2024, 1, 31)]),  # noqa: DTZ001
        (ColumnType.TIME, ["10:30", "x"], [time(10, 30), None]),
    ],
)
def test_a_type_that_a_person_set_is_kept(
    fixed: ColumnType, cells: list[Cell], values: list[Any]
) -> None:
    before = known(fixed, overridden=True)

    inferred = infer("Cost", cells, known=before)

    assert (inferred.type, read(inferred)) == (fixed, values)
    assert (inferred.role, inferred.semantic_type, inferred.format) == (
        before.role,
        before.semantic_type,
        before.format,
    )
    assert sum(inferred.nulled.values()) == values.count(None)


@pytest.mark.parametrize(
    ("name", "cells", "cell_format", "locale", "expected"),
    [
        ("Cost", ["5"], None, None, "currency"),
        ("Cost", ["5 €"], None, None, "currency:EUR"),
        ("Cost (EUR)", ["$5"], None, None, "currency:EUR"),
        ("Thing", ["£5", "6 GBP"], None, None, "currency:GBP"),
        ("Thing", ["£5", "£6", "$7"], None, None, "currency"),
        ("Cost", [5], EURO, None, "currency:EUR"),
        ("Cost", [5], DOLLAR, "en_CA", "currency:CAD"),
        ("CTR", [0.5], PERCENT, None, "percent"),
        ("CTR", [0.5], None, None, "percent"),
        ("Thing", ["5%"], None, None, "percent"),
        ("Thing", [1.5], LENGTH, None, "duration"),
        ("Clicks", [5], None, None, None),
        ("Campaign", ["x"], None, None, None),
    ],
)
def test_display_formats(
    name: str,
    cells: list[Cell],
    cell_format: ColumnFormat | None,
    locale: str | None,
    expected: str | None,
) -> None:
    assert infer(name, cells, cell_format, locale=locale).format == expected


def test_the_currency_column_names_the_currency_of_money() -> None:
    cost = Delivered("Cost", cells_of([1.5, 2.5]))
    same = Delivered("Currency", cells_of(["EUR", "EUR"]))
    mixed = Delivered("Currency", cells_of(["EUR", "USD"]))

    assert infer_columns([cost, same])[0].format == "currency:EUR"
    assert infer_columns([cost, mixed])[0].format == "currency"


@pytest.mark.parametrize(
    ("name", "cells", "role"),
    [
        ("Clicks", [1, 2], Role.METRIC),
        ("Cost", [1.5], Role.METRIC),
        ("Thing", [1.5], Role.METRIC),
        ("CTR", [0.5], Role.DIMENSION),
        ("CPC", [0.5], Role.DIMENSION),
        ("ROAS", [2.5], Role.DIMENSION),
        ("Thing", ["5%"], Role.DIMENSION),
        ("Year", [2024], Role.DIMENSION),
        ("Week", [5], Role.DIMENSION),
        ("Campaign ID", [5], Role.DIMENSION),
        ("Date", ["2024-01-31"], Role.DIMENSION),
    ],
)
def test_amounts_that_add_up_are_metrics(name: str, cells: list[Cell], role: Role) -> None:
    assert infer(name, cells).role is role


def test_a_meaning_goes_to_the_header_that_tells_most_and_fits() -> None:
    columns = [
        Delivered("Campaign", cells_of(["a"])),
        Delivered("Campaign name", cells_of(["b"])),
        Delivered("Spend", cells_of(["much"])),
        Delivered("Amount spent", cells_of([5])),
    ]

    named = [inferred.semantic_type for inferred in infer_columns(columns)]

    assert named == [None, "campaign", None, "cost"]


def test_a_meaning_that_a_person_gave_is_not_given_again() -> None:
    before = Column("c1", "Net", ColumnType.NUMBER, Role.METRIC, "cost", None, overridden=True)
    columns = [Delivered("Cost", cells_of([1])), Delivered("Net", cells_of([2]), known=before)]

    assert [inferred.semantic_type for inferred in infer_columns(columns)] == [None, "cost"]


def test_shares_in_percentage_points_are_stored_as_shares() -> None:
    meta = infer("CTR (all)", ["0.5", "0.8"])
    beyond_one = infer("CTR", [1.5, 0.8])

    assert read(meta) == [0.005, 0.008]
    assert read(beyond_one) == [0.015, 0.008]
    assert beyond_one.notes == ["CTR holds percentages without a sign: 1.5 means 1.5 %."]


def test_a_few_shares_beyond_one_are_shares() -> None:
    assert read(infer("Conversion rate", [*[0.05] * 19, 1.2])) == [*[0.05] * 19, 1.2]


def test_mixed_currencies_are_told() -> None:
    inferred = infer("Cost", ["£5", "$7", "$8"])

    assert read(inferred) == [5.0, 7.0, 8.0]
    assert inferred.notes == ["Cost mixes $, GBP; its amounts are not converted."]


def test_the_other_columns_and_the_locale_decide_an_ambiguous_decimal() -> None:
    ambiguous = Delivered("Thing", cells_of(["1.234"]))
    german = Delivered("Cost", cells_of(["12,50"]))

    assert read(infer_columns([ambiguous])[0]) == [1.234]
    assert read(infer_columns([ambiguous, german])[0]) == [1234]
    assert read(infer_columns([ambiguous], locale="de_DE")[0]) == [1234]
    assert read(infer_columns([ambiguous], decimal_comma=True)[0]) == [1234]


def test_an_uncertain_order_of_dates_is_told() -> None:
    inferred = infer("Day", ["01/02/2024"])

    assert read(inferred) == [date(2024, 1, 2)]
    assert inferred.notes == ["Day was read as month/day/year; 2024-01-31 would leave no doubt."]
    assert read(infer("Day", ["01/02/2024"], locale="en_GB")) == [date(2024, 2, 1)]


def test_a_left_out_offset_is_told() -> None:
    inferred = infer("Created at", ["2024-01-31T10:30:00+02:00"])

    assert read(inferred) == [datetime(2024, 1, 31, 10, 30)]  # noqa: DTZ001
    assert inferred.notes == ["Times in Created at are kept as written, without their UTC offset."]


def test_days_stay_days_when_their_format_is_lost() -> None:
    inferred = infer("Thing", [45322], FRACTION, known(ColumnType.DATE))

    assert read(inferred) == [date(2024, 1, 31)]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_numbers_come_back_exactly_from_texts(numbers: list[float]) -> None:
    inferred = infer("Cost", [repr(number) for number in numbers])

    assert inferred.type is ColumnType.NUMBER
    assert read(inferred) == numbers


@given(st.lists(st.integers(-(10**15) + 1, 10**15 - 1), min_size=1))
def test_whole_numbers_come_back_exactly(numbers: list[int]) -> None:
    from_texts = infer("Clicks", [str(number) for number in numbers])
    from_cells = infer("Clicks", numbers)

    assert from_texts.type is from_cells.type is ColumnType.INTEGER
    assert read(from_texts) == read(from_cells) == numbers


@given(st.lists(st.one_of(st.none(), st.booleans(), st.text(), st.integers(), st.floats())))
def test_any_cells_are_read_and_accounted_for(cells: list[Cell]) -> None:
    inferred = infer("Thing", cells)

    assert len(inferred.values) == len(cells)
    blank = sum(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)
    assert inferred.values.null_count == blank + sum(inferred.nulled.values())

"""How cells are shown, and what typing into them means."""

from __future__ import annotations

import pytest

from cashstage.emulator.entry import parse_entry
from cashstage.emulator.number_format import (
    COUNT,
    DAY,
    LOCALES,
    MONEY,
    PERCENT,
    Cell,
    NumberFormat,
    render,
)


@pytest.mark.parametrize(
    ("value", "number_format", "locale", "shown"),
    [
        (None, MONEY, "en_US", ""),
        (True, None, "en_US", "TRUE"),
        ("text", MONEY, "en_US", "text"),
        (1234567, None, "en_US", "1234567"),
        (0.1 + 0.2, None, "de_DE", "0,3"),
        (1234.5, COUNT, "en_US", "1,235"),
        (1234.5, COUNT, "de_DE", "1.235"),
        (-1234.5, MONEY, "en_US", "-$1,234.50"),
        (-0.001, MONEY, "en_US", "$0.00"),
        (1234.5, NumberFormat("CURRENCY", "#,##0.00\\ [$€-1]"), "de_DE", "1.234,50 €"),
        (0.12345, PERCENT, "en_US", "12.35%"),
        (2.5, NumberFormat("NUMBER", "0.0##"), "en_US", "2.5"),
        (12345.678, NumberFormat("SCIENTIFIC", "0.00E+00"), "en_US", "1.23E+04"),
        (45657, DAY, "en_US", "2024-12-31"),
        (
            45657.75,
            NumberFormat("DATE_TIME", "d mmm yyyy h:mm am/pm"),
            "en_US",
            "31 Dec 2024 6:00 PM",
        ),
        (45657.5, NumberFormat("DATE_TIME", "dd.mm.yy hh:mm:ss"), "de_DE", "31.12.24 12:00:00"),
        (1.25, NumberFormat("TIME", "[h]:mm:ss"), "en_US", "30:00:00"),
        (7, NumberFormat("TEXT", "@"), "en_US", "7"),
    ],
)
def test_a_cell_shows_its_value_as_its_format_says(
    value: Cell, number_format: NumberFormat | None, locale: str, shown: str
) -> None:
    assert render(value, number_format, LOCALES[locale]) == shown


@pytest.mark.parametrize(
    ("text", "locale", "value", "number_format"),
    [
        ("", "en_US", None, None),
        ("'001", "en_US", "001", None),
        ("true", "en_US", True, None),
        ("1,234.5", "en_US", 1234.5, None),
        ("1.234,5", "de_DE", 1234.5, None),
        ("1,234.5", "de_DE", "1,234.5", None),
        ("-42", "en_US", -42, None),
        ("1e3", "en_US", 1000.0, None),
        (".5", "en_US", 0.5, None),
        ("12%", "en_US", 0.12, NumberFormat("PERCENT", "0%")),
        ("12.5%", "en_US", 0.125, NumberFormat("PERCENT", "0.00%")),
        ("$9.50", "en_US", 9.5, NumberFormat("CURRENCY", "[$$]#,##0.00")),
        ("2024-12-31", "de_DE", 45657, DAY),
        ("12/31/2024", "en_US", 45657, NumberFormat("DATE", "m/d/yyyy")),
        ("31.12.2024", "de_DE", 45657, NumberFormat("DATE", "dd.mm.yyyy")),
        ("31/12/2024", "en_US", "31/12/2024", None),
        ("2024-12-31 18:00", "en_US", 45657.75, NumberFormat("DATE_TIME", "yyyy-mm-dd hh:mm:ss")),
        ("06:00", "en_US", 0.25, NumberFormat("TIME", "hh:mm")),
        ("25:00", "en_US", "25:00", None),
        ("Brand search", "en_US", "Brand search", None),
    ],
)
def test_typed_text_becomes_a_value_and_a_format(
    text: str, locale: str, value: Cell, number_format: NumberFormat | None
) -> None:
    assert parse_entry(text, current=None, locale=LOCALES[locale]) == (value, number_format)


@pytest.mark.parametrize(
    ("text", "current", "value", "kept"),
    [
        ("19.9", MONEY, 19.9, MONEY),
        ("$19.9", MONEY, 19.9, MONEY),
        ("5", PERCENT, 0.05, PERCENT),
        ("5%", PERCENT, 0.05, PERCENT),
        ("1/2/2025", DAY, 45659, DAY),
        ("12%", DAY, 0.12, NumberFormat("PERCENT", "0%")),
        ("5", NumberFormat("TEXT", "@"), "5", NumberFormat("TEXT", "@")),
        ("", MONEY, None, MONEY),
    ],
)
def test_a_cell_keeps_its_format_unless_the_text_has_another_kind(
    text: str, current: NumberFormat, value: Cell, kept: NumberFormat
) -> None:
    assert parse_entry(text, current=current, locale=LOCALES["en_US"]) == (value, kept)

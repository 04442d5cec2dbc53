"""What number formats say about columns."""

from __future__ import annotations

from typing import Any

import pytest

from cashstage.connectors.base import CellFormat, ColumnFormat
from cashstage.connectors.google_sheets.formats import column_format, column_formats


@pytest.mark.parametrize(
    ("kind", "pattern", "cell_format", "currency"),
    [
        ("CURRENCY", '"$"#,##0.00', CellFormat.CURRENCY, "$"),
        ("CURRENCY", "#,##0.00\\ [$€-1]", CellFormat.CURRENCY, "€"),
        ("CURRENCY", "[$EUR] #,##0.00", CellFormat.CURRENCY, "EUR"),
        ("CURRENCY", "[$R$-416]#,##0.00", CellFormat.CURRENCY, "R$"),
        ("CURRENCY", None, CellFormat.CURRENCY, None),
        ("NUMBER", '#,##0.00 "zł"', CellFormat.CURRENCY, "zł"),
        ("NUMBER", "[Red]#,##0;[Blue]-#,##0", CellFormat.NUMBER, None),
        ("NUMBER", "0", CellFormat.NUMBER, None),
        ("PERCENT", "0.00%", CellFormat.PERCENT, None),
        ("DATE", "yyyy-mm-dd", CellFormat.DATE, None),
        ("DATE_TIME", "m/d/yyyy h:mm:ss", CellFormat.DATETIME, None),
        ("TIME", "hh:mm", CellFormat.TIME, None),
        ("TIME", "[h]:mm:ss", CellFormat.DURATION, None),
        ("SCIENTIFIC", "0.00E+00", CellFormat.NUMBER, None),
        ("TEXT", "@", CellFormat.TEXT, None),
    ],
)
def test_a_number_format_has_a_kind_and_maybe_a_currency(
    kind: str, pattern: str | None, cell_format: CellFormat, currency: str | None
) -> None:
    assert column_format(kind, pattern) == ColumnFormat(cell_format, pattern, currency)


def cell(kind: str | None = None, *, number: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if kind:
        found["effectiveFormat"] = {"numberFormat": {"type": kind, "pattern": "x"}}
    if number:
        found["effectiveValue"] = {"numberValue": 1}
    return found


def test_the_usual_format_of_numeric_cells_wins() -> None:
    rows = [
        {"values": [cell(), cell("DATE"), cell(), cell()]},
        {"values": [cell("PERCENT", number=True), cell("DATE"), cell(number=True)]},
        {},
        {"values": [cell("PERCENT", number=True), cell("DATE")]},
        {"values": [cell("NUMBER", number=True)]},
    ]

    percent, blank_dates, automatic, text = column_formats(rows)

    assert percent is not None
    assert percent.kind is CellFormat.PERCENT
    assert blank_dates is not None
    assert blank_dates.kind is CellFormat.DATE
    assert (automatic, text) == (None, None)

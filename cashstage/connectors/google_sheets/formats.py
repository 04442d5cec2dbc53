"""Column formats from a sample of cells: what the sheet's own number formats say."""

from __future__ import annotations

from collections import Counter
from typing import Any

from cashstage.connectors.base import CellFormat, ColumnFormat
from cashstage.connectors.number_pattern import currency_in, is_duration

SAMPLE_ROWS = 60
SAMPLE_FIELDS = (
    "sheets.data(startRow,startColumn,"
    "rowData.values(effectiveValue.numberValue,effectiveFormat.numberFormat,"
    "userEnteredValue.formulaValue))"
)

_KINDS = {
    "TEXT": CellFormat.TEXT,
    "NUMBER": CellFormat.NUMBER,
    "SCIENTIFIC": CellFormat.NUMBER,
    "PERCENT": CellFormat.PERCENT,
    "CURRENCY": CellFormat.CURRENCY,
    "DATE": CellFormat.DATE,
    "TIME": CellFormat.TIME,
    "DATE_TIME": CellFormat.DATETIME,
}


def column_formats(row_data: list[dict[str, Any]]) -> list[ColumnFormat | None]:
    """The usual format of each column's numeric cells; of its blank ones when none is numeric."""
    numeric: list[Counter[tuple[str, str | None]]] = []
    blank: list[Counter[tuple[str, str | None]]] = []
    for row in row_data:
        for position, cell in enumerate(row.get("values", ())):
            if position == len(numeric):
                numeric.append(Counter())
                blank.append(Counter())
            found = cell.get("effectiveFormat", {}).get("numberFormat", {})
            key = (found.get("type", ""), found.get("pattern"))
            is_number = "numberValue" in cell.get("effectiveValue", {})
            (numeric if is_number else blank)[position][key] += 1
    return [_usual(counts) or _usual(others) for counts, others in zip(numeric, blank, strict=True)]


def has_formulas(row_data: list[dict[str, Any]]) -> bool:
    """Whether any cell is computed, so that it may change without an edit of the file."""
    return any(
        "formulaValue" in cell.get("userEnteredValue", {})
        for row in row_data
        for cell in row.get("values", ())
    )


def _usual(counts: Counter[tuple[str, str | None]]) -> ColumnFormat | None:
    if not counts:
        return None
    (kind, pattern), _ = counts.most_common(1)[0]
    return column_format(kind, pattern)


def column_format(kind: str, pattern: str | None) -> ColumnFormat | None:
    """A Sheets number format in the connector's words; None for the automatic format."""
    cell_format = _KINDS.get(kind)
    if cell_format is None:
        return None
    if is_duration(pattern):
        return ColumnFormat(CellFormat.DURATION, pattern)
    currency = currency_in(pattern) if cell_format.value in {"number", "currency"} else None
    if currency is not None:
        cell_format = CellFormat.CURRENCY
    return ColumnFormat(cell_format, pattern, currency)

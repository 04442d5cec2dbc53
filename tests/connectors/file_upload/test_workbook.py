"""Workbooks: what a sheet shows is what is read, whoever made it and whatever it costs."""
# ruff: noqa: DTZ001 - workbooks know no time zone

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cashstage.connectors.base import RawTable
from cashstage.connectors.file_upload import open_file
from cashstage.connectors.file_upload.kinds import FileKind, detect_kind
from cashstage.core.errors import SourceUnavailable, UnreadableData
from cashstage.ingest.normalise import Known
from cashstage.ingest.run import IngestedTable, ingest
from tests.ingest.test_run import rows_of

HEADER = ["Day", "When", "At", "Length", "Cost", "CTR", "Clicks", "ID", "Active", "Ratio"]
ROWS: list[list[Any]] = [
    [date(2026, 3, 1), datetime(2026, 3, 1, 10, 30), time(9, 30), timedelta(hours=26), 1234.5,
     0.025, 3, "00123", True, "#DIV/0!"],
    [date(2026, 3, 2), datetime(2026, 3, 2, 0, 0), time(23, 59), timedelta(minutes=5), -0.5,
     0.5, 4, "00124", False, 0.25],
]  # fmt: skip


def saved(tmp_path: Path, fill: Callable[[Workbook, Worksheet], None]) -> Path:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(book, sheet)
    path = tmp_path / "upload"
    book.save(path)
    return path


def report(_: Workbook, sheet: Worksheet) -> None:
    sheet.title = "Ads"
    for row in [HEADER, *ROWS]:
        sheet.append(row)
    for line in (2, 3):
        sheet.cell(line, 5).number_format = '#,##0.00 "€"'
        sheet.cell(line, 6).number_format = "0.0%"
        sheet.cell(line, 4).number_format = "[h]:mm:ss"


def ingested(raw: RawTable, tmp_path: Path) -> IngestedTable:
    return ingest(raw, Known(), first_free_key=1, directory=tmp_path, progress=lambda *_: None)


def test_a_report_is_read_as_the_sheet_shows_it(tmp_path: Path) -> None:
    raw = open_file(saved(tmp_path, report))
    table = ingested(raw, tmp_path)
    shown = {column.name: (column.type.value, column.format) for column in table.columns}

    assert shown == {
        "Day": ("date", None),
        "When": ("datetime", None),
        "At": ("time", None),
        "Length": ("number", "duration"),
        "Cost": ("number", "currency:EUR"),
        "CTR": ("number", "percent"),
        "Clicks": ("integer", None),
        "ID": ("text", None),
        "Active": ("boolean", None),
        "Ratio": ("number", None),
    }
    assert rows_of(table)[0] == (
        date(2026, 3, 1), datetime(2026, 3, 1, 10, 30), time(9, 30), 26 * 3600.0, 1234.5, 0.025,
        3, "00123", True, None,
    )  # fmt: skip
    assert table.report.cells_nulled == {"Ratio": {"error": 1}}
    assert raw.origin == {"format": "xlsx", "sheet": "Ads", "sheets": '["Ads"]'}


def test_a_table_that_begins_anywhere_keeps_its_place(tmp_path: Path) -> None:
    def fill(_: Workbook, sheet: Worksheet) -> None:
        sheet["C5"], sheet["D5"], sheet["E5"] = "Campaign", "Cost", None
        sheet["C6"], sheet["D6"], sheet["E6"] = "Brand", 1.5, "#N/A"

    raw = open_file(saved(tmp_path, fill))
    table = ingested(raw, tmp_path)

    assert (raw.first_row, raw.first_column) == (5, 3)
    assert [column.name for column in table.columns] == ["Campaign", "Cost", "Column E"]
    assert rows_of(table) == [("Brand", 1.5, None)]


def test_merged_names_hold_for_all_their_rows_and_columns(tmp_path: Path) -> None:
    def fill(_: Workbook, sheet: Worksheet) -> None:
        sheet["B3"], sheet["C3"], sheet["E3"] = None, "Google Ads", "Meta Ads"
        for column, name in zip("BCDEF", ["Campaign", *["Clicks", "Cost"] * 2], strict=True):
            sheet[f"{column}4"] = name
        for row in (5, 6):
            for column, value in zip("CDEF", [1, 1.5, 2, 2.5], strict=True):
                sheet[f"{column}{row}"] = value
        sheet["B5"] = "Brand"
        for merged in ("C3:D3", "E3:F3", "B5:B6"):
            sheet.merge_cells(merged)

    table = ingested(open_file(saved(tmp_path, fill)), tmp_path)

    assert [column.name for column in table.columns] == [
        "Campaign",
        "Google Ads Clicks",
        "Google Ads Cost",
        "Meta Ads Clicks",
        "Meta Ads Cost",
    ]
    assert rows_of(table) == [("Brand", 1, 1.5, 2, 2.5)] * 2
    assert "1 merged cell holds for every row of the merge." in table.report.notes


def three_sheets(book: Workbook, sheet: Worksheet) -> None:
    sheet.title = "Cover"
    hidden = book.create_sheet("Old")
    hidden.append(["Day", "Cost"])
    hidden.sheet_state = "hidden"
    data = book.create_sheet("Data")
    data.append(["Day", "Cost"])
    data.append([date(2026, 3, 1), 1.5])


def test_the_first_sheet_that_shows_cells_is_taken_and_any_can_be_named(tmp_path: Path) -> None:
    path = saved(tmp_path, three_sheets)

    assert open_file(path).origin["sheet"] == "Data"
    assert open_file(path).origin["sheets"] == '["Cover","Old","Data"]'
    assert open_file(path, sheet="Old").origin["sheet"] == "Old"
    with pytest.raises(UnreadableData, match="no cells with content"):
        ingested(open_file(path, sheet="Cover"), tmp_path)
    with pytest.raises(SourceUnavailable, match="no sheet named 'Ads'") as refused:
        open_file(path, sheet="Ads")
    assert "Cover, Old, Data" in refused.value.sentence


def test_an_open_document_is_read(tmp_path: Path) -> None:
    cells = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>Day</text:p>'
        '</table:table-cell><table:table-cell office:value-type="string"><text:p>Cost</text:p>'
        "</table:table-cell></table:table-row><table:table-row><table:table-cell"
        ' office:value-type="date" office:date-value="2026-03-01"/><table:table-cell'
        ' office:value-type="float" office:value="12.5"/></table:table-row>'
    )
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<office:document-content xmlns:office="{names}office:1.0"'
        f' xmlns:table="{names}table:1.0" xmlns:text="{names}text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="Ads">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    path = tmp_path / "upload"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{names}manifest:1.0"/>')
        archive.writestr("content.xml", content)

    assert detect_kind(path) is FileKind.ODS
    assert rows_of(ingested(open_file(path), tmp_path)) == [(date(2026, 3, 1), 12.5)]


def zipped(tmp_path: Path, **parts: bytes) -> Path:
    path = tmp_path / "upload"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", data)
    return path


def test_a_zip_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = zipped(tmp_path, xl__workbook=b"<a/>", xl__sheet=b"0" * 50 * 1024**2)

    with pytest.raises(UnreadableData, match="would unpack to 50 MB"):
        open_file(path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04 broken", "damaged"),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old Excel workbook"),
    ],
)
def test_what_can_not_be_opened_says_why(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "upload"
    path.write_bytes(content)

    with pytest.raises(UnreadableData, match=sentence):
        open_file(path)


def test_other_archives_and_broken_workbooks_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableData, match="zip archive, not a workbook"):
        open_file(zipped(tmp_path, readme=b"hello"))
    with pytest.raises(UnreadableData, match="can't be read"):
        open_file(zipped(tmp_path, xl__workbook=b"<workbook"))


def test_a_workbook_that_takes_too_much_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cashstage.connectors.file_upload.workbook._WALL_SECONDS", 0.01)

    with pytest.raises(UnreadableData, match="more memory or time"):
        open_file(saved(tmp_path, report))

"""What the reader of workbooks leaves out of an .xlsx: failed formulas and number patterns."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATION = re.compile(r"\{.*\}id$")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})$")
_ERROR_MARK = b't="e"'
_BLOCK = 1024 * 1024
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0", 38: "#,##0",
    39: "#,##0.00", 40: "#,##0.00", 49: "@",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExcelSheet:
    """`errors` by 0-based row and column, as the sheet shows them; `patterns` by 0-based column."""

    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    patterns: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Cell:
    row: int
    column: int
    kind: str
    style: int
    value: str


def read_excel_sheet(path: str, name: str, sample_rows: int) -> ExcelSheet:
    """Looks at the first rows for patterns, and at all when any formula has failed."""
    with zipfile.ZipFile(path) as archive:
        part = _part_of(archive, name)
        if part is None:
            return ExcelSheet()
        patterns = _patterns(archive)
        seen: dict[int, Counter[str]] = defaultdict(Counter)
        with archive.open(part) as sheet:
            for cell in _cells(sheet, sample_rows):
                if cell.kind == "n" and cell.value and cell.style in patterns:
                    seen[cell.column][patterns[cell.style]] += 1
        errors: dict[int, dict[int, str]] = defaultdict(dict)
        if _has_errors(archive, part):
            with archive.open(part) as sheet:
                for cell in _cells(sheet):
                    if cell.kind == "e":
                        errors[cell.row][cell.column] = cell.value
    usual = {column: counts.most_common(1)[0][0] for column, counts in seen.items()}
    return ExcelSheet(dict(errors), usual)


def _part_of(archive: zipfile.ZipFile, name: str) -> str | None:
    """The part that holds the sheet's cells."""
    root = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    relation = next(
        (
            value
            for sheet in root.iter()
            if _local(sheet) == "sheet" and sheet.get("name") == name
            for key, value in sheet.attrib.items()
            if _RELATION.match(key)
        ),
        None,
    )
    names = set(archive.namelist())
    if relation is None or "xl/_rels/workbook.xml.rels" not in names:
        return None
    for link in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels")):
        if link.get("Id") == relation:
            target = posixpath.normpath(posixpath.join("/xl", link.get("Target", ""))).lstrip("/")
            return target if target in names else None
    return None


def _patterns(archive: zipfile.ZipFile) -> dict[int, str]:
    """The number pattern of each cell style that has one."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    root = ElementTree.fromstring(archive.read("xl/styles.xml"))
    own = {
        int(one.get("numFmtId", "0")): one.get("formatCode", "")
        for one in root.iter()
        if _local(one) == "numFmt"
    }
    styles = next((one for one in root.iter() if _local(one) == "cellXfs"), None)
    known = _BUILT_IN | own
    formats = [int(one.get("numFmtId", "0")) for one in styles] if styles is not None else []
    return {style: known[number] for style, number in enumerate(formats) if number in known}


def _has_errors(archive: zipfile.ZipFile, part: str) -> bool:
    tail = b""
    with archive.open(part) as sheet:
        while block := sheet.read(_BLOCK):
            if _ERROR_MARK in tail + block:
                return True
            tail = block[-len(_ERROR_MARK) :]
    return False


def _cells(sheet: IO[bytes], rows: int | None = None) -> Iterator[_Cell]:
    """The cells in order, of so many rows; positions are counted where the file omits them."""
    row = column = -1
    seen = 0
    for event, element in ElementTree.iterparse(sheet, events=("start", "end")):
        name = _local(element)
        if name == "row" and event == "start":
            row, column = int(element.get("r", row + 2)) - 1, -1
        elif name == "row":
            element.clear()
            seen += 1
            if rows is not None and seen >= rows:
                return
        elif name == "c" and event == "end":
            place = _REFERENCE.match(element.get("r", ""))
            column = _column(place[1]) if place else column + 1
            value = next((part.text or "" for part in element if _local(part) == "v"), "")
            yield _Cell(row, column, element.get("t", "n"), int(element.get("s", "0")), value)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _local(element: Element) -> str:
    return element.tag.removeprefix(_MAIN).removeprefix(_STRICT)

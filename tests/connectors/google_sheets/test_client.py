"""Listing, describing and watching, through a person's consent; each request as Google allows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from cashstage.connectors.google_sheets.client import GoogleSheets
from cashstage.connectors.google_sheets.fetch import fetch
from cashstage.core.errors import InvalidInput, SourceUnavailable
from cashstage.emulator.people import ADMIN, EDITOR
from cashstage.emulator.server import EmulatorServer
from cashstage.emulator.workbook import Tab
from tests.factories import google
from tests.factories.discovery import request_problems


@pytest.fixture
def requested(sheets: GoogleSheets) -> Iterator[list[str]]:
    """The addresses the connector asked, as the emulator saw them."""
    seen: list[str] = []

    def note(response: requests.Response, *_: Any, **__: Any) -> None:
        seen.append(str(response.request.url))

    sheets.transport.session.hooks["response"].append(note)
    yield seen
    sheets.transport.session.hooks["response"].remove(note)


def test_spreadsheets_are_found_by_the_beginnings_of_words(
    server: EmulatorServer, sheets: GoogleSheets
) -> None:
    made = google.spreadsheet(server.state, [["a"]], title="Zürich's paid social")
    google.spreadsheet(server.state, [["a"]], title="Zürich's paid search", owner=EDITOR.email)

    (found,) = sheets.list_spreadsheets("zürich's soc").files

    assert (found.id, found.name, found.version) == (made.id, "Zürich's paid social", 1)
    assert found.owner == "ada@demo.example"
    assert sheets.file(made.id) == found
    assert sheets.list_spreadsheets("ocial").files == []


def test_long_lists_come_in_pages(server: EmulatorServer, sheets: GoogleSheets) -> None:
    titles = [f"Paged {number}" for number in range(5)]
    for title in titles:
        google.spreadsheet(server.state, [["a"]], title=title)

    names, token = [], None
    for _ in range(3):
        page = sheets.list_spreadsheets("paged", page_token=token, page_size=2)
        names += [file.name for file in page.files]
        token = page.next_page_token

    assert names == titles[::-1]
    assert token is None


def test_a_description_has_tabs_with_their_size(
    server: EmulatorServer, sheets: GoogleSheets
) -> None:
    made = google.spreadsheet(
        server.state, [["a", "b"]], tab="Main", locale_name="de_DE", time_zone="Europe/Berlin"
    )
    with server.state.drive.editing(made.id) as edited:
        edited.tabs.append(Tab(sheet_id=99, title="Hidden", rows=[], hidden=True))

    info = sheets.describe(made.id)

    assert (info.title, info.locale, info.time_zone) == ("Figures", "de_DE", "Europe/Berlin")
    main, hidden = info.tabs
    assert (main.title, main.sheet_id, main.column_count, main.hidden) == ("Main", 7, 2, False)
    assert (hidden.title, hidden.hidden) == ("Hidden", True)
    assert info.tab("anything", 99) == hidden
    with pytest.raises(SourceUnavailable, match="no tab named 'Gone'") as caught:
        info.tab("Gone")
    assert caught.value.next_step == "Choose one of its tabs: Main."


def test_changes_are_told_once(server: EmulatorServer, sheets: GoogleSheets) -> None:
    kept = google.spreadsheet(server.state, [["a"]])
    lost = google.spreadsheet(server.state, [["a"]], owner=EDITOR.email, readers={ADMIN.email})
    token = sheets.start_page_token()
    with server.state.drive.editing(kept.id) as edited:
        edited.tabs[0].put(0, 0, "b", None)
    with server.state.drive.editing(lost.id) as edited:
        edited.readers.clear()

    changes = sheets.changes_since(token)

    told = {change.file_id: change.file for change in changes.changes}
    assert set(told) == {kept.id, lost.id}
    assert told[lost.id] is None
    assert (told[kept.id] or sheets.file(lost.id)).version == 2
    assert sheets.changes_since(changes.page_token).changes == []
    with pytest.raises(InvalidInput):
        sheets.changes_since("1000000")


def test_every_request_fits_googles_discovery_documents(
    server: EmulatorServer, sheets: GoogleSheets, requested: list[str]
) -> None:
    made = google.spreadsheet(server.state, [["a"], [1]], title="Judged")

    page = sheets.list_spreadsheets("judged", page_size=1)
    sheets.list_spreadsheets(page_token=page.next_page_token or "~!0")
    sheets.file(made.id)
    sheets.describe(made.id)
    sheets.changes_since(sheets.start_page_token())
    rows = [row for chunk in fetch(sheets, made.id, "Sheet1").chunks for row in chunk]

    assert rows == [["a"], [1]]
    assert len(requested) == 8
    for url in requested:
        parts = urlsplit(url)
        api, _, path = parts.path.lstrip("/").partition("/")
        document, path = {"sheets": ("sheets.v4", path), "drive": ("drive.v3", path[3:])}[api]
        assert request_problems(document, path, parse_qs(parts.query)) == []


def test_ids_are_never_more_than_one_step_of_a_path(sheets: GoogleSheets) -> None:
    for read in (sheets.describe, sheets.file):
        with pytest.raises(SourceUnavailable, match="does not exist"):
            read("../../../emulator/faults?x=")

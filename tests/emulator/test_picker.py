"""Google's Picker: who may open it, what it shows, and what picking lets the client read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from cashstage.emulator.app import open_state
from cashstage.emulator.people import ADMIN, EDITOR
from cashstage.emulator.state import EmulatorState, OAuthClient
from cashstage.emulator.workbook import Spreadsheet
from tests.factories import google
from tests.factories.discovery import answer_problems

PICKED = ["drive.file"]
OURS = "http://localhost:3000"


@pytest.fixture
def sheet(emulator: EmulatorState) -> Spreadsheet:
    """A spreadsheet of the admin's."""
    return google.spreadsheet(emulator, [["a"]], title="Spring budget")


def pick(
    browser: httpx.Client, emulator: EmulatorState, *ids: str, app_id: str | None = None
) -> httpx.Response:
    body = {"appId": app_id or google.CLIENT.project, "ids": list(ids)}
    headers = google.bearer(emulator, scopes=PICKED)
    return browser.post("/picker/picks", json=body, headers=headers)


def shown(browser: httpx.Client, emulator: EmulatorState, **query: str) -> list[dict[str, Any]]:
    headers = google.bearer(emulator, scopes=PICKED)
    docs: list[dict[str, Any]] = browser.get("/picker/files", params=query, headers=headers).json()[
        "docs"
    ]
    return docs


def test_the_widget_shows_what_its_person_sees(
    browser: httpx.Client, emulator: EmulatorState, sheet: Spreadsheet
) -> None:
    google.spreadsheet(emulator, [["a"]], title="Salaries", owner=EDITOR.email)
    google.spreadsheet(emulator, [["a"]], title="Email", owner=EDITOR.email, readers={ADMIN.email})

    assert {doc["name"] for doc in shown(browser, emulator)} == {"Spring budget", "Email"}
    (found,) = shown(browser, emulator, q="BUDGET")
    assert (found["id"], found["serviceId"], found["type"]) == (sheet.id, "spread", "document")
    assert found["mimeType"] == "application/vnd.google-apps.spreadsheet"
    assert found["url"].startswith(f"http://google.test/spreadsheets/d/{sheet.id}/edit")


def test_a_file_that_was_not_picked_does_not_exist(
    browser: httpx.Client, emulator: EmulatorState, sheet: Spreadsheet
) -> None:
    google.spreadsheet(emulator, [["a"]], title="Left out")
    headers = google.bearer(emulator, scopes=PICKED)
    places = (f"/drive/v3/files/{sheet.id}", f"/sheets/v4/spreadsheets/{sheet.id}")

    def read(path: str) -> httpx.Response:
        return browser.get(path, headers=headers)

    assert [read(place).status_code for place in places] == [404, 404]
    assert read(places[0]).json()["error"]["errors"][0]["reason"] == "notFound"
    assert read(places[1]).json()["error"]["status"] == "NOT_FOUND"
    assert read("/drive/v3/files").json()["files"] == []

    assert pick(browser, emulator, sheet.id).status_code == 204

    assert [read(place).status_code for place in places] == [200, 200]
    assert answer_problems("drive.v3", "File", read(places[0]).json()) == []
    assert answer_problems("sheets.v4", "Spreadsheet", read(places[1]).json()) == []
    assert [file["id"] for file in read("/drive/v3/files").json()["files"]] == [sheet.id]


def test_the_feed_tells_of_picked_files_only(
    browser: httpx.Client, emulator: EmulatorState, sheet: Spreadsheet
) -> None:
    other = google.spreadsheet(emulator, [["a"]], title="Left out")
    pick(browser, emulator, sheet.id)
    emulator.drive.delete(other.id)
    emulator.drive.delete(sheet.id)
    answer = browser.get(
        "/drive/v3/changes",
        params={"pageToken": "1"},
        headers=google.bearer(emulator, scopes=PICKED),
    ).json()

    assert answer_problems("drive.v3", "ChangeList", answer) == []
    assert [(one["fileId"], one["removed"]) for one in answer["changes"]] == [(sheet.id, True)]


def test_picking_is_for_all_grants_of_the_person_and_nobody_else(
    browser: httpx.Client, emulator: EmulatorState, folder: Path, sheet: Spreadsheet
) -> None:
    with emulator.drive.editing(sheet.id) as edited:
        edited.readers.add(EDITOR.email)
    pick(browser, emulator, sheet.id)
    others = google.bearer(emulator, EDITOR.email, scopes=PICKED)
    again = open_state(folder, "http://google.test", google.CLIENT, demo=False)

    assert browser.get(f"/drive/v3/files/{sheet.id}", headers=others).status_code == 404
    assert again.grants.picked_by(ADMIN.email) == {sheet.id}
    again.grants.revoke_person(ADMIN.email)
    assert again.grants.picked_by(ADMIN.email) == frozenset()


def test_in_another_apps_name_picking_grants_nothing(
    browser: httpx.Client, emulator: EmulatorState, sheet: Spreadsheet
) -> None:
    assert pick(browser, emulator, sheet.id, app_id="42").status_code == 204
    assert emulator.grants.picked_by(ADMIN.email) == frozenset()


def test_nobody_picks_what_they_can_not_see(
    browser: httpx.Client, emulator: EmulatorState, sheet: Spreadsheet
) -> None:
    foreign = google.spreadsheet(emulator, [["a"]], owner=EDITOR.email)

    assert pick(browser, emulator, sheet.id, foreign.id).status_code == 404
    assert emulator.grants.picked_by(ADMIN.email) == frozenset()
    assert browser.get("/picker/files").status_code == 401
    signed_in = google.bearer(emulator, scopes=["userinfo.email"])
    assert browser.get("/picker/files", headers=signed_in).status_code == 403


@pytest.mark.parametrize(
    ("uris", "origin", "status"),
    [
        ((), OURS, 200),
        ((), "https://evil.example", 403),
        ((), f"{OURS}/path", 403),
        ((google.REDIRECT_URI,), OURS, 200),
        ((google.REDIRECT_URI,), "http://localhost:3001", 403),
        ((google.REDIRECT_URI,), "http:", 403),
        ((google.REDIRECT_URI,), "", 403),
    ],
)
def test_only_pages_of_the_client_show_the_frame(
    folder: Path, uris: tuple[str, ...], origin: str, status: int
) -> None:
    client = OAuthClient(google.CLIENT.client_id, google.CLIENT.client_secret, uris)
    state = open_state(folder, "http://google.test", client, demo=False)
    with google.browser(state) as browser:
        answer = browser.get("/picker", params={"origin": origin})

    assert answer.status_code == status
    if status == 200:
        assert answer.headers["Content-Security-Policy"] == f"frame-ancestors {OURS}"


def test_the_script_is_where_googles_is(browser: httpx.Client) -> None:
    answer = browser.get("/js/api.js")

    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "window.gapi" in answer.text

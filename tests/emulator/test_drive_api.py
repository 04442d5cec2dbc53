"""Drive answers: lists, versions and the changes feed."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from cashstage.emulator.people import EDITOR, VIEWER
from cashstage.emulator.state import EmulatorState
from tests.factories import google
from tests.factories.discovery import answer_problems

PATH = "/drive/v3"
MINIMAL = {"kind", "id", "name", "mimeType"}


def ask(
    browser: httpx.Client,
    emulator: EmulatorState,
    path: str,
    status: int = 200,
    email: str = "ada@demo.example",
    **query: Any,
) -> dict[str, Any]:
    answer = browser.get(PATH + path, params=query, headers=google.bearer(emulator, email))
    assert answer.status_code == status, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_files_are_listed_in_pages_newest_first(
    browser: httpx.Client, emulator: EmulatorState
) -> None:
    for title in ("First", "Second", "Third"):
        google.spreadsheet(emulator, [["a"]], title=title)
    google.spreadsheet(emulator, [["a"]], title="Somebody else's", owner=EDITOR.email)

    page = ask(browser, emulator, "/files", pageSize=2)
    rest = ask(browser, emulator, "/files", pageSize=2, pageToken=page["nextPageToken"])

    assert answer_problems("drive.v3", "FileList", page) == []
    assert [file["name"] for file in page["files"]] == ["Third", "Second"]
    assert [file["name"] for file in rest["files"]] == ["First"]
    assert "nextPageToken" not in rest
    assert all(set(file) == MINIMAL for file in page["files"])


def test_a_file_has_all_that_is_asked(browser: httpx.Client, emulator: EmulatorState) -> None:
    sheet = google.spreadsheet(emulator, [["a"]], readers={EDITOR.email})

    file = ask(browser, emulator, f"/files/{sheet.id}", email=EDITOR.email, fields="*")

    assert answer_problems("drive.v3", "File", file) == []
    assert (file["version"], file["ownedByMe"], file["shared"]) == ("1", False, True)
    assert file["owners"][0]["emailAddress"] == "ada@demo.example"
    assert file["webViewLink"].endswith(f"/spreadsheets/d/{sheet.id}/edit")
    assert set(ask(browser, emulator, f"/files/{sheet.id}")) == MINIMAL


def test_an_edit_makes_a_new_version_and_a_change(
    browser: httpx.Client, emulator: EmulatorState
) -> None:
    sheet = google.spreadsheet(emulator, [["a"]])
    google.spreadsheet(emulator, [["a"]], owner=EDITOR.email)
    token = ask(browser, emulator, "/changes/startPageToken")
    before = ask(browser, emulator, f"/files/{sheet.id}", fields="modifiedTime")
    for text in ("b", "c"):
        with emulator.drive.editing(sheet.id) as edited:
            edited.tabs[0].put(0, 0, text, None)

    fields = "newStartPageToken,changes(fileId,removed,file(version,modifiedTime))"
    start = token["startPageToken"]
    body = ask(browser, emulator, "/changes", pageToken=start, fields=fields)
    after = ask(browser, emulator, "/changes", pageToken=body["newStartPageToken"])

    assert answer_problems("drive.v3", "StartPageToken", token) == []
    assert answer_problems("drive.v3", "ChangeList", after) == []
    (change,) = body["changes"]
    assert (change["fileId"], change["removed"]) == (sheet.id, False)
    assert change["file"]["version"] == "3"
    assert change["file"]["modifiedTime"] >= before["modifiedTime"]
    assert after["changes"] == []


def test_changes_come_in_pages_that_miss_nothing(
    browser: httpx.Client, emulator: EmulatorState
) -> None:
    made = [google.spreadsheet(emulator, [["a"]]).id for _ in range(3)]

    first = ask(browser, emulator, "/changes", pageToken="1", pageSize=2)
    second = ask(browser, emulator, "/changes", pageToken=first["nextPageToken"], pageSize=2)

    assert answer_problems("drive.v3", "ChangeList", first) == []
    assert [change["fileId"] for page in (first, second) for change in page["changes"]] == made
    assert "newStartPageToken" not in first
    assert second["newStartPageToken"] == "4"


def test_losing_access_is_a_removal_for_those_who_had_it(
    browser: httpx.Client, emulator: EmulatorState
) -> None:
    shared = google.spreadsheet(emulator, [["a"]], readers={EDITOR.email})
    deleted = google.spreadsheet(emulator, [["a"]], readers={EDITOR.email})
    start = ask(browser, emulator, "/changes/startPageToken")["startPageToken"]
    with emulator.drive.editing(shared.id) as edited:
        edited.readers.clear()
    emulator.drive.delete(deleted.id)

    editors = ask(browser, emulator, "/changes", email=EDITOR.email, pageToken=start)
    owners = ask(browser, emulator, "/changes", pageToken=start)
    viewers = ask(browser, emulator, "/changes", email=VIEWER.email, pageToken=start)

    seen = [(change["fileId"], change["removed"]) for change in editors["changes"]]
    assert seen == [(shared.id, True), (deleted.id, True)]
    assert [change["removed"] for change in owners["changes"]] == [False, True]
    assert viewers["changes"] == []
    kept = ask(
        browser,
        emulator,
        "/changes",
        email=EDITOR.email,
        pageToken=start,
        includeRemoved="false",
    )
    assert kept["changes"] == []


@pytest.mark.parametrize(
    ("path", "query", "status", "reason"),
    [
        ("/files/missing", {}, 404, "notFound"),
        ("/files", {"q": "name contains"}, 400, "invalid"),
        ("/files", {"orderBy": "size"}, 400, "invalid"),
        ("/files", {"pageSize": "0"}, 400, "invalid"),
        ("/files", {"pageToken": "x"}, 400, "invalid"),
        ("/changes", {"pageToken": "99"}, 400, "invalid"),
        ("/changes", {}, 400, "required"),
    ],
)
def test_a_bad_request_gets_drives_body(
    browser: httpx.Client,
    emulator: EmulatorState,
    path: str,
    query: dict[str, str],
    status: int,
    reason: str,
) -> None:
    error = ask(browser, emulator, path, status, **query)["error"]

    assert (error["code"], error["errors"][0]["reason"]) == (status, reason)


def test_another_persons_file_does_not_exist(
    browser: httpx.Client, emulator: EmulatorState
) -> None:
    sheet = google.spreadsheet(emulator, [["a"]])

    error = ask(browser, emulator, f"/files/{sheet.id}", 404, email=EDITOR.email)["error"]

    assert error["message"] == f"File not found: {sheet.id}."
    assert browser.get(f"{PATH}/files").status_code == 401

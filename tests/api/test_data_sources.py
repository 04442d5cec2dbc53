"""Data sources over HTTP: connecting, uploading, reading, refreshing."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Message

from cashstage.api.app import MAX_BODY_BYTES
from cashstage.emulator.number_format import DAY, MONEY
from cashstage.emulator.server import EmulatorServer
from cashstage.emulator.workbook import Block, Tab
from cashstage.models import JobState
from cashstage.models.platform import Platform
from cashstage.sources import ingestion
from tests.api.problems import problem_of, sentence_of
from tests.factories import google
from tests.factories.workspaces import SUM_OF_CLICKS, Workspace

pytestmark = pytest.mark.integration

SOURCES = "/api/v1/data-sources"
MARCH_1 = 46082
"""2026-03-01 as Google counts days."""


@pytest.fixture
def sheet(acme: Workspace, emulator: EmulatorServer) -> dict[str, Any]:
    """What names a spreadsheet of two days with numbers."""
    made = google.spreadsheet(
        emulator.state,
        [["Day", "Spend", "Clicks"], [MARCH_1, 10.5, 7], [MARCH_1 + 1, 1234.25, 9]],
        title="Two days",
        owner=acme.account,
        formats=[DAY, MONEY, None],
    )
    return {"connection_id": str(acme.connection_id), "spreadsheet_id": made.id}


def upload(client: httpx.Client, content: bytes, **fields: str) -> httpx.Response:
    return client.post(
        f"{SOURCES}/upload",
        data={"name": "Costs"} | fields,
        files={"file": ("costs.csv", content, "text/csv")},
    )


def test_a_preview_shows_types_and_saves_nothing(
    editor: httpx.Client, sheet: dict[str, Any]
) -> None:
    before = editor.get(SOURCES).json()
    body = editor.post(f"{SOURCES}/google-sheets/test", json=sheet).json()

    assert (body["spreadsheet_title"], body["tab"], body["rows_read"]) == ("Two days", "Sheet1", 2)
    assert [(column["name"], column["type"]) for column in body["columns"]] == [
        ("Day", "date"),
        ("Spend", "number"),
        ("Clicks", "integer"),
    ]
    assert body["columns"][1]["semantic_type"] == "cost"
    assert body["rows"] == [["2026-03-01", 10.5, 7], ["2026-03-02", 1234.25, 9]]
    assert editor.get(SOURCES).json() == before


def test_a_sheet_is_connected_read_and_asked(
    editor: httpx.Client, sheet: dict[str, Any], platform: Platform
) -> None:
    body = {"type": "google_sheets", "name": "Two days", "schedule": {"every_minutes": 60}}
    created = editor.post(SOURCES, json=body | sheet)
    source = created.json()

    assert created.status_code == 201
    assert (source["type"], source["state"], source["snapshot"]) == (
        "google_sheets",
        "pending",
        None,
    )
    assert (source["job"]["state"], source["job"]["trigger"]) == ("queued", "connected")
    waiting = editor.get(f"{SOURCES}/{source['id']}/rows")
    assert "read for the first time" in sentence_of(waiting, 409, "conflict")

    ingestion.run(platform, source["job"]["id"])
    job = editor.get(f"/api/v1/jobs/{source['job']['id']}").json()
    after = editor.get(f"{SOURCES}/{source['id']}").json()
    assert (job["state"], job["rows_done"], job["rows_total"]) == ("succeeded", 2, 2)
    assert (after["state"], after["snapshot"]["id"]) == ("ready", job["snapshot_id"])
    rows = editor.get(f"{SOURCES}/{source['id']}/rows", params={"limit": 1, "offset": 1}).json()
    assert (rows["rows"], rows["row_count"]) == ([["2026-03-02", 1234.25, 9]], 2)


def test_a_file_may_be_larger_than_other_bodies(editor: httpx.Client) -> None:
    rows = b"Day,Cost\n" + b"2026-03-01,1\n" * 300_000
    assert len(rows) > MAX_BODY_BYTES
    assert upload(editor, rows).status_code == 201


def test_a_stranger_is_refused_before_the_file_is_read(app: FastAPI) -> None:
    sent: list[Message] = []

    async def read() -> Message:
        raise AssertionError("somebody read the body")

    async def answer(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": f"{SOURCES}/upload", "headers": []}
    asyncio.run(app(scope | {"query_string": b""}, read, answer))
    assert sent[0]["status"] == 401


def test_an_upload_lands_with_its_columns(editor: httpx.Client, platform: Platform) -> None:
    created = upload(editor, b"Day;Cost\n2026-03-01;1.234,50\n2026-03-02;2,00\n")
    source = created.json()
    assert created.status_code == 201, created.text
    assert ingestion.run(platform, source["job"]["id"]) is JobState.SUCCEEDED
    columns = editor.get(f"{SOURCES}/{source['id']}/columns").json()["items"]
    rows = editor.get(f"{SOURCES}/{source['id']}/rows").json()["rows"]

    assert [(column["id"], column["name"], column["type"]) for column in columns] == [
        ("c1", "Day", "date"),
        ("c2", "Cost", "number"),
    ]
    assert rows == [["2026-03-01", 1234.5], ["2026-03-02", 2.0]]


def test_columns_tell_what_they_mean(viewer: httpx.Client, acme: Workspace) -> None:
    columns = viewer.get(f"{SOURCES}/{acme.data_source_id}/columns").json()["items"]

    assert set(columns[0]) == {
        "id", "name", "type", "semantic_type", "role", "format", "overridden", "aliases",
        "evidence", "proposal",
    }  # fmt: skip
    cost = next(column for column in columns if column["name"] == "Cost")
    assert cost["evidence"] == "All 3 filled cells are numbers."
    assert cost["proposal"]["semantic_type"] == "cost"
    assert cost["proposal"]["confidence"] > 0.6
    assert {column["name"]: column["role"] for column in columns} == {
        "Day": "dimension",
        "Channel": "dimension",
        "Campaign": "dimension",
        "Cost": "metric",
        "Clicks": "metric",
    }


def test_a_header_row_can_be_named(editor: httpx.Client, platform: Platform) -> None:
    content = b"Report of March\n\nDay,Cost\n2026-03-01,1\n"
    source = upload(editor, content, options='{"header_row": 3}').json()
    ingestion.run(platform, source["job"]["id"])

    columns = editor.get(f"{SOURCES}/{source['id']}/columns").json()["items"]
    assert [column["name"] for column in columns] == ["Day", "Cost"]


def test_a_newer_file_is_the_next_snapshot(editor: httpx.Client, platform: Platform) -> None:
    source = upload(editor, b"Report\nDay,Cost\n2026-03-01,1\n", options='{"header_row": 2}').json()
    ingestion.run(platform, source["job"]["id"])
    newer = b"Report\nDay,Cost\n2026-03-01,1\n2026-03-02,5\n"
    answer = editor.post(
        f"{SOURCES}/{source['id']}/upload", files={"file": ("april.csv", newer, "text/csv")}
    )
    assert answer.status_code == 201, answer.text
    assert ingestion.run(platform, answer.json()["job"]["id"]) is JobState.SUCCEEDED

    snapshots = editor.get(f"{SOURCES}/{source['id']}/snapshots").json()["items"]
    assert [item["row_count"] for item in snapshots] == [2, 1]
    settings = editor.get(f"{SOURCES}/{source['id']}").json()["settings"]
    assert (settings["file_name"], settings["header_row"]) == ("april.csv", 2)


def test_a_newer_file_that_is_no_table_changes_nothing(
    editor: httpx.Client, acme: Workspace
) -> None:
    before = editor.get(f"{SOURCES}/{acme.data_source_id}").json()
    answer = editor.post(
        f"{SOURCES}/{acme.data_source_id}/upload", files={"file": ("empty.csv", b"\n", "text/csv")}
    )

    assert sentence_of(answer, 422, "unreadable_data")
    assert editor.get(f"{SOURCES}/{acme.data_source_id}").json() == before


def test_what_is_read_can_be_changed(
    editor: httpx.Client, platform: Platform, sheet: dict[str, Any]
) -> None:
    source = editor.post(SOURCES, json=sheet | {"type": "google_sheets", "name": "Two days"}).json()
    ingestion.run(platform, source["job"]["id"])
    address = f"{SOURCES}/{source['id']}"
    changed = editor.patch(address, json={"settings": {"range": "A1:B2", "include_hidden": False}})
    assert changed.status_code == 200, changed.text
    [job, _] = editor.get(f"/api/v1/jobs?data_source_id={source['id']}").json()["items"]
    assert ingestion.run(platform, job["id"]) is JobState.SUCCEEDED

    assert changed.json()["settings"]["include_hidden"] is False
    rows = editor.get(f"{address}/rows").json()
    assert ([column["name"] for column in rows["columns"]], rows["rows"]) == (
        ["Day", "Spend"],
        [["2026-03-01", 10.5]],
    )
    again = editor.patch(address, json={"settings": {"range": "A1:B2"}})
    assert len(editor.get(f"/api/v1/jobs?data_source_id={source['id']}").json()["items"]) == 2
    assert again.json()["settings"]["range"] == "A1:B2"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"settings": {"sheet": "May"}}, "no 'sheet'"),
        ({"settings": {"range": "Sheet1!A1:B2"}}, "is not a range"),
        ({"settings": {"tab": None}}, "read from a tab"),
        ({"connection_id": "00000000-0000-7000-8000-000000000000"}, "no such connection"),
    ],
)
def test_what_can_not_be_read_is_refused(
    editor: httpx.Client, sheet: dict[str, Any], change: dict[str, Any], problem: str
) -> None:
    source = editor.post(SOURCES, json=sheet | {"type": "google_sheets", "name": "Kept"}).json()
    answer = editor.patch(f"{SOURCES}/{source['id']}", json=change)

    assert problem in answer.json()["detail"]
    assert editor.get(f"{SOURCES}/{source['id']}").json()["settings"] == source["settings"]


def test_a_file_has_no_cells_to_choose(editor: httpx.Client, acme: Workspace) -> None:
    answer = editor.patch(f"{SOURCES}/{acme.data_source_id}", json={"settings": {"range": "A1:B2"}})

    assert "no 'range'" in sentence_of(answer, 422, "invalid_input")


def test_a_named_range_is_connected_in_its_tab(
    editor: httpx.Client, platform: Platform, sheet: dict[str, Any], emulator: EmulatorServer
) -> None:
    with emulator.state.drive.editing(sheet["spreadsheet_id"]) as edited:
        edited.tabs.append(Tab(sheet_id=8, title="Plan", rows=[["x"], ["Goal"], [5]]))
        edited.named_ranges["Goals"] = (8, Block(1, 0, 3, 1))
    preview = editor.post(f"{SOURCES}/google-sheets/test", json=sheet | {"range": "Goals"}).json()
    detail = editor.get(
        f"/api/v1/connections/{sheet['connection_id']}/spreadsheets/{sheet['spreadsheet_id']}"
    ).json()

    assert (preview["tab"], preview["rows"]) == ("Plan", [[5]])
    assert detail["named_ranges"] == ["Goals"]


def test_a_table_may_have_no_rows_yet(editor: httpx.Client, platform: Platform) -> None:
    source = upload(editor, b"Day,Cost\n").json()
    assert ingestion.run(platform, source["job"]["id"]) is JobState.SUCCEEDED
    rows = editor.get(f"{SOURCES}/{source['id']}/rows").json()
    asked = {"source": source["id"], "dimensions": [{"field": "Day"}]}

    assert ([column["name"] for column in rows["columns"]], rows["rows"]) == (["Day", "Cost"], [])
    assert editor.post("/api/v1/query", json=asked).json()["row_count"] == 0


def test_the_timeline_tells_what_was_read(viewer: httpx.Client, acme: Workspace) -> None:
    items = viewer.get(f"{SOURCES}/{acme.data_source_id}/snapshots").json()["items"]

    assert len(items) == 1
    assert (items[0]["row_count"], items[0]["job_id"]) == (4, str(acme.job_id))
    assert [column["name"] for column in items[0]["columns"]][:2] == ["Day", "Channel"]
    assert isinstance(items[0]["report"], dict)


def test_a_refresh_that_waits_answers_a_second_press(
    editor: httpx.Client, acme: Workspace, platform: Platform
) -> None:
    path = f"{SOURCES}/{acme.data_source_id}/sync"
    first, second = editor.post(path), editor.post(path)

    assert (first.status_code, first.json()["trigger"]) == (202, "manual")
    assert second.json()["id"] == first.json()["id"]
    ingestion.run(platform, first.json()["id"])
    snapshots = editor.get(f"{SOURCES}/{acme.data_source_id}/snapshots").json()["items"]
    assert len(snapshots) == 2
    assert snapshots[0]["digest"] == snapshots[1]["digest"]
    assert editor.post(path).json()["id"] != first.json()["id"]


def test_name_and_schedule_change_under_the_version(editor: httpx.Client, acme: Workspace) -> None:
    path = f"{SOURCES}/{acme.data_source_id}"
    seen = editor.get(path).json()["version"]
    change = {"name": "Ads", "schedule": {"every_minutes": 15}}
    first = editor.patch(path, json=change, headers={"If-Match": str(seen)}).json()
    stale = editor.patch(path, json={"name": "Late"}, headers={"If-Match": str(seen)})

    assert (first["name"], first["schedule"]["every_minutes"], first["version"]) == (
        "Ads",
        15,
        seen + 1,
    )
    problem_of(stale, 412, "stale_version")
    stopped = editor.patch(path, json={"schedule": None}).json()
    assert (stopped["name"], stopped["schedule"]) == ("Ads", None)


def test_a_name_can_not_be_taken_away(editor: httpx.Client, acme: Workspace) -> None:
    path = f"{SOURCES}/{acme.data_source_id}"

    assert editor.patch(path, json={"name": None}).json()["name"] == "Acme ads"
    problem = problem_of(editor.patch(path, json={"name": " "}), 422, "invalid_input")
    assert problem["errors"][0]["field"] == "name"


def test_a_deleted_source_takes_its_history_along(
    editor: httpx.Client, acme: Workspace, platform: Platform
) -> None:
    path = f"{SOURCES}/{acme.data_source_id}"
    assert editor.delete(path).status_code == 204
    assert "no such data source" in sentence_of(editor.get(path), 404, "not_found")
    widget = editor.get(f"/api/v1/widgets/{acme.widget_id}/data")

    assert "was deleted" in sentence_of(widget, 422, "invalid_input")


def test_rows_are_read_as_of_a_moment(viewer: httpx.Client, acme: Workspace) -> None:
    path = f"{SOURCES}/{acme.data_source_id}/rows"
    before = viewer.get(path, params={"as_of": "2020-01-01T00:00:00Z"})
    now = viewer.get(path, params={"as_of": "2090-01-01T00:00:00+02:00"}).json()

    assert "no snapshot from before" in sentence_of(before, 409, "conflict")
    assert sum(row[4] for row in now["rows"]) == SUM_OF_CLICKS
    assert (now["earlier_snapshot_at"], now["later_snapshot_at"]) == (None, None)
    for beyond in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"):
        answer = viewer.get(path, params={"as_of": beyond})
        assert "A moment lies between" in sentence_of(answer, 422, "invalid_input")


def test_a_moment_without_an_offset_is_one_of_the_organization(
    viewer: httpx.Client, acme: Workspace
) -> None:
    path = f"{SOURCES}/{acme.data_source_id}/rows"
    taken = datetime.fromisoformat(viewer.get(path).json()["snapshot"]["taken_at"])
    berlin = taken.astimezone(ZoneInfo("Europe/Berlin")).replace(tzinfo=None)
    just_before = viewer.get(path, params={"as_of": (berlin - timedelta(minutes=1)).isoformat()})
    just_after = viewer.get(path, params={"as_of": (berlin + timedelta(minutes=1)).isoformat()})

    assert just_before.status_code == 409
    assert just_after.status_code == 200


def test_lists_come_in_pages(editor: httpx.Client) -> None:
    for number in range(2):
        upload(editor, b"Day,Cost\n2026-03-01,1\n", name=f"Source {number}")
    first = editor.get(SOURCES, params={"limit": 2}).json()
    second = editor.get(SOURCES, params={"limit": 2, "cursor": first["next_cursor"]}).json()

    names = [item["name"] for item in first["items"] + second["items"]]
    assert names == ["Source 1", "Source 0", "Acme ads", "Acme plan"]
    assert second["next_cursor"] is None
    for wrong in ({"limit": 0}, {"limit": 201}, {"cursor": "x"}):
        problem_of(editor.get(SOURCES, params=wrong), 422, "invalid_input")

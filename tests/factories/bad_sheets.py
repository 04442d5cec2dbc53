"""A connected spreadsheet that can go bad, and what everybody sees of it over HTTP."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from cashstage.access.principal import Principal
from cashstage.emulator.number_format import Cell
from cashstage.emulator.server import EmulatorServer
from cashstage.emulator.workbook import Spreadsheet, Tab
from cashstage.models.platform import Platform
from cashstage.sources import ingestion
from tests.factories import google, workspaces

ROWS: list[list[Cell]] = [
    ["Day", "Channel", "Cost"],
    ["2026-03-01", "Search", 10.5],
    ["2026-03-02", "Social", 4.5],
]
COST = 15.0
SOURCES = "/api/v1/data-sources"
_owners = itertools.count()


@dataclass(frozen=True, slots=True)
class BadSheet:
    """A spreadsheet with a snapshot, the source over it, and somebody who looks after it."""

    platform: Platform
    emulator: EmulatorServer
    editor: Principal
    client: httpx.Client
    owner: str
    connection_id: UUID
    spreadsheet_id: str
    id: str

    def edit(self, change: Callable[[Spreadsheet], object]) -> None:
        """Somebody changes the spreadsheet."""
        with self.emulator.state.drive.editing(self.spreadsheet_id) as edited:
            change(edited)

    def rename(self, title: str) -> None:
        """Another name for the tab that is read."""
        self.edit(lambda edited: setattr(edited.tabs[0], "title", title))

    def rewrite(self, rows: list[list[Cell]], *, columns: int = 26, spare: int = 40) -> None:
        """Other cells in the tab that is read, with blank rows below them."""

        def change(edited: Spreadsheet) -> None:
            tab = edited.tabs[0]
            tab.rows, tab.row_count, tab.column_count = rows, len(rows) + spare, columns

        self.edit(change)

    def settings(self, **settings: Any) -> None:
        """Somebody changes what is read, and a worker reads it."""
        answer = self.client.patch(f"{SOURCES}/{self.id}", json={"settings": settings})
        assert answer.status_code == 200, answer.text
        assert self.refresh()["state"] == "succeeded"
        assert self.cost() == COST

    def refresh(self, *, after: timedelta = timedelta()) -> dict[str, Any]:
        """The job of a press on "Refresh now", after one attempt at it."""
        asked = self.client.post(f"{SOURCES}/{self.id}/sync")
        assert asked.is_success, asked.text
        return self.attempt(asked.json()["id"], after=after)

    def attempt(self, job_id: str, *, after: timedelta = timedelta()) -> dict[str, Any]:
        """The job after a worker whose clock is ahead has looked at it."""
        platform = self.platform
        ingestion.run(replace(platform, clock=lambda: platform.clock() + after), UUID(job_id))
        found: dict[str, Any] = self.client.get(f"/api/v1/jobs/{job_id}").json()
        return found

    def source(self) -> dict[str, Any]:
        """The data source as the API shows it."""
        found: dict[str, Any] = self.client.get(f"{SOURCES}/{self.id}").json()
        return found

    def cost(self) -> float:
        """What a chart of the cost shows."""
        question = workspaces.question(self.id, dimensions=[])
        answer = self.client.post("/api/v1/query", json=question)
        assert answer.status_code == 200, answer.text
        return float(answer.json()["data"][0][0])

    def preview(self, **body: Any) -> httpx.Response:
        """What somebody is told who connects the spreadsheet right now."""
        sheet = {"connection_id": str(self.connection_id), "spreadsheet_id": self.spreadsheet_id}
        return self.client.post(f"{SOURCES}/google-sheets/test", json=sheet | body)

    def failed(self, code: str) -> str:
        """The sentence of a refresh that failed for good, with the numbers from before."""
        before = self.source()["snapshot"]
        job, source = self.refresh(), self.source()
        assert (job["state"], source["state"]) == ("failed", "needs_attention"), job
        assert source["state_reason"] == job["reason"]
        assert source["snapshot"] == before
        assert self.cost() == COST
        assert job["error_code"] == code
        return str(job["reason"])

    def put_off(self) -> dict[str, Any]:
        """A job that is to be tried again, with the numbers from before."""
        before = self.source()
        job = self.refresh()
        assert (job["state"], job["error_code"]) == ("queued", "upstream_busy"), job
        assert self.source() == before
        assert self.cost() == COST
        return job

    def recovers(self) -> None:
        """Once the trouble is over, a refresh is all it takes."""
        assert self.refresh()["state"] == "succeeded"
        source = self.source()
        assert (source["state"], source["state_reason"]) == ("ready", None)
        assert self.cost() == COST


def connected(
    platform: Platform, emulator: EmulatorServer, editor: Principal, client: httpx.Client
) -> BadSheet:
    """The spreadsheet before anything happens to it."""
    owner = f"owner-{next(_owners)}@bad.example"
    made = google.spreadsheet(emulator.state, ROWS, title="Ads", tab="Daily", owner=owner)
    with emulator.state.drive.editing(made.id) as edited:
        edited.tabs.append(Tab(sheet_id=8, title="Notes", rows=[["Read me"]]))
    connection_id = workspaces.connection(platform, editor, emulator, owner)
    body = {
        "type": "google_sheets",
        "name": "Ads",
        "connection_id": str(connection_id),
        "spreadsheet_id": made.id,
        "tab": "Daily",
    }
    answer = client.post(SOURCES, json=body)
    assert answer.status_code == 201, answer.text
    created = answer.json()
    sheet = BadSheet(
        platform, emulator, editor, client, owner, connection_id, made.id, created["id"]
    )
    assert sheet.attempt(created["job"]["id"])["state"] == "succeeded"
    assert sheet.cost() == COST
    return sheet

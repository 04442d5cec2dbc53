"""Whose connections are, and reading sources through another one."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from cashstage.emulator.server import EmulatorServer
from cashstage.models import JobState
from cashstage.models.platform import Platform
from cashstage.sources import ingestion
from tests.api.problems import problem_of, sentence_of
from tests.factories import google, records, workspaces
from tests.factories.sources import job_row, jobs_of, source_row
from tests.factories.workspaces import Workspace

pytestmark = pytest.mark.integration

CONNECTIONS = "/api/v1/connections"
COLLEAGUE = "colleague@ads.example"


@pytest.fixture
def colleague(platform: Platform, acme: Workspace, emulator: EmulatorServer) -> UUID:
    """Another connection of the organization."""
    return workspaces.connection(platform, acme.admin, emulator, COLLEAGUE)


def member(client: httpx.Client, role: str) -> dict[str, Any]:
    members = client.get("/api/v1/members").json()["items"]
    return next(item for item in members if item["role"] == role)


def connection(client: httpx.Client, connection_id: UUID) -> dict[str, Any]:
    items = client.get(CONNECTIONS).json()["items"]
    return next(item for item in items if item["id"] == str(connection_id))


def source(client: httpx.Client, acme: Workspace, spreadsheet_id: str, name: str) -> str:
    body = {
        "name": name,
        "connection_id": str(acme.connection_id),
        "spreadsheet_id": spreadsheet_id,
    }
    made = client.post("/api/v1/data-sources", json=body)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def share(emulator: EmulatorServer, spreadsheet_id: str, email: str = COLLEAGUE) -> None:
    with emulator.state.drive.editing(spreadsheet_id) as sheet:
        sheet.readers.add(email)


def test_a_connection_belongs_to_who_made_it_until_it_is_handed_over(
    editor: httpx.Client, acme: Workspace, platform: Platform
) -> None:
    path = f"{CONNECTIONS}/{acme.connection_id}"
    before = connection(editor, acme.connection_id)
    heir = member(editor, "editor")
    answer = editor.patch(path, json={"owner_id": heir["user_id"]})
    stale = editor.patch(
        path, json={"owner_id": heir["user_id"]}, headers={"If-Match": f'"{before["version"]}"'}
    )

    assert before["owner_id"] == str(acme.admin.user_id)
    assert (answer.status_code, answer.json()["owner_id"]) == (200, heir["user_id"])
    assert connection(editor, acme.connection_id)["owner"] == heir["name"]
    assert member(editor, "editor")["connections"] == 1
    problem_of(stale, 412, "stale_version")
    assert "connection.handed_over" in records.deeds(platform, acme.place.id)


def test_only_members_who_may_connect_accounts_take_one_over(
    editor: httpx.Client, acme: Workspace
) -> None:
    path = f"{CONNECTIONS}/{acme.connection_id}"
    for user_id in (member(editor, "viewer")["user_id"], str(uuid4())):
        answer = editor.patch(path, json={"owner_id": user_id})
        assert "could take it over" in sentence_of(answer, 422, "invalid_input")
    assert connection(editor, acme.connection_id)["owner_id"] == str(acme.admin.user_id)


def test_sources_move_to_a_colleague_and_are_read_there(
    editor: httpx.Client,
    acme: Workspace,
    platform: Platform,
    emulator: EmulatorServer,
    colleague: UUID,
) -> None:
    share(emulator, acme.spreadsheet_id)
    source_id = source(editor, acme, acme.spreadsheet_id, "Figures")
    assert connection(editor, acme.connection_id)["data_source_count"] == 1
    answer = editor.post(
        f"{CONNECTIONS}/{acme.connection_id}/move-sources", json={"to": str(colleague)}
    )

    assert answer.json() == {
        "moved": [{"data_source_id": source_id, "name": "Figures", "reason": None}],
        "stayed": [],
    }
    assert connection(editor, colleague)["data_source_count"] == 1
    emulator.state.grants.revoke_person(acme.account)
    newest = jobs_of(platform, source_row(platform, UUID(source_id)))[-1]
    assert ingestion.run(platform, newest.id) is JobState.SUCCEEDED
    assert editor.delete(f"{CONNECTIONS}/{acme.connection_id}").status_code == 204


def test_one_that_can_not_be_read_there_keeps_all_of_them(
    editor: httpx.Client,
    acme: Workspace,
    platform: Platform,
    emulator: EmulatorServer,
    colleague: UUID,
) -> None:
    private = google.spreadsheet(emulator.state, [["Day"], ["x"]], owner=acme.account)
    share(emulator, acme.spreadsheet_id)
    shared_id = source(editor, acme, acme.spreadsheet_id, "Shared")
    private_ids = {source(editor, acme, private.id, name) for name in ("Private", "Twice")}
    path = f"{CONNECTIONS}/{acme.connection_id}/move-sources"
    body: dict[str, Any] = {"to": str(colleague)}
    problem = problem_of(editor.post(path, json=body), 409, "conflict")

    assert "can't read 2 of the 3" in problem["detail"]
    assert {item["data_source_id"] for item in problem["stayed"]} == private_ids
    assert all("may not read" in item["reason"] for item in problem["stayed"])
    assert connection(editor, acme.connection_id)["data_source_count"] == 3

    moved = editor.post(path, json=body | {"partly": True}).json()
    assert [item["data_source_id"] for item in moved["moved"]] == [shared_id]
    assert {item["data_source_id"] for item in moved["stayed"]} == private_ids
    assert records.deeds(platform, acme.place.id).count("data_source.moved") == 1


def test_sources_do_not_move_to_a_connection_that_has_ended(
    editor: httpx.Client, acme: Workspace, emulator: EmulatorServer, colleague: UUID
) -> None:
    source(editor, acme, acme.spreadsheet_id, "Figures")
    path = f"{CONNECTIONS}/{acme.connection_id}/move-sources"
    emulator.state.grants.revoke_person(COLLEAGUE)
    lost = editor.post(path, json={"to": str(colleague)})
    again = editor.post(path, json={"to": str(colleague)})

    assert COLLEAGUE in sentence_of(lost, 409, "consent_lost")
    assert "has ended" in sentence_of(again, 422, "invalid_input")
    assert editor.post(path, json={"to": str(uuid4())}).status_code == 404
    assert connection(editor, acme.connection_id)["data_source_count"] == 1


def test_sources_outlive_who_connected_them(
    admin: httpx.Client,
    editor: httpx.Client,
    acme: Workspace,
    platform: Platform,
    emulator: EmulatorServer,
    colleague: UUID,
) -> None:
    leaver = member(admin, "editor")
    owner = {"owner_id": leaver["user_id"]}
    admin.patch(f"{CONNECTIONS}/{acme.connection_id}", json=owner)
    source_id = source(editor, acme, acme.spreadsheet_id, "Figures")
    leaver = member(admin, "editor")
    assert (leaver["connections"], leaver["data_sources"]) == (1, 1)
    assert admin.delete(f"/api/v1/members/{leaver['id']}").status_code == 204

    path = f"/api/v1/data-sources/{source_id}"
    me = admin.get("/api/v1/me").json()["user_id"]
    assert admin.get(path).json()["owner_id"] == me
    assert connection(admin, acme.connection_id)["owner_id"] == me
    job = admin.post(f"{path}/sync").json()["id"]
    assert ingestion.run(platform, UUID(job)) is JobState.SUCCEEDED

    # Only Google's end of the consent changes anything, and then the sentence shows the way.
    emulator.state.grants.revoke_person(acme.account)
    job = admin.post(f"{path}/sync").json()["id"]
    assert ingestion.run(platform, UUID(job)) is JobState.FAILED
    reason = str(job_row(platform, UUID(job)).reason)
    assert "read its sources through a colleague's account" in reason
    assert admin.get(path).json()["state_reason"] == reason

    share(emulator, acme.spreadsheet_id)
    move = f"{CONNECTIONS}/{acme.connection_id}/move-sources"
    assert admin.post(move, json={"to": str(colleague)}).status_code == 200
    newest = jobs_of(platform, source_row(platform, UUID(source_id)))[-1]
    assert ingestion.run(platform, newest.id) is JobState.SUCCEEDED
    assert admin.get(path).json()["state"] == "ready"

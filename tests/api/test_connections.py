"""Connections, and looking through them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import orjson
import pytest
from fastapi import FastAPI

from cashstage.core.crypto import Keyring
from cashstage.emulator.faults import FaultOrder
from cashstage.emulator.person import approve
from cashstage.emulator.server import EmulatorServer
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from tests.api.conftest import Browser
from tests.api.problems import problem_of, sentence_of
from tests.factories import google
from tests.factories.workspaces import Workspace

pytestmark = pytest.mark.integration


def spreadsheets(acme: Workspace) -> str:
    return f"/api/v1/connections/{acme.connection_id}/spreadsheets"


def test_an_account_is_connected_in_the_browser(editor: httpx.Client, acme: Workspace) -> None:
    departure = editor.get("/api/auth/connect/google", params={"next": "/sources/new"})
    back = httpx.URL(approve(departure.headers["Location"], "editor@acme.example"))
    landing = editor.get(back.raw_path.decode())

    assert landing.headers["Location"] == "http://localhost:3000/sources/new"
    connections = editor.get("/api/v1/connections").json()["items"]
    assert {item["email"] for item in connections} == {acme.account, "editor@acme.example"}
    assert {item["state"] for item in connections} == {"active"}
    assert not any("secret" in item or "token" in item for item in connections)


def test_another_account_than_ones_own_can_be_chosen(editor: httpx.Client) -> None:
    def prompts(**query: str) -> set[str]:
        departure = editor.get("/api/auth/connect/google", params=query)
        return set(httpx.URL(departure.headers["Location"]).params["prompt"].split())

    assert prompts() == {"consent"}
    assert prompts(another="true") == {"consent", "select_account"}


def test_a_refused_consent_is_told_where_it_was_asked_for(editor: httpx.Client) -> None:
    editor.get("/api/auth/connect/google", params={"next": "/sources/new?from=sheet"})
    landing = editor.get("/api/auth/callback/google", params={"error": "access_denied"})

    assert landing.headers["Location"] == (
        "http://localhost:3000/sources/new?from=sheet&problem=consent_refused"
    )


def test_spreadsheets_are_listed_and_searched(editor: httpx.Client, acme: Workspace) -> None:
    def titles(**query: str) -> list[str]:
        return [
            item["name"] for item in editor.get(spreadsheets(acme), params=query).json()["items"]
        ]

    assert titles() == ["Acme figures"]
    assert titles(query="figu") == ["Acme figures"]
    assert titles(query="nothing like it") == []


def test_a_spreadsheet_shows_its_tabs(editor: httpx.Client, acme: Workspace) -> None:
    body = editor.get(f"{spreadsheets(acme)}/{acme.spreadsheet_id}").json()

    assert (body["title"], body["time_zone"]) == ("Acme figures", "Etc/UTC")
    assert [tab["title"] for tab in body["tabs"]] == ["Sheet1"]


def test_an_unknown_spreadsheet_is_named_in_plain_words(
    editor: httpx.Client, acme: Workspace
) -> None:
    answer = editor.get(f"{spreadsheets(acme)}/{'x' * 44}")
    sentence = sentence_of(answer, 409, "source_unavailable")

    assert "spreadsheet" in sentence


def test_a_spreadsheet_of_somebody_else_is_not_shown(
    editor: httpx.Client, acme: Workspace, emulator: EmulatorServer
) -> None:
    private = google.spreadsheet(
        emulator.state, [["Day"]], title="Salaries", owner="boss@ads.example"
    )
    sentence = sentence_of(
        editor.get(f"{spreadsheets(acme)}/{private.id}"), 409, "source_unavailable"
    )

    assert "Salaries" not in sentence
    assert "shar" in sentence.lower()


def test_a_quota_error_of_google_passes_on_when_to_come_back(
    editor: httpx.Client, acme: Workspace, emulator: EmulatorServer
) -> None:
    emulator.faults.add(FaultOrder(kind="rate_limited", path="/drive/", times=9, seconds=30))
    answer = editor.get(spreadsheets(acme))
    problem_of(answer, 503, "upstream_busy")

    assert int(answer.headers["Retry-After"]) == 30


def test_revoked_consent_is_told_and_remembered(
    editor: httpx.Client, acme: Workspace, emulator: EmulatorServer
) -> None:
    emulator.state.grants.revoke_person(acme.account)
    sentence = sentence_of(editor.get(spreadsheets(acme)), 409, "consent_lost")

    assert f"as {acme.account}" in sentence
    assert sentence.endswith("account: Organization, Connections, Move sources.")
    connection = editor.get("/api/v1/connections").json()["items"][0]
    assert connection["state"] == "needs_reauth"
    assert acme.account in connection["state_reason"]


def test_a_connection_in_use_stays(editor: httpx.Client, acme: Workspace) -> None:
    body = {
        "type": "google_sheets",
        "name": "Figures",
        "connection_id": str(acme.connection_id),
        "spreadsheet_id": acme.spreadsheet_id,
    }
    path = f"/api/v1/connections/{acme.connection_id}"
    source = editor.post("/api/v1/data-sources", json=body).json()

    assert "1 data sources read through" in sentence_of(editor.delete(path), 409, "conflict")
    assert editor.delete(f"/api/v1/data-sources/{source['id']}").status_code == 204
    assert editor.delete(path).status_code == 204
    assert editor.get("/api/v1/connections").json()["items"] == []


def test_a_removed_connection_is_revoked_at_google(
    editor: httpx.Client, acme: Workspace, emulator: EmulatorServer
) -> None:
    assert acme.account in emulator.state.grants.people()
    editor.delete(f"/api/v1/connections/{acme.connection_id}")

    assert acme.account not in emulator.state.grants.people()


def test_an_unknown_connection_is_not_found(editor: httpx.Client) -> None:
    answer = editor.get(f"/api/v1/connections/{uuid4()}/spreadsheets")

    assert "connection" in sentence_of(answer, 404, "not_found")


def test_a_connection_that_can_not_be_decrypted_can_be_removed(
    app: FastAPI, browser: Browser, acme: Workspace, platform: Platform
) -> None:
    app.state.platform = replace(platform, keyring=Keyring(["another secret, long enough"]))
    client = browser(acme.tokens[RoleName.EDITOR])
    sentence = sentence_of(client.get(spreadsheets(acme)), 409, "consent_lost")

    assert "can't be decrypted" in sentence
    assert client.delete(f"/api/v1/connections/{acme.connection_id}").status_code == 204
    assert client.get("/api/v1/connections").json()["items"] == []


def robot(emulator: EmulatorServer, name: str = "dashboard-reader") -> dict[str, Any]:
    """The key file of a new service account."""
    return emulator.state.service_accounts.new_key(name, "https://evil.example/token")


def upload_key(client: httpx.Client, key: object) -> httpx.Response:
    content = key if isinstance(key, bytes) else orjson.dumps(key)
    return client.post(
        "/api/v1/connections/service-account",
        files={"file": ("key.json", content, "application/json")},
    )


def test_a_service_account_reads_what_is_shared_with_it(
    editor: httpx.Client, emulator: EmulatorServer
) -> None:
    key = robot(emulator)
    shared = google.spreadsheet(
        emulator.state, [["Day", "Cost"], ["2026-03-01", 5]], readers={key["client_email"]}
    )
    connected = upload_key(editor, key)
    assert connected.status_code == 201, connected.text
    connection = connected.json()
    listed = editor.get(f"/api/v1/connections/{connection['id']}/spreadsheets").json()["items"]
    body = {"connection_id": connection["id"], "spreadsheet_id": shared.id}
    preview = editor.post("/api/v1/data-sources/google-sheets/test", json=body).json()

    assert connection["email"] == key["client_email"]
    assert "private" not in connected.text
    assert [item["id"] for item in listed] == [shared.id]
    assert preview["rows"] == [["2026-03-01", 5]]


def test_a_deleted_key_asks_for_a_new_one_which_wakes_the_sources(
    editor: httpx.Client, emulator: EmulatorServer
) -> None:
    key = robot(emulator)
    connection = upload_key(editor, key).json()
    emulator.state.service_accounts.delete_keys(key["client_email"])
    lost = editor.get(f"/api/v1/connections/{connection['id']}/spreadsheets")
    assert "Google no longer accepts" in sentence_of(lost, 409, "consent_lost")
    again = upload_key(editor, robot(emulator)).json()

    assert (again["id"], again["state"]) == (connection["id"], "active")
    assert editor.delete(f"/api/v1/connections/{connection['id']}").status_code == 204


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"type": "authorized_user"}, "not the key file"),
        ({"private_key": ""}, "not whole"),
        (
            {"private_key": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"},
            "can't",
        ),
        ({"private_key_id": "0" * 40}, "does not accept this key"),
        ({"padding": "x" * 20_000}, "not the key file"),
    ],
)
def test_a_file_that_is_no_usable_key_is_refused(
    editor: httpx.Client, emulator: EmulatorServer, change: dict[str, str], problem: str
) -> None:
    before = editor.get("/api/v1/connections").json()
    answer = upload_key(editor, robot(emulator) | change)

    assert problem in sentence_of(answer, 422, "invalid_input")
    assert editor.get("/api/v1/connections").json() == before


def test_a_file_that_is_no_json_is_refused(editor: httpx.Client) -> None:
    assert "key file" in sentence_of(upload_key(editor, b"\x00\xff"), 422, "invalid_input")

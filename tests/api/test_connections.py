"""Connections, and looking through them."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import httpx
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

    assert sentence.endswith("Connect the Google account again.")
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

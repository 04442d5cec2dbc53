"""Connections whose spreadsheets are picked: what a page gets for Google's Picker, what is read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import httpx
import orjson
import pytest

from cashstage.core.clock import utc_now
from cashstage.core.settings import GoogleAccess, Settings
from cashstage.emulator.number_format import Cell
from cashstage.emulator.person import approve, pick
from cashstage.emulator.server import EmulatorServer
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from tests.api.conftest import Browser
from tests.api.problems import sentence_of
from tests.conftest import open_platform
from tests.factories import google, people, records
from tests.factories.workspaces import Workspace

pytestmark = pytest.mark.integration

PERSON = "picker@ads.example"
CONNECTIONS = "/api/v1/connections"


@pytest.fixture
def platform(google_settings: Settings) -> Iterator[Platform]:
    """A platform on which people pick."""
    changes = {"google_access": GoogleAccess.PICKER, "google_api_key": "AIza-browser-key"}
    with open_platform(google_settings.model_copy(update=changes)) as made:
        yield made


@pytest.fixture
def connected(editor: httpx.Client) -> str:
    """The path of a connection made in the browser."""
    departure = editor.get("/api/auth/connect/google", params={"account": PERSON})
    back = httpx.URL(approve(departure.headers["Location"], PERSON))
    editor.get(back.raw_path.decode())
    found = editor.get(CONNECTIONS).json()["items"]
    (made,) = (item for item in found if item["email"] == PERSON)
    assert made["access"] == "picker"
    return f"{CONNECTIONS}/{made['id']}"


def test_consent_asks_for_picked_files_only(editor: httpx.Client) -> None:
    departure = editor.get("/api/auth/connect/google", params={"account": PERSON})
    asked = httpx.URL(departure.headers["Location"]).params

    assert asked["scope"].split() == [
        "openid",
        "https://www.googleapis.com/auth/userinfo.email",
        "https://www.googleapis.com/auth/userinfo.profile",
        "https://www.googleapis.com/auth/drive.file",
    ]
    assert asked["login_hint"] == PERSON


def test_a_page_gets_a_short_lived_token_and_nothing_lasting(
    editor: httpx.Client,
    connected: str,
    emulator: EmulatorServer,
    platform: Platform,
    acme: Workspace,
) -> None:
    answer = editor.post(f"{connected}/picker-token")
    lent = answer.json()

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert (lent["app_id"], lent["api_key"]) == ("100000000000", "AIza-browser-key")
    assert lent["script"] == f"{emulator.base_url}/js/api.js"
    assert datetime.fromisoformat(lent["expires_at"]) <= utc_now() + timedelta(hours=1)
    grant = emulator.state.grants.grant_of(lent["token"])
    assert grant is not None
    assert not any("readonly" in scope for scope in grant.scopes)
    assert emulator.state.grants.refresh(lent["token"]) is None
    assert "refresh" not in answer.text
    assert records.deeds(platform, acme.place.id)[-1] == "connection.picker_opened"


def test_strangers_and_viewers_get_no_token(
    connected: str, browser: Browser, viewer: httpx.Client, editor: httpx.Client, platform: Platform
) -> None:
    path = f"{connected}/picker-token"
    place = people.organization(platform, "Zenith")
    stranger = browser(people.token_of(platform, place, RoleName.ADMIN, "z@zenith.example"))

    assert browser(None).post(path).status_code == 401
    assert stranger.post(path).status_code == 404
    assert viewer.post(path).status_code == 403
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert editor.post(path, headers=headers).status_code == 403
    assert editor.get(path).status_code == 405


def test_what_is_picked_can_be_read_and_nothing_else(
    editor: httpx.Client, connected: str, emulator: EmulatorServer
) -> None:
    rows: list[list[Cell]] = [["Day", "Cost"], ["2026-03-01", 5]]
    sheet = google.spreadsheet(emulator.state, rows, title="Picked", owner=PERSON)
    google.spreadsheet(emulator.state, rows, title="Left out", owner=PERSON)
    body = {"connection_id": connected.rpartition("/")[2], "spreadsheet_id": sheet.id}
    tab = f"{connected}/spreadsheets/{sheet.id}"

    def listed() -> list[str]:
        items = editor.get(f"{connected}/spreadsheets").json()["items"]
        return [item["name"] for item in items]

    before = sentence_of(editor.get(tab), 409, "source_unavailable")
    assert "Nobody has picked this spreadsheet" in before
    assert "Choose it once in Google Drive" in before
    refused = editor.post("/api/v1/data-sources", json=body | {"name": "Too early"})
    assert sentence_of(refused, 409, "source_unavailable") == before
    assert listed() == []

    lent = editor.post(f"{connected}/picker-token").json()
    pick(emulator.base_url, lent["token"], lent["app_id"], ["Picked"])

    assert listed() == ["Picked"]
    assert editor.get(tab).json()["title"] == "Picked"
    assert editor.post("/api/v1/data-sources", json=body | {"name": "Now"}).status_code == 201


def test_revoked_consent_is_told_before_the_dialog_opens(
    editor: httpx.Client, connected: str, emulator: EmulatorServer
) -> None:
    emulator.state.grants.revoke_person(PERSON)
    sentence = sentence_of(editor.post(f"{connected}/picker-token"), 409, "consent_lost")

    assert PERSON in sentence
    states = {item["email"]: item["state"] for item in editor.get(CONNECTIONS).json()["items"]}
    assert states[PERSON] == "needs_reauth"


def test_a_wider_consent_is_never_lent(
    editor: httpx.Client, acme: Workspace, emulator: EmulatorServer
) -> None:
    """Such as one from before people picked, or the key of a service account."""
    key = emulator.state.service_accounts.new_key("never-picks", "https://evil.example/token")
    robot = editor.post(
        f"{CONNECTIONS}/service-account",
        files={"file": ("key.json", orjson.dumps(key), "application/json")},
    ).json()["id"]
    for connection_id in (acme.connection_id, UUID(robot)):
        answer = editor.post(f"{CONNECTIONS}/{connection_id}/picker-token")
        assert "none has to be picked" in sentence_of(answer, 409, "conflict")

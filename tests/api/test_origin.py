"""Pages of other origins: those of CORS_ORIGIN may use the API, all others may not."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from cashstage.api.app import create_api
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from tests.api.conftest import browser_of
from tests.factories.workspaces import Workspace

pytestmark = pytest.mark.integration

FRIEND = "https://reports.example.com"
STRANGER = "https://elsewhere.example.net"
PATH = "/api/v1/dashboards"


@pytest.fixture
def editor(platform: Platform, acme: Workspace) -> httpx.Client:
    """The browser of an editor, where CORS_ORIGIN names one origin."""
    settings = platform.settings.model_copy(update={"cors_origin": (FRIEND,)})
    app = create_api(replace(platform, settings=settings))
    return browser_of(app, acme.tokens[RoleName.EDITOR])


def preflight(client: httpx.Client, origin: str) -> httpx.Response:
    asks = {
        "Origin": origin,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "content-type, if-match",
    }
    return client.options(f"{PATH}/any", headers=asks)


def test_an_allowed_origin_may_ask_with_credentials(editor: httpx.Client) -> None:
    answer = preflight(editor, FRIEND)

    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == FRIEND
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert "PATCH" in answer.headers["Access-Control-Allow-Methods"]
    assert "If-Match" in answer.headers["Access-Control-Allow-Headers"]


def test_an_allowed_origin_writes_and_reads_the_answer(editor: httpx.Client) -> None:
    answer = editor.post(PATH, json={"title": "Ours"}, headers={"Origin": FRIEND})

    assert answer.status_code == 201
    assert answer.headers["Access-Control-Allow-Origin"] == FRIEND
    assert "X-Trace-Id" in answer.headers["Access-Control-Expose-Headers"]
    assert "Origin" in answer.headers["Vary"]


def test_an_allowed_origin_reads_refusals_too(editor: httpx.Client) -> None:
    answer = editor.get(f"{PATH}/unknown", headers={"Origin": FRIEND})

    assert answer.status_code >= 400
    assert answer.headers["Access-Control-Allow-Origin"] == FRIEND


@pytest.mark.parametrize("origin", [STRANGER, "null", f"{FRIEND}.example.net"])
def test_a_foreign_origin_is_refused(editor: httpx.Client, origin: str) -> None:
    asked = preflight(editor, origin)
    read = editor.get(PATH, headers={"Origin": origin})
    written = editor.post(PATH, json={"title": "Theirs"}, headers={"Origin": origin})

    assert asked.status_code == 400
    assert written.status_code == 403
    for answer in (asked, read, written):
        assert "Access-Control-Allow-Origin" not in answer.headers

"""The walk: every route without a session, as another organization, and as a viewer.

Routes are read from the application, so a new one is walked by itself; one with a new path
parameter or body fails here until `requests.py` says how to call it.
"""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from cashstage.emulator.server import EmulatorServer
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from tests.api import requests
from tests.api.conftest import Browser
from tests.api.requests import Endpoint
from tests.factories import records, workspaces
from tests.factories.workspaces import Workspace

pytestmark = pytest.mark.integration

PUBLIC = {
    "GET /health": 200,
    "GET /metrics": 200,
    "GET /api/v1/health": 200,
    "GET /api/v1/health/detailed": 200,
    "GET /api/v1/metrics": 200,
    "GET /api/v1/openapi.json": 200,
    "GET /api/v1/docs": 200,
    "GET /api/auth/signin/google": 303,
    "GET /api/auth/callback/google": 303,
    "GET /api/auth/link/{token}": 303,
    "HEAD /health": 200,
    # Google proves itself by a channel, which nobody else knows.
    "POST /api/google/notifications": 404,
    **{
        f"{method} /api/{{path:path}}": 404
        for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
    },
}
"""What anybody may call, and how it answers a stranger."""

SIGN_OUT = "POST /api/auth/signout"
CONNECT = "GET /api/auth/connect/google"
LEADS_TO_SIGN_IN = {SIGN_OUT: 303, CONNECT: 303}
"""What a browser goes to as a page: without a session it is shown where to sign in."""

READING_POSTS = {
    "POST /api/v1/query",
    "POST /api/v1/query/explain",
    "POST /api/v1/query/rows",
    "POST /api/v1/query/provenance",
    "POST /api/v1/formulas/check",
    "POST /api/v1/explain-change",
    "POST /api/v1/pacing",
    "POST /api/v1/metric-definitions/check",
    "POST /api/v1/notices/read-all",
    "POST /api/v1/notices/{notice_id}/read",
    SIGN_OUT,
}
"""What a viewer may post: it changes nothing that is the organization's or another person's."""

ENDLESS = "GET /api/v1/events"
"""Answers for as long as somebody listens; refused like the rest, else walked with its stream."""

OWN = {
    "POST /api/v1/connections/service-account",
    CONNECT,
    SIGN_OUT,
    "PATCH /api/v1/organization",
    "POST /api/v1/invitations",
    "POST /api/v1/data-sources/upload",
    "POST /api/v1/dashboards",
    "GET /api/v1/metric-definitions",
    "POST /api/v1/metric-definitions",
    "POST /api/v1/metric-definitions/check",
    "GET /api/v1/notices",
    "POST /api/v1/notices/read-all",
    "GET /api/v1/formulas/functions",
    *(f"GET /api/v1/{noun}" for noun in ("me", "organization", "members", "invitations")),
    *(f"GET /api/v1/{noun}" for noun in ("connections", "data-sources", "jobs", "dashboards")),
    *(f"GET /api/v1/{noun}" for noun in ("blends", "exchange-rates")),
    "POST /api/v1/exchange-rates",
}
"""What names nobody's things, so that a stranger gets on with their own organization."""


@pytest.fixture
def stranger(platform: Platform, emulator: EmulatorServer, tmp_path: Path) -> Workspace:
    """Another organization, with one of everything too."""
    return workspaces.workspace(platform, emulator, tmp_path, "Zenith")


def test_nobody_gets_in_without_a_session(
    app: FastAPI, browser: Browser, acme: Workspace, platform: Platform
) -> None:
    before = records.everything_of(platform, acme.place.id)
    wrong: dict[str, int | str] = {}
    for endpoint in requests.endpoints(app):
        for token in (None, "forged"):
            answer = requests.send(browser(token), endpoint, acme)
            if answer.status_code != (PUBLIC | LEADS_TO_SIGN_IN).get(str(endpoint), 401):
                wrong[str(endpoint)] = answer.status_code
            if acme.place.name in answer.text:
                wrong[str(endpoint)] = answer.text

    assert wrong == {}
    assert records.everything_of(platform, acme.place.id) == before


def test_another_organization_finds_nothing(
    app: FastAPI, browser: Browser, acme: Workspace, stranger: Workspace, platform: Platform
) -> None:
    before = records.everything_of(platform, acme.place.id)
    walked = [item for item in requests.endpoints(app) if str(item) not in PUBLIC]
    walked.sort(key=lambda item: str(item) == SIGN_OUT)
    wrong = {
        str(endpoint): verdict
        for endpoint in walked
        if (verdict := _leak(browser, endpoint, acme, stranger)) is not None
    }

    assert wrong == {}
    assert records.everything_of(platform, acme.place.id) == before


def test_a_viewer_changes_nothing(
    app: FastAPI, viewer: httpx.Client, acme: Workspace, platform: Platform
) -> None:
    before = records.everything_of(platform, acme.place.id)
    writes = [
        endpoint
        for endpoint in requests.endpoints(app)
        if endpoint.writes and str(endpoint) not in PUBLIC and str(endpoint) not in READING_POSTS
    ]
    answers = {str(item): requests.send(viewer, item, acme).status_code for item in writes}

    assert answers == dict.fromkeys(answers, 403)
    assert len(answers) > 10
    assert records.everything_of(platform, acme.place.id) == before


def test_the_same_requests_succeed_for_an_admin(
    app: FastAPI, browser: Browser, acme: Workspace
) -> None:
    """Otherwise the refusals above would prove nothing but a wrong request."""
    client = browser(acme.tokens[RoleName.ADMIN])
    walked = [
        item
        for item in requests.endpoints(app)
        if str(item) not in PUBLIC and str(item) not in {ENDLESS, SIGN_OUT}
    ]
    # What is inside something else is deleted before it.
    inside_first = ["widgets", "tabs", "aliases", "calculated-fields"]
    walked.sort(
        key=lambda item: [
            item.method == "DELETE",
            *(noun not in item.path for noun in inside_first),
            item.path,
        ]
    )
    refused = {
        str(endpoint): answer.json()["detail"]
        for endpoint in walked
        if (answer := requests.send(client, endpoint, acme)).status_code >= 400
    }

    assert refused == {
        "POST /api/v1/jobs/{job_id}/cancel": "This job has ended already.",
        "DELETE /api/v1/data-sources/{data_source_id}/columns/{column_id}/aliases/{alias:path}": (
            "Day is not known as 'Date'."
        ),
        # It was not deleted.
        "POST /api/v1/dashboards/{dashboard_id}/restore": "There is no such dashboard.",
        "POST /api/v1/connections/{connection_id}/move-sources": (
            "The sources read through this connection already."
        ),
        "POST /api/v1/connections/{connection_id}/picker-token": (
            "Through this connection spreadsheets are listed, so none has to be picked."
        ),
        "DELETE /api/v1/connections/{connection_id}": (
            "1 data sources read through this connection."
        ),
    }


def _leak(browser: Browser, endpoint: Endpoint, acme: Workspace, stranger: Workspace) -> str | None:
    """What is wrong with how a stranger, an admin at home, is answered; None when nothing is."""
    client = browser(stranger.tokens[RoleName.ADMIN])
    if str(endpoint) == ENDLESS:
        answer = client.get("/api/v1/events", params={"dashboard_id": str(acme.dashboard_id)})
    else:
        answer = requests.send(client, endpoint, acme)
    allowed = {200, 201, 303} if str(endpoint) in OWN else {404}
    if answer.status_code not in allowed:
        return f"{answer.status_code} {answer.text}"
    seen = [value for value in (acme.place.name, *acme.ids.values()) if value in answer.text]
    return f"shows {seen}" if seen else None

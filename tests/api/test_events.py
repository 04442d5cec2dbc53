"""Live events over a real connection."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from cashstage.access import sessions
from cashstage.dashboards.dashboard import service as dashboards
from cashstage.dashboards.dashboard.schemas import DashboardCreate, DashboardUpdate
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.sources import ingestion
from cashstage.sources.data_source import service as sources
from cashstage.sources.data_source.schemas import DataSourceUpdate
from cashstage.sources.notice import service as notices
from tests.factories import people, serving, workspaces
from tests.factories.workspaces import Workspace

pytestmark = pytest.mark.integration


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    with serving.served(app) as url:
        yield url


class Stream:
    """The events of one connection, as they come."""

    def __init__(self, answer: httpx.Response) -> None:
        self._lines = answer.iter_lines()

    def next(self) -> tuple[str, dict[str, Any]]:
        """Waits for the next event, keep-alives aside."""
        kind = ""
        for line in self._lines:
            name, _, value = line.partition(": ")
            if name == "event":
                kind = value
            elif name == "data":
                return kind, json.loads(value)
        raise AssertionError("the stream has ended")

    def until(self, wanted: str) -> dict[str, Any]:
        """The next event of a kind."""
        while True:
            kind, data = self.next()
            if kind == wanted:
                return data


@contextmanager
def listening(address: str, token: str, dashboard_id: UUID | None = None) -> Iterator[Stream]:
    """A browser that has opened the stream."""
    query = {} if dashboard_id is None else {"dashboard_id": str(dashboard_id)}
    with (
        httpx.Client(
            base_url=address, cookies={sessions.cookie_name(secure=False): token}, timeout=10
        ) as client,
        client.stream("GET", "/api/v1/events", params=query) as answer,
    ):
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        stream = Stream(answer)
        assert next(stream._lines) == ": connected"
        yield stream


def test_a_refresh_is_told_from_start_to_snapshot(
    address: str, acme: Workspace, platform: Platform
) -> None:
    with listening(address, acme.tokens[RoleName.VIEWER], acme.dashboard_id) as stream:
        job = sources.sync(platform, acme.admin, acme.data_source_id)
        ingestion.run(platform, job.id)
        kinds = [stream.next() for _ in range(3)]
        landed = stream.until("snapshot")
        done = stream.until("job")

    assert kinds[0] == (
        "job",
        kinds[0][1] | {"job_id": str(job.id), "state": "queued", "stage": "waiting"},
    )
    assert landed["data_source_id"] == str(acme.data_source_id)
    assert (done["state"], done["rows_done"]) == ("succeeded", 4)


def test_renaming_and_deleting_a_source_is_told(
    address: str, acme: Workspace, platform: Platform
) -> None:
    told = ("source", {"data_source_id": str(acme.data_source_id)})
    with listening(address, acme.tokens[RoleName.VIEWER], acme.dashboard_id) as stream:
        sources.update(platform, acme.admin, acme.data_source_id, DataSourceUpdate(name="Ads"))
        assert stream.next() == told
        sources.delete(platform, acme.admin, acme.data_source_id)
        assert stream.next() == told


def test_a_dashboard_hears_only_of_itself(
    address: str, acme: Workspace, platform: Platform, tmp_path: Path
) -> None:
    other = dashboards.create(platform, acme.admin, DashboardCreate())
    with listening(address, acme.tokens[RoleName.VIEWER], acme.dashboard_id) as stream:
        workspaces.landed(platform, acme.admin, tmp_path, "Day,Cost\n2026-03-01,1\n")
        dashboards.update(platform, acme.admin, other.id, DashboardUpdate(title="Other"))
        dashboards.update(platform, acme.admin, acme.dashboard_id, DashboardUpdate(title="Ours"))

        assert stream.next() == (
            "dashboard",
            {"dashboard_id": str(acme.dashboard_id), "actor_id": str(acme.admin.user_id)},
        )


def test_another_organization_hears_nothing(
    address: str, acme: Workspace, platform: Platform
) -> None:
    place = people.organization(platform, "Zenith")
    token = people.token_of(platform, place, RoleName.ADMIN)
    stranger = sessions.verify(platform, token)
    own = dashboards.create(platform, stranger, DashboardCreate())
    with listening(address, token) as stream:
        dashboards.update(platform, acme.admin, acme.dashboard_id, DashboardUpdate(title="Ours"))
        dashboards.update(platform, stranger, own.id, DashboardUpdate(title="Theirs"))

        assert stream.next()[1]["dashboard_id"] == str(own.id)


def test_notices_are_told_to_their_reader_alone(
    address: str, acme: Workspace, platform: Platform
) -> None:
    reader = sessions.verify(platform, acme.tokens[RoleName.ADMIN])
    with (
        listening(address, acme.tokens[RoleName.ADMIN]) as theirs,
        listening(address, acme.tokens[RoleName.EDITOR]) as others,
    ):
        notices.mark_all_read(platform, reader)
        dashboards.update(platform, acme.admin, acme.dashboard_id, DashboardUpdate(title="Ours"))

        assert theirs.next() == ("notice", {"user_id": str(reader.user_id)})
        assert others.next()[0] == "dashboard"


@pytest.mark.parametrize("token", ["", "forged"])
def test_nobody_listens_without_a_session(address: str, token: str) -> None:
    answer = httpx.get(f"{address}/api/v1/events", headers={"Cookie": f"sid={token}"}, timeout=10)

    assert answer.status_code == 401

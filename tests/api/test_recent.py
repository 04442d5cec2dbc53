"""Widget data that a web process knows already: fast, and never what is not so any more."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis
import redis.asyncio
from fastapi import FastAPI

from cashstage.access import sessions
from cashstage.api import recent
from cashstage.api.app import create_api, run_event_hub
from cashstage.dashboards.widget import data
from cashstage.dashboards.widget import service as widgets
from cashstage.dashboards.widget.schemas import WidgetUpdate
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.organizations.membership import service as members
from tests.api.problems import sentence_of
from tests.factories import people, workspaces
from tests.factories.workspaces import CSV, SUM_OF_COST, Workspace

pytestmark = pytest.mark.integration


class Reader:
    """Somebody who looks at the workspace's widget, and a count of what was looked up for it."""

    def __init__(self, client: httpx.AsyncClient, acme: Workspace, looked_up: list[str]) -> None:
        self._client = client
        self._path = f"/api/v1/widgets/{acme.widget_id}/data"
        self.looked_up = looked_up

    async def ask(self, token: str, **headers: str) -> httpx.Response:
        cookie = f"{sessions.cookie_name(secure=False)}={token}"
        return await self._client.get(self._path, headers={"Cookie": cookie, **headers})

    async def cost(self, token: str) -> float:
        return cost_of(await self.ask(token))

    async def knowing(self, token: str) -> None:
        """Asks until the process knows who asks and what for."""
        for _ in range(3):
            assert (await self.ask(token)).status_code == 200
        self.looked_up.clear()
        assert (await self.ask(token)).status_code == 200
        assert self.looked_up == []


LONG = timedelta(hours=1)
"""Longer than a test, so that nothing but a change makes what is known unknown."""
Using = Callable[[Callable[[Reader], Awaitable[None]]], None]


def cost_of(answer: httpx.Response) -> float:
    assert answer.status_code == 200, answer.text
    return float(sum(answer.json()["data"][1]))


@contextlib.asynccontextmanager
async def served(
    app: FastAPI, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Reader]:
    monkeypatch.setattr(recent, "KEEP", LONG)
    monkeypatch.setattr(recent, "_RENEW_SECONDS", LONG.total_seconds())
    looked_up: list[str] = []

    def counted(what: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def look_up(*args: Any) -> Any:
            looked_up.append(what)
            return work(*args)

        return look_up

    monkeypatch.setattr(sessions, "verify", counted("session", sessions.verify))
    monkeypatch.setattr(data, "answer_of", counted("widget", data.answer_of))
    transport = httpx.ASGITransport(app)
    async with (
        run_event_hub(app),
        httpx.AsyncClient(transport=transport, base_url="http://localhost:3000") as client,
    ):
        yield Reader(client, acme, looked_up)


@pytest.fixture
def using(acme: Workspace, platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Using:
    """Runs a story in a web process of its own."""

    def run(story: Callable[[Reader], Awaitable[None]]) -> None:
        async def tell() -> None:
            async with served(create_api(platform), acme, monkeypatch) as reader:
                await story(reader)

        asyncio.run(tell())

    return run


def test_what_is_known_is_not_looked_up_again(using: Using, acme: Workspace) -> None:
    token = acme.tokens[RoleName.VIEWER]

    async def story(reader: Reader) -> None:
        await reader.knowing(token)
        full = await reader.ask(token)
        known = await reader.ask(token, **{"If-None-Match": full.headers["ETag"]})

        assert cost_of(full) == SUM_OF_COST
        assert full.headers["X-Cache"] == full.json()["cache"] == "hit"
        assert (known.status_code, known.content) == (304, b"")
        assert known.headers["X-Content-Type-Options"] == "nosniff"
        assert reader.looked_up == []

    using(story)


def test_a_session_that_has_ended_is_refused_at_once(
    using: Using, acme: Workspace, platform: Platform
) -> None:
    token = acme.tokens[RoleName.VIEWER]

    async def story(reader: Reader) -> None:
        await reader.knowing(token)
        sessions.end(platform, sessions.verify(platform, token))

        sentence_of(await reader.ask(token), 401, "unauthenticated")

    using(story)


def test_a_member_who_was_removed_is_refused_at_once(
    using: Using, acme: Workspace, platform: Platform
) -> None:
    token = acme.tokens[RoleName.VIEWER]

    async def story(reader: Reader) -> None:
        await reader.knowing(token)
        viewer = sessions.verify(platform, token)
        everybody = members.read_all(platform, acme.admin)
        row = next(each for each in everybody if each.email == viewer.email)
        members.remove(platform, acme.admin, row.id)

        sentence_of(await reader.ask(token), 401, "unauthenticated")

    using(story)


def test_what_one_knows_is_nothing_for_strangers(
    using: Using, acme: Workspace, platform: Platform
) -> None:
    token = acme.tokens[RoleName.VIEWER]
    stranger = people.token_of(platform, people.organization(platform, "Zenith"), RoleName.ADMIN)

    async def story(reader: Reader) -> None:
        await reader.knowing(token)
        for _ in range(3):
            sentence_of(await reader.ask(stranger), 404, "not_found")
        sentence_of(await reader.ask("no such token"), 401, "unauthenticated")

    using(story)


def test_a_change_of_the_widget_shows_at_once(
    using: Using, acme: Workspace, platform: Platform
) -> None:
    token = acme.tokens[RoleName.VIEWER]

    async def story(reader: Reader) -> None:
        await reader.knowing(token)
        other = workspaces.question(
            acme.data_source_id, metrics=[{"field": "Clicks", "aggregation": "sum"}]
        )
        widgets.update(platform, acme.admin, acme.widget_id, WidgetUpdate(query=other))

        assert await reader.cost(token) == workspaces.SUM_OF_CLICKS

    using(story)


def test_a_new_snapshot_shows_at_once(
    using: Using, acme: Workspace, platform: Platform, tmp_path: Path
) -> None:
    token = acme.tokens[RoleName.VIEWER]
    newer = CSV.format(name="Acme").replace("10.50", "20.50")

    async def story(reader: Reader) -> None:
        await reader.knowing(token)
        workspaces.landed_again(platform, acme.admin, tmp_path, acme.data_source_id, newer)

        assert await reader.cost(token) == SUM_OF_COST + 10

    using(story)


def test_many_who_ask_at_once_wait_for_one_look(using: Using, acme: Workspace) -> None:
    token = acme.tokens[RoleName.VIEWER]

    async def story(reader: Reader) -> None:
        await reader.ask(token)
        reader.looked_up.clear()
        answers = await asyncio.gather(*(reader.ask(token) for _ in range(20)))

        assert {cost_of(each) for each in answers} == {SUM_OF_COST}
        assert sorted(reader.looked_up) == ["session", "widget"]

    using(story)


def test_without_redis_everything_is_looked_up(
    using: Using, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = acme.tokens[RoleName.VIEWER]

    async def story(reader: Reader) -> None:
        await reader.knowing(token)

        async def refuse(*_: object) -> None:
            raise redis.ConnectionError

        monkeypatch.setattr(redis.asyncio.Redis, "mget", refuse)

        assert await reader.cost(token) == SUM_OF_COST
        assert reader.looked_up == ["session", "widget"]

    using(story)


def test_nothing_is_believed_for_long(
    acme: Workspace, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = acme.tokens[RoleName.VIEWER]
    late = timedelta()

    async def story() -> None:
        nonlocal late
        timed = replace(platform, clock=lambda: platform.clock() + late)
        async with served(create_api(timed), acme, monkeypatch) as reader:
            await reader.knowing(token)
            late = LONG
            await reader.ask(token)
            assert reader.looked_up == ["session", "widget"]
            late = sessions.ABSOLUTE_LIFETIME
            sentence_of(await reader.ask(token), 401, "unauthenticated")

    asyncio.run(story())


def test_what_is_asked_for_all_the_time_is_renewed_before_it_is_too_old(
    using: Using, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = acme.tokens[RoleName.VIEWER]

    async def story(reader: Reader) -> None:
        await reader.knowing(token)
        monkeypatch.setattr(recent, "_RENEW_SECONDS", -1.0)
        answer = await reader.ask(token)
        assert answer.headers["X-Cache"] == "hit"
        async with asyncio.timeout(10):
            while sorted(reader.looked_up) != ["session", "widget"]:  # noqa: ASYNC110
                await asyncio.sleep(0.005)

    using(story)

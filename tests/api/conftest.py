"""The API over a platform whose Google is the emulator, and browsers of people in it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from cashstage.access import sessions
from cashstage.api.app import create_api
from cashstage.emulator.server import EmulatorServer
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.ops.embedded.postgres import EmbeddedPostgres
from cashstage.ops.embedded.valkey import EmbeddedValkey
from tests.conftest import fresh_database, open_platform, settings_of, with_google
from tests.factories import workspaces
from tests.factories.in_process import InProcess
from tests.factories.workspaces import Workspace

Browser = Callable[[str | None], httpx.Client]


@pytest.fixture
def platform(google_platform: Platform) -> Platform:
    """A platform that takes the emulator for Google."""
    return google_platform


@pytest.fixture
def app(platform: Platform) -> FastAPI:
    """The API application."""
    return create_api(platform)


@pytest.fixture
def browser(app: FastAPI) -> Browser:
    """Opens a browser with a session, or without one."""
    return functools.partial(browser_of, app)


@pytest.fixture
def acme(platform: Platform, emulator: EmulatorServer, tmp_path: Path) -> Workspace:
    """An organization with one of everything."""
    return workspaces.workspace(platform, emulator, tmp_path)


@pytest.fixture
def admin(acme: Workspace, browser: Browser) -> httpx.Client:
    """The browser of an admin."""
    return browser(acme.tokens[RoleName.ADMIN])


@pytest.fixture
def editor(acme: Workspace, browser: Browser) -> httpx.Client:
    """The browser of an editor."""
    return browser(acme.tokens[RoleName.EDITOR])


@pytest.fixture
def viewer(acme: Workspace, browser: Browser) -> httpx.Client:
    """The browser of a viewer."""
    return browser(acme.tokens[RoleName.VIEWER])


@dataclass(frozen=True, slots=True)
class Standing:
    """An organization that the tests of a file share, because none of them disturbs another."""

    platform: Platform
    acme: Workspace
    viewer: httpx.Client
    editor: httpx.Client


@pytest.fixture(scope="module")
def standing(
    postgres: EmbeddedPostgres,
    valkey: EmbeddedValkey,
    served_google: EmulatorServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Standing]:
    """A workspace with a database of its own, and a viewer in it."""
    folder = tmp_path_factory.mktemp("standing")
    with fresh_database(postgres) as url:
        settings = with_google(settings_of(url, valkey.url, folder), served_google)
        with open_platform(settings) as platform:
            acme = workspaces.workspace(platform, served_google, folder)
            app = create_api(platform)
            viewer, editor = (
                browser_of(app, acme.tokens[role]) for role in (RoleName.VIEWER, RoleName.EDITOR)
            )
            yield Standing(platform, acme, viewer, editor)


def browser_of(app: FastAPI, token: str | None = None) -> httpx.Client:
    """A browser that sends this session's cookie and follows no redirects."""
    cookies = {} if token is None else {sessions.cookie_name(secure=False): token}
    return httpx.Client(transport=InProcess(app), base_url="http://localhost:3000", cookies=cookies)

"""The walk over the websocket: every handler without a session, as a stranger, as a viewer.

Any socket may call any handler with any arguments, so each is called over a real socket of the
real web process. Handlers are read from the classes: a new one is walked by itself.
"""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest

from cashstage.access.sessions import cookie_name
from cashstage.models.organization import RoleName
from cashstage.ui.states.dashboard import DashboardState
from tests.factories import records
from tests.factories.sockets import Tab
from tests.factories.workspaces import Workspace
from tests.ui.handlers import Handler, handlers, payload
from tests.ui.world import World

pytestmark = pytest.mark.integration

FOR_STRANGERS = {"HomeState.load"}
"""The start page has an answer for everybody: the way in."""
REFUSAL = "problem=unauthenticated"


def call(tab: Tab, handler: Handler, about: Workspace) -> None:
    """Calls the handler as from a page that shows the workspace's dashboard and source."""
    tab.send(
        handler.full_name,
        payload(handler, about),
        f"/d/{about.dashboard_id}",
        dashboard_id=str(about.dashboard_id),
        data_source_id=str(about.data_source_id),
        blend_id=str(about.blend_id),
    )


def settle(tab: Tab, number: int) -> str:
    """Everything the server has sent up to now: it answers one tab's calls in their order."""
    mark = f"mark-{number}"
    tab.send(f"{DashboardState.get_full_name()}.choose_start", {"day": mark})
    return "".join(tab.until(mark))


def walked(world: World, token: str) -> dict[str, str]:
    """What each handler sends to the holder of the session when asked about Acme's things."""
    with Tab(world.address, token) as tab:
        answers = {}
        for number, handler in enumerate(handlers()):
            call(tab, handler, world.acme)
            answers[str(handler)] = settle(tab, number)
        return answers


def test_every_handler_asks_who_acts() -> None:
    careless = {str(handler) for handler in handlers() if not handler.asks_for_actor}

    assert careless == FOR_STRANGERS


@pytest.mark.parametrize("token", [None, "forged"])
def test_nobody_gets_anything_without_a_session(world: World, token: str | None) -> None:
    before = records.everything_of(world.platform, world.acme.place.id)
    with Tab(world.address, token) as tab:
        for handler in handlers():
            call(tab, handler, world.acme)
            expected = "signed_out" if str(handler) in FOR_STRANGERS else REFUSAL
            assert "Acme" not in "".join(tab.until(expected)), handler

    assert records.everything_of(world.platform, world.acme.place.id) == before


def test_another_organization_finds_nothing(world: World) -> None:
    before = records.everything_of(world.platform, world.acme.place.id)
    token = world.zenith.tokens[RoleName.ADMIN]
    answers = walked(world, token)

    assert {name for name, answer in answers.items() if "Acme" in answer} == set()
    assert {name for name, answer in answers.items() if token in answer} == set()
    assert "There is no such dashboard" in answers["DashboardState.rename"]
    assert records.everything_of(world.platform, world.acme.place.id) == before


def test_a_viewer_changes_nothing(world: World) -> None:
    before = records.everything_of(world.platform, world.acme.place.id)
    answers = walked(world, world.acme.tokens[RoleName.VIEWER])

    assert "Acme weekly" in answers["DashboardState.open"]
    assert "Only editors and admins can change dashboards." in answers["DashboardState.rename"]
    assert records.everything_of(world.platform, world.acme.place.id) == before


def test_the_same_calls_work_for_those_who_may(world: World) -> None:
    """Otherwise the refusals above would prove nothing but wrong calls."""
    before = records.everything_of(world.platform, world.zenith.place.id)
    with Tab(world.address, world.zenith.tokens[RoleName.EDITOR]) as tab:
        wanted = {"DashboardState.rename", "DashboardState.add_tab", "DashboardState.arrange"}
        for number, handler in enumerate(found for found in handlers() if str(found) in wanted):
            call(tab, handler, world.zenith)
            settle(tab, number)
    after = records.everything_of(world.platform, world.zenith.place.id)

    assert {name for name in after if after[name] != before[name]} == {
        "dashboards",
        "dashboard_tabs",
        "widgets",
        "audit_log",
    }


def handshake(world: World, *, origin: str, state: str) -> int:
    """The status with which the server answers an admin's browser that opens a socket."""
    headers = {
        "Cookie": f"{cookie_name(secure=False)}={world.acme.tokens[RoleName.ADMIN]}",
        "Origin": origin,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    query = {"EIO": "4", "transport": "websocket", "token": state}
    address = f"{world.address}/_event/"
    with httpx.stream("GET", address, params=query, headers=headers) as answer:
        return answer.status_code


def test_only_our_pages_open_sockets_and_only_with_a_random_token(world: World) -> None:
    state = str(uuid4())

    assert handshake(world, origin=world.address, state=state) == 101
    for origin in ("https://evil.example", "null", ""):
        assert handshake(world, origin=origin, state=state) == 403
    for guess in ("", "guessed", "*"):
        assert handshake(world, origin=world.address, state=guess) == 403

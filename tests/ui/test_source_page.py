"""The state of a data source's page, over a real socket of the real web process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from cashstage.core.errors import NotFound
from cashstage.dashboards.dashboard import service as dashboards
from cashstage.models.organization import RoleName
from cashstage.models.paging import PageRequest
from cashstage.sources import ingestion
from cashstage.sources.data_source import service as sources
from cashstage.sources.job import service as jobs
from cashstage.ui.states.source import SourceState
from tests.factories import workspaces
from tests.factories.sockets import Tab
from tests.ui.world import World

pytestmark = pytest.mark.integration


@pytest.fixture
def tab(world: World) -> Iterator[Tab]:
    """An editor's tab."""
    with Tab(world.address, world.acme.tokens[RoleName.EDITOR]) as opened:
        yield opened


def call(tab: Tab, name: str, source_id: UUID, **payload: Any) -> None:
    tab.send(
        f"{SourceState.get_full_name()}.{name}",
        payload,
        f"/sources/{source_id}",
        data_source_id=str(source_id),
    )


def shown(tab: Tab, source_id: UUID) -> str:
    """Everything that opening the page sends."""
    call(tab, "open", source_id)
    return "".join(tab.until('"content_loaded_rx_state_":true'))


def another(world: World, name: str) -> UUID:
    """A source of its own for a test that changes it."""
    folder = world.platform.settings.cashstage_home
    text = workspaces.CSV.format(name=name)
    return workspaces.landed(world.platform, world.acme.admin, folder, text, name).id


def test_opening_shows_report_and_timeline(world: World, tab: Tab) -> None:
    page = shown(tab, world.acme.data_source_id)

    for text in ("Acme ads", "upload.csv", "Every cell", "First snapshot"):
        assert text in page


def test_an_address_of_nothing_says_so(tab: Tab) -> None:
    call(tab, "open", UUID(int=7))

    assert "missing" in tab.until("missing")[-1]


def test_a_refresh_is_asked_for_once_and_can_be_cancelled(world: World, tab: Tab) -> None:
    source_id = another(world, "Refreshed")
    shown(tab, source_id)
    call(tab, "sync", source_id)
    tab.until("queued")
    call(tab, "sync", source_id)
    [waiting, _] = jobs.read_all(
        world.platform, world.acme.admin, PageRequest(), data_source_id=source_id
    ).items
    call(tab, "cancel", source_id, job_id=str(waiting.id))
    tab.until("cancelled")

    found = jobs.read_all(
        world.platform, world.acme.admin, PageRequest(), data_source_id=source_id
    ).items
    assert [job.state for job in found] == ["cancelled", "succeeded"]


def test_what_lands_elsewhere_appears_by_itself(world: World, tab: Tab) -> None:
    source_id = another(world, "Watched")
    shown(tab, source_id)
    job = sources.sync(world.platform, world.acme.admin, source_id)
    tab.until("queued")
    ingestion.run(world.platform, job.id)

    assert "Unchanged" in tab.until("Unchanged")[-1]


def test_a_name_is_saved_and_an_empty_one_refused(world: World, tab: Tab) -> None:
    source_id = another(world, "Before")
    shown(tab, source_id)
    call(tab, "save", source_id, form={"name": " After "})
    tab.until('"saved_rx_state_":"saved"')
    assert sources.read(world.platform, world.acme.admin, source_id).name == "After"

    call(tab, "save", source_id, form={"name": " "})
    tab.until("Fill in the name.")
    assert sources.read(world.platform, world.acme.admin, source_id).name == "After"


def test_only_the_typed_name_deletes(world: World, tab: Tab) -> None:
    source_id = another(world, "Doomed")
    shown(tab, source_id)
    call(tab, "delete", source_id, form={"typed_name": "doomed"})
    tab.until("This is not the name")
    assert sources.read(world.platform, world.acme.admin, source_id).name == "Doomed"

    call(tab, "delete", source_id, form={"typed_name": "Doomed"})
    tab.until("_redirect")
    with pytest.raises(NotFound):
        sources.read(world.platform, world.acme.admin, source_id)


def test_a_dashboard_is_made_and_opened(world: World, tab: Tab) -> None:
    source_id = another(world, "Drawn")
    shown(tab, source_id)
    call(tab, "make_dashboard", source_id)
    answer = tab.until("_redirect")[-1]
    newest = dashboards.read_all(world.platform, world.acme.admin, PageRequest(limit=1)).items[0]

    assert newest.title == "Drawn"
    assert f"/d/{newest.id}" in answer


def test_a_viewer_is_told_why_not(world: World) -> None:
    with Tab(world.address, world.acme.tokens[RoleName.VIEWER]) as tab:
        shown(tab, world.acme.data_source_id)
        for name in ("sync", "make_dashboard"):
            call(tab, name, world.acme.data_source_id)
            tab.until("Only editors and admins can change")

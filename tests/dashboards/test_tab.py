"""The pages of a dashboard."""

from __future__ import annotations

import pytest

from cashstage.access.principal import Principal
from cashstage.core.errors import Conflict, NotFound, StaleVersion
from cashstage.core.ids import new_id
from cashstage.dashboards.dashboard import service as dashboards
from cashstage.dashboards.dashboard.schemas import DashboardCreate, DashboardDetail
from cashstage.dashboards.tab import service
from cashstage.dashboards.tab.schemas import TabCreate, TabUpdate
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from tests.factories import people

pytestmark = pytest.mark.integration


@pytest.fixture
def editor(platform: Platform) -> Principal:
    return people.person(platform, people.organization(platform), RoleName.EDITOR)


@pytest.fixture
def dashboard(platform: Platform, editor: Principal) -> DashboardDetail:
    return dashboards.create(platform, editor, DashboardCreate())


def titles(platform: Platform, actor: Principal, dashboard: DashboardDetail) -> list[str]:
    return [tab.title for tab in dashboards.read(platform, actor, dashboard.id).tabs]


def test_a_new_tab_comes_last(
    platform: Platform, editor: Principal, dashboard: DashboardDetail
) -> None:
    for title in ("Search", "Social"):
        service.create(platform, editor, dashboard.id, TabCreate(title=title))

    assert titles(platform, editor, dashboard) == ["Overview", "Search", "Social"]


def test_a_tab_is_renamed_and_moved(
    platform: Platform, editor: Principal, dashboard: DashboardDetail
) -> None:
    tab = service.create(platform, editor, dashboard.id, TabCreate(title="Search"))
    update = TabUpdate(title="Paid search", position=0)
    service.update(platform, editor, dashboard.id, dashboard.tabs[0].id, TabUpdate(position=5))
    service.update(platform, editor, dashboard.id, tab.id, update, expected_version=1)

    assert titles(platform, editor, dashboard) == ["Paid search", "Overview"]
    with pytest.raises(StaleVersion):
        service.update(platform, editor, dashboard.id, tab.id, update, expected_version=1)


def test_the_last_tab_stays(
    platform: Platform, editor: Principal, dashboard: DashboardDetail
) -> None:
    tab = service.create(platform, editor, dashboard.id, TabCreate(title="Search"))
    gone = service.delete(platform, editor, dashboard.id, dashboard.tabs[0].id)

    assert (gone.title, gone.widgets) == ("Overview", [])
    with pytest.raises(Conflict, match="at least one tab"):
        service.delete(platform, editor, dashboard.id, tab.id)
    assert titles(platform, editor, dashboard) == ["Search"]


def test_there_is_a_limit(
    platform: Platform, editor: Principal, dashboard: DashboardDetail
) -> None:
    for number in range(service.MAX_TABS - 1):
        service.create(platform, editor, dashboard.id, TabCreate(title=str(number)))

    with pytest.raises(Conflict, match="at most 50 tabs"):
        service.create(platform, editor, dashboard.id, TabCreate(title="one more"))


def test_a_tab_belongs_to_its_dashboard(
    platform: Platform, editor: Principal, dashboard: DashboardDetail
) -> None:
    other = dashboards.create(platform, editor, DashboardCreate(title="Other"))
    tab = service.create(platform, editor, dashboard.id, TabCreate(title="Search"))

    for identifier in (tab.id, new_id()):
        with pytest.raises(NotFound, match="no such tab"):
            service.update(platform, editor, other.id, identifier, TabUpdate(title="Moved"))
        with pytest.raises(NotFound):
            service.delete(platform, editor, other.id, identifier)
    assert titles(platform, editor, dashboard) == ["Overview", "Search"]


def test_a_stranger_finds_no_tab(
    platform: Platform, editor: Principal, dashboard: DashboardDetail
) -> None:
    stranger = people.person(platform, people.organization(platform, "Other"), RoleName.ADMIN)
    tab = dashboard.tabs[0]

    with pytest.raises(NotFound):
        service.create(platform, stranger, dashboard.id, TabCreate(title="Ours"))
    with pytest.raises(NotFound):
        service.update(platform, stranger, dashboard.id, tab.id, TabUpdate(title="Ours"))
    assert titles(platform, editor, dashboard) == ["Overview"]

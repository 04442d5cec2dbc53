"""Moving widgets while others work on the same dashboard."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from cashstage.access.principal import Principal
from cashstage.dashboards.dashboard import service as dashboards
from cashstage.dashboards.dashboard.schemas import DashboardCreate, DashboardDetail
from cashstage.dashboards.widget import service
from cashstage.dashboards.widget.schemas import Layout, Placement, WidgetType
from cashstage.models import DashboardTab, Widget
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from tests.factories import people
from tests.factories.workers import until

pytestmark = pytest.mark.integration

FIRST, SECOND = UUID(int=1), UUID(int=2)
MOVED = Layout(x=6, y=6, w=6, h=6)


@pytest.fixture
def editor(platform: Platform) -> Principal:
    return people.person(platform, people.organization(platform), RoleName.EDITOR)


@pytest.fixture
def dashboard(platform: Platform, editor: Principal) -> DashboardDetail:
    """Two widgets, of which the database finds the second one first."""
    made = dashboards.create(platform, editor, DashboardCreate())
    with platform.database.tenant(editor.organization) as session:
        for identifier in (SECOND, FIRST):
            session.add(
                Widget(
                    id=identifier,
                    organization_id=editor.organization.id,
                    dashboard_tab_id=made.tabs[0].id,
                    type=WidgetType.TABLE,
                    title="",
                    style={},
                    layout=Layout(x=0, y=0, w=4, h=4).model_dump(),
                )
            )
            session.flush()
    return made


def lock_tab(session: Session, dashboard: DashboardDetail) -> None:
    tab = col(DashboardTab.id) == dashboard.tabs[0].id
    session.exec(select(DashboardTab).where(tab).with_for_update()).one()


def lock_widget(session: Session, identifier: UUID) -> None:
    """Takes the lock at once, or fails."""
    widget = col(Widget.id) == identifier
    session.exec(select(Widget).where(widget).with_for_update(nowait=True)).one()


def somebody_waits(platform: Platform) -> bool:
    with platform.database.engine.connect() as connection:
        waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(connection.execute(waiting).scalar_one())


@pytest.mark.parametrize("held", ["tab", "first widget"])
def test_arranging_waits_its_turn_without_holding_what_comes_later(
    platform: Platform, editor: Principal, dashboard: DashboardDetail, held: str
) -> None:
    places = [Placement(widget_id=one, layout=MOVED) for one in (SECOND, FIRST)]
    with ThreadPoolExecutor() as pool:
        with platform.database.tenant(editor.organization) as session:
            if held == "tab":
                lock_tab(session, dashboard)
            else:
                lock_widget(session, FIRST)
            arranging = pool.submit(service.arrange, platform, editor, dashboard.id, places)
            until(lambda: somebody_waits(platform))
            lock_widget(session, FIRST)
            lock_widget(session, SECOND)
        arranging.result(timeout=10)

    tab = dashboards.read(platform, editor, dashboard.id).tabs[0]
    assert [widget.layout for widget in tab.widgets] == [MOVED, MOVED]

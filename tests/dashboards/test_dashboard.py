"""Dashboards: their life, their versions, and who may change them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import ValidationError

from cashstage.access.principal import Principal
from cashstage.core.clock import utc_now
from cashstage.core.errors import Forbidden, InvalidInput, NotFound, StaleVersion
from cashstage.dashboards.dashboard import retention, service
from cashstage.dashboards.dashboard.schemas import (
    DashboardCreate,
    DashboardSettings,
    DashboardUpdate,
)
from cashstage.dashboards.tab import service as tabs
from cashstage.dashboards.tab.schemas import TabCreate, TabUpdate
from cashstage.dashboards.widget import service as widgets
from cashstage.dashboards.widget.schemas import WidgetCreate, WidgetType
from cashstage.models.organization import RoleName
from cashstage.models.paging import PageRequest
from cashstage.models.platform import Platform
from tests.factories import people, records, workspaces

pytestmark = pytest.mark.integration


@pytest.fixture
def editor(platform: Platform) -> Principal:
    return people.person(platform, people.organization(platform), RoleName.EDITOR)


def made(platform: Platform, actor: Principal, title: str = "Weekly") -> UUID:
    return service.create(platform, actor, DashboardCreate(title=title)).id


def test_a_new_dashboard_has_one_empty_tab(platform: Platform, editor: Principal) -> None:
    detail = service.read(platform, editor, made(platform, editor))

    assert (detail.title, detail.version) == ("Weekly", 1)
    assert [(tab.title, tab.widgets) for tab in detail.tabs] == [("Overview", [])]
    assert records.deeds(platform, editor.organization.id) == ["dashboard.created"]


def test_only_the_given_fields_change(platform: Platform, editor: Principal) -> None:
    identifier = made(platform, editor)
    settings = DashboardSettings.model_validate(
        {"date_range": {"preset": "last_30_days"}, "filter_fields": ["Channel"]}
    )
    service.update(platform, editor, identifier, DashboardUpdate(settings=settings))
    service.update(platform, editor, identifier, DashboardUpdate(title=" Monthly "))
    after = service.read(platform, editor, identifier)

    assert (after.title, after.settings, after.version) == ("Monthly", settings, 3)


def test_a_stale_version_changes_nothing(platform: Platform, editor: Principal) -> None:
    identifier = made(platform, editor)
    service.update(platform, editor, identifier, DashboardUpdate(title="Mine"), expected_version=1)

    with pytest.raises(StaleVersion) as refusal:
        service.update(
            platform, editor, identifier, DashboardUpdate(title="Yours"), expected_version=1
        )
    assert refusal.value.context["current_version"] == 2
    assert service.read(platform, editor, identifier).title == "Mine"


def test_a_list_is_read_in_pages_newest_first(platform: Platform, editor: Principal) -> None:
    for title in ("a", "b", "c", "d", "e"):
        made(platform, editor, title)
    titles: list[str] = []
    cursor: str | None = None
    while True:
        page = service.read_all(platform, editor, PageRequest(limit=2, cursor=cursor))
        titles += [item.title for item in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert titles == ["e", "d", "c", "b", "a"]
    with pytest.raises(InvalidInput, match="cursor"):
        service.read_all(platform, editor, PageRequest(cursor="first"))


def test_a_deleted_dashboard_is_gone(platform: Platform, editor: Principal) -> None:
    identifier = made(platform, editor)
    service.delete(platform, editor, identifier)

    with pytest.raises(NotFound, match="no such dashboard"):
        service.read(platform, editor, identifier)
    assert records.deeds(platform, editor.organization.id)[-1] == "dashboard.deleted"


def test_a_deleted_dashboard_can_be_put_back_for_a_month(
    platform: Platform, editor: Principal
) -> None:
    identifier = made(platform, editor)
    before = service.read(platform, editor, identifier)
    tab = before.tabs[0]
    service.delete(platform, editor, identifier)
    retention.purge(platform)
    with pytest.raises(NotFound):
        tabs.update(platform, editor, identifier, tab.id, TabUpdate(title="Hidden"))
    assert service.read_all(platform, editor, PageRequest()).items == []

    service.restore(platform, editor, identifier)
    assert service.read(platform, editor, identifier).tabs == before.tabs
    with pytest.raises(NotFound):
        service.restore(platform, editor, identifier)

    service.delete(platform, editor, identifier)
    retention.purge(replace(platform, clock=lambda: utc_now() + timedelta(days=31)))
    with pytest.raises(NotFound):
        service.restore(platform, editor, identifier)


def test_viewers_read_and_strangers_do_not(platform: Platform) -> None:
    place = people.organization(platform)
    viewer = people.person(platform, place, RoleName.VIEWER)
    identifier = made(platform, people.person(platform, place, RoleName.EDITOR))
    stranger = people.person(platform, people.organization(platform, "Other"), RoleName.ADMIN)

    assert service.read(platform, viewer, identifier).id == identifier
    with pytest.raises(Forbidden):
        made(platform, viewer)
    with pytest.raises(Forbidden):
        service.delete(platform, viewer, identifier)
    with pytest.raises(NotFound):
        service.update(platform, stranger, identifier, DashboardUpdate(title="Ours"))
    with pytest.raises(NotFound):
        service.restore(platform, stranger, identifier)
    assert service.read_all(platform, stranger, PageRequest()).items == []


@pytest.mark.parametrize(
    ("dates", "sentence"),
    [
        ({"start": "2026-03-09", "end": "2026-03-01"}, "the start lies after the end"),
        ({"start": "2026-03-09"}, "either a preset, or a start and an end"),
        ({"preset": "last_7_days", "start": "2026-03-01", "end": "2026-03-09"}, "either a preset"),
        ({"preset": "last_century"}, "preset"),
    ],
)
def test_dates_that_mean_nothing_are_refused(dates: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        DashboardSettings.model_validate({"date_range": dates})


def test_an_outline_shows_the_first_tab_alone(
    platform: Platform, editor: Principal, tmp_path: Path
) -> None:
    full, empty = made(platform, editor), made(platform, editor)
    source = workspaces.uploaded(platform, editor, tmp_path, "Cost\n1\n")
    first = service.read(platform, editor, full).tabs[0]
    second = tabs.create(platform, editor, full, TabCreate(title="More"))
    question = {"source": str(source.id), "metrics": [{"field": "Cost"}]}
    for tab, kind in ((first, WidgetType.METRIC_CARD), (second, WidgetType.TABLE)):
        widgets.create(
            platform, editor, WidgetCreate(tab_id=tab.id, type=kind, title="", query=question)
        )
    stranger = people.person(platform, people.organization(platform), RoleName.ADMIN)

    outlines = service.read_outlines(platform, editor, [full, empty])
    assert [widget.type for widget in outlines[full]] == [WidgetType.METRIC_CARD]
    assert (outlines[full][0].layout.x, outlines[full][0].layout.y) == (0, 0)
    assert outlines[empty] == []
    assert service.read_outlines(platform, stranger, [full]) == {full: []}

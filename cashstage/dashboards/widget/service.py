"""Adding, changing, arranging and removing widgets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.core.errors import Conflict
from cashstage.dashboards.dashboard import repository as dashboards
from cashstage.dashboards.dashboard.parameters import with_parameters
from cashstage.dashboards.dashboard.schemas import DashboardSettings
from cashstage.dashboards.dashboard.service import announce
from cashstage.dashboards.tab import repository as tabs
from cashstage.dashboards.widget import repository
from cashstage.dashboards.widget.schemas import (
    GRID_COLUMNS,
    Layout,
    Placement,
    WidgetCreate,
    WidgetRead,
    WidgetType,
    WidgetUpdate,
)
from cashstage.models import Blend, DashboardTab, Widget
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.models.versioning import save
from cashstage.query.spec import parse_query
from cashstage.sources.query import service as queries

MAX_WIDGETS = 200
FIRST_SIZES = {WidgetType.METRIC_CARD: (3, 3), WidgetType.TABLE: (12, 8)}
OTHER_SIZE = (6, 7)


def create(platform: Platform, actor: Principal, body: WidgetCreate) -> WidgetRead:
    """A new widget; without a layout it takes the first free place below or beside the others."""
    organization = actor.require(Permission.EDIT_DASHBOARDS)
    with platform.database.tenant(organization) as session:
        return add(platform, session, actor, body)


def add(platform: Platform, session: Session, actor: Principal, body: WidgetCreate) -> WidgetRead:
    """`create` as a part of the caller's transaction."""
    organization = actor.require(Permission.EDIT_DASHBOARDS)
    tab = tabs.read(session, organization, body.tab_id, for_update=True)
    others = repository.read_of_tab(session, tab.id)
    if len(others) >= MAX_WIDGETS:
        raise Conflict(f"A tab holds at most {MAX_WIDGETS} widgets.")
    asked = _checked_source(platform, session, organization, body.query, tab)
    row = Widget(
        organization_id=organization.id,
        dashboard_tab_id=tab.id,
        data_source_id=asked["data_source_id"],
        blend_id=asked["blend_id"],
        type=body.type,
        title=body.title,
        query=body.query,
        style=body.style,
        layout=(body.layout or free_place(body.type, others)).model_dump(),
    )
    session.add(row)
    session.flush()
    record(
        session,
        organization,
        Deed.WIDGET_CREATED,
        actor_id=actor.user_id,
        target_id=row.id,
        type=row.type,
        title=row.title,
    )
    announce(platform, session, actor, tab.dashboard_id)
    return WidgetRead.model_validate(row)


def read(platform: Platform, actor: Principal, widget_id: UUID) -> WidgetRead:
    """One widget."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        return WidgetRead.model_validate(repository.read(session, organization, widget_id))


def update(
    platform: Platform,
    actor: Principal,
    widget_id: UUID,
    body: WidgetUpdate,
    *,
    expected_version: int | None = None,
) -> WidgetRead:
    """Changes the given fields."""
    organization = actor.require(Permission.EDIT_DASHBOARDS)
    changes = body.model_dump(mode="json", exclude_none=True)
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, widget_id, for_update=True)
        if body.query is not None:
            tab = tabs.read(session, organization, row.dashboard_tab_id)
            changes |= _checked_source(platform, session, organization, body.query, tab)
        save(session, row, changes, expected_version=expected_version, now=platform.clock())
        record(
            session,
            organization,
            Deed.WIDGET_CHANGED,
            actor_id=actor.user_id,
            target_id=row.id,
            fields=sorted(changes),
        )
        _announce(platform, session, actor, row)
        return WidgetRead.model_validate(row)


def duplicate(platform: Platform, actor: Principal, widget_id: UUID) -> WidgetRead:
    """A copy of the widget on the same tab."""
    original = read(platform, actor, widget_id)
    return create(
        platform,
        actor,
        WidgetCreate(
            tab_id=original.tab_id,
            type=original.type,
            title=original.title,
            query=original.query or {},
            style=original.style,
        ),
    )


def arrange(
    platform: Platform, actor: Principal, dashboard_id: UUID, placements: Sequence[Placement]
) -> None:
    """Saves where a drag or resize has left the widgets of a dashboard; unknown ones are ignored.

    A widget that somebody else removed meanwhile must not make the rest of the move fail.
    """
    organization = actor.require(Permission.EDIT_DASHBOARDS)
    now = platform.clock()
    with platform.database.tenant(organization) as session:
        rows = repository.read_of_dashboard(session, organization, dashboard_id)
        moved = [
            (rows[place.widget_id], place.layout.model_dump())
            for place in placements
            if place.widget_id in rows
        ]
        changed = [(row, layout) for row, layout in moved if row.layout != layout]
        for row, layout in changed:
            row.layout = layout
            row.updated_at = now
            session.add(row)
        if changed:
            announce(platform, session, actor, dashboard_id)


def remove(platform: Platform, actor: Principal, widget_id: UUID) -> WidgetRead:
    """Removes a widget and returns it, so that it can be put back."""
    organization = actor.require(Permission.EDIT_DASHBOARDS)
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, widget_id, for_update=True)
        record(
            session,
            organization,
            Deed.WIDGET_DELETED,
            actor_id=actor.user_id,
            target_id=row.id,
            title=row.title,
        )
        _announce(platform, session, actor, row)
        session.delete(row)
        return WidgetRead.model_validate(row)


def free_place(kind: WidgetType, others: Sequence[Widget]) -> Layout:
    """The highest place on the grid, then the leftmost, where the kind's usual size fits."""
    width, height = FIRST_SIZES.get(kind, OTHER_SIZE)
    taken = [Layout.model_validate(other.layout) for other in others]
    bottom = max((place.y + place.h for place in taken), default=0)
    for y in range(bottom + 1):
        for x in range(GRID_COLUMNS - width + 1):
            place = Layout(x=x, y=y, w=width, h=height)
            if not any(_overlap(place, other) for other in taken):
                return place
    return Layout(x=0, y=bottom, w=width, h=height)


def _overlap(one: Layout, other: Layout) -> bool:
    return (
        one.x < other.x + other.w
        and other.x < one.x + one.w
        and one.y < other.y + other.h
        and other.y < one.y + one.h
    )


def _checked_source(
    platform: Platform,
    session: Session,
    organization: VerifiedOrganization,
    query: dict[str, Any],
    tab: DashboardTab,
) -> dict[str, UUID | None]:
    """The column that names what is asked, and the other one empty."""
    dashboard = dashboards.read(session, organization, tab.dashboard_id)
    settings = DashboardSettings.model_validate(dashboard.settings)
    question = with_parameters(query, settings.parameters, {})
    source = queries.check(platform, session, organization, parse_query(question))
    is_blend = isinstance(source, Blend)
    return {
        "data_source_id": None if is_blend else source.id,
        "blend_id": source.id if is_blend else None,
    }


def _announce(platform: Platform, session: Session, actor: Principal, row: Widget) -> None:
    tab = tabs.read(session, actor.organization, row.dashboard_tab_id)
    announce(platform, session, actor, tab.dashboard_id)

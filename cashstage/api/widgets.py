"""Widgets and their data."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query
from fastapi.responses import Response
from pydantic import Json

from cashstage.api.answers import answer_response
from cashstage.api.deps import ActorDep, ExpectedVersionDep, PlatformDep
from cashstage.dashboards.dashboard.schemas import DateRange
from cashstage.dashboards.widget import data
from cashstage.dashboards.widget import service as widgets
from cashstage.dashboards.widget.data import PageChoice, PageFilter
from cashstage.dashboards.widget.schemas import WidgetCreate, WidgetRead, WidgetUpdate

router = APIRouter(prefix="/widgets", tags=["widgets"])


@router.post("", status_code=201)
def create_widget(body: WidgetCreate, platform: PlatformDep, actor: ActorDep) -> WidgetRead:
    """A new widget on a tab; its question is checked against the data source."""
    return widgets.create(platform, actor, body)


@router.get("/{widget_id}")
def read_widget(widget_id: UUID, platform: PlatformDep, actor: ActorDep) -> WidgetRead:
    """One widget."""
    return widgets.read(platform, actor, widget_id)


@router.patch("/{widget_id}")
def update_widget(
    widget_id: UUID,
    body: WidgetUpdate,
    platform: PlatformDep,
    actor: ActorDep,
    expected: ExpectedVersionDep,
) -> WidgetRead:
    """Changes title, type, question, style or layout."""
    return widgets.update(platform, actor, widget_id, body, expected_version=expected)


@router.delete("/{widget_id}", status_code=204)
def remove_widget(widget_id: UUID, platform: PlatformDep, actor: ActorDep) -> None:
    """Removes a widget."""
    widgets.remove(platform, actor, widget_id)


@router.get("/{widget_id}/data")
def read_widget_data(
    widget_id: UUID,
    platform: PlatformDep,
    actor: ActorDep,
    date_range: Annotated[Json[DateRange] | None, Query(description="JSON")] = None,
    filters: Annotated[Json[list[PageFilter]] | None, Query(description="JSON")] = None,
    as_of: Annotated[datetime | None, Query()] = None,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """The widget's columnar answer under the page's filters; 304 when the ETag still holds."""
    choice = PageChoice(date_range=date_range, filters=filters or [], as_of=as_of)
    return answer_response(data.answer_of(platform, actor, widget_id, choice), if_none_match)

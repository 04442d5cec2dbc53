"""Widgets and their data."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Header, Query
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import ValidationError

from cashstage.api.answers import DOCUMENTED, answer_response
from cashstage.api.deps import ActorDep, ExpectedVersionDep, PlatformDep
from cashstage.core.errors import InvalidInput
from cashstage.dashboards.widget import data
from cashstage.dashboards.widget import service as widgets
from cashstage.dashboards.widget.data import PageChoice
from cashstage.dashboards.widget.schemas import WidgetCreate, WidgetRead, WidgetUpdate
from cashstage.query.spec import Comparison

router = APIRouter(prefix="/widgets", tags=["widgets"])


def _page_choice(
    date_range: Annotated[str | None, Query(description="JSON, as in a query")] = None,
    filters: Annotated[str | None, Query(description='JSON: [{"field", "values"}]')] = None,
    as_of: Annotated[datetime | None, Query()] = None,
    compare: Annotated[Comparison | None, Query()] = None,
    parameters: Annotated[str | None, Query(description="JSON: names and values")] = None,
) -> PageChoice:
    """The page's choice from the address, where only text can travel."""
    given = {
        "date_range": _from_json("date_range", date_range),
        "filters": _from_json("filters", filters) or [],
        "as_of": as_of,
        "compare": compare,
        "parameters": _from_json("parameters", parameters) or {},
    }
    try:
        return PageChoice.model_validate(given)
    except ValidationError as error:
        problems = error.errors(include_url=False)
        raise RequestValidationError(
            [{**problem, "loc": ("query", *problem["loc"])} for problem in problems]
        ) from None


def _from_json(name: str, text: str | None) -> object:
    if text is None:
        return None
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise InvalidInput(f"“{name}” must be JSON.", field=name) from None


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


@router.get("/{widget_id}/data", responses=DOCUMENTED)
def read_widget_data(
    widget_id: UUID,
    platform: PlatformDep,
    actor: ActorDep,
    choice: Annotated[PageChoice, Depends(_page_choice)],
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """The widget's columnar answer under the page's filters; 304 when the ETag still holds."""
    return answer_response(data.answer_of(platform, actor, widget_id, choice), if_none_match)

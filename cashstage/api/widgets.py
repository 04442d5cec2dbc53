"""Widgets and their data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute
from pydantic import ValidationError

from cashstage.api.answers import DOCUMENTED, answer_response
from cashstage.api.deps import ActorDep, CallerDep, ExpectedVersionDep, PlatformDep
from cashstage.api.recent import RecentLookups
from cashstage.core.errors import InvalidInput
from cashstage.dashboards.widget import data
from cashstage.dashboards.widget import service as widgets
from cashstage.dashboards.widget.data import PageChoice
from cashstage.dashboards.widget.schemas import WidgetCreate, WidgetRead, WidgetUpdate
from cashstage.query.run import Answer
from cashstage.query.spec import Comparison

router = APIRouter(prefix="/widgets", tags=["widgets"])


@dataclass(frozen=True, slots=True)
class _Choice:
    """The page's choice in the address, where only text can travel."""

    date_range: str | None
    filters: str | None
    as_of: datetime | None
    compare: Comparison | None
    parameters: str | None

    def read(self) -> PageChoice:
        """Raises InvalidInput and RequestValidationError with the place."""
        given = {
            "date_range": _from_json("date_range", self.date_range),
            "filters": _from_json("filters", self.filters) or [],
            "as_of": self.as_of,
            "compare": self.compare,
            "parameters": _from_json("parameters", self.parameters) or {},
        }
        try:
            return PageChoice.model_validate(given)
        except ValidationError as error:
            problems = error.errors(include_url=False)
            raise RequestValidationError(
                [{**problem, "loc": ("query", *problem["loc"])} for problem in problems]
            ) from None


async def _choice(
    date_range: Annotated[str | None, Query(description="JSON, as in a query")] = None,
    filters: Annotated[str | None, Query(description='JSON: [{"field", "values"}]')] = None,
    as_of: Annotated[datetime | None, Query()] = None,
    compare: Annotated[Comparison | None, Query()] = None,
    parameters: Annotated[str | None, Query(description="JSON: names and values")] = None,
) -> _Choice:
    return _Choice(date_range, filters, as_of, compare, parameters)


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
async def read_widget_data(
    request: Request,
    widget_id: UUID,
    platform: PlatformDep,
    caller: CallerDep,
    choice: Annotated[_Choice, Depends(_choice)],
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """The widget's columnar answer under the page's filters; 304 when the ETag still holds."""

    def compute() -> Answer:
        return data.answer_of(platform, caller.principal, widget_id, choice.read())

    recent: RecentLookups | None = request.app.state.recent
    if recent is None:
        answer = await run_in_threadpool(compute)
    else:
        answer = await recent.answer(caller, widget_id, request.scope["query_string"], compute)
    return answer_response(answer, if_none_match)


DATA_ROUTE = next(
    each
    for each in router.routes
    if isinstance(each, APIRoute) and each.endpoint is read_widget_data
)

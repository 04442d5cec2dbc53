"""A widget's data: its own question, under the filters and dates of the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.errors import InvalidInput
from cashstage.dashboards.dashboard import repository as dashboards
from cashstage.dashboards.dashboard.parameters import (
    MAX_PARAMETERS,
    ParameterValue,
    with_parameters,
)
from cashstage.dashboards.dashboard.schemas import DashboardSettings, DateRange
from cashstage.dashboards.tab import repository as tabs
from cashstage.dashboards.widget import repository
from cashstage.dashboards.widget.schemas import WidgetType
from cashstage.models import Widget
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.query.given import literal
from cashstage.query.run import Answer
from cashstage.query.spec import Comparison, parse_query
from cashstage.schema.column import Column
from cashstage.sources.query import asked
from cashstage.sources.query import service as queries


class PageFilter(BaseModel):
    """One filter of the page: a field by name or meaning, and the values it may have."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: str = Field(max_length=200)
    values: list[str | int | float | bool | None] = Field(max_length=1000)


class PageChoice(BaseModel):
    """What the reader has chosen above the widgets."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    date_range: DateRange | None = None
    filters: list[PageFilter] = Field(default_factory=list, max_length=20)
    as_of: datetime | None = None
    compare: Comparison | None = None
    parameters: dict[str, ParameterValue] = Field(default_factory=dict, max_length=MAX_PARAMETERS)


def answer_of(platform: Platform, actor: Principal, widget_id: UUID, choice: PageChoice) -> Answer:
    """The widget's answer; a filter on a field that its source lacks does not apply to it."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        widget = repository.read(session, organization, widget_id)
        question = asked_by(session, organization, widget, choice)
        prepared = queries.prepare(platform, session, organization, parse_query(question))
    return queries.answer_prepared(platform, prepared)


def question_of(
    platform: Platform, actor: Principal, widget_id: UUID, choice: PageChoice
) -> dict[str, Any]:
    """What the widget asks under the page's choice."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        widget = repository.read(session, organization, widget_id)
        question = asked_by(session, organization, widget, choice)
        return parse_query(question).model_dump(mode="json", by_alias=True, exclude_none=True)


def asked_by(
    session: Session, organization: VerifiedOrganization, widget: Widget, choice: PageChoice
) -> dict[str, Any]:
    """The widget's question under the page's choice and the dashboard's settings."""
    source_id = widget.data_source_id or widget.blend_id
    if widget.query is None or source_id is None:
        raise InvalidInput(
            "The data source of this widget was deleted.",
            next_step="Choose another one, or remove the widget.",
        )
    source = asked.read(session, organization, source_id)
    columns = asked.columns_of(session, organization, source)
    tab = tabs.read(session, organization, widget.dashboard_tab_id)
    dashboard = dashboards.read(session, organization, tab.dashboard_id)
    settings = DashboardSettings.model_validate(dashboard.settings)
    kind = WidgetType(widget.type)
    return question_under(kind, widget.query, columns, choice, settings)


def question_under(
    kind: WidgetType,
    query: dict[str, Any],
    columns: Sequence[Column],
    choice: PageChoice,
    settings: DashboardSettings | None = None,
) -> dict[str, Any]:
    """The widget's question narrowed by the page's choice; a pure function of its arguments."""
    settings = settings or DashboardSettings()
    question = with_parameters(query, settings.parameters, choice.parameters)
    if settings.time_zone is not None and not question.get("time_zone"):
        question["time_zone"] = settings.time_zone
    if choice.compare is not None:
        question["compare"] = {"to": choice.compare}
    if kind is WidgetType.METRIC_CARD:
        question["totals"] = True
    if choice.as_of is not None:
        question["as_of"] = choice.as_of
    date_field = _date_field(question, columns)
    if choice.date_range is not None and date_field is not None:
        chosen = choice.date_range.model_dump(mode="json", exclude_none=True)
        question["date_range"] = {"field": date_field, **chosen}
    narrowing = [
        {"field": column.name, "operator": "in", "value": _literal(one.values, question)}
        for one in choice.filters
        if (column := _column_of(one.field, columns)) is not None
    ]
    if narrowing:
        own = [question["filters"]] if question.get("filters") else []
        question["filters"] = {"and": [*own, *narrowing]}
    return question


def _literal(values: Sequence[Any], question: dict[str, Any]) -> list[Any]:
    """Values of the data, which are no names of parameters, whatever they look like."""
    return [literal(value) for value in values] if question.get("parameters") else list(values)


def _date_field(question: dict[str, Any], columns: Sequence[Column]) -> str | None:
    own = (question.get("date_range") or {}).get("field")
    if own:
        return str(own)
    return next((column.name for column in columns if column.type.temporal), None)


def _column_of(field: str, columns: Sequence[Column]) -> Column | None:
    wanted = field.casefold()
    for column in columns:
        if column.name.casefold() == wanted:
            return column
    for column in columns:
        if wanted in map(str.casefold, column.aliases):
            return column
    return next((column for column in columns if column.semantic_type == wanted), None)

"""Why the number of a widget has changed, under the filters and dates of its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.errors import InvalidInput
from cashstage.dashboards.widget import repository
from cashstage.dashboards.widget.data import PageChoice, asked_by
from cashstage.models.platform import Platform
from cashstage.query.periods import Days, days_before, preset_days, today_of
from cashstage.query.resolve import QueryContext, resolve
from cashstage.query.spec import QuerySpec, parse_query
from cashstage.schema.column import Column, ColumnType, Role
from cashstage.sources.query import service as queries
from cashstage.sources.query.explaining import (
    ExplainPeriod,
    ExplainRequest,
    ExplanationRead,
    explain_change,
)

_TELLING = (
    "channel",
    "campaign",
    "source_medium",
    "campaign_type",
    "ad_group",
    "device",
    "country",
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A widget's question under the page's choice, over today's columns."""

    title: str
    columns: Sequence[Column]
    question: dict[str, Any]
    spec: QuerySpec
    context: QueryContext


class WidgetExplanation(BaseModel):
    """An explanation with what else could be asked: the widget's metrics, the source's fields."""

    title: str
    metrics: list[str]
    metric: int
    dimensions: list[str]
    dimension: str
    period_a: ExplainPeriod
    period_b: ExplainPeriod
    explanation: ExplanationRead


def explain_widget(
    platform: Platform,
    actor: Principal,
    widget_id: UUID,
    choice: PageChoice,
    *,
    metric: int = 0,
    dimension: str = "",
) -> WidgetExplanation:
    """The change of one of the widget's metrics against the period before.

    Raises InvalidInput where there is no date range to hold against an earlier one, or nothing
    to split by.
    """
    asked_of = _read(platform, actor, widget_id, choice)
    spec, question, context = asked_of.spec, asked_of.question, asked_of.context
    after = _days(spec, context)
    preset = spec.date_range.preset if spec.date_range else None
    before = days_before(after, preset, context.calendar)
    labels = [each.label for each in resolve(spec, asked_of.columns, context).metrics]
    fields = _fields(asked_of.columns)
    if not fields or not labels:
        raise InvalidInput("This widget has no number, or its source no field to split it by.")
    chosen = dimension if dimension in fields else fields[0]
    asked = metric if 0 <= metric < len(labels) else 0
    request = ExplainRequest(
        source=spec.source,
        metric=question["metrics"][asked],
        dimension=chosen,
        period_a=ExplainPeriod(start=before.first, end=before.last),
        period_b=ExplainPeriod(start=after.first, end=after.last),
        filters=question.get("filters"),
        date_field=spec.date_range.field if spec.date_range else None,
    )
    return WidgetExplanation(
        title=asked_of.title,
        metrics=labels,
        metric=asked,
        dimensions=fields,
        dimension=chosen,
        period_a=request.period_a,
        period_b=request.period_b,
        explanation=explain_change(platform, actor, request),
    )


def _read(platform: Platform, actor: Principal, widget_id: UUID, choice: PageChoice) -> _Asked:
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        widget = repository.read(session, organization, widget_id)
        question = asked_by(session, organization, widget, choice)
        spec = parse_query(question)
        prepared = queries.prepare(platform, session, organization, spec)
        return _Asked(widget.title, prepared.source.columns, question, spec, prepared.context)


def _days(spec: QuerySpec, context: QueryContext) -> Days:
    asked = spec.date_range
    days: Days | None = None
    if asked is not None and asked.preset is not None:
        days = preset_days(asked.preset, today_of(spec, context), context.calendar)
    elif asked is not None and asked.start is not None and asked.end is not None:
        days = Days(asked.start, asked.end)
    if days is None:
        raise InvalidInput(
            "All of time has nothing before it to be compared with.",
            next_step="Choose a date range, such as the last 30 days.",
        )
    return days


def _fields(columns: Sequence[Column]) -> list[str]:
    """Fields worth splitting by, the most telling first."""
    groups = [
        column
        for column in columns
        if column.role is Role.DIMENSION and column.type in {ColumnType.TEXT, ColumnType.BOOLEAN}
    ]
    rank = {meaning: place for place, meaning in enumerate(_TELLING)}
    groups.sort(key=lambda column: rank.get(column.semantic_type or "", len(rank)))
    return [column.name for column in groups]

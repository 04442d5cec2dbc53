"""Dashboards as callers see, make and change them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from cashstage.core.clock import TimeZone
from cashstage.dashboards.dashboard.parameters import MAX_PARAMETERS, DashboardParameter
from cashstage.dashboards.tab.schemas import TabRead
from cashstage.dashboards.widget.schemas import Layout, WidgetType
from cashstage.query.spec import DatePreset

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class DateRange(BaseModel):
    """A preset, or two days, both included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    preset: DatePreset | None = None
    start: date | None = None
    end: date | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> DateRange:
        if (self.preset is None) == (self.start is None or self.end is None):
            raise ValueError("give either a preset, or a start and an end")
        if self.start and self.end and self.start > self.end:
            raise ValueError("the start lies after the end")
        return self


class DashboardSettings(BaseModel):
    """What the page opens with: a date range, the fields people filter by, parameters.

    `time_zone` is where its widgets' days begin and end; null is the organization's.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    date_range: DateRange | None = None
    filter_fields: tuple[str, ...] = Field(default=(), max_length=8)
    time_zone: TimeZone | None = None
    parameters: tuple[DashboardParameter, ...] = Field(default=(), max_length=MAX_PARAMETERS)

    @model_validator(mode="after")
    def _different_names(self) -> DashboardSettings:
        names = [parameter.name for parameter in self.parameters]
        if len(set(names)) != len(names):
            raise ValueError("two parameters have the same name")
        return self


class DashboardCreate(BaseModel):
    """A new dashboard; it starts with one empty tab."""

    model_config = ConfigDict(extra="forbid")

    title: Title = "Untitled dashboard"
    settings: DashboardSettings = DashboardSettings()


class DashboardUpdate(BaseModel):
    """Only the given fields change."""

    model_config = ConfigDict(extra="forbid")

    title: Title | None = None
    settings: DashboardSettings | None = None


class DashboardRead(BaseModel):
    """A dashboard in a list."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: int
    title: str
    settings: DashboardSettings
    created_at: datetime
    updated_at: datetime


class WidgetOutline(BaseModel):
    """A widget as a small picture of its dashboard needs it."""

    model_config = ConfigDict(from_attributes=True)

    type: WidgetType
    layout: Layout


class DashboardDetail(DashboardRead):
    """A dashboard with its tabs and widgets."""

    tabs: list[TabRead]

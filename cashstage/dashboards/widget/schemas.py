"""Widgets as callers see, make and change them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

GRID_COLUMNS = 12
Title = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class WidgetType(StrEnum):
    """The kinds of widget that can be drawn."""

    LINE = "line"
    BAR = "bar"
    METRIC_CARD = "metric_card"
    TABLE = "table"


class Layout(BaseModel):
    """A place on the grid of 12 columns; heights and y in rows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    x: int = Field(ge=0, lt=GRID_COLUMNS)
    y: int = Field(ge=0, le=10_000)
    w: int = Field(ge=1, le=GRID_COLUMNS)
    h: int = Field(ge=1, le=100)


class WidgetCreate(BaseModel):
    """A new widget; without a layout it goes below the others."""

    model_config = ConfigDict(extra="forbid")

    tab_id: UUID
    type: WidgetType
    title: Title = ""
    query: dict[str, Any]
    style: dict[str, Any] = Field(default_factory=dict)
    layout: Layout | None = None


class WidgetUpdate(BaseModel):
    """Only the given fields change."""

    model_config = ConfigDict(extra="forbid")

    type: WidgetType | None = None
    title: Title | None = None
    query: dict[str, Any] | None = None
    style: dict[str, Any] | None = None
    layout: Layout | None = None


class Placement(BaseModel):
    """Where a drag or resize has left a widget."""

    model_config = ConfigDict(extra="forbid")

    widget_id: UUID
    layout: Layout


class WidgetRead(BaseModel):
    """A widget on its tab; reads a row, and what it was once written as."""

    model_config = ConfigDict(from_attributes=True, validate_by_name=True)

    id: UUID
    version: int
    tab_id: UUID = Field(validation_alias="dashboard_tab_id")
    data_source_id: UUID | None
    blend_id: UUID | None = None
    type: WidgetType
    title: str
    query: dict[str, Any] | None
    style: dict[str, Any]
    layout: Layout
    updated_at: datetime

    @property
    def source_id(self) -> UUID | None:
        """The data source or blend that is asked; None when it was deleted."""
        return self.data_source_id or self.blend_id

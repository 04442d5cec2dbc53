"""Tabs as callers see, make and change them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cashstage.dashboards.widget.schemas import WidgetRead

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class TabCreate(BaseModel):
    """A new page, after the last one."""

    model_config = ConfigDict(extra="forbid")

    title: Title


class TabUpdate(BaseModel):
    """Only the given fields change."""

    model_config = ConfigDict(extra="forbid")

    title: Title | None = None
    position: int | None = Field(default=None, ge=0, le=1000)


class TabRead(BaseModel):
    """A page with its widgets."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: int
    dashboard_id: UUID
    title: str
    position: int
    widgets: list[WidgetRead] = Field(default_factory=list)

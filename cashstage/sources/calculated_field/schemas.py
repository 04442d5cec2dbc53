"""Calculated columns as callers see, make and change them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cashstage.schema.column import ColumnType, Role

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=10_000)]


class CalculatedFieldCreate(BaseModel):
    """A new calculated column: a name that no column has, and a formula without aggregates."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    formula: Text


class CalculatedFieldUpdate(BaseModel):
    """Only the given fields change."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    formula: Text | None = None


class CalculatedFieldRead(BaseModel):
    """A calculated column; `formula` has the columns' names of today.

    Questions name it like a column, by `name` or by `column_id`. With a `problem` it can't be
    worked out until the formula is corrected.
    """

    id: UUID
    version: int
    data_source_id: UUID
    column_id: str
    name: str
    formula: str
    type: ColumnType
    role: Role
    problem: str | None = Field(description="Why it can't be worked out at present")
    created_by: UUID | None
    created_at: datetime
    updated_at: datetime

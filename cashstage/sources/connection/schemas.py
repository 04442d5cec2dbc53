"""Connections as callers see them; the secret never leaves the service."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from cashstage.models import ConnectionState


class ConnectionRead(BaseModel):
    """A Google account that this organization may read with."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: int
    provider: str
    email: str
    state: ConnectionState
    state_reason: str | None
    created_at: datetime


class SpreadsheetRead(BaseModel):
    """A spreadsheet in the account's list."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    modified_at: datetime
    owner: str | None


class SpreadsheetPage(BaseModel):
    """A page of spreadsheets; `next_cursor` is None on the last one."""

    items: list[SpreadsheetRead]
    next_cursor: str | None


class SpreadsheetTab(BaseModel):
    """A tab; counts are those of its grid, not of its data."""

    model_config = ConfigDict(from_attributes=True)

    sheet_id: int
    title: str
    row_count: int
    column_count: int
    hidden: bool


class SpreadsheetDetail(BaseModel):
    """A spreadsheet with its tabs and the ranges that have names.

    `sheet_id` is the tab that the pasted address named.
    """

    id: str
    title: str
    time_zone: str | None
    tabs: list[SpreadsheetTab]
    named_ranges: list[str] = []
    sheet_id: int | None = None

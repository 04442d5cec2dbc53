"""Connections as callers see them; the secret never leaves the service."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from cashstage.core.settings import GoogleAccess
from cashstage.models import ConnectionState


class ConnectionRead(BaseModel):
    """A Google account that this organization may read with.

    `access` is `picker` when it can only be read what people have picked. `owner` is the name of
    who looks after it, None when they have no account any more.
    """

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: int
    provider: str
    email: str
    access: GoogleAccess
    state: ConnectionState
    state_reason: str | None
    owner_id: UUID | None
    owner: str | None
    data_source_count: int
    created_at: datetime


class ConnectionUpdate(BaseModel):
    """Whom it is handed to: a member who may connect accounts."""

    model_config = ConfigDict(extra="forbid")

    owner_id: UUID


class PickerTokenRead(BaseModel):
    """What a page needs to open Google's Picker for a connection.

    `token` reads as the account for at most an hour, and only what was picked; `app_id` is the
    number of the client's Cloud project; `script` is where Google's `api.js` is.
    """

    token: str
    expires_at: datetime
    app_id: str
    api_key: str | None
    script: str


class MoveRequest(BaseModel):
    """Through which connection sources read from now on.

    With `partly` those are moved that can be read there; otherwise one that can't keeps them all.
    """

    model_config = ConfigDict(extra="forbid")

    to: UUID
    partly: bool = False


class MovedSource(BaseModel):
    """A data source; `reason` tells why it can't be read through the other connection."""

    data_source_id: UUID
    name: str
    reason: str | None = None


class MoveResult(BaseModel):
    """What reads through the other connection now and is refreshed, and what stayed."""

    moved: list[MovedSource]
    stayed: list[MovedSource]


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

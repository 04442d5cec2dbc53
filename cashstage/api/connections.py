"""Connections, and the spreadsheets that can be read through them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Query, Response, UploadFile
from fastapi.concurrency import run_in_threadpool

from cashstage.api.deps import ActorDep, ExpectedVersionDep, PlatformDep
from cashstage.models.paging import Page
from cashstage.sources.connection import picking, service_account, sheets
from cashstage.sources.connection import service as connections
from cashstage.sources.connection.schemas import (
    ConnectionRead,
    ConnectionUpdate,
    MoveRequest,
    MoveResult,
    PickerTokenRead,
    SpreadsheetDetail,
    SpreadsheetPage,
)
from cashstage.sources.data_source import moving

router = APIRouter(prefix="/connections", tags=["connections"])


@router.get("")
def read_connections(platform: PlatformDep, actor: ActorDep) -> Page[ConnectionRead]:
    """The organization's connections; new ones begin at /api/auth/connect/google."""
    return Page(items=connections.read_all(platform, actor))


@router.post("/service-account", status_code=201)
async def connect_service_account(
    platform: PlatformDep,
    actor: ActorDep,
    file: Annotated[UploadFile, File(description="The key file that Google hands out")],
) -> ConnectionRead:
    """Keeps a service account's key; spreadsheets shared with its address can be read."""
    content = await file.read(service_account.MAX_KEY_BYTES + 1)
    return await run_in_threadpool(service_account.store_key, platform, actor, content)


@router.patch("/{connection_id}")
def update_connection(
    connection_id: UUID,
    body: ConnectionUpdate,
    platform: PlatformDep,
    actor: ActorDep,
    expected: ExpectedVersionDep,
) -> ConnectionRead:
    """Hands the connection to another member, who may be editor or admin."""
    return connections.hand_over(platform, actor, connection_id, body, expected_version=expected)


@router.post("/{connection_id}/move-sources")
def move_sources(
    connection_id: UUID, body: MoveRequest, platform: PlatformDep, actor: ActorDep
) -> MoveResult:
    """Lets all sources read through another connection, if it can read them, and refreshes them."""
    return moving.move_sources(platform, actor, connection_id, body)


@router.post("/{connection_id}/picker-token")
def lend_picker_token(
    connection_id: UUID, platform: PlatformDep, actor: ActorDep, response: Response
) -> PickerTokenRead:
    """What a page opens Google's Picker with: a short-lived token that reads what was picked."""
    response.headers["Cache-Control"] = "no-store"
    return picking.lend_token(platform, actor, connection_id)


@router.delete("/{connection_id}", status_code=204)
def remove_connection(connection_id: UUID, platform: PlatformDep, actor: ActorDep) -> None:
    """Revokes the consent at Google and forgets it."""
    connections.remove(platform, actor, connection_id)


@router.get("/{connection_id}/spreadsheets")
def read_spreadsheets(
    connection_id: UUID,
    platform: PlatformDep,
    actor: ActorDep,
    query: Annotated[str | None, Query(max_length=200)] = None,
    cursor: Annotated[str | None, Query(max_length=2000)] = None,
) -> SpreadsheetPage:
    """Spreadsheets whose names match, the last changed first."""
    return sheets.list_spreadsheets(platform, actor, connection_id, query=query, cursor=cursor)


@router.get("/{connection_id}/spreadsheets/{spreadsheet_id}")
def read_spreadsheet(
    connection_id: UUID, spreadsheet_id: str, platform: PlatformDep, actor: ActorDep
) -> SpreadsheetDetail:
    """A spreadsheet's tabs."""
    return sheets.describe_spreadsheet(platform, actor, connection_id, spreadsheet_id)

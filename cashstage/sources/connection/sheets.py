"""Looking through a connection: which spreadsheets, which tabs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.connectors.google_sheets.client import GoogleSheets
from cashstage.connectors.google_sheets.reference import parse_reference
from cashstage.connectors.google_sheets.transport import INTERACTIVE, RetryPolicy
from cashstage.core.errors import ConsentLost
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.sources.connection import service
from cashstage.sources.connection.budget import SharedReadBudget
from cashstage.sources.connection.schemas import (
    SpreadsheetDetail,
    SpreadsheetPage,
    SpreadsheetRead,
    SpreadsheetTab,
)


@contextmanager
def open_sheets(
    platform: Platform,
    organization: VerifiedOrganization,
    connection_id: UUID,
    *,
    retry: RetryPolicy = INTERACTIVE,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[GoogleSheets]:
    """A client that reads as the connected account, within what Google allows it.

    A refused grant is remembered as lost. `sleep` passes the waits for Google; it may raise.
    """
    grant = service.grant(platform, organization, connection_id)
    client = GoogleSheets(
        grant.credentials,
        endpoint=platform.settings.google_api_endpoint,
        retry=retry,
        budget=SharedReadBudget(platform.redis, grant.account),
        sleep=sleep,
    )
    try:
        with client as sheets:
            yield sheets
    except ConsentLost as error:
        raise service.mark_lost(platform, organization, connection_id, error) from error


def list_spreadsheets(
    platform: Platform,
    actor: Principal,
    connection_id: UUID,
    *,
    query: str | None = None,
    cursor: str | None = None,
) -> SpreadsheetPage:
    """The account's spreadsheets whose names match, the last changed first."""
    organization = actor.require(Permission.EDIT_SOURCES)
    with open_sheets(platform, organization, connection_id) as sheets:
        page = sheets.list_spreadsheets(query, page_token=cursor)
    return SpreadsheetPage(
        items=[SpreadsheetRead.model_validate(file) for file in page.files],
        next_cursor=page.next_page_token,
    )


def describe_spreadsheet(
    platform: Platform, actor: Principal, connection_id: UUID, address: str
) -> SpreadsheetDetail:
    """The spreadsheet behind a pasted address or an id, with its tabs."""
    organization = actor.require(Permission.EDIT_SOURCES)
    reference = parse_reference(address)
    with open_sheets(platform, organization, connection_id) as sheets:
        info = sheets.describe(reference.spreadsheet_id)
    return SpreadsheetDetail(
        id=info.id,
        title=info.title,
        time_zone=info.time_zone,
        tabs=[SpreadsheetTab.model_validate(tab) for tab in info.tabs],
        named_ranges=sorted(info.named_ranges),
        sheet_id=reference.sheet_id,
    )

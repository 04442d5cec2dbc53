"""Looking through a connection: which spreadsheets, which tabs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.connectors.google_sheets.client import GoogleSheets
from cashstage.connectors.google_sheets.failures import NOT_VISIBLE
from cashstage.connectors.google_sheets.reference import parse_reference
from cashstage.connectors.google_sheets.transport import INTERACTIVE, RetryPolicy
from cashstage.core.errors import ConsentLost, SourceUnavailable
from cashstage.core.settings import GoogleAccess
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

NOT_PICKED = "not_picked"
"""The `reason` of a SourceUnavailable that picking the spreadsheet would mend."""


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

    A refused grant is remembered as lost. `sleep` passes the waits for Google; it may raise. A
    spreadsheet that nobody has picked, where only picked ones can be read, is told from one that
    is gone.
    """
    grant = service.grant(platform, organization, connection_id)
    client = _client(platform, organization, connection_id, grant, retry, sleep)
    with client as sheets, _explained(grant):
        yield sheets


def unreadable(
    platform: Platform,
    organization: VerifiedOrganization,
    connection_id: UUID,
    spreadsheet_ids: Sequence[str],
    progress: Callable[[int, int], None],
) -> dict[str, str]:
    """Why some of the spreadsheets can't be read through the connection, by their ids.

    `progress` hears how many were looked at, of how many.
    """
    grant = service.grant(platform, organization, connection_id)
    reasons: dict[str, str] = {}
    with _client(platform, organization, connection_id, grant, INTERACTIVE) as sheets:
        for done, spreadsheet_id in enumerate(spreadsheet_ids, start=1):
            try:
                with _explained(grant):
                    sheets.describe(spreadsheet_id)
            except SourceUnavailable as error:
                reasons[spreadsheet_id] = error.sentence
            progress(done, len(spreadsheet_ids))
    return reasons


@contextmanager
def _client(
    platform: Platform,
    organization: VerifiedOrganization,
    connection_id: UUID,
    grant: service.Grant,
    retry: RetryPolicy,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[GoogleSheets]:
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


@contextmanager
def _explained(grant: service.Grant) -> Iterator[None]:
    try:
        yield
    except SourceUnavailable as error:
        hidden = error.context.get("reason") == NOT_VISIBLE
        if hidden and grant.access is GoogleAccess.PICKER:
            raise _not_picked(grant) from error
        raise


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


def _not_picked(grant: service.Grant) -> SourceUnavailable:
    return SourceUnavailable(
        f"Nobody has picked this spreadsheet as {grant.email} yet, so Google hides it from us.",
        next_step="Choose it once in Google Drive, on the page Connect a source; if it is not "
        "there, ask its owner to share it with this account.",
        reason=NOT_PICKED,
    )

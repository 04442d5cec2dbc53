"""Watched spreadsheets, the channels of their connection on both sides, and Google's notices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select

from cashstage.access.principal import Principal
from cashstage.emulator.channels import Channel
from cashstage.emulator.server import EmulatorServer
from cashstage.models import DataSource, WatchChannel
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.sources import ingestion
from cashstage.sources.data_source import connect
from cashstage.sources.data_source.schemas import SheetSourceCreate
from cashstage.sources.watch_channel.service import Notice
from tests.factories import google, people, sources, workspaces

OWNER = "watched@ads.example"
HOST = "dash.example.com"
ORIGIN = f"https://{HOST}"


@dataclass(frozen=True, slots=True)
class Watched:
    """A connected spreadsheet that has been read once."""

    editor: Principal
    source: DataSource
    connection_id: UUID
    spreadsheet_id: str


def reachable(platform: Platform, origin: str = ORIGIN) -> Platform:
    """The platform of an installation with this address."""
    return replace(platform, settings=platform.settings.model_copy(update={"app_url": origin}))


@contextmanager
def watched(platform: Platform, emulator: EmulatorServer, *, told_at: str) -> Iterator[Watched]:
    """The spreadsheet, of whose changes Google tells a local address in the place of ours."""
    emulator.state.channels.courier.hosts[HOST] = told_at
    editor = people.person(platform, people.organization(platform), RoleName.EDITOR)
    found = google.spreadsheet(emulator.state, [["Day", "Cost"], ["2026-03-01", 1]], owner=OWNER)
    connection_id = workspaces.connection(platform, editor, emulator, OWNER)
    body = SheetSourceCreate(name="Ads", connection_id=connection_id, spreadsheet_id=found.id)
    created = connect.connect_sheet(platform, editor, body)
    ingestion.run(platform, created.job.id)
    yield Watched(editor, sources.source_row(platform, created.id), connection_id, found.id)
    for channel in at_google(emulator):
        emulator.state.channels.stop(channel.id, channel.resource_id, OWNER)
    emulator.state.drive.delete(found.id)


def at_google(emulator: EmulatorServer) -> list[Channel]:
    """The channels that Google keeps, oldest first."""
    return emulator.state.channels.of(OWNER)


def rows(platform: Platform) -> list[WatchChannel]:
    """The channels that are kept here, oldest first."""
    with platform.database.system() as session:
        query = select(WatchChannel).order_by(col(WatchChannel.created_at))
        return list(session.exec(query).all())


def later(platform: Platform, delay: timedelta) -> Platform:
    """The platform of a process whose clock is ahead."""
    return replace(platform, clock=lambda: platform.clock() + delay)


def notice(channel: Channel, number: int = 1) -> Notice:
    """What Google says through a channel."""
    return Notice(
        channel_id=UUID(channel.id),
        token=channel.token or "",
        resource_id=channel.resource_id,
        number=number,
    )


def edit(emulator: EmulatorServer, spreadsheet_id: str) -> None:
    """Somebody adds a row."""
    with emulator.state.drive.editing(spreadsheet_id) as found:
        found.tabs[0].rows.append(["2026-03-02", 2])

"""Reading sources through another connection, such as that of a colleague who stays."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from sqlmodel import Session

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.core.errors import Conflict, InvalidInput
from cashstage.core.events import SourceChanged
from cashstage.models import ConnectionState, DataSource, JobTrigger
from cashstage.models.database import after_commit
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.models.versioning import save
from cashstage.sources.connection import repository as connections
from cashstage.sources.connection.schemas import MovedSource, MoveRequest, MoveResult
from cashstage.sources.connection.sheets import unreadable
from cashstage.sources.data_source import repository as source_rows
from cashstage.sources.data_source import service as data_sources

Progress = Callable[[int, int], None]
"""Hears how many spreadsheets were looked at, of how many."""


class StayedBehind(Conflict):
    """Sources that the other connection can't read kept all of them where they were."""

    def __init__(self, stayed: list[MovedSource], total: int, email: str) -> None:
        super().__init__(
            f"{email} can't read {len(stayed)} of the {total} data sources, so none was moved.",
            next_step="Share their spreadsheets with this account, or move only the others.",
            stayed=[one.model_dump(mode="json") for one in stayed],
        )
        self.stayed = stayed
        self.total = total


def move_sources(
    platform: Platform,
    actor: Principal,
    connection_id: UUID,
    body: MoveRequest,
    *,
    progress: Progress = lambda _done, _total: None,
) -> MoveResult:
    """Lets all sources of a connection read through another one, and refreshes them.

    Each spreadsheet is looked at through the other connection first. Raises StayedBehind when one
    can't be read there, unless the others shall go alone.
    """
    organization = actor.require(Permission.EDIT_SOURCES)
    with platform.database.tenant(organization) as session:
        connections.read(session, organization, connection_id)
        email = _target(session, organization, connection_id, body.to)
        sources = connections.read_sources(session, connection_id)
    wanted = list(dict.fromkeys(map(_sheet, sources)))
    reasons = unreadable(platform, organization, body.to, wanted, progress)
    stayed = [_named(row, reasons[_sheet(row)]) for row in sources if _sheet(row) in reasons]
    if stayed and not body.partly:
        raise StayedBehind(stayed, len(sources), email)
    fine = {row.id for row in sources if _sheet(row) not in reasons}
    with platform.database.tenant(organization) as session:
        _target(session, organization, connection_id, body.to)
        moved = [
            _move(platform, session, actor, row.id, body.to)
            for row in connections.read_sources(session, connection_id)
            if row.id in fine
        ]
    return MoveResult(moved=moved, stayed=stayed)


def _target(
    session: Session, organization: VerifiedOrganization, connection_id: UUID, to: UUID
) -> str:
    if to == connection_id:
        raise InvalidInput("The sources read through this connection already.", field="to")
    found = connections.read(session, organization, to)
    if found.state != ConnectionState.ACTIVE:
        raise InvalidInput(
            f"The connection of {found.email} has ended.",
            next_step="Choose another one, or have its owner connect it again.",
            field="to",
        )
    return found.email


def _move(
    platform: Platform, session: Session, actor: Principal, data_source_id: UUID, to: UUID
) -> MovedSource:
    organization = actor.organization
    row = source_rows.read(session, organization, data_source_id, for_update=True)
    before = row.connection_id
    save(session, row, {"connection_id": to}, expected_version=None, now=platform.clock())
    record(
        session,
        organization,
        Deed.SOURCE_MOVED,
        actor_id=actor.user_id,
        target_id=row.id,
        before=str(before),
        after=str(to),
    )
    data_sources.enqueue(platform, session, actor, row, JobTrigger.MANUAL)
    event = SourceChanged(data_source_id=row.id)
    after_commit(session, lambda: platform.events.publish(organization.id, event))
    return _named(row)


def _sheet(row: DataSource) -> str:
    return str(row.settings["spreadsheet_id"])


def _named(row: DataSource, reason: str | None = None) -> MovedSource:
    return MovedSource(data_source_id=row.id, name=row.name, reason=reason)

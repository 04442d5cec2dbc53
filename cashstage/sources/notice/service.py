"""Telling people what is broken, once; reading it, and marking it as read.

Whatever tells or solves runs inside the transaction of what it tells of.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from sqlmodel import Session

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError, Forbidden
from cashstage.core.events import NoticesChanged
from cashstage.models import Connection, DataSource, NoticeKind
from cashstage.models.database import after_commit
from cashstage.models.paging import Page, PageRequest
from cashstage.models.platform import Platform
from cashstage.sources.notice import repository
from cashstage.sources.notice.schemas import NoticeCounts, NoticeRead

GOOGLE = "google"
"""The provider whose consent a person gives in the browser; others have keys."""
CONNECT_AGAIN = "/api/auth/connect/google?next=/notices"
CONNECT_OTHERWISE = "/sources/new"


def tell_broken(
    platform: Platform,
    session: Session,
    source: DataSource,
    job_id: UUID,
    detail: str,
    next_step: str,
) -> None:
    """Tells the owner of a data source that it could not be read, or else the admins."""
    people = repository.owners(
        session, source.organization_id, source.owner_id or source.created_by
    )
    told = repository.tell(
        session,
        source.organization_id,
        people,
        platform.clock(),
        kind=NoticeKind.SOURCE_BROKEN,
        about={"data_source_id": source.id},
        texts={
            "job_id": job_id,
            "sentence": f"“{source.name}” could not be refreshed. {detail}",
            "next_step": next_step,
            "link": f"/sources/{source.id}",
        },
    )
    _announce(platform, session, source.organization_id, told)


def tell_lost(
    platform: Platform, session: Session, connection: Connection, error: CashstageError
) -> None:
    """Tells who has connected the account, and the admins, that it can't be read any more."""
    owner = repository.owners(
        session, connection.organization_id, connection.owner_id or connection.created_by
    )
    people = owner | repository.admins(session, connection.organization_id)
    by_key = connection.provider != GOOGLE
    told = repository.tell(
        session,
        connection.organization_id,
        people,
        platform.clock(),
        kind=NoticeKind.CONNECTION_LOST,
        about={"connection_id": connection.id},
        texts={
            "sentence": f"{error.detail} Its data sources are not refreshed meanwhile.",
            "next_step": error.next_step or "Connect this account again.",
            "link": CONNECT_OTHERWISE if by_key else CONNECT_AGAIN,
        },
    )
    _announce(platform, session, connection.organization_id, told)


def solve_source(platform: Platform, session: Session, source: DataSource) -> None:
    """The source was read again."""
    people = repository.solve(session, platform.clock(), source=source.id)
    _announce(platform, session, source.organization_id, people)


def solve_connection(platform: Platform, session: Session, connection: Connection) -> None:
    """The account was connected again."""
    people = repository.solve(session, platform.clock(), connection=connection.id)
    _announce(platform, session, connection.organization_id, people)


def read_all(platform: Platform, actor: Principal, request: PageRequest) -> Page[NoticeRead]:
    """A page of the caller's notices, newest first."""
    organization = actor.require(Permission.VIEW)
    if actor.user_id is None:
        return Page(items=[])
    with platform.database.tenant(organization) as session:
        rows, cursor = repository.read_all(session, organization, actor.user_id, request)
        return Page(items=[NoticeRead.model_validate(row) for row in rows], next_cursor=cursor)


def count(platform: Platform, actor: Principal) -> NoticeCounts:
    """How many of the caller's unsolved notices are unread, and how many there are."""
    organization = actor.require(Permission.VIEW)
    if actor.user_id is None:
        return NoticeCounts(unread=0, open=0)
    with platform.database.tenant(organization) as session:
        unread, unsolved = repository.count(session, organization, actor.user_id)
        return NoticeCounts(unread=unread, open=unsolved)


def mark_read(platform: Platform, actor: Principal, notice_id: UUID) -> NoticeRead:
    """Marks one of the caller's notices as read; raises NotFound for anybody else's."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        user_id = _person(actor)
        if repository.mark_read(session, organization, user_id, platform.clock(), notice_id):
            _announce(platform, session, organization.id, [user_id])
        row = repository.read(session, organization, user_id, notice_id)
        return NoticeRead.model_validate(row)


def mark_all_read(platform: Platform, actor: Principal) -> NoticeCounts:
    """Marks all of the caller's notices as read."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        user_id = _person(actor)
        if repository.mark_read(session, organization, user_id, platform.clock()):
            _announce(platform, session, organization.id, [user_id])
        unread, unsolved = repository.count(session, organization, user_id)
        return NoticeCounts(unread=unread, open=unsolved)


def _person(actor: Principal) -> UUID:
    """Whose notices; raises Forbidden for the operator at the command line, who has none."""
    if actor.user_id is None:
        raise Forbidden("Only people have notices.")
    return actor.user_id


def _announce(
    platform: Platform, session: Session, organization_id: UUID, people: Iterable[UUID]
) -> None:
    for person in people:
        event = NoticesChanged(user_id=person)
        after_commit(session, partial(platform.events.publish, organization_id, event))

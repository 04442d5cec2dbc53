"""Notice rows, and who is to be told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete, func, select, update

from cashstage.core.errors import NotFound
from cashstage.core.ids import new_id
from cashstage.models import Membership, Notice, NoticeKind
from cashstage.models.organization import RoleName
from cashstage.models.paging import PageRequest, read_page
from cashstage.models.tenancy import VerifiedOrganization


def owners(session: Session, organization_id: UUID, person: UUID | None) -> set[UUID]:
    """The person, while they may mend things here; else every admin."""
    query = select(Membership.user_id).where(
        Membership.organization_id == organization_id,
        Membership.user_id == person,
        col(Membership.role).in_([RoleName.EDITOR, RoleName.ADMIN]),
    )
    found = set(session.exec(query).all()) if person else set()
    return found or admins(session, organization_id)


def admins(session: Session, organization_id: UUID) -> set[UUID]:
    """Everybody with the role."""
    query = select(Membership.user_id).where(
        Membership.organization_id == organization_id, Membership.role == RoleName.ADMIN
    )
    return set(session.exec(query).all())


def tell(
    session: Session,
    organization_id: UUID,
    people: Iterable[UUID],
    now: datetime,
    *,
    kind: NoticeKind,
    about: dict[str, UUID],
    texts: dict[str, Any],
) -> set[UUID]:
    """Writes the notice for each of the people who has none yet; returns for whom.

    `about` is the column that names what is broken. An unsolved notice gets the newest `texts`.
    """
    rows = [
        {
            "id": new_id(),
            "created_at": now,
            "organization_id": organization_id,
            "user_id": person,
            "kind": kind,
            **about,
            **texts,
        }
        for person in sorted(people)
    ]
    if not rows:
        return set()
    statement = insert(Notice).values(rows)
    told = session.connection().execute(
        statement.on_conflict_do_update(
            index_elements=["user_id", *about],
            index_where=col(Notice.resolved_at).is_(None),
            set_={name: statement.excluded[name] for name in texts},
        ).returning(col(Notice.id), col(Notice.user_id))
    )
    made = {row["id"] for row in rows}
    return {person for notice_id, person in told if notice_id in made}


def solve(
    session: Session, now: datetime, *, source: UUID | None = None, connection: UUID | None = None
) -> set[UUID]:
    """Marks what is unsolved about the source or the connection; returns whose notices."""
    about = (
        col(Notice.data_source_id) == source if source else col(Notice.connection_id) == connection
    )
    statement = (
        update(Notice)
        .where(about, col(Notice.resolved_at).is_(None))
        .values(resolved_at=now)
        .returning(col(Notice.user_id))
    )
    return set(session.connection().scalars(statement).all())


def read_all(
    session: Session, organization: VerifiedOrganization, user_id: UUID, request: PageRequest
) -> tuple[list[Notice], str | None]:
    """A page of the person's notices, newest first."""
    query = select(Notice).where(*_of(organization, user_id))
    return read_page(session, query, Notice, request)


def count(session: Session, organization: VerifiedOrganization, user_id: UUID) -> tuple[int, int]:
    """How many of the person's unsolved notices are unread, and how many there are."""
    query = select(
        func.count().filter(col(Notice.read_at).is_(None)),
        func.count(),
    ).where(*_of(organization, user_id), col(Notice.resolved_at).is_(None))
    unread, unsolved = session.exec(query).one()
    return unread, unsolved


def mark_read(
    session: Session,
    organization: VerifiedOrganization,
    user_id: UUID,
    now: datetime,
    notice_id: UUID | None = None,
) -> int:
    """Marks one notice, or all of the person, as read; returns how many were not."""
    statement = (
        update(Notice)
        .where(*_of(organization, user_id), col(Notice.read_at).is_(None))
        .values(read_at=now)
    )
    if notice_id is not None:
        statement = statement.where(col(Notice.id) == notice_id)
    return int(session.connection().execute(statement).rowcount)


def read(
    session: Session, organization: VerifiedOrganization, user_id: UUID, notice_id: UUID
) -> Notice:
    """One of the person's notices; raises NotFound."""
    query = select(Notice).where(*_of(organization, user_id), Notice.id == notice_id)
    row = session.exec(query).first()
    if row is None:
        raise NotFound("There is no such notice.")
    return row


def purge(session: Session, created_before: datetime, limit: int) -> int:
    """Removes the oldest notices from before that moment; returns how many."""
    old = (
        select(Notice.id)
        .where(col(Notice.created_at) < created_before)
        .order_by(col(Notice.id))
        .limit(limit)
    )
    statement = delete(Notice).where(col(Notice.id).in_(old))
    return int(session.connection().execute(statement).rowcount)


def _of(organization: VerifiedOrganization, user_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return col(Notice.organization_id) == organization.id, col(Notice.user_id) == user_id

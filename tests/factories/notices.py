"""Notices as rows."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select

from cashstage.models import DataSource, Notice
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.sources.notice import service as notices


def told_to_admins(
    platform: Platform, organization: VerifiedOrganization, source_id: UUID, job_id: UUID
) -> None:
    """Tells every admin that the source could not be read."""
    with platform.database.tenant(organization) as session:
        source = session.exec(select(DataSource).where(DataSource.id == source_id)).one()
        nobodys = DataSource(**source.model_dump() | {"created_by": None})
        notices.tell_broken(
            platform, session, nobodys, job_id, "The tab is gone.", "Choose another one."
        )


def all_of(platform: Platform, user_id: UUID | None) -> list[Notice]:
    """A person's notices, oldest first."""
    with platform.database.system() as session:
        query = select(Notice).where(Notice.user_id == user_id).order_by(col(Notice.id))
        return list(session.exec(query).all())

"""Whether and when a data source refreshes by itself: a look ahead, a pause and its end."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.core.ids import new_id
from cashstage.core.schedule.words import words_of
from cashstage.models import DataSource, JobTrigger
from cashstage.models.platform import Platform
from cashstage.organizations.organization import repository as organizations
from cashstage.sources.data_source import repository
from cashstage.sources.data_source import service as data_sources
from cashstage.sources.data_source.schemas import (
    DataSourceRead,
    SchedulePreview,
    ScheduleRunsRead,
)
from cashstage.sources.job import service as jobs
from cashstage.sources.schedule import in_zone, next_refresh


def preview(platform: Platform, actor: Principal, body: SchedulePreview) -> ScheduleRunsRead:
    """The next runs of a schedule, saved or not; writes nothing."""
    organization = actor.require(Permission.EDIT_SOURCES)
    with platform.database.tenant(organization) as session:
        if body.data_source_id is not None:
            repository.read(session, organization, body.data_source_id)
        schedule = in_zone(body.schedule, organizations.read(session, organization).time_zone)
    identifier = body.data_source_id or new_id()
    return ScheduleRunsRead(
        schedule=schedule,
        words=words_of(schedule),
        runs=schedule.next_runs(identifier, platform.clock(), body.count),
    )


def pause(platform: Platform, actor: Principal, data_source_id: UUID) -> DataSourceRead:
    """Fetches nothing by schedule or on change from now on; what waits for that is cancelled.

    One that is paused already stays so, since when and by whom it was.
    """
    organization = actor.require(Permission.EDIT_SOURCES)
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, data_source_id, for_update=True)
        if row.paused_at is None:
            row.paused_at, row.paused_by = platform.clock(), actor.user_id
            row.next_refresh_at = None
            session.add(row)
            _cancel_waiting(platform, session, actor, row)
            _tell(platform, session, actor, row, Deed.SOURCE_PAUSED)
        return data_sources.as_read(session, organization, row)


def resume(platform: Platform, actor: Principal, data_source_id: UUID) -> DataSourceRead:
    """Ends a pause: the schedule goes on, and what was edited meanwhile is fetched now."""
    organization = actor.require(Permission.EDIT_SOURCES)
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, data_source_id, for_update=True)
        if row.paused_at is not None:
            row.paused_at = row.paused_by = None
            row.next_refresh_at = next_refresh(row, platform.clock())
            session.add(row)
            data_sources.catch_up(platform, session, actor, row)
            _tell(platform, session, actor, row, Deed.SOURCE_RESUMED)
        return data_sources.as_read(session, organization, row)


def _cancel_waiting(
    platform: Platform, session: Session, actor: Principal, row: DataSource
) -> None:
    by_themselves = {JobTrigger.SCHEDULE, JobTrigger.CHANGE}
    reason = f"{actor.name} paused the data source."
    jobs.cancel_waiting(platform, session, row.id, by_themselves, reason)


def _tell(
    platform: Platform, session: Session, actor: Principal, row: DataSource, deed: Deed
) -> None:
    record(session, actor.organization, deed, actor_id=actor.user_id, target_id=row.id)
    data_sources.announce(platform, session, actor.organization, row.id)

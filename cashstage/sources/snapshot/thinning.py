"""Thinning out a data source's history with age: the rule, what it would do, and doing it.

What is asked as of a moment between two snapshots is answered by the one before, so a history that
was thinned answers with what was known at the end of the day, week or month before.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.access.work import scope_of_row
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.core.errors import NotFound
from cashstage.core.events import SourceChanged
from cashstage.models import DataSource
from cashstage.models.database import after_commit
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.models.versioning import save
from cashstage.organizations.organization import repository as organizations
from cashstage.snapshots.thinning import Calendar, ThinningRule, kept
from cashstage.sources.data_source import repository
from cashstage.sources.snapshot import repository as snapshots
from cashstage.sources.snapshot.repository import Moment
from cashstage.sources.snapshot.thinning_schemas import (
    RetentionPreview,
    RetentionRead,
    RetentionRule,
    TimelinePart,
)

MAX_LISTED = 100
TIMELINE_PARTS = 48
MAX_PER_RUN = 20_000
"""Snapshots of one source that go in one transaction; what is left over waits for the next run."""

_log = logging.getLogger(__name__)


def read_rule(platform: Platform, actor: Principal, data_source_id: UUID) -> RetentionRead:
    """The rule of a data source."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        return RetentionRead.model_validate(repository.read(session, organization, data_source_id))


def set_rule(
    platform: Platform,
    actor: Principal,
    data_source_id: UUID,
    rule: RetentionRule,
    *,
    expected_version: int | None = None,
) -> RetentionRead:
    """Sets the rule; nothing goes before the next time that a worker clears up."""
    organization = actor.require(Permission.EDIT_SOURCES)
    ages = rule.model_dump()
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, data_source_id, for_update=True)
        save(session, row, ages, expected_version=expected_version, now=platform.clock())
        record(
            session,
            organization,
            Deed.RETENTION_CHANGED,
            actor_id=actor.user_id,
            target_id=row.id,
            **ages,
        )
        changed = SourceChanged(data_source_id=row.id)
        after_commit(session, lambda: platform.events.publish(organization.id, changed))
        return RetentionRead.model_validate(row)


def preview(
    platform: Platform, actor: Principal, data_source_id: UUID, rule: RetentionRule
) -> RetentionPreview:
    """What the rule would do now."""
    organization = actor.require(Permission.EDIT_SOURCES)
    now = platform.clock()
    with platform.database.tenant(organization) as session:
        source = repository.read(session, organization, data_source_id)
        tally = _Tally(now)
        for snapshot, stays in _decided(session, organization, source.id, rule, now):
            tally.add(snapshot, stays=stays)
        unused = snapshots.read_unused(session, organization, source.id, list(tally.only_removed()))
        return tally.preview(sum(tally.sizes[digest] for digest in unused))


def thin_all(platform: Platform) -> int:
    """Applies the rules of all data sources; returns how many snapshots went."""
    with platform.database.system() as session:
        ruled = [
            (scope_of_row(source.organization_id), source.id)
            for source in repository.read_thinned(session)
        ]
    removed = 0
    for organization, source_id in ruled:
        try:
            removed += thin(platform, organization, source_id)
        except NotFound:
            continue  # it was deleted meanwhile, and its history with it
        except Exception:  # noqa: BLE001 - one source's surprise must not stop the others
            _log.exception("Thinning out the history of a source failed")
    return removed


def thin(platform: Platform, organization: VerifiedOrganization, source_id: UUID) -> int:
    """Applies the rule of one source, in one transaction; returns how many snapshots went."""
    now = platform.clock()
    with platform.database.tenant(organization) as session:
        # Under the lock, so that a second worker finds nothing left to do.
        source = repository.read(session, organization, source_id, for_update=True)
        rule = RetentionRule.model_validate(source)
        going: list[Moment] = []
        # To the end in any case: a history that is read halfway keeps its cursor open.
        for snapshot, stays in _decided(session, organization, source.id, rule, now):
            if not stays and len(going) < MAX_PER_RUN:
                going.append(snapshot)
        if not going:
            return 0
        count = snapshots.delete_all(session, organization, source.id, going)
        _record(session, organization, source, rule, going, count)
        return count


def _record(
    session: Session,
    organization: VerifiedOrganization,
    source: DataSource,
    rule: RetentionRule,
    going: Sequence[Moment],
    count: int,
) -> None:
    record(
        session,
        organization,
        Deed.SNAPSHOTS_THINNED,
        actor_id=None,
        target_id=source.id,
        name=source.name,
        removed=count,
        oldest=going[0].taken_at.isoformat(),
        newest=going[-1].taken_at.isoformat(),
        **rule.model_dump(),
    )


def _decided(
    session: Session,
    organization: VerifiedOrganization,
    source_id: UUID,
    rule: RetentionRule,
    now: datetime,
) -> Iterator[tuple[Moment, bool]]:
    """The source's snapshots, oldest first, each with whether it stays."""
    place = organizations.read(session, organization)
    ages = ThinningRule(rule.daily_after_days, rule.weekly_after_days, rule.monthly_after_days)
    if ages.keeps_all:
        history = snapshots.read_moments(session, organization, source_id)
        return zip(history, itertools.repeat(True))
    history, copy = itertools.tee(snapshots.read_moments(session, organization, source_id))
    moments = (snapshot.taken_at for snapshot in copy)
    calendar = Calendar(place.time_zone, place.week_starts_on)
    return zip(history, kept(moments, ages, calendar, now), strict=True)


class _Tally:
    """Counts what stays and what goes, snapshot by snapshot, oldest first."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._parts: list[TimelinePart] = []
        self._width = timedelta()
        self._kept_digests: set[str] = set()
        self._listed: list[datetime] = []
        self._newest: datetime | None = None
        self._removed = 0
        self._kept = 0
        self.sizes: dict[str, int] = {}

    def add(self, snapshot: Moment, *, stays: bool) -> None:
        """One more snapshot."""
        part = self._part(snapshot.taken_at)
        if stays:
            self._kept += 1
            part.kept += 1
            self._kept_digests.add(snapshot.digest)
            return
        self._removed += 1
        part.removed += 1
        self.sizes[snapshot.digest] = snapshot.byte_size
        self._newest = snapshot.taken_at
        if len(self._listed) < MAX_LISTED:
            self._listed.append(snapshot.taken_at)

    def only_removed(self) -> Iterator[str]:
        """The objects to which no snapshot of the source would point any more."""
        return (digest for digest in self.sizes if digest not in self._kept_digests)

    def preview(self, bytes_freed: int) -> RetentionPreview:
        """The counts, with what would become free."""
        return RetentionPreview(
            snapshots_kept=self._kept,
            snapshots_removed=self._removed,
            bytes_freed=bytes_freed,
            oldest_removed=self._listed[0] if self._listed else None,
            newest_removed=self._newest,
            removed=self._listed,
            timeline=self._parts,
        )

    def _part(self, moment: datetime) -> TimelinePart:
        if not self._parts:
            self._width = max((self._now - moment) / TIMELINE_PARTS, timedelta(microseconds=1))
            self._parts = [
                TimelinePart(start=moment + self._width * number, kept=0, removed=0)
                for number in range(TIMELINE_PARTS)
            ]
        place = (moment - self._parts[0].start) // self._width
        return self._parts[min(place, TIMELINE_PARTS - 1)]

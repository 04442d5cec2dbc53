"""Two years of a history that is thinned out, with a clock that moves as fast as the test likes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError
from sqlmodel import col, select

from cashstage.access.principal import Principal
from cashstage.access.work import scope_of_row
from cashstage.core.errors import Forbidden, NotFound, StaleVersion
from cashstage.models import AuditEntry, DataSnapshot, DataSource, SnapshotObject
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.snapshots.thinning import Calendar, ThinningRule, kept
from cashstage.sources.data_source import service as data_sources
from cashstage.sources.query import service as queries
from cashstage.sources.snapshot import repository as snapshots
from cashstage.sources.snapshot import retention, thinning
from cashstage.sources.snapshot.thinning_schemas import RetentionPreview, RetentionRule
from tests.factories import people, workspaces
from tests.factories.sources import data_source

pytestmark = pytest.mark.integration

RULE = RetentionRule(daily_after_days=30, weekly_after_days=180, monthly_after_days=365)
BEGIN = datetime(2024, 1, 1, 9, tzinfo=UTC)
BERLIN = Calendar("Europe/Berlin")


@dataclass
class Moving:
    """A platform whose clock is moved by hand."""

    platform: Platform
    now: datetime = BEGIN
    at: Platform = field(init=False)

    def __post_init__(self) -> None:
        self.at = replace(self.platform, clock=lambda: self.now)


@pytest.fixture
def moving(platform: Platform) -> Moving:
    return Moving(platform)


@pytest.fixture
def editor(platform: Platform) -> Principal:
    return people.person(platform, people.organization(platform), RoleName.EDITOR)


def taken(
    platform: Platform, source: DataSource, moments: list[datetime], digest: Callable[[int], str]
) -> None:
    """Snapshots at these moments, each with an object of its digest."""
    scope = scope_of_row(source.organization_id)
    with platform.database.tenant(scope) as session:
        for number, moment in enumerate(moments):
            row = DataSnapshot(
                snapshot_date=moment.date(),
                organization_id=source.organization_id,
                data_source_id=source.id,
                job_id=uuid4(),
                taken_at=moment,
                digest=digest(number),
                row_count=1,
                byte_size=100,
                columns=[],
                report={},
            )
            snapshots.insert(session, row)


def history(platform: Platform, source_id: UUID) -> list[datetime]:
    with platform.database.system() as session:
        query = select(DataSnapshot.taken_at).where(DataSnapshot.data_source_id == source_id)
        return sorted(session.exec(query).all())


def thinnings(platform: Platform, source_id: UUID) -> list[dict[str, Any]]:
    with platform.database.system() as session:
        query = (
            select(AuditEntry)
            .where(AuditEntry.target_id == source_id)
            .where(AuditEntry.action == "data_source.snapshots_thinned")
            .order_by(col(AuditEntry.id))
        )
        return [entry.details for entry in session.exec(query)]


def test_two_years_of_refreshes_are_thinned_as_they_age(moving: Moving, editor: Principal) -> None:
    """Three snapshots a day for two years, cleared up every ten days."""
    at = moving.at
    source = data_source(at, editor.organization.id)
    thinning.set_rule(at, editor, source.id, RULE)
    everything: list[datetime] = []
    for _ in range(73):
        fresh = [moving.now + timedelta(hours=8 * step) for step in range(30)]
        everything += fresh
        taken(at, source, fresh, lambda number: f"{number:064}")
        moving.now += timedelta(days=10)
        thinning.thin_all(at)

    left = history(at, source.id)
    rule = ThinningRule(30, 180, 365)
    stays = kept(everything, rule, BERLIN, moving.now)
    assert left == [moment for moment, stay in zip(everything, stays, strict=True) if stay]
    assert len(everything) == 2190
    assert 280 < len(left) < 310
    assert left[0] == everything[0]
    assert left[-1] == everything[-1]

    told = thinnings(at, source.id)
    assert sum(entry["removed"] for entry in told) == len(everything) - len(left)
    assert told[0]["name"] == source.name
    assert told[0]["weekly_after_days"] == 180
    assert thinning.thin_all(at) == 0
    assert thinnings(at, source.id) == told


def test_a_dry_run_foretells_what_thinning_does(moving: Moving, editor: Principal) -> None:
    at = moving.at
    source = data_source(at, editor.organization.id)
    other = data_source(at, editor.organization.id, settings={"digest": "upload"})
    moments = [BEGIN + timedelta(hours=6 * step) for step in range(4 * 100)]
    # Equal content now and then: ten objects in turn, and one that came once.
    taken(at, source, moments, lambda number: "once" if number == 1 else f"same {number % 10}")
    taken(at, other, [BEGIN], lambda _: "same 3")
    moving.now = BEGIN + timedelta(days=100)
    rule = RetentionRule(daily_after_days=10)
    before = thinning.preview(at, editor, source.id, rule)

    assert history(at, source.id) == moments
    assert before.snapshots_kept + before.snapshots_removed == len(moments)
    assert len(before.removed) == thinning.MAX_LISTED
    assert before.removed == sorted(before.removed)
    assert before.oldest_removed == before.removed[0]
    assert before.newest_removed is not None
    # Ages are whole days of the calendar.
    assert timedelta(days=9) < moving.now - before.newest_removed < timedelta(days=11)
    assert sum(part.kept for part in before.timeline) == before.snapshots_kept
    assert sum(part.removed for part in before.timeline) == before.snapshots_removed
    assert len(before.timeline) == thinning.TIMELINE_PARTS
    # All but "once" are still pointed to by snapshots of today.
    assert before.bytes_freed == 100

    thinning.set_rule(at, editor, source.id, rule)
    assert history(at, source.id) == moments
    assert thinning.thin_all(at) == before.snapshots_removed
    left = history(at, source.id)
    assert set(moments) - set(left) >= set(before.removed)
    again = thinning.preview(at, editor, source.id, rule)
    assert (again.snapshots_removed, again.bytes_freed, again.oldest_removed) == (0, 0, None)
    assert again.snapshots_kept == len(left)


def test_objects_that_others_point_to_are_not_counted_as_free(
    moving: Moving, editor: Principal
) -> None:
    at = moving.at
    source = data_source(at, editor.organization.id)
    neighbour = data_source(at, editor.organization.id, settings={"digest": "upload"})
    moments = [BEGIN + timedelta(hours=step) for step in range(6)]
    digests = ["first", "free", "free", "neighbour", "upload", "latest"]
    taken(at, source, moments, lambda number: digests[number])
    taken(at, neighbour, [BEGIN], lambda _: "neighbour")
    moving.now = BEGIN + timedelta(days=5)

    found = thinning.preview(at, editor, source.id, RetentionRule(daily_after_days=1))

    assert (found.snapshots_removed, found.bytes_freed) == (4, 100)


def test_without_a_rule_nothing_goes(moving: Moving, editor: Principal) -> None:
    at = moving.at
    source = data_source(at, editor.organization.id)
    moments = [BEGIN + timedelta(hours=step) for step in range(48)]
    taken(at, source, moments, str)
    moving.now = BEGIN + timedelta(days=4000)

    assert thinning.read_rule(at, editor, source.id).daily_after_days is None
    assert thinning.preview(at, editor, source.id, RetentionRule()).snapshots_removed == 0
    assert thinning.thin_all(at) == 0
    thinning.set_rule(at, editor, source.id, RULE)
    thinning.set_rule(at, editor, source.id, RetentionRule())
    assert thinning.thin_all(at) == 0
    assert history(at, source.id) == moments
    assert thinning.preview(at, editor, data_source(at, editor.organization.id).id, RULE) == (
        RetentionPreview(
            snapshots_kept=0,
            snapshots_removed=0,
            bytes_freed=0,
            oldest_removed=None,
            newest_removed=None,
            removed=[],
            timeline=[],
        )
    )


def test_a_run_is_bounded_and_the_next_one_goes_on(
    moving: Moving, editor: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thinning, "MAX_PER_RUN", 25)
    monkeypatch.setattr(snapshots, "_DELETED_AT_ONCE", 10)
    at = moving.at
    source = data_source(at, editor.organization.id)
    moments = [BEGIN + timedelta(hours=12 * step) for step in range(100)]
    taken(at, source, moments, str)
    moving.now = BEGIN + timedelta(days=60)
    rule = RetentionRule(daily_after_days=1)
    thinning.set_rule(at, editor, source.id, rule)
    expected = thinning.preview(at, editor, source.id, rule).snapshots_removed

    counts = [thinning.thin_all(at) for _ in range(4)]

    assert counts == [25, expected - 25, 0, 0]
    assert [entry["removed"] for entry in thinnings(at, source.id)] == counts[:2]


def test_a_moment_between_kept_snapshots_is_answered_by_the_one_before(
    moving: Moving, editor: Principal, tmp_path: Path
) -> None:
    at = moving.at
    texts = [f"Day,Cost\n2024-01-0{number},{number}\n" for number in range(1, 6)]
    source = workspaces.landed(at, editor, tmp_path, texts[0])
    # Four more on the third day, of which the last stays.
    for number, text in enumerate(texts[1:]):
        moving.now = BEGIN + timedelta(days=2, hours=number)
        workspaces.landed_again(at, editor, tmp_path, source.id, text)
    moving.now = BEGIN + timedelta(days=90)
    workspaces.landed_again(at, editor, tmp_path, source.id, "Day,Cost\n2024-03-31,99\n")
    noon = BEGIN + timedelta(days=2, hours=2, minutes=30)

    def costs(as_of: datetime) -> list[Any]:
        found = queries.rows_of(at, editor, source.id, limit=5, offset=0, as_of=as_of)
        return [row[1] for row in found.rows]

    assert costs(noon) == [4]
    thinning.set_rule(at, editor, source.id, RetentionRule(daily_after_days=1))
    assert thinning.thin_all(at) == 3
    assert costs(noon) == [1]
    assert costs(noon + timedelta(hours=1)) == [5]
    assert costs(moving.now) == [99]


def test_objects_go_with_the_last_snapshot_that_points_to_them(
    moving: Moving, editor: Principal, tmp_path: Path
) -> None:
    at = moving.at
    source = workspaces.landed(at, editor, tmp_path, "Day,Cost\n2024-01-01,1\n")
    for number in range(2, 5):
        moving.now += timedelta(hours=1)
        workspaces.landed_again(at, editor, tmp_path, source.id, f"Day,Cost\n2024-01-01,{number}\n")
    rule = RetentionRule(daily_after_days=1)
    thinning.set_rule(at, editor, source.id, rule)
    # Objects are stored by the database's own clock.
    moving.now = moving.platform.clock() + retention.KEPT_UNUSED + timedelta(minutes=1)
    retention.purge(at)

    def stored() -> int:
        with at.database.system() as session:
            sizes = session.exec(select(SnapshotObject.data)).all()
            return sum(map(len, sizes))

    before, told = stored(), thinning.preview(at, editor, source.id, rule).bytes_freed
    assert thinning.thin_all(at) == 2
    assert retention.purge(at) == 2
    assert before - stored() == told > 0


def test_a_source_that_is_gone_stops_nobody(
    moving: Moving, editor: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = moving.at
    gone, troubled, fine = (data_source(at, editor.organization.id) for _ in range(3))
    for source in (gone, troubled, fine):
        taken(at, source, [BEGIN + timedelta(hours=step) for step in range(4)], str)
        thinning.set_rule(at, editor, source.id, RetentionRule(daily_after_days=1))
    moving.now = BEGIN + timedelta(days=9)
    real = thinning.thin

    def thin(platform: Platform, organization: Any, source_id: UUID) -> int:
        if source_id == gone.id:
            data_sources.delete(platform, editor, gone.id)
        if source_id == troubled.id:
            raise RuntimeError("a surprise")
        return real(platform, organization, source_id)

    monkeypatch.setattr(thinning, "thin", thin)
    assert thinning.thin_all(at) == 2
    assert len(history(at, fine.id)) == 2


def test_rules_are_checked_guarded_and_audited(moving: Moving, editor: Principal) -> None:
    at = moving.at
    source = data_source(at, editor.organization.id)
    viewer = replace(editor, role=RoleName.VIEWER)
    saved = thinning.set_rule(at, editor, source.id, RULE, expected_version=1)

    assert saved.version == 2
    assert thinning.read_rule(at, viewer, source.id) == saved
    with pytest.raises(StaleVersion):
        thinning.set_rule(at, editor, source.id, RULE, expected_version=1)
    for deed in (thinning.set_rule, thinning.preview):
        with pytest.raises(Forbidden):
            deed(at, viewer, source.id, RULE)
        with pytest.raises(NotFound):
            deed(at, editor, uuid4(), RULE)
    with at.database.system() as session:
        query = select(AuditEntry).where(AuditEntry.action == "data_source.retention_changed")
        entry = session.exec(query).one()
    assert (entry.actor_id, entry.target_id) == (editor.user_id, source.id)
    assert entry.details == RULE.model_dump()


@pytest.mark.parametrize(
    "ages",
    [
        {"daily_after_days": 0},
        {"daily_after_days": 30, "weekly_after_days": 30},
        {"daily_after_days": 30, "monthly_after_days": 7},
        {"weekly_after_days": 100, "monthly_after_days": 99},
        {"monthly_after_days": 36_501},
        {"yearly_after_days": 9},
    ],
)
def test_a_rule_grows_coarser_with_age(ages: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        RetentionRule.model_validate(ages)

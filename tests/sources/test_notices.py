"""Who is told what, once, and when it is solved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest

from cashstage.access.principal import Principal
from cashstage.core.errors import NotFound
from cashstage.emulator.server import EmulatorServer
from cashstage.models import JobState, JobTrigger, Notice
from cashstage.models.organization import RoleName
from cashstage.models.paging import PageRequest
from cashstage.models.platform import Platform
from cashstage.organizations.membership import service as members
from cashstage.organizations.membership.schemas import MemberUpdate
from cashstage.sources import ingestion, schedule
from cashstage.sources.data_source import service as data_sources
from cashstage.sources.data_source.schemas import DataSourceUpdate
from cashstage.sources.notice import retention
from cashstage.sources.notice import service as notices
from tests.factories import people, sources, workspaces
from tests.factories.notices import all_of

pytestmark = pytest.mark.integration

OWNER = "team@ads.example"


@dataclass(frozen=True, slots=True)
class Team:
    """The people of an organization, of whom the editor has connected a sheet."""

    admin: Principal
    editor: Principal
    viewer: Principal
    source_id: UUID
    connection_id: UUID
    spreadsheet_id: str


@pytest.fixture
def team(platform: Platform, emulator: EmulatorServer) -> Team:
    place = people.organization(platform)
    admin, editor, viewer = (
        people.person(platform, place, role)
        for role in (RoleName.ADMIN, RoleName.EDITOR, RoleName.VIEWER)
    )
    created = workspaces.connected(platform, emulator, editor, OWNER)
    assert ingestion.run(platform, created.job.id) is JobState.SUCCEEDED
    row = sources.source_row(platform, created.id)
    assert row.connection_id is not None
    spreadsheet = row.settings["spreadsheet_id"]
    return Team(admin, editor, viewer, created.id, row.connection_id, spreadsheet)


def refresh(platform: Platform, team: Team) -> JobState | None:
    return ingestion.run(platform, data_sources.sync(platform, team.admin, team.source_id).id)


def trash(emulator: EmulatorServer, team: Team, *, trashed: bool = True) -> None:
    with emulator.state.drive.editing(team.spreadsheet_id) as found:
        found.trashed = trashed


def of(platform: Platform, person: Principal) -> list[Notice]:
    return all_of(platform, person.user_id)


def test_who_added_a_source_is_told_once_and_sees_it_solved(
    platform: Platform, emulator: EmulatorServer, team: Team
) -> None:
    trash(emulator, team)
    for _ in range(3):
        assert refresh(platform, team) is JobState.FAILED

    [notice] = of(platform, team.editor)
    assert notice.sentence == (
        "“Figures” could not be refreshed. The spreadsheet 'Figures' is in the trash of Google"
        " Drive."
    )
    assert (
        notice.next_step
        == "Restore it there before Google deletes it for good, 30 days after it was thrown away."
    )
    assert notice.link == f"/sources/{team.source_id}"
    assert of(platform, team.admin) == of(platform, team.viewer) == []
    assert notices.count(platform, team.editor).unread == 1

    trash(emulator, team, trashed=False)
    assert refresh(platform, team) is JobState.SUCCEEDED
    assert notices.count(platform, team.editor).open == 0
    assert of(platform, team.editor)[0].resolved_at is not None

    trash(emulator, team)
    refresh(platform, team)
    assert len(of(platform, team.editor)) == 2


@pytest.mark.parametrize("change", ["left", "became viewer"])
def test_admins_are_told_when_the_owner_can_not_mend_it(
    platform: Platform, emulator: EmulatorServer, team: Team, change: str
) -> None:
    [membership] = [
        one for one in members.read_all(platform, team.admin) if one.user_id == team.editor.user_id
    ]
    if change == "left":
        members.remove(platform, team.admin, membership.id)
    else:
        members.update(platform, team.admin, membership.id, MemberUpdate(role=RoleName.VIEWER))
    trash(emulator, team)
    refresh(platform, team)

    assert len(of(platform, team.admin)) == 1
    assert of(platform, team.editor) == []


def test_a_lost_connection_is_one_notice_and_no_more_jobs_until_it_is_back(
    platform: Platform, emulator: EmulatorServer, team: Team
) -> None:
    hourly = DataSourceUpdate.model_validate({"schedule": {"every_minutes": 60}})
    data_sources.update(platform, team.editor, team.source_id, hourly)
    emulator.state.grants.revoke_person(OWNER)
    assert refresh(platform, team) is JobState.FAILED

    for person in (team.editor, team.admin):
        [notice] = of(platform, person)
        assert (notice.kind, notice.connection_id) == ("connection_lost", team.connection_id)
        assert notice.link.startswith("/api/auth/connect/google")
    assert of(platform, team.viewer) == []
    later = replace(platform, clock=lambda: platform.clock() + timedelta(hours=2))
    assert schedule.enqueue_due(later) == 0

    workspaces.connection(platform, team.editor, emulator, OWNER)
    [waiting] = [
        job
        for job in sources.jobs_of(platform, sources.source_row(platform, team.source_id))
        if job.state == JobState.QUEUED
    ]
    assert waiting.trigger == JobTrigger.CONNECTED
    assert ingestion.run(platform, waiting.id) is JobState.SUCCEEDED
    assert notices.count(platform, team.admin).open == 0
    assert schedule.enqueue_due(later) == 1


def test_notices_are_their_readers_alone(
    platform: Platform, emulator: EmulatorServer, team: Team
) -> None:
    emulator.state.grants.revoke_person(OWNER)
    refresh(platform, team)
    [mine], [theirs] = of(platform, team.editor), of(platform, team.admin)

    listed = notices.read_all(platform, team.editor, PageRequest()).items
    assert [item.id for item in listed] == [mine.id]
    with pytest.raises(NotFound):
        notices.mark_read(platform, team.editor, theirs.id)
    assert notices.mark_read(platform, team.editor, mine.id).read_at is not None
    assert notices.mark_all_read(platform, team.editor).unread == 0
    assert notices.count(platform, team.admin).unread == 1
    assert notices.mark_all_read(platform, team.admin).model_dump() == {"unread": 0, "open": 1}


def test_old_notices_end(
    platform: Platform,
    emulator: EmulatorServer,
    team: Team,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(retention, "BATCH", 1)
    emulator.state.grants.revoke_person(OWNER)
    refresh(platform, team)

    def at(delay: timedelta) -> Platform:
        return replace(platform, clock=lambda: platform.clock() + delay)

    assert retention.purge(at(retention.KEPT - timedelta(hours=1))) == 0
    assert retention.purge(at(retention.KEPT + timedelta(hours=1))) == 2
    assert of(platform, team.editor) == []

"""A worker clears away what nobody needs any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from cashstage.core.jobs import Task, create_celery
from cashstage.models import (
    Dashboard,
    IngestionJob,
    LoginLink,
    Notice,
    NoticeKind,
    SnapshotObject,
    UserSession,
)
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.sources.job.retention import KEPT_OF_EACH_SOURCE
from tests.factories import people, sources, workers

pytestmark = pytest.mark.integration


def test_a_purge_reaches_everything_that_can_end(platform: Platform) -> None:
    place = people.organization(platform)
    person = people.person(platform, place, RoleName.EDITOR)
    past = platform.clock() - timedelta(days=100)
    then = replace(platform, clock=lambda: past)
    source = sources.data_source(then, place.id, settings={"digest": "1" * 64})
    for _ in range(KEPT_OF_EACH_SOURCE + 1):
        sources.end(then, sources.job(then, source))
    platform.broker.delete("celery")
    with platform.database.system() as session:
        kept = session.exec(select(UserSession)).one()
        kept.expires_at = past
        session.add(kept)
        session.add(LoginLink(token_digest="d", user_id=kept.user_id, expires_at=past))
        session.add(Dashboard(organization_id=place.id, title="Gone", deleted_at=past))
        session.add(
            Notice(
                created_at=past,
                organization_id=place.id,
                user_id=kept.user_id,
                kind=NoticeKind.SOURCE_BROKEN,
                sentence="It broke.",
                next_step="Mend it.",
                link="/sources",
            )
        )
        session.add(
            SnapshotObject(
                organization_id=person.organization.id,
                digest="0" * 64,
                part=0,
                data=b"",
                stored_at=past,
            )
        )

    def left() -> int:
        with platform.database.system() as session:
            kinds = (UserSession, LoginLink, Dashboard, SnapshotObject, Notice, IngestionJob)
            return sum(len(session.exec(select(kind)).all()) for kind in kinds)

    assert left() == 5 + KEPT_OF_EACH_SOURCE + 1
    create_celery(platform.settings).send_task(Task.PURGE)
    with workers.worker(platform.settings):
        workers.until(lambda: left() == KEPT_OF_EACH_SOURCE)

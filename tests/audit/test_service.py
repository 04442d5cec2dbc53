"""The audit log: one transaction with the deed, and never changed after."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from cashstage.access.work import scope_of_row
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.models.platform import Platform
from tests.factories import people, records

pytestmark = pytest.mark.integration


def test_an_entry_vanishes_with_a_deed_that_fails(platform: Platform) -> None:
    place = scope_of_row(people.organization(platform).id)

    def fail_after_recording() -> None:
        with platform.database.tenant(place) as session:
            record(session, place, Deed.DASHBOARD_DELETED, actor_id=None)
            session.flush()
            raise RuntimeError("too late")

    with pytest.raises(RuntimeError, match="too late"):
        fail_after_recording()
    assert records.deeds(platform, place.id) == []


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_log SET action = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log"],
)
def test_nobody_rewrites_it(platform: Platform, statement: str) -> None:
    place = scope_of_row(people.organization(platform).id)
    with platform.database.tenant(place) as session:
        record(session, place, Deed.DASHBOARD_CREATED, actor_id=None)
    with (
        pytest.raises(Exception, match="append-only"),
        platform.database.tenant(place) as session,
    ):
        session.connection().execute(text(statement))

    assert records.deeds(platform, place.id) == ["dashboard.created"]


def test_another_organization_sees_none_of_it(platform: Platform) -> None:
    place = scope_of_row(people.organization(platform).id)
    other = scope_of_row(people.organization(platform, "Other").id)
    with platform.database.tenant(place) as session:
        record(session, place, Deed.DASHBOARD_CREATED, actor_id=None)
    with platform.database.tenant(other) as session:
        count = session.connection().execute(text("SELECT count(*) FROM audit_log")).scalar_one()

    assert count == 0

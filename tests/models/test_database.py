"""Units of work: what becomes of their failures."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import create_engine, text
from sqlmodel import Session

from cashstage.access.work import scope_of_row
from cashstage.core.errors import Unavailable
from cashstage.models.database import Database, after_commit, driver_url
from cashstage.models.platform import Platform
from tests.factories import people

pytestmark = pytest.mark.integration


def test_a_pool_without_a_free_connection_is_said_plainly(database_url: str) -> None:
    database = Database(database_url)
    database.engine = create_engine(
        driver_url(database_url), pool_size=1, max_overflow=0, pool_timeout=0.1
    )
    try:
        with database.system() as busy, pytest.raises(Unavailable, match="busy"):  # noqa: PT012
            busy.connection()
            with database.system() as second:
                second.connection()
    finally:
        database.close()


def test_a_deadlock_is_said_plainly_and_leaves_one_of_the_two(platform: Platform) -> None:
    places = [people.organization(platform, name) for name in ("Acme", "Zenith")]
    met = threading.Barrier(2, timeout=10)
    ends: list[str] = []

    def rename(first: int, second: int) -> None:
        try:
            with platform.database.system() as session:
                _rename(session, places[first].name)
                met.wait()
                _rename(session, places[second].name)
            ends.append("done")
        except Unavailable as error:
            ends.append(error.sentence)

    threads = [threading.Thread(target=rename, args=order) for order in ((0, 1), (1, 0))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(ends) == ["The database is busy right now. Try again in a moment.", "done"]


def test_what_waits_for_the_commit_is_forgotten_with_a_rollback(platform: Platform) -> None:
    place = scope_of_row(people.organization(platform).id)
    called: list[str] = []
    with pytest.raises(RuntimeError), platform.database.tenant(place) as session:  # noqa: PT012
        after_commit(session, lambda: called.append("rolled back"))
        raise RuntimeError
    with platform.database.tenant(place) as session:
        after_commit(session, lambda: called.append("committed"))
        assert called == []

    assert called == ["committed"]


def _rename(session: Session, name: str) -> None:
    session.connection().execute(
        text("UPDATE organizations SET currency = 'USD' WHERE name = :name"), {"name": name}
    )

"""Generations of an organization's rows: what ends one, when, and who hears of it."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from cashstage.access.work import scope_of_row
from cashstage.models import Organization
from cashstage.models.database import Database, after_commit
from cashstage.models.generation import GenerationReader, Generations, ends_generation
from cashstage.models.platform import Platform
from tests.factories import people


@pytest.mark.parametrize(
    ("statement", "ends"),
    [
        ("SELECT widgets.id FROM widgets FOR UPDATE", False),
        ("UPDATE widgets SET title=%(title)s", True),
        ('INSERT INTO "data_snapshots" (id) VALUES (%(id)s)', True),
        ("DELETE FROM sessions WHERE user_id = %(id)s", True),
        ("WITH old AS (SELECT id FROM widgets) DELETE FROM widgets USING old", True),
        ("WITH n AS (UPDATE notices SET a=1 RETURNING id) UPDATE memberships SET role='x'", True),
        ("merge into source_columns using x on true when matched then delete", True),
        ("UPDATE ingestion_jobs SET rows_done=%(rows)s", False),
        ("INSERT INTO notices (id) VALUES (%(id)s) ON CONFLICT DO NOTHING", False),
        ("CALL create_snapshot_partition(%(month)s)", False),
    ],
)
def test_writes_end_it_unless_nothing_depends_on_them(statement: str, ends: bool) -> None:  # noqa: FBT001
    assert ends_generation(statement) is ends


@pytest.mark.integration
def test_only_a_commit_that_changed_something_ends_it(platform: Platform) -> None:
    heard: list[UUID] = []
    places = [people.organization(platform, name) for name in ("Acme", "Zenith")]
    acme = scope_of_row(places[0].id)
    database = Database(
        platform.settings.require("database_url"), pool_size=1, on_change=heard.append
    )
    rename = text("UPDATE organizations SET name = 'New' WHERE id = :id")
    try:
        with database.tenant(acme) as session:
            session.execute(rename, {"id": acme.id})
            after_commit(session, lambda: heard.append(places[1].id))
            assert heard == []
        assert heard == [acme.id, places[1].id]
        heard.clear()

        with database.tenant(acme) as session:
            assert session.get(Organization, acme.id) is not None
        with pytest.raises(LookupError), database.tenant(acme) as session:  # noqa: PT012
            session.execute(rename, {"id": acme.id})
            raise LookupError
        with database.system() as session:
            session.execute(rename, {"id": acme.id})
        assert heard == []
    finally:
        database.close()


@pytest.mark.integration
def test_a_reader_sees_that_it_ended_and_shares_a_look(platform: Platform) -> None:
    generations = Generations(platform.redis)
    mine, other = uuid4(), uuid4()

    async def story() -> None:
        reader = GenerationReader(platform.settings.require("redis_url"))
        never, *_ = await asyncio.gather(*(reader.read(mine) for _ in range(5)))
        assert never == b""
        seen: list[bytes | None] = [never]
        for _ in range(3):
            generations.end(mine)
            seen += await asyncio.gather(reader.read(mine), reader.read(mine))
        assert len(set(seen)) == 4
        assert seen[1::2] == seen[2::2]
        assert await reader.read(other) == b""
        await reader.close()

    asyncio.run(story())


def test_a_redis_that_is_down_leaves_it_unknown() -> None:
    async def story() -> None:
        reader = GenerationReader("redis://127.0.0.1:1")
        assert await reader.read(uuid4()) is None
        await reader.close()

    asyncio.run(story())


@pytest.mark.integration
def test_one_who_leaves_does_not_disturb_the_others(platform: Platform) -> None:
    place = uuid4()

    async def story() -> None:
        reader = GenerationReader(platform.settings.require("redis_url"))
        leaving, staying = (asyncio.create_task(reader.read(place)) for _ in range(2))
        await asyncio.sleep(0)
        leaving.cancel()
        assert await staying == b""
        await reader.close()

    asyncio.run(story())

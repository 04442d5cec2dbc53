"""Row-level security: the database itself keeps tenants apart."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError
from sqlmodel import col, select

from cashstage.access.work import scope_of_row
from cashstage.emulator.server import EmulatorServer
from cashstage.models import Dashboard, DataSnapshot, DataSource, metadata
from cashstage.models.database import driver_url
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.sources.snapshot import repository as snapshots
from tests.factories import people, workspaces
from tests.factories.records import TENANT_COLUMN

pytestmark = pytest.mark.integration

TENANT_TABLES = sorted(
    table.name
    for table in metadata.tables.values()
    if TENANT_COLUMN in table.columns or table.name == "organizations"
)


def test_migrations_build_exactly_the_models(database_url: str) -> None:
    engine = create_engine(driver_url(database_url))
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()

    assert differences == []


def test_the_role_can_not_pass_policies(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone()

    assert row == (False, False)


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_every_tenant_table_is_protected(database_url: str, table: str) -> None:
    with psycopg.connect(database_url) as connection:
        row = connection.execute(
            "SELECT relrowsecurity, relforcerowsecurity,"
            " (SELECT count(*) FROM pg_policy WHERE polrelid = c.oid)"
            " FROM pg_class c WHERE c.oid = %s::regclass",
            [table],
        ).fetchone()

    assert row == (True, True, 1)


@pytest.fixture
def neighbours(
    platform: Platform, emulator: EmulatorServer, tmp_path: Path
) -> tuple[VerifiedOrganization, VerifiedOrganization]:
    """Two organizations with rows in every tenant table."""
    made = [workspaces.workspace(platform, emulator, tmp_path, name) for name in ("Acme", "Zenith")]
    mine, theirs = (scope_of_row(each.place.id) for each in made)
    return mine, theirs


def test_every_tenant_table_shows_each_organization_its_own_rows_only(
    platform: Platform, neighbours: tuple[VerifiedOrganization, VerifiedOrganization]
) -> None:
    mine, theirs = neighbours
    for table in TENANT_TABLES:
        owner = "id" if table == "organizations" else TENANT_COLUMN
        owners = text(f"SELECT DISTINCT {owner} FROM {table}")
        with platform.database.engine.connect() as connection:
            assert connection.execute(owners).all() == [], table
        with platform.database.system() as session:
            assert set(session.connection().scalars(owners)) == {mine.id, theirs.id}, table
        with platform.database.tenant(mine) as session:
            assert set(session.connection().scalars(owners)) == {mine.id}, table


def test_no_row_of_another_organization_is_changed(
    platform: Platform, neighbours: tuple[VerifiedOrganization, VerifiedOrganization]
) -> None:
    mine, theirs = neighbours
    for table in TENANT_TABLES:
        owner = "id" if table == "organizations" else TENANT_COLUMN
        for verb in (f"UPDATE {table} SET {owner} = {owner}", f"DELETE FROM {table}"):
            statement = text(f"{verb} WHERE {owner} = :id")
            with platform.database.tenant(mine) as session:
                done = session.connection().execute(statement, {"id": theirs.id})
                assert done.rowcount == 0, verb


def test_a_scope_sees_its_own_rows_only_and_can_not_write_others(platform: Platform) -> None:
    mine, theirs = people.organization(platform, "Mine"), people.organization(platform, "Theirs")
    for place in (mine, theirs):
        _fill(platform, place.id)
    scope = scope_of_row(mine.id)
    with platform.database.tenant(scope) as session:
        seen = session.exec(select(Dashboard.organization_id)).all()
        moved = session.connection().execute(
            text("UPDATE dashboards SET title = 'taken' WHERE organization_id = :id"),
            {"id": theirs.id},
        )

    assert set(seen) == {mine.id}
    assert moved.rowcount == 0
    with pytest.raises(ProgrammingError, match="row-level security"):  # noqa: SIM117
        with platform.database.tenant(scope) as session:
            session.add(Dashboard(organization_id=theirs.id, title="smuggled"))


def test_scope_does_not_survive_in_the_pool(platform: Platform) -> None:
    place = people.organization(platform)
    _fill(platform, place.id)
    with platform.database.tenant(scope_of_row(place.id)) as session:
        session.exec(select(Dashboard)).all()
    with platform.database.engine.connect() as connection:
        seen = connection.execute(text("SELECT count(*) FROM dashboards")).scalar_one()

    assert seen == 0


def test_partitions_show_nothing_when_read_directly(platform: Platform) -> None:
    place = people.organization(platform)
    source = _fill(platform, place.id)
    scope = scope_of_row(place.id)
    with platform.database.tenant(scope) as session:
        snapshots.insert(session, _snapshot(place.id, source))
        direct = session.connection().execute(text("SELECT count(*) FROM data_snapshots_2026_03"))
        through = session.exec(select(col(DataSnapshot.id))).all()

        assert direct.scalar_one() == 0
        assert len(through) == 1


def test_the_audit_log_can_not_be_changed(platform: Platform) -> None:
    place = people.organization(platform)
    _fill(platform, place.id)
    for statement in ("UPDATE audit_log SET action = 'x'", "DELETE FROM audit_log"):
        with pytest.raises(Exception, match="append-only"), platform.database.system() as session:
            session.connection().execute(text(statement))


def _fill(platform: Platform, organization_id: UUID) -> DataSource:
    scope = scope_of_row(organization_id)
    with platform.database.tenant(scope) as session:
        source = DataSource(organization_id=scope.id, name="Ads", kind="file_upload")
        session.add(source)
        session.add(Dashboard(organization_id=scope.id, title="Overview"))
        session.flush()
        session.connection().execute(
            text(
                "INSERT INTO audit_log (id, created_at, organization_id, action, details)"
                " VALUES (gen_random_uuid(), now(), :id, 'dashboard.created', '{}')"
            ),
            {"id": scope.id},
        )
    return source


def _snapshot(organization_id: UUID, source: DataSource) -> DataSnapshot:
    return DataSnapshot(
        organization_id=organization_id,
        data_source_id=source.id,
        job_id=source.id,
        snapshot_date=date(2026, 3, 9),
        taken_at=datetime(2026, 3, 9, 12, tzinfo=UTC),
        digest="0" * 64,
        row_count=0,
        byte_size=0,
        columns=[],
        report={},
    )

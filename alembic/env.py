"""Runs migrations: one at a time per database, with limits on waiting and on running."""

from __future__ import annotations

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from alembic import context
from cashstage.core.settings import get_settings
from cashstage.models import metadata
from cashstage.models.database import driver_url

MIGRATION_LOCK = 0x_CA54_57A6
PARTITION_PREFIX = "data_snapshots_"


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Leaves the month partitions, which the product makes itself, out of comparisons."""
    return not (kind == "table" and name is not None and name.startswith(PARTITION_PREFIX))


def run() -> None:
    """Applies the revisions in one transaction, holding an advisory lock."""
    url = context.config.attributes.get("url") or get_settings().require("database_url")
    engine = create_engine(driver_url(url), poolclass=NullPool)
    with engine.connect() as connection, connection.begin():
        connection.execute(text("SET LOCAL lock_timeout = '10s'"))
        connection.execute(text("SET LOCAL statement_timeout = '15min'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        context.configure(
            connection=connection, target_metadata=metadata, include_name=include_name
        )
        context.run_migrations()
    engine.dispose()


run()

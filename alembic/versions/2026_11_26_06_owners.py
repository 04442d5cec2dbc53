"""Whom connections and data sources belong to, when it is not who connected them."""

from __future__ import annotations

from alembic import op

revision = "2026_11_26_06"
down_revision = "2026_11_26_05"
branch_labels = None
depends_on = None

TABLES = ("connections", "data_sources")


def upgrade() -> None:
    for table in TABLES:
        op.execute(
            f"""
            ALTER TABLE {table}
              ADD COLUMN owner_id uuid CONSTRAINT fk_{table}_owner_id
                REFERENCES users (id) ON DELETE SET NULL
            """
        )


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} DROP COLUMN owner_id")

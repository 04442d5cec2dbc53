"""Deleted dashboards wait a while, so that deleting can be undone."""

from __future__ import annotations

from alembic import op

revision = "2026_11_23_04"
down_revision = "2026_11_23_03"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE dashboards ADD COLUMN deleted_at timestamptz")


def downgrade() -> None:
    op.execute("DELETE FROM dashboards WHERE deleted_at IS NOT NULL")
    op.execute("ALTER TABLE dashboards DROP COLUMN deleted_at")

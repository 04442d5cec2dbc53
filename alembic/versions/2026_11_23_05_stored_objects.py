"""When an object was stored last, so that one nobody points to yet is not taken for a left one."""

from __future__ import annotations

from alembic import op

revision = "2026_11_23_05"
down_revision = "2026_11_23_04"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE snapshot_objects ADD COLUMN stored_at timestamptz NOT NULL DEFAULT now()"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE snapshot_objects DROP COLUMN stored_at")

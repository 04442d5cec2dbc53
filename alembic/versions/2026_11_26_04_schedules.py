"""Schedules of every kind, pauses, and whether edits are fetched at once.

`refresh_minutes` goes on being written for intervals, and `idx_data_sources_due` stays, for
processes of the version before. Once none runs any more, a later revision may copy what is left in
`refresh_minutes` into `schedule` and drop both.
"""

from __future__ import annotations

from alembic import op

revision = "2026_11_26_04"
down_revision = "2026_11_23_07"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE data_sources
          ADD COLUMN schedule jsonb,
          ADD COLUMN on_change boolean NOT NULL DEFAULT true,
          ADD COLUMN paused_at timestamptz,
          ADD COLUMN paused_by uuid CONSTRAINT fk_data_sources_paused_by
            REFERENCES users (id) ON DELETE SET NULL
        """
    )
    op.execute(
        "CREATE INDEX idx_data_sources_next_refresh ON data_sources (next_refresh_at)"
        " WHERE next_refresh_at IS NOT NULL"
    )


def downgrade() -> None:
    op.execute("DROP INDEX idx_data_sources_next_refresh")
    op.execute("UPDATE data_sources SET next_refresh_at = NULL WHERE refresh_minutes IS NULL")
    op.execute(
        """
        UPDATE data_sources SET next_refresh_at = now()
        WHERE refresh_minutes IS NOT NULL AND next_refresh_at IS NULL
        """
    )
    op.execute(
        "ALTER TABLE data_sources DROP COLUMN schedule, DROP COLUMN on_change,"
        " DROP COLUMN paused_at, DROP COLUMN paused_by"
    )

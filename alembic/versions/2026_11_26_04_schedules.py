"""Schedules of every kind, pauses, and whether edits are fetched at once.

`refresh_minutes` goes on being written for intervals, and `idx_data_sources_due` stays, for
processes of the version before. Once none runs any more, a later revision may copy what is left in
`refresh_minutes` into `schedule` and drop both.
"""

from __future__ import annotations

from alembic import op

revision = "2026_11_26_04"
down_revision = "2026_11_26_03"
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
    # The rows of every organization are behind a policy, which this setting opens here alone.
    op.execute("SELECT set_config('app.system', 'on', true)")
    op.execute(
        """
        UPDATE data_sources
        SET next_refresh_at = CASE WHEN refresh_minutes IS NULL THEN NULL
                                   ELSE coalesce(next_refresh_at, now()) END
        """
    )
    op.execute("SELECT set_config('app.system', '', true)")
    op.execute("DROP INDEX idx_data_sources_next_refresh")
    op.execute(
        "ALTER TABLE data_sources DROP COLUMN schedule, DROP COLUMN on_change,"
        " DROP COLUMN paused_at, DROP COLUMN paused_by"
    )

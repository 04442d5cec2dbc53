"""Columns that keep their other names and their history, and the question about what changed."""

from __future__ import annotations

from alembic import op

revision = "2026_11_23_07"
down_revision = "2026_11_23_06"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE source_columns
          ADD COLUMN aliases text[] NOT NULL DEFAULT '{}',
          ADD COLUMN retired_at timestamptz
        """
    )
    op.execute("ALTER TABLE data_sources ADD COLUMN drift jsonb")


def downgrade() -> None:
    op.execute("ALTER TABLE data_sources DROP COLUMN drift")
    # Row-level security holds for migrations too.
    op.execute("SELECT set_config('app.system', 'on', true)")
    op.execute("DELETE FROM source_columns WHERE retired_at IS NOT NULL")
    op.execute("ALTER TABLE source_columns DROP COLUMN aliases, DROP COLUMN retired_at")

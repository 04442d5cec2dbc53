"""Sources that keep what leaves their sheet, and what changed from snapshot to snapshot."""

from __future__ import annotations

from alembic import op

revision = "2026_11_26_02"
down_revision = "2026_11_23_07"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE data_sources
          ADD COLUMN mode text NOT NULL DEFAULT 'replace'
            CONSTRAINT ck_data_sources_mode CHECK (mode IN ('replace', 'accumulate')),
          ADD COLUMN key text[] NOT NULL DEFAULT '{}'
        """
    )
    op.execute("ALTER TABLE data_snapshots ADD COLUMN changes jsonb")


def downgrade() -> None:
    op.execute("ALTER TABLE data_snapshots DROP COLUMN changes")
    op.execute("ALTER TABLE data_sources DROP COLUMN mode, DROP COLUMN key")

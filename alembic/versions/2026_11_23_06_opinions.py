"""What the machine thinks of a column, beside what holds: its evidence and its proposal."""

from __future__ import annotations

from alembic import op

revision = "2026_11_23_06"
down_revision = "2026_11_23_05"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE source_columns
          ADD COLUMN evidence text,
          ADD COLUMN proposed_type text,
          ADD COLUMN confidence double precision,
          ADD COLUMN reason text
        """
    )


def downgrade() -> None:
    op.execute(
        """
        ALTER TABLE source_columns
          DROP COLUMN evidence, DROP COLUMN proposed_type,
          DROP COLUMN confidence, DROP COLUMN reason
        """
    )

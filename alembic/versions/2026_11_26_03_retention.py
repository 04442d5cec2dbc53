"""How a data source's history is thinned out with age; nothing set keeps every snapshot."""

from __future__ import annotations

from alembic import op

revision = "2026_11_26_03"
down_revision = "2026_11_26_02"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE data_sources
          ADD COLUMN daily_after_days integer
            CONSTRAINT ck_data_sources_daily_after CHECK (daily_after_days >= 1),
          ADD COLUMN weekly_after_days integer
            CONSTRAINT ck_data_sources_weekly_after CHECK (weekly_after_days >= 1),
          ADD COLUMN monthly_after_days integer
            CONSTRAINT ck_data_sources_monthly_after CHECK (monthly_after_days >= 1)
        """
    )


def downgrade() -> None:
    op.execute(
        """
        ALTER TABLE data_sources
          DROP COLUMN daily_after_days,
          DROP COLUMN weekly_after_days,
          DROP COLUMN monthly_after_days
        """
    )

"""The month in which an organization's fiscal year begins."""

from __future__ import annotations

from alembic import op

revision = "2026_11_26_21"
down_revision = "2026_11_26_20"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The default lets processes of the version before go on inserting organizations.
    op.execute(
        "ALTER TABLE organizations ADD COLUMN fiscal_year_starts_on integer NOT NULL DEFAULT 1"
        " CONSTRAINT ck_organizations_fiscal_year_starts_on"
        " CHECK (fiscal_year_starts_on BETWEEN 1 AND 12)"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE organizations DROP COLUMN fiscal_year_starts_on")

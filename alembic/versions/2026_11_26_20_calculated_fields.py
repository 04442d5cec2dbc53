"""Calculated columns of data sources."""

from __future__ import annotations

from alembic import op

revision = "2026_11_26_20"
down_revision = "2026_11_26_07"
branch_labels = None
depends_on = None

FIELDS = """
CREATE TABLE calculated_fields (
    id uuid CONSTRAINT pk_calculated_fields PRIMARY KEY,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    organization_id uuid NOT NULL CONSTRAINT fk_calculated_fields_organization_id
        REFERENCES organizations (id) ON DELETE CASCADE,
    data_source_id uuid NOT NULL CONSTRAINT fk_calculated_fields_data_source_id
        REFERENCES data_sources (id) ON DELETE CASCADE,
    name text NOT NULL,
    formula text NOT NULL,
    created_by uuid CONSTRAINT fk_calculated_fields_created_by
        REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT uq_calculated_fields_name UNIQUE (data_source_id, name)
);
CALL protect_tenant_table('calculated_fields');
"""


def upgrade() -> None:
    op.execute(FIELDS)


def downgrade() -> None:
    op.execute("DROP TABLE calculated_fields")

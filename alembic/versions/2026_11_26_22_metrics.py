"""Metrics that organizations define."""

from __future__ import annotations

from alembic import op

revision = "2026_11_26_22"
down_revision = "2026_11_26_21"
branch_labels = None
depends_on = None

METRICS = """
CREATE TABLE metric_definitions (
    id uuid CONSTRAINT pk_metric_definitions PRIMARY KEY,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    organization_id uuid NOT NULL CONSTRAINT fk_metric_definitions_organization_id
        REFERENCES organizations (id) ON DELETE CASCADE,
    name text NOT NULL,
    label text NOT NULL,
    formula text NOT NULL,
    format text,
    direction text,
    description text NOT NULL,
    created_by uuid CONSTRAINT fk_metric_definitions_created_by
        REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT uq_metric_definitions_organization_id_name UNIQUE (organization_id, name)
);
CALL protect_tenant_table('metric_definitions');
"""


def upgrade() -> None:
    op.execute(METRICS)


def downgrade() -> None:
    op.execute("DROP TABLE metric_definitions")

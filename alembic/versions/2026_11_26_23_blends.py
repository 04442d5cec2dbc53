"""Blends of several data sources, exchange rates, and widgets that ask a blend."""

from __future__ import annotations

from alembic import op

revision = "2026_11_26_23"
down_revision = "2026_11_26_22"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE blends (
    id uuid CONSTRAINT pk_blends PRIMARY KEY,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    organization_id uuid NOT NULL CONSTRAINT fk_blends_organization_id
        REFERENCES organizations (id) ON DELETE CASCADE,
    name text NOT NULL,
    definition jsonb NOT NULL,
    source_names jsonb NOT NULL,
    columns_given integer NOT NULL,
    created_by uuid CONSTRAINT fk_blends_created_by REFERENCES users (id) ON DELETE SET NULL
);
CREATE INDEX idx_blends_org_created ON blends (organization_id, created_at);
CALL protect_tenant_table('blends');

CREATE TABLE exchange_rates (
    id uuid CONSTRAINT pk_exchange_rates PRIMARY KEY,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    organization_id uuid NOT NULL CONSTRAINT fk_exchange_rates_organization_id
        REFERENCES organizations (id) ON DELETE CASCADE,
    source text NOT NULL,
    target text NOT NULL,
    since date,
    rate double precision NOT NULL CONSTRAINT ck_exchange_rates_rate CHECK (rate > 0),
    CONSTRAINT uq_exchange_rates_pair
        UNIQUE NULLS NOT DISTINCT (organization_id, source, target, since)
);
CALL protect_tenant_table('exchange_rates');
"""

WIDGETS = """
ALTER TABLE widgets
  ADD COLUMN blend_id uuid CONSTRAINT fk_widgets_blend_id REFERENCES blends (id) ON DELETE SET NULL;
CREATE INDEX idx_widgets_blend ON widgets (blend_id);
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(WIDGETS)


def downgrade() -> None:
    op.execute("ALTER TABLE widgets DROP COLUMN blend_id")
    op.execute("DROP TABLE exchange_rates, blends")

"""Dashboards, tabs and widgets."""

from __future__ import annotations

from alembic import op

revision = "2026_11_23_03"
down_revision = "2026_11_23_02"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE dashboards (
    id uuid CONSTRAINT pk_dashboards PRIMARY KEY,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    organization_id uuid NOT NULL CONSTRAINT fk_dashboards_organization_id
        REFERENCES organizations (id) ON DELETE CASCADE,
    title text NOT NULL,
    settings jsonb NOT NULL,
    created_by uuid CONSTRAINT fk_dashboards_created_by
        REFERENCES users (id) ON DELETE SET NULL
);
CREATE INDEX idx_dashboards_org_created ON dashboards (organization_id, created_at DESC);

CREATE TABLE dashboard_tabs (
    id uuid CONSTRAINT pk_dashboard_tabs PRIMARY KEY,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    organization_id uuid NOT NULL CONSTRAINT fk_dashboard_tabs_organization_id
        REFERENCES organizations (id) ON DELETE CASCADE,
    dashboard_id uuid NOT NULL CONSTRAINT fk_dashboard_tabs_dashboard_id
        REFERENCES dashboards (id) ON DELETE CASCADE,
    title text NOT NULL,
    position integer NOT NULL
);
CREATE INDEX idx_dashboard_tabs_dashboard_id ON dashboard_tabs (dashboard_id);

CREATE TABLE widgets (
    id uuid CONSTRAINT pk_widgets PRIMARY KEY,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    organization_id uuid NOT NULL CONSTRAINT fk_widgets_organization_id
        REFERENCES organizations (id) ON DELETE CASCADE,
    dashboard_tab_id uuid NOT NULL CONSTRAINT fk_widgets_dashboard_tab_id
        REFERENCES dashboard_tabs (id) ON DELETE CASCADE,
    data_source_id uuid CONSTRAINT fk_widgets_data_source_id
        REFERENCES data_sources (id) ON DELETE SET NULL,
    type text NOT NULL,
    title text NOT NULL,
    query jsonb,
    style jsonb NOT NULL,
    layout jsonb NOT NULL
);
CREATE INDEX idx_widgets_dashboard_tab ON widgets (dashboard_tab_id);
CREATE INDEX idx_widgets_data_source ON widgets (data_source_id);
"""

PROTECTION = """
CALL protect_tenant_table('dashboards');
CALL protect_tenant_table('dashboard_tabs');
CALL protect_tenant_table('widgets');
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(PROTECTION)


def downgrade() -> None:
    op.execute("DROP TABLE widgets, dashboard_tabs, dashboards")

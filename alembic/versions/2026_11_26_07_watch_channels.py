"""Channels through which Google tells of changes, beside the connections they belong to."""

from __future__ import annotations

from alembic import op

revision = "2026_11_26_07"
down_revision = "2026_11_26_06"
branch_labels = None
depends_on = None

CHANNELS = """
CREATE TABLE watch_channels (
    id uuid CONSTRAINT pk_watch_channels PRIMARY KEY,
    created_at timestamptz NOT NULL,
    organization_id uuid NOT NULL CONSTRAINT fk_watch_channels_organization_id
        REFERENCES organizations (id) ON DELETE CASCADE,
    connection_id uuid NOT NULL CONSTRAINT fk_watch_channels_connection_id
        REFERENCES connections (id) ON DELETE CASCADE,
    address text NOT NULL,
    token_digest text NOT NULL,
    state text NOT NULL CONSTRAINT ck_watch_channels_state
        CHECK (state IN ('opening', 'live', 'refused')),
    resource_id text,
    reason text,
    renew_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    last_message bigint NOT NULL
);
CREATE INDEX idx_watch_channels_connection_id ON watch_channels (connection_id);
CREATE UNIQUE INDEX uq_watch_channels_opening ON watch_channels (connection_id)
    WHERE state = 'opening';
CALL protect_tenant_table('watch_channels');
"""


def upgrade() -> None:
    op.execute(CHANNELS)


def downgrade() -> None:
    op.execute("DROP TABLE watch_channels")

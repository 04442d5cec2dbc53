"""How often a job failed and why it waits, its log, and notices to those who can mend things."""

from __future__ import annotations

from alembic import op

revision = "2026_11_26_05"
down_revision = "2026_11_26_04"
branch_labels = None
depends_on = None

COUNTERS = """
ALTER TABLE ingestion_jobs
  ADD COLUMN failures integer NOT NULL DEFAULT 0,
  ADD COLUMN losses integer NOT NULL DEFAULT 0,
  ADD COLUMN quota_waits integer NOT NULL DEFAULT 0,
  ADD COLUMN quota_since timestamptz;
CREATE INDEX idx_ingestion_jobs_data_source_id ON ingestion_jobs (data_source_id, id);
"""

EVENTS = """
CREATE TABLE ingestion_job_events (
    id uuid CONSTRAINT pk_ingestion_job_events PRIMARY KEY,
    created_at timestamptz NOT NULL,
    organization_id uuid NOT NULL CONSTRAINT fk_ingestion_job_events_organization_id
        REFERENCES organizations (id) ON DELETE CASCADE,
    job_id uuid NOT NULL CONSTRAINT fk_ingestion_job_events_job_id
        REFERENCES ingestion_jobs (id) ON DELETE CASCADE,
    number integer NOT NULL,
    attempt integer NOT NULL,
    kind text NOT NULL,
    sentence text NOT NULL,
    until timestamptz,
    CONSTRAINT uq_ingestion_job_events_job_id_number UNIQUE (job_id, number)
);
"""

NOTICES = """
CREATE TABLE notices (
    id uuid CONSTRAINT pk_notices PRIMARY KEY,
    created_at timestamptz NOT NULL,
    organization_id uuid NOT NULL CONSTRAINT fk_notices_organization_id
        REFERENCES organizations (id) ON DELETE CASCADE,
    user_id uuid NOT NULL CONSTRAINT fk_notices_user_id
        REFERENCES users (id) ON DELETE CASCADE,
    kind text NOT NULL
        CONSTRAINT ck_notices_kind CHECK (kind IN ('source_broken', 'connection_lost')),
    data_source_id uuid CONSTRAINT fk_notices_data_source_id
        REFERENCES data_sources (id) ON DELETE CASCADE,
    connection_id uuid CONSTRAINT fk_notices_connection_id
        REFERENCES connections (id) ON DELETE CASCADE,
    job_id uuid CONSTRAINT fk_notices_job_id
        REFERENCES ingestion_jobs (id) ON DELETE SET NULL,
    sentence text NOT NULL,
    next_step text NOT NULL,
    link text NOT NULL,
    read_at timestamptz,
    resolved_at timestamptz
);
CREATE INDEX idx_notices_user ON notices (organization_id, user_id, id);
CREATE INDEX idx_notices_data_source_id ON notices (data_source_id);
CREATE INDEX idx_notices_connection_id ON notices (connection_id);
CREATE INDEX idx_notices_job_id ON notices (job_id);
CREATE UNIQUE INDEX uq_notices_open_source ON notices (user_id, data_source_id)
    WHERE resolved_at IS NULL;
CREATE UNIQUE INDEX uq_notices_open_connection ON notices (user_id, connection_id)
    WHERE resolved_at IS NULL;
"""

PROTECTION = """
CALL protect_tenant_table('ingestion_job_events');
CALL protect_tenant_table('notices');
"""


def upgrade() -> None:
    for statements in (COUNTERS, EVENTS, NOTICES, PROTECTION):
        op.execute(statements)


def downgrade() -> None:
    op.execute("DROP TABLE notices, ingestion_job_events")
    op.execute("DROP INDEX idx_ingestion_jobs_data_source_id")
    op.execute(
        """
        ALTER TABLE ingestion_jobs
          DROP COLUMN failures, DROP COLUMN losses,
          DROP COLUMN quota_waits, DROP COLUMN quota_since
        """
    )

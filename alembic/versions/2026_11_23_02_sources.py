"""Connections, data sources, ingestion jobs, and snapshots partitioned by month."""

from __future__ import annotations

from alembic import op

revision = "2026_11_23_02"
down_revision = "2026_11_23_01"
branch_labels = None
depends_on = None

SOURCES = """
CREATE TABLE connections (
    id uuid CONSTRAINT pk_connections PRIMARY KEY,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    organization_id uuid NOT NULL CONSTRAINT fk_connections_organization_id
        REFERENCES organizations (id) ON DELETE CASCADE,
    provider text NOT NULL,
    subject text NOT NULL,
    email text NOT NULL,
    scopes text[] NOT NULL,
    secret bytea NOT NULL,
    state text NOT NULL
        CONSTRAINT ck_connections_state CHECK (state IN ('active', 'needs_reauth')),
    state_reason text,
    changes_token text,
    polled_at timestamptz,
    created_by uuid CONSTRAINT fk_connections_created_by
        REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT uq_connections_organization_id_provider_subject
        UNIQUE (organization_id, provider, subject)
);

CREATE TABLE data_sources (
    id uuid CONSTRAINT pk_data_sources PRIMARY KEY,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    organization_id uuid NOT NULL CONSTRAINT fk_data_sources_organization_id
        REFERENCES organizations (id) ON DELETE CASCADE,
    name text NOT NULL,
    kind text NOT NULL,
    connection_id uuid CONSTRAINT fk_data_sources_connection_id
        REFERENCES connections (id) ON DELETE SET NULL,
    settings jsonb NOT NULL,
    refresh_minutes integer CONSTRAINT ck_data_sources_refresh CHECK (refresh_minutes >= 1),
    next_refresh_at timestamptz,
    state text NOT NULL CONSTRAINT ck_data_sources_state
        CHECK (state IN ('pending', 'ready', 'needs_attention')),
    state_reason text,
    file_version text,
    columns_given integer NOT NULL,
    created_by uuid CONSTRAINT fk_data_sources_created_by
        REFERENCES users (id) ON DELETE SET NULL
);
CREATE INDEX idx_data_sources_connection_id ON data_sources (connection_id);
CREATE INDEX idx_data_sources_org_created ON data_sources (organization_id, created_at);
CREATE INDEX idx_data_sources_due ON data_sources (next_refresh_at)
    WHERE refresh_minutes IS NOT NULL;

CREATE TABLE source_columns (
    id uuid CONSTRAINT pk_source_columns PRIMARY KEY,
    created_at timestamptz NOT NULL,
    organization_id uuid NOT NULL CONSTRAINT fk_source_columns_organization_id
        REFERENCES organizations (id) ON DELETE CASCADE,
    data_source_id uuid NOT NULL CONSTRAINT fk_source_columns_data_source_id
        REFERENCES data_sources (id) ON DELETE CASCADE,
    key text NOT NULL,
    position integer NOT NULL,
    name text NOT NULL,
    type text NOT NULL CONSTRAINT ck_source_columns_type CHECK (
        type IN ('integer', 'number', 'boolean', 'date', 'datetime', 'time', 'text')),
    role text NOT NULL
        CONSTRAINT ck_source_columns_role CHECK (role IN ('dimension', 'metric')),
    semantic_type text,
    format text,
    overridden boolean NOT NULL,
    CONSTRAINT uq_source_columns_data_source_id_key UNIQUE (data_source_id, key)
);
"""

JOBS = """
CREATE TABLE ingestion_jobs (
    id uuid CONSTRAINT pk_ingestion_jobs PRIMARY KEY,
    created_at timestamptz NOT NULL,
    organization_id uuid NOT NULL CONSTRAINT fk_ingestion_jobs_organization_id
        REFERENCES organizations (id) ON DELETE CASCADE,
    data_source_id uuid NOT NULL CONSTRAINT fk_ingestion_jobs_data_source_id
        REFERENCES data_sources (id) ON DELETE CASCADE,
    slot text NOT NULL,
    trigger text NOT NULL,
    state text NOT NULL CONSTRAINT ck_ingestion_jobs_state
        CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    stage text NOT NULL,
    attempt integer NOT NULL,
    rows_done integer NOT NULL,
    rows_total integer,
    reason text,
    error_code text,
    snapshot_id uuid,
    requested_by uuid CONSTRAINT fk_ingestion_jobs_requested_by
        REFERENCES users (id) ON DELETE SET NULL,
    not_before timestamptz,
    started_at timestamptz,
    heartbeat_at timestamptz,
    finished_at timestamptz,
    CONSTRAINT uq_ingestion_jobs_data_source_id_slot UNIQUE (data_source_id, slot)
);
CREATE INDEX idx_ingestion_jobs_org_created ON ingestion_jobs (organization_id, created_at);
CREATE INDEX idx_ingestion_jobs_open ON ingestion_jobs (state) WHERE finished_at IS NULL;
"""

SNAPSHOTS = """
CREATE TABLE data_snapshots (
    id uuid NOT NULL,
    snapshot_date date NOT NULL,
    organization_id uuid NOT NULL CONSTRAINT fk_data_snapshots_organization_id
        REFERENCES organizations (id) ON DELETE CASCADE,
    data_source_id uuid NOT NULL CONSTRAINT fk_data_snapshots_data_source_id
        REFERENCES data_sources (id) ON DELETE CASCADE,
    job_id uuid NOT NULL,
    taken_at timestamptz NOT NULL,
    digest text NOT NULL,
    row_count integer NOT NULL,
    byte_size bigint NOT NULL,
    columns jsonb NOT NULL,
    report jsonb NOT NULL,
    CONSTRAINT pk_data_snapshots PRIMARY KEY (id, snapshot_date)
) PARTITION BY RANGE (snapshot_date);
CREATE INDEX idx_data_snapshots_source_date ON data_snapshots (data_source_id, snapshot_date DESC);

-- Read directly, a partition shows nothing: only the parent carries a policy.
CREATE PROCEDURE create_snapshot_partition(month date) LANGUAGE plpgsql AS $$
DECLARE
    first date := date_trunc('month', month)::date;
    name text := 'data_snapshots_' || to_char(first, 'YYYY_MM');
BEGIN
    IF to_regclass(name) IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(name, 0));
        IF to_regclass(name) IS NULL THEN
            EXECUTE format(
                'CREATE TABLE %I PARTITION OF data_snapshots FOR VALUES FROM (%L) TO (%L)',
                name, first, (first + interval '1 month')::date);
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
            EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        END IF;
    END IF;
END $$;

CREATE TABLE snapshot_objects (
    organization_id uuid NOT NULL CONSTRAINT fk_snapshot_objects_organization_id
        REFERENCES organizations (id) ON DELETE CASCADE,
    digest text NOT NULL,
    part integer NOT NULL,
    data bytea NOT NULL,
    CONSTRAINT pk_snapshot_objects PRIMARY KEY (organization_id, digest, part)
);
-- Objects are compressed already; a second compression only costs time.
ALTER TABLE snapshot_objects ALTER COLUMN data SET STORAGE EXTERNAL;
"""

PROTECTION = """
CALL protect_tenant_table('connections');
CALL protect_tenant_table('data_sources');
CALL protect_tenant_table('source_columns');
CALL protect_tenant_table('ingestion_jobs');
CALL protect_tenant_table('data_snapshots');
CALL protect_tenant_table('snapshot_objects');
"""


def upgrade() -> None:
    for statements in (SOURCES, JOBS, SNAPSHOTS, PROTECTION):
        op.execute(statements)


def downgrade() -> None:
    op.execute(
        "DROP TABLE snapshot_objects, data_snapshots, ingestion_jobs, source_columns,"
        " data_sources, connections"
    )
    op.execute("DROP PROCEDURE create_snapshot_partition")

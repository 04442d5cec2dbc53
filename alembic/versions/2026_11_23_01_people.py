"""Organizations, people, sessions, the audit log, and the functions that row security reads."""

from __future__ import annotations

from alembic import op

revision = "2026_11_23_01"
down_revision = None
branch_labels = None
depends_on = None

SCOPE_FUNCTIONS = """
CREATE FUNCTION app_organization() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('app.organization_id', true), '')::uuid $$;

CREATE FUNCTION app_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(current_setting('app.system', true), '') = 'on' $$;

-- Every tenant table is protected the same way; FORCE binds the owner, which is our own role.
CREATE PROCEDURE protect_tenant_table(name regclass, owner_column text DEFAULT 'organization_id')
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
        'CREATE POLICY tenant ON %1$s'
        ' USING (%2$I = app_organization() OR app_system())'
        ' WITH CHECK (%2$I = app_organization() OR app_system())',
        name, owner_column
    );
END $$;
"""

TABLES = """
CREATE TABLE organizations (
    id uuid CONSTRAINT pk_organizations PRIMARY KEY,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    name text NOT NULL,
    time_zone text NOT NULL,
    week_starts_on integer NOT NULL
        CONSTRAINT ck_organizations_week_starts_on CHECK (week_starts_on BETWEEN 0 AND 6),
    currency text NOT NULL,
    allowed_domains text[] NOT NULL
);

CREATE TABLE users (
    id uuid CONSTRAINT pk_users PRIMARY KEY,
    created_at timestamptz NOT NULL,
    google_subject text CONSTRAINT uq_users_google_subject UNIQUE,
    email text NOT NULL CONSTRAINT uq_users_email UNIQUE
        CONSTRAINT ck_users_email CHECK (email = lower(email)),
    name text NOT NULL,
    picture_url text,
    last_signed_in_at timestamptz
);

CREATE TABLE memberships (
    id uuid CONSTRAINT pk_memberships PRIMARY KEY,
    created_at timestamptz NOT NULL,
    organization_id uuid NOT NULL CONSTRAINT fk_memberships_organization_id
        REFERENCES organizations (id) ON DELETE CASCADE,
    user_id uuid NOT NULL CONSTRAINT fk_memberships_user_id
        REFERENCES users (id) ON DELETE CASCADE,
    role text NOT NULL
        CONSTRAINT ck_memberships_role CHECK (role IN ('viewer', 'editor', 'admin')),
    CONSTRAINT uq_memberships_organization_id_user_id UNIQUE (organization_id, user_id)
);
CREATE INDEX idx_memberships_user_id ON memberships (user_id);

CREATE TABLE invitations (
    id uuid CONSTRAINT pk_invitations PRIMARY KEY,
    created_at timestamptz NOT NULL,
    organization_id uuid NOT NULL CONSTRAINT fk_invitations_organization_id
        REFERENCES organizations (id) ON DELETE CASCADE,
    email text NOT NULL,
    role text NOT NULL
        CONSTRAINT ck_invitations_role CHECK (role IN ('viewer', 'editor', 'admin')),
    invited_by uuid CONSTRAINT fk_invitations_invited_by
        REFERENCES users (id) ON DELETE SET NULL,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz
);
CREATE UNIQUE INDEX uq_invitations_open ON invitations (organization_id, email)
    WHERE accepted_at IS NULL;

CREATE TABLE sessions (
    id uuid CONSTRAINT pk_sessions PRIMARY KEY,
    created_at timestamptz NOT NULL,
    token_digest text NOT NULL CONSTRAINT uq_sessions_token_digest UNIQUE,
    user_id uuid NOT NULL CONSTRAINT fk_sessions_user_id
        REFERENCES users (id) ON DELETE CASCADE,
    organization_id uuid NOT NULL CONSTRAINT fk_sessions_organization_id
        REFERENCES organizations (id) ON DELETE CASCADE,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    user_agent text
);
CREATE INDEX idx_sessions_user_id ON sessions (user_id);

CREATE TABLE login_links (
    id uuid CONSTRAINT pk_login_links PRIMARY KEY,
    created_at timestamptz NOT NULL,
    token_digest text NOT NULL CONSTRAINT uq_login_links_token_digest UNIQUE,
    user_id uuid NOT NULL CONSTRAINT fk_login_links_user_id
        REFERENCES users (id) ON DELETE CASCADE,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);

CREATE TABLE audit_log (
    id uuid CONSTRAINT pk_audit_log PRIMARY KEY,
    created_at timestamptz NOT NULL,
    organization_id uuid NOT NULL,
    actor_id uuid,
    action text NOT NULL,
    target_id uuid,
    details jsonb NOT NULL
);
CREATE INDEX idx_audit_log_org_created ON audit_log (organization_id, created_at DESC);
"""

APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

PROTECTION = """
CALL protect_tenant_table('organizations', 'id');
CALL protect_tenant_table('memberships');
CALL protect_tenant_table('invitations');
CALL protect_tenant_table('sessions');
CALL protect_tenant_table('audit_log');
"""


def upgrade() -> None:
    for statements in (SCOPE_FUNCTIONS, TABLES, APPEND_ONLY, PROTECTION):
        op.execute(statements)


def downgrade() -> None:
    op.execute(
        "DROP TABLE audit_log, login_links, sessions, invitations, memberships, users,"
        " organizations"
    )
    op.execute("DROP FUNCTION refuse_change, app_system, app_organization")
    op.execute("DROP PROCEDURE protect_tenant_table")

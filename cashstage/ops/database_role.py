"""Whether the database role is one that row-level security binds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import psycopg

from cashstage.core.errors import ConfigurationError, Unavailable
from cashstage.core.settings import Settings


@dataclass(frozen=True, slots=True)
class DatabaseRole:
    """The role of a connection, and what would let it pass every policy."""

    name: str
    is_superuser: bool
    bypasses_policies: bool

    @property
    def unbound(self) -> str | None:
        """Why the policies do not bind it; None when they do."""
        if not (self.is_superuser or self.bypasses_policies):
            return None
        power = "is a superuser" if self.is_superuser else "has BYPASSRLS"
        return (
            f"The role {self.name} {power}, so row-level security does not protect organizations."
        )

    @property
    def remedy(self) -> str:
        """What an operator does about it."""
        return (
            f"ALTER ROLE {self.name} NOSUPERUSER NOBYPASSRLS, or name another role in DATABASE_URL."
        )


def read_role(connection: psycopg.Connection) -> DatabaseRole:
    """The role that this connection works as."""
    row = connection.execute(
        "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    return DatabaseRole(*cast("tuple[str, bool, bool]", row))


def require_bound_role(settings: Settings) -> None:
    """Refuses to start in production as a role that could read every organization's rows."""
    if not settings.production:
        return
    try:
        with psycopg.connect(settings.require("database_url"), connect_timeout=5) as connection:
            role = read_role(connection)
    except psycopg.OperationalError as error:
        raise Unavailable(
            "The database can't be reached.", next_step="Check DATABASE_URL and the server."
        ) from error
    if role.unbound:
        raise ConfigurationError(role.unbound, next_step=role.remedy)

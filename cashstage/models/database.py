"""The database: pooled connections, one transaction per unit of work, tenant scope in each.

Row-level security reads two transaction-local settings, written when a transaction begins:
`app.organization_id` for work inside one organization, `app.system` for the few places that must
look across organizations (sign-in, schedule, sweep). Neither survives its transaction, so a
pooled connection never carries one tenant's scope to the next.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

from cashstage.core.errors import Unavailable
from cashstage.models.generation import ends_generation
from cashstage.models.tenancy import VerifiedOrganization

_log = logging.getLogger(__name__)
_SCOPE = "scope"
_DEFERRED = "after_commit"
_CHANGES = "changes"
_COLLIDED = frozenset({"40001", "40P01"})
"""PostgreSQL undid this transaction in favour of another: a serialization failure, a deadlock."""
_DISK_FULL = "53100"
_SET_SCOPE = text(
    "SELECT set_config('app.organization_id', :organization, true),"
    " set_config('app.system', :system, true)"
)


class Database:
    """A connection pool that hands out scoped units of work."""

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 10,
        application: str = "cashstage",
        on_change: Callable[[UUID], None] | None = None,
    ) -> None:
        """`on_change` hears of each commit that changed an organization, before anybody else."""
        self._on_change = on_change
        self.engine: Engine = create_engine(
            driver_url(url),
            pool_size=pool_size,
            max_overflow=5,
            pool_pre_ping=True,
            pool_recycle=1800,
            connect_args={"application_name": application, "connect_timeout": 5},
        )

    @contextmanager
    def tenant(self, organization: VerifiedOrganization) -> Iterator[Session]:
        """One transaction that sees one organization; commits when the block ends well."""
        with self._unit({"organization": str(organization.id), "system": ""}) as session:
            yield session

    @contextmanager
    def system(self) -> Iterator[Session]:
        """One transaction across organizations, for `access` and the scheduler only."""
        with self._unit({"organization": "", "system": "on"}) as session:
            yield session

    @contextmanager
    def _unit(self, scope: dict[str, str]) -> Iterator[Session]:
        deferred: list[Callable[[], None]] = []
        changes: list[str] = []
        try:
            with Session(self.engine, expire_on_commit=False) as session:
                session.info.update({_SCOPE: scope, _DEFERRED: deferred, _CHANGES: changes})
                with session.begin():
                    yield session
        except PoolTimeout as error:
            raise _busy() from error
        except (OperationalError, InterfaceError) as error:
            if error.connection_invalidated or _unreachable(error):
                raise Unavailable("The database does not answer right now.") from error
            if getattr(error.orig, "sqlstate", None) in _COLLIDED:
                raise _busy() from error
            if getattr(error.orig, "sqlstate", None) == _DISK_FULL:
                raise Unavailable(
                    "The database's disk is full.", next_step="An operator makes room."
                ) from error
            raise
        if changes and scope["organization"] and self._on_change is not None:
            self._on_change(UUID(scope["organization"]))
        for call in deferred:
            call()

    def close(self) -> None:
        """Closes all pooled connections."""
        self.engine.dispose()


def after_commit(session: Session, call: Callable[[], None]) -> None:
    """Runs `call` once the transaction has committed; a rollback forgets it."""
    session.info[_DEFERRED].append(call)


def driver_url(url: str) -> str:
    """The URL with psycopg named as SQLAlchemy's driver."""
    _, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}"


def _busy() -> Unavailable:
    return Unavailable("The database is busy right now.", next_step="Try again in a moment.")


def _unreachable(error: OperationalError | InterfaceError) -> bool:
    return getattr(error.orig, "sqlstate", None) in {None, "57P01", "57P03", "53300"}


@event.listens_for(Session, "after_begin")
def _apply_scope(
    session: Session, _transaction: SessionTransaction, connection: Connection
) -> None:
    scope = session.info.get(_SCOPE)
    if scope is None:
        raise RuntimeError("a session was opened outside Database.tenant() and Database.system()")
    connection.info[_CHANGES] = session.info[_CHANGES]
    connection.execute(_SET_SCOPE, scope)


@event.listens_for(Engine, "before_cursor_execute")
def _note_change(
    connection: Connection,
    _cursor: object,
    statement: str,
    _parameters: object,
    _context: object,
    _many: bool,  # noqa: FBT001 - SQLAlchemy calls it so
) -> None:
    changes = connection.info.get(_CHANGES)
    if changes is not None and not changes and ends_generation(statement):
        changes.append(statement)

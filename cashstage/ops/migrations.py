"""Where the database schema stands, and how it moves.

Alembic is only imported to move it: knowing that nothing is to be done must not cost a start.
"""

from __future__ import annotations

import re

import psycopg

from cashstage.core.errors import ConfigurationError, Unavailable
from cashstage.ops.programs import ROOT

_REVISION = re.compile(r"^revision\b[^=]*=(.*)$", re.MULTILINE)
_DOWN_REVISION = re.compile(r"^down_revision\b[^=]*=(.*)$", re.MULTILINE)
_QUOTED = re.compile(r"[\"']([^\"']+)[\"']")


def head_revision() -> str:
    """The newest revision in the code: the one that no other builds on."""
    revisions: set[str] = set()
    built_on: set[str] = set()
    for file in (ROOT / "alembic" / "versions").glob("*.py"):
        text = file.read_text(encoding="utf-8")
        revisions.update(_QUOTED.findall("".join(_REVISION.findall(text))))
        built_on.update(_QUOTED.findall("".join(_DOWN_REVISION.findall(text))))
    heads = revisions - built_on
    if len(heads) != 1:
        raise ConfigurationError(f"The migrations have {len(heads)} heads; they need exactly one.")
    return heads.pop()


def database_revision(url: str) -> str | None:
    """The revision of the database; None when it was never migrated."""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            found = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
            if found is None or found[0] is None:
                return None
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except psycopg.OperationalError as error:
        raise Unavailable(
            "The database can't be reached.", next_step="Check DATABASE_URL and the server."
        ) from error
    return row[0] if row else None


def migrate(url: str) -> str | None:
    """Brings the database to the head; returns the revision it had before.

    Safe to run twice at once: the migrations hold a lock.
    """
    before = database_revision(url)
    if before != head_revision():
        from alembic.config import Config  # noqa: PLC0415 - costs most of a second

        from alembic import command  # noqa: PLC0415

        config = Config(ROOT / "alembic.ini")
        config.attributes["url"] = url
        command.upgrade(config, "head")
    return before

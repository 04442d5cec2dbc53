"""Where a database stands, known without Alembic, and how it moves."""

from __future__ import annotations

import subprocess
import sys

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from cashstage.core.errors import Unavailable
from cashstage.ops.embedded import EmbeddedPostgres
from cashstage.ops.embedded.ports import free_port
from cashstage.ops.migrations import database_revision, head_revision, migrate
from cashstage.ops.programs import ROOT


def test_the_head_is_the_one_alembic_finds() -> None:
    scripts = ScriptDirectory.from_config(Config(ROOT / "alembic.ini"))
    assert head_revision() == scripts.get_current_head()


@pytest.mark.integration
def test_an_empty_database_moves_to_the_head_once(postgres: EmbeddedPostgres) -> None:
    with psycopg.connect(postgres.superuser_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS to_migrate")
        connection.execute("CREATE DATABASE to_migrate OWNER cashstage")
    url = postgres.url.rpartition("/")[0] + "/to_migrate"
    assert database_revision(url) is None
    assert migrate(url) is None
    assert database_revision(url) == head_revision()
    assert migrate(url) == head_revision()


@pytest.mark.integration
def test_finding_nothing_to_do_does_not_load_alembic(database_url: str) -> None:
    code = (
        "import sys; from cashstage.ops.migrations import migrate; migrate(sys.argv[1]);"
        "sys.exit('alembic' in sys.modules or 'sqlalchemy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, database_url], check=False).returncode == 0


def test_a_database_that_is_away_is_one_sentence() -> None:
    with pytest.raises(Unavailable, match="can't be reached"):
        database_revision(f"postgresql://u:secret@127.0.0.1:{free_port()}/x")

"""Real servers for integration tests: started once per test process, emptied per test."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import hypothesis
import psycopg
import pytest
import redis
from alembic.config import Config
from psycopg import sql
from pydantic import SecretStr
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from alembic import command
from cashstage.core.settings import Settings, load_settings
from cashstage.emulator.server import EmulatorServer
from cashstage.models.platform import Platform, create_platform
from cashstage.ops.embedded.postgres import NAME, EmbeddedPostgres
from cashstage.ops.embedded.valkey import EmbeddedValkey
from tests.factories import google

# A busy machine is no failure of the code under test.
hypothesis.settings.register_profile("steady", deadline=None)
hypothesis.settings.load_profile("steady")

ROOT = Path(__file__).parents[1]
TEST_SECRET = "a secret for tests that is long enough"
_database_numbers = itertools.count()


ALONE = {"e2e": "browsers", "faults": "faults"}
"""Folders whose files share something: one product, or the machine's patience."""


class FilesTogether(LoadScopeScheduling):  # type: ignore[misc]
    """Keeps a file's tests in one process when several processes share the work."""

    def _split_scope(self, nodeid: str) -> str:
        path = PurePosixPath(nodeid.partition("::")[0])
        return ALONE.get(path.relative_to("tests").parts[0], str(path))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FilesTogether:
    """The scheduler of several processes, whatever the command line says."""
    return FilesTogether(config, log)


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """A folder outside pytest's own, which other accounts may not pass."""
    with tempfile.TemporaryDirectory(prefix="cashstage-tests-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture(scope="session")
def postgres(server_folder: Path) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL server whose `cashstage` database is migrated and serves as a template."""
    with EmbeddedPostgres(server_folder / "postgres", durable=False) as server:
        migrate(server.url)
        yield server


@pytest.fixture(scope="session")
def valkey(server_folder: Path) -> Iterator[EmbeddedValkey]:
    """A Valkey server."""
    with EmbeddedValkey(server_folder / "valkey", durable=False) as server:
        yield server


@pytest.fixture
def database_url(postgres: EmbeddedPostgres) -> Iterator[str]:
    """An empty, migrated database for one test."""
    with fresh_database(postgres) as url:
        yield url


@pytest.fixture
def redis_url(valkey: EmbeddedValkey) -> str:
    """An empty Valkey database."""
    client = redis.Redis.from_url(valkey.url)
    client.flushdb()
    client.close()
    return valkey.url


@pytest.fixture
def settings(database_url: str, redis_url: str, tmp_path: Path) -> Settings:
    """The settings of a process in a test."""
    return settings_of(database_url, redis_url, tmp_path)


@pytest.fixture(scope="session")
def served_google(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmulatorServer]:
    """The Google emulator on loopback."""
    folder = tmp_path_factory.mktemp("google")
    with EmulatorServer(folder, google.CLIENT, demo=False) as running:
        yield running


@pytest.fixture
def emulator(served_google: EmulatorServer) -> Iterator[EmulatorServer]:
    """The emulator without faults or consents of another test."""
    yield served_google
    served_google.faults.clear()
    for email in served_google.state.grants.people():
        served_google.state.grants.revoke_person(email)


@pytest.fixture
def google_settings(settings: Settings, emulator: EmulatorServer) -> Settings:
    """The settings of a process that takes the emulator for Google."""
    return with_google(settings, emulator)


@pytest.fixture
def platform(settings: Settings) -> Iterator[Platform]:
    """A platform on the real servers."""
    with open_platform(settings) as made:
        yield made


@pytest.fixture
def google_platform(google_settings: Settings) -> Iterator[Platform]:
    """A platform that takes the emulator for Google."""
    with open_platform(google_settings) as made:
        yield made


@contextmanager
def fresh_database(postgres: EmbeddedPostgres) -> Iterator[str]:
    """A migrated database that lives as long as the block."""
    name = f"test_{next(_database_numbers)}"
    with psycopg.connect(postgres.superuser_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                sql.Identifier(name), sql.Identifier(NAME), sql.Identifier(NAME)
            )
        )
    yield postgres.url.rpartition("/")[0] + f"/{name}"
    with psycopg.connect(postgres.superuser_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def open_platform(settings: Settings) -> Iterator[Platform]:
    """A platform whose connections are closed after the block."""
    made = create_platform(settings, application="tests")
    yield made
    made.database.close()
    made.redis.close()


def settings_of(database_url: str, redis_url: str, folder: Path) -> Settings:
    """Settings over these servers."""
    return load_settings(
        {
            "cashstage_home": folder / "home",
            "secret_key": TEST_SECRET,
            "database_url": database_url,
            "redis_url": redis_url,
            "google_client_id": "test-client",
            "google_client_secret": "test-client-secret",
        }
    )


def with_google(settings: Settings, emulator: EmulatorServer) -> Settings:
    """The settings with the emulator in Google's place."""
    return settings.model_copy(
        update={
            "google_client_id": google.CLIENT.client_id,
            "google_client_secret": SecretStr(google.CLIENT.client_secret),
            "google_api_endpoint": emulator.base_url,
        }
    )


def migrate(url: str) -> None:
    """Brings a database to the newest revision."""
    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = url
    command.upgrade(config, "head")

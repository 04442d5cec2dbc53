"""Servers that keep what they acknowledge, for tests that kill them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cashstage.core.settings import Settings
from cashstage.emulator.server import EmulatorServer
from cashstage.models.platform import Platform
from cashstage.ops.embedded.postgres import EmbeddedPostgres
from cashstage.ops.embedded.valkey import EmbeddedValkey
from tests.conftest import migrate, open_platform, settings_of, with_google

SILENT_SECONDS = 4.0
"""After which a worker is taken for dead; three minutes in the product."""


@pytest.fixture(scope="module")
def durable_folder() -> Iterator[Path]:
    """A folder outside pytest's own, which the database's account may pass."""
    with tempfile.TemporaryDirectory(prefix="cashstage-faults-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture(scope="module")
def durable_postgres(durable_folder: Path) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL of its own, as `cashstage up` runs it."""
    with EmbeddedPostgres(durable_folder / "postgres") as server:
        migrate(server.url)
        yield server


@pytest.fixture(scope="module")
def durable_valkey(durable_folder: Path) -> Iterator[EmbeddedValkey]:
    """A Valkey of its own with its append-only file on."""
    with EmbeddedValkey(durable_folder / "valkey") as server:
        yield server


@pytest.fixture
def hasty_settings(
    durable_postgres: EmbeddedPostgres,
    durable_valkey: EmbeddedValkey,
    emulator: EmulatorServer,
    tmp_path: Path,
) -> Settings:
    """Settings of processes that lose their patience soon, and take the emulator for Google."""
    settings = settings_of(durable_postgres.url, durable_valkey.url, tmp_path)
    return with_google(settings, emulator).model_copy(
        update={"worker_silent_seconds": SILENT_SECONDS, "google_timeout_seconds": 5.0}
    )


@pytest.fixture
def hasty_platform(hasty_settings: Settings) -> Iterator[Platform]:
    """A platform on the durable servers."""
    with open_platform(hasty_settings) as made:
        yield made

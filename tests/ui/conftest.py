"""The real web process, started once per module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cashstage.emulator.server import EmulatorServer
from cashstage.ops.embedded.postgres import EmbeddedPostgres
from cashstage.ops.embedded.valkey import EmbeddedValkey
from tests.conftest import fresh_database, open_platform, settings_of, with_google
from tests.factories import websites, workspaces
from tests.ui.world import World


@pytest.fixture(scope="module")
def world(
    postgres: EmbeddedPostgres,
    valkey: EmbeddedValkey,
    served_google: EmulatorServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """A database of its own for the module, so that modules may change what they like."""
    folder = tmp_path_factory.mktemp("website")
    with fresh_database(postgres) as url:
        settings = with_google(settings_of(url, valkey.url, folder), served_google)
        with open_platform(settings) as platform, websites.website(settings) as address:
            acme, zenith = (
                workspaces.workspace(platform, served_google, folder, name)
                for name in ("Acme", "Zenith")
            )
            yield World(platform, address, served_google, acme, zenith)

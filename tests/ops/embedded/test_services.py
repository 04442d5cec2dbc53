"""Who starts the embedded servers, who only uses them, and what a command gets to know."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from cashstage.core.home import open_home
from cashstage.core.settings import Settings, load_settings
from cashstage.ops.embedded import (
    EmbeddedPostgres,
    EmbeddedServices,
    EmbeddedValkey,
    announce,
    announced_settings,
    complete,
    running_services,
    withdraw,
)

pytestmark = pytest.mark.integration

IN_ANOTHER_PROCESS = """
import sys
from pathlib import Path
from cashstage.core.settings import load_settings
from cashstage.ops.embedded import running_services
with running_services(load_settings({"cashstage_home": Path(sys.argv[1])})) as settings:
    print(settings.require("database_url"), settings.app_url)
"""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="cashstage-services-") as name:
        yield Path(name)


@pytest.fixture
def settings(folder: Path) -> Settings:
    return load_settings({"cashstage_home": folder})


def another_process(folder: Path) -> str:
    answer = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_PROCESS, str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    return answer.stdout.strip()


def test_a_command_starts_the_servers_for_its_own_duration(settings: Settings) -> None:
    home = open_home(settings.cashstage_home)
    with running_services(settings) as ready:
        with psycopg.connect(ready.require("database_url")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        with redis.Redis.from_url(ready.require("redis_url")) as client:
            assert client.ping()
        assert ready.cashstage_home == home.path
    assert not EmbeddedPostgres(home.postgres).is_alive()
    assert not EmbeddedValkey(home.valkey).is_alive()


def test_the_generated_root_secret_stays_the_same(settings: Settings) -> None:
    home = open_home(settings.cashstage_home)
    (first,) = complete(settings, home, {}).secret_keys
    assert complete(settings, home, {}).secret_keys == [first]
    assert len(first) >= 32


def test_a_command_uses_what_up_announced_and_leaves_it_running(settings: Settings) -> None:
    home = open_home(settings.cashstage_home)
    services = EmbeddedServices(settings, home)
    with home.lock("cashstage up"):
        environment = services.start() | {"APP_URL": "http://localhost:3123"}
        announce(home, environment)
        try:
            assert stat.S_IMODE(home.services_file.stat().st_mode) == 0o600
            answer = another_process(home.path)
            assert answer == f"{environment['DATABASE_URL']} http://localhost:3123"
            assert services.revive() == []
            assert announced_settings(settings).app_url == "http://localhost:3123"
        finally:
            withdraw(home)
            services.stop()
    assert announced_settings(settings).database_url is None


def test_an_announcement_of_a_dead_up_is_not_believed(settings: Settings) -> None:
    home = open_home(settings.cashstage_home)
    announce(home, {"DATABASE_URL": "postgresql://u:p@127.0.0.1:1/x", "REDIS_URL": "redis://x"})
    with running_services(settings) as ready:
        assert "127.0.0.1:1/" not in ready.require("database_url")
    assert not home.services_file.exists()


def test_servers_that_died_are_revived_where_they_were(settings: Settings) -> None:
    home = open_home(settings.cashstage_home)
    services = EmbeddedServices(settings, home)
    before = services.start()
    try:
        EmbeddedPostgres(home.postgres).stop()
        EmbeddedValkey(home.valkey).stop()
        assert services.revive() == ["DATABASE_URL", "REDIS_URL"]
        assert services.start() == before
    finally:
        services.stop()


def test_configured_urls_need_no_embedded_server(tmp_path: Path) -> None:
    configured = load_settings(
        {
            "cashstage_home": tmp_path / "home",
            "database_url": "postgresql://u:p@db.example.com/x",
            "redis_url": "redis://cache.example.com",
        }
    )
    with running_services(configured) as ready:
        assert ready.require("database_url") == "postgresql://u:p@db.example.com/x"
    assert not EmbeddedServices(configured, open_home(tmp_path / "home"))
    assert not (tmp_path / "home" / "postgres").exists()


def test_what_is_configured_wins_over_what_is_announced(tmp_path: Path) -> None:
    configured = load_settings({"app_url": "https://dash.example.com", "cashstage_home": tmp_path})
    announced = {"APP_URL": "http://localhost:3000", "GOOGLE_API_ENDPOINT": "http://localhost:1"}
    ready = complete(configured, open_home(tmp_path), announced)
    assert ready.app_url == "https://dash.example.com"
    assert ready.google_api_endpoint == "http://localhost:1"
    assert json.dumps(announced) not in repr(ready)

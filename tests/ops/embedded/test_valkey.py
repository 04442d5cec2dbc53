"""The embedded Valkey: durable, never evicting, behind a password, taken over, stopped."""

from __future__ import annotations

import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import redis

from cashstage.core.errors import Unavailable
from cashstage.ops.embedded import EmbeddedValkey

pytestmark = pytest.mark.integration

START_AND_DIE = """
import os, signal, sys
from pathlib import Path
from cashstage.ops.embedded import EmbeddedValkey
print(EmbeddedValkey(Path(sys.argv[1])).start(), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedValkey]:
    with EmbeddedValkey(tmp_path / "valkey") as running:
        yield running


def process(server: EmbeddedValkey) -> psutil.Process:
    return psutil.Process(int((server.directory / "valkey.pid").read_text(encoding="ascii")))


def test_it_keeps_what_was_queued_and_evicts_nothing(server: EmbeddedValkey) -> None:
    with redis.Redis.from_url(server.url, decode_responses=True) as client:
        assert client.config_get("appendonly", "maxmemory-policy", "bind") == {
            "appendonly": "yes",
            "maxmemory-policy": "noeviction",
            "bind": "127.0.0.1",
        }


def test_nobody_enters_without_the_password(server: EmbeddedValkey) -> None:
    _, _, address = server.url.rpartition("@")
    with (
        redis.Redis.from_url(f"redis://{address}") as client,
        pytest.raises(redis.AuthenticationError),
    ):
        client.ping()


def test_its_files_are_private(server: EmbeddedValkey) -> None:
    assert stat.S_IMODE(server.directory.stat().st_mode) == 0o700
    assert stat.S_IMODE((server.directory / "valkey.conf").stat().st_mode) == 0o600


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_a_dead_server_comes_back_with_its_keys(
    server: EmbeddedValkey, ending: signal.Signals
) -> None:
    url = server.url
    with redis.Redis.from_url(url) as client:
        client.rpush("queue", *range(2000))
    dead = process(server)
    dead.send_signal(ending)
    dead.wait(10)
    assert not server.is_alive()
    assert server.start() == url
    with redis.Redis.from_url(url) as client:
        assert client.llen("queue") == 2000


def test_a_server_that_outlived_its_parent_is_taken_over(tmp_path: Path) -> None:
    folder = tmp_path / "valkey"
    orphaned = subprocess.run(
        [sys.executable, "-c", START_AND_DIE, str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert orphaned.returncode == -signal.SIGKILL
    server = EmbeddedValkey(folder)
    assert server.is_alive()
    before = process(server)
    try:
        assert server.start() == orphaned.stdout.strip()
        assert process(server).pid == before.pid
    finally:
        server.stop()
    assert not before.is_running() or before.status() == psutil.STATUS_ZOMBIE


def test_a_pid_file_that_names_a_stranger_is_not_believed(server: EmbeddedValkey) -> None:
    server.stop()
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    (server.directory / "valkey.pid").write_text(str(stranger.pid), encoding="ascii")
    try:
        assert not server.is_alive()
        server.stop()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_port_that_somebody_took_is_left_to_them(server: EmbeddedValkey, tmp_path: Path) -> None:
    taken = (server.directory / "port").read_text(encoding="ascii")
    other = EmbeddedValkey(tmp_path / "other", durable=False)
    other.directory.mkdir()
    (other.directory / "port").write_text(taken, encoding="ascii")
    with other:
        assert other.url != server.url
        with redis.Redis.from_url(other.url) as client:
            assert client.ping()


def test_a_server_that_can_not_start_points_to_its_log(tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path / "valkey") as server:
        assert server.is_alive()
    (server.directory / "appendonlydir" / "appendonly.aof.manifest").write_text("nonsense")
    with pytest.raises(Unavailable, match="does not start") as refusal:
        server.start()
    assert str(server.directory / "server.log") in refusal.value.sentence

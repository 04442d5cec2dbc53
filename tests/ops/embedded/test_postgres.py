"""The embedded PostgreSQL: a plain role, a password, crash recovery, takeover, explicit stop."""

from __future__ import annotations

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from cashstage.core.errors import ConfigurationError, Unavailable
from cashstage.ops.embedded import EmbeddedPostgres

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Closed to other accounts, as a home folder is."""
    with tempfile.TemporaryDirectory(prefix="cashstage-postgres-") as name:
        yield Path(name)


@pytest.fixture(scope="module")
def durable(folder: Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(folder / "postgres") as server:
        yield server


@pytest.fixture
def server(durable: EmbeddedPostgres) -> EmbeddedPostgres:
    durable.start()
    return durable


def ask(server: EmbeddedPostgres, query: str) -> tuple[object, ...]:
    with psycopg.connect(server.url) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row


def postmaster(server: EmbeddedPostgres) -> psutil.Process:
    text = (server.directory / "data" / "postmaster.pid").read_text(encoding="utf-8")
    return psutil.Process(int(text.splitlines()[0]))


def test_the_product_connects_as_a_role_that_row_security_binds(server: EmbeddedPostgres) -> None:
    assert ask(
        server,
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
        " FROM pg_roles WHERE rolname = current_user",
    ) == ("cashstage", False, False, False, False, False)
    assert ask(
        server,
        "SELECT current_database(), pg_get_userbyid(datdba)"
        " FROM pg_database WHERE datname = current_database()",
    ) == ("cashstage", "cashstage")


def test_it_is_durable_and_of_the_expected_version(server: EmbeddedPostgres) -> None:
    names = ("fsync", "synchronous_commit", "full_page_writes", "data_checksums")
    query = "SELECT " + ", ".join(f"current_setting('{name}')" for name in names)
    assert ask(server, query) == ("on",) * 4
    assert str(ask(server, "SHOW server_version")[0]).startswith("18.")


def test_it_listens_on_loopback_only_and_on_no_socket_file(server: EmbeddedPostgres) -> None:
    assert ask(server, "SELECT current_setting('listen_addresses')") == ("127.0.0.1",)
    with psycopg.connect(server.superuser_url) as connection:
        assert connection.execute("SHOW unix_socket_directories").fetchone() == ("",)


@pytest.mark.parametrize("user", ["postgres", "cashstage"])
def test_nobody_enters_without_the_password(server: EmbeddedPostgres, user: str) -> None:
    url = re.sub(r"//\w+:[^@]+@", f"//{user}:wrong@", server.url)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url)


def test_passwords_are_readable_by_the_owner_only(server: EmbeddedPostgres) -> None:
    for name in ("role", "superuser"):
        status = (server.directory / "secrets" / name).stat()
        assert stat.S_IMODE(status.st_mode) == 0o600
    assert not (server.directory / "initial-password").exists()


def test_root_does_not_run_it_and_opens_no_folder_for_it(
    server: EmbeddedPostgres, folder: Path
) -> None:
    process = postmaster(server)
    assert process.uids().effective != 0
    is_handed_over = os.geteuid() == 0
    assert (server.directory / "data").stat().st_uid == process.uids().effective
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    capabilities = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    effective = re.search(r"^CapEff:\s*([0-9a-f]+)$", capabilities, re.MULTILINE)
    assert effective is not None
    assert bin(int(effective[1], 16)).count("1") == is_handed_over


def test_a_second_start_takes_the_running_server_over(server: EmbeddedPostgres) -> None:
    before = postmaster(server).pid
    again = EmbeddedPostgres(server.directory)
    assert again.start() == server.url
    assert postmaster(server).pid == before


def test_a_killed_server_recovers_what_was_committed(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("INSERT INTO kept VALUES (1)")
    url = server.url
    postmaster(server).send_signal(signal.SIGKILL)
    assert server.start() == url
    assert ask(server, "SELECT count(*) > 0 FROM kept") == (True,)


def test_a_pid_file_that_names_a_stranger_is_not_believed(server: EmbeddedPostgres) -> None:
    server.stop()
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    lines = [str(stranger.pid), str(server.directory / "data"), "1", "5432", "", "127.0.0.1", ""]
    pid_file = server.directory / "data" / "postmaster.pid"
    pid_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    try:
        assert not server.is_alive()
        server.stop()
        server.start()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()
    assert ask(server, "SELECT 1") == (1,)


def test_a_stopped_server_is_gone_and_keeps_its_port(server: EmbeddedPostgres) -> None:
    url, process = server.url, postmaster(server)
    server.stop()
    assert not server.is_alive()
    assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    server.stop()
    assert server.start() == url


def test_a_port_that_somebody_took_is_left_to_them(server: EmbeddedPostgres) -> None:
    url = server.url
    server.stop()
    with EmbeddedPostgres(server.directory.parent / "other", durable=False) as other:
        (server.directory / "port").write_text(
            (other.directory / "port").read_text(encoding="ascii"), encoding="ascii"
        )
        assert server.start() not in {url, other.url}
        assert ask(server, "SELECT 1") == ask(other, "SELECT 1") == (1,)
        assert ask(other, "SELECT current_setting('fsync')") == ("off",)


def test_an_interrupted_initialisation_starts_over(folder: Path) -> None:
    unfinished = folder / "interrupted" / "data.new"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n", encoding="ascii")
    with EmbeddedPostgres(folder / "interrupted", durable=False) as server:
        assert ask(server, "SELECT 1") == (1,)
        assert not unfinished.exists()


def test_data_of_another_version_is_refused(folder: Path) -> None:
    data = folder / "older" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("16\n", encoding="ascii")
    with pytest.raises(ConfigurationError, match="was made by PostgreSQL 16"):
        EmbeddedPostgres(folder / "older").start()


def test_a_server_that_can_not_start_says_why(folder: Path) -> None:
    with EmbeddedPostgres(folder / "broken", durable=False) as broken:
        assert broken.is_alive()
    shutil.rmtree(broken.directory / "data" / "global")
    with pytest.raises(Unavailable, match="can't start: could not") as refusal:
        broken.start()
    assert str(broken.directory / "server.log") in refusal.value.sentence

"""The state folder: private, locked by one process at a time, never by a dead one."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cashstage.core.errors import ConfigurationError, Conflict
from cashstage.core.home import open_home, read_or_create_secret, write_private

HOLD_THE_LOCK = """
import sys, time
from pathlib import Path
from cashstage.core.home import open_home
with open_home(Path(sys.argv[1])).lock("cashstage up"):
    print("held", flush=True)
    time.sleep(60)
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_folder_is_private(tmp_path: Path) -> None:
    home = open_home(tmp_path / "state")
    assert mode(home.path) == (0o711 if os.geteuid() == 0 else 0o700)
    assert mode(home.logs) == 0o700
    assert mode(home.cache) == 0o700
    secret = home.secret("secret_key")
    assert len(secret) >= 32
    assert mode(home.path / "secrets") == 0o700
    assert mode(home.path / "secrets" / "secret_key") == 0o600


def test_a_folder_that_was_open_is_closed(tmp_path: Path) -> None:
    (tmp_path / "state" / "logs").mkdir(parents=True, mode=0o777)
    assert mode(open_home(tmp_path / "state").logs) == 0o700


def test_a_place_that_is_no_folder_is_refused_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="can't be used") as refusal:
        open_home(tmp_path / "state")
    assert "CASHSTAGE_HOME" in refusal.value.sentence


def test_a_secret_is_made_once_even_when_asked_for_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = set(threads.map(lambda _: read_or_create_secret(tmp_path / "key"), range(32)))
    assert len(answers) == 1
    assert read_or_create_secret(tmp_path / "key") in answers
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_an_emptied_secret_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "key").touch()
    with pytest.raises(ConfigurationError, match="is empty"):
        read_or_create_secret(tmp_path / "key")


def test_writing_privately_replaces_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "services.json"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o644)
    write_private(path, "new")
    assert path.read_text(encoding="utf-8") == "new"
    assert mode(path) == 0o600


def test_a_second_holder_is_told_who_is_there(tmp_path: Path) -> None:
    home = open_home(tmp_path)
    with home.lock("cashstage up"), pytest.raises(Conflict) as refusal, home.lock("a command"):
        raise AssertionError("two held the lock")
    assert "already running" in refusal.value.sentence
    assert f"`cashstage up`, process {os.getpid()}" in refusal.value.sentence
    with home.lock("a command"):
        assert (tmp_path / "lock").exists()


def test_a_killed_holder_leaves_no_stale_lock(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD_THE_LOCK, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Conflict, match=f"process {holder.pid}"), open_home(tmp_path).lock("x"):
            raise AssertionError("two held the lock")
        holder.send_signal(signal.SIGKILL)
    assert (tmp_path / "lock").read_bytes()
    with open_home(tmp_path).lock("cashstage up"):
        assert str(os.getpid()) in (tmp_path / "lock").read_text(encoding="utf-8")

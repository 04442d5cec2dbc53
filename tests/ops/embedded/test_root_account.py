"""What root's choice of another account grants and refuses; only root can try it."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cashstage.ops.embedded.account import Account, database_account

DAC_READ_SEARCH = 2
DAC_OVERRIDE = 1
SOMEBODY = 12_345


@pytest.fixture
def closed() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.fixture
def passable(closed: Path) -> Path:
    closed.chmod(0o711)
    return closed


def account(data: Path, *needed: Path) -> Account:
    found = database_account(data, needed)
    assert found is not None
    return found


def test_nothing_special_is_kept_where_no_folder_is_closed(passable: Path) -> None:
    found = account(passable / "data", passable)
    assert found.uid != 0
    assert found.capability is None


def test_a_closed_folder_takes_the_capability_to_pass_it(closed: Path) -> None:
    assert account(closed / "data", closed).capability == DAC_READ_SEARCH


def test_a_closed_program_takes_the_capability_to_run_it(passable: Path) -> None:
    program = passable / "postgres"
    program.touch(mode=0o700)
    assert account(passable / "data", program).capability == DAC_OVERRIDE


def test_data_keeps_its_owner(passable: Path) -> None:
    data = passable / "data"
    data.mkdir()
    os.chown(data, SOMEBODY, SOMEBODY)
    assert account(data, passable).uid == SOMEBODY


def test_the_account_reads_closed_folders_and_writes_none(closed: Path) -> None:
    secret = closed / "secret"
    secret.write_text("readable", encoding="ascii")
    secret.chmod(0o600)
    become = account(closed / "data", closed).become()
    read = subprocess.run(["cat", secret], preexec_fn=become, capture_output=True, check=False)
    assert read.stdout == b"readable"
    write = subprocess.run(
        ["touch", closed / "new"], preexec_fn=become, capture_output=True, check=False
    )
    assert write.returncode != 0
    assert not (closed / "new").exists()

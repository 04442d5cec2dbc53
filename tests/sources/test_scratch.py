"""Folders of attempts, and what killed workers leave behind."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from cashstage.sources.scratch import ABANDONED_SECONDS, PREFIX, scratch


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine's folder for temporary files."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_is_gone_when_its_attempt_ends(temporary: Path) -> None:
    with scratch() as folder:
        (folder / "table.parquet").write_bytes(b"half")
    assert list(temporary.iterdir()) == []


def test_what_a_killed_worker_left_is_removed_by_a_later_one(temporary: Path) -> None:
    abandoned, running = temporary / f"{PREFIX}old", temporary / f"{PREFIX}new"
    others = temporary / "somebody-elses"
    for folder in (abandoned, running, others):
        folder.mkdir()
        (folder / "table.parquet").write_bytes(b"half")
    past = time.time() - ABANDONED_SECONDS - 1
    for folder in (abandoned, others):
        os.utime(folder, (past, past))
    with scratch():
        assert not abandoned.exists()
    assert running.exists()
    assert others.exists()

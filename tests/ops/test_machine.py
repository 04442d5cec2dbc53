"""What `up` looks at before it starts anything."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from cashstage.core.errors import ConfigurationError, Unavailable
from cashstage.core.settings import load_settings
from cashstage.ops import frontend, machine
from cashstage.ops.embedded.ports import free_port


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def start(home: Path, *, build: bool = True) -> None:
    settings = load_settings({"cashstage_home": home})
    machine.run(settings, machine.UpOptions(port=free_port(), build=build))


def test_a_full_disk_is_one_sentence_and_nothing_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 10**12 - 10**6, 10**6))

    with pytest.raises(Unavailable, match=r"is full: 1 MB are left") as refused:
        start(tmp_path)

    assert "CASHSTAGE_HOME" in refused.value.sentence
    assert not (tmp_path / "postgres").exists()


def test_a_missing_build_is_said_when_none_may_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frontend, "is_built", lambda _: False)

    with pytest.raises(ConfigurationError, match="not built"):
        start(tmp_path, build=False)

    assert not (tmp_path / "postgres").exists()

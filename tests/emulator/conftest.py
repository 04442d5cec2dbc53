"""An emulator without a network: its state, and a browser that talks to it directly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from cashstage.emulator.signing import SigningKey
from cashstage.emulator.state import EmulatorState
from tests.factories import google


@pytest.fixture(scope="session")
def key_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Holds a signing key that every test may copy, since making one takes a while."""
    folder = tmp_path_factory.mktemp("key")
    SigningKey(folder)
    return folder


@pytest.fixture
def folder(tmp_path: Path, key_folder: Path) -> Path:
    """An empty store with a key."""
    (tmp_path / "signing-key.pem").write_bytes((key_folder / "signing-key.pem").read_bytes())
    return tmp_path


@pytest.fixture
def emulator(folder: Path) -> EmulatorState:
    """The state of an emulator without spreadsheets."""
    return google.state(folder)


@pytest.fixture
def browser(emulator: EmulatorState) -> Iterator[httpx.Client]:
    """A browser at that emulator."""
    with google.browser(emulator) as client:
        yield client

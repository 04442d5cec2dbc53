from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from cashstage.core.errors import NotFound
from cashstage.snapshots.digest import file_digest
from cashstage.snapshots.store import DirectoryObjectStore


def test_objects_come_back_as_they_were_put(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"clicks")
    digest = file_digest(source)
    store = DirectoryObjectStore(tmp_path / "objects")

    assert not store.exists(digest)
    store.put(digest, source)
    store.fetch(digest, tmp_path / "copy")

    assert store.exists(digest)
    assert (tmp_path / "copy").read_bytes() == b"clicks"
    assert digest == hashlib.sha256(b"clicks").hexdigest()


def test_putting_again_changes_nothing(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_bytes(b"first")
    second.write_bytes(b"second")
    store = DirectoryObjectStore(tmp_path / "objects")

    store.put("same", first)
    store.put("same", second)
    store.fetch("same", tmp_path / "copy")

    assert (tmp_path / "copy").read_bytes() == b"first"
    assert [path.name for path in (tmp_path / "objects").iterdir()] == ["same"]


def test_a_missing_object_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="abcdef"):
        DirectoryObjectStore(tmp_path).fetch("abcdef", tmp_path / "copy")

"""Objects in PostgreSQL: whole, unchanging, each organization's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from cashstage.access.work import scope_of_row
from cashstage.core.errors import NotFound
from cashstage.models.platform import Platform
from cashstage.snapshots.digest import file_digest
from cashstage.snapshots.store import ObjectStore
from cashstage.sources.snapshot import objects
from tests.factories import people

pytestmark = pytest.mark.integration


def store_of(platform: Platform, name: str = "Acme") -> ObjectStore:
    return objects.object_store(platform, scope_of_row(people.organization(platform, name).id))


def file_of(tmp_path: Path, content: bytes, name: str = "source") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("content", [b"clicks", bytes(range(256)) * 100])
def test_objects_come_back_as_they_were_put(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.setattr(objects, "PART_BYTES", 1000)
    source, store = file_of(tmp_path, content), store_of(platform)
    digest = file_digest(source)

    assert not store.exists(digest)
    store.put(digest, source)
    store.fetch(digest, tmp_path / "copy")

    assert store.exists(digest)
    assert (tmp_path / "copy").read_bytes() == content


def test_putting_again_changes_nothing(platform: Platform, tmp_path: Path) -> None:
    store = store_of(platform)
    store.put("same", file_of(tmp_path, b"first", "first"))
    store.put("same", file_of(tmp_path, b"second", "second"))
    store.fetch("same", tmp_path / "copy")

    assert (tmp_path / "copy").read_bytes() == b"first"


def test_another_organization_has_no_such_object(platform: Platform, tmp_path: Path) -> None:
    store_of(platform).put("abcdef", file_of(tmp_path, b"clicks"))
    other = store_of(platform, "Zenith")

    assert not other.exists("abcdef")
    with pytest.raises(NotFound, match="abcdef"):
        other.fetch("abcdef", tmp_path / "copy")

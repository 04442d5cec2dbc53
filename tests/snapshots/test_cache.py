from __future__ import annotations

import hashlib
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from uuid import UUID, uuid4

import pytest

from cashstage.core.errors import NotFound, Unavailable
from cashstage.snapshots.cache import ObjectCache

ORGANIZATION = uuid4()


class Origin:
    """Objects that count how often they are fetched."""

    def __init__(self) -> None:
        self.fetched: list[str] = []
        self.content: dict[str, bytes] = {}

    def add(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        self.content[digest] = content
        return digest

    def path(self, cache: ObjectCache, digest: str, organization: UUID = ORGANIZATION) -> Path:
        def fetch(destination: Path) -> None:
            self.fetched.append(digest)
            if digest not in self.content:
                raise NotFound("There is no such object.")
            destination.write_bytes(self.content[digest])

        return cache.path_of(organization, digest, fetch)


def age(path: Path, seconds: float) -> None:
    moment = time.time() - seconds
    os.utime(path, (moment, moment))


def test_an_object_is_downloaded_once(tmp_path: Path) -> None:
    origin = Origin()
    digest = origin.add(b"rows")

    first = origin.path(ObjectCache(tmp_path, 100), digest)
    second = origin.path(ObjectCache(tmp_path, 100), digest)

    assert first == second
    assert first.read_bytes() == b"rows"
    assert origin.fetched == [digest]


def test_organizations_never_share_a_copy(tmp_path: Path) -> None:
    origin = Origin()
    digest = origin.add(b"rows")
    cache = ObjectCache(tmp_path, 100)

    paths = {origin.path(cache, digest), origin.path(cache, digest, uuid4())}

    assert len(paths) == 2
    assert len(origin.fetched) == 2


def test_many_threads_share_one_download(tmp_path: Path) -> None:
    origin = Origin()
    digest = origin.add(b"rows")
    cache = ObjectCache(tmp_path, 100)
    start = Barrier(8)

    def ask(_: int) -> Path:
        start.wait()
        return origin.path(cache, digest)

    with ThreadPoolExecutor(8) as pool:
        paths = set(pool.map(ask, range(8)))

    assert len(paths) == 1
    assert origin.fetched == [digest]


def test_the_least_recently_used_make_room(tmp_path: Path) -> None:
    origin = Origin()
    digests = [origin.add(bytes([number]) * 40) for number in range(3)]
    cache = ObjectCache(tmp_path, 100)
    old, older = (origin.path(cache, digest) for digest in digests[:2])
    age(old, 1000)
    age(older, 2000)
    assert origin.path(cache, digests[1]) == older

    new = origin.path(cache, digests[2])

    assert not old.exists()
    assert older.exists()
    assert new.exists()


def test_a_path_just_given_out_stays(tmp_path: Path) -> None:
    origin = Origin()
    cache = ObjectCache(tmp_path, 100)

    paths = [origin.path(cache, origin.add(bytes([number]) * 80)) for number in range(3)]

    assert all(path.exists() for path in paths)


def test_an_object_larger_than_the_cache_is_still_served(tmp_path: Path) -> None:
    origin = Origin()

    path = origin.path(ObjectCache(tmp_path, 10, keep_seconds=0), origin.add(b"x" * 50))

    assert path.read_bytes() == b"x" * 50


def test_a_damaged_object_is_refused_and_not_kept(tmp_path: Path) -> None:
    origin = Origin()
    digest = origin.add(b"rows")
    origin.content[digest] = b"torn"
    cache = ObjectCache(tmp_path, 100)

    with pytest.raises(Unavailable, match="damaged"):
        origin.path(cache, digest)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    origin.content[digest] = b"rows"
    assert origin.path(cache, digest).read_bytes() == b"rows"


def test_a_damaged_copy_is_fetched_again_by_the_next_process(tmp_path: Path) -> None:
    origin = Origin()
    digest = origin.add(b"rows")
    origin.path(ObjectCache(tmp_path, 100), digest).write_bytes(b"r0ws")

    assert origin.path(ObjectCache(tmp_path, 100), digest).read_bytes() == b"rows"
    assert origin.fetched == [digest, digest]


@pytest.mark.parametrize("damage", [b"", b"ro", b"rows and more"])
def test_a_copy_of_another_size_is_fetched_again_at_once(tmp_path: Path, damage: bytes) -> None:
    origin = Origin()
    digest = origin.add(b"rows")
    cache = ObjectCache(tmp_path, 100)
    origin.path(cache, digest).write_bytes(damage)

    assert origin.path(cache, digest).read_bytes() == b"rows"
    assert origin.path(cache, digest).read_bytes() == b"rows"
    assert origin.fetched == [digest, digest]


def test_a_copy_that_another_process_has_replaced_is_read_once_and_kept(tmp_path: Path) -> None:
    origin = Origin()
    digest = origin.add(b"rows")
    cache = ObjectCache(tmp_path, 100)
    path = origin.path(cache, digest)
    path.unlink()
    path.write_bytes(b"rows")

    assert origin.path(cache, digest) == path
    assert origin.fetched == [digest]


def test_a_failed_download_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        Origin().path(ObjectCache(tmp_path, 100), "f" * 64)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_parts_of_killed_downloads_are_cleared(tmp_path: Path) -> None:
    origin = Origin()
    cache = ObjectCache(tmp_path, 1000)
    folder = origin.path(cache, origin.add(b"first")).parent
    abandoned, running = folder / "a.1.part", folder / "b.2.part"
    abandoned.write_bytes(b"half")
    running.write_bytes(b"half")
    age(abandoned, 7200)

    origin.path(cache, origin.add(b"second"))

    assert not abandoned.exists()
    assert running.exists()

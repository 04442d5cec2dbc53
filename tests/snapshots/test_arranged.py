"""Sorted copies of objects: made once, verified, bounded, and never missed."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest

from cashstage.core.errors import Unavailable
from cashstage.snapshots.arranged import ArrangedCopies, Wanted
from cashstage.snapshots.cache import ObjectCache
from cashstage.snapshots.digest import file_digest

WANTED = Wanted(UUID(int=1), "d" * 64, "c1")


class Sorter:
    """Sorts letters instead of rows, and counts how often."""

    def __init__(self, folder: Path, *, fails: bool = False) -> None:
        self.source = folder / "object"
        self.source.write_bytes(b"cab")
        self.made: list[str] = []
        self.fails = fails
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def __call__(self, source: Path, destination: Path, column: str) -> None:
        assert self.may_go_on.wait(10)
        self.made.append(column)
        destination.write_bytes(bytes(sorted(source.read_bytes())))
        if self.fails:
            raise Unavailable("The table can't be sorted.")

    def path(self) -> Path:
        return self.source


@pytest.fixture
def sorter(tmp_path: Path) -> Sorter:
    return Sorter(tmp_path)


def copies_in(tmp_path: Path, sorter: Sorter, max_bytes: int = 1000) -> ArrangedCopies:
    cache = ObjectCache(tmp_path / "cache", max_bytes, keep_seconds=0)
    (tmp_path / "cache" / WANTED.organization_id.hex).mkdir(parents=True, exist_ok=True)
    return ArrangedCopies(cache, sorter)


def wait_until_ready(copies: ArrangedCopies) -> Path:
    deadline = time.monotonic() + 10
    while (path := copies.ready(WANTED)) is None:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    return path


def test_a_copy_is_made_in_the_background_and_then_ready(tmp_path: Path, sorter: Sorter) -> None:
    copies = copies_in(tmp_path, sorter)
    sorter.may_go_on.clear()
    for _ in range(3):
        assert copies.ready(WANTED) is None
        copies.make_soon(WANTED, sorter.path)
    sorter.may_go_on.set()
    path = wait_until_ready(copies)

    assert path.read_bytes() == b"abc"
    assert path.name == f"{WANTED.digest}-c1-{file_digest(path)}"
    assert sorter.made == ["c1"]
    assert list(path.parent.iterdir()) == [path]


def test_many_threads_share_one_copy(tmp_path: Path, sorter: Sorter) -> None:
    copies = copies_in(tmp_path, sorter)
    with ThreadPoolExecutor(8) as pool:
        paths = set(pool.map(lambda _: copies.make(WANTED, sorter.path), range(8)))

    assert len(paths) == len(sorter.made) == 1


def _make(folder: Path, sorted_by: Path) -> None:
    class Counting(Sorter):
        def __call__(self, source: Path, destination: Path, column: str) -> None:
            (sorted_by / str(os.getpid())).touch()
            super().__call__(source, destination, column)

    sorter = Counting(folder)
    copies_in(folder, sorter).make(WANTED, sorter.path)


def test_processes_of_a_machine_share_one_copy(tmp_path: Path) -> None:
    sorted_by = tmp_path / "sorted_by"
    sorted_by.mkdir()
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=_make, args=(tmp_path, sorted_by)) for _ in range(3)]
    for each in processes:
        each.start()
    for each in processes:
        each.join(60)

    assert [each.exitcode for each in processes] == [0, 0, 0]
    assert len(list(sorted_by.iterdir())) == 1


def test_another_process_takes_what_is_good_and_replaces_what_is_damaged(
    tmp_path: Path, sorter: Sorter
) -> None:
    path = copies_in(tmp_path, sorter).make(WANTED, sorter.path)
    assert copies_in(tmp_path, sorter).make(WANTED, sorter.path) == path
    assert len(sorter.made) == 1

    path.write_bytes(b"abX")
    assert copies_in(tmp_path, sorter).make(WANTED, sorter.path).read_bytes() == b"abc"
    assert len(sorter.made) == 2


def test_a_copy_that_made_room_is_made_again(tmp_path: Path, sorter: Sorter) -> None:
    copies = copies_in(tmp_path, sorter)
    copies.make(WANTED, sorter.path).unlink()

    assert copies.ready(WANTED) is None
    copies.make_soon(WANTED, sorter.path)
    assert wait_until_ready(copies).read_bytes() == b"abc"


def test_copies_count_against_the_bound_of_the_cache(tmp_path: Path, sorter: Sorter) -> None:
    copies = copies_in(tmp_path, sorter, max_bytes=4)
    first = copies.make(WANTED, sorter.path)
    os.utime(first, (1, 1))
    second = copies.make(Wanted(WANTED.organization_id, WANTED.digest, "c2"), sorter.path)

    assert not first.exists()
    assert second.exists()


def test_what_can_not_be_made_leaves_nothing_and_is_not_tried_each_time(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sorter = Sorter(tmp_path, fails=True)
    copies = copies_in(tmp_path, sorter)
    with pytest.raises(Unavailable):
        copies.make(WANTED, sorter.path)
    copies.make_soon(WANTED, sorter.path)
    deadline = time.monotonic() + 10
    while "No sorted copy" not in caplog.text:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    while copies._maker is not None:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    copies.make_soon(WANTED, sorter.path)

    assert copies._maker is None
    assert len(sorter.made) == 2
    assert copies.ready(WANTED) is None
    assert list((tmp_path / "cache" / WANTED.organization_id.hex).iterdir()) == []


def test_an_object_that_can_not_be_fetched_is_no_copy(tmp_path: Path, sorter: Sorter) -> None:
    def missing() -> Path:
        raise Unavailable("The database does not answer right now.")

    with pytest.raises(Unavailable, match="database"):
        copies_in(tmp_path, sorter).make(WANTED, missing)
    assert sorter.made == []

"""What deleted data sources leave behind goes, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import col, select

from cashstage.access.principal import Principal
from cashstage.models import SnapshotObject
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.sources.data_source import service as data_sources
from cashstage.sources.snapshot import objects, retention
from tests.factories import people, workspaces

pytestmark = pytest.mark.integration

CSV = "Day,Cost\n2026-03-01,1\n"
LATER = retention.KEPT_UNUSED + timedelta(minutes=1)

Person = Callable[[str], Principal]


@pytest.fixture
def person(platform: Platform) -> Person:
    """An editor in an organization of that name."""
    return lambda name: people.person(
        platform, people.organization(platform, name), RoleName.EDITOR
    )


def digests(platform: Platform, organization_id: UUID) -> set[str]:
    with platform.database.system() as session:
        owner = col(SnapshotObject.organization_id) == organization_id
        return set(session.exec(select(SnapshotObject.digest).where(owner)).all())


def after(platform: Platform, pause: timedelta) -> Platform:
    return replace(platform, clock=lambda: platform.clock() + pause)


def test_what_a_deleted_source_leaves_behind_goes_after_a_while(
    platform: Platform, person: Person, tmp_path: Path
) -> None:
    acme, zenith = person("Acme"), person("Zenith")
    gone = workspaces.landed(platform, acme, tmp_path, CSV)
    kept = workspaces.landed(platform, acme, tmp_path, "Day,Clicks\n2026-03-01,7\n")
    workspaces.landed(platform, zenith, tmp_path, CSV)
    theirs = digests(platform, zenith.organization.id)
    assert len(digests(platform, acme.organization.id)) == 4
    assert theirs < digests(platform, acme.organization.id)

    data_sources.delete(platform, acme, gone.id)
    assert retention.purge(platform) == 0
    assert retention.purge(after(platform, LATER)) == 2

    assert digests(platform, zenith.organization.id) == theirs
    assert len(digests(platform, acme.organization.id)) == 2
    data_sources.sync(platform, acme, kept.id)
    assert data_sources.read(platform, acme, kept.id).snapshot is not None


def test_content_of_another_source_stays(
    platform: Platform, person: Person, tmp_path: Path
) -> None:
    acme = person("Acme")
    first, second = (workspaces.landed(platform, acme, tmp_path, CSV) for _ in range(2))
    before = digests(platform, acme.organization.id)
    data_sources.delete(platform, acme, first.id)

    assert retention.purge(after(platform, LATER)) == 0
    assert digests(platform, acme.organization.id) == before
    data_sources.delete(platform, acme, second.id)
    assert retention.purge(after(platform, LATER)) == 2


def test_content_that_is_stored_again_is_kept_until_something_points_to_it(
    platform: Platform, person: Person, tmp_path: Path
) -> None:
    acme = person("Acme")
    gone = workspaces.landed(platform, acme, tmp_path, CSV)
    data_sources.delete(platform, acme, gone.id)
    digest = min(digests(platform, acme.organization.id))
    with platform.database.system() as session:
        for part in session.exec(select(SnapshotObject)).all():
            part.stored_at -= LATER
            session.add(part)
    objects.object_store(platform, acme.organization).put(digest, tmp_path / "upload.csv")

    assert retention.purge(platform) == 1
    assert digests(platform, acme.organization.id) == {digest}


def test_storing_and_purging_at_once_lose_nothing(
    platform: Platform, person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(objects, "PART_BYTES", 4)
    acme = person("Acme")
    store = objects.object_store(platform, acme.organization)
    path = tmp_path / "object"
    path.write_bytes(b"0123456789")
    with ThreadPoolExecutor() as pool:
        for number in range(20):
            store.put("a" * 64, path)
            ahead = after(platform, LATER)
            purging = pool.submit(retention.purge, ahead)
            pool.submit(store.put, "a" * 64, path).result(timeout=10)
            purging.result(timeout=10)
            if store.exists("a" * 64):
                store.fetch("a" * 64, tmp_path / f"copy {number}")
                assert (tmp_path / f"copy {number}").read_bytes() == b"0123456789"

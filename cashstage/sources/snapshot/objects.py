"""Where an organization's snapshot objects are: in PostgreSQL, with a bounded cache on disk."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from shutil import copyfile
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select, update

from cashstage.core.errors import NotFound
from cashstage.core.settings import Settings
from cashstage.models import SnapshotObject
from cashstage.models.database import Database
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.snapshots.cache import ObjectCache
from cashstage.snapshots.store import ObjectStore

PART_BYTES = 4 * 1024 * 1024
CACHE_BYTES = 4 * 1024**3


class PostgresObjectStore:
    """An `ObjectStore` over the rows of `snapshot_objects`; a part at a time is in memory."""

    def __init__(self, database: Database, organization: VerifiedOrganization) -> None:
        self._database = database
        self._organization = organization

    def put(self, digest: str, path: Path) -> None:
        """Writes the file's parts in one transaction; an object that exists stays as it is."""
        if self._renew(digest):
            return
        with path.open("rb") as file, self._database.tenant(self._organization) as session:
            for part, data in enumerate(iter(lambda: file.read(PART_BYTES), b"")):
                statement = insert(SnapshotObject).values(
                    organization_id=self._organization.id, digest=digest, part=part, data=data
                )
                session.connection().execute(statement.on_conflict_do_nothing())

    def fetch(self, digest: str, destination: Path) -> None:
        """Writes the object to a new file; raises NotFound when there is no such object."""
        part = 0
        with destination.open("wb") as file:
            while data := self._read_part(digest, part):
                file.write(data)
                part += 1
        if part == 0:
            raise NotFound(f"The snapshot object {digest[:12]} is missing.")

    def exists(self, digest: str) -> bool:
        """Whether the object is stored; its first part stands for all."""
        with self._database.tenant(self._organization) as session:
            query = select(SnapshotObject.part).where(
                SnapshotObject.organization_id == self._organization.id,
                SnapshotObject.digest == digest,
                col(SnapshotObject.part) == 0,
            )
            return session.exec(query).first() is not None

    def _renew(self, digest: str) -> bool:
        """Keeps an object that exists from being purged as unused before somebody points to it."""
        with self._database.tenant(self._organization) as session:
            statement = (
                update(SnapshotObject)
                .where(
                    col(SnapshotObject.organization_id) == self._organization.id,
                    col(SnapshotObject.digest) == digest,
                    col(SnapshotObject.part) == 0,
                )
                .values(stored_at=func.now())
            )
            return session.exec(statement).rowcount > 0

    def _read_part(self, digest: str, part: int) -> bytes | None:
        with self._database.tenant(self._organization) as session:
            query = select(SnapshotObject.data).where(
                SnapshotObject.organization_id == self._organization.id,
                SnapshotObject.digest == digest,
                SnapshotObject.part == part,
            )
            return session.exec(query).first()


def object_store(platform: Platform, organization: VerifiedOrganization) -> ObjectStore:
    """The organization's objects."""
    return PostgresObjectStore(platform.database, organization)


def cache_directory(settings: Settings) -> Path:
    """Where this machine keeps copies of objects; the only files the query engine may read."""
    return (settings.cashstage_home / "cache" / "objects").absolute()


@lru_cache(maxsize=4)
def object_cache(settings: Settings) -> ObjectCache:
    """This process's view of the machine's cache."""
    return ObjectCache(cache_directory(settings), CACHE_BYTES)


def local_path(platform: Platform, organization: VerifiedOrganization, digest: str) -> Path:
    """The object as a local file, downloaded on first use."""
    store = object_store(platform, organization)
    owner: UUID = organization.id
    return object_cache(platform.settings).path_of(
        owner, digest, lambda destination: store.fetch(digest, destination)
    )


def copy_ahead(
    platform: Platform, organization: VerifiedOrganization, digest: str, path: Path
) -> Path:
    """A written file where the engine may read it, before or without becoming an object."""

    def copy(destination: Path) -> None:
        copyfile(path, destination)

    return object_cache(platform.settings).path_of(organization.id, digest, copy)

"""The copy of a snapshot that answers questions fastest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from cashstage.core.errors import CashstageError
from cashstage.core.settings import Settings
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.query.arrange import arrange
from cashstage.schema.column import ColumnType
from cashstage.snapshots.arranged import ArrangedCopies, Wanted
from cashstage.sources.snapshot.objects import local_path, object_cache

MIN_ROWS = 50_000
"""Below that a question takes a millisecond either way."""


@lru_cache(maxsize=4)
def copies_of(settings: Settings) -> ArrangedCopies:
    """This process's view of the machine's sorted copies."""
    return ArrangedCopies(object_cache(settings), arrange)


def fastest_path(
    platform: Platform,
    organization: VerifiedOrganization,
    digest: str,
    columns: Sequence[Mapping[str, Any]],
    row_count: int,
) -> Path:
    """The sorted copy once there is one, until then the object; rows come in no certain order.

    The first question about a large object orders the copy and does not wait for it.
    """
    wanted = _wanted(organization, digest, columns, row_count)
    if wanted is None:
        return local_path(platform, organization, digest)
    copies = copies_of(platform.settings)
    ready = copies.ready(wanted)
    if ready is not None:
        return ready
    path = local_path(platform, organization, digest)
    copies.make_soon(wanted, lambda: local_path(platform, organization, digest))
    return path


def arrange_ahead(
    platform: Platform,
    organization: VerifiedOrganization,
    digest: str,
    columns: Sequence[Mapping[str, Any]],
    row_count: int,
) -> None:
    """Makes the sorted copy before the first question; that it can't be made is no failure."""
    wanted = _wanted(organization, digest, columns, row_count)
    if wanted is not None:
        try:
            copies_of(platform.settings).make(
                wanted, lambda: local_path(platform, organization, digest)
            )
        except CashstageError:
            # Whoever asks first tries again.
            return


def _wanted(
    organization: VerifiedOrganization,
    digest: str,
    columns: Sequence[Mapping[str, Any]],
    row_count: int,
) -> Wanted | None:
    if row_count < MIN_ROWS:
        return None
    for column in columns:
        if ColumnType(column["type"]).temporal:
            return Wanted(organization.id, digest, column["key"])
    return None

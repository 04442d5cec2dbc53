"""Optimistic saving: a row changes only when the caller has seen its present version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session

from cashstage.core.errors import StaleVersion
from cashstage.models.base import VersionedRow


def save(
    session: Session,
    row: VersionedRow,
    changes: dict[str, Any],
    *,
    expected_version: int | None,
    now: datetime,
) -> None:
    """Applies the changes and counts the version up; the row must be read `FOR UPDATE`.

    Raises StaleVersion when `expected_version` is given and is not the row's.
    """
    if expected_version is not None and expected_version != row.version:
        raise StaleVersion(
            "Somebody saved a newer version in the meantime; your change was not applied.",
            next_step="Reload to see it, then repeat your change.",
            current_version=row.version,
        )
    for name, value in changes.items():
        setattr(row, name, value)
    row.version += 1
    row.updated_at = now
    session.add(row)
    session.flush()

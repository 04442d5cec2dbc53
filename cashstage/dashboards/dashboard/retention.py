"""The end of what was deleted: removed for good once nobody may put it back any more."""

from __future__ import annotations

from datetime import timedelta

from cashstage.dashboards.dashboard import repository
from cashstage.models.platform import Platform

KEPT_DELETED = timedelta(days=30)
"""How long deleting a dashboard can be undone."""


def purge(platform: Platform) -> None:
    """Removes the dashboards of every organization that were deleted before KEPT_DELETED."""
    with platform.database.system() as session:
        repository.purge(session, platform.clock() - KEPT_DELETED)

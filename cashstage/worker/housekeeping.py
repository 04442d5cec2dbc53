"""Tasks that keep the database from growing for ever."""

from __future__ import annotations

from cashstage.core.jobs import Task
from cashstage.dashboards.dashboard import retention
from cashstage.models.platform import get_platform
from cashstage.worker.app import task


@task(Task.PURGE)
def purge() -> None:
    """Removes what was deleted long ago."""
    retention.purge(get_platform())

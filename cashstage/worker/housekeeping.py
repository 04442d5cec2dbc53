"""Tasks that keep the database from growing for ever."""

from __future__ import annotations

from cashstage.access import login_links, sessions
from cashstage.core.jobs import Task
from cashstage.dashboards.dashboard import retention
from cashstage.models.platform import get_platform
from cashstage.worker.app import task


@task(Task.PURGE)
def purge() -> None:
    """Removes what was deleted long ago, and what nobody can sign in with any more."""
    platform = get_platform()
    retention.purge(platform)
    sessions.purge(platform)
    login_links.purge(platform)

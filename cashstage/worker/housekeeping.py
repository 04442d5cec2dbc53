"""Tasks that keep the database from growing for ever."""

from __future__ import annotations

from cashstage.access import login_links, sessions
from cashstage.core.jobs import Task
from cashstage.dashboards.dashboard import retention as dashboards
from cashstage.models.platform import get_platform
from cashstage.sources.job import retention as jobs
from cashstage.sources.notice import retention as notices
from cashstage.sources.snapshot import retention as objects
from cashstage.sources.snapshot import thinning
from cashstage.worker.app import task


@task(Task.PURGE)
def purge() -> None:
    """Removes what was deleted or ended long ago, and what nothing points to or no rule keeps."""
    platform = get_platform()
    dashboards.purge(platform)
    objects.purge(platform)
    # After the objects: what somebody is reading right now stays until the next time.
    thinning.thin_all(platform)
    jobs.purge(platform)
    notices.purge(platform)
    sessions.purge(platform)
    login_links.purge(platform)

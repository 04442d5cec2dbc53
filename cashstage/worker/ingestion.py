"""Tasks around ingestion jobs: as thin as possible, each message names a row or nothing."""

from __future__ import annotations

from uuid import UUID

from cashstage.core.errors import Unavailable
from cashstage.core.jobs import Task
from cashstage.models.platform import get_platform
from cashstage.sources import changes, ingestion, schedule
from cashstage.sources.job import claims
from cashstage.sources.watch_channel import service as channels
from cashstage.worker.app import task

AGAIN_SECONDS = 5.0


@task(Task.INGEST)
def ingest(job_id: str) -> None:
    """Runs one ingestion job, if it is still to be run."""
    platform = get_platform()
    try:
        ingestion.run(platform, UUID(job_id))
    except Unavailable:
        # Else a short outage of the database would empty the queue, and all wait for the sweep.
        platform.jobs.send(Task.INGEST, UUID(job_id), countdown=AGAIN_SECONDS)
        raise


@task(Task.ENQUEUE_DUE)
def enqueue_due() -> None:
    """Enqueues the data sources whose time has come."""
    schedule.enqueue_due(get_platform())


@task(Task.SWEEP)
def sweep() -> None:
    """Finds jobs that a lost message or a dead worker left behind."""
    claims.sweep(get_platform())


@task(Task.POLL_CHANGES)
def poll_changes() -> None:
    """Asks Drive which files changed."""
    changes.poll(get_platform())


@task(Task.POLL_CONNECTION)
def poll_connection(connection_id: str) -> None:
    """Asks Drive which files of one account changed, because Google says that some did."""
    changes.poll_connection(get_platform(), UUID(connection_id))


@task(Task.TEND_CHANNELS)
def tend_channels() -> None:
    """Keeps the channels open through which Google tells of changes."""
    channels.tend(get_platform())

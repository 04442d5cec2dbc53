"""The end of jobs: those that ended long ago go with their logs, but not a source's newest."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from cashstage.models.platform import Platform

KEPT = timedelta(days=90)
KEPT_OF_EACH_SOURCE = 20
BATCH = 500

_DELETE = text("""
DELETE FROM ingestion_jobs WHERE id IN (
    SELECT job.id FROM ingestion_jobs AS job
    WHERE job.finished_at < :ended_before
      AND job.id < (
        SELECT newest.id FROM ingestion_jobs AS newest
        WHERE newest.data_source_id = job.data_source_id
        ORDER BY newest.id DESC OFFSET :kept LIMIT 1)
    LIMIT :batch)
""")


def purge(platform: Platform) -> int:
    """Removes old jobs of every organization, a batch in each transaction; returns how many."""
    values = {
        "ended_before": platform.clock() - KEPT,
        "kept": KEPT_OF_EACH_SOURCE - 1,
        "batch": BATCH,
    }
    removed = 0
    while True:
        with platform.database.system() as session:
            count = session.connection().execute(_DELETE, values).rowcount
        removed += count
        if count < BATCH:
            return removed

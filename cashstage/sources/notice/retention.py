"""The end of notices: after three months nobody looks for them any more."""

from __future__ import annotations

from datetime import timedelta

from cashstage.models.platform import Platform
from cashstage.sources.notice import repository

KEPT = timedelta(days=90)
"""What is still broken then is told anew at its next failure."""

BATCH = 500


def purge(platform: Platform) -> int:
    """Removes old notices of every organization, a batch in each transaction; returns how many."""
    before = platform.clock() - KEPT
    removed = 0
    while True:
        with platform.database.system() as session:
            count = repository.purge(session, before, BATCH)
        removed += count
        if count < BATCH:
            return removed

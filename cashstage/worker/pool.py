"""The worker's pool of processes, which may be stopped while it starts."""

from __future__ import annotations

from celery.concurrency.prefork import TaskPool as PreforkPool


class TaskPool(PreforkPool):  # type: ignore[misc]  # Celery has no types
    """Celery's own, but for one question.

    Stopped between its start and its first look at the pool, Celery asks a pool that is gone how
    it started, and calls that an unrecoverable error.
    """

    def did_start_ok(self) -> bool:
        """Whether the processes are up; a pool that was stopped already has nothing to complain."""
        return self._pool is None or bool(super().did_start_ok())

"""The Celery application that `cashstage serve worker` and `serve scheduler` run."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import ParamSpec
from warnings import filterwarnings

from celery.platforms import SecurityWarning
from celery.signals import setup_logging

from cashstage.core.jobs import Task, create_celery
from cashstage.core.logging import configure_logging
from cashstage.core.settings import get_settings

ENQUEUE_DUE_SECONDS = 15.0
SWEEP_SECONDS = 20.0
PURGE_SECONDS = 6 * 3600.0
_CHATTY = ("celery", "redbeat", "kombu")

P = ParamSpec("P")

# In a container root is the ordinary user, and messages are JSON: nothing in them can run.
filterwarnings("ignore", category=SecurityWarning)

settings = get_settings()
app = create_celery(settings)


@setup_logging.connect  # type: ignore[untyped-decorator]
def _configure_logging(**_: object) -> None:
    # Connected, Celery leaves the logging to us; its own news is a line per tick and task.
    configure_logging(settings)
    if settings.log_level == "info":
        for name in _CHATTY:
            logging.getLogger(name).setLevel(logging.WARNING)


app.conf.worker_pool = "cashstage.worker.pool:TaskPool"
app.conf.imports = ("cashstage.worker.ingestion", "cashstage.worker.housekeeping")
# A tick that nobody picked up before the next one is dropped, so that a pause leaves no backlog.
app.conf.beat_schedule = {
    "enqueue-due": {
        "task": Task.ENQUEUE_DUE,
        "schedule": ENQUEUE_DUE_SECONDS,
        "options": {"expires": ENQUEUE_DUE_SECONDS},
    },
    "sweep": {
        "task": Task.SWEEP,
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    },
    "purge": {
        "task": Task.PURGE,
        "schedule": PURGE_SECONDS,
        "options": {"expires": PURGE_SECONDS},
    },
    "poll-changes": {
        "task": Task.POLL_CHANGES,
        "schedule": settings.google_poll_seconds,
        "options": {"expires": settings.google_poll_seconds},
    },
}


def task(name: Task) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Registers a function as what the workers do for this task; Celery's own has no types."""
    decorator: Callable[[Callable[P, None]], Callable[P, None]] = app.task(name=name)
    return decorator

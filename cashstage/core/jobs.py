"""Sending work to the workers: names of tasks, and the Celery application both sides share.

A message carries an identifier only. The row it names is the truth, so a lost message costs time
(a sweep finds the row) and a doubled one does nothing (the row is claimed once).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from celery import Celery
from celery.exceptions import SoftTimeLimitExceeded
from kombu.entity import Queue
from kombu.exceptions import OperationalError

from cashstage.core.settings import Settings

_log = logging.getLogger(__name__)

SOFT_TIME_LIMIT = 840
HARD_TIME_LIMIT = 900
JOBS = "celery"
TICKS = "cashstage.ticks"
"""What the schedule asks for has a queue of its own, so that it never waits behind the jobs."""

TimeIsUp = SoftTimeLimitExceeded
"""What a task meets in the middle of its work at the soft limit; the hard one kills its process."""
_SOCKET_OPTIONS: dict[str, Any] = {
    "socket_timeout": 30,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 10,
}


class Task(StrEnum):
    """Every task the workers know."""

    INGEST = "cashstage.ingest"
    ENQUEUE_DUE = "cashstage.enqueue_due"
    SWEEP = "cashstage.sweep"
    POLL_CHANGES = "cashstage.poll_changes"
    POLL_CONNECTION = "cashstage.poll_connection"
    TEND_CHANNELS = "cashstage.tend_channels"
    PURGE = "cashstage.purge"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a job may be unheard of before somebody else looks after it.

    A worker that gives no sign of life for `silent` is taken for dead. The rest follows: `queued`
    is how long a message is waited for, a sign of life comes every `pulse`, and what was left
    behind is looked for every `sweep`.
    """

    silent: timedelta = timedelta(minutes=1)

    @classmethod
    def of(cls, settings: Settings) -> Patience:
        """As this installation is set."""
        return cls(timedelta(seconds=settings.worker_silent_seconds))

    @property
    def queued(self) -> timedelta:
        """Two minutes by default: long queues are no lost messages."""
        return self.silent * 2

    @property
    def sweep(self) -> timedelta:
        """Twenty seconds by default."""
        return self.silent / 3

    @property
    def pulse(self) -> timedelta:
        """Ten seconds by default: some signs may get lost."""
        return self.silent / 6


def create_celery(settings: Settings) -> Celery:
    """Celery on Redis with at-least-once delivery; nothing is kept of results."""
    broker = settings.broker_url or settings.redis_url
    celery = Celery("cashstage", broker=broker.get_secret_value() if broker else None)
    celery.conf.update(
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        task_soft_time_limit=SOFT_TIME_LIMIT,
        task_time_limit=HARD_TIME_LIMIT,
        worker_prefetch_multiplier=1,
        worker_soft_shutdown_timeout=settings.worker_stop_seconds,
        worker_max_tasks_per_child=200,
        worker_max_memory_per_child=600_000,
        worker_hijack_root_logger=False,
        broker_connection_retry_on_startup=True,
        broker_transport_options=_transport_options(),
        task_default_queue=JOBS,
        task_queues=[Queue(name) for name in (JOBS, TICKS)],  # type: ignore[no-untyped-call]
        task_routes={task: {"queue": TICKS} for task in Task if task is not Task.INGEST},
        redbeat_redis_url=broker.get_secret_value() if broker else None,
        redbeat_redis_options=_SOCKET_OPTIONS,
        redbeat_lock_timeout=10,
        beat_max_loop_interval=1,
        timezone="UTC",
    )
    return celery


def _transport_options() -> dict[str, Any]:
    return {
        "visibility_timeout": 2 * HARD_TIME_LIMIT,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "unacked_mutex_expire": 30,
        **_SOCKET_OPTIONS,
    }


class JobQueue:
    """Sends messages; a broker that is down is logged, because the row is already safe."""

    def __init__(self, celery: Celery) -> None:
        self._celery = celery

    def send(self, task: Task, row_id: UUID, *, countdown: float = 0) -> None:
        """Asks a worker to look at the row, `countdown` seconds from now."""
        try:
            self._celery.send_task(task, args=[str(row_id)], countdown=countdown, retry=False)
        except OperationalError:
            _log.warning("The broker does not answer; the sweep will send %s later.", row_id)

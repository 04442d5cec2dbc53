"""The pool of the worker's processes."""

from __future__ import annotations

from celery.concurrency import get_implementation

from cashstage.worker.app import app
from cashstage.worker.pool import TaskPool


def test_the_worker_uses_our_pool() -> None:
    assert get_implementation(app.conf.worker_pool) is TaskPool


def test_a_pool_that_was_stopped_while_it_started_is_no_failure() -> None:
    assert TaskPool(limit=1, app=app).did_start_ok()

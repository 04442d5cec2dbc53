"""A worker's signs of life while it waits: for Google, for its quota, for an object to be kept.

Progress alone would not do: a single answer may take Google longer than the time after which a
silent worker is taken for dead.
"""

from __future__ import annotations

import logging
import threading
from types import TracebackType
from typing import Self

from sqlalchemy.exc import SQLAlchemyError

from cashstage.core.errors import CashstageError
from cashstage.core.jobs import Patience
from cashstage.models.platform import Platform
from cashstage.sources.job import repository
from cashstage.sources.job.schemas import ClaimedJob

_log = logging.getLogger(__name__)


class Pulse:
    """Beats in a thread of its own while the block runs; the thread dies with the process."""

    def __init__(self, platform: Platform, job: ClaimedJob) -> None:
        self._platform = platform
        self._job = job
        self._every = Patience.of(platform.settings).pulse.total_seconds()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"pulse-{job.id}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._ended.wait(self._every):
            try:
                with self._platform.database.tenant(self._job.organization) as session:
                    now = self._platform.clock()
                    if not repository.show_life(session, self._job.id, self._job.attempt, now):
                        return
            except (CashstageError, SQLAlchemyError) as error:
                _log.warning("A sign of life was not written: %s", type(error).__name__)

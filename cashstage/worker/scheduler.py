"""The scheduler's clock, which waits for its server instead of ending without it."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

from celery.signals import beat_init
from redbeat.schedulers import RedBeatScheduler, acquire_distributed_beat_lock
from redis.exceptions import LockError, RedisError

_AGAIN_SECONDS = 1.0
_log = logging.getLogger(__name__)

beat_init.disconnect(acquire_distributed_beat_lock)


class Scheduler(RedBeatScheduler):  # type: ignore[misc]  # RedBeat has no types
    """RedBeat's: of several schedulers the one that holds the lock works.

    RedBeat's own ends when Valkey is away, or holds the lock for somebody else after a pause, and
    ends again at every start until Valkey is back. A supervisor would give it up.
    """

    lock: Any = None

    def setup_schedule(self) -> None:
        """Left to `tick`: the server may be away at the start."""

    def tick(self, *arguments: Any, **options: Any) -> float:
        """Sends what is due; returns the seconds until the next look."""
        try:
            if self.lock is None:
                acquire_distributed_beat_lock(SimpleNamespace(scheduler=self))
                super().setup_schedule()
            return float(super().tick(*arguments, **options))
        except LockError:
            # We paused for so long that another one took over, or Valkey has forgotten everything.
            _log.warning("Another scheduler may have taken over.")
            self.lock = None
        except RedisError as error:
            _log.warning("The scheduler waits for Valkey: %s", type(error).__name__)
        return _AGAIN_SECONDS

    def close(self) -> None:
        """Gives the lock back; without a server it ends by itself."""
        try:
            super().close()
        except RedisError:
            _log.warning("The scheduler's lock ends by itself; Valkey does not answer.")

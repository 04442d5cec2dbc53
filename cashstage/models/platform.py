"""What a process has at hand: settings, database, Redis, keys, clock, queue and events.

Assembled once per process and handed to services as their first argument, so that a test can
build another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from cashstage.core.clock import Clock, utc_now
from cashstage.core.crypto import Keyring
from cashstage.core.errors import ConfigurationError
from cashstage.core.events import EventBus
from cashstage.core.jobs import JobQueue, create_celery
from cashstage.core.settings import Settings, get_settings
from cashstage.models.database import Database
from cashstage.models.generation import Generations


@dataclass(frozen=True, slots=True)
class Platform:
    """The ports of one process; `broker` is `redis` unless the queue has a server of its own."""

    settings: Settings
    database: Database
    redis: Redis
    broker: Redis
    keyring: Keyring
    jobs: JobQueue
    events: EventBus
    clock: Clock = utc_now


def create_platform(settings: Settings, *, application: str = "cashstage") -> Platform:
    """Connects lazily: nothing is opened until the first use."""
    if not settings.secret_keys:
        raise ConfigurationError(
            "SECRET_KEY is not set.",
            next_step="Set it to at least 32 random characters, or start with `cashstage up`.",
        )
    client = _redis(settings.require("redis_url"))
    broker = settings.broker_url
    return Platform(
        settings=settings,
        database=Database(
            settings.require("database_url"),
            pool_size=settings.database_pool_size,
            application=application,
            on_change=Generations(client).end,
        ),
        redis=client,
        broker=client if broker is None else _redis(broker.get_secret_value()),
        keyring=Keyring(settings.secret_keys),
        jobs=JobQueue(create_celery(settings)),
        events=EventBus(client),
    )


def _redis(url: str) -> Redis:
    # One retry is for a connection that went stale; a server that is down must not cost time.
    return Redis.from_url(
        url, socket_timeout=5, socket_connect_timeout=5, retry=Retry(NoBackoff(), 1)
    )


@lru_cache(maxsize=1)
def get_platform() -> Platform:
    """The platform of this process, made on first use from the environment."""
    return create_platform(get_settings())

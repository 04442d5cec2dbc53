"""What an orchestrator asks: does the process live, do its servers answer, how loaded are they.

Answers are plain dictionaries in the public shape; nothing here raises when a server is down.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import redis
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from cashstage import __version__
from cashstage.core.clock import Clock, iso_z, utc_now

OK = "ok"
DOWN = "down"
FINISHED_WITHIN = timedelta(hours=24)
"""Completed and failed jobs are counted over this time."""

_STARTED = time.monotonic()
_ANSWERS = (OSError, SQLAlchemyError, redis.RedisError)

_CONNECTIONS = text(
    "SELECT count(*) FILTER (WHERE state = 'active'), count(*) FILTER (WHERE state <> 'active')"
    " FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
)
# Jobs of all organizations are counted, which row-level security shows to the system scope only.
_SYSTEM_SCOPE = text("SELECT set_config('app.system', 'on', true)")
_JOBS = text(
    "SELECT count(*) FILTER (WHERE state = 'queued'), count(*) FILTER (WHERE state = 'running'),"
    " count(*) FILTER (WHERE state = 'succeeded'), count(*) FILTER (WHERE state = 'failed')"
    " FROM ingestion_jobs WHERE finished_at IS NULL OR finished_at > :since"
)


def health(clock: Clock = utc_now) -> dict[str, Any]:
    """`status`, `timestamp`, `uptime` in seconds of this process, `version`; asks no server."""
    return {
        "status": OK,
        "timestamp": iso_z(clock()),
        "uptime": round(time.monotonic() - _STARTED, 3),
        "version": __version__,
    }


def detailed_health(
    engine: Engine, cache: redis.Redis, broker: redis.Redis, clock: Clock = utc_now
) -> dict[str, Any]:
    """`health` with `services`; `status` is "down" as soon as one of them is (answer 503)."""
    services = {
        "database": database_health(engine),
        "redis": redis_health(cache),
        "queue": queue_health(engine, broker, clock),
    }
    down = any(service["status"] == DOWN for service in services.values())
    return {**health(clock), "status": DOWN if down else OK, "services": services}


def database_health(engine: Engine) -> dict[str, Any]:
    """`status`, `responseTime` in milliseconds, `connections` of this database."""

    def ask() -> dict[str, Any]:
        with engine.connect() as connection:
            active, idle = connection.execute(_CONNECTIONS).one()
        return {"connections": {"active": active, "idle": idle}}

    return _timed(ask, {"connections": {"active": 0, "idle": 0}})


def redis_health(client: redis.Redis) -> dict[str, Any]:
    """`status`, `responseTime` in milliseconds, `memory` in bytes."""

    def ask() -> dict[str, Any]:
        memory = cast("dict[str, Any]", client.info("memory"))
        return {"memory": {"used": memory["used_memory"], "peak": memory["used_memory_peak"]}}

    return _timed(ask, {"memory": {"used": 0, "peak": 0}})


def queue_health(engine: Engine, broker: redis.Redis, clock: Clock = utc_now) -> dict[str, Any]:
    """`status` of the broker and `jobs` by state, from their rows: the queue only holds hints."""

    def ask() -> dict[str, Any]:
        broker.ping()
        with engine.connect() as connection, connection.begin():
            connection.execute(_SYSTEM_SCOPE)
            counts = connection.execute(_JOBS, {"since": clock() - FINISHED_WITHIN}).one()
        return {"jobs": _jobs(*counts)}

    return _timed(ask, {"jobs": _jobs(0, 0, 0, 0)})


def _jobs(waiting: int, active: int, completed: int, failed: int) -> dict[str, int]:
    return {"waiting": waiting, "active": active, "completed": completed, "failed": failed}


def _timed(ask: Callable[[], dict[str, Any]], nothing: dict[str, Any]) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        answer, status = ask(), OK
    except _ANSWERS:
        answer, status = nothing, DOWN
    elapsed = round((time.perf_counter() - started) * 1000, 2)
    return {"status": status, "responseTime": elapsed, **answer}

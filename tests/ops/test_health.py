"""Health in its public shape, with servers up and down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from cashstage import __version__
from cashstage.models import DataSource, IngestionJob, JobState, JobTrigger
from cashstage.models.platform import Platform
from cashstage.ops.embedded.ports import free_port
from cashstage.ops.health import FINISHED_WITHIN, detailed_health, health
from tests.factories.people import organization

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


@pytest.fixture
def dead_engine() -> Iterator[Engine]:
    engine = create_engine(
        f"postgresql+psycopg://u:p@127.0.0.1:{free_port()}/x", poolclass=NullPool
    )
    yield engine
    engine.dispose()


@pytest.fixture
def dead_redis() -> Iterator[redis.Redis]:
    with redis.Redis(port=free_port(), retry=Retry(NoBackoff(), 0)) as client:
        yield client


def test_health_tells_status_time_uptime_and_version() -> None:
    first = health(lambda: NOW)
    assert first["status"] == "ok"
    assert first["timestamp"] == "2026-11-23T08:30:00.000Z"
    assert first["version"] == __version__
    assert 0 <= first["uptime"] <= health(lambda: NOW)["uptime"]
    assert re.fullmatch(r"[\d-]{10}T[\d:]{8}\.\d{3}Z", health()["timestamp"])


@pytest.mark.integration
def test_detailed_health_has_the_public_shape(platform: Platform) -> None:
    answer = detailed_health(platform.database.engine, platform.redis, platform.redis)
    assert answer["status"] == "ok"
    services: dict[str, dict[str, Any]] = answer["services"]
    assert set(services) == {"database", "redis", "queue"}
    assert {service["status"] for service in services.values()} == {"ok"}
    assert services["database"]["responseTime"] > 0
    assert services["database"]["connections"]["active"] >= 1
    assert set(services["database"]["connections"]) == {"active", "idle"}
    assert services["redis"]["memory"]["peak"] >= services["redis"]["memory"]["used"] > 0
    assert services["queue"]["jobs"] == {"waiting": 0, "active": 0, "completed": 0, "failed": 0}


@pytest.mark.integration
def test_jobs_of_all_organizations_are_counted_by_state(platform: Platform) -> None:
    long_ago = NOW - FINISHED_WITHIN * 2
    jobs: dict[str, list[tuple[JobState, datetime | None]]] = {
        "One": [(JobState.QUEUED, None), (JobState.RUNNING, None), (JobState.RUNNING, None)],
        "Two": [(JobState.SUCCEEDED, NOW), (JobState.FAILED, NOW), (JobState.FAILED, long_ago)],
    }
    for name, states in jobs.items():
        place = organization(platform, name)
        with platform.database.system() as session:
            source = DataSource(organization_id=place.id, name="Ads", kind="file_upload")
            session.add(source)
            session.flush()
            for number, (state, finished) in enumerate(states):
                session.add(
                    IngestionJob(
                        organization_id=place.id,
                        data_source_id=source.id,
                        slot=str(number),
                        trigger=JobTrigger.UPLOAD,
                        state=state,
                        finished_at=finished,
                    )
                )
    answer = detailed_health(platform.database.engine, platform.redis, platform.redis, lambda: NOW)
    assert answer["services"]["queue"]["jobs"] == {
        "waiting": 1,
        "active": 2,
        "completed": 1,
        "failed": 1,
    }


@pytest.mark.integration
def test_a_dead_database_is_down_and_nothing_else_is(
    platform: Platform, dead_engine: Engine
) -> None:
    answer = detailed_health(dead_engine, platform.redis, platform.redis)
    assert answer["status"] == "down"
    assert answer["services"]["database"]["status"] == "down"
    assert answer["services"]["database"]["connections"] == {"active": 0, "idle": 0}
    assert answer["services"]["redis"]["status"] == "ok"


@pytest.mark.integration
def test_a_dead_broker_takes_the_queue_down(platform: Platform, dead_redis: redis.Redis) -> None:
    answer = detailed_health(platform.database.engine, platform.redis, dead_redis)
    states = {name: service["status"] for name, service in answer["services"].items()}
    assert states == {"database": "ok", "redis": "ok", "queue": "down"}

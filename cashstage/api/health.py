"""What orchestrators and Prometheus ask."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from cashstage.api.deps import PlatformDep
from cashstage.core import telemetry
from cashstage.core.errors import NotFound
from cashstage.ops import health

root = APIRouter(tags=["health"])
router = APIRouter(tags=["health"])


@root.head("/health", include_in_schema=False)
@root.get("/health")
@router.get("/health")
async def read_health() -> dict[str, Any]:
    """Whether this process lives; asks no server."""
    return health.health()


@router.get("/health/detailed")
def read_detailed_health(platform: PlatformDep) -> JSONResponse:
    """Database, Redis and queue; 503 when one of them is down."""
    answer = health.detailed_health(platform.database.engine, platform.redis, platform.broker)
    return JSONResponse(answer, status_code=200 if answer["status"] == health.OK else 503)


@root.get("/metrics", response_class=PlainTextResponse)
@router.get("/metrics", response_class=PlainTextResponse)
def read_metrics(platform: PlatformDep) -> Response:
    """Prometheus text, summed over this machine's web processes."""
    if not platform.settings.enable_metrics:
        raise NotFound("Metrics are switched off.", next_step="Set ENABLE_METRICS=true.")
    body, content_type = telemetry.exposition()
    return Response(body, media_type=content_type)

"""What orchestrators and Prometheus ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from cashstage import __version__
from cashstage.api.app import MAX_BODY_BYTES, create_api
from cashstage.models.platform import Platform, create_platform
from tests.api.conftest import Browser, browser_of
from tests.api.problems import problem_of, sentence_of
from tests.factories.workspaces import Workspace

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("path", ["/health", "/api/v1/health"])
def test_a_process_that_lives_says_so(browser: Browser, path: str) -> None:
    answer = browser(None).get(path)
    body = answer.json()

    assert answer.status_code == 200
    assert set(body) == {"status", "timestamp", "uptime", "version"}
    assert (body["status"], body["version"]) == ("ok", __version__)
    assert body["timestamp"].endswith("Z")
    assert datetime.fromisoformat(body["timestamp"]).tzinfo is not None
    assert body["uptime"] >= 0


def test_each_service_is_reported(browser: Browser, acme: Workspace) -> None:
    answer = browser(None).get("/api/v1/health/detailed")
    services = answer.json()["services"]

    assert answer.status_code == 200
    assert services["database"]["status"] == "ok"
    assert services["database"]["responseTime"] > 0
    assert set(services["database"]["connections"]) == {"active", "idle"}
    assert 0 < services["redis"]["memory"]["used"] <= services["redis"]["memory"]["peak"]
    assert services["queue"]["jobs"] == {"waiting": 0, "active": 0, "completed": 2, "failed": 0}


def test_a_service_that_is_down_makes_it_503(
    app: FastAPI, browser: Browser, platform: Platform
) -> None:
    nowhere = SecretStr("redis://127.0.0.1:1/0")
    app.state.platform = create_platform(
        platform.settings.model_copy(update={"redis_url": nowhere})
    )
    answer = browser(None).get("/api/v1/health/detailed")
    states = {name: service["status"] for name, service in answer.json()["services"].items()}

    app.state.platform.database.close()
    assert (answer.status_code, answer.json()["status"]) == (503, "down")
    assert states == {"database": "ok", "redis": "down", "queue": "down"}


@pytest.mark.parametrize("path", ["/metrics", "/api/v1/metrics"])
def test_metrics_are_prometheus_text(browser: Browser, path: str) -> None:
    answer = browser(None).get(path)

    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    assert "# TYPE http_requests_total counter" in answer.text


def test_metrics_can_be_switched_off(app: FastAPI, browser: Browser, platform: Platform) -> None:
    settings = platform.settings.model_copy(update={"enable_metrics": False})
    app.state.platform = replace(platform, settings=settings)

    assert "switched off" in sentence_of(browser(None).get("/metrics"), 404, "not_found")


def test_the_documents_describe_every_noun(browser: Browser) -> None:
    client = browser(None)
    paths = client.get("/api/v1/openapi.json").json()["paths"]

    assert {"/api/v1/query", "/api/v1/widgets/{widget_id}/data", "/api/v1/jobs/{job_id}"} <= set(
        paths
    )


def test_the_reference_is_a_page_of_our_own(browser: Browser) -> None:
    page = browser(None).get("/api/v1/docs").text

    assert "/api/v1/data-sources/{data_source_id}/sync" in page
    assert "openapi.json" in page
    assert "<script" not in page


def test_a_trace_id_is_kept_or_made(browser: Browser) -> None:
    client = browser(None)

    def trace(given: str | None) -> str:
        headers = {} if given is None else {"X-Trace-Id": given}
        answer: httpx.Response = client.get("/health", headers=headers)
        return answer.headers["X-Trace-Id"]

    assert trace("request-42.of_mine") == "request-42.of_mine"
    assert len(trace(None)) == 32
    assert trace("no spaces\tplease") != "no spaces\tplease"
    assert len(trace("x" * 500)) == 32


def test_what_nobody_foresaw_can_be_found_by_its_trace_id(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the disk melted")

    monkeypatch.setattr("cashstage.ops.health.detailed_health", broken)
    answer = browser(None).get("/api/v1/health/detailed", headers={"X-Trace-Id": "request-42"})

    assert problem_of(answer, 500, "internal")["trace_id"] == "request-42"
    assert "melted" not in answer.text
    assert "melted" in caplog.text


def test_a_body_is_bounded_before_anybody_asks_who_sends_it(browser: Browser) -> None:
    client = browser(None)
    answer = client.post("/api/v1/query", content=b" " * (MAX_BODY_BYTES + 1))

    assert "larger" in sentence_of(answer, 413, "payload_too_large")
    assert client.post("/api/v1/query", content=b" " * 100).status_code == 401


def test_a_probe_may_ask_without_wanting_the_body(browser: Browser) -> None:
    answer = browser(None).head("/health")

    assert (answer.status_code, answer.content) == (200, b"")


def test_made_up_methods_make_no_series(browser: Browser) -> None:
    client = browser(None)
    for name in ("BREW", "WHEN"):
        client.request(name, "/health")
    text = client.get("/metrics").text

    assert 'method="other"' in text
    assert "BREW" not in text


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/api/v1/me", "GET"),
        ("PUT", "/api/v1/dashboards", "GET, POST"),
        ("POST", f"/api/v1/dashboards/{'0' * 32}", "DELETE, GET, PATCH"),
    ],
)
def test_a_known_address_names_the_methods_it_takes(
    browser: Browser, method: str, path: str, allowed: str
) -> None:
    answer = browser(None).request(method, path)
    problem_of(answer, 405, "method_not_allowed")

    assert answer.headers["Allow"] == allowed


@pytest.mark.parametrize("path", ["/health", "/api/v1/me", "/api/nothing"])
def test_every_answer_carries_the_security_headers(browser: Browser, path: str) -> None:
    headers = browser(None).get(path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "Strict-Transport-Security" not in headers


def test_only_an_encrypted_product_asks_to_stay_so(platform: Platform) -> None:
    settings = platform.settings.model_copy(update={"app_url": "https://figures.example"})
    headers = browser_of(create_api(replace(platform, settings=settings))).get("/health").headers

    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")

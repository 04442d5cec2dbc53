"""Logs: both forms, the trace id, and no secret whatever way it came in."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from cashstage.core.logging import configure_logging
from cashstage.core.redaction import redact
from cashstage.core.settings import load_settings

SECRETS = [
    "ya29.a0AfB_byC-secret.part",
    "1//0gSecretRefreshToken-x_y",
    "GOCSPX-secretOfTheClient",
    "cs_0123456789abcdefghijklmnop",
]


@pytest.fixture(autouse=True)
def restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def configured(**overrides: str) -> io.StringIO:
    stream = io.StringIO()
    configure_logging(load_settings({"log_format": "json", **overrides}), stream=stream)
    return stream


def last_event(stream: io.StringIO) -> dict[str, object]:
    event: dict[str, object] = json.loads(stream.getvalue().splitlines()[-1])
    return event


@pytest.mark.parametrize("secret", SECRETS)
def test_a_credential_is_known_by_its_shape(secret: str) -> None:
    assert redact(f"before {secret} after") == "before [redacted] after"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Authorization: Bearer abc.def-123456", "Authorization: Bearer [redacted]"),
        ("postgresql://cashstage:p4ss@db:5432/x", "postgresql://cashstage:[redacted]@db:5432/x"),
        ("redis://:p4ss@cache:6379/0", "redis://:[redacted]@cache:6379/0"),
        ("Cookie: __Host-sid=abc; theme=dark", "Cookie: [redacted]"),
        ("set-cookie: sid=abc; HttpOnly", "set-cookie: [redacted]"),
        ("GET /callback?state=s&code=4/0Ab_c", "GET /callback?state=s&code=[redacted]"),
        ("refresh_token=abc&grant_type=x", "refresh_token=[redacted]&grant_type=x"),
        ("GET /api/auth/link/s3cr3t-token HTTP/1.1", "GET /api/auth/link/[redacted] HTTP/1.1"),
    ],
)
def test_a_credential_is_known_by_its_surroundings(text: str, expected: str) -> None:
    assert redact(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "http://localhost:3000/d/0192f",
        "https://example.com//path",
        "status_code=200 in 1.5 s",
        "user@example.com signed in",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    assert redact(text) == text


def test_a_json_line_holds_event_level_logger_time_and_fields() -> None:
    stream = configured()
    structlog.get_logger("cashstage.test").info("snapshot landed", rows=625)
    event = last_event(stream)
    assert event["event"] == "snapshot landed"
    assert event["level"] == "info"
    assert event["logger"] == "cashstage.test"
    assert event["rows"] == 625
    assert str(event["timestamp"]).endswith("Z")


def test_the_standard_library_logs_the_same_way() -> None:
    stream = configured()
    logging.getLogger("urllib3").warning("retry %s of %d", "two", 3)
    event = last_event(stream)
    assert event["event"] == "retry two of 3"
    assert event["logger"] == "urllib3"


def test_lines_below_the_level_are_dropped() -> None:
    stream = configured(log_level="warning")
    structlog.get_logger("cashstage.test").info("quiet")
    assert stream.getvalue() == ""


def test_the_trace_id_is_on_every_line_of_its_context() -> None:
    stream = configured()
    with structlog.contextvars.bound_contextvars(trace_id="trace-1"):
        logging.getLogger("cashstage.test").warning("inside")
    assert last_event(stream)["trace_id"] == "trace-1"
    logging.getLogger("cashstage.test").warning("outside")
    assert "trace_id" not in last_event(stream)


@pytest.mark.parametrize("form", ["json", "console"])
def test_secrets_do_not_reach_the_log(form: str) -> None:
    stream = configured(log_format=form)
    logger = structlog.get_logger("cashstage.test")
    logger.warning(
        "call to postgresql://u:hidden-1@db/x failed",
        password="hidden-2",
        headers={"Authorization": "hidden-3", "Set-Cookie": ["hidden-4"]},
        url="https://x.test/?access_token=hidden-5",
        nested=[{"api_key": "hidden-6"}],
        raw=b"Bearer hidden-7-and-more",
    )
    logging.getLogger("lib").error("refused %s", "Bearer hidden-8-and-more")
    try:
        raise ValueError("redis://:hidden-9@cache")
    except ValueError:
        logging.getLogger("lib").exception("broken")
    assert "call to" in stream.getvalue()
    assert "ValueError" in stream.getvalue()
    assert "hidden" not in stream.getvalue()


def test_production_logs_json_and_development_text() -> None:
    stream = io.StringIO()
    configure_logging(load_settings({"log_format": None}), stream=stream)
    logging.getLogger("cashstage.test").warning("hello")
    assert "hello" in stream.getvalue()
    with pytest.raises(json.JSONDecodeError):
        last_event(stream)

"""Reading refusals."""

from __future__ import annotations

from typing import Any

import httpx


def problem_of(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The body of a refusal, checked to be a whole problem document with a sentence in it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert (body["type"], body["status"], body["code"]) == ("about:blank", status, code)
    assert body["trace_id"] == answer.headers["X-Trace-Id"]
    assert body["title"]
    assert body["detail"].rstrip("”).")[-1:].strip(), "the detail is a sentence"
    assert "Traceback" not in answer.text
    return body


def sentence_of(answer: httpx.Response, status: int, code: str) -> str:
    """What a refusal says, and what to do next."""
    body = problem_of(answer, status, code)
    return " ".join(part for part in (body["detail"], body["next_step"]) if part)

"""Failures on demand, and only as many as were ordered."""

from __future__ import annotations

import json
import time
from typing import Any

import httpx
import pytest

from cashstage.emulator.state import EmulatorState
from tests.factories import google

CONTROL = "/emulator/faults"


def order(browser: httpx.Client, **fault: Any) -> None:
    assert browser.post(CONTROL, json=fault).status_code == 200


@pytest.mark.parametrize(
    ("kind", "status", "word"),
    [
        ("rate_limited", 429, "RESOURCE_EXHAUSTED"),
        ("internal", 500, "INTERNAL"),
        ("unavailable", 503, "UNAVAILABLE"),
        ("expired_token", 401, "UNAUTHENTICATED"),
    ],
)
def test_the_next_answers_fail_then_all_is_well(
    browser: httpx.Client, emulator: EmulatorState, kind: str, status: int, word: str
) -> None:
    sheet = google.spreadsheet(emulator, [["a"]])
    path, headers = f"/sheets/v4/spreadsheets/{sheet.id}", google.bearer(emulator)
    order(browser, kind=kind, times=2, seconds=3)

    elsewhere = browser.get("/drive/v3/files", headers=headers)
    answers = [browser.get(path, headers=headers) for _ in range(3)]

    assert elsewhere.status_code == 200
    assert [answer.status_code for answer in answers] == [status, status, 200]
    assert answers[0].json()["error"]["status"] == word
    assert ("Retry-After" in answers[0].headers) == (kind == "rate_limited")


def test_drives_own_rate_limit_is_a_403_of_usage_limits(
    browser: httpx.Client, emulator: EmulatorState
) -> None:
    order(browser, kind="user_rate_limit", path="/drive/")

    answer = browser.get("/drive/v3/files", headers=google.bearer(emulator))

    assert answer.status_code == 403
    assert answer.json()["error"]["errors"][0]["domain"] == "usageLimits"


@pytest.mark.parametrize(
    ("kind", "reason"), [("protected", "cannotDownloadFile"), ("domain_policy", "domainPolicy")]
)
def test_rules_of_owners_and_workspaces_are_a_403(
    browser: httpx.Client, emulator: EmulatorState, kind: str, reason: str
) -> None:
    order(browser, kind=kind, path="/drive/")

    answer = browser.get("/drive/v3/files", headers=google.bearer(emulator))

    assert (answer.status_code, answer.json()["error"]["errors"][0]["reason"]) == (403, reason)


@pytest.mark.parametrize(("kind", "status"), [("error_page", 502), ("web_page", 200)])
def test_a_page_may_come_in_place_of_an_answer(
    browser: httpx.Client, emulator: EmulatorState, kind: str, status: int
) -> None:
    order(browser, kind=kind, path="/drive/")

    answer = browser.get("/drive/v3/files", headers=google.bearer(emulator))

    assert (answer.status_code, answer.text[:15]) == (status, "<!DOCTYPE html>")


def test_a_truncated_answer_is_no_json(browser: httpx.Client, emulator: EmulatorState) -> None:
    sheet = google.spreadsheet(emulator, [["a"]])
    order(browser, kind="truncated")

    answer = browser.get(f"/sheets/v4/spreadsheets/{sheet.id}", headers=google.bearer(emulator))

    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_a_slow_answer_is_late_and_whole(browser: httpx.Client, emulator: EmulatorState) -> None:
    order(browser, kind="slow", path="/drive/", seconds=0.2)

    begun = time.monotonic()
    answer = browser.get("/drive/v3/files", headers=google.bearer(emulator))

    assert time.monotonic() - begun >= 0.2
    assert answer.json()["files"] == []


def test_faults_are_listed_and_forgotten(browser: httpx.Client) -> None:
    order(browser, kind="slow", path="/token", seconds=30)

    assert browser.get(CONTROL).json() == [
        {"kind": "slow", "path": "/token", "times": 1, "seconds": 30}
    ]
    assert browser.delete(CONTROL).status_code == 204
    assert browser.get(CONTROL).json() == []


@pytest.mark.parametrize("body", ['{"kind": "explode"}', "{", '{"kind": "slow", "tims": 2}'])
def test_an_unclear_order_is_refused(browser: httpx.Client, body: str) -> None:
    assert browser.post(CONTROL, content=body).status_code == 422
    assert browser.get(CONTROL).json() == []

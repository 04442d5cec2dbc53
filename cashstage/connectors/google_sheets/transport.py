"""Requests to Sheets and Drive: addressed, timed, retried within bounds, failures translated."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import AuthorizedSession, Request
from gspread.http_client import HTTPClient
from gspread.urls import SPREADSHEETS_API_V4_BASE_URL
from requests import RequestException, Response

from cashstage.connectors.google_sheets import failures
from cashstage.connectors.google_sheets.endpoints import google_session, mount_endpoint
from cashstage.core.errors import QuotaExhausted, UpstreamBusy

CONNECT_TIMEOUT = 5.0
Parameters = Mapping[str, str | int | bool | list[str]]


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long a caller can wait: `tries` in all; seconds for each wait, their sum, one answer."""

    tries: int
    longest_wait: float
    give_up_after: float
    read_timeout: float

    def wait_before(self, attempt: int, asked: float | None) -> float:
        """Seconds to wait before try number `attempt` (from 2): doubling, with jitter."""
        backoff = min(2.0 ** (attempt - 2) + random.random(), self.longest_wait)  # noqa: S311
        return max(backoff, asked or 0.0)


PATIENT = RetryPolicy(tries=6, longest_wait=64.0, give_up_after=150.0, read_timeout=180.0)
"""For a worker: outlasts a minute's quota, and a spreadsheet that Sheets itself gives up on."""

INTERACTIVE = RetryPolicy(tries=2, longest_wait=1.5, give_up_after=10.0, read_timeout=15.0)
"""For a person who waits at a page."""


class ReadBudget(Protocol):
    """How often spreadsheets may be read."""

    def take(self) -> float:
        """Takes one read and returns 0, or returns the seconds until there is one."""


class GoogleTransport(HTTPClient):
    """gspread's HTTP client, pointed at the configured endpoint and bounded in every way."""

    def __init__(
        self,
        credentials: Credentials,
        *,
        endpoint: str | None,
        retry: RetryPolicy,
        budget: ReadBudget | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._auth_session = google_session(endpoint)
        session = AuthorizedSession(credentials, auth_request=Request(self._auth_session))  # type: ignore[no-untyped-call]
        mount_endpoint(session, endpoint)
        super().__init__(credentials, session)
        self.set_timeout((CONNECT_TIMEOUT, retry.read_timeout))
        self._retry = retry
        self._budget = budget
        self._sleep = sleep

    def close(self) -> None:
        """Closes the connections."""
        self.session.close()
        self._auth_session.close()

    def get(self, url: str, params: Parameters | None = None) -> Any:
        """The decoded JSON answer of a read; raises the core errors, UpstreamBusy at the end."""
        started = time.monotonic()
        attempt = 1
        while True:
            self._await_budget(url, started)
            try:
                return self._get_once(url, params)
            except UpstreamBusy as busy:
                attempt += 1
                wait = self._retry.wait_before(attempt, busy.retry_after)
                elapsed = time.monotonic() - started
                if attempt > self._retry.tries or elapsed + wait > self._retry.give_up_after:
                    raise
                self._sleep(wait)

    def _await_budget(self, url: str, started: float) -> None:
        """Waits for a read to be free; raises QuotaExhausted when that would take too long.

        Drive's own quota is twenty times larger and is not counted.
        """
        if self._budget is None or not url.startswith(SPREADSHEETS_API_V4_BASE_URL):
            return
        while wait := self._budget.take():
            if time.monotonic() - started + wait > self._retry.give_up_after:
                raise QuotaExhausted(
                    "All reads that Google allows us in a minute are used up.",
                    next_step="Try again in a minute.",
                    retry_after=wait,
                )
            self._sleep(wait)

    def request(
        self,
        method: str,
        endpoint: str,
        params: Any = None,
        data: Any = None,
        json: Any = None,
        files: Any = None,
        headers: Any = None,
    ) -> Response:
        """One request without retries; raises the core errors instead of gspread's."""
        try:
            response = self.session.request(
                method,
                endpoint,
                params=params,
                data=data,
                json=json,
                files=files,
                headers=headers,
                timeout=self.timeout,
            )
        except (RequestException, GoogleAuthError) as error:
            raise failures.from_exception(error) from error
        if not response.ok:
            raise failures.from_response(response)
        return response

    def _get_once(self, url: str, params: Parameters | None) -> Any:
        response = self.request("get", url, params=_plain(params or {}))
        try:
            return orjson.loads(response.content)
        except orjson.JSONDecodeError as error:
            raise _unusable(response) from error


def _unusable(response: Response) -> UpstreamBusy:
    """What came in the place of JSON."""
    if response.content.lstrip()[:1] == b"<":
        return UpstreamBusy(
            "Something on the way to Google answered with a web page instead of data.",
            next_step=f"{failures.LATER} If it persists, an operator looks for a proxy or a sign-in"
            " page between this installation and Google.",
        )
    return UpstreamBusy("Google's answer broke off in the middle.", next_step=failures.LATER)


def _plain(params: Parameters) -> dict[str, Any]:
    return {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in params.items()
    }

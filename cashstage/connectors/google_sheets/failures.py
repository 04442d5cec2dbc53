"""Google's failures in our words: each answer becomes the one error whose fate fits it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from requests import RequestException, Response

from cashstage.core.clock import utc_now
from cashstage.core.errors import (
    CashstageError,
    ConsentLost,
    InvalidInput,
    QuotaExhausted,
    SourceUnavailable,
    UpstreamBusy,
    UpstreamError,
)

_RECONNECT = "Connect the Google account again."
LATER = "Try again in a few minutes; refreshes do so by themselves."
NOT_VISIBLE = "not_visible"
"""The `reason` of a SourceUnavailable whose spreadsheet this account can't see, or nobody can."""
_QUOTA_REASONS = frozenset(
    {"userRateLimitExceeded", "rateLimitExceeded", "dailyLimitExceeded", "quotaExceeded"}
)
_PROTECTED_REASONS = frozenset({"cannotDownloadFile", "cannotExportFile", "cannotCopyFile"})
_POLICY_REASONS = frozenset({"domainPolicy"})
_DISABLED_REASONS = frozenset({"accessNotConfigured", "SERVICE_DISABLED"})


def from_response(response: Response) -> CashstageError:
    """The error for an answer with status 400 or above."""
    error = _error_object(response)
    message = str(error.get("message") or response.reason or "no reason given")
    reasons = _reasons(error)
    status = response.status_code
    if any(reason.startswith("push.") for reason in reasons):
        return _no_channel(message, reasons)
    if status in {408, 429} or status >= 500 or (status == 403 and reasons & _QUOTA_REASONS):
        return _busy(status, retry_after(response))
    if status == 401:
        return consent_lost()
    if status == 403:
        return _forbidden(message, reasons)
    if status == 404:
        return SourceUnavailable(
            "The spreadsheet does not exist or was deleted, or it is not shared with this"
            " Google account.",
            next_step="Check the link, or ask the owner to restore it or to share it with this"
            " account.",
            reason=NOT_VISIBLE,
        )
    if status == 400:
        return _bad_request(message, error)
    return UpstreamError(f"Google answered with status {status}: {message}")


def from_exception(error: Exception) -> CashstageError:
    """The error for a request that got no usable answer."""
    if isinstance(error, RefreshError):
        return _refresh_failed(error)
    if isinstance(error, RequestException | TransportError):
        return UpstreamBusy("Google did not answer in time.", next_step=LATER)
    if isinstance(error, GoogleAuthError):
        return UpstreamError(f"Google's answer could not be verified: {error}")
    raise error


def consent_lost() -> ConsentLost:
    """The grant is gone: revoked, expired, or replaced by newer ones."""
    return ConsentLost(
        "Google no longer accepts this connection: consent was revoked or has expired.",
        next_step=_RECONNECT,
    )


def retry_after(response: Response) -> float | None:
    """Seconds that the server asks us to wait, from `Retry-After` as number or date."""
    value = response.headers.get("Retry-After")
    if value is None:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        return _seconds_until(value)


def _seconds_until(http_date: str) -> float | None:
    try:
        return max(0.0, (parsedate_to_datetime(http_date) - utc_now()).total_seconds())
    except (ValueError, TypeError):
        return None


def _busy(status: int, wait: float | None) -> UpstreamBusy:
    if status in {403, 429}:
        return QuotaExhausted(
            "Google's read quota is used up for the moment.", next_step=LATER, retry_after=wait
        )
    return UpstreamBusy(
        f"Google is not available for the moment ({status}).", next_step=LATER, retry_after=wait
    )


def _no_channel(message: str, reasons: frozenset[str]) -> UpstreamError:
    """Why Google opens no channel; the 401 among them says nothing of the consent."""
    if "push.webhookUrlUnauthorized" in reasons:
        return UpstreamError(
            "Google tells nothing to this address, because its domain is not verified.",
            next_step="An operator verifies the domain of APP_URL in Google Search Console, with an"
            " account that owns the Google Cloud project of the client.",
        )
    return UpstreamError(
        f"Google opens no channel for changes: {message}",
        next_step="An operator checks APP_URL.",
    )


def _forbidden(message: str, reasons: frozenset[str]) -> CashstageError:
    if "ACCESS_TOKEN_SCOPE_INSUFFICIENT" in reasons or "insufficient authentication" in message:
        return ConsentLost(
            "The Google connection does not allow reading spreadsheets.",
            next_step="Connect again and leave the box for spreadsheets ticked.",
            missing="scope",
        )
    if reasons & _DISABLED_REASONS:
        return UpstreamError(
            "The Google Sheets or Drive API is switched off for this installation.",
            next_step="An operator enables both APIs in the Google Cloud project of the client.",
        )
    if reasons & _POLICY_REASONS:
        return SourceUnavailable(
            "The administrators of the Google Workspace let no such app read its files.",
            next_step="Ask one of them to allow this app in the Google Admin console, under API"
            " controls.",
        )
    if reasons & _PROTECTED_REASONS or "cannot be downloaded" in message:
        return SourceUnavailable(
            "The spreadsheet is protected: its owner, or a rule of their organization against data"
            " loss, does not let this account download or copy it.",
            next_step="Ask the owner to allow downloads for viewers or to make this account an"
            " editor; where a rule forbids it, ask an administrator of their Google Workspace.",
        )
    return SourceUnavailable(
        "This Google account may not read the spreadsheet.",
        next_step="Ask the owner to share it with this account.",
        reason=NOT_VISIBLE,
    )


def _bad_request(message: str, error: Mapping[str, Any]) -> CashstageError:
    if any(entry.get("location") == "pageToken" for entry in error.get("errors", ())):
        return InvalidInput("Google does not know this page token any more.")
    if "Unable to parse range" in message or "exceeds grid limits" in message:
        return SourceUnavailable(
            "The tab or range is not in the spreadsheet any more.",
            next_step="Choose the tab and range again.",
        )
    if error.get("status") == "FAILED_PRECONDITION":
        return SourceUnavailable(
            "This file is kept in Drive but is not a Google spreadsheet.",
            next_step="Open it in Google Sheets and save it as a Google spreadsheet.",
        )
    return UpstreamError(f"Google refused the request: {message}")


def _refresh_failed(error: RefreshError) -> CashstageError:
    body = error.args[1] if len(error.args) > 1 else None
    code = body.get("error") if isinstance(body, Mapping) else None
    if error.retryable:
        return UpstreamBusy(
            "Google's sign-in service is not available for the moment.", next_step=LATER
        )
    if code in {"invalid_client", "unauthorized_client"}:
        return UpstreamError(
            "Google does not accept the OAuth client of this installation.",
            next_step="An operator checks GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET.",
        )
    return consent_lost()


def _error_object(response: Response) -> Mapping[str, Any]:
    try:
        error = json.loads(response.content)["error"]
    except (ValueError, KeyError, TypeError):
        return {}
    return error if isinstance(error, Mapping) else {}


def _reasons(error: Mapping[str, Any]) -> frozenset[str]:
    entries = [*error.get("errors", ()), *error.get("details", ())]
    return frozenset(
        str(entry["reason"])
        for entry in entries
        if isinstance(entry, Mapping) and "reason" in entry
    )

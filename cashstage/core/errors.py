"""The error tree, drawn once.

Every error carries its fate: the HTTP status and stable code it answers with, what becomes of a
job that met it, and the next step for the person. Messages are sentences that may be shown.

    CashstageError
    ├── InvalidInput          422  the request can't be understood or applied
    │   ├── MalformedBody     400  not JSON, not UTF-8, not the promised shape
    │   ├── PayloadTooLarge   413  a file or body over its limit
    │   ├── FormulaError      422  names the place in the formula
    │   └── UnreadableData    422  a sheet or file without a usable table
    ├── Unauthenticated       401  no session, or an expired or forged one
    ├── Forbidden             403  signed in, but not allowed
    ├── NotFound              404  does not exist, or belongs to somebody else
    ├── Conflict              409  the state does not allow it now
    │   └── StaleVersion      412  somebody saved in between
    ├── RateLimited           429  carries `retry_after` in seconds
    ├── QueryTimeout          504  the engine was interrupted
    ├── UpstreamError         502  Google or another server failed
    │   ├── UpstreamBusy      503  temporary: overload, time-out
    │   │   └── QuotaExhausted 503 all that we may ask for is used up until it refills
    │   ├── ConsentLost       409  the grant was revoked or expired
    │   └── SourceUnavailable 409  the sheet, tab or range is gone or not shared
    ├── Unavailable           503  one of our own services is down
    └── ConfigurationError    500  settings that do not allow a start
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar


class Fate(StrEnum):
    """What can help after an error: time, more time, somebody's change, somebody's consent."""

    TRANSIENT = "transient"
    QUOTA = "quota"
    PERMANENT = "permanent"
    CONSENT = "consent"


class CashstageError(Exception):
    """Base of every expected failure; `str(error)` is a sentence for a person."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    fate: ClassVar[Fate] = Fate.PERMANENT

    def __init__(self, detail: str, *, next_step: str | None = None, **context: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.next_step = next_step
        self.context = context

    @property
    def sentence(self) -> str:
        """The detail followed by the next step, ready to show."""
        return f"{self.detail} {self.next_step}" if self.next_step else self.detail


class InvalidInput(CashstageError):
    """The request can't be understood or applied; `context["field"]` may name the place."""

    status = 422
    code = "invalid_input"


class MalformedBody(InvalidInput):
    """A body that is not what its content type promises."""

    status = 400
    code = "malformed_body"


class PayloadTooLarge(InvalidInput):
    """A file or body over its limit."""

    status = 413
    code = "payload_too_large"


class FormulaError(InvalidInput):
    """A formula that can't be parsed, typed or allowed; `context["position"]` is 0-based."""

    code = "formula_error"


class UnreadableData(InvalidInput):
    """A sheet or file in which no table can be found."""

    code = "unreadable_data"


class Unauthenticated(CashstageError):
    """No session or key, or an expired, revoked or forged one."""

    status = 401
    code = "unauthenticated"


class Forbidden(CashstageError):
    """The person is known but may not do this."""

    status = 403
    code = "forbidden"


class NotFound(CashstageError):
    """Nothing of that id in this organization."""

    status = 404
    code = "not_found"


class Conflict(CashstageError):
    """The present state does not allow the request."""

    status = 409
    code = "conflict"


class StaleVersion(Conflict):
    """The resource was changed since the caller read it; nothing was overwritten."""

    status = 412
    code = "stale_version"


class RateLimited(CashstageError):
    """Too many requests; `retry_after` in seconds."""

    status = 429
    code = "rate_limited"
    fate = Fate.QUOTA

    def __init__(self, detail: str, *, retry_after: float, **context: Any) -> None:
        super().__init__(detail, **context)
        self.retry_after = retry_after


class QueryTimeout(CashstageError):
    """The engine was interrupted at its time limit."""

    status = 504
    code = "query_timeout"


class UpstreamError(CashstageError):
    """A server we depend on answered with something we can't use."""

    status = 502
    code = "upstream_error"


class UpstreamBusy(UpstreamError):
    """Overload or time-out; `retry_after` in seconds when the server said so."""

    status = 503
    code = "upstream_busy"
    fate = Fate.TRANSIENT

    def __init__(self, detail: str, *, retry_after: float | None = None, **context: Any) -> None:
        super().__init__(detail, **context)
        self.retry_after = retry_after


class QuotaExhausted(UpstreamBusy):
    """What a server lets us ask in a minute or a day is used up; it refills by itself."""

    fate = Fate.QUOTA


class ConsentLost(UpstreamError):
    """The stored consent was revoked or has expired; a person must reconnect."""

    status = 409
    code = "consent_lost"
    fate = Fate.CONSENT


class SourceUnavailable(UpstreamError):
    """The spreadsheet, tab or range is gone or no longer shared with us."""

    status = 409
    code = "source_unavailable"


class Unavailable(CashstageError):
    """One of our own services does not answer."""

    status = 503
    code = "unavailable"
    fate = Fate.TRANSIENT


class ConfigurationError(CashstageError):
    """Settings that do not allow a start; one line per problem."""

    code = "configuration"

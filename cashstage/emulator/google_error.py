"""Error bodies as Google writes them; Sheets and Drive differ in small ways."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

_ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"
_SIGN_IN_HELP = "See https://developers.google.com/identity/sign-in/web/devconsole-project."
_STATUS_WORDS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


class GoogleError(Exception):
    """An answer with an error body; `errors` is the older list that Drive still sends."""

    def __init__(
        self,
        code: int,
        message: str,
        *,
        details: list[dict[str, Any]] | None = None,
        errors: list[dict[str, str]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.headers = headers
        error: dict[str, Any] = {"code": code, "message": message}
        if errors is not None:
            error["errors"] = errors
        if errors is None or code in {401, 403, 429}:
            error["status"] = _STATUS_WORDS[code]
        if details:
            error["details"] = details
        self.body = {"error": error}


async def answer_google_error(request: Request, error: Exception) -> Response:
    """The exception handler of the application."""
    if not isinstance(error, GoogleError):
        raise error
    return JSONResponse(error.body, status_code=error.code, headers=error.headers)


def drive_error(
    code: int, message: str, reason: str, *, location: tuple[str, str] | None = None
) -> GoogleError:
    """Drive's shape; `location` is (name, "parameter" or "header")."""
    domain = "usageLimits" if reason.endswith("RateLimitExceeded") else "global"
    entry = {"message": message, "domain": domain, "reason": reason}
    if location is not None:
        entry |= {"location": location[0], "locationType": location[1]}
    return GoogleError(code, message, errors=[entry])


def invalid_credentials(*, drive: bool) -> GoogleError:
    """401: no token, or one that is unknown, expired or revoked."""
    message = (
        "Request had invalid authentication credentials. Expected OAuth 2 access token, "
        f"login cookie or other valid authentication credential. {_SIGN_IN_HELP}"
    )
    errors = [
        {
            "message": "Invalid Credentials",
            "domain": "global",
            "reason": "authError",
            "location": "Authorization",
            "locationType": "header",
        }
    ]
    return GoogleError(
        401,
        message,
        errors=errors if drive else None,
        headers={"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/"'},
    )


def insufficient_scopes(service: str, method: str, *, drive: bool) -> GoogleError:
    """403: the grant does not include what the method needs."""
    info = {
        "@type": _ERROR_INFO,
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
        "metadata": {"service": service, "method": method},
    }
    entry = {
        "message": "Insufficient Permission",
        "domain": "global",
        "reason": "insufficientPermissions",
    }
    return GoogleError(
        403,
        "Request had insufficient authentication scopes.",
        details=[info],
        errors=[entry] if drive else None,
    )


def quota_exceeded(*, drive: bool, wait: float | None) -> GoogleError:
    """429: the reads of this minute are used up; `wait` becomes `Retry-After`."""
    service = "drive.googleapis.com" if drive else "sheets.googleapis.com"
    message = (
        "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per "
        f"user' of service '{service}' for consumer 'project_number:100000000000'."
    )
    info = {
        "@type": _ERROR_INFO,
        "reason": "RATE_LIMIT_EXCEEDED",
        "domain": "googleapis.com",
        "metadata": {
            "service": service,
            "quota_metric": f"{service}/read_requests",
            "quota_limit": "ReadRequestsPerMinutePerUser",
            "quota_limit_value": "60",
            "consumer": "projects/100000000000",
        },
    }
    headers = None if wait is None else {"Retry-After": f"{wait:.0f}"}
    return GoogleError(429, message, details=[info], headers=headers)


def unknown_parameter(name: str) -> GoogleError:
    """400: a query parameter that the method does not have."""
    text = (
        f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
        f"Field '{name}' could not be found in request message."
    )
    return _bad_request(text, text)


def invalid_value(field: str, type_name: str, value: str) -> GoogleError:
    """400: a parameter that is not of its type."""
    text = f"Invalid value at '{field}' ({type_name}), \"{value}\""
    return _bad_request(text, text)


def invalid_fields(mask: str) -> GoogleError:
    """400: a field mask that can't be read."""
    why = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{mask}'."
    return _bad_request("Request contains an invalid argument.", why)


def _bad_request(message: str, description: str) -> GoogleError:
    violation = {
        "@type": "type.googleapis.com/google.rpc.BadRequest",
        "fieldViolations": [{"description": description}],
    }
    return GoogleError(400, message, details=[violation])

"""Cross-site requests may not write: browsers tell where a request comes from, we listen.

The origins of `CORS_ORIGIN` are no strangers: their pages may write, and read the answers.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from cashstage.api.errors import problem

ALLOWED_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
ALLOWED_HEADERS = ("If-Match", "If-None-Match", "X-Trace-Id")
EXPOSED_HEADERS = ("ETag", "Retry-After", "X-Cache", "X-Trace-Id")
"""What a page of another, allowed origin may ask with and may read."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_OWN_SITE = frozenset({"same-origin", "none"})


class OriginMiddleware:
    """Refuses unsafe methods from other origins.

    Every browser sends `Sec-Fetch-Site` or `Origin` with a write; programs send neither and bring
    no ambient cookie, so they pass.
    """

    def __init__(self, app: ASGIApp, *, address: str, allowed: tuple[str, ...]) -> None:
        self._app = app
        self._address = address
        self._allowed = frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 403, or passes the request on."""
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            request = Request(scope)
            if not self._trusted(request):
                refusal = problem(
                    403,
                    "forbidden",
                    f"This request comes from another site than {self._address}.",
                    next_step=f"Open {self._address} in the browser and try again there.",
                )
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _trusted(self, request: Request) -> bool:
        origin = request.headers.get("origin")
        if origin is not None:
            return origin in self._allowed
        site = request.headers.get("sec-fetch-site")
        return site is None or site in _OWN_SITE

"""The outermost layer of the web process: what every answer carries, who may open the websocket."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cashstage.connectors.google_sheets.endpoints import (
    PICKER_FRAME_URLS,
    PICKER_SCRIPT_URL,
    located,
)
from cashstage.core.ids import parse_id
from cashstage.core.settings import AppEnv, GoogleAccess, Settings

_INLINE_SCRIPT = re.compile(rb"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.DOTALL)
_SOCKET_PATH = "/_event"
_UNCHANGING = ("/assets/", "/fonts/")
_FOREVER = "public, max-age=31536000, immutable"
_REVALIDATE = "no-cache"
_POLICY_VIOLATION = 1008
_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


class Guard:
    """Adds policy and cache headers; refuses websockets of other sites and forged tokens.

    In development it leads a browser that came under another name of this machine to APP_URL.
    """

    def __init__(self, app: ASGIApp, settings: Settings, pages: Path) -> None:
        self._app = app
        self._origins = frozenset(settings.allowed_origins)
        self._development = settings.app_env is AppEnv.DEVELOPMENT
        self._address = settings.app_url
        self._policy: tuple[str, str] | None = None
        if settings.content_security_policy != "false":
            name = "Content-Security-Policy"
            if settings.content_security_policy == "report-only":
                name += "-Report-Only"
            self._policy = (name, content_security_policy(pages, settings))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one connection."""
        if scope["type"] == "http" and (elsewhere := self._elsewhere(scope)):
            await RedirectResponse(elsewhere, status_code=307)(scope, receive, send)
        elif scope["type"] == "http":
            await self._app(scope, receive, self._with_headers(scope["path"], send))
        elif scope["type"] == "websocket" and not self._welcome(scope):
            await receive()
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        else:
            await self._app(scope, receive, send)

    def _elsewhere(self, scope: Scope) -> str | None:
        """Our own address of a page that a browser asks for under another name of this machine.

        There it could neither sign in nor open the websocket, since cookies and origins go by name.
        """
        headers = Headers(scope=scope)
        shown = scope["method"] == "GET" and "text/html" in headers.get("accept", "")
        if not self._development or not shown or not self._other_name(headers.get("host", "")):
            return None
        query = scope["query_string"].decode("latin-1")
        return f"{self._address}{quote(scope['path'])}{'?' if query else ''}{query}"

    def _other_name(self, host: str) -> bool:
        ours = urlsplit(self._address)
        asked = f"{ours.scheme}://{host}"
        try:
            name, port = urlsplit(asked).hostname, urlsplit(asked).port
        except ValueError:
            return False
        # Another port may be a tunnel's or a proxy's, behind which APP_URL leads nowhere.
        return (
            asked not in self._origins
            and port == ours.port
            and {ours.hostname, name} <= _THIS_MACHINE
        )

    def _with_headers(self, path: str, send: Send) -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._complete(path, message["status"], MutableHeaders(scope=message))
            await send(message)

        return send_with_headers

    def _complete(self, path: str, status: int, headers: MutableHeaders) -> None:
        if path.startswith(_UNCHANGING) and status in {200, 206, 304}:
            headers["Cache-Control"] = _FOREVER
        elif headers.get("Content-Type", "").startswith("text/html"):
            headers.setdefault("Cache-Control", _REVALIDATE)
            if self._policy is not None:
                headers.setdefault(*self._policy)

    def _welcome(self, scope: Scope) -> bool:
        """Whether one of our own pages asks, with a token as Reflex makes them.

        A token names the state it resumes, so nothing but a random identifier may be one.
        """
        if Headers(scope=scope).get("origin") not in self._origins:
            return False
        if not scope["path"].startswith(_SOCKET_PATH):
            return True
        tokens = parse_qs(scope["query_string"].decode("latin-1")).get("token", [])
        return len(tokens) == 1 and parse_id(tokens[0]) is not None


def content_security_policy(pages: Path, settings: Settings) -> str:
    """The policy under which the built pages run; their inline scripts pass by their hash.

    Where people pick spreadsheets, Google's Picker may come in: a script and a frame.
    """
    hashes = sorted({_hash(script) for page in pages.rglob("*.html") for script in _inline(page)})
    sockets = [origin.replace("http", "ws", 1) for origin in settings.allowed_origins]
    directives = {
        "default-src": ["'self'"],
        "script-src": ["'self'", *hashes],
        # Styles set by Reflex's runtime and by charts are inline; they can't run anything.
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "connect-src": ["'self'", *sockets],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
    if settings.google_access is GoogleAccess.PICKER:
        directives["script-src"] += _google_origins(settings, PICKER_SCRIPT_URL)
        directives["frame-src"] = ["'self'", *_google_origins(settings, *PICKER_FRAME_URLS)]
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


def _google_origins(settings: Settings, *addresses: str) -> list[str]:
    places = [urlsplit(located(url, settings.google_api_endpoint)) for url in addresses]
    return list(dict.fromkeys(f"{place.scheme}://{place.netloc}" for place in places))


def _inline(page: Path) -> Iterable[bytes]:
    for script in _INLINE_SCRIPT.finditer(page.read_bytes()):
        if b"src=" not in script["attributes"]:
            yield script["body"]


def _hash(script: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"

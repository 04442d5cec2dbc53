"""Where Google is: its own addresses, or one base URL that stands in for all of them.

Callers always name Google's own https addresses. When `GOOGLE_API_ENDPOINT` is set (a private
gateway, the emulator), the transport moves each request below that base at the last moment, so no
library in between has to be told, and oauthlib, which refuses http token addresses unless a
process-wide environment variable is set, never sees one.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies

AUTHORIZATION_URL = "https://accounts.google.com/o/oauth2/v2/auth"
TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
REVOKE_URL = "https://oauth2.googleapis.com/revoke"
CERTS_URL = "https://www.googleapis.com/oauth2/v3/certs"
DRIVE_CHANGES_URL = "https://www.googleapis.com/drive/v3/changes"
CHANNELS_STOP_URL = "https://www.googleapis.com/drive/v3/channels/stop"
PICKER_SCRIPT_URL = "https://apis.google.com/js/api.js"
PICKER_FRAME_URLS = ("https://docs.google.com/picker", "https://drive.google.com/picker")
"""What a browser loads to let somebody pick files; the frames are those that Google names."""

_PATHS_BELOW_BASE = {
    "https://accounts.google.com/o/oauth2/": "/o/oauth2/",
    "https://oauth2.googleapis.com/": "/",
    "https://www.googleapis.com/oauth2/": "/oauth2/",
    "https://sheets.googleapis.com/": "/sheets/",
    "https://www.googleapis.com/drive/": "/drive/",
    "https://apis.google.com/js/": "/js/",
    "https://docs.google.com/picker": "/picker",
    "https://docs.google.com/spreadsheets": "/spreadsheets",
    "https://drive.google.com/picker": "/picker",
}


def located(url: str, endpoint: str | None) -> str:
    """A Google address, moved below `endpoint` when there is one."""
    if endpoint is None:
        return url
    for google, path in _PATHS_BELOW_BASE.items():
        if url.startswith(google):
            return endpoint.rstrip("/") + path + url.removeprefix(google)
    raise ValueError(f"not an address of Google that is known here: {url}")


def mount_endpoint(session: requests.Session, endpoint: str | None) -> None:
    """Makes the session send every request for Google to `endpoint`; None leaves it alone."""
    if endpoint is not None:
        session.mount("https://", _RelocatingAdapter(endpoint))


def google_session(endpoint: str | None) -> requests.Session:
    """A session without credentials that reaches Google, wherever it is."""
    session = requests.Session()
    mount_endpoint(session, endpoint)
    return session


class _RelocatingAdapter(HTTPAdapter):
    def __init__(self, endpoint: str) -> None:
        super().__init__()
        self._endpoint = endpoint

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        moved = request.copy()
        moved.url = located(request.url or "", self._endpoint)
        # The session chose its proxies for Google's host; the request now goes elsewhere.
        kwargs["proxies"] = {} if _is_loopback(moved.url) else get_environ_proxies(moved.url)
        return super().send(moved, *args, **kwargs)


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")

"""A browser tab's websocket, spoken by hand: Reflex events over Socket.IO over Engine.IO."""

from __future__ import annotations

import json
import time
from typing import Any, Self
from uuid import uuid4

from simple_websocket import Client

from cashstage.access import sessions

_NAMESPACE = "/_event"
_PING, _PONG = "2", "3"
_CONNECT, _EVENT, _REFUSED = f"40{_NAMESPACE},", f"42{_NAMESPACE},", f"44{_NAMESPACE},"


class Tab:
    """One open tab: sends events, collects what comes back."""

    def __init__(self, address: str, token: str | None, *, origin: str | None = None) -> None:
        headers = {"Origin": origin or address}
        if token is not None:
            headers["Cookie"] = f"{sessions.cookie_name(secure=False)}={token}"
        url = address.replace("http", "ws", 1)
        self._socket = Client.connect(
            f"{url}{_NAMESPACE}/?EIO=4&transport=websocket&token={uuid4()}", headers=headers
        )
        # The server's greeting is not waited for: it may lie unread until the next packet comes.
        self._socket.send(_CONNECT)
        self._next(_CONNECT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._socket.close()

    def send(self, name: str, payload: dict[str, Any], path: str = "/", **query: str) -> None:
        """Calls a handler by its full name, as from a page at `path` with these parameters."""
        event = {
            "name": name,
            "payload": payload,
            "router_data": {"pathname": path, "asPath": path, "query": query},
        }
        self._socket.send(_EVENT + json.dumps(["event", event]))

    def until(self, word: str, seconds: float = 20) -> list[str]:
        """All updates up to the first one that contains the word, as text."""
        seen: list[str] = []
        deadline = time.monotonic() + seconds
        while True:
            seen.append(self._next(_EVENT, deadline))
            if word in seen[-1]:
                return seen

    def _next(self, kind: str, deadline: float | None = None) -> str:
        """The next packet of a kind, without it."""
        deadline = deadline or time.monotonic() + 20
        while True:
            packet = self._socket.receive(max(deadline - time.monotonic(), 0))
            assert packet is not None, "the server stayed silent"
            text = str(packet)
            assert not text.startswith(_REFUSED), text
            if text == _PING:
                self._socket.send(_PONG)
            elif text.startswith(kind):
                return text.removeprefix(kind)

"""A load generator: clients that keep their connections and ask again as soon as they have heard.

It speaks just enough HTTP to cost little beside the servers that it measures on the same machine.
"""

from __future__ import annotations

import asyncio
import functools
import itertools
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass(frozen=True, slots=True)
class Load:
    """What came back within the measured time."""

    seconds: float
    taken: Sequence[float]

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.taken) / self.seconds

    def percentile(self, percent: int) -> float:
        """Seconds within which so many of a hundred were answered."""
        return statistics.quantiles(self.taken, n=100)[percent - 1]


def request(path: str, port: int, cookie: str, *extra: str) -> bytes:
    """A GET as a browser sends it."""
    lines = [f"GET {path} HTTP/1.1", f"Host: localhost:{port}", f"Cookie: {cookie}", *extra]
    return "\r\n".join([*lines, "", ""]).encode()


async def put_load(
    port: int, requests: Sequence[bytes], *, clients: int, seconds: float, warm: float, status: int
) -> Load:
    """Asks for all of `requests` again and again; raises RuntimeError at any other status."""
    loop = asyncio.get_running_loop()
    begin = loop.time() + warm
    places = [itertools.islice(itertools.cycle(requests), start, None) for start in range(clients)]
    asked = [_Client(place, begin, status) for place in places]
    for each in asked:
        await loop.create_connection(functools.partial(_itself, each), "127.0.0.1", port)
    ending = asyncio.ensure_future(asyncio.sleep(warm + seconds))
    await asyncio.wait([ending, *(each.failed for each in asked)], return_when="FIRST_COMPLETED")
    elapsed = loop.time() - begin
    for each in asked:
        each.stop()
    return Load(elapsed, [taken for each in asked for taken in each.taken])


class _Client(asyncio.Protocol):
    def __init__(self, requests: Iterator[bytes], begin: float, status: int) -> None:
        self.taken: list[float] = []
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._begin = begin
        self._expected = f"HTTP/1.1 {status} ".encode()
        self._heard = b""
        self._asked_at = 0.0
        self._stopped = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, found, body = self._heard.partition(_HEAD_END)
        if not found or len(body) < _length(head):
            return
        if not head.startswith(self._expected):
            self._fail(RuntimeError(f"The server answered {head[:60]!r}."))
            return
        now = time.monotonic()
        if self._asked_at >= self._begin:
            self.taken.append(now - self._asked_at)
        self._heard = b""
        if not self._stopped:
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._stopped:
            self._fail(RuntimeError("The server has closed the connection."))

    def stop(self) -> None:
        """Asks no more; raises what went wrong."""
        self._stopped = True
        self._transport.close()
        if self.failed.done():
            self.failed.result()

    def _ask(self) -> None:
        self._asked_at = time.monotonic()
        self._transport.write(next(self._requests))

    def _fail(self, error: Exception) -> None:
        if not self.failed.done():
            self.failed.set_exception(error)


def _itself(client: _Client) -> _Client:
    return client


def _length(head: bytes) -> int:
    _, _, rest = head.lower().partition(_LENGTH)
    return int(rest.partition(b"\r\n")[0]) if rest else 0

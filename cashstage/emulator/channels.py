"""Channels through which Drive tells of changes, durable in one file.

A notification says that a person's feed has grown, not what has changed. The first message of a
channel is `sync`; every further one is `change`.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from cashstage.core.clock import Clock
from cashstage.emulator.courier import Courier, Delivery
from cashstage.emulator.drive_store import DriveStore
from cashstage.emulator.durable import read_json, write_json

LONGEST = timedelta(days=7)
USUAL = timedelta(hours=1)
"""How long a channel for changes lives at most, and when nothing was asked for."""


@dataclass(frozen=True, slots=True)
class Channel:
    """Where one person's changes are told; `told` is the number of the first one that was not."""

    id: str
    resource_id: str
    resource_uri: str
    email: str
    address: str
    token: str | None
    expires_at: str
    told: int
    messages: int = 0

    @property
    def expires(self) -> datetime:
        """When it ends by itself."""
        return datetime.fromisoformat(self.expires_at)


class ChannelStore:
    """All channels; safe to use from several threads of one process."""

    def __init__(self, folder: Path, drive: DriveStore, clock: Clock) -> None:
        self.courier = Courier()
        self._path = folder / "channels.json"
        self._drive = drive
        self._clock = clock
        self._lock = threading.RLock()
        self._channels = {item["id"]: Channel(**item) for item in read_json(self._path) or []}
        drive.listeners.append(self._tell)

    def get(self, channel_id: str) -> Channel | None:
        """The channel of that id, while it lives."""
        with self._lock:
            channel = self._channels.get(channel_id)
            return channel if channel and channel.expires > self._clock() else None

    def of(self, email: str) -> list[Channel]:
        """One person's channels that live, oldest first."""
        with self._lock:
            return [
                channel
                for channel in self._channels.values()
                if channel.email == email and channel.expires > self._clock()
            ]

    def open(
        self,
        channel_id: str,
        email: str,
        address: str,
        *,
        token: str | None,
        since: int,
        uri: str,
        until: datetime | None,
    ) -> Channel:
        """A new channel, which says hello at once; a life longer than a week is cut."""
        now = self._clock()
        channel = Channel(
            id=channel_id,
            resource_id=secrets.token_urlsafe(20),
            resource_uri=uri,
            email=email,
            address=address,
            token=token,
            expires_at=min(until or now + USUAL, now + LONGEST).isoformat(),
            told=since,
        )
        with self._lock:
            self._channels[channel_id] = channel
            self._notify(channel, "sync", told=channel.told)
        return channel

    def stop(self, channel_id: str, resource_id: str, email: str) -> bool:
        """Ends a person's channel; False when there is none."""
        with self._lock:
            channel = self.get(channel_id)
            if channel is None or (channel.resource_id, channel.email) != (resource_id, email):
                return False
            del self._channels[channel_id]
            self._save()
            return True

    def _tell(self) -> None:
        """Tells everybody whose feed has grown."""
        with self._lock:
            now = self._clock()
            for channel in list(self._channels.values()):
                if channel.expires > now and self._drive.changes_for(channel.email, channel.told):
                    self._notify(channel, "change", told=self._drive.next_change)

    def _notify(self, channel: Channel, state: str, *, told: int) -> None:
        channel = replace(channel, told=told, messages=channel.messages + 1)
        self._channels[channel.id] = channel
        self._save()
        self.courier.send(Delivery(channel.address, _headers(channel, state)))

    def _save(self) -> None:
        write_json(self._path, [asdict(channel) for channel in self._channels.values()])


def _headers(channel: Channel, state: str) -> dict[str, str]:
    headers = {
        "Content-Type": "application/json; utf-8",
        "User-Agent": "APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)",
        "X-Goog-Channel-ID": channel.id,
        "X-Goog-Channel-Expiration": format_datetime(channel.expires, usegmt=True),
        "X-Goog-Resource-ID": channel.resource_id,
        "X-Goog-Resource-URI": channel.resource_uri,
        "X-Goog-Resource-State": state,
        "X-Goog-Message-Number": str(channel.messages),
    }
    return headers if channel.token is None else headers | {"X-Goog-Channel-Token": channel.token}

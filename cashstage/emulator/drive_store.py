"""The spreadsheets of all people, durable in one folder, with Drive's versions and changes.

Each spreadsheet is one file; `changes.json` holds the number of every file's last change, which
is what a page token of the changes feed counts. Every write is one step under one lock.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cashstage.core.clock import Clock
from cashstage.emulator.durable import read_json, write_json
from cashstage.emulator.workbook import Spreadsheet, from_json, to_json


@dataclass(frozen=True, slots=True)
class Change:
    """What the feed tells one person of one file: its new state, or that it is gone for them."""

    number: int
    file_id: str
    time: datetime
    spreadsheet: Spreadsheet | None


@dataclass(slots=True)
class _Trace:
    number: int
    time: datetime
    lost_by: set[str] = field(default_factory=set)


class DriveStore:
    """Spreadsheets by id; safe to use from several threads of one process.

    `listeners` are called after every change, whoever made it.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder / "spreadsheets"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._changes_path = folder / "changes.json"
        self._clock = clock
        self.listeners: list[Callable[[], None]] = []
        self._lock = threading.RLock()
        self._files = {
            path.stem: from_json(read_json(path)) for path in sorted(self._folder.glob("*.json"))
        }
        saved = read_json(self._changes_path) or {"next": 1, "files": {}}
        self._next_change: int = saved["next"]
        self._traces = {
            file_id: _Trace(number, datetime.fromisoformat(time), set(lost_by))
            for file_id, (number, time, lost_by) in saved["files"].items()
        }

    def all(self) -> list[Spreadsheet]:
        """Every spreadsheet, the one changed last first."""
        with self._lock:
            return sorted(self._files.values(), key=lambda found: found.modified, reverse=True)

    def get(self, spreadsheet_id: str) -> Spreadsheet | None:
        """The spreadsheet of that id."""
        with self._lock:
            return self._files.get(spreadsheet_id)

    def has_held(self, spreadsheet_id: str) -> bool:
        """Whether there ever was a spreadsheet of that id, deleted ones included."""
        with self._lock:
            return spreadsheet_id in self._traces

    def add(self, spreadsheet: Spreadsheet) -> None:
        """Takes a new spreadsheet in."""
        with self._lock:
            spreadsheet.created = self._clock()
            self._files[spreadsheet.id] = spreadsheet
            self._changed(spreadsheet)

    @contextmanager
    def editing(self, spreadsheet_id: str) -> Iterator[Spreadsheet]:
        """A copy to change; leaving the block makes it the new version, an exception drops it.

        Readers see the old version or the new one, never a mixture. Raises KeyError for an
        unknown id.
        """
        with self._lock:
            before = self._files[spreadsheet_id]
            after = copy.deepcopy(before)
            yield after
            self._files[spreadsheet_id] = after
            self._changed(after, {before.owner, *before.readers})

    def delete(self, spreadsheet_id: str) -> None:
        """Removes a spreadsheet for ever; raises KeyError for an unknown id."""
        with self._lock:
            gone = self._files.pop(spreadsheet_id)
            self._path(spreadsheet_id).unlink()
            self._note_change(spreadsheet_id, {gone.owner, *gone.readers})

    @property
    def next_change(self) -> int:
        """The number the next change will get: where a feed starts."""
        with self._lock:
            return self._next_change

    def changes_for(self, email: str, since: int) -> list[Change]:
        """One person's changes from number `since` on, in order, the last one of each file."""
        with self._lock:
            found = []
            for file_id, trace in self._traces.items():
                spreadsheet = self._files.get(file_id)
                visible = spreadsheet is not None and spreadsheet.visible_to(email)
                if trace.number < since or not (visible or email in trace.lost_by):
                    continue
                shown = spreadsheet if visible else None
                found.append(Change(trace.number, file_id, trace.time, shown))
            return sorted(found, key=lambda change: change.number)

    def _changed(self, spreadsheet: Spreadsheet, readers_before: Iterable[str] = ()) -> None:
        spreadsheet.version += 1
        spreadsheet.modified = self._clock()
        write_json(self._path(spreadsheet.id), to_json(spreadsheet))
        lost = {email for email in readers_before if not spreadsheet.visible_to(email)}
        self._note_change(spreadsheet.id, lost)

    def _note_change(self, file_id: str, lost_by: set[str]) -> None:
        before = self._traces.get(file_id)
        everyone = lost_by | (before.lost_by if before else set())
        self._traces[file_id] = _Trace(self._next_change, self._clock(), everyone)
        self._next_change += 1
        files = {
            known: [trace.number, trace.time.isoformat(), sorted(trace.lost_by)]
            for known, trace in self._traces.items()
        }
        write_json(self._changes_path, {"next": self._next_change, "files": files})
        for listener in self.listeners:
            listener()

    def _path(self, spreadsheet_id: str) -> Path:
        return self._folder / f"{spreadsheet_id}.json"

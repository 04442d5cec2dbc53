"""Data sources whose answers are known beforehand."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from cashstage.access.principal import Principal
from cashstage.emulator.server import EmulatorServer
from cashstage.models.platform import Platform
from cashstage.sources.data_source import connect
from cashstage.sources.data_source.schemas import SheetSourceCreate
from cashstage.sources.query.service import ask
from tests.factories import google, workspaces

_HEADER: list[Any] = ["Day", "Channel", "Clicks", "Cost"]
_CHANNELS = ("Search", "Social", "Video", "Mail")


@dataclass(slots=True)
class Figures:
    """A source, and the rows that its file holds now, below the header."""

    source_id: UUID
    rows: list[list[Any]]
    account: str | None = None
    spreadsheet_id: str = ""

    def expected(self) -> dict[str, float]:
        """Cost by channel, added up here."""
        sums: dict[str, float] = {}
        for _, channel, _, cost in self.rows:
            sums[channel] = sums.get(channel, 0.0) + cost
        return {channel: round(cost, 2) for channel, cost in sums.items()}

    def answered(self, platform: Platform, actor: Principal) -> dict[str, float]:
        """Cost by channel, as the product answers."""
        answer = ask(platform, actor, workspaces.question(self.source_id))
        channels, costs = orjson.loads(answer.body)["data"]
        return {name: round(cost, 2) for name, cost in zip(channels, costs, strict=True)}

    def edit(self, emulator: EmulatorServer, cost: float) -> None:
        """Somebody changes an amount in the spreadsheet."""
        self.rows[0][3] = cost
        with emulator.state.drive.editing(self.spreadsheet_id) as found:
            found.tabs[0].rows[1] = list(self.rows[0])


def rows_of(count: int, seed: int) -> list[list[Any]]:
    """Rows with whole cents."""
    chance = random.Random(seed)  # noqa: S311 - the same rows each time
    return [
        [
            f"2026-{1 + number % 12:02}-{1 + number % 28:02}",
            _CHANNELS[number % len(_CHANNELS)],
            chance.randrange(1000),
            chance.randrange(100_000) / 100,
        ]
        for number in range(count)
    ]


def sheet(
    platform: Platform, actor: Principal, emulator: EmulatorServer, account: str, count: int
) -> Figures:
    """A connected spreadsheet whose first job waits."""
    rows = rows_of(count, len(account))
    found = google.spreadsheet(emulator.state, [_HEADER, *map(list, rows)], owner=account)
    body = SheetSourceCreate(
        name=account,
        connection_id=workspaces.connection(platform, actor, emulator, account),
        spreadsheet_id=found.id,
        tab="Sheet1",
    )
    created = connect.connect_sheet(platform, actor, body)
    return Figures(created.id, rows, account, found.id)


def upload(platform: Platform, actor: Principal, folder: Path, name: str, count: int) -> Figures:
    """An uploaded file whose first job waits."""
    rows = rows_of(count, len(name))
    lines = [",".join(map(str, row)) for row in [_HEADER, *rows]]
    created = workspaces.uploaded(platform, actor, folder, "\n".join(lines) + "\n", name)
    return Figures(created.id, rows)

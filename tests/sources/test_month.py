"""A sheet that shows seven days and is overwritten every evening of a month, read two ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from cashstage.access.principal import Principal
from cashstage.emulator.server import EmulatorServer
from cashstage.models import JobState, SourceMode
from cashstage.models.organization import RoleName
from cashstage.models.paging import PageRequest
from cashstage.models.platform import Platform
from cashstage.ops.embedded.postgres import EmbeddedPostgres
from cashstage.ops.embedded.valkey import EmbeddedValkey
from cashstage.sources import ingestion
from cashstage.sources.data_source import connect
from cashstage.sources.data_source import service as data_sources
from cashstage.sources.data_source.schemas import SheetSourceCreate
from cashstage.sources.query import service as queries
from cashstage.sources.snapshot.schemas import SnapshotDetail
from tests.conftest import fresh_database, open_platform, settings_of, with_google
from tests.factories import google, people, workspaces

pytestmark = pytest.mark.integration

OWNER = "team@ads.example"
FIRST = date(2026, 3, 1)
EPOCH = date(1899, 12, 30)
EVENINGS = 30
WINDOW = 7
CAMPAIGNS = ("Brand", "Generic", "Social")
RENAMED_ON = 12
MISSING_ON, MISSING = 15, (13, "Social")
LATE_ON, LATE = 20, (18, "Winter sale")

Place = tuple[int, str]
"""A day, counted from the first, and a campaign."""
Numbers = tuple[float, int]
"""Cost and conversions."""
Sums = dict[str, Numbers]
"""By ISO day."""
Restated = tuple[str, str, float, float]
"""Day, column, before, after."""


def iso(day: int) -> str:
    return (FIRST + timedelta(days=day)).isoformat()


def summed(rows: dict[Place, Numbers]) -> Sums:
    sums: Sums = {}
    for (day, _), (cost, conversions) in rows.items():
        spent, won = sums.get(iso(day), (0.0, 0))
        sums[iso(day)] = (spent + cost, won + conversions)
    return sums


@dataclass
class Account:
    """What the ad platform believes, evening by evening."""

    rows: dict[Place, Numbers] = field(default_factory=dict)

    def evening(self, today: int) -> list[Restated]:
        """The day's rows come, yesterday's become final, older ones are restated: those are told.

        Brand wins conversions two days late, and Social is refunded after five.
        """
        for number, campaign in enumerate(CAMPAIGNS):
            self.rows[today, campaign] = (10.5 + (7 * today + 3 * number) % 20, today % 5 + number)
            if today:
                cost, conversions = self.rows[today - 1, campaign]
                self.rows[today - 1, campaign] = (cost + 0.25, conversions + 1)
        told: list[Restated] = []
        if today >= 2 and today % 4 == 2:
            told += self._restate((today - 2, "Brand"), 0.0, 1 + today % 3, today)
        if today >= 5 and today % 9 == 5:
            told += self._restate((today - 5, "Social"), -0.5, 0, today)
        if today == LATE_ON:
            self.rows[LATE] = (0.0, 0)
            told += self._restate(LATE, 3.75, 2, today)
        return sorted(told)

    def _restate(self, place: Place, cost: float, conversions: int, today: int) -> list[Restated]:
        day = iso(place[0])
        before = summed(self.rows)[day]
        spent, won = self.rows[place]
        self.rows[place] = (spent + cost, won + conversions)
        after = summed(self.rows)[day]
        names = (cost_name(today), "Conversions")
        return [
            (day, name, old, new)
            for name, old, new in zip(names, before, after, strict=True)
            if old != new
        ]

    def shown(self, today: int) -> dict[Place, Numbers]:
        """The rows that the sheet shows."""
        return {
            place: numbers
            for place, numbers in sorted(self.rows.items())
            if place[0] > today - WINDOW and not (today == MISSING_ON and place == MISSING)
        }


def cost_name(today: int) -> str:
    return "Spend" if today >= RENAMED_ON else "Cost"


@dataclass
class MovableClock:
    """A clock that a test moves."""

    now: datetime = datetime(2026, 3, 1, 20, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Month:
    """Both sources after the month; what was shown, known and restated on each evening."""

    platform: Platform
    clock: MovableClock
    actor: Principal
    emulator: EmulatorServer
    spreadsheet_id: str
    replacing: UUID
    accumulating: UUID
    account: Account = field(default_factory=Account)
    row_counts: list[int] = field(default_factory=list)
    shown: list[Sums] = field(default_factory=list)
    known: list[Sums] = field(default_factory=list)
    told: list[list[Restated]] = field(default_factory=list)

    def overwrite(self, today: int) -> None:
        """What happens to the sheet on one evening."""
        told = self.account.evening(today)
        rows = self.account.shown(today)
        serial = (FIRST - EPOCH).days
        cells: list[list[Any]] = [
            [serial + day, campaign, *numbers] for (day, campaign), numbers in rows.items()
        ]
        with self.emulator.state.drive.editing(self.spreadsheet_id) as found:
            found.tabs[0].rows[:] = [
                ["Day", "Campaign", cost_name(today), "Conversions"],
                *cells,
            ]
        self.told.append(told)
        self.row_counts.append(len(rows))
        self.shown.append(summed(rows))
        self.known.append(summed(self.account.rows))

    def refresh(self, source_id: UUID) -> None:
        """Reads the sheet; Google's quota of the evening before is long over."""
        for key in self.platform.redis.scan_iter("cashstage:google-reads:*"):
            self.platform.redis.delete(key)
        job = data_sources.sync(self.platform, self.actor, source_id)
        ended = ingestion.run_to_end(self.platform, self.actor, job.id)
        assert (ended.state, ended.reason) == (JobState.SUCCEEDED, None)

    def asked(self, source_id: UUID, as_of: str | None = None) -> Sums:
        """The sums of each day, as a chart asks for them."""
        question = {
            "source": str(source_id),
            "dimensions": [{"field": "Day"}],
            "metrics": [
                {"field": "Cost", "aggregation": "sum"},
                {"field": "Conversions", "aggregation": "sum"},
            ],
            "limit": 100,
            "as_of": as_of,
        }
        answer = orjson.loads(queries.ask(self.platform, self.actor, question).body)
        days, costs, conversions = answer["data"]
        return {day: (cost, won) for day, cost, won in zip(days, costs, conversions, strict=True)}

    def timeline(self, source_id: UUID) -> list[SnapshotDetail]:
        """Every snapshot, oldest first."""
        page = data_sources.read_snapshots(
            self.platform, self.actor, source_id, PageRequest(limit=100)
        )
        return page.items[::-1]


@pytest.fixture(scope="module")
def month(
    postgres: EmbeddedPostgres,
    valkey: EmbeddedValkey,
    served_google: EmulatorServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Month]:
    """The month, lived once; the tests only look at it."""
    with fresh_database(postgres) as url:
        folder = tmp_path_factory.mktemp("month")
        settings = with_google(settings_of(url, valkey.url, folder), served_google)
        with open_platform(settings) as platform:
            yield lived(platform, served_google)


def lived(platform: Platform, emulator: EmulatorServer) -> Month:
    actor = people.person(platform, people.organization(platform), RoleName.EDITOR)
    room: list[list[Any]] = [[None] * 4] * 40
    sheet = google.spreadsheet(emulator.state, room, owner=OWNER)
    connection_id = workspaces.connection(platform, actor, emulator, OWNER)

    def source(**values: Any) -> UUID:
        body = SheetSourceCreate(
            name="Ads", connection_id=connection_id, spreadsheet_id=sheet.id, **values
        )
        return connect.connect_sheet(platform, actor, body).id

    replacing = source()
    accumulating = source(mode=SourceMode.ACCUMULATE, key=["Day", "Campaign"])
    clock = MovableClock()
    moved = replace(platform, clock=clock)
    month = Month(moved, clock, actor, emulator, sheet.id, replacing, accumulating)
    for today in range(EVENINGS):
        month.overwrite(today)
        month.refresh(replacing)
        month.refresh(accumulating)
        clock.now += timedelta(days=1)
    return month


def test_every_evening_is_answered_as_the_sheet_was(month: Month) -> None:
    for evening in range(EVENINGS):
        assert month.asked(month.replacing, iso(evening)) == month.shown[evening]
    assert month.asked(month.replacing) == month.shown[-1]
    assert len(month.shown[-1]) == WINDOW


def test_what_left_the_sheet_is_kept_with_its_latest_numbers(month: Month) -> None:
    assert month.asked(month.accumulating) == month.known[-1]
    assert len(month.known[-1]) == EVENINGS


def test_the_full_history_can_be_asked_as_of_any_evening(month: Month) -> None:
    for evening in range(EVENINGS):
        assert month.asked(month.accumulating, iso(evening)) == month.known[evening]


def test_restatements_are_those_that_happened(month: Month) -> None:
    first, *others = month.timeline(month.accumulating)

    assert first.changes is None
    found = []
    for snapshot in others:
        assert snapshot.changes is not None
        restated = [
            (one.day.isoformat(), one.name, one.before, one.after)
            for one in snapshot.changes.restatements
        ]
        assert snapshot.changes.restated == len(restated)
        assert snapshot.changes.days_restated == len({day for day, *_ in restated})
        found.append(sorted(restated, key=str))
    assert found == [sorted(told, key=str) for told in month.told[1:]]
    assert sum(map(len, found)) > 10


def test_each_refresh_says_how_rows_met(month: Month) -> None:
    timeline = month.timeline(month.accumulating)
    for today, snapshot in enumerate(timeline):
        joined = snapshot.report["accumulated"]
        assert joined["fetched"] == joined["inserted"] + joined["replaced"]
        assert joined["fetched"] == month.row_counts[today]
        assert joined["inserted"] == len(CAMPAIGNS) + (today == LATE_ON)
        assert snapshot.row_count == joined["fetched"] + joined["kept"]
        assert joined["repeated"] == 0
    assert timeline[-1].row_count == len(month.account.rows)


def test_a_row_that_is_missing_for_a_day_is_a_change_of_the_sheet_alone(month: Month) -> None:
    replaced = month.timeline(month.replacing)[MISSING_ON].changes
    kept = month.timeline(month.accumulating)[MISSING_ON].changes
    assert replaced is not None
    assert kept is not None

    missing = iso(MISSING[0])
    assert missing in {one.day.isoformat() for one in replaced.restatements}
    assert missing not in {one.day.isoformat() for one in kept.restatements}
    assert replaced.removed == len(CAMPAIGNS) + 1
    assert kept.removed == 0


def test_a_renamed_column_goes_on_in_both(month: Month) -> None:
    for source_id in (month.replacing, month.accumulating):
        changes = month.timeline(source_id)[RENAMED_ON].changes
        assert changes is not None
        assert [(one.before, one.after) for one in changes.columns_renamed] == [("Cost", "Spend")]
        assert (changes.columns_added, changes.columns_removed) == ([], [])


def test_reading_the_same_once_more_stores_nothing(month: Month) -> None:
    before = month.timeline(month.accumulating)[-1]
    month.refresh(month.accumulating)
    after = month.timeline(month.accumulating)[-1]

    assert after.digest == before.digest
    assert after.changes is not None
    assert (after.changes.unchanged, after.changes.restated) == (before.row_count, 0)

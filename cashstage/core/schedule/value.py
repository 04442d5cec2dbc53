"""A schedule is a value: it knows its next moment after any other, and nothing of the world.

Its JSON is what callers send, what answers carry and what is stored.
"""

from __future__ import annotations

import hashlib
from abc import abstractmethod
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
)

from cashstage.core.clock import TimeZone
from cashstage.core.schedule import cron
from cashstage.core.schedule.wall_time import next_hourly, next_time_of_day

MAX_INTERVAL_MINUTES = 60 * 24 * 31
MAX_TIMES_A_DAY = 24
DEFAULT_JITTER_MINUTES = 5
MAX_JITTER_MINUTES = 60
_EPOCH = datetime(1970, 1, 5, tzinfo=UTC)
"""A Monday, so that weeks begin with one; intervals are counted from here."""
_DAY = timedelta(days=1)


class Weekday(StrEnum):
    """A day of the week, in the order of `datetime.weekday`."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEKDAYS = tuple(Weekday)
TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


def _sorted_times(times: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(times)))


def _sorted_days(days: tuple[Weekday, ...]) -> tuple[Weekday, ...]:
    return tuple(sorted(set(days), key=WEEKDAYS.index))


class Recurring(BaseModel):
    """What all kinds share.

    `time_zone` null means the organization's. `jitter_minutes` is by how much at most the
    sources of one schedule are spread, so that they do not all start at the same second.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    time_zone: TimeZone | None = None
    jitter_minutes: int = Field(default=DEFAULT_JITTER_MINUTES, ge=0, le=MAX_JITTER_MINUTES)

    @abstractmethod
    def next_after(self, moment: datetime) -> datetime:
        """The next moment strictly after an aware one, in UTC."""

    @property
    @abstractmethod
    def shortest_gap(self) -> int:
        """Minutes that ordinarily lie at least between two moments."""

    @property
    def zone(self) -> ZoneInfo:
        """Where its wall clock hangs."""
        return ZoneInfo(self.time_zone or "UTC")

    def delay(self, identifier: UUID) -> timedelta:
        """How late this one starts: always the same, and at most half the way to the next."""
        bound = min(self.jitter_minutes * 60, self.shortest_gap * 30)
        share = int.from_bytes(hashlib.sha256(identifier.bytes).digest()[:4]) / 2**32
        return timedelta(seconds=int(share * bound))

    def next_run(self, identifier: UUID, moment: datetime) -> datetime:
        """The next start of this one strictly after `moment`: its clock is late by its delay."""
        delay = self.delay(identifier)
        return self.next_after(moment - delay) + delay

    def next_runs(self, identifier: UUID, moment: datetime, count: int) -> list[datetime]:
        """The next starts after `moment`, in order."""
        runs = [self.next_run(identifier, moment)]
        while len(runs) < count:
            runs.append(self.next_run(identifier, runs[-1]))
        return runs


class Interval(Recurring):
    """Every so many minutes, counted so that they fall on the full hour and the day in UTC."""

    kind: Literal["interval"] = "interval"
    every_minutes: int = Field(ge=1, le=MAX_INTERVAL_MINUTES)

    def next_after(self, moment: datetime) -> datetime:
        """The next multiple of the interval."""
        every = timedelta(minutes=self.every_minutes)
        return moment.astimezone(UTC) + every - (moment - _EPOCH) % every

    @property
    def shortest_gap(self) -> int:
        """The interval itself."""
        return self.every_minutes


class Hourly(Recurring):
    """Once in every hour, at a minute of the wall clock."""

    kind: Literal["hourly"]
    minute: int = Field(default=0, ge=0, le=59)

    def next_after(self, moment: datetime) -> datetime:
        """When the clock shows that minute again."""
        return next_hourly(self._following, self.zone, moment)

    @property
    def shortest_gap(self) -> int:
        """An hour."""
        return 60

    def _following(self, wall: datetime) -> datetime:
        found = wall.replace(minute=self.minute, second=0, microsecond=0)
        return found if found > wall else found + timedelta(hours=1)


class Daily(Recurring):
    """At one or several times of the day, on all days of the week or on some."""

    kind: Literal["daily"]
    times: Annotated[
        tuple[TimeOfDay, ...],
        Field(min_length=1, max_length=MAX_TIMES_A_DAY),
        AfterValidator(_sorted_times),
    ]
    weekdays: Annotated[
        tuple[Weekday, ...], Field(min_length=1, max_length=7), AfterValidator(_sorted_days)
    ] = WEEKDAYS

    def next_after(self, moment: datetime) -> datetime:
        """The next of its times on one of its days."""
        return next_time_of_day(self._following, self.zone, moment)

    @property
    def shortest_gap(self) -> int:
        """From one time to the next, over midnight as well."""
        minutes = [at.hour * 60 + at.minute for at in map(time.fromisoformat, self.times)]
        return min(after - before for before, after in pairwise([*minutes, minutes[0] + 24 * 60]))

    def _following(self, wall: datetime) -> datetime:
        day = wall.date()
        while True:
            if WEEKDAYS[day.weekday()] in self.weekdays:
                for at in self.times:
                    found = datetime.combine(day, time.fromisoformat(at))
                    if found > wall:
                        return found
            day += _DAY


class Cron(Recurring):
    """A cron expression: minute, hour, day of month, month, day of week."""

    kind: Literal["cron"]
    expression: Annotated[
        str, StringConstraints(strip_whitespace=True, max_length=120), AfterValidator(cron.checked)
    ]

    def next_after(self, moment: datetime) -> datetime:
        """The next moment that the expression means."""
        find = next_hourly if cron.is_hourly(self.expression) else next_time_of_day
        return find(cron.rule_of(self.expression), self.zone, moment)

    @property
    def shortest_gap(self) -> int:
        """As its minutes lie apart."""
        return cron.shortest_gap(self.expression)


def _kind(value: Any) -> str:
    """Bodies from before there were kinds name only `every_minutes`."""
    if isinstance(value, dict):
        return str(value.get("kind", "interval"))
    return str(getattr(value, "kind", ""))


Schedule = Annotated[
    Annotated[Interval, Tag("interval")]
    | Annotated[Hourly, Tag("hourly")]
    | Annotated[Daily, Tag("daily")]
    | Annotated[Cron, Tag("cron")],
    Discriminator(_kind),
]
"""One of the kinds; no schedule at all is None."""

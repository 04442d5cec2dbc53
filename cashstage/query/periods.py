"""Calendar days behind presets and comparisons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cashstage.core.clock import today_in
from cashstage.core.errors import InvalidInput
from cashstage.metrics.book import BUILT_IN, MetricBook
from cashstage.query.spec import DatePreset, QuerySpec

DAY = timedelta(days=1)
_ROLLING_DAYS = {
    DatePreset.TODAY: 1,
    DatePreset.LAST_7_DAYS: 7,
    DatePreset.LAST_14_DAYS: 14,
    DatePreset.LAST_30_DAYS: 30,
    DatePreset.LAST_90_DAYS: 90,
}

_UNITS = {"week", "month", "quarter", "year"}


@dataclass(frozen=True, slots=True)
class QueryContext:
    """What a question depends on besides its data; `week_starts_on` is 0 Monday to 6 Sunday.

    `book` holds the metrics that may be asked for by name.
    """

    now: datetime
    time_zone: str = "UTC"
    week_starts_on: int = 0
    book: MetricBook = BUILT_IN


@dataclass(frozen=True, slots=True)
class Days:
    """From the first to the last day, both included."""

    first: date
    last: date

    @property
    def count(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1

    def before(self) -> Days:
        """As many days, ending where these begin."""
        return Days(self.first - self.count * DAY, self.first - DAY)


def preset_days(preset: DatePreset, today: date, week_starts_on: int) -> Days | None:
    """The days a preset means today; None for all time."""
    if preset in _ROLLING_DAYS:
        return Days(today - (_ROLLING_DAYS[preset] - 1) * DAY, today)
    if preset is DatePreset.YESTERDAY:
        return Days(today - DAY, today - DAY)
    if preset is DatePreset.ALL_TIME:
        return None
    which, _, unit = preset.partition("_")
    this_start = _start_of(unit, today, week_starts_on)
    if which == "this":
        return Days(this_start, today)
    last = this_start - DAY
    return Days(_start_of(unit, last, week_starts_on), last)


def days_before(days: Days, preset: DatePreset | None, week_starts_on: int) -> Days:
    """What the days are held against.

    A calendar unit against the one before, and when it has only begun, against as much of that;
    any other range against as many days, ending where it begins.
    """
    which, _, unit = (preset or "").partition("_")
    if which not in {"this", "last"} or unit not in _UNITS:
        return days.before()
    last = days.first - DAY
    first = _start_of(unit, last, week_starts_on)
    return Days(first, last if which == "last" else min(last, first + (days.count - 1) * DAY))


def _start_of(unit: str, day: date, week_starts_on: int) -> date:
    if unit == "week":
        return day - (day.weekday() - week_starts_on) % 7 * DAY
    if unit == "month":
        return day.replace(day=1)
    if unit == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day.replace(month=1, day=1)


def zone_of(spec: QuerySpec, context: QueryContext) -> ZoneInfo:
    """The time zone in which the question's days begin and end."""
    name = spec.time_zone or context.time_zone
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInput(
            f"There is no time zone “{name}”.",
            next_step="Write it like Europe/Berlin.",
            field="time_zone",
        ) from None


def today_of(spec: QuerySpec, context: QueryContext) -> date:
    """The calendar day in the question's time zone."""
    return today_in(zone_of(spec, context).key, context.now)


def as_of_moment(spec: QuerySpec, context: QueryContext) -> datetime | None:
    """The moment whose snapshot is asked for, in UTC; None for the newest.

    A day means its last moment, and a time without an offset is one in the question's time zone.
    """
    if spec.as_of is None:
        return None
    zone = zone_of(spec, context)
    if not isinstance(spec.as_of, datetime):
        end = datetime.combine(spec.as_of, time.max, tzinfo=zone)
        return end.astimezone(UTC)
    moment = spec.as_of if spec.as_of.tzinfo else spec.as_of.replace(tzinfo=zone)
    return moment.astimezone(UTC)

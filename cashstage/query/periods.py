"""Calendar days behind presets and comparisons."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cashstage.core.clock import today_in
from cashstage.core.errors import InvalidInput
from cashstage.metrics.book import BUILT_IN, MetricBook
from cashstage.query.spec import DatePreset, OtherMoment, QuerySpec

DAY = timedelta(days=1)
_ROLLING_DAYS = {
    DatePreset.TODAY: 1,
    DatePreset.LAST_7_DAYS: 7,
    DatePreset.LAST_14_DAYS: 14,
    DatePreset.LAST_30_DAYS: 30,
    DatePreset.LAST_90_DAYS: 90,
}

_UNITS = {"week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year"}
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "fiscal_quarter": 3, "fiscal_year": 12}


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where weeks begin, 0 Monday to 6 Sunday, and fiscal years, a month from 1 to 12."""

    week_starts_on: int = 0
    fiscal_year_starts_on: int = 1

    def start_of(self, unit: str, day: date) -> date:
        """The first day of the week, month, quarter or year that holds the day; of a day, itself.

        Raises ValueError before the first year of all.
        """
        if unit not in _UNITS:
            return day
        if unit == "week":
            return day - (day.weekday() - self.week_starts_on) % 7 * DAY
        shift = self.fiscal_year_starts_on - 1 if unit.startswith("fiscal") else 0
        months = day.year * 12 + day.month - 1 - shift
        first = months - months % _MONTHS[unit] + shift
        return date(first // 12, first % 12 + 1, 1)

    def steps(self, unit: str, first: date, day: date) -> int:
        """How many units the bucket of `day` lies after that of `first`."""
        start, end = self.start_of(unit, first), self.start_of(unit, day)
        if unit in _MONTHS:
            months = (end.year - start.year) * 12 + end.month - start.month
            return months // _MONTHS[unit]
        return (end - start).days // (7 if unit == "week" else 1)


@dataclass(frozen=True, slots=True)
class QueryContext:
    """What a question depends on besides its data.

    `week_starts_on` is 0 Monday to 6 Sunday; `fiscal_year_starts_on` is a month, 1 to 12. `book`
    holds the metrics that may be asked for by name.
    """

    now: datetime
    time_zone: str = "UTC"
    week_starts_on: int = 0
    fiscal_year_starts_on: int = 1
    book: MetricBook = BUILT_IN

    @property
    def calendar(self) -> Calendar:
        """Where its weeks and years begin."""
        return Calendar(self.week_starts_on, self.fiscal_year_starts_on)


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


def preset_days(preset: DatePreset, today: date, calendar: Calendar) -> Days | None:
    """The days a preset means today; None for all time."""
    if preset in _ROLLING_DAYS:
        return Days(today - (_ROLLING_DAYS[preset] - 1) * DAY, today)
    if preset is DatePreset.YESTERDAY:
        return Days(today - DAY, today - DAY)
    if preset is DatePreset.ALL_TIME:
        return None
    which, _, unit = preset.partition("_")
    this_start = calendar.start_of(unit, today)
    if which == "this":
        return Days(this_start, today)
    last = this_start - DAY
    return Days(calendar.start_of(unit, last), last)


def days_before(days: Days, preset: DatePreset | None, calendar: Calendar) -> Days:
    """What the days are held against.

    A calendar unit against the one before, and when it has only begun, against as much of that;
    any other range against as many days, ending where it begins.
    """
    which, _, unit = (preset or "").partition("_")
    if which not in {"this", "last"} or unit not in _UNITS:
        return days.before()
    last = days.first - DAY
    first = calendar.start_of(unit, last)
    return Days(first, last if which == "last" else min(last, first + (days.count - 1) * DAY))


def days_a_year_before(days: Days) -> Days:
    """The same days of the calendar a year before.

    29 February becomes the 28th, but whole months stay whole: February 2025 is held against the 29
    days of February 2024.
    """
    first, last = _a_year_before(days.first), _a_year_before(days.last)
    if days.first.day == 1 and (days.last + DAY).day == 1:
        last = last.replace(day=monthrange(last.year, last.month)[1])
    return Days(first, last)


def _a_year_before(day: date) -> date:
    length = monthrange(day.year - 1, day.month)[1]
    return day.replace(year=day.year - 1, day=min(day.day, length))


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
    """The moment whose snapshot is asked for, in UTC; None for the newest."""
    return None if spec.as_of is None else moment_in(spec.as_of, zone_of(spec, context))


def compared_moment(spec: QuerySpec, context: QueryContext) -> datetime | None:
    """The moment whose snapshot the answer is held against, in UTC; None without one."""
    if spec.compare is None or not isinstance(spec.compare.to, OtherMoment):
        return None
    return moment_in(spec.compare.to.as_of, zone_of(spec, context))


def moment_in(moment: date, zone: ZoneInfo) -> datetime:
    """A day's last moment, or a time, which without an offset is one in the zone; in UTC."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time.max, tzinfo=zone).astimezone(UTC)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)

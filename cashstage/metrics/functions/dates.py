"""Days and moments, which are civil: they have no time zone of their own.

As in Looker Studio DATE_DIFF gives the first day minus the second, WEEKDAY counts from Sunday as
0, WEEK is the week of ISO 8601, and truncating to WEEK goes back to a Sunday, to ISOWEEK to a
Monday.
"""

from __future__ import annotations

from cashstage.metrics.functions.signature import (
    CLOCKS,
    DATES,
    NUMBER,
    TEXT,
    Argument,
    Function,
    Kinds,
    Written,
)
from cashstage.metrics.kinds import Kind

_FAMILY = "Dates"
CLOCK_UNITS = ("HOUR", "MINUTE", "SECOND")
_PLAIN_UNITS = ("YEAR", "QUARTER", "MONTH", "DAY", *CLOCK_UNITS)
MAX_STEPS = 10_000
"""How many units can be added: enough for every calendar, too few to leave it."""

_TRUNCATIONS = {
    **{unit: f"date_trunc('{unit.lower()}', :date)" for unit in _PLAIN_UNITS},
    "ISOYEAR": "date_trunc('isoyear', :date)",
    "ISOWEEK": "date_trunc('week', :date)",
    "WEEK": "date_trunc('week', :date + to_days(1)) - to_days(1)",
}
_STEPS = {
    "YEAR": "to_years(:interval)",
    "QUARTER": "to_months(3 * :interval)",
    "MONTH": "to_months(:interval)",
    "WEEK": "to_days(7 * :interval)",
    "DAY": "to_days(:interval)",
    "HOUR": "to_hours(:interval)",
    "MINUTE": "to_minutes(:interval)",
    "SECOND": "to_seconds(:interval)",
}


def _boundaries(unit: str) -> str:
    return f"date_diff('{unit}', CAST(:earlier AS TIMESTAMP), CAST(:later AS TIMESTAMP))"


def _weeks(shift: str = "") -> str:
    """How many weeks begin in between; DuckDB's own week difference is a seventh of the days."""
    first, last = (
        f"date_trunc('week', CAST(:{name} AS TIMESTAMP){shift})" for name in ("earlier", "later")
    )
    return f"date_diff('day', {first}, {last}) // 7"


_DIFFERENCES = {
    **{unit: _boundaries(unit.lower()) for unit in _PLAIN_UNITS},
    "ISOWEEK": _weeks(),
    "WEEK": _weeks(" + to_days(1)"),
}


def _part(name: str, kinds: Kinds, sql: str, help_: str) -> Function:
    return Function(
        name,
        _FAMILY,
        (Argument("date", kinds),),
        Kind.NUMBER,
        sql,
        help_,
        f"{name}(Date)",
        whole=True,
    )


def _step(name: str, sign: str, help_: str) -> Function:
    return Function(
        name,
        _FAMILY,
        (
            Argument("date", DATES, joins=True),
            Argument("interval", NUMBER, written=Written.INTERVAL, words=tuple(_STEPS)),
        ),
        None,
        {unit: f":date {sign} {step}" for unit, step in _STEPS.items()},
        help_,
        f"{name}(Date, INTERVAL 7 DAY)",
        as_day=True,
    )


def _truncation(name: str) -> Function:
    return Function(
        name,
        _FAMILY,
        (
            Argument("date", DATES, joins=True),
            Argument("unit", TEXT, written=Written.UNIT, words=tuple(_TRUNCATIONS)),
        ),
        None,
        _TRUNCATIONS,
        "The beginning of the week, month, quarter or other unit in which the date lies.",
        f"{name}(Date, MONTH)",
        as_day=True,
    )


def _today(name: str) -> Function:
    return Function(
        name,
        _FAMILY,
        (),
        Kind.DATE,
        "CURRENT_DATE",
        "Today, in the time zone of the question.",
        f"DATE_DIFF({name}(), Date)",
        relative=True,
    )


def _digits(name: str) -> str:
    return f"CAST(TRY_CAST(trunc(:{name}) AS BIGINT) AS VARCHAR)"


_PARTS_OF_A_DAY = " || '-' || ".join(_digits(part) for part in ("year", "month", "day"))

DATES_AND_TIMES = (
    _today("TODAY"),
    _today("CURRENT_DATE"),
    Function(
        "DATE",
        _FAMILY,
        (Argument("year", NUMBER), Argument("month", NUMBER), Argument("day", NUMBER)),
        Kind.DATE,
        f"TRY_CAST({_PARTS_OF_A_DAY} AS DATE)",
        "The day of that year, month and day; missing when there is none.",
        "DATE(2026, 1, 31)",
    ),
    Function(
        "DATE",
        _FAMILY,
        (Argument("date", DATES),),
        Kind.DATE,
        "CAST(:date AS DATE)",
        "The day of a moment.",
        "DATE(Created)",
    ),
    Function(
        "DATE_DIFF",
        _FAMILY,
        (Argument("later", DATES), Argument("earlier", DATES)),
        Kind.NUMBER,
        "date_diff('day', CAST(:earlier AS DATE), CAST(:later AS DATE))",
        "How many days the first day lies after the second.",
        "DATE_DIFF(TODAY(), Date)",
        whole=True,
    ),
    Function(
        "DATETIME_DIFF",
        _FAMILY,
        (
            Argument("later", DATES),
            Argument("earlier", DATES),
            Argument("unit", TEXT, written=Written.UNIT, words=tuple(_DIFFERENCES)),
        ),
        Kind.NUMBER,
        _DIFFERENCES,
        "How many units begin between the second date and the first.",
        "DATETIME_DIFF(TODAY(), Date, MONTH)",
        whole=True,
    ),
    _step("DATE_ADD", "+", "The date so much later."),
    _step("DATE_SUB", "-", "The date so much earlier."),
    _step("DATETIME_ADD", "+", "The date so much later."),
    _step("DATETIME_SUB", "-", "The date so much earlier."),
    _truncation("DATE_TRUNC"),
    _truncation("DATETIME_TRUNC"),
    _part("YEAR", DATES, "year(:date)", "The year."),
    _part("QUARTER", DATES, "quarter(:date)", "The quarter, 1 to 4."),
    _part("MONTH", DATES, "month(:date)", "The month, 1 to 12."),
    _part("WEEK", DATES, "week(:date)", "The week of the year by ISO 8601, 1 to 53."),
    _part("ISOWEEK", DATES, "week(:date)", "The week of the year by ISO 8601, 1 to 53."),
    _part("DAY", DATES, "day(:date)", "The day of the month, 1 to 31."),
    _part("WEEKDAY", DATES, "dayofweek(:date)", "The day of the week, 0 for Sunday to 6."),
    _part("HOUR", CLOCKS, "hour(:date)", "The hour, 0 to 23."),
    _part("MINUTE", CLOCKS, "minute(:date)", "The minute, 0 to 59."),
    _part("SECOND", CLOCKS, "second(:date)", "The second, 0 to 59."),
    Function(
        "FORMAT_DATETIME",
        _FAMILY,
        (Argument("format", TEXT, written=Written.FORMAT), Argument("date", DATES)),
        Kind.TEXT,
        "strftime(:date, :format)",
        "The date as text: %Y is the year, %m the month, %d the day, %B the month's name.",
        "FORMAT_DATETIME('%Y-%m', Date)",
    ),
    Function(
        "PARSE_DATE",
        _FAMILY,
        (Argument("format", TEXT, written=Written.READING), Argument("text", TEXT)),
        Kind.DATE,
        "CAST(try_strptime(:text, :format) AS DATE)",
        "A text read as a day; missing where it is written otherwise.",
        "PARSE_DATE('%d.%m.%Y', Ordered)",
    ),
    Function(
        "PARSE_DATETIME",
        _FAMILY,
        (Argument("format", TEXT, written=Written.READING), Argument("text", TEXT)),
        Kind.DATETIME,
        "try_strptime(:text, :format)",
        "A text read as a date and time; missing where it is written otherwise.",
        "PARSE_DATETIME('%d.%m.%Y %H:%M', Ordered)",
    ),
)

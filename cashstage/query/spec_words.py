"""The words of a question: grains, aggregations, operators, presets, directions."""

from __future__ import annotations

from enum import StrEnum


class Grain(StrEnum):
    """The size of a time bucket, or a place in the cycle of a day, a week or a year.

    Fiscal quarters and years begin with the organization's fiscal year. Cycles are whole numbers:
    hours from 0 to 23, days from Monday, 1, to Sunday, 7, months from 1 to 12.
    """

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    FISCAL_QUARTER = "fiscal_quarter"
    FISCAL_YEAR = "fiscal_year"
    HOUR_OF_DAY = "hour_of_day"
    DAY_OF_WEEK = "day_of_week"
    MONTH_OF_YEAR = "month_of_year"

    @property
    def cyclic(self) -> bool:
        """Whether its values come again."""
        return self in {Grain.HOUR_OF_DAY, Grain.DAY_OF_WEEK, Grain.MONTH_OF_YEAR}

    @property
    def needs_hours(self) -> bool:
        """Whether a day alone has none of it."""
        return self in {Grain.HOUR, Grain.HOUR_OF_DAY}


class Aggregation(StrEnum):
    """How many values become one; missing values are left out of all of them."""

    SUM = "sum"
    AVG = "avg"
    COUNT = "count"
    COUNT_DISTINCT = "count_distinct"
    MIN = "min"
    MAX = "max"
    MEDIAN = "median"


class Operator(StrEnum):
    """A filter's comparison: true or false, never unknown.

    A missing value equals, contains and exceeds nothing, so `not_equals`, `not_contains` and
    `not_in` hold for it. Text matches ignore case, except `equals`, `in`, `regex` and their
    complements. `is_empty` holds for missing values and for empty text.
    """

    EQUALS = "equals"
    NOT_EQUALS = "not_equals"
    CONTAINS = "contains"
    NOT_CONTAINS = "not_contains"
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    REGEX = "regex"
    GREATER_THAN = "greater_than"
    GREATER_THAN_OR_EQUAL = "greater_than_or_equal"
    LESS_THAN = "less_than"
    LESS_THAN_OR_EQUAL = "less_than_or_equal"
    BETWEEN = "between"
    IN = "in"
    NOT_IN = "not_in"
    IS_EMPTY = "is_empty"
    IS_NOT_EMPTY = "is_not_empty"


class DatePreset(StrEnum):
    """A date range that moves with the calendar of the query's time zone.

    The last N days end today and count it; this week, month, quarter and year end today. Fiscal
    quarters and years begin with the organization's fiscal year.
    """

    TODAY = "today"
    YESTERDAY = "yesterday"
    LAST_7_DAYS = "last_7_days"
    LAST_14_DAYS = "last_14_days"
    LAST_30_DAYS = "last_30_days"
    LAST_90_DAYS = "last_90_days"
    THIS_WEEK = "this_week"
    LAST_WEEK = "last_week"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    THIS_QUARTER = "this_quarter"
    LAST_QUARTER = "last_quarter"
    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"
    THIS_FISCAL_QUARTER = "this_fiscal_quarter"
    LAST_FISCAL_QUARTER = "last_fiscal_quarter"
    THIS_FISCAL_YEAR = "this_fiscal_year"
    LAST_FISCAL_YEAR = "last_fiscal_year"
    ALL_TIME = "all_time"


class Direction(StrEnum):
    """Which values come first; missing ones always come last."""

    ASC = "asc"
    DESC = "desc"


class Comparison(StrEnum):
    """What a date range is held against, in words.

    The previous period: a month against the month before it, days against as many days. The
    previous year: the same days of the calendar, whole months staying whole.
    """

    PREVIOUS_PERIOD = "previous_period"
    PREVIOUS_YEAR = "previous_year"

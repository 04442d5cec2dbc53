"""The question a widget or script asks, as an immutable value.

Names in a spec are as people write them; `resolve` turns them into columns. Nothing here knows a
table, a clock or a database.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Self

import orjson
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    Tag,
    ValidationError,
    model_validator,
)

from cashstage.core.errors import InvalidInput
from cashstage.query.complaints import complaint

MAX_LIMIT = 50_000
MAX_FIELDS = 50
MAX_FILTER_DEPTH = 8
MAX_CONDITIONS = 200
MAX_FILTER_VALUES = 5_000
MAX_VALUES = 10_000
MAX_TEXT = 10_000
MAX_NUMBER = 1e300
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)


class Grain(StrEnum):
    """The size of a time bucket."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


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

    The last N days end today and count it; this week, month, quarter and year end today.
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
    ALL_TIME = "all_time"


def _day(value: object) -> date:
    """Refuses numbers, which would silently be read as seconds since 1970."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        day = None
    if not isinstance(day, date) or isinstance(day, datetime):
        raise ValueError("a date is written as 2026-01-31")
    return _in_calendar(day)


def _day_or_moment(value: object) -> date:
    if isinstance(value, str):
        day_only = len(value) == len("2026-01-31")
        try:
            value = date.fromisoformat(value) if day_only else datetime.fromisoformat(value)
        except ValueError:
            value = None
    if not isinstance(value, date):
        raise ValueError("a moment is written as 2026-01-31 or 2026-01-31T09:30:00Z")
    return _in_calendar(value)


def _in_calendar(day: date) -> date:
    if not EARLIEST.year <= day.year <= LATEST.year:
        raise ValueError(f"a date lies between {EARLIEST} and {LATEST}")
    return day


def _scalar(value: object) -> object:
    """Refuses what no column can hold; whole numbers beyond 64 bits become floats."""
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise ValueError(f"a text has at most {MAX_TEXT} characters")
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float) and abs(value) < MAX_NUMBER:
        return float(value) if abs(value) >= 2**63 else value
    raise ValueError("a filter's value is a text, a number, true or false, or a list of these")


def _value(value: object) -> object:
    if not isinstance(value, list | tuple):
        return None if value is None else _scalar(value)
    if len(value) > MAX_FILTER_VALUES:
        raise ValueError(f"a filter has at most {MAX_FILTER_VALUES} values")
    return tuple(None if item is None else _scalar(item) for item in value)


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[datetime | date, BeforeValidator(_day_or_moment)]
Scalar = bool | int | float | str


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Dimension(_Part):
    """A field to group by; `grain` buckets a date."""

    field: Name
    grain: Grain | None = None
    label: Name | None = None


class FieldMetric(_Part):
    """An aggregated column. Without an aggregation: sum of a number, else count."""

    field: Name
    aggregation: Aggregation | None = None
    name: Name | None = None
    label: Name | None = None


class NamedMetric(_Part):
    """A metric definition of the catalog, such as `ctr`."""

    metric: Name
    label: Name | None = None


class FormulaMetric(_Part):
    """A formula over aggregates, such as `SUM(revenue) / SUM(cost)`."""

    formula: Annotated[str, StringConstraints(min_length=1, max_length=10_000)]
    name: Name
    label: Name | None = None


def _metric_kind(value: Any) -> str:
    """The union member meant; the brackets let `complaint` tell a tag from a key."""
    present = value if isinstance(value, dict) else getattr(value, "model_fields_set", ())
    return next((f"<{kind}>" for kind in ("formula", "metric") if kind in present), "<field>")


Metric = Annotated[
    Annotated[FieldMetric, Tag("<field>")]
    | Annotated[NamedMetric, Tag("<metric>")]
    | Annotated[FormulaMetric, Tag("<formula>")],
    Discriminator(_metric_kind),
]


class Condition(_Part):
    """One comparison; `value` is a scalar, a list for `in`, a pair for `between`, or absent."""

    field: Name
    operator: Operator
    value: Annotated[Scalar | tuple[Scalar | None, ...] | None, BeforeValidator(_value)] = None


class AllOf(_Part):
    """Every part holds; no parts: always."""

    parts: Annotated[tuple[Filter, ...], Field(alias="and", max_length=MAX_CONDITIONS)]


class AnyOf(_Part):
    """At least one part holds."""

    parts: Annotated[tuple[Filter, ...], Field(alias="or", min_length=1, max_length=MAX_CONDITIONS)]


class Negation(_Part):
    """The exact complement: rows for which the part does not hold, missing values among them."""

    part: Annotated[Filter, Field(alias="not")]


def _filter_kind(value: Any) -> str:
    if isinstance(value, dict):
        return next((f"<{kind}>" for kind in ("and", "or", "not") if kind in value), "<condition>")
    models: dict[type, str] = {AllOf: "<and>", AnyOf: "<or>", Negation: "<not>"}
    return models.get(type(value), "<condition>")


Filter = Annotated[
    Annotated[AllOf, Tag("<and>")]
    | Annotated[AnyOf, Tag("<or>")]
    | Annotated[Negation, Tag("<not>")]
    | Annotated[Condition, Tag("<condition>")],
    Discriminator(_filter_kind),
]


class DateRange(_Part):
    """A preset, or two days, both included; without a field the first date column is meant."""

    field: Name | None = None
    preset: DatePreset | None = None
    start: Day | None = None
    end: Day | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        given = [part is not None for part in (self.preset, self.start, self.end)]
        if given not in ([True, False, False], [False, True, True]):
            raise ValueError("a date range is either a preset, or a start and an end")
        if self.start and self.end and self.start > self.end:
            raise ValueError("the start lies after the end")
        return self


class Direction(StrEnum):
    """Which values come first; missing ones always come last."""

    ASC = "asc"
    DESC = "desc"


class Sort(_Part):
    """Order by a dimension or metric of the query, by its name."""

    by: Name
    direction: Direction = Direction.ASC


class Comparison(StrEnum):
    """What a date range is held against."""

    PREVIOUS_PERIOD = "previous_period"


class Compare(_Part):
    """Asks for the same question over the range before: a month against the month before it, days
    against as many days.

    Over all time there is nothing before, and no comparison.
    """

    to: Comparison = Comparison.PREVIOUS_PERIOD


class QuerySpec(_Part):
    """What is asked of one data source; `as_of` reads the table as it was at that moment.

    A day as `as_of` means its end in the query's time zone.
    """

    source: Name
    dimensions: Annotated[tuple[Dimension, ...], Field(max_length=MAX_FIELDS)] = ()
    metrics: Annotated[tuple[Metric, ...], Field(max_length=MAX_FIELDS)] = ()
    filters: Filter | None = None
    date_range: DateRange | None = None
    sort: Annotated[tuple[Sort, ...], Field(max_length=MAX_FIELDS)] = ()
    limit: Annotated[StrictInt, Field(ge=1, le=MAX_LIMIT)] | None = None
    compare: Compare | None = None
    totals: StrictBool = False
    as_of: Moment | None = None
    time_zone: Name | None = None

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if not self.dimensions and not self.metrics:
            raise ValueError("a query needs at least one dimension or metric")
        if self.filters is not None:
            _check_size(self.filters)
        return self

    def canonical(self) -> bytes:
        """JSON in one spelling: equal questions give equal bytes."""
        return orjson.dumps(_normal(self.model_dump(by_alias=True)), option=orjson.OPT_SORT_KEYS)


def parse_query(data: object) -> QuerySpec:
    """Reads the JSON body of a question; raises InvalidInput with one sentence and the place."""
    if not isinstance(data, dict):
        raise InvalidInput("A query is a JSON object with a source, dimensions and metrics.")
    try:
        return QuerySpec.model_validate(data)
    except ValidationError as error:
        sentence, place = complaint(error)
        raise InvalidInput(sentence, field=place) from None


def _check_size(tree: Filter) -> None:
    conditions = values = 0
    level: list[Filter] = [tree]
    for _ in range(MAX_FILTER_DEPTH):
        below: list[Filter] = []
        for part in level:
            if isinstance(part, Condition):
                conditions += 1
                values += len(part.value) if isinstance(part.value, tuple) else 1
            else:
                below += [part.part] if isinstance(part, Negation) else part.parts
        level = below
    if level:
        raise ValueError(f"filters are nested more than {MAX_FILTER_DEPTH} deep")
    if conditions > MAX_CONDITIONS:
        raise ValueError(f"a query has at most {MAX_CONDITIONS} filter conditions")
    if values > MAX_VALUES:
        raise ValueError(f"all filters together have at most {MAX_VALUES} values")


def _normal(value: Any) -> Any:
    """Drops what is absent, writes whole floats as integers, orders what has no order."""
    if isinstance(value, dict):
        parts = {name: _normal(part) for name, part in value.items() if part is not None}
        for group in {"and", "or"} & parts.keys():
            parts[group].sort(key=orjson.dumps)
        if parts.get("operator") in {Operator.IN, Operator.NOT_IN} and "value" in parts:
            distinct = {orjson.dumps(each): each for each in parts["value"]}
            parts["value"] = [each for _, each in sorted(distinct.items())]
        return parts
    if isinstance(value, list | tuple):
        return [_normal(part) for part in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**63:
        return int(value)
    return value

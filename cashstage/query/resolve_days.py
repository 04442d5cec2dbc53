"""Days: which ones a question is about, and which it is held against."""

from __future__ import annotations

from cashstage.core.errors import InvalidInput
from cashstage.metrics.naming import ColumnNames
from cashstage.query.naming import find_column
from cashstage.query.periods import (
    Days,
    QueryContext,
    days_a_year_before,
    days_before,
    preset_days,
    today_of,
)
from cashstage.query.spec import Comparison, DateRange, OtherDays, OtherMoment, QuerySpec
from cashstage.schema.column import Column


def resolve_range(
    spec: QuerySpec, names: ColumnNames, context: QueryContext
) -> tuple[Column | None, Days | None]:
    """The date column and the days asked for; nothing of both over all time."""
    asked = spec.date_range
    if asked is None:
        return None, None
    days: Days | None = None
    if asked.preset is not None:
        days = preset_days(asked.preset, today_of(spec, context), context.calendar)
    elif asked.start is not None and asked.end is not None:
        days = Days(asked.start, asked.end)
    if days is None and not (spec.compare and isinstance(spec.compare.to, OtherDays)):
        return None, None
    return _date_column(asked, names), days


def resolve_compared(
    spec: QuerySpec, date_column: Column | None, days: Days | None, context: QueryContext
) -> Days | None:
    """The other days; of another moment the same ones. Over all time there are none before."""
    if spec.compare is None:
        return None
    to = spec.compare.to
    if isinstance(to, OtherMoment):
        return days
    if isinstance(to, OtherDays):
        if date_column is None:
            raise InvalidInput(
                "Other days can only be compared where a date range is asked for.",
                next_step="Give the query a date range.",
                field="compare.to",
            )
        return Days(to.start, to.end)
    if days is None:
        return None
    if to is Comparison.PREVIOUS_YEAR:
        return days_a_year_before(days)
    preset = spec.date_range.preset if spec.date_range else None
    return days_before(days, preset, context.calendar)


def _date_column(asked: DateRange, names: ColumnNames) -> Column:
    place = "date_range"
    if asked.field is None:
        column = next((column for column in names.columns if column.type.temporal), None)
        if column is None:
            raise InvalidInput("This data source has no date column.", field=place)
        return column
    column = find_column(asked.field, names, place)
    if not column.type.temporal:
        raise InvalidInput(f"“{column.name}” is not a date column.", field=place)
    return column

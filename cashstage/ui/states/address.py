"""What of a dashboard is being looked at, as the query of its address; pure, both ways.

A reload, a bookmark or a link to a colleague then shows the same. Only what differs from how the
dashboard opens by itself is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlencode

import orjson
from pydantic import TypeAdapter, ValidationError

from cashstage.dashboards.dashboard.schemas import DateRange
from cashstage.query.spec import Comparison

EDIT = "edit"
"""Opens a dashboard for building."""

_TAB, _DATES, _FILTERS, _COMPARE, _VALUES = "tab", "dates", "filters", "compare", "values"
_BETWEEN = ".."
_Filters = TypeAdapter(dict[str, list[str]])
_Values = TypeAdapter(dict[str, str])
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class View:
    """What is shown; an empty part is as the dashboard opens by itself.

    `values` are those of the dashboard's parameters, by name, as they were typed.
    """

    tab: str = ""
    dates: DateRange | None = None
    filters: Mapping[str, list[str]] = field(default_factory=dict)
    compare: Comparison | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    editing: bool = False


def query_of(view: View) -> str:
    """The query, with its question mark; empty when there is nothing to say."""
    parts: dict[str, str] = {}
    if view.tab:
        parts[_TAB] = view.tab
    if view.dates is not None:
        days = (view.dates.start, view.dates.end)
        parts[_DATES] = view.dates.preset or _BETWEEN.join(str(day) for day in days)
    chosen = {name: list(values) for name, values in view.filters.items() if values}
    if chosen:
        parts[_FILTERS] = orjson.dumps(chosen).decode()
    if view.compare is not None:
        parts[_COMPARE] = view.compare
    if view.values:
        parts[_VALUES] = orjson.dumps(dict(view.values)).decode()
    if view.editing:
        parts[EDIT] = "1"
    return f"?{urlencode(parts)}" if parts else ""


def view_of(parameters: Mapping[str, str]) -> View:
    """What an address asks for; what can't be understood is left out."""
    return View(
        tab=parameters.get(_TAB, ""),
        dates=_dates(parameters.get(_DATES, "")),
        filters=_read(_Filters, parameters.get(_FILTERS, "")),
        compare=_compare(parameters.get(_COMPARE, "")),
        values=_read(_Values, parameters.get(_VALUES, "")),
        editing=EDIT in parameters,
    )


def _dates(text: str) -> DateRange | None:
    start, between, end = text.partition(_BETWEEN)
    try:
        return DateRange.model_validate(
            {"start": start, "end": end} if between else {"preset": text}
        )
    except ValidationError:
        return None


def _compare(text: str) -> Comparison | None:
    try:
        return Comparison(text)
    except ValueError:
        return None


def _read(kind: TypeAdapter[dict[str, _Value]], text: str) -> dict[str, _Value]:
    try:
        return kind.validate_json(text)
    except ValidationError:
        return {}

"""What of a dashboard is being looked at, as the query of its address; pure, both ways.

A reload, a bookmark or a link to a colleague then shows the same. Only what differs from how the
dashboard opens by itself is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import orjson
from pydantic import TypeAdapter, ValidationError

from cashstage.dashboards.dashboard.schemas import DateRange

EDIT = "edit"
"""Opens a dashboard for building."""

_TAB, _DATES, _FILTERS = "tab", "dates", "filters"
_BETWEEN = ".."
_Filters = TypeAdapter(dict[str, list[str]])


@dataclass(frozen=True, slots=True)
class View:
    """What is shown; an empty part is as the dashboard opens by itself."""

    tab: str = ""
    dates: DateRange | None = None
    filters: Mapping[str, list[str]] = field(default_factory=dict)
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
    if view.editing:
        parts[EDIT] = "1"
    return f"?{urlencode(parts)}" if parts else ""


def view_of(parameters: Mapping[str, str]) -> View:
    """What an address asks for; what can't be understood is left out."""
    return View(
        tab=parameters.get(_TAB, ""),
        dates=_dates(parameters.get(_DATES, "")),
        filters=_filters(parameters.get(_FILTERS, "")),
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


def _filters(text: str) -> dict[str, list[str]]:
    try:
        return _Filters.validate_json(text)
    except ValidationError:
        return {}

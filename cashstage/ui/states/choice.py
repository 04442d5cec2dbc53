"""The reader's choice of dates and values on a dashboard."""

from __future__ import annotations

from urllib.parse import urlencode

import orjson
import reflex as rx

from cashstage.access.principal import Principal
from cashstage.dashboards.dashboard.schemas import DateRange
from cashstage.query.spec import DatePreset
from cashstage.sources.query import service as queries
from cashstage.ui.states.session import PageState, signed_in, work

CUSTOM = "custom"
EARLIEST = "1900"
"""A browser sends a year while it is typed: 0002, 0020, 0202, 2026."""


class ReaderChoice(PageState, mixin=True):
    """Dates: a preset that moves with the calendar, or two days. Values: some of each filter."""

    preset: str = ""
    start: str = ""
    end: str = ""
    _days: list[str] = []
    chosen: dict[str, list[str]] = {}

    @rx.var
    def data_query(self) -> str:
        """What every widget's data address ends with."""
        query: dict[str, str] = {}
        dates = self._dates()
        if dates is not None:
            query["date_range"] = dates.model_dump_json(exclude_none=True)
        filters = [
            # A list of the state is a proxy, which orjson does not know.
            {"field": field, "values": list(values)}
            for field, values in self.chosen.items()
            if values
        ]
        if filters:
            query["filters"] = orjson.dumps(filters).decode()
        return f"?{urlencode(query)}" if query else ""

    @rx.event
    @signed_in
    async def choose_preset(self, actor: Principal, preset: str) -> None:
        """A date range that moves with the calendar; "custom" opens the days shown so far."""
        self.notice = ""
        if preset != CUSTOM:
            self._show_dates(DateRange(preset=DatePreset(preset)))
        elif self.preset != CUSTOM:
            days = await work(queries.days_of, actor, DatePreset(self.preset))
            self.preset = CUSTOM
            if days is not None:
                self._show_dates(DateRange(start=days.first, end=days.last))

    @rx.event
    @signed_in
    async def choose_start(self, actor: Principal, day: str) -> None:
        """The first day of a date range of one's own."""
        self._choose_days(day, self.end)

    @rx.event
    @signed_in
    async def choose_end(self, actor: Principal, day: str) -> None:
        """Its last day, included."""
        self._choose_days(self.start, day)

    @rx.event
    @signed_in
    async def toggle_value(self, actor: Principal, field: str, value: str) -> None:
        """Adds a value to a filter, or takes it away."""
        values = self.chosen.get(field, [])
        changed = [one for one in values if one != value] if value in values else [*values, value]
        self.chosen = {**self.chosen, field: changed}

    @rx.event
    @signed_in
    async def clear_filter(self, actor: Principal, field: str) -> None:
        """Shows all values again."""
        self.chosen = {**self.chosen, field: []}

    def _show_dates(self, dates: DateRange) -> None:
        self.preset = dates.preset or CUSTOM
        self.start = dates.start.isoformat() if dates.start else ""
        self.end = dates.end.isoformat() if dates.end else ""
        self._days = [self.start, self.end] if self.start and self.end else []

    def _choose_days(self, start: str, end: str) -> None:
        # Until both are there and in order, the charts stay with the last range that was.
        self.start, self.end = start, end
        whole = min(start, end) >= EARLIEST
        backwards = whole and start > end
        self.notice = "The start of the date range lies after its end." if backwards else ""
        if whole and not backwards:
            self._days = [start, end]

    def _dates(self) -> DateRange | None:
        if self.preset and self.preset != CUSTOM:
            return DateRange(preset=DatePreset(self.preset))
        if self._days:
            return DateRange.model_validate({"start": self._days[0], "end": self._days[1]})
        return None

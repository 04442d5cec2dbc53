"""The reader's choice of dates and values on a dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import orjson
import reflex as rx

from cashstage.access.principal import Principal
from cashstage.dashboards.dashboard.parameters import DashboardParameter
from cashstage.dashboards.dashboard.schemas import DateRange
from cashstage.dashboards.widget.data import PageChoice, PageFilter
from cashstage.query.spec import Comparison, DatePreset
from cashstage.sources.query import service as queries
from cashstage.ui.states.parameters import ParameterControl, chosen_values, control_of, typed
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
    compare_to: str = ""
    parameter_values: dict[str, str] = {}
    parameter_controls: list[ParameterControl] = []
    _parameters: list[dict[str, Any]] = []
    time_zone: str = ""

    @rx.var
    def data_query(self) -> str:
        """What every widget's data address ends with."""
        query: dict[str, str] = {}
        choice = self._page_choice()
        if choice.date_range is not None:
            query["date_range"] = choice.date_range.model_dump_json(exclude_none=True)
        if choice.filters:
            filters = [one.model_dump() for one in choice.filters]
            query["filters"] = orjson.dumps(filters).decode()
        if choice.compare is not None:
            query["compare"] = choice.compare
        if choice.parameters:
            query["parameters"] = orjson.dumps(choice.parameters).decode()
        return f"?{urlencode(query)}" if query else ""

    def _page_choice(self) -> PageChoice:
        """What widgets are asked under."""
        filters = [
            # A list of the state is a proxy, which orjson does not know.
            PageFilter(field=field, values=list(values))
            for field, values in self.chosen.items()
            if values
        ]
        return PageChoice(
            date_range=self._dates(),
            filters=filters,
            compare=Comparison(self.compare_to) if self.compare_to else None,
            parameters=chosen_values(self._known_parameters(), self.parameter_values),
        )

    def _show_parameters(self, values: Mapping[str, str]) -> None:
        """Shows these values of those parameters that take them."""
        known = self._known_parameters()
        taken = chosen_values(known, values)
        self.parameter_values = {name: text for name, text in values.items() if name in taken}
        self.parameter_controls = [
            control_of(each, self.parameter_values.get(each.name)) for each in known
        ]

    def _known_parameters(self) -> list[DashboardParameter]:
        return [DashboardParameter.model_validate(dict(each)) for each in self._parameters]

    @rx.event
    @signed_in
    async def choose_compare(self, actor: Principal, kind: str) -> None:
        """Holds every widget against another period; nothing leaves each as it is set."""
        self.compare_to = Comparison(kind).value if kind else ""

    @rx.event
    @signed_in
    async def set_parameter(self, actor: Principal, name: str, text: str) -> None:
        """Sets a parameter of the dashboard for this reader."""
        parameter = next((each for each in self._known_parameters() if each.name == name), None)
        if parameter is None:
            return
        value = typed(parameter, text)
        if value is None:
            shown = parameter.label or parameter.name
            self.notice = f"{shown} takes a number, such as 100 or 2.5."
            return
        self.notice = ""
        self._show_parameters({**self.parameter_values, name: text.strip()})

    @rx.event
    @signed_in
    async def choose_preset(self, actor: Principal, preset: str) -> None:
        """A date range that moves with the calendar; "custom" opens the days shown so far."""
        self.notice = ""
        if preset != CUSTOM:
            self._show_dates(DateRange(preset=DatePreset(preset)))
        elif self.preset != CUSTOM:
            zone = self.time_zone or None
            days = await work(queries.days_of, actor, DatePreset(self.preset), zone)
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

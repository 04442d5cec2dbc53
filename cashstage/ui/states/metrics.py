"""The list of metrics, the details of one, and the form in which one's own are written."""

from __future__ import annotations

from uuid import UUID

import reflex as rx

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError
from cashstage.dashboards import metric_use
from cashstage.dashboards.metric_use import MetricUse
from cashstage.organizations.metric_definition import service as metrics
from cashstage.organizations.metric_definition.schemas import (
    FormulaCheck,
    Goodness,
    MetricDefinitionCreate,
    MetricDefinitionUpdate,
    MetricFormat,
)
from cashstage.ui.states.metric_view import MetricRow, excerpt, matches, metric_row
from cashstage.ui.states.session import PageState, signed_in, work

ALL, OWN, BUILT_IN = "all", "own", "built_in"


class MetricsState(PageState, rx.State):
    """All metrics; `opened` is the name of the one whose details are shown."""

    loaded: bool = False
    may_edit: bool = False
    search: str = ""
    only: str = ALL
    metric: MetricRow = MetricRow()
    opened: str = ""
    rows: list[MetricRow] = []
    _all: list[MetricRow] = []

    @rx.event
    @signed_in
    async def load(self, actor: Principal) -> None:
        """Reads everything anew."""
        self.may_edit = actor.may(Permission.EDIT_METRICS)
        self.opened = ""
        await self._read(actor)
        self.loaded = True

    @rx.event
    @signed_in
    async def find(self, actor: Principal, text: str) -> None:
        """Shows the metrics that have every word of the text."""
        self.search = text
        self._show()

    @rx.event
    @signed_in
    async def show_only(self, actor: Principal, kind: str) -> None:
        """Shows all, the organization's own, or the built-in ones."""
        self.only = kind if kind in {OWN, BUILT_IN} else ALL
        self._show()

    @rx.event
    @signed_in
    async def show_all(self, actor: Principal) -> None:
        """Takes search and choice away."""
        self.search, self.only = "", ALL
        self._show()

    @rx.event
    @signed_in
    async def open(self, actor: Principal, name: str) -> None:
        """The details of one metric."""
        found = next((row for row in self._all if row.name == name), None)
        if found is not None:
            self.metric, self.opened = found, found.name

    @rx.event
    @signed_in
    async def close(self, actor: Principal) -> None:
        """Back to the list."""
        self.opened = ""

    @rx.event
    @signed_in
    async def remove(self, actor: Principal) -> None:
        """Deletes the opened metric, unless others are made of it."""
        if self.metric.id:
            await work(metrics.delete, actor, UUID(self.metric.id))
        self.opened = ""
        await self._read(actor)

    async def _read(self, actor: Principal) -> None:
        found = await work(metrics.read_all, actor)
        uses = await work(metric_use.read_uses, actor)
        self._all = [metric_row(each, uses.get(each.name, MetricUse())) for each in found]
        self._show()

    def _show(self) -> None:
        kinds = {ALL: {True, False}, OWN: {True}, BUILT_IN: {False}}[self.only]
        self.rows = [
            row for row in self._all if bool(row.id) in kinds and matches(row, self.search)
        ]


class MetricFormState(PageState, rx.State):
    """The form of one metric; `metric_id` is empty for a new one."""

    is_open: bool = False
    metric_id: str = ""
    name: str = ""
    label: str = ""
    formula: str = ""
    format: str = ""
    direction: str = ""
    description: str = ""
    problem: str = ""
    before: str = ""
    here: str = ""
    needs: str = ""
    session: int = 0
    _version: int = 0

    @rx.event
    @signed_in
    async def write_new(self, actor: Principal) -> None:
        """An empty form."""
        self._fill(MetricRow())

    @rx.event
    @signed_in
    async def edit(self, actor: Principal) -> None:
        """The opened metric, if it is the organization's own."""
        listed = await self.get_state(MetricsState)
        if listed.metric.id:
            self._fill(listed.metric)
            await self._check(actor)
        listed.opened = ""

    @rx.event
    @signed_in
    async def duplicate(self, actor: Principal) -> None:
        """A new metric that begins as the opened one."""
        listed = await self.get_state(MetricsState)
        self._fill(listed.metric)
        self.metric_id = self.name = ""
        self.label = f"{self.label} (own)"
        listed.opened = ""
        await self._check(actor)

    @rx.event
    @signed_in
    async def set_label(self, actor: Principal, text: str) -> None:
        """What people read."""
        self.label = text

    @rx.event
    @signed_in
    async def set_formula(self, actor: Principal, text: str) -> None:
        """Checked as it is typed."""
        self.formula = text
        await self._check(actor)

    @rx.event
    @signed_in
    async def set_format(self, actor: Principal, value: str) -> None:
        """How values are written."""
        self.format = value

    @rx.event
    @signed_in
    async def set_direction(self, actor: Principal, value: str) -> None:
        """Which way is good."""
        self.direction = value

    @rx.event
    @signed_in
    async def set_description(self, actor: Principal, text: str) -> None:
        """What it says in one sentence."""
        self.description = text

    @rx.event
    @signed_in
    async def save(self, actor: Principal) -> None:
        """Saves; what is wrong stays beside the form."""
        format_ = MetricFormat(self.format) if self.format else None
        direction = Goodness(self.direction) if self.direction else None
        told = {"label": self.label, "formula": self.formula, "description": self.description}
        try:
            if self.metric_id:
                change = MetricDefinitionUpdate(**told, format=format_, direction=direction)
                await work(
                    metrics.update,
                    actor,
                    UUID(self.metric_id),
                    change,
                    expected_version=self._version,
                )
            else:
                new = MetricDefinitionCreate(**told, format=format_, direction=direction)
                await work(metrics.create, actor, new)
        except CashstageError as error:
            self._tell(error.sentence, error.context.get("position"))
            return
        self.is_open, self.notice = False, ""
        listed = await self.get_state(MetricsState)
        await listed._read(actor)

    @rx.event
    @signed_in
    async def close(self, actor: Principal) -> None:
        """Leaves the form without saving."""
        self.is_open = False

    def _fill(self, row: MetricRow) -> None:
        self.metric_id, self._version, self.name = row.id, row.version, row.name
        self.label, self.formula, self.description = row.label, row.formula, row.description
        self.format, self.direction = row.format, row.direction
        self.problem = self.before = self.here = self.needs = self.notice = ""
        self.session += 1
        self.is_open = True

    async def _check(self, actor: Principal) -> None:
        if not self.formula.strip():
            self.problem = self.before = self.here = self.needs = ""
            return
        body = FormulaCheck(formula=self.formula, name=self.name or None)
        verdict = await work(metrics.check, actor, body)
        self._tell(verdict.problem or "", verdict.position)
        self.needs = ", ".join(each.replace("_", " ") for each in verdict.components)

    def _tell(self, problem: str, position: int | None) -> None:
        self.problem = problem
        self.before, self.here = excerpt(self.formula, position)

"""The widget panel. Every change is saved at once and repaints the card: that is the preview.

A change that can't be saved (a formula half typed) stays in the panel with the reason; the card
keeps what was saved last.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError
from cashstage.dashboards.widget import service as widgets
from cashstage.dashboards.widget.schemas import WidgetCreate, WidgetRead, WidgetType, WidgetUpdate
from cashstage.query.spec import Aggregation, Comparison
from cashstage.schema.column import ColumnType
from cashstage.sources.query import asked
from cashstage.ui.states import question
from cashstage.ui.states.dashboard import DashboardState
from cashstage.ui.states.explain import ExplainState
from cashstage.ui.states.narrowing import USUAL_ORDER, NarrowingState
from cashstage.ui.states.question import DimensionPick, MetricPick
from cashstage.ui.states.refining import RefiningState
from cashstage.ui.states.session import signed_in, work

OVERTAKEN = (
    "Somebody else changed this widget a moment ago. This is what it is now; make your change"
    " again if it is still wanted."
)


class EditorState(NarrowingState, RefiningState, rx.State):
    """What the panel shows of one widget; `widget_id` is empty while it is closed."""

    widget_id: str = ""
    kind: str = WidgetType.LINE
    title: str = ""
    source_id: str = ""
    source_choices: list[tuple[str, str]] = []
    ratios: list[tuple[str, str]] = []
    dimensions: list[DimensionPick] = []
    metrics: list[MetricPick] = []
    _query: dict[str, Any] = {}
    _first_title: str = ""

    @rx.var
    def field_choices(self) -> list[tuple[str, str]]:
        """All fields as choices."""
        return [(option["name"], option["name"]) for option in self.fields]

    @rx.var
    def numeric_fields(self) -> list[str]:
        """The fields that can be put into bins."""
        return [each["name"] for each in self.fields if ColumnType(each["type"]).numeric]

    @rx.var
    def may_add_dimension(self) -> bool:
        """Whether the kind has room for one more field to group by."""
        return len(self.dimensions) < question.most_dimensions(WidgetType(self.kind))

    @rx.var
    def may_add_metric(self) -> bool:
        """Whether there is room for one more metric."""
        card = self.kind == WidgetType.METRIC_CARD
        return len(self.metrics) < (1 if card else question.MAX_METRICS)

    @rx.var
    def may_add_formula(self) -> bool:
        """Whether a formula can come beside the metrics, or instead of a card's field."""
        if self.kind != WidgetType.METRIC_CARD:
            return self.may_add_metric
        return any(pick["aggregation"] != question.FORMULA for pick in self.metrics)

    @rx.var
    def order_choices(self) -> list[tuple[str, str]]:
        """The usual order, and what else can be ordered by."""
        return [(USUAL_ORDER, "Usual"), *question.order_choices(self.dimensions, self.metrics)]

    @rx.var
    def may_lead(self) -> bool:
        """Whether some values of the first field can lead."""
        card = self.kind == WidgetType.METRIC_CARD
        return not card and question.may_lead(self.dimensions, self.fields)

    @rx.var
    def metric_choices(self) -> list[tuple[str, str]]:
        """The metrics that groups can be chosen by."""
        return question.metric_choices(self.dimensions, self.metrics)

    @rx.event
    @signed_in
    async def act(self, actor: Principal, press: dict[str, Any]) -> object:
        """A press in a card's menu."""
        widget_id = str(press["widget_id"])
        if press["action"] == "edit":
            await self._open(actor, await work(widgets.read, actor, UUID(widget_id)))
            return None
        if press["action"] == "explain":
            return ExplainState.open(widget_id)
        if press["action"] == "duplicate":
            return DashboardState.duplicate_widget(widget_id)
        if self.widget_id == widget_id:
            self.widget_id = ""
        return DashboardState.remove_widget(widget_id)

    @rx.event
    @signed_in
    async def add(self, actor: Principal, kind: str) -> None:
        """Puts a new widget on the tab, with a first question that fits the data, and opens it."""
        dashboard = await self.get_state(DashboardState)
        await self._load_sources(actor)
        if not self.source_choices:
            dashboard.notice = "There is no data source yet. Connect one under Sources first."
            return
        used = dashboard._most_used_source() or self.source_choices[0][0]
        await self._load_fields(actor, used)
        if not self.fields:
            dashboard.notice = "This data source is still being read. Try again in a moment."
            return
        self.kind = WidgetType(kind)
        self.dimensions, self.metrics = question.first_picks(WidgetType(kind), self.fields)
        self._show_narrowing({}, self.dimensions, self.metrics)
        self._show_refining(self._first_comparison())
        body = WidgetCreate(
            tab_id=UUID(dashboard.tab_id),
            type=WidgetType(kind),
            title=question.title_of(self.dimensions, self.metrics),
            query=self._question(),
        )
        created = await work(widgets.create, actor, body)
        dashboard.editing = True
        await dashboard._show_saved(actor)
        await self._open(actor, created)

    @rx.event
    @signed_in
    async def close(self, actor: Principal) -> None:
        """Closes the panel; everything is saved already."""
        self.widget_id, self.problem = "", ""

    @rx.event
    @signed_in
    async def set_title(self, actor: Principal, widget_id: str, title: str) -> None:
        """Saves the title of the widget it was typed for, and nothing else."""
        dashboard = await self.get_state(DashboardState)
        still_open = widget_id == self.widget_id
        wanted = title.strip() or (self._first_title if still_open else "")
        if not wanted:
            return
        if still_open:
            self.title = wanted
        try:
            await work(widgets.update, actor, UUID(widget_id), WidgetUpdate(title=wanted))
        except CashstageError as error:
            self.problem, dashboard.save_state = error.sentence, "failed"
            return
        await dashboard._show_saved(actor)

    @rx.event
    @signed_in
    async def set_kind(self, actor: Principal, kind: str) -> None:
        """Draws the same question another way."""
        was_card, self.kind = self.kind == WidgetType.METRIC_CARD, WidgetType(kind)
        if was_card != (self.kind == WidgetType.METRIC_CARD):
            self._show_refining(self._first_comparison())
        if self.kind == WidgetType.METRIC_CARD:
            self.dimensions, self.metrics = [], self.metrics[:1]
        elif not self.dimensions:
            self.dimensions, _ = question.first_picks(WidgetType(kind), self.fields)
        del self.dimensions[question.most_dimensions(WidgetType(kind)) :]
        await self._save(actor)

    @rx.event
    @signed_in
    async def set_source(self, actor: Principal, source_id: str) -> None:
        """Asks another data source; fields that it lacks give way to its own."""
        await self._load_fields(actor, source_id)
        names = {option["name"] for option in self.fields}
        choices = names | {choice for choice, _ in self.ratios}
        first_dimensions, first_metrics = question.first_picks(WidgetType(self.kind), self.fields)
        kept = [pick for pick in self.dimensions if pick["field"] in names]
        self.dimensions = kept or first_dimensions
        self.metrics = [pick for pick in self.metrics if pick["choice"] in choices] or first_metrics
        self._keep_conditions_on(names)
        await self._save(actor)

    @rx.event
    @signed_in
    async def set_dimension(self, actor: Principal, index: int, name: str) -> None:
        """Groups by another field."""
        self.dimensions[index] = question.dimension_of(self.fields, name)
        await self._save(actor)

    @rx.event
    @signed_in
    async def set_grain(self, actor: Principal, index: int, grain: str) -> None:
        """Buckets a date by day, week, month, quarter or year."""
        self.dimensions[index] = {**self.dimensions[index], "grain": grain}
        await self._save(actor)

    @rx.event
    @signed_in
    async def set_step(self, actor: Principal, index: int, text: str) -> None:
        """Puts a number into bins of that width; nothing groups by each number."""
        try:
            self.dimensions[index] = question.with_step(self.dimensions[index], text.strip())
        except ValueError:
            self.problem = "Steps: give a number above zero, such as 100 or 0.5."
            return
        await self._save(actor)

    @rx.event
    @signed_in
    async def add_dimension(self, actor: Principal) -> None:
        """Groups by one more field."""
        taken = {pick["field"] for pick in self.dimensions}
        free = question.free_dimension(self.fields, taken)
        if free is not None:
            self.dimensions.append(question.dimension_of(self.fields, free))
            await self._save(actor)

    @rx.event
    @signed_in
    async def remove_dimension(self, actor: Principal, index: int) -> None:
        """Groups by one field less."""
        del self.dimensions[index]
        await self._save(actor)

    @rx.event
    @signed_in
    async def set_metric(self, actor: Principal, index: int, name: str) -> None:
        """Measures another field."""
        self.metrics[index] = question.metric_of(self.fields, name)
        await self._save(actor)

    @rx.event
    @signed_in
    async def set_aggregation(self, actor: Principal, index: int, aggregation: str) -> None:
        """Aggregates the field another way."""
        automatic = aggregation == question.AUTOMATIC
        chosen = aggregation if automatic else Aggregation(aggregation).value
        self.metrics[index] = {**self.metrics[index], "aggregation": chosen}
        await self._save(actor)

    @rx.event
    @signed_in
    async def set_formula(self, actor: Principal, index: int, part: str, text: str) -> None:
        """Changes a formula or its name; saved as soon as it can be understood."""
        if part not in {"formula", "name"}:
            return
        pick = self.metrics[index]
        self.metrics[index] = (
            {**pick, "name": text} if part == "name" else {**pick, "formula": text}
        )
        await self._save(actor)

    @rx.event
    @signed_in
    async def add_metric(self, actor: Principal) -> None:
        """Measures one more field."""
        taken = {pick["field"] for pick in self.metrics}
        free = question.free_metric(self.fields, taken)
        if free is not None:
            self.metrics.append(question.metric_of(self.fields, free))
            await self._save(actor)

    @rx.event
    @signed_in
    async def add_formula(self, actor: Principal) -> None:
        """Adds an empty formula to be typed; nothing is saved until it can be understood."""
        formula = question.empty_formula()
        if self.kind == WidgetType.METRIC_CARD:
            self.metrics = [formula]
        else:
            self.metrics.append(formula)
        self.problem = ""

    @rx.event
    @signed_in
    async def remove_metric(self, actor: Principal, index: int) -> None:
        """Measures one field less."""
        del self.metrics[index]
        await self._save(actor)

    async def _open(self, actor: Principal, widget: WidgetRead) -> None:
        await self._load_sources(actor)
        self._query = widget.query or {}
        self.kind, self.title = widget.type, widget.title
        self.problem = self.notice = ""
        self.dimensions, self.metrics = question.picks_of(self._query)
        if widget.type is WidgetType.METRIC_CARD:
            self.dimensions = []
        self._first_title = question.title_of(self.dimensions, self.metrics)
        self.source_id, self.fields = "", []
        if widget.source_id is not None:
            await self._load_fields(actor, str(widget.source_id))
        self._show_narrowing(self._query, self.dimensions, self.metrics)
        self._show_refining(self._query)
        await self._load_suggestions(actor)
        self.widget_id = str(widget.id)

    async def _load_sources(self, actor: Principal) -> None:
        choices = await work(asked.read_choices, actor)
        self.source_choices = [
            (str(one.id), f"{one.name} (blend)" if one.is_blend else one.name) for one in choices
        ]

    async def _load_fields(self, actor: Principal, source_id: str) -> None:
        columns = await work(asked.read_columns, actor, UUID(source_id))
        ratios = await work(asked.read_ratios, actor, UUID(source_id))
        self.ratios = [(question.ratio_choice(one.name), one.label) for one in ratios]
        self.source_id, self.fields = source_id, question.field_options(columns)

    async def _save(self, actor: Principal) -> None:
        """Saves the question; what somebody else has changed meanwhile is shown instead."""
        dashboard = await self.get_state(DashboardState)
        try:
            known = await work(widgets.read, actor, UUID(self.widget_id))
            if (known.query or {}) != self._query:
                await self._open(actor, known)
                self.problem = OVERTAKEN
                return
            self.title = known.title
            body = WidgetUpdate(
                type=WidgetType(self.kind), title=self._described(), query=self._question()
            )
            saved = await work(
                widgets.update, actor, known.id, body, expected_version=known.version
            )
        except CashstageError as error:
            self.problem, dashboard.save_state = error.sentence, "failed"
            return
        self.problem = self.notice = ""
        self.title, self._query = saved.title, saved.query or {}
        await dashboard._show_saved(actor)

    def _described(self) -> str:
        """The title: one that nobody has written follows what it describes."""
        described = question.title_of(self.dimensions, self.metrics)
        title = described if self.title in {"", self._first_title} else self.title
        self._first_title = described
        return title

    def _first_comparison(self) -> dict[str, Any]:
        """A card shows where its number comes from, other kinds only when asked."""
        card = self.kind == WidgetType.METRIC_CARD
        return {"compare": {"to": Comparison.PREVIOUS_PERIOD.value}} if card else {}

    def _first_metric(self) -> str:
        choices = question.metric_choices(self.dimensions, self.metrics)
        return choices[0][0] if choices else ""

    def _question(self) -> dict[str, Any]:
        kind = WidgetType(self.kind)
        asked = question.question_of(
            kind,
            self.source_id,
            self.dimensions,
            self.metrics,
            options=self.fields,
            narrowing=self._narrowing(self.dimensions, self.metrics),
            saved=self._query,
        )
        may_lead = question.may_lead(self.dimensions, self.fields)
        return self._refined(asked, kind, may_lead=may_lead)

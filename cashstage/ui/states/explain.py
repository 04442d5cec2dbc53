"""Explaining a change: the dialog that a card's menu opens on a dashboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError
from cashstage.dashboards.widget.data import PageChoice, PageFilter
from cashstage.dashboards.widget.explaining import WidgetExplanation, explain_widget
from cashstage.sources.query.effect_words import EMPTY, amount_words
from cashstage.sources.query.explaining import EffectRead, ExplainPeriod
from cashstage.ui.states.dashboard import DashboardState
from cashstage.ui.states.session import PageState, signed_in, work

_NOTHING: dict[str, Any] = {}


@dataclass
class EffectRow:
    """A line of the table beside the picture."""

    value: str
    before: str
    after: str
    rate: str
    mix: str
    effect: str


class ExplainState(PageState, rx.State):
    """Why a widget's number has changed; `widget_id` is empty while the dialog is closed."""

    widget_id: str = ""
    title: str = ""
    busy: bool = False
    problem: str = ""
    metrics: list[tuple[str, str]] = []
    metric: str = "0"
    dimensions: list[tuple[str, str]] = []
    dimension: str = ""
    is_ratio: bool = False
    change: str = ""
    periods: str = ""
    sentences: list[str] = []
    rows: list[EffectRow] = []
    picture: dict[str, Any] = _NOTHING

    @rx.event
    @signed_in
    async def open(self, actor: Principal, widget_id: str) -> None:
        """Explains the widget's first metric by the most telling field."""
        self.widget_id, self.metric, self.dimension = widget_id, "0", ""
        self.title, self.metrics, self.dimensions = "Explain the change", [], []
        await self._read(actor)

    @rx.event
    @signed_in
    async def set_metric(self, actor: Principal, value: str) -> None:
        """Explains another metric of the widget."""
        self.metric = value if value.isdecimal() and len(value) < 4 else "0"
        await self._read(actor)

    @rx.event
    @signed_in
    async def set_dimension(self, actor: Principal, value: str) -> None:
        """Splits by another field."""
        self.dimension = value
        await self._read(actor)

    @rx.event
    @signed_in
    async def close(self, actor: Principal) -> None:
        """Closes the dialog."""
        self.widget_id = ""

    async def _read(self, actor: Principal) -> None:
        dashboard = await self.get_state(DashboardState)
        choice = PageChoice(
            date_range=dashboard._dates(),
            filters=[
                PageFilter(field=field, values=list(values))
                for field, values in dashboard.chosen.items()
                if values
            ],
        )
        self.problem, self.sentences, self.rows, self.picture = "", [], [], {}
        self.change = self.periods = ""
        try:
            found = await work(
                explain_widget,
                actor,
                UUID(self.widget_id),
                choice,
                metric=int(self.metric),
                dimension=self.dimension,
            )
        except CashstageError as error:
            self.problem = error.sentence
            return
        self._show(found)

    def _show(self, found: WidgetExplanation) -> None:
        told = found.explanation
        self.title = f"Explain the change: {told.metric.label}"
        self.metrics = [(str(place), label) for place, label in enumerate(found.metrics)]
        self.metric = str(found.metric)
        self.dimensions = [(name, name) for name in found.dimensions]
        self.dimension = found.dimension
        self.is_ratio = told.kind == "ratio"
        format_ = told.metric.format
        before, after = (_level(each, format_) for each in (told.before, told.after))
        self.change = f"{before} → {after}"
        a, b = found.period_a, found.period_b
        self.periods = f"{_days(b)}, against {_days(a)}"
        self.sentences = told.sentences
        effects = list(told.effects)
        names = [_name(each.value) for each in effects]
        if told.others is not None:
            effects.append(told.others)
            names.append(f"{told.others_count} others")
        self.rows = [_row(name, each, format_) for name, each in zip(names, effects, strict=True)]
        self.picture = {
            "row_count": len(effects),
            "labels": names,
            "rate": [each.rate_effect for each in effects],
            "mix": [each.mix_effect for each in effects] if self.is_ratio else None,
            "column": {"type": "number", "format": format_},
            "metric": told.metric.label,
        }


def _row(name: str, effect: EffectRead, format_: str | None) -> EffectRow:
    return EffectRow(
        value=name,
        before=_level(effect.before, format_),
        after=_level(effect.after, format_),
        rate=_signed(effect.rate_effect, format_),
        mix=_signed(effect.mix_effect, format_),
        effect=_signed(effect.effect, format_),
    )


def _days(period: ExplainPeriod) -> str:
    """Two days as people write them: 28 Oct to 26 Nov 2026."""
    first, last = period.start, period.end
    year = "" if first.year == last.year else f" {first.year}"
    if first == last:
        return f"{last.day} {last:%b %Y}"
    return f"{first.day} {first:%b}{year} to {last.day} {last:%b %Y}"


def _name(value: Any) -> str:
    return EMPTY if value is None or value == "" else str(value)


def _level(value: float | None, format_: str | None) -> str:
    if value is None:
        return "\u2013"
    if format_ == "percent":
        return f"{value * 100:,.2f} %"
    sign = "-" if value < 0 else ""
    return sign + amount_words(abs(value), format_)


def _signed(value: float, format_: str | None) -> str:
    words = amount_words(abs(value), format_)
    return words if not value else f"{'+' if value > 0 else '-'}{words}"

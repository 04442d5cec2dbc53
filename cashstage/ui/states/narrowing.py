"""The part of the widget panel that says which rows count, in which order, and how many."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection
from typing import Any

import reflex as rx

from cashstage.access.principal import Principal
from cashstage.query.spec import MAX_LIMIT, Direction
from cashstage.schema.column import ColumnType, Role
from cashstage.ui.states import question
from cashstage.ui.states.conditions import (
    ConditionPick,
    condition_of,
    conditions_of,
    filter_of,
)
from cashstage.ui.states.facts import filter_values
from cashstage.ui.states.question import DimensionPick, FieldOption, MetricPick, Narrowing
from cashstage.ui.states.session import PageState, signed_in, work

USUAL_ORDER = ""
MAX_CONDITIONS = 20


class NarrowingState(PageState, mixin=True):
    """Conditions, order and limit; `limit` is as typed, `suggestions` are values by field."""

    source_id: str = ""
    fields: list[FieldOption] = []
    conditions: list[ConditionPick] = []
    order_by: str = USUAL_ORDER
    direction: str = Direction.DESC
    limit: str = ""
    suggestions: dict[str, list[str]] = {}
    problem: str = ""
    _other_filters: list[dict[str, Any]] = []
    _later_orders: list[dict[str, str]] = []
    hidden_conditions: int = 0

    @abstractmethod
    async def _save(self, actor: Principal) -> None:
        """Saves the question with what the fields say now."""

    @rx.event
    @signed_in
    async def add_condition(self, actor: Principal) -> None:
        """Begins a condition; it counts once it has a value."""
        texts = [
            option
            for option in self.fields
            if option["type"] == ColumnType.TEXT and option["role"] == Role.DIMENSION
        ]
        if self.fields and len(self.conditions) < MAX_CONDITIONS:
            self.conditions.append(condition_of((texts or self.fields)[0]))
            await self._load_suggestions(actor)

    @rx.event
    @signed_in
    async def set_condition_field(self, actor: Principal, index: int, name: str) -> None:
        """Asks another field; its values are to be given anew."""
        option = question.option_of(self.fields, name)
        if option is not None:
            self.conditions[index] = condition_of(option)
            await self._load_suggestions(actor)
            await self._save(actor)

    @rx.event
    @signed_in
    async def set_condition_operator(self, actor: Principal, index: int, operator: str) -> None:
        """Compares another way; what was typed stays as far as it fits."""
        pick = self.conditions[index]
        option = question.option_of(self.fields, pick["field"])
        if option is not None:
            self.conditions[index] = condition_of(option, operator, list(pick["values"]))
            await self._save(actor)

    @rx.event
    @signed_in
    async def set_condition_value(
        self, actor: Principal, index: int, place: int, value: str
    ) -> None:
        """What the field is compared with; of "between" the first or the second."""
        pick = self.conditions[index]
        values = list(pick["values"])
        values[place] = value.strip()
        if values != list(pick["values"]):
            self.conditions[index] = {**pick, "values": values}
            await self._save(actor)

    @rx.event
    @signed_in
    async def toggle_condition_value(self, actor: Principal, index: int, value: str) -> None:
        """Adds one of many values, or takes it away."""
        pick = self.conditions[index]
        values = [one for one in pick["values"] if one != value]
        if len(values) == len(pick["values"]):
            values.append(value)
        self.conditions[index] = {**pick, "values": values}
        await self._save(actor)

    @rx.event
    @signed_in
    async def remove_condition(self, actor: Principal, index: int) -> None:
        """Lets the rows back in that the condition kept out."""
        del self.conditions[index]
        await self._save(actor)

    @rx.event
    @signed_in
    async def set_order(self, actor: Principal, name: str) -> None:
        """Orders by another column of the answer."""
        self.order_by, self._later_orders = name, []
        await self._save(actor)

    @rx.event
    @signed_in
    async def set_direction(self, actor: Principal, direction: str) -> None:
        """Orders the other way round."""
        self.direction = Direction(direction).value
        await self._save(actor)

    @rx.event
    @signed_in
    async def set_limit(self, actor: Principal, text: str) -> None:
        """Shows so many rows at most; nothing means all."""
        wanted = text.strip()
        if wanted and not (wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= MAX_LIMIT):
            self.problem = f"Show at most: give a whole number from 1 to {MAX_LIMIT:,}, or nothing."
            return
        self.limit = wanted
        await self._save(actor)

    def _narrowing(self, dimensions: list[DimensionPick], metrics: list[MetricPick]) -> Narrowing:
        """What the fields say, for a question over these."""
        narrowing = Narrowing()
        filters = filter_of(self.conditions, self._other_filters, self.fields)
        if filters is not None:
            narrowing["filters"] = filters
        choices = dict(question.order_choices(dimensions, metrics))
        if self.order_by in choices:
            later = [order for order in self._later_orders if order["by"] in choices]
            narrowing["sort"] = [{"by": self.order_by, "direction": self.direction}, *later]
        if self.limit:
            narrowing["limit"] = int(self.limit)
        return narrowing

    def _show_narrowing(
        self, query: dict[str, Any], dimensions: list[DimensionPick], metrics: list[MetricPick]
    ) -> None:
        """Fills the fields from a saved question."""
        self.conditions, self._other_filters = conditions_of(query.get("filters"), self.fields)
        self.hidden_conditions = len(self._other_filters)
        self.limit = str(query.get("limit") or "")
        orders = query.get("sort") or []
        own = orders and orders != question.usual_order(dimensions, metrics)
        self.order_by = orders[0]["by"] if own else USUAL_ORDER
        self.direction = orders[0].get("direction", Direction.ASC) if own else Direction.DESC
        self._later_orders = orders[1:]

    def _keep_conditions_on(self, names: Collection[str]) -> None:
        self.conditions = [pick for pick in self.conditions if pick["field"] in names]

    async def _load_suggestions(self, actor: Principal) -> None:
        texts = {option["name"] for option in self.fields if option["type"] == ColumnType.TEXT}
        wanted = sorted({pick["field"] for pick in self.conditions} & texts)
        found = await work(filter_values, actor, [self.source_id], wanted)
        for pick in self.conditions:
            if pick["field"] in found:
                # A value that the data no longer holds must still be there to be taken away.
                gone = [value for value in pick["values"] if value not in found[pick["field"]]]
                found[pick["field"]] += [value for value in gone if value]
        self.suggestions = found

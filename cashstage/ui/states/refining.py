"""The part of the widget panel that refines groups: who leads, which count, what is compared."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, TypedDict

import reflex as rx

from cashstage.access.principal import Principal
from cashstage.dashboards.widget.schemas import WidgetType
from cashstage.query.spec import Comparison, Operator
from cashstage.ui.states.session import PageState, signed_in

NOT_COMPARED, AS_OF = "", "as_of"
MAX_LEADING = 1_000
_NUMBERS = (
    Operator.GREATER_THAN,
    Operator.GREATER_THAN_OR_EQUAL,
    Operator.LESS_THAN,
    Operator.LESS_THAN_OR_EQUAL,
    Operator.EQUALS,
)


class GroupPick(TypedDict):
    """A condition on groups: a metric by name, an operator, a number as typed."""

    metric: str
    operator: str
    value: str


class RefiningState(PageState, mixin=True):
    """`leading` is a number as typed, empty for all; `groups` must all hold."""

    leading: str = ""
    others: bool = True
    groups: list[GroupPick] = []
    hidden_groups: int = 0
    compare_to: str = NOT_COMPARED
    compared_day: str = ""
    subtotals: bool = False
    across: bool = False
    problem: str = ""
    _other_groups: list[dict[str, Any]] = []
    _own_compare: dict[str, Any] | None = None
    _pivot: list[str] = []

    @abstractmethod
    async def _save(self, actor: Principal) -> None:
        """Saves the question with what the fields say now."""

    @abstractmethod
    def _first_metric(self) -> str:
        """The name of a metric to begin a condition with."""

    @rx.event
    @signed_in
    async def set_leading(self, actor: Principal, text: str) -> None:
        """Shows so many leading values of the first field; nothing means all."""
        wanted = text.strip()
        whole = wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= MAX_LEADING
        if wanted and not whole:
            self.problem = f"Leading values: give a whole number from 1 to {MAX_LEADING:,}."
            return
        self.leading = wanted
        await self._save(actor)

    @rx.event
    @signed_in
    async def toggle_others(self, actor: Principal) -> None:
        """Adds the rest up as one more group, or leaves it out."""
        self.others = not self.others
        await self._save(actor)

    @rx.event
    @signed_in
    async def add_group(self, actor: Principal) -> None:
        """Begins a condition on groups; it counts once it has a number."""
        first = GroupPick(
            metric=self._first_metric(), operator=Operator.GREATER_THAN.value, value=""
        )
        self.groups = [*self.groups, first]

    @rx.event
    @signed_in
    async def set_group(self, actor: Principal, index: int, part: str, text: str) -> None:
        """Changes a part of a condition on groups."""
        value = text.strip()
        if part == "value" and value and not _is_number(value):
            self.problem = "A condition on groups compares with a number, such as 100 or 2.5."
            return
        if part == "operator" and value not in _NUMBERS:
            return
        if part in {"metric", "operator", "value"} and index < len(self.groups):
            changed: Any = {**self.groups[index], part: value}
            self.groups = [*self.groups[:index], changed, *self.groups[index + 1 :]]
            await self._save(actor)

    @rx.event
    @signed_in
    async def remove_group(self, actor: Principal, index: int) -> None:
        """Lets the groups back in that the condition kept out."""
        self.groups = [*self.groups[:index], *self.groups[index + 1 :]]
        await self._save(actor)

    @rx.event
    @signed_in
    async def set_compare(self, actor: Principal, kind: str) -> None:
        """Holds the answer against another period, or against the data as it was."""
        self.compare_to, self._own_compare = kind, None
        if kind != AS_OF or self.compared_day:
            await self._save(actor)

    @rx.event
    @signed_in
    async def set_compared_day(self, actor: Principal, day: str) -> None:
        """The day at whose end the data is taken for the comparison."""
        self.compared_day = day
        if day >= "1900":
            await self._save(actor)

    @rx.event
    @signed_in
    async def toggle_subtotals(self, actor: Principal) -> None:
        """Adds up the groups of the first fields in a table."""
        self.subtotals = not self.subtotals
        await self._save(actor)

    @rx.event
    @signed_in
    async def toggle_across(self, actor: Principal) -> None:
        """Puts the values of the last field of a table across its top, or down again."""
        self.across, self._pivot = not self.across, []
        await self._save(actor)

    def _show_refining(self, query: dict[str, Any]) -> None:
        """Fills the fields from a saved question."""
        first = (query.get("dimensions") or [{}])[0]
        top = first.get("top") or {}
        self.leading = str(top.get("n", 10)) if top else ""
        self.others = bool(top.get("others")) if top else True
        self.groups, self._other_groups = groups_of(query.get("having"))
        self.hidden_groups = len(self._other_groups)
        self.compare_to, self.compared_day, self._own_compare = compare_of(query.get("compare"))
        self.subtotals = bool(query.get("subtotals"))
        self._pivot = list(query.get("pivot") or [])
        self.across = bool(self._pivot)

    def _refined(
        self, question: dict[str, Any], kind: WidgetType, *, may_lead: bool
    ) -> dict[str, Any]:
        """The question with what the fields say; a card has no groups to choose from."""
        refined = dict(question)
        card = kind is WidgetType.METRIC_CARD
        having = having_of(self.groups, self._other_groups)
        if having is not None and not card:
            refined["having"] = having
        compare = self._compare()
        if compare is None:
            refined.pop("compare", None)
        else:
            refined["compare"] = compare
        grouped = [
            str(each.get("name") or each["field"]) for each in question.get("dimensions", [])
        ]
        if kind is WidgetType.TABLE and len(grouped) > 1:
            if self.across:
                kept = [name for name in self._pivot if name in grouped]
                refined["pivot"] = kept or grouped[-1:]
            elif self.subtotals:
                refined["subtotals"] = True
        return _with_leading(refined, self.leading if may_lead else "", others=self.others)

    def _compare(self) -> dict[str, Any] | None:
        if self._own_compare is not None:
            return dict(self._own_compare)
        if self.compare_to == AS_OF:
            return {"to": {"as_of": self.compared_day}} if self.compared_day else None
        return {"to": self.compare_to} if self.compare_to else None


def _with_leading(question: dict[str, Any], leading: str, *, others: bool) -> dict[str, Any]:
    dimensions = [dict(each) for each in question.get("dimensions") or []]
    if not dimensions:
        return question
    top = dict(dimensions[0].pop("top", None) or {})
    if leading:
        dimensions[0]["top"] = {**top, "n": int(leading), "others": others}
    return {**question, "dimensions": dimensions}


def groups_of(having: dict[str, Any] | None) -> tuple[list[GroupPick], list[dict[str, Any]]]:
    """The picks of a saved condition, and the parts that the panel can't show."""
    picks: list[GroupPick] = []
    others: list[dict[str, Any]] = []
    for part in [] if having is None else having.get("and", [having]):
        value = part.get("value")
        simple = part.get("operator") in _NUMBERS and _is_number(str(value))
        if simple and not isinstance(value, bool):
            picks.append(
                GroupPick(metric=part["field"], operator=part["operator"], value=str(value))
            )
        else:
            others.append(part)
    return picks, others


def having_of(picks: list[GroupPick], others: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The condition; picks without a number yet are no part of it."""
    parts: list[dict[str, Any]] = [
        {"field": pick["metric"], "operator": pick["operator"], "value": float(pick["value"])}
        for pick in picks
        if pick["value"]
    ]
    parts += others
    return {"and": parts} if parts else None


def compare_of(compare: dict[str, Any] | None) -> tuple[str, str, dict[str, Any] | None]:
    """What the panel shows of a saved comparison, and what it can't show and keeps."""
    if compare is None:
        return NOT_COMPARED, "", None
    to = compare.get("to", Comparison.PREVIOUS_PERIOD.value)
    if isinstance(to, str):
        return to, "", None
    moment = str(to.get("as_of", ""))
    return (AS_OF, moment, None) if len(moment) == len("2026-01-31") else ("own", "", compare)


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < 1e300
    except ValueError:
        return False

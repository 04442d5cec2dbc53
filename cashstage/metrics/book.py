"""All metrics that an organization knows: the catalog and its own, bound to a source's columns."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sqlglot import exp

from cashstage.core.errors import FormulaError, InvalidInput
from cashstage.metrics.additive import (
    MAILING_TYPES,
    Additivity,
    additivity,
    is_additive,
    only_value,
)
from cashstage.metrics.catalog import CATALOG, MetricDefinition
from cashstage.metrics.formula import Formula, read_formula
from cashstage.metrics.kinds import Kind
from cashstage.metrics.naming import did_you_mean
from cashstage.metrics.ratio import IMPRESSION_SHARE, way_out, weighted_formula, why_not
from cashstage.metrics.references import Name, names_in, replaced
from cashstage.schema.column import Column
from cashstage.schema.semantic import KIND_OF

MAX_REFERENCES = 200
"""How many metrics one may be made of, those of those counted."""

_AGGREGATES = (exp.Sum, exp.Avg, exp.Median)
_SHARE_NOTE = "Rows whose share is not a number, such as “< 10%”, are left out."


@dataclass(frozen=True, slots=True)
class BoundMetric:
    """A definition over the columns of one source; money has its column's currency.

    `text` is the formula as one could write it over the source's own columns. `note` says what a
    reader of the numbers should know.
    """

    definition: MetricDefinition
    formula: Formula
    format: str | None
    text: str
    note: str | None = None

    @property
    def additive(self) -> bool:
        """Whether the values of groups add up to the total."""
        return is_additive(self.formula.tree)


@dataclass(frozen=True)
class MetricBook:
    """The catalog and the metrics of one organization; equal books answer questions equally."""

    own: tuple[MetricDefinition, ...] = ()

    @cached_property
    def definitions(self) -> dict[str, MetricDefinition]:
        """All by name, the catalog first."""
        return CATALOG | {each.name: each for each in self.own}

    @cached_property
    def identity(self) -> str:
        """What answers depend on besides the catalog."""
        said = sorted(map(repr, self.own))
        return hashlib.sha256("\n".join(said).encode()).hexdigest() if said else ""

    def find(self, name: str) -> MetricDefinition:
        """The definition called `name` in any case; InvalidInput names the nearest one."""
        found = self.definitions.get(name.casefold())
        if found is None:
            raise InvalidInput(
                f"There is no metric “{name}”.{did_you_mean(name, self.definitions)}"
            )
        return found

    def get(self, name: str | None) -> MetricDefinition | None:
        """The definition of that name, if there is one."""
        return self.definitions.get(name or "")

    def bind(self, definition: MetricDefinition, columns: Sequence[Column]) -> BoundMetric:
        """The definition's first formula that the columns allow.

        Where none is, and a column holds the ratio itself beside what it divides by, their
        weighted mean. Raises InvalidInput when a semantic type has no column, or more than one.
        """
        usable = (text for text in definition.formulas if self._is_usable(text, columns))
        text = next(usable, None) or weighted_formula(definition.name, columns)
        written = self.spelled_out(text or definition.formulas[0], columns)
        meanings = {n.text.casefold() for n in names_in(written) if n.inside and not n.word}
        terms = {needed: _meant(definition, needed, columns) for needed in sorted(meanings)}
        stand_ins = tuple(replace(column, name=needed) for needed, column in terms.items())
        format_ = definition.format
        if format_ == "currency":
            money = [c.format for c in terms.values() if (c.format or "").startswith("currency")]
            format_ = money[0] if money else format_
        share = definition.name == IMPRESSION_SHARE and IMPRESSION_SHARE in terms
        return BoundMetric(
            definition=definition,
            formula=read_formula(written, stand_ins),
            format=format_,
            text=replaced(written, lambda name: _spelled(name, terms)),
            note=_SHARE_NOTE if share else None,
        )

    def available(self, columns: Sequence[Column]) -> list[MetricDefinition]:
        """The definitions that `bind` to these columns, in the catalog's order."""
        return [each for each in self.definitions.values() if self.allows(each, columns)]

    def allows(self, definition: MetricDefinition, columns: Sequence[Column]) -> bool:
        """Whether the columns have what a definition needs."""
        if any(self._is_usable(text, columns) for text in definition.formulas):
            return True
        return weighted_formula(definition.name, columns) is not None

    def ratio_of(self, column: Column, columns: Sequence[Column]) -> BoundMetric | None:
        """How the ratio that a column holds is had over many rows; None where it can't be."""
        if additivity(column) is not Additivity.RATIO:
            return None
        meaning = column.semantic_type or ""
        fallback = MetricDefinition(meaning, column.name, (f"SUM({meaning})",), column.format, None)
        known = CATALOG.get(meaning)
        if known is not None and self.allows(known, columns):
            return self.bind(known, columns)
        text = weighted_formula(meaning, columns)
        return None if text is None else self.bind(replace(fallback, formulas=(text,)), columns)

    def check_aggregate(self, column: Column, aggregation: str, columns: Sequence[Column]) -> None:
        """Refuses a total that would lie, with the reason and the formula that would not."""
        reason = why_not(column, aggregation)
        if reason is not None:
            next_step = way_out(column, self._advice(column, columns))
            raise InvalidInput(reason, next_step=next_step)

    def check_formula(self, text: str, tree: exp.Expr, columns: Sequence[Column]) -> None:
        """`check_aggregate` for every aggregate of a written formula."""
        by_key = {column.key: column for column in columns}
        for node in tree.find_all(*_AGGREGATES):
            argument = node.this.unnest()
            column = by_key.get(argument.name) if isinstance(argument, exp.Column) else None
            if column is None or _is_part_of_a_rate(column, node):
                continue
            try:
                self.check_aggregate(column, type(node).__name__, columns)
            except InvalidInput as error:
                places = (n.start for n in names_in(text) if n.text.casefold() in _names(column))
                raise FormulaError(
                    error.detail, next_step=error.next_step, position=next(places, 0)
                ) from None

    def spelled_out(
        self, text: str, columns: Sequence[Column] = (), path: tuple[str, ...] = ()
    ) -> str:
        """The formula with the metrics that it names written out, down to their columns.

        Raises InvalidInput that names the cycle where a metric is made of itself.
        """
        left = [MAX_REFERENCES]
        return self._spelled_out(text, columns, path, left)

    def uses(self, text: str) -> list[MetricDefinition]:
        """The metrics that a formula names."""
        named = (self.get(name.text.casefold()) for name in names_in(text) if not name.inside)
        return [each for each in named if each is not None]

    def _spelled_out(
        self, text: str, columns: Sequence[Column], path: tuple[str, ...], left: list[int]
    ) -> str:
        def written(name: Name) -> str | None:
            found = None if name.inside else self.get(name.text.casefold())
            if found is None:
                return None
            left[0] -= 1
            if found.name in path:
                circle = " → ".join((*path[path.index(found.name) :], found.name))
                raise InvalidInput(f"A metric can't be made of itself: {circle}.")
            if left[0] < 0:
                raise InvalidInput(
                    f"The formula is made of more than {MAX_REFERENCES} metrics.",
                    next_step="Name fewer of them.",
                )
            usable = (each for each in found.formulas if self._is_usable(each, columns))
            chosen = next(usable, None) or weighted_formula(found.name, columns)
            inner = chosen or found.formulas[0]
            return f"({self._spelled_out(inner, columns, (*path, found.name), left)})"

        return replaced(text, written)

    def _is_usable(self, text: str, columns: Sequence[Column], depth: int = 0) -> bool:
        if depth > len(self.definitions):
            return False
        for name in names_in(text):
            meaning = name.text.casefold()
            if name.inside and not name.word and len(_meaning(meaning, columns)) != 1:
                return False
            found = None if name.inside else self.get(meaning)
            if found is not None and not self._has_parts(found, columns, depth):
                return False
        return True

    def _has_parts(
        self, definition: MetricDefinition, columns: Sequence[Column], depth: int
    ) -> bool:
        if weighted_formula(definition.name, columns) is not None:
            return True
        return any(self._is_usable(text, columns, depth + 1) for text in definition.formulas)

    def _advice(self, column: Column, columns: Sequence[Column]) -> str | None:
        bound = self.ratio_of(column, columns)
        if bound is None:
            return None
        metric = self.get(column.semantic_type)
        named = f"the metric {metric.label}, or " if metric is not None else ""
        return f"Use {named}{bound.text}."


BUILT_IN = MetricBook()
"""The catalog alone."""


def single_value(column: Column) -> tuple[Formula, str]:
    """The value of a column that can't be totalled, and the note that explains the gaps."""
    reason = why_not(column, "avg") or ""
    return Formula(only_value(column), Kind.NUMBER), f"{reason} {way_out(column, None)}".strip()


def _meaning(semantic_type: str, columns: Sequence[Column]) -> list[Column]:
    """Columns that mean it, numbers where it is measured."""
    kind = KIND_OF.get(semantic_type)
    measured = kind is not None and kind.measured
    return [
        column
        for column in columns
        if column.semantic_type == semantic_type and (column.type.numeric or not measured)
    ]


def _meant(definition: MetricDefinition, needed: str, columns: Sequence[Column]) -> Column:
    found = _meaning(needed, columns)
    if len(found) == 1:
        return found[0]
    if not found:
        raise InvalidInput(
            f"{definition.label} needs a column of numbers that means {needed}; there is none.",
            next_step="Set a column's meaning in the data source, or use a formula.",
        )
    names = ", ".join(f"“{column.name}”" for column in found)
    raise InvalidInput(
        f"{definition.label} needs one column that means {needed}; these do: {names}.",
        next_step="Keep that meaning on one of them, or use a formula.",
    )


def _spelled(name: Name, terms: dict[str, Column]) -> str | None:
    column = terms.get(name.text.casefold()) if name.inside else None
    if column is None:
        return None
    return column.name if column.name.isidentifier() else f"`{column.name}`"


def _is_part_of_a_rate(column: Column, aggregate: exp.Expr) -> bool:
    in_mailings = column.semantic_type in MAILING_TYPES and isinstance(aggregate, exp.Sum)
    return in_mailings and aggregate.find_ancestor(exp.Div) is not None


def _names(column: Column) -> set[str]:
    return {each.casefold() for each in _all_names(column)}


def _all_names(column: Column) -> Iterable[str]:
    return (column.name, column.key, *column.aliases)

"""The question a widget or script asks, as an immutable value.

Names in a spec are as people write them; `resolve` turns them into columns. Nothing here knows a
table, a clock or a database.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Self

import orjson
from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    Tag,
    ValidationError,
    model_validator,
)

from cashstage.core.errors import InvalidInput
from cashstage.query.complaints import complaint
from cashstage.query.spec_filters import (
    AllOf,
    AnyOf,
    Condition,
    Filter,
    Negation,
    check_size,
)
from cashstage.query.spec_grouping import OTHERS, Bins, Dimension, Top
from cashstage.query.spec_values import Day, Moment, Name, Part, Scalar, scalar_of
from cashstage.query.spec_words import (
    Aggregation,
    Comparison,
    DatePreset,
    Direction,
    Grain,
    Operator,
)

__all__ = [
    "MAX_LIMIT",
    "OTHERS",
    "Aggregation",
    "AllOf",
    "AnyOf",
    "Bins",
    "Compare",
    "Comparison",
    "Condition",
    "DatePreset",
    "DateRange",
    "Dimension",
    "Direction",
    "FieldMetric",
    "Filter",
    "FormulaMetric",
    "Grain",
    "Metric",
    "NamedMetric",
    "Negation",
    "Operator",
    "OtherDays",
    "OtherMoment",
    "QuerySpec",
    "Scalar",
    "Sort",
    "Top",
    "parse_query",
]

MAX_LIMIT = 50_000
MAX_FIELDS = 50
MAX_PARAMETERS = 50
PARAMETER_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


class FieldMetric(Part):
    """An aggregated column. Without an aggregation: sum of a number, else count."""

    field: Name
    aggregation: Aggregation | None = None
    name: Name | None = None
    label: Name | None = None


class NamedMetric(Part):
    """A metric definition of the catalog, such as `ctr`."""

    metric: Name
    label: Name | None = None


class FormulaMetric(Part):
    """A formula over aggregates, such as `SUM(revenue) / SUM(cost)`."""

    formula: Annotated[str, StringConstraints(min_length=1, max_length=10_000)]
    name: Name
    label: Name | None = None


def _metric_kind(value: Any) -> str:
    """The union member meant; the brackets let `complaint` tell a tag from a key."""
    present = value if isinstance(value, dict) else getattr(value, "model_fields_set", ())
    return next((f"<{kind}>" for kind in ("formula", "metric") if kind in present), "<field>")


Metric = Annotated[
    Annotated[FieldMetric, Tag("<field>")]
    | Annotated[NamedMetric, Tag("<metric>")]
    | Annotated[FormulaMetric, Tag("<formula>")],
    Discriminator(_metric_kind),
]


class DateRange(Part):
    """A preset, or two days, both included; without a field the first date column is meant."""

    field: Name | None = None
    preset: DatePreset | None = None
    start: Day | None = None
    end: Day | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        given = [part is not None for part in (self.preset, self.start, self.end)]
        if given not in ([True, False, False], [False, True, True]):
            raise ValueError("a date range is either a preset, or a start and an end")
        if self.start and self.end and self.start > self.end:
            raise ValueError("the start lies after the end")
        return self


class Sort(Part):
    """Order by a dimension or metric of the query, by its name."""

    by: Name
    direction: Direction = Direction.ASC


class OtherDays(Part):
    """Two days, both included."""

    start: Day
    end: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start > self.end:
            raise ValueError("the start lies after the end")
        return self


class OtherMoment(Part):
    """The table as it was at a moment; a day means its end in the query's time zone."""

    as_of: Moment


def _compared_kind(value: Any) -> str:
    if isinstance(value, dict):
        return "<as_of>" if "as_of" in value else "<days>"
    kinds: dict[type, str] = {OtherDays: "<days>", OtherMoment: "<as_of>"}
    return kinds.get(type(value), "<words>")


class Compare(Part):
    """Asks the same question again: over earlier days, over other days, or of the table as it was.

    Over all time there is nothing before, and no comparison in words.
    """

    to: Annotated[
        Annotated[Comparison, Tag("<words>")]
        | Annotated[OtherDays, Tag("<days>")]
        | Annotated[OtherMoment, Tag("<as_of>")],
        Discriminator(_compared_kind),
    ] = Comparison.PREVIOUS_PERIOD


def _parameters(value: object) -> object:
    if not isinstance(value, dict):
        raise ValueError("parameters are an object of names and values")
    for name, given in value.items():
        if not isinstance(name, str) or not PARAMETER_NAME.fullmatch(name):
            raise ValueError("the name of a parameter has letters, digits and underscores")
        if given is None:
            raise ValueError(f"the parameter “{name}” has no value")
    return {name: scalar_of(given) for name, given in value.items()}


class QuerySpec(Part):
    """What is asked of one data source; `as_of` reads the table as it was at that moment.

    A day as `as_of` means its end in the query's time zone. `filters` choose rows; `having` chooses
    groups by their metrics, whose names stand for fields. `pivot` names dimensions that become
    columns. A value “@name” in a filter or formula stands for the parameter of that name, and
    “@@name” for the text itself, where there are parameters.
    """

    source: Name
    dimensions: Annotated[tuple[Dimension, ...], Field(max_length=MAX_FIELDS)] = ()
    metrics: Annotated[tuple[Metric, ...], Field(max_length=MAX_FIELDS)] = ()
    filters: Filter | None = None
    having: Filter | None = None
    parameters: Annotated[
        dict[str, Scalar], BeforeValidator(_parameters), Field(max_length=MAX_PARAMETERS)
    ] = Field(default_factory=dict)
    date_range: DateRange | None = None
    sort: Annotated[tuple[Sort, ...], Field(max_length=MAX_FIELDS)] = ()
    limit: Annotated[StrictInt, Field(ge=1, le=MAX_LIMIT)] | None = None
    compare: Compare | None = None
    totals: StrictBool = False
    subtotals: StrictBool = False
    pivot: Annotated[tuple[Name, ...], Field(max_length=MAX_FIELDS)] = ()
    as_of: Moment | None = None
    time_zone: Name | None = None

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if not self.dimensions and not self.metrics:
            raise ValueError("a query needs at least one dimension or metric")
        for tree in (self.filters, self.having):
            if tree is not None:
                check_size(tree)
        return self

    def canonical(self) -> bytes:
        """JSON in one spelling: equal questions give equal bytes."""
        return orjson.dumps(_normal(self.model_dump(by_alias=True)), option=orjson.OPT_SORT_KEYS)


def parse_query(data: object) -> QuerySpec:
    """Reads the JSON body of a question; raises InvalidInput with one sentence and the place."""
    if not isinstance(data, dict):
        raise InvalidInput("A query is a JSON object with a source, dimensions and metrics.")
    try:
        return QuerySpec.model_validate(data)
    except ValidationError as error:
        sentence, place = complaint(error)
        raise InvalidInput(sentence, field=place) from None


_VERBATIM = {"parameters", "groups"}
"""Parts whose names are people's own."""


def _normal(value: Any) -> Any:
    """Drops what is absent, writes whole floats as integers, orders what has no order."""
    if isinstance(value, dict):
        parts = {
            name: part if name in _VERBATIM else _normal(part)
            for name, part in value.items()
            if part is not None
        }
        for group in {"and", "or"} & parts.keys():
            parts[group].sort(key=orjson.dumps)
        if parts.get("operator") in {Operator.IN, Operator.NOT_IN} and "value" in parts:
            distinct = {orjson.dumps(each): each for each in parts["value"]}
            parts["value"] = [each for _, each in sorted(distinct.items())]
        return parts
    if isinstance(value, list | tuple):
        return [_normal(part) for part in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**63:
        return int(value)
    return value

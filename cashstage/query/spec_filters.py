"""Filters as a question writes them: conditions under and, or, not."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, Tag

from cashstage.query.spec_values import Name, Part, Scalar, value_of
from cashstage.query.spec_words import Operator

MAX_FILTER_DEPTH = 8
MAX_CONDITIONS = 200
MAX_VALUES = 10_000


class Condition(Part):
    """One comparison; `value` is a scalar, a list for `in`, a pair for `between`, or absent."""

    field: Name
    operator: Operator
    value: Annotated[Scalar | tuple[Scalar | None, ...] | None, BeforeValidator(value_of)] = None


class AllOf(Part):
    """Every part holds; no parts: always."""

    parts: Annotated[tuple[Filter, ...], Field(alias="and", max_length=MAX_CONDITIONS)]


class AnyOf(Part):
    """At least one part holds."""

    parts: Annotated[tuple[Filter, ...], Field(alias="or", min_length=1, max_length=MAX_CONDITIONS)]


class Negation(Part):
    """The exact complement: rows for which the part does not hold, missing values among them."""

    part: Annotated[Filter, Field(alias="not")]


def _filter_kind(value: Any) -> str:
    if isinstance(value, dict):
        return next((f"<{kind}>" for kind in ("and", "or", "not") if kind in value), "<condition>")
    models: dict[type, str] = {AllOf: "<and>", AnyOf: "<or>", Negation: "<not>"}
    return models.get(type(value), "<condition>")


Filter = Annotated[
    Annotated[AllOf, Tag("<and>")]
    | Annotated[AnyOf, Tag("<or>")]
    | Annotated[Negation, Tag("<not>")]
    | Annotated[Condition, Tag("<condition>")],
    Discriminator(_filter_kind),
]


def check_size(tree: Filter) -> None:
    """Refuses what is too deep or too long to be asked."""
    conditions = values = 0
    level: list[Filter] = [tree]
    for _ in range(MAX_FILTER_DEPTH):
        below: list[Filter] = []
        for part in level:
            if isinstance(part, Condition):
                conditions += 1
                values += len(part.value) if isinstance(part.value, tuple) else 1
            else:
                below += [part.part] if isinstance(part, Negation) else part.parts
        level = below
    if level:
        raise ValueError(f"filters are nested more than {MAX_FILTER_DEPTH} deep")
    if conditions > MAX_CONDITIONS:
        raise ValueError(f"a query has at most {MAX_CONDITIONS} filter conditions")
    if values > MAX_VALUES:
        raise ValueError(f"all filters together have at most {MAX_VALUES} values")

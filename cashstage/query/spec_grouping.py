"""What a question groups by: a field as it is, bucketed, binned, grouped, or its leading values."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, model_validator

from cashstage.query.spec_values import MAX_FILTER_VALUES, Name, Number, Part, Scalar, value_of
from cashstage.query.spec_words import Direction, Grain

MAX_EDGES = 100
MAX_GROUPS = 100
MAX_TOP = 1_000
OTHERS = "Others"


def _members(value: object) -> object:
    if not isinstance(value, list | tuple):
        raise ValueError("a group is a list of values")
    return value_of(value)


class Bins(Part):
    """Ranges of a number: each `width` wide, counted from `start`, or between `edges`.

    A bin holds its lower edge and not its upper one. Below the first edge and from the last one on
    there is a bin too, so that `labels` are one more than the edges.
    """

    width: Number | None = None
    start: Number = 0.0
    edges: Annotated[tuple[Number, ...], Field(min_length=1, max_length=MAX_EDGES)] | None = None
    labels: tuple[Name, ...] | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.width is None) == (self.edges is None):
            raise ValueError("bins have either a width or edges")
        if self.width is not None and self.width <= 0:
            raise ValueError("the width of bins is above zero")
        if self.edges is None:
            if self.labels is not None:
                raise ValueError("only bins between edges have labels of their own")
            return self
        if any(low >= high for low, high in pairwise(self.edges)):
            raise ValueError("the edges of bins rise")
        if self.labels is not None and len(set(self.labels)) != len(self.edges) + 1:
            raise ValueError(
                "bins have one label more than edges, all different: the first is for what lies"
                " below them, the last for what lies above"
            )
        return self


class Top(Part):
    """Only the `n` values that lead by a metric of the question, its first unless told otherwise.

    With `others` the rest is one more group, called `label`, whose metrics are computed over its
    rows; without, the rest is left out. Who leads is decided once, over all rows that count.
    """

    n: Annotated[StrictInt, Field(ge=1, le=MAX_TOP)] = 10
    by: Name | None = None
    direction: Direction = Direction.DESC
    others: StrictBool = False
    label: Name = OTHERS


Members = Annotated[tuple[Scalar | None, ...], BeforeValidator(_members)]


class Dimension(Part):
    """A field to group by.

    `grain` buckets a date, `bins` a number. `groups` gives several values one name; what is in none
    keeps its own, or becomes `others`, except missing values. `top` keeps the leading values.
    """

    field: Name
    grain: Grain | None = None
    label: Name | None = None
    bins: Bins | None = None
    groups: Annotated[dict[Name, Members], Field(min_length=1, max_length=MAX_GROUPS)] | None = None
    others: Name | None = None
    top: Top | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(part is not None for part in (self.grain, self.bins, self.groups)) > 1:
            raise ValueError("a dimension has a grain, or bins, or groups")
        if self.others is not None and self.groups is None:
            raise ValueError("only groups have others; of the leading values, write them in “top”")
        if sum(len(members) for members in (self.groups or {}).values()) > MAX_FILTER_VALUES:
            raise ValueError(f"all groups together have at most {MAX_FILTER_VALUES} values")
        return self

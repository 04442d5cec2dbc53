"""Metric definitions as callers see, make and change them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cashstage.metrics.formula import MAX_CHARACTERS

Name = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$"),
    Field(description="How questions and formulas call it; small letters, digits and _"),
]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
FormulaText = Annotated[str, StringConstraints(max_length=MAX_CHARACTERS)]
About = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class MetricFormat(StrEnum):
    """How values are written; without one they are plain numbers."""

    CURRENCY = "currency"
    PERCENT = "percent"
    RATIO = "ratio"
    DECIMAL = "decimal"
    DURATION = "duration"
    MONTHS = "months"


class Goodness(StrEnum):
    """Which way is good."""

    UP = "up_is_good"
    DOWN = "down_is_good"


class MetricDefinitionCreate(BaseModel):
    """A new metric; without a name it is called like its label, in small letters."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    label: Label
    formula: FormulaText = Field(
        description="Over what columns mean, as in SUM(revenue) / SUM(cost), or other metrics"
    )
    format: MetricFormat | None = None
    direction: Goodness | None = None
    description: About = ""


class MetricDefinitionUpdate(BaseModel):
    """Only the given fields change; null takes a format or direction away."""

    model_config = ConfigDict(extra="forbid")

    label: Label | None = None
    formula: FormulaText | None = None
    format: MetricFormat | None = None
    direction: Goodness | None = None
    description: About | None = None


class FormulaCheck(BaseModel):
    """A formula to be looked at; `name` is that of the metric it would be."""

    model_config = ConfigDict(extra="forbid")

    formula: FormulaText
    name: Name | None = None


class FormulaVerdict(BaseModel):
    """Whether it can be a metric; the problem's place is a 0-based position in the text."""

    ok: bool
    problem: str | None = None
    position: int | None = None
    components: list[str] = Field(default_factory=list)


class MetricDefinitionRead(BaseModel):
    """A metric; those of the catalog are built in, have no id and can't be changed.

    `formulas` are ways to get it in the order of preference, `components` what columns have to
    mean for the first of them.
    """

    id: UUID | None
    version: int | None
    name: str
    label: str
    formula: str
    formulas: list[str]
    components: list[str]
    format: str | None
    unit: str
    direction: str | None
    description: str
    source: str
    built_in: bool

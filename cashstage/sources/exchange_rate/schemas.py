"""Exchange rates as callers see, make and change them."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from cashstage.query.spec_values import EARLIEST, LATEST
from cashstage.schema.currencies import CURRENCY_CODES

MOST_RATE = 1e12


def _known(code: str) -> str:
    if code not in CURRENCY_CODES:
        raise ValueError(f"{code[:10]} is not a currency; use a code of three letters such as EUR")
    return code


def _month(value: object) -> object:
    """The first day of a month that is written as 2026-03, or as one of its days."""
    if not isinstance(value, str):
        return value
    try:
        day = date.fromisoformat(value if len(value) > len("2026-03") else f"{value}-01")
    except ValueError:
        raise ValueError("a month is written as 2026-03") from None
    if not EARLIEST <= day <= LATEST:
        raise ValueError(f"a month lies between {EARLIEST:%Y-%m} and {LATEST:%Y-%m}")
    return day.replace(day=1)


def _finite(rate: float) -> float:
    if not (math.isfinite(rate) and 1 / MOST_RATE <= rate <= MOST_RATE):
        raise ValueError("a rate is a number above 0")
    return rate


Currency = Annotated[str, AfterValidator(_known)]
Month = Annotated[date | None, BeforeValidator(_month)]
Rate = Annotated[float, AfterValidator(_finite)]


class ExchangeRateCreate(BaseModel):
    """What one unit of `from` is worth in `to`, from `month` on until the next rate.

    Without a month it is fixed: it holds before the first month that has a rate.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    source: Currency = Field(alias="from")
    target: Currency = Field(alias="to")
    month: Month = None
    rate: Rate

    @model_validator(mode="after")
    def _between_two(self) -> Self:
        if self.source == self.target:
            raise ValueError("a rate is between two currencies")
        return self


class ExchangeRateUpdate(BaseModel):
    """Another rate for the same currencies and month."""

    model_config = ConfigDict(extra="forbid")

    rate: Rate


class ExchangeRateRead(BaseModel):
    """A rate; `month` is its first day, None for a fixed one."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)

    id: UUID
    version: int
    source: str = Field(serialization_alias="from")
    target: str = Field(serialization_alias="to")
    month: date | None = Field(validation_alias=AliasChoices("since", "month"))
    rate: float
    updated_at: datetime

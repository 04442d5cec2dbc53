"""The organization as callers see and change it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from cashstage.core.clock import TimeZone
from cashstage.schema.currencies import CURRENCY_CODES

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


def _known_currency(code: str) -> str:
    if code not in CURRENCY_CODES:
        raise ValueError(f"{code} is not a currency; use a code of three letters such as EUR")
    return code


def _domain(name: str) -> str:
    name = name.strip().lower().removeprefix("@")
    if "." not in name or "@" in name or "/" in name:
        raise ValueError(f"{name} is not a domain such as example.com")
    return name


Currency = Annotated[str, AfterValidator(_known_currency)]
Domain = Annotated[str, AfterValidator(_domain)]


class OrganizationRead(BaseModel):
    """An organization; `week_starts_on` is 0 for Monday to 6 for Sunday.

    `fiscal_year_starts_on` is a month from 1 to 12.
    """

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: int
    name: str
    time_zone: str
    week_starts_on: int
    fiscal_year_starts_on: int
    currency: str
    allowed_domains: list[str]


class OrganizationUpdate(BaseModel):
    """Only the given fields change."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    time_zone: TimeZone | None = None
    week_starts_on: int | None = Field(default=None, ge=0, le=6)
    fiscal_year_starts_on: int | None = Field(default=None, ge=1, le=12)
    currency: Currency | None = None
    allowed_domains: list[Domain] | None = Field(default=None, max_length=20)

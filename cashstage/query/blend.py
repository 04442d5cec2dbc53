"""A blend as an immutable value: which sources, which of their columns are one, how they meet."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from cashstage.query.spec import Grain

FEWEST_MEMBERS, MOST_MEMBERS = 2, 10
MOST_KEYS = 3
MAX_COLUMNS = 300
SOURCE_KEY, LABEL_KEY = "source", "label"
SOURCE_NAME = "Source"
"""The dimension that every union has: which source a row is from."""

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class BlendKind(StrEnum):
    """Rows below each other, or beside each other."""

    UNION = "union"
    JOIN = "join"


class JoinKind(StrEnum):
    """Which keys stay: those of the first source, those that all have, those that any has."""

    LEFT = "left"
    INNER = "inner"
    FULL = "full"


KEY_GRAINS = (Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR)
"""The buckets in which dates can meet."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Member(_Part):
    """A source of the blend; `label` is its value in the column that `label_name` names."""

    source: UUID
    label: Name | None = None


def _key_grain(grain: Grain) -> Grain:
    if grain not in KEY_GRAINS:
        raise ValueError(f"dates meet by {', '.join(KEY_GRAINS)}, not by {grain}")
    return grain


class Match(_Part):
    """How a key is compared. Dates are in buckets of `grain`, days unless told otherwise."""

    grain: Annotated[Grain, AfterValidator(_key_grain)] | None = None
    trim: bool = False
    ignore_case: bool = False


class BlendColumn(_Part):
    """A column of the blend: by the id of a source, the id of the column that it has there.

    `id` names it for good; a new one is given its own. With `match` it is a key of a join.
    """

    id: Annotated[str, StringConstraints(pattern=r"^b[1-9]\d{0,5}$")] | None = None
    name: Name
    origin: Annotated[dict[UUID, str], Field(alias="from", min_length=1)]
    match: Match | None = None


class BlendSpec(_Part):
    """Several sources read as one.

    A union puts their rows below each other; amounts are converted to `currency`, and
    `label_name` adds a column that tells the members' labels. A join puts them beside each other
    where the columns with a `match` are equal.
    """

    kind: BlendKind
    members: tuple[Member, ...]
    columns: Annotated[tuple[BlendColumn, ...], Field(min_length=1, max_length=MAX_COLUMNS)]
    join: JoinKind = JoinKind.LEFT
    currency: CurrencyCode | None = None
    label_name: Name | None = None

    @property
    def keys(self) -> tuple[BlendColumn, ...]:
        """What a join is made on."""
        return tuple(column for column in self.columns if column.match is not None)

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        sources = [member.source for member in self.members]
        check_members(sources)
        unknown = {source for column in self.columns for source in column.origin} - set(sources)
        if unknown:
            raise ValueError("a column is taken from a source that is not part of the blend")
        self._check_names()
        if self.kind is BlendKind.JOIN:
            self._check_join()
        elif self.keys:
            raise ValueError("a union has no keys; only a join matches columns")
        return self

    def _check_names(self) -> None:
        names = [column.name for column in self.columns]
        if self.kind is BlendKind.UNION:
            names += [SOURCE_NAME, *([self.label_name] if self.label_name else [])]
        twice = [name for name, count in Counter(map(str.casefold, names)).items() if count > 1]
        if twice:
            shown = next(name for name in names if name.casefold() == twice[0])
            raise ValueError(f"two columns of the blend are named “{shown}”")
        ids = [column.id for column in self.columns if column.id]
        if len(ids) != len(set(ids)):
            raise ValueError("two columns of the blend have the same id")

    def _check_join(self) -> None:
        if not 1 <= len(self.keys) <= MOST_KEYS:
            raise ValueError(f"a join has one to {MOST_KEYS} keys")
        for column in self.columns:
            wanted = 1 if column.match is None else len(self.members)
            if len(column.origin) != wanted:
                raise ValueError(
                    f"“{column.name}” must be a column of "
                    + ("one source" if wanted == 1 else "every source, because it is a key")
                )


def check_members(sources: list[UUID]) -> None:
    """Refuses too few, too many, or one twice; ValueError with the words for people."""
    if not FEWEST_MEMBERS <= len(sources) <= MOST_MEMBERS:
        raise ValueError(
            f"a blend reads {FEWEST_MEMBERS} to {MOST_MEMBERS} data sources;"
            f" this one has {len(sources)}"
        )
    if len(sources) != len(set(sources)):
        raise ValueError("a source is in the blend twice")

"""Blends as callers see, make and change them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from cashstage.query.blend import BlendKind, BlendSpec, JoinKind, Match, check_members
from cashstage.schema.column import ColumnType, Role
from cashstage.sources.data_source.schemas import ColumnRead

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
MAX_PREVIEWED = 50


class BlendCreate(BlendSpec):
    """A new blend: its name, and which columns of which sources are one.

    Columns without an `id` are given one.
    """

    name: Name

    @property
    def spec(self) -> BlendSpec:
        """The definition without its name."""
        return BlendSpec.model_validate(self.model_dump(exclude={"name"}))


class BlendUpdate(BaseModel):
    """Only the given fields change; `definition` replaces the whole definition."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    definition: BlendSpec | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> BlendUpdate:
        if self.name is None and self.definition is None:
            raise ValueError("give a name or a definition")
        return self


def _some(sources: list[UUID]) -> list[UUID]:
    check_members(sources)
    return sources


class SuggestionAsked(BaseModel):
    """Which sources to blend; without a kind, the one that fits them is chosen."""

    model_config = ConfigDict(extra="forbid")

    sources: Annotated[list[UUID], AfterValidator(_some)]
    kind: BlendKind | None = None


class OriginRead(BaseModel):
    """A source's column behind one of the blend: how sure it is, 0 to 1, and why."""

    column: str = Field(description="The id of the column in its source")
    name: str
    confidence: float
    reason: str


class SuggestedColumn(BaseModel):
    """A column of the blend that is proposed; `lacking` are sources that have none for it."""

    model_config = ConfigDict(populate_by_name=True)

    name: str
    origin: dict[UUID, OriginRead] = Field(serialization_alias="from")
    match: Match | None
    lacking: list[UUID]


class SuggestedMember(BaseModel):
    """A source with all of its columns, for choosing others."""

    source: UUID
    name: str
    columns: list[ColumnRead]


class SuggestionRead(BaseModel):
    """A blend that may be meant; `reason` says why of this kind."""

    kind: BlendKind
    reason: str
    currency: str | None
    members: list[SuggestedMember]
    columns: list[SuggestedColumn]


class MemberRead(BaseModel):
    """A source of a blend; `lacking` are the blend's columns that it has not."""

    source: UUID
    name: str
    label: str | None
    deleted: bool
    lacking: list[str]


class BlendColumnRead(BaseModel):
    """A column of a blend; `problem` says why it can't be asked for."""

    model_config = ConfigDict(populate_by_name=True)

    id: str
    name: str
    type: ColumnType
    semantic_type: str | None
    role: Role
    format: str | None
    origin: dict[UUID, str] = Field(serialization_alias="from")
    match: Match | None
    problem: str | None


class BlendRead(BaseModel):
    """A saved blend; its `id` is a question's `source`."""

    id: UUID
    version: int
    name: str
    kind: BlendKind
    join: JoinKind
    currency: str | None
    label_name: str | None
    members: list[MemberRead]
    columns: list[BlendColumnRead]
    created_at: datetime
    updated_at: datetime


class BlendRowsRead(BaseModel):
    """Some rows of a blend, values as JSON: of a union of each source, of a join by its keys.

    `problems` says by name of columns why they can't be asked for; `notes` what does not match.
    """

    columns: list[ColumnRead]
    rows: list[list[Any]]
    problems: dict[str, str]
    notes: list[str]


class UnmatchedSide(BaseModel):
    """The keys of one source that no row of another one has; `values` are some of them."""

    source: UUID
    name: str
    key_count: int
    unmatched_count: int
    values: list[list[Any]]


class UnmatchedRead(BaseModel):
    """What a join does not bring together, source by source; `keys` are the names of its keys."""

    keys: list[str]
    sides: list[UnmatchedSide]

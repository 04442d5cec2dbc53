"""What is behind a number, as callers ask for it and see it."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from cashstage.sources.data_source.schemas import ColumnRead
from cashstage.sources.snapshot.schemas import SnapshotRead

MAX_PAGE = 500

CellValues = Annotated[
    dict[str, str | int | float | bool | None],
    Field(
        max_length=50,
        description="Values of the answer by the name of their dimension; what is left out is"
        " added up.",
    ),
]


class _About(BaseModel):
    model_config = ConfigDict(extra="forbid")

    query: dict[str, Any] = Field(description="A question, as POST /query takes it")
    cell: CellValues = Field(default_factory=dict)


class RowsAsked(_About):
    """Asks for the rows behind a number of an answer."""

    limit: int = Field(default=50, ge=1, le=MAX_PAGE)
    offset: int = Field(default=0, ge=0, le=10**9)


class NumberAsked(_About):
    """Asks how a number of an answer comes about; `metric` is the first one unless named."""

    metric: str | None = Field(default=None, max_length=300)


class RowsBehind(BaseModel):
    """A page of rows as the snapshot holds them; `row_count` counts all of them."""

    columns: list[ColumnRead]
    rows: list[list[Any]]
    row_count: int
    snapshot: SnapshotRead


class ComponentRead(BaseModel):
    """An aggregate that a metric is made of."""

    label: str
    formula: str
    value: Any
    format: str | None


class ProvenancePlace(BaseModel):
    """Where the snapshot was read: a range of a spreadsheet with its address, or a file."""

    label: str
    url: str | None


class ProvenanceSource(BaseModel):
    """The data source."""

    id: UUID
    name: str
    type: str


class Provenance(BaseModel):
    """How a number comes about, from its formula down to the cells of the sheet."""

    metric: str
    label: str
    format: str | None
    value: Any
    formula: str
    words: str
    components: list[ComponentRead]
    row_count: int = Field(description="How many rows it is reckoned from")
    source: ProvenanceSource
    snapshot: SnapshotRead
    place: ProvenancePlace

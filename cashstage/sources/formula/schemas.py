"""What is asked and answered about a formula that is being written."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from cashstage.metrics.functions.signature import Level
from cashstage.metrics.typed import Use
from cashstage.schema.column import ColumnType


class FormulaCheck(BaseModel):
    """A formula over a source's columns; `calculated_field_id` is the column it is to be."""

    model_config = ConfigDict(extra="forbid")

    source: UUID
    formula: Annotated[str, Field(max_length=20_000)]
    kind: Use = Use.METRIC
    calculated_field_id: UUID | None = None
    preview: bool = Field(default=False, description="Whether the first values are wanted, too")


class FormulaProblem(BaseModel):
    """What is wrong, and where: `position` is 0-based; `suggestion` fits in that place."""

    message: str
    position: int
    length: int
    suggestion: str | None


class FormulaPreview(BaseModel):
    """The first values, each before those that it comes from."""

    columns: list[str]
    rows: list[list[Any]]


class FormulaVerdict(BaseModel):
    """`kind` says in words what comes out, `type` as columns have it; both null when not `ok`.

    `preview_problem` says why a right formula has no values at present.
    """

    ok: bool
    kind: str | None = None
    type: ColumnType | None = None
    problems: list[FormulaProblem] = []
    sql: str | None = None
    preview: FormulaPreview | None = None
    preview_problem: str | None = None


class ArgumentRead(BaseModel):
    """An argument; `words` are the only ones that may stand there, if any are given."""

    name: str
    kinds: list[str]
    optional: bool
    repeated: bool
    words: list[str]


class FunctionRead(BaseModel):
    """A function as an editor shows it; `level` is over what it reckons."""

    name: str
    family: str
    signature: str
    arguments: list[ArgumentRead]
    result: str | None = Field(description="Null where it is that of the arguments")
    level: Level
    help: str
    example: str

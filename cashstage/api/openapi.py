"""The OpenAPI document: what the framework derives, and what it can't see.

It does not see that refusals are problem documents, that a cookie signs in, and what is in an
answer that leaves the cache as bytes.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, ConfigDict, Field

from cashstage.access import sessions
from cashstage.query.spec import QuerySpec

PROBLEM_TYPE = "application/problem+json"
_PUBLIC_TAGS = frozenset({"health", "notifications", "sign-in"})
_SCHEMAS = "#/components/schemas/"


class Problem(BaseModel):
    """A refusal (RFC 9457); members beyond these help a program, such as `field`."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    code: str = Field(description="What went wrong, for programs")
    detail: str = Field(description="What went wrong, for people")
    next_step: str | None = Field(description="What to do about it")
    trace_id: str = Field(description="Finds the request in the logs")


class AnswerColumn(BaseModel):
    """A column of an answer; dimensions have a grain, metrics a direction.

    A metric is `additive` where the values of groups add up to the total; `note` says what else
    a reader of its values should know.
    """

    name: str
    label: str
    type: str
    semantic_type: str | None
    role: str
    format: str | None
    grain: str | None = None
    fiscal_year_starts_on: int | None = None
    others: str | None = None
    direction: str | None = None
    additive: bool | None = None
    note: str | None = None


class AnswerSnapshot(BaseModel):
    """The snapshot that was asked."""

    data_source_id: str
    snapshot_id: str
    taken_at: str


class AnswerChange(BaseModel):
    """How a number has changed: (now - before) / |before|, null without something before.

    Of percentages the absolute change is in points.
    """

    absolute: Any
    relative: Any
    unit: str | None = None


class AnswerComparison(BaseModel):
    """The answer for the other side.

    `aligned` has its values beside the answer's rows, by metric; `change` what has become of them.
    Points in time meet by their place in their range.
    """

    date_range: dict[str, str] | None
    data: list[list[Any]]
    row_count: int
    totals: dict[str, Any] | None
    aligned: dict[str, list[Any]]
    change: dict[str, AnswerChange]
    total_change: dict[str, AnswerChange] | None


class AnswerSubtotal(BaseModel):
    """The answer by the first dimensions alone."""

    dimensions: list[str]
    data: list[list[Any]]
    row_count: int


class AnswerPivot(BaseModel):
    """Some dimensions down, others across; `cells` has for each metric one list per column."""

    rows: list[str]
    columns: list[str]
    row_keys: list[list[Any]]
    column_keys: list[list[Any]]
    cells: dict[str, list[list[Any]]]
    row_totals: dict[str, list[Any]]
    column_totals: dict[str, list[Any]]
    totals: dict[str, Any]


class QueryAnswer(BaseModel):
    """Columnar: `data` holds one list per column; `notes` are sentences beside the numbers."""

    columns: list[AnswerColumn]
    data: list[list[Any]]
    row_count: int
    totals: dict[str, Any] | None
    comparison: AnswerComparison | None
    subtotals: list[AnswerSubtotal] | None = None
    pivot: AnswerPivot | None = None
    notes: list[str]
    snapshots: list[AnswerSnapshot]
    compared_snapshots: list[AnswerSnapshot] | None = None
    elapsed_ms: float
    cache: str


_BESIDE_THE_ROUTES: tuple[type[BaseModel], ...] = (Problem, QuerySpec)
"""Models of bodies that the framework does not read or write itself."""


def schema_reference(model: type[BaseModel]) -> dict[str, str]:
    """How a route refers to one of these models."""
    return {"$ref": f"{_SCHEMAS}{model.__name__}"}


def describe(app: FastAPI, *, secure_cookies: bool) -> None:
    """Makes the document complete; it is made at its first use."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(title=app.title, version=app.version, routes=app.routes)
            app.openapi_schema = _complete(made, sessions.cookie_name(secure=secure_cookies))
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # as the framework's manual does


def _complete(document: dict[str, Any], cookie: str) -> dict[str, Any]:
    components = document.setdefault("components", {})
    components["securitySchemes"] = {"session": {"type": "apiKey", "in": "cookie", "name": cookie}}
    schemas = components.setdefault("schemas", {})
    for model in _BESIDE_THE_ROUTES:
        schema = model.model_json_schema(ref_template=f"{_SCHEMAS}{{model}}")
        schemas |= schema.pop("$defs", {}) | {model.__name__: schema}
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    refusal = {
        "description": "Refused",
        "content": {PROBLEM_TYPE: {"schema": schema_reference(Problem)}},
    }
    for methods in document["paths"].values():
        for operation in methods.values():
            responses = operation["responses"]
            responses.pop("422", None)
            responses["4XX"] = responses["5XX"] = refusal
            if _PUBLIC_TAGS.isdisjoint(operation.get("tags", ())):
                operation["security"] = [{"session": []}]
    return document

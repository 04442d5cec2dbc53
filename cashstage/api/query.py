"""Ad hoc questions."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Header
from fastapi.responses import Response
from pydantic import BaseModel

from cashstage.api.answers import DOCUMENTED, answer_response
from cashstage.api.deps import ActorDep, PlatformDep
from cashstage.api.openapi import schema_reference
from cashstage.query.spec import QuerySpec
from cashstage.sources.query import behind
from cashstage.sources.query import service as queries
from cashstage.sources.query.schemas import NumberAsked, Provenance, RowsAsked, RowsBehind

router = APIRouter(prefix="/query", tags=["query"])
_BODY: dict[str, Any] = {
    "requestBody": {
        "content": {"application/json": {"schema": schema_reference(QuerySpec)}},
        "required": True,
    }
}


class Explanation(BaseModel):
    """The SQL that a question becomes."""

    sql: str


@router.post("", openapi_extra=_BODY, responses=DOCUMENTED)
def ask(
    body: Annotated[dict[str, Any], Body()],
    platform: PlatformDep,
    actor: ActorDep,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """Answers a question with columnar JSON."""
    return answer_response(queries.ask(platform, actor, body), if_none_match)


@router.post("/explain", openapi_extra=_BODY)
def explain(
    body: Annotated[dict[str, Any], Body()], platform: PlatformDep, actor: ActorDep
) -> Explanation:
    """The SQL, without running it."""
    return Explanation(sql=queries.explain_query(platform, actor, body))


@router.post("/rows")
def read_rows(body: RowsAsked, platform: PlatformDep, actor: ActorDep) -> RowsBehind:
    """The rows behind a number of an answer."""
    return behind.rows_behind(platform, actor, body)


@router.post("/provenance")
def read_provenance(body: NumberAsked, platform: PlatformDep, actor: ActorDep) -> Provenance:
    """How a number of an answer comes about, and where in the sheet it comes from."""
    return behind.provenance(platform, actor, body)

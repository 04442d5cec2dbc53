"""Query answers over HTTP: bytes as they came from the cache, with a strong ETag."""

from __future__ import annotations

from typing import Any

from fastapi.responses import Response

from cashstage.api.openapi import QueryAnswer
from cashstage.query.run import Answer

DOCUMENTED: dict[int | str, dict[str, Any]] = {
    200: {"model": QueryAnswer, "description": "The answer, with its ETag"},
    304: {"description": "The caller has the answer already"},
}
"""How routes tell what `answer_response` gives."""

# The browser keeps the answer but asks each time, which costs a 304.
CACHE_CONTROL = "private, no-cache"


def answer_response(answer: Answer, if_none_match: str | None) -> Response:
    """200 with the body, or 304 when the caller has it already."""
    headers = {"ETag": answer.etag, "Cache-Control": CACHE_CONTROL, "X-Cache": answer.cache}
    seen = {tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")}
    if answer.etag in seen:
        return Response(status_code=304, headers=headers)
    return Response(answer.body, media_type="application/json", headers=headers)

"""The OpenAPI document against what the API really answers."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from tests.api.conftest import Standing
from tests.factories import workspaces

pytestmark = pytest.mark.integration


@pytest.fixture
def document(standing: Standing) -> dict[str, Any]:
    body: dict[str, Any] = standing.viewer.get("/api/v1/openapi.json").json()
    return body


def fits(document: dict[str, Any], path: str, method: str, answer: httpx.Response) -> None:
    """Holds the answer against what the document promises for it."""
    responses = document["paths"][path][method]["responses"]
    status = str(answer.status_code)
    promised = responses.get(status) or responses[f"{status[0]}XX"]
    media_type = answer.headers["Content-Type"].partition(";")[0]
    schema = promised["content"][media_type]["schema"]
    Draft202012Validator(schema | {"components": document["components"]}).validate(answer.json())


def test_the_document_is_whole(document: dict[str, Any]) -> None:
    text = str(document)

    assert "HTTPValidationError" not in text
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["responses"]["4XX"]["content"], (method, path)
            public = set(operation["tags"]) & {"health", "notifications", "sign-in"}
            assert bool(public) != bool(operation.get("security")), (method, path)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def references(part: Any) -> set[str]:
        if isinstance(part, list):
            return set().union(*map(references, part))
        if not isinstance(part, dict):
            return set()
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*map(references, part.values()))

    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}

    assert references(document) <= known
    assert "#/components/schemas/QuerySpec" in references(document["paths"]["/api/v1/query"])


def test_answers_and_refusals_are_as_documented(
    standing: Standing, document: dict[str, Any]
) -> None:
    question = workspaces.question(
        standing.acme.data_source_id,
        totals=True,
        date_range={"start": "2026-03-01", "end": "2026-03-02"},
        compare={"to": "previous_period"},
    )
    ask = "/api/v1/query"
    data = "/api/v1/widgets/{widget_id}/data"

    fits(document, ask, "post", standing.viewer.post(ask, json=question))
    fits(document, ask, "post", standing.viewer.post(ask, json={"source": "nowhere"}))
    fits(document, ask, "post", standing.viewer.post(ask, content=b"{"))
    real = data.format(widget_id=standing.acme.widget_id)
    fits(document, data, "get", standing.viewer.get(real))
    fits(document, "/api/v1/me", "get", standing.viewer.get("/api/v1/me"))
    for noun in ("data-sources", "dashboards", "jobs", "connections", "members", "notices"):
        path = f"/api/v1/{noun}"
        fits(document, path, "get", standing.editor.get(path))
    compared = "/api/v1/data-sources/{data_source_id}/snapshots/diff"
    real = compared.format(data_source_id=standing.acme.data_source_id)
    same = {"from": str(standing.acme.snapshot_id)}
    fits(document, compared, "get", standing.viewer.get(real, params=same))
    fits(document, compared, "get", standing.viewer.get(real))


def test_retention_is_as_documented(standing: Standing, document: dict[str, Any]) -> None:
    path = "/api/v1/data-sources/{data_source_id}/retention"
    real = path.format(data_source_id=standing.acme.data_source_id)
    rule = {"daily_after_days": 30}

    fits(document, path, "get", standing.viewer.get(real))
    fits(document, path, "put", standing.editor.put(real, json={}))
    fits(document, path, "put", standing.viewer.put(real, json={}))
    fits(document, f"{path}/preview", "post", standing.editor.post(f"{real}/preview", json=rule))

"""The API's reference as one plain page, made of the OpenAPI document: no script, no other host."""

from __future__ import annotations

from collections import defaultdict
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter(include_in_schema=False)
_STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 52rem;
  margin: 2.5rem auto; padding: 0 1rem }
h2 { margin: 2.5rem 0 .5rem; text-transform: capitalize }
details { padding: .5rem 0;
  border-top: 1px solid color-mix(in srgb, currentColor 15%, transparent) }
summary { cursor: pointer }
code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere }
.method { display: inline-block; width: 4.5rem; font-weight: 600 }
.muted { opacity: .7 }
"""


@router.get("/docs", response_class=HTMLResponse)
def read_reference(request: Request) -> HTMLResponse:
    """Every route with its parameters."""
    document = request.app.openapi()
    groups: dict[str, list[str]] = defaultdict(list)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["general"])[0]
            groups[tag].append(_operation(method, path, operation))
    parts = [f"<h2>{escape(tag)}</h2>{''.join(items)}" for tag, items in groups.items()]
    title = f"{escape(document['info']['title'])} API"
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1>"
        f"<p>Version {escape(document['info']['version'])}. Schemas of bodies and answers are in "
        '<a href="openapi.json">openapi.json</a>, which API clients and generators read.</p>'
        f"{''.join(parts)}</body></html>"
    )


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    summary = escape(operation.get("summary", ""))
    description = escape(operation.get("description", ""))
    rows = [_parameter(one) for one in operation.get("parameters", [])]
    body = operation.get("requestBody", {}).get("content", {})
    if body:
        rows.append(f"<li>body: <code>{escape(', '.join(body))}</code></li>")
    return (
        f'<details><summary><span class="method">{method.upper()}</span><code>{escape(path)}</code>'
        f' <span class="muted">{summary}</span></summary><p>{description}</p>'
        f"<ul>{''.join(rows)}</ul></details>"
    )


def _parameter(one: dict[str, Any]) -> str:
    kind = escape(one["in"]) + (", required" if one.get("required") else "")
    told = escape(one.get("description", ""))
    return f'<li><code>{escape(one["name"])}</code> <span class="muted">{kind}</span> {told}</li>'

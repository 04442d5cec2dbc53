"""Every route of the API with a request that would succeed for the right person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from tests.factories import google, workspaces
from tests.factories.workspaces import Workspace

CSV = b"Day,Cost\n2026-03-01,1\n"
PLACE = {"x": 0, "y": 0, "w": 4, "h": 4}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one path; `path` has its parameters in braces."""

    method: str
    path: str

    @property
    def writes(self) -> bool:
        """Whether the method is meant to change something."""
        return self.method not in {"GET", "HEAD", "OPTIONS"}

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def endpoints(app: FastAPI) -> list[Endpoint]:
    """Every endpoint that the application really has, documents and fallback included."""
    found = []
    for route in iter_route_contexts(app.routes):
        assert route.path, f"{route} is no plain route: say here how to walk it"
        assert route.methods, f"{route.path} answers no method: say here how to walk it"
        found += [Endpoint(method, route.path) for method in sorted(route.methods - {"HEAD"})]
    return found


def bodies(of: Workspace) -> dict[str, dict[str, Any]]:
    """For each endpoint that takes more than its path: what is right for that workspace."""
    sheet = {"connection_id": str(of.connection_id), "spreadsheet_id": of.spreadsheet_id}
    asked = workspaces.question(of.data_source_id)
    widget = {"tab_id": str(of.tab_id), "type": "bar", "query": asked, "layout": PLACE}
    upload = {"data": {"name": "Upload"}, "files": {"file": ("a.csv", CSV, "text/csv")}}
    as_json: dict[str, Any] = {
        "PATCH /api/v1/organization": {"name": "Renamed"},
        "PATCH /api/v1/members/{membership_id}": {"role": "admin"},
        "PATCH /api/v1/connections/{connection_id}": {"owner_id": str(of.admin.user_id)},
        "POST /api/v1/connections/{connection_id}/move-sources": {"to": str(of.connection_id)},
        "POST /api/v1/invitations": {"email": "new@example.com", "role": "admin"},
        "POST /api/v1/data-sources": {"type": "google_sheets", "name": "Sheet", **sheet},
        "POST /api/v1/data-sources/google-sheets/test": sheet,
        "PATCH /api/v1/data-sources/{data_source_id}": {"name": "Renamed"},
        "PATCH /api/v1/data-sources/{data_source_id}/columns/{column_id}": {"role": "dimension"},
        "POST /api/v1/data-sources/{data_source_id}/drift": {"gone": ["c5"]},
        "POST /api/v1/data-sources/schedule/preview": {
            "schedule": {"every_minutes": 60},
            "data_source_id": str(of.data_source_id),
        },
        **metric_bodies(str(of.data_source_id)),
        "PUT /api/v1/data-sources/{data_source_id}/retention": {"daily_after_days": 30},
        "POST /api/v1/data-sources/{data_source_id}/retention/preview": {"daily_after_days": 30},
        **formula_bodies(str(of.data_source_id)),
        **blend_bodies(of),
        "POST /api/v1/query": asked,
        "POST /api/v1/query/explain": asked,
        "POST /api/v1/query/rows": {"query": asked},
        "POST /api/v1/query/provenance": {"query": asked},
        "POST /api/v1/dashboards": {"title": "New"},
        "PATCH /api/v1/dashboards/{dashboard_id}": {"title": "Renamed"},
        "POST /api/v1/dashboards/{dashboard_id}/tabs": {"title": "New"},
        "PATCH /api/v1/dashboards/{dashboard_id}/tabs/{tab_id}": {"title": "Renamed"},
        "POST /api/v1/widgets": widget,
        "PATCH /api/v1/widgets/{widget_id}": {"title": "Renamed", "query": asked},
    }
    itself = {"from": str(of.snapshot_id), "to": str(of.snapshot_id)}
    return {name: {"json": body} for name, body in as_json.items()} | {
        "GET /api/v1/data-sources/{data_source_id}/snapshots/diff": {"params": itself},
        "POST /api/v1/data-sources/upload": upload,
        "POST /api/v1/data-sources/{data_source_id}/upload": {"files": upload["files"]},
    }


def formula_bodies(source_id: str) -> dict[str, dict[str, Any]]:
    """What is right for the endpoints about formulas."""
    return {
        "POST /api/v1/data-sources/{data_source_id}/calculated-fields": {
            "name": "Double",
            "formula": "Cost * 2",
        },
        "PATCH /api/v1/data-sources/{data_source_id}/calculated-fields/{calculated_field_id}": {
            "name": "Renamed"
        },
        "POST /api/v1/formulas/check": {
            "source": source_id,
            "formula": "SUM(Cost)",
            "preview": True,
        },
    }


def blend_bodies(of: Workspace) -> dict[str, dict[str, Any]]:
    """What is right for the endpoints about blends and the rates they convert with."""
    definition = workspaces.joined(of.data_source_id, of.plan_id)
    return {
        "POST /api/v1/blends": {"name": "New", **definition},
        "POST /api/v1/blends/suggest": {"sources": [str(of.data_source_id), str(of.plan_id)]},
        "POST /api/v1/blends/preview": definition,
        "PATCH /api/v1/blends/{blend_id}": {"name": "Renamed", "definition": definition},
        "POST /api/v1/exchange-rates": {"from": "GBP", "to": "EUR", "rate": 1.2},
        "PATCH /api/v1/exchange-rates/{rate_id}": {"rate": 0.8},
    }


def metric_bodies(source_id: str) -> dict[str, dict[str, Any]]:
    """What is right for the endpoints about metrics."""
    return {
        "POST /api/v1/metric-definitions": {"label": "Cost twice", "formula": "cost + cost"},
        "POST /api/v1/metric-definitions/check": {"formula": "SUM(cost)"},
        "PATCH /api/v1/metric-definitions/{metric_definition_id}": {"label": "Renamed"},
        "POST /api/v1/explain-change": {
            "source": source_id,
            "metric": {"field": "Cost"},
            "dimension": "Channel",
            "period_a": {"start": "2026-03-01", "end": "2026-03-01"},
            "period_b": {"start": "2026-03-02", "end": "2026-03-02"},
        },
        "POST /api/v1/pacing": {
            "budget_source": source_id,
            "budget_field": "Cost",
            "spend_source": source_id,
            "month": "2026-03-01",
        },
    }


def send(client: httpx.Client, endpoint: Endpoint, of: Workspace) -> httpx.Response:
    """The endpoint's request about that workspace's things."""
    places = of.ids | {
        "column_id": "c1",
        "alias": "Date",
        "token": "forged",
        "path": "v1/nothing-here",
    }
    path = re.sub(r"{(\w+)(?::\w+)?}", lambda found: places[found[1]], endpoint.path)
    body = bodies(of).get(str(endpoint), {})
    if endpoint.path.endswith("/service-account"):
        body = {"files": {"file": ("key.json", google.robot_key(of.google))}}
    return client.request(endpoint.method, path, **body)

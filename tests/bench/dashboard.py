"""The reference dashboard as people have it: a data source, twelve widgets, somebody signed in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import duckdb

from cashstage.access import sessions
from cashstage.dashboards.dashboard import service as dashboards
from cashstage.dashboards.dashboard.schemas import DashboardCreate
from cashstage.dashboards.widget import service as widgets
from cashstage.dashboards.widget.schemas import WidgetCreate, WidgetType
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from tests.bench import campaign_daily
from tests.bench.questions import QUESTIONS
from tests.factories import people, workspaces

ROWS = 20_000
"""Enough for every group of the twelve answers; how many rows lie behind a kept one is nothing."""


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Where it is, and the cookie of one who may see it."""

    organization_id: UUID
    widget_ids: list[UUID]
    cookie: str

    @property
    def paths(self) -> list[str]:
        """The addresses of the widgets' data."""
        return [f"/api/v1/widgets/{each}/data" for each in self.widget_ids]


def build(platform: Platform, folder: Path) -> Dashboard:
    """The dashboard over a smaller table of the same groups."""
    place = people.organization(platform, "Bench")
    token = people.token_of(platform, place, RoleName.ADMIN, "bench@example.com")
    actor = sessions.verify(platform, token)
    source = workspaces.landed(platform, actor, folder, _csv(folder), "campaign_daily")
    board = dashboards.create(platform, actor, DashboardCreate(title="Bench"))
    ids = []
    for question in QUESTIONS:
        body = WidgetCreate(
            tab_id=board.tabs[0].id,
            type=WidgetType.TABLE,
            title=question.title,
            query={"source": str(source.id), **question.body},
        )
        ids.append(widgets.create(platform, actor, body).id)
    return Dashboard(place.id, ids, f"{sessions.cookie_name(secure=False)}={token}")


def _csv(folder: Path) -> str:
    table, text = folder / "dashboard.parquet", folder / "dashboard.csv"
    campaign_daily.write(table, ROWS)
    names = ", ".join(f"{each.key} AS {each.name}" for each in campaign_daily.COLUMNS)
    with duckdb.connect(":memory:") as plain:
        plain.execute(f"COPY (SELECT {names} FROM '{table}') TO '{text}' (HEADER)")
    return text.read_text()

"""A sheet that changes its columns: charts go on, or keep what they have and a person is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlmodel import select

from cashstage.access.principal import Principal
from cashstage.core.errors import InvalidInput, NotFound
from cashstage.dashboards.dashboard import service as dashboards
from cashstage.dashboards.dashboard.schemas import DashboardCreate
from cashstage.dashboards.widget import data as widget_data
from cashstage.dashboards.widget import service as widgets
from cashstage.dashboards.widget.schemas import WidgetCreate, WidgetType
from cashstage.emulator.server import EmulatorServer
from cashstage.models import AuditEntry, JobState, SourceState
from cashstage.models.organization import RoleName
from cashstage.models.paging import PageRequest
from cashstage.models.platform import Platform
from cashstage.sources import ingestion
from cashstage.sources.data_source import connect, drift
from cashstage.sources.data_source import service as data_sources
from cashstage.sources.data_source.schemas import DriftAnswer, SheetSourceCreate
from cashstage.sources.query import service as queries
from tests.factories import google, people, sources, workspaces

pytestmark = pytest.mark.integration

OWNER = "team@ads.example"
HEADER: list[Any] = ["Day", "Channel", "Cost", "Notes"]
BODY: list[list[Any]] = [
    [46082 + day, channel, 10.5 + day, "fine"]
    for day in range(15)
    for channel in ("Search", "Social")
]


@dataclass(frozen=True, slots=True)
class Scene:
    """A sheet that a chart asks for its cost by channel."""

    platform: Platform
    emulator: EmulatorServer
    actor: Principal
    spreadsheet_id: str
    source_id: UUID
    widget_id: UUID

    def refresh(self, header: list[Any], rows: list[list[Any]] | None = None) -> JobState | None:
        """Writes the sheet anew and reads it."""
        with self.emulator.state.drive.editing(self.spreadsheet_id) as found:
            found.tabs[0].rows[:] = [header, *(rows or BODY)]
        job = data_sources.sync(self.platform, self.actor, self.source_id)
        return ingestion.run(self.platform, job.id)

    def answer(self, **values: Any) -> JobState | None:
        """Answers the question and runs the job that it asks for."""
        drift.answer(self.platform, self.actor, self.source_id, DriftAnswer(**values))
        source = sources.source_row(self.platform, self.source_id)
        waiting = [
            job for job in sources.jobs_of(self.platform, source) if job.state == JobState.QUEUED
        ]
        return ingestion.run(self.platform, waiting[-1].id)

    def chart(self) -> dict[str, float]:
        """What the chart shows."""
        answer = widget_data.answer_of(
            self.platform, self.actor, self.widget_id, widget_data.PageChoice()
        )
        names, values = orjson.loads(answer.body)["data"]
        return dict(zip(names, values, strict=True))

    def keys_by_name(self) -> dict[str, str]:
        columns = data_sources.read_columns(self.platform, self.actor, self.source_id)
        return {column.name: column.id for column in columns}


@pytest.fixture
def scene(platform: Platform, emulator: EmulatorServer) -> Scene:
    actor = people.person(platform, people.organization(platform), RoleName.EDITOR)
    found = google.spreadsheet(emulator.state, [HEADER, *BODY], owner=OWNER)
    created = connect.connect_sheet(
        platform,
        actor,
        SheetSourceCreate(
            name="Ads",
            connection_id=workspaces.connection(platform, actor, emulator, OWNER),
            spreadsheet_id=found.id,
        ),
    )
    ingestion.run(platform, created.job.id)
    dashboard = dashboards.create(platform, actor, DashboardCreate(title="Weekly"))
    widget = widgets.create(
        platform,
        actor,
        WidgetCreate(
            tab_id=dashboard.tabs[0].id,
            type=WidgetType.BAR,
            title="Cost",
            query=workspaces.question(created.id),
        ),
    )
    return Scene(platform, emulator, actor, found.id, created.id, widget.id)


def deeds(platform: Platform) -> list[str]:
    with platform.database.system() as session:
        return [entry.action for entry in session.exec(select(AuditEntry)).all()]


def test_a_sure_renaming_goes_unnoticed_by_charts(scene: Scene) -> None:
    before = scene.chart()
    assert scene.refresh(["Day", "Channel", "Spend", "Notes"]) is JobState.SUCCEEDED

    assert scene.chart() == before
    assert scene.keys_by_name() == {"Day": "c1", "Channel": "c2", "Spend": "c3", "Notes": "c4"}
    assert "source_column.renamed" in deeds(scene.platform)
    page = data_sources.read_snapshots(
        scene.platform, scene.actor, scene.source_id, PageRequest(limit=1)
    )
    assert page.items[0].report["notes"] == [
        "Spend was called Cost before. What asks for Cost goes on."
    ]


def test_columns_that_move_are_the_same_columns(scene: Scene) -> None:
    before = scene.chart()
    rows = [[cost, day, channel, note] for day, channel, cost, note in BODY]

    assert scene.refresh(["Cost", "Day", "Channel", "Notes"], rows) is JobState.SUCCEEDED
    assert scene.chart() == before


def test_a_column_that_no_chart_asks_for_may_go_and_come_back(scene: Scene) -> None:
    rows = [row[:3] for row in BODY]
    assert scene.refresh(HEADER[:3], rows) is JobState.SUCCEEDED
    assert "Notes" not in scene.keys_by_name()
    assert scene.refresh(HEADER) is JobState.SUCCEEDED

    assert scene.keys_by_name()["Notes"] == "c4"


def test_a_column_that_charts_ask_for_does_not_just_go(scene: Scene) -> None:
    before = scene.chart()
    rows = [[day, channel, f"{cost} or so", note] for day, channel, cost, note in BODY]
    assert scene.refresh(["Day", "Channel", "Remarks", "Notes"], rows) is JobState.FAILED

    source = data_sources.read(scene.platform, scene.actor, scene.source_id)
    assert source.state == SourceState.NEEDS_ATTENTION
    assert "The column Cost is gone, and charts ask for it." in (source.state_reason or "")
    assert source.drift is not None
    assert [one.name for one in source.drift.missing] == ["Cost"]
    assert scene.chart() == before


def test_an_answer_lets_the_newest_table_in(scene: Scene) -> None:
    rows = [[day, channel, cost * 7, cost, note] for day, channel, cost, note in BODY]
    header = ["Day", "Channel", "Total of it", "Part of it", "Notes"]
    assert scene.refresh(header, rows) is JobState.FAILED
    before = scene.chart()
    assert scene.answer(renamed={"c3": "Total of it"}) is JobState.SUCCEEDED

    assert scene.chart() == {channel: value * 7 for channel, value in before.items()}
    assert data_sources.read(scene.platform, scene.actor, scene.source_id).drift is None
    columns = data_sources.read_columns(scene.platform, scene.actor, scene.source_id)
    assert {column.name: column.semantic_type for column in columns}["Total of it"] == "cost"
    assert scene.keys_by_name()["Total of it"] == "c3"


def test_an_answer_can_be_taken_back(scene: Scene) -> None:
    rows = [[day, channel, cost * 7, cost, note] for day, channel, cost, note in BODY]
    header = ["Day", "Channel", "Total of it", "Part of it", "Notes"]
    scene.refresh(header, rows)
    scene.answer(renamed={"c3": "Total of it"})
    drift.forget_alias(scene.platform, scene.actor, scene.source_id, "c3", "Total of it")
    assert scene.answer(renamed={"c3": "Part of it"}) is JobState.SUCCEEDED

    assert scene.keys_by_name()["Part of it"] == "c3"
    assert {"data_source.drift_answered", "source_column.alias_forgotten"} <= set(
        deeds(scene.platform)
    )


def test_a_column_that_is_given_up_stays_in_the_history(scene: Scene) -> None:
    rows = [[day, channel, note] for day, channel, _, note in BODY]
    header = ["Day", "Channel", "Notes"]
    then = scene.platform.clock()
    assert scene.refresh(header, rows) is JobState.FAILED
    assert scene.answer(gone=["c3"]) is JobState.SUCCEEDED

    assert "Cost" not in scene.keys_by_name()
    old = queries.rows_of(
        scene.platform, scene.actor, scene.source_id, limit=1, offset=0, as_of=then
    )
    assert [column.name for column in old.columns] == ["Day", "Channel", "Notes", "Cost"]
    with pytest.raises(InvalidInput, match="no column “Cost”"):
        scene.chart()


def test_numbers_that_become_texts_do_not_replace_the_numbers(scene: Scene) -> None:
    before = scene.chart()
    rows = [[day, channel, "about ten", note] for day, channel, _, note in BODY]
    assert scene.refresh(HEADER, rows) is JobState.FAILED
    source = data_sources.read(scene.platform, scene.actor, scene.source_id)
    assert "Cost held numbers and holds texts now" in (source.state_reason or "")
    assert scene.chart() == before

    assert scene.answer(retyped={"c3": "text"}) is JobState.SUCCEEDED
    assert scene.refresh(HEADER) is JobState.SUCCEEDED


def test_only_editors_of_the_organization_answer(scene: Scene) -> None:
    place = people.organization(scene.platform, "Zenith")
    stranger = people.person(scene.platform, place, RoleName.EDITOR, "s@zenith.example")

    with pytest.raises(NotFound):
        drift.answer(scene.platform, stranger, scene.source_id, DriftAnswer(gone=["c3"]))
    with pytest.raises(InvalidInput, match="no column 'c99'"):
        drift.answer(scene.platform, scene.actor, scene.source_id, DriftAnswer(gone=["c99"]))

"""The first dashboard over a data source: what is chosen, where it stands, that it answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from cashstage.core.errors import Conflict, Forbidden, NotFound
from cashstage.core.ids import new_id
from cashstage.dashboards.dashboard import service as dashboards
from cashstage.dashboards.dashboard.schemas import DateRange
from cashstage.dashboards.proposal import (
    DashboardContent,
    create_from_source,
    propose,
)
from cashstage.dashboards.widget.schemas import GRID_COLUMNS, WidgetType
from cashstage.models.organization import RoleName
from cashstage.models.paging import PageRequest
from cashstage.models.platform import Platform
from cashstage.query.spec import DatePreset, parse_query
from cashstage.schema.column import ColumnType, Role
from cashstage.sources.data_source.schemas import ColumnRead, MetricRead
from cashstage.sources.query import service as queries
from tests.factories import people, workspaces

SOURCE = UUID(int=1)
CPA, CTR, ROAS = (MetricRead(name=name, label=name.upper()) for name in ("cpa", "ctr", "roas"))
ADS = """\
Day,Channel,Campaign,Impressions,Clicks,Cost,Conversions,Revenue
2020-03-01,Search,Brand,900,90,10.5,3,80
"""


def column(
    name: str,
    kind: ColumnType = ColumnType.INTEGER,
    meaning: str | None = None,
    format_: str | None = None,
) -> ColumnRead:
    return ColumnRead(
        id=name.lower(),
        name=name,
        type=kind,
        semantic_type=meaning,
        role=Role.METRIC if kind.numeric else Role.DIMENSION,
        format=format_,
        overridden=False,
    )


def money(name: str, meaning: str, currency: str = "EUR") -> ColumnRead:
    return column(name, ColumnType.NUMBER, meaning, f"currency:{currency}")


DAY = column("Day", ColumnType.DATE, "date")
CAMPAIGN = column("Campaign", ColumnType.TEXT, "campaign")
CHANNEL = column("Channel", ColumnType.TEXT, "channel")
CLICKS, IMPRESSIONS = column("Clicks", meaning="clicks"), column("Impr.", meaning="impressions")
COST, REVENUE = money("Spend", "cost"), money("Sales", "revenue")


def titles(content: DashboardContent, kind: WidgetType) -> list[str]:
    return [widget.title for widget in content.widgets if widget.type is kind]


def question(content: DashboardContent, kind: WidgetType) -> dict[str, Any]:
    return next(widget.query for widget in content.widgets if widget.type is kind)


def test_the_most_telling_measures_and_ratios_come_first() -> None:
    columns = [DAY, CAMPAIGN, IMPRESSIONS, CLICKS, COST, CHANNEL, REVENUE]
    content = propose(columns, [CTR, CPA, ROAS], SOURCE)

    assert titles(content, WidgetType.METRIC_CARD) == ["Spend", "Sales", "ROAS", "CPA"]
    assert titles(content, WidgetType.LINE) == ["Spend and Sales by day"]
    assert titles(content, WidgetType.BAR) == ["Spend by Channel"]
    assert titles(content, WidgetType.TABLE) == ["By Campaign and Channel"]
    assert content.settings.filter_fields == ("Channel", "Campaign")
    assert content.settings.date_range == DateRange(preset=DatePreset.LAST_30_DAYS)


@pytest.mark.parametrize(
    ("measures", "ratios", "expected"),
    [
        ([CLICKS, COST, IMPRESSIONS, REVENUE], [], ["Spend", "Sales", "Clicks", "Impr."]),
        ([COST], [CTR, CPA, ROAS], ["Spend", "ROAS", "CPA", "CTR"]),
        ([COST, CLICKS, REVENUE], [CTR], ["Spend", "Sales", "Clicks", "CTR"]),
        ([CLICKS], [], ["Clicks"]),
        ([], [], ["Rows"]),
    ],
)
def test_what_is_short_of_one_kind_is_filled_with_the_other(
    measures: list[ColumnRead], ratios: list[MetricRead], expected: list[str]
) -> None:
    content = propose([DAY, *measures], ratios, SOURCE)

    assert titles(content, WidgetType.METRIC_CARD) == expected


@pytest.mark.parametrize(
    "ratio",
    [
        column("CPC", ColumnType.NUMBER, "cpc"),
        column("Reach", meaning="reach"),
        column("Share", ColumnType.NUMBER, None, "percent"),
        column("Stay", ColumnType.NUMBER, None, "duration"),
    ],
    ids=lambda each: each.name,
)
def test_what_does_not_add_up_is_never_summed(ratio: ColumnRead) -> None:
    content = propose([CHANNEL, ratio, CLICKS], [], SOURCE)
    metrics = [metric for widget in content.widgets for metric in widget.query["metrics"]]

    assert {metric["field"] for metric in metrics} == {"Clicks"}


def test_measures_of_different_units_do_not_share_an_axis() -> None:
    apart = propose([DAY, COST, money("Sales", "revenue", "USD")], [], SOURCE)
    counts = propose([DAY, CLICKS, IMPRESSIONS], [], SOURCE)

    assert titles(apart, WidgetType.LINE) == ["Spend by day"]
    assert titles(counts, WidgetType.LINE) == ["Clicks by day"]


@pytest.mark.parametrize(
    ("columns", "kinds"),
    [
        ([DAY, CHANNEL, COST], ["metric_card", "line", "bar", "table"]),
        ([DAY, COST], ["metric_card", "line", "table"]),
        ([CHANNEL, COST], ["metric_card", "bar", "table"]),
        ([COST], ["metric_card"]),
        ([CHANNEL], ["metric_card", "bar", "table"]),
    ],
)
def test_there_are_as_many_widgets_as_the_columns_allow(
    columns: list[ColumnRead], kinds: list[str]
) -> None:
    content = propose(columns, [], SOURCE)

    assert [widget.type for widget in content.widgets] == kinds
    for widget in content.widgets:
        assert parse_query(widget.query).source == str(SOURCE)


@pytest.mark.parametrize("columns", [[DAY, CHANNEL, COST, CLICKS], [DAY, COST], [CHANNEL, COST]])
def test_widgets_fill_their_rows_and_never_overlap(columns: list[ColumnRead]) -> None:
    content = propose(columns, [ROAS, CPA], SOURCE)
    cells = [
        (x, y)
        for widget in content.widgets
        for x in range(widget.layout.x, widget.layout.x + widget.layout.w)
        for y in range(widget.layout.y, widget.layout.y + widget.layout.h)
    ]

    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) == GRID_COLUMNS - 1
    # A gap would be closed by the grid, which pulls up what stands below it.
    assert len(cells) == GRID_COLUMNS * (1 + max(y for _, y in cells))


@pytest.mark.integration
def test_every_widget_of_the_made_dashboard_answers(platform: Platform, tmp_path: Path) -> None:
    editor = people.person(platform, people.organization(platform), RoleName.EDITOR)
    source = workspaces.landed(platform, editor, tmp_path, ADS, "Search ads")
    made = create_from_source(platform, editor, source.id)
    detail = dashboards.read(platform, editor, made.id)
    widgets = detail.tabs[0].widgets

    assert detail.title == "Search ads"
    assert detail.settings.date_range == DateRange(preset=DatePreset.ALL_TIME)
    assert [widget.title for widget in widgets] == [
        "Cost", "Revenue", "ROAS", "CPA", "Cost and Revenue by day", "Cost by Channel",
        "By Campaign and Channel",
    ]  # fmt: skip
    for widget in widgets:
        assert queries.ask(platform, editor, widget.query or {}).body


@pytest.mark.integration
def test_refusals_leave_no_dashboard_behind(platform: Platform, tmp_path: Path) -> None:
    place = people.organization(platform)
    editor = people.person(platform, place, RoleName.EDITOR)
    viewer = people.person(platform, place, RoleName.VIEWER)
    unread = workspaces.uploaded(platform, editor, tmp_path, ADS)

    with pytest.raises(Conflict, match="not been read yet"):
        create_from_source(platform, editor, unread.id)
    with pytest.raises(NotFound):
        create_from_source(platform, editor, new_id())
    with pytest.raises(Forbidden):
        create_from_source(platform, viewer, unread.id)
    assert dashboards.read_all(platform, editor, PageRequest()).items == []


@pytest.mark.integration
def test_a_widget_that_is_refused_takes_the_dashboard_with_it(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = people.person(platform, people.organization(platform), RoleName.EDITOR)
    source = workspaces.landed(platform, editor, tmp_path, ADS, "Search ads")
    monkeypatch.setattr("cashstage.dashboards.widget.service.MAX_WIDGETS", 2)

    with pytest.raises(Conflict, match="at most 2 widgets"):
        create_from_source(platform, editor, source.id)
    assert dashboards.read_all(platform, editor, PageRequest()).items == []

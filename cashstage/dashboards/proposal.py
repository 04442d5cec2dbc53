"""A first dashboard over one data source: what most people ask of such a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.errors import Conflict
from cashstage.dashboards.dashboard import service as dashboards
from cashstage.dashboards.dashboard.schemas import (
    DashboardCreate,
    DashboardRead,
    DashboardSettings,
    DateRange,
)
from cashstage.dashboards.rhythm import DAILY, Rhythm, read_rhythm
from cashstage.dashboards.widget import service as widgets
from cashstage.dashboards.widget.schemas import GRID_COLUMNS, Layout, WidgetCreate, WidgetType
from cashstage.metrics.additive import ONCE_TYPES
from cashstage.models.platform import Platform
from cashstage.query.spec import Aggregation, Grain
from cashstage.schema.column import ColumnType, Role
from cashstage.schema.semantic import RATIO_TYPES
from cashstage.sources.data_source.schemas import ColumnRead, MetricRead
from cashstage.sources.query import asked

Question = dict[str, Any]

MEASURES = (
    "cost", "revenue", "conversions", "clicks", "impressions", "orders", "leads", "sessions",
    "delivered", "opens", "gross_profit", "budget",
)  # fmt: skip
"""Meanings whose sums people look at first, the most telling first."""
RATIOS = ("roas", "cpa", "ctr", "cpl", "cvr", "open_rate", "click_rate", "engagement_rate")
GROUPS = (
    "channel", "campaign", "source_medium", "source", "campaign_type", "ad_group", "ad", "keyword",
    "landing_page", "device", "country", "region", "city", "medium", "account", "product",
    "audience", "content", "conversion_action", "deal_stage", "subject", "event",
)  # fmt: skip
"""Meanings that people compare, the most telling first."""
CARDS = 4
CARD_HEIGHT, CHART_HEIGHT, TABLE_HEIGHT = 3, 7, 9
TABLE_MEASURES, TABLE_RATIOS = 4, 3
BARS, TABLE_ROWS, FILTERS = 12, 50, 2
ROWS = "Rows"
_NOT_ADDITIVE = RATIO_TYPES | ONCE_TYPES | {"session_duration", "engagement_time"}
_NOT_ADDITIVE_FORMATS = {"percent", "duration"}


@dataclass(frozen=True, slots=True)
class ProposedWidget:
    """A widget of a dashboard that does not exist yet."""

    type: WidgetType
    title: str
    layout: Layout
    query: Question

    def on(self, tab_id: UUID) -> WidgetCreate:
        """What makes it real."""
        return WidgetCreate(
            tab_id=tab_id, type=self.type, title=self.title, query=self.query, layout=self.layout
        )


@dataclass(frozen=True, slots=True)
class DashboardContent:
    """What a dashboard opens with: its widgets, its date range, the fields people filter by."""

    widgets: tuple[ProposedWidget, ...]
    settings: DashboardSettings


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What of a table is worth showing; measures and ratios the most telling first."""

    source_id: str
    columns: Sequence[ColumnRead]
    measures: list[ColumnRead]
    ratios: list[MetricRead]
    date: ColumnRead | None
    grain: Grain
    groups: list[ColumnRead]


def propose(
    columns: Sequence[ColumnRead],
    ratios: Sequence[MetricRead],
    source_id: UUID,
    *,
    rhythm: Rhythm = DAILY,
) -> DashboardContent:
    """Cards, a line over time, bars by a dimension and a table, as far as the columns go.

    `ratios` are those that the columns allow. Where nothing can be summed, rows are counted.
    """
    chosen = _Chosen(
        source_id=str(source_id),
        columns=columns,
        measures=_measures(columns),
        ratios=sorted(
            (ratio for ratio in ratios if ratio.name in RATIOS),
            key=lambda ratio: RATIOS.index(ratio.name),
        ),
        date=_date(columns),
        grain=rhythm.grain,
        groups=_groups(columns),
    )
    charts = _charts(chosen, top=CARD_HEIGHT)
    table_top = CARD_HEIGHT + (CHART_HEIGHT if charts else 0)
    return DashboardContent(
        widgets=(*_cards(chosen), *charts, *_tables(chosen, table_top)),
        settings=DashboardSettings(
            date_range=DateRange(preset=rhythm.dates) if chosen.date else None,
            filter_fields=tuple(column.name for column in chosen.groups[:FILTERS]),
        ),
    )


def create_from_source(platform: Platform, actor: Principal, data_source_id: UUID) -> DashboardRead:
    """A new dashboard named like the source or blend; raises Conflict before its first snapshot."""
    organization = actor.require(Permission.EDIT_DASHBOARDS)
    name = asked.name_of(platform, actor, data_source_id)
    columns = asked.read_columns(platform, actor, data_source_id)
    if not columns:
        raise Conflict(
            f"{name} has not been read yet, so its columns are not known.",
            next_step="Make the dashboard when its first refresh is done.",
        )
    ratios = asked.read_ratios(platform, actor, data_source_id)
    date = _date(columns)
    rhythm = read_rhythm(platform, actor, data_source_id, date.name) if date else DAILY
    content = propose(columns, ratios, data_source_id, rhythm=rhythm)
    body = DashboardCreate(title=name, settings=content.settings)
    with platform.database.tenant(organization) as session:
        created = dashboards.add(session, actor, body)
        for widget in content.widgets:
            widgets.add(platform, session, actor, widget.on(created.tabs[0].id))
        return created


def _date(columns: Sequence[ColumnRead]) -> ColumnRead | None:
    return next((column for column in columns if column.type.temporal), None)


def _measures(columns: Sequence[ColumnRead]) -> list[ColumnRead]:
    """What can be summed: known meanings in their order, then the rest in the table's."""
    additive = [
        column
        for column in columns
        if column.role is Role.METRIC
        and column.type.numeric
        and column.semantic_type not in _NOT_ADDITIVE
        and column.format not in _NOT_ADDITIVE_FORMATS
    ]
    return sorted(additive, key=lambda column: _rank(column, MEASURES))


def _groups(columns: Sequence[ColumnRead]) -> list[ColumnRead]:
    """Texts to compare by: known meanings in their order, then those without any."""
    texts = [
        column
        for column in columns
        if column.type is ColumnType.TEXT
        and column.role is Role.DIMENSION
        and (column.semantic_type in GROUPS or column.semantic_type is None)
    ]
    return sorted(texts, key=lambda column: _rank(column, GROUPS))


def _rank(column: ColumnRead, order: tuple[str, ...]) -> int:
    meaning = column.semantic_type
    return order.index(meaning) if meaning in order else len(order)


def _cards(chosen: _Chosen) -> list[ProposedWidget]:
    """Half sums, half ratios; where one is short, more of the other. They fill the row."""
    ratios = chosen.ratios[: max(CARDS // 2, CARDS - len(chosen.measures))]
    measures = chosen.measures[: CARDS - len(ratios)]
    shown = [(column.name, _sum(column)) for column in measures]
    shown += [(ratio.label, _ratio(ratio)) for ratio in ratios]
    if not shown:
        shown = [(ROWS, _count(chosen.columns))]
    width = GRID_COLUMNS // len(shown)
    over_time: Question = {"totals": True}
    if chosen.date:
        over_time |= {
            "dimensions": [_bucket(chosen.date, chosen.grain)],
            "compare": {"to": "previous_period"},
        }
    return [
        ProposedWidget(
            WidgetType.METRIC_CARD,
            title,
            Layout(x=place * width, y=0, w=width, h=CARD_HEIGHT),
            {"source": chosen.source_id, **over_time, "metrics": [metric]},
        )
        for place, (title, metric) in enumerate(shown)
    ]


def _charts(chosen: _Chosen, top: int) -> list[ProposedWidget]:
    """A line over time and bars by the first group, side by side; one alone takes the row."""
    width = 8 if chosen.groups else GRID_COLUMNS
    charts = []
    if chosen.date:
        charts.append(_line(chosen, chosen.date, Layout(x=0, y=top, w=width, h=CHART_HEIGHT)))
    left = width if chosen.date else 0
    if chosen.groups:
        place = Layout(x=left, y=top, w=GRID_COLUMNS - left, h=CHART_HEIGHT)
        charts.append(_bars(chosen, chosen.groups[0], place))
    return charts


def _line(chosen: _Chosen, date: ColumnRead, place: Layout) -> ProposedWidget:
    """The first measure; a second one only in the same currency, for they share an axis."""
    shown = chosen.measures[:1]
    shown += [column for column in chosen.measures[1:2] if _is_same_money(column, shown[0])]
    titles = [column.name for column in shown] or [ROWS]
    question = {
        "source": chosen.source_id,
        "dimensions": [_bucket(date, chosen.grain)],
        "metrics": [_sum(column) for column in shown] or [_count(chosen.columns)],
    }
    return ProposedWidget(
        WidgetType.LINE, f"{' and '.join(titles)} by {chosen.grain}", place, question
    )


def _bars(chosen: _Chosen, group: ColumnRead, place: Layout) -> ProposedWidget:
    measure = next(iter(chosen.measures), None)
    name = measure.name if measure else ROWS
    question = {
        "source": chosen.source_id,
        "dimensions": [{"field": group.name}],
        "metrics": [_sum(measure) if measure else _count(chosen.columns)],
        "sort": [{"by": name, "direction": "desc"}],
        "limit": BARS,
    }
    return ProposedWidget(WidgetType.BAR, f"{name} by {group.name}", place, question)


def _tables(chosen: _Chosen, top: int) -> list[ProposedWidget]:
    """All that is worth showing, by the finest of the first groups, else by day."""
    groups = [{"field": column.name} for column in reversed(chosen.groups[:FILTERS])]
    dimensions = groups or ([_bucket(chosen.date, chosen.grain)] if chosen.date else [])
    if not dimensions:
        return []
    measures = chosen.measures[:TABLE_MEASURES]
    metrics = [_sum(column) for column in measures]
    metrics += [_ratio(ratio) for ratio in chosen.ratios[:TABLE_RATIOS]]
    first = measures[0].name if measures else ROWS
    question = {
        "source": chosen.source_id,
        "dimensions": dimensions,
        "metrics": metrics or [_count(chosen.columns)],
        "limit": TABLE_ROWS,
        "totals": True,
    }
    if groups and (measures or not metrics):
        question["sort"] = [{"by": first, "direction": "desc"}]
    names = " and ".join(dimension["field"] for dimension in dimensions)
    place = Layout(x=0, y=top, w=GRID_COLUMNS, h=TABLE_HEIGHT)
    return [ProposedWidget(WidgetType.TABLE, f"By {names}", place, question)]


def _is_same_money(one: ColumnRead, other: ColumnRead) -> bool:
    return one.format == other.format and (one.format or "").startswith("currency")


def _bucket(date: ColumnRead, grain: Grain) -> dict[str, str]:
    return {"field": date.name, "grain": grain.value}


def _sum(column: ColumnRead) -> dict[str, str]:
    return {"field": column.name, "aggregation": Aggregation.SUM.value}


def _ratio(ratio: MetricRead) -> dict[str, str]:
    return {"metric": ratio.name}


def _count(columns: Sequence[ColumnRead]) -> dict[str, str]:
    return {"field": columns[0].name, "aggregation": Aggregation.COUNT.value, "name": ROWS}

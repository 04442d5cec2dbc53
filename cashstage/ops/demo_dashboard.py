"""The demo's finished dashboard, written as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from cashstage.access.principal import Principal
from cashstage.dashboards.dashboard import service as dashboards
from cashstage.dashboards.dashboard.schemas import DashboardCreate, DashboardSettings, DateRange
from cashstage.dashboards.tab import service as tabs
from cashstage.dashboards.tab.schemas import TabCreate
from cashstage.dashboards.widget import service as widgets
from cashstage.dashboards.widget.schemas import Layout, WidgetCreate, WidgetType
from cashstage.models.paging import MAX_LIMIT, PageRequest
from cashstage.models.platform import Platform
from cashstage.query.spec import DatePreset

Question = dict[str, Any]
Content = list[tuple[WidgetType, str, tuple[int, int, int, int], Question, dict[str, Any]]]
"""Type, title, place on the grid (x, y, w, h), question and style of each widget of a tab."""

TITLE = "Marketing overview"
CTR, CPA, ROAS = ({"metric": name} for name in ("ctr", "cpa", "roas"))


def build_dashboard(platform: Platform, actor: Principal, source_ids: Mapping[str, UUID]) -> None:
    """Makes the dashboard anew; one that an interrupted run left behind is removed first."""
    for one in dashboards.read_all(platform, actor, PageRequest(limit=MAX_LIMIT)).items:
        if one.title == TITLE:
            dashboards.delete(platform, actor, one.id)
    created = dashboards.create(
        platform,
        actor,
        DashboardCreate(
            title=TITLE,
            settings=DashboardSettings(
                date_range=DateRange(preset=DatePreset.LAST_30_DAYS), filter_fields=("Channel",)
            ),
        ),
    )
    _fill(platform, actor, created.tabs[0].id, source_ids["All channels"], _overview())
    further = (("Google Ads", _google_ads()), ("Email", _email()))
    for source, content in further:
        tab = tabs.create(platform, actor, created.id, TabCreate(title=source))
        _fill(platform, actor, tab.id, source_ids[source], content)


def _fill(
    platform: Platform, actor: Principal, tab_id: UUID, source_id: UUID, content: Content
) -> None:
    for kind, title, (x, y, w, h), question, style in content:
        widgets.create(
            platform,
            actor,
            WidgetCreate(
                tab_id=tab_id,
                type=kind,
                title=title,
                query={"source": str(source_id), **question},
                style=style,
                layout=Layout(x=x, y=y, w=w, h=h),
            ),
        )


def _sum(field: str) -> Question:
    return {"field": field, "aggregation": "sum"}


def _by_day(*metrics: Question, field: str = "Date") -> Question:
    return {"dimensions": [{"field": field, "grain": "day"}], "metrics": list(metrics)}


def _card(metric: Question, *, field: str = "Date") -> Question:
    return {
        **_by_day(metric, field=field),
        "totals": True,
        "compare": {"to": "previous_period"},
    }


def _overview() -> Content:
    cost, revenue = _sum("Cost"), _sum("Revenue")
    by_channel = {
        "dimensions": [{"field": "Channel"}],
        "metrics": [cost],
        "sort": [{"by": "Cost", "direction": "desc"}],
    }
    clicks = {
        "dimensions": [{"field": "Date", "grain": "day"}, {"field": "Channel"}],
        "metrics": [_sum("Clicks")],
    }
    return [
        (WidgetType.METRIC_CARD, "Cost", (0, 0, 3, 3), _card(cost), {}),
        (WidgetType.METRIC_CARD, "Revenue", (3, 0, 3, 3), _card(revenue), {}),
        (WidgetType.METRIC_CARD, "CPA", (6, 0, 3, 3), _card(CPA), {}),
        (WidgetType.METRIC_CARD, "ROAS", (9, 0, 3, 3), _card(ROAS), {}),
        (WidgetType.LINE, "Cost and revenue", (0, 3, 8, 7), _by_day(cost, revenue), {}),
        (WidgetType.BAR, "Cost by channel", (8, 3, 4, 7), by_channel, {}),
        (WidgetType.LINE, "Clicks by channel", (0, 10, 12, 6), clicks, {}),
        (WidgetType.TABLE, "Campaigns", (0, 16, 12, 9), _campaigns(), {}),
    ]


def _campaigns() -> Question:
    additive = [_sum(name) for name in ("Impressions", "Clicks", "Cost", "Conversions")]
    return {
        "dimensions": [{"field": "Campaign"}, {"field": "Channel"}],
        "metrics": [*additive, CPA, ROAS],
        "sort": [{"by": "Cost", "direction": "desc"}],
        "limit": 50,
        "totals": True,
    }


def _google_ads() -> Content:
    campaigns = {
        "dimensions": [{"field": "Campaign"}],
        "metrics": [
            _sum("Impr."),
            _sum("Clicks"),
            CTR,
            _sum("Cost"),
            _sum("Conversions"),
            CPA,
        ],
        "sort": [{"by": "Cost", "direction": "desc"}],
        "totals": True,
    }
    by_day = _by_day(_sum("Cost"), field="Day")
    conversions = _by_day(_sum("Conversions"), field="Day")
    return [
        (WidgetType.METRIC_CARD, "Cost", (0, 0, 3, 3), _card(_sum("Cost"), field="Day"), {}),
        (WidgetType.METRIC_CARD, "CPA", (0, 3, 3, 3), _card(CPA, field="Day"), {}),
        (WidgetType.LINE, "Cost per day", (3, 0, 9, 6), by_day, {}),
        (WidgetType.BAR, "Conversions per day", (0, 6, 12, 6), conversions, {}),
        (WidgetType.TABLE, "Campaigns", (0, 12, 12, 7), campaigns, {}),
    ]


def _email() -> Content:
    mailings = {
        "dimensions": [{"field": "Title"}],
        "metrics": [
            _sum("Successful Deliveries"),
            {"metric": "open_rate"},
            {"metric": "click_rate"},
            _sum("Total order revenue"),
        ],
        "totals": True,
    }
    revenue = {
        "dimensions": [{"field": "Send Date", "grain": "week"}],
        "metrics": [_sum("Total order revenue")],
    }
    return [
        (WidgetType.BAR, "Revenue by week", (0, 0, 12, 6), revenue, {}),
        (WidgetType.TABLE, "Mailings", (0, 6, 12, 6), mailings, {}),
    ]

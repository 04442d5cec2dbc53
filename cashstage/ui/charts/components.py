"""The Python side of the browser components: names, properties and events."""

from __future__ import annotations

from typing import Any

import reflex as rx

from cashstage.ui.browser_module import browser_module

FILES = (
    "answer.js",
    "echarts_core.js",
    "effects.js",
    "fetching.js",
    "format.js",
    "options.js",
    "table_rows.js",
    "palette.js",
    "DataTable.jsx",
    "EChart.jsx",
    "MetricCard.jsx",
    "PivotTable.jsx",
    "WidgetCard.jsx",
)
ECHARTS = "echarts@6.1.0"
GRID_LAYOUT = "react-grid-layout@2.3.0"

# A file that only another file imports must be named too, or the build does not see it.
for _name in FILES:
    browser_module(__name__, _name)


class Chart(rx.Component):
    """One picture with its states; `url` answers a columnar result, `body` makes it a POST."""

    library = browser_module(__name__, "Chart.jsx")
    tag = "Chart"
    lib_dependencies: list[str] = [ECHARTS]

    url: rx.Var[str]
    body: rx.Var[dict[str, Any] | None]
    revision: rx.Var[str]
    type: rx.Var[str]
    title: rx.Var[str]
    chart_style: rx.Var[dict[str, Any]]
    as_table: rx.Var[bool]


class DashboardGrid(rx.Component):
    """The widgets of a tab.

    `widgets` are `WidgetRead` as JSON; `sources` maps a data source id to `digest`, `taken_at` and
    `reason`; `data_query` is appended to every widget's data address. `on_layout` gives a list of
    placements, `on_action` a dict of `action` (edit, duplicate, remove) and `widget_id`,
    `on_number` one of `widget_id`, `view` (rows, explain), `cell` and `metric`.
    """

    library = browser_module(__name__, "DashboardGrid.jsx")
    tag = "DashboardGrid"
    lib_dependencies: list[str] = [GRID_LAYOUT, ECHARTS]

    widgets: rx.Var[list[dict[str, Any]]]
    sources: rx.Var[dict[str, dict[str, Any]]]
    data_query: rx.Var[str]
    editable: rx.Var[bool]
    selected_id: rx.Var[str]

    on_layout: rx.EventHandler[rx.event.passthrough_event_spec(list[dict[str, Any]])]
    on_action: rx.EventHandler[rx.event.passthrough_event_spec(dict[str, Any])]
    on_number: rx.EventHandler[rx.event.passthrough_event_spec(dict[str, Any])]


class EffectBars(rx.Component):
    """Bars of an explained change.

    `picture` has `labels`, `rate` and `mix` (None for a sum), one entry per value, `row_count`,
    and the metric's `column`.
    """

    library = browser_module(__name__, "EffectBars.jsx")
    tag = "EffectBars"
    lib_dependencies: list[str] = [ECHARTS]

    picture: rx.Var[dict[str, Any]]


chart = Chart.create
dashboard_grid = DashboardGrid.create
effect_bars = EffectBars.create

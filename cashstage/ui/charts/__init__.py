"""Charts and the dashboard grid: browser components that fetch their own data over HTTP."""

from cashstage.ui.charts.components import chart, dashboard_grid, effect_bars

__all__ = ["chart", "dashboard_grid", "effect_bars"]

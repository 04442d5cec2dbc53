"""Undoing a removal: what was taken from a dashboard is made again, in its old place."""

from __future__ import annotations

from uuid import UUID

from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError
from cashstage.dashboards.tab import service as tabs
from cashstage.dashboards.tab.schemas import TabCreate, TabRead, TabUpdate
from cashstage.dashboards.widget import service as widgets
from cashstage.dashboards.widget.schemas import WidgetCreate, WidgetRead
from cashstage.ui.states.session import work


async def put_back_widget(actor: Principal, gone: WidgetRead) -> None:
    """Raises what `widgets.create` raises, such as for a data source deleted in between."""
    await work(widgets.create, actor, _again(gone, gone.tab_id))


async def put_back_tab(actor: Principal, dashboard_id: UUID, gone: TabRead) -> tuple[UUID, str]:
    """The new tab, and a sentence about widgets that could not follow it; else empty."""
    tab = await work(tabs.create, actor, dashboard_id, TabCreate(title=gone.title))
    await work(tabs.update, actor, dashboard_id, tab.id, TabUpdate(position=gone.position))
    lost = []
    for widget in gone.widgets:
        try:
            await work(widgets.create, actor, _again(widget, tab.id))
        except CashstageError as error:
            lost.append(f"“{widget.title}” could not be put back: {error.sentence}")
    return tab.id, " ".join(lost)


def removal_words(gone: TabRead | WidgetRead) -> str:
    """What was removed, in a sentence."""
    if isinstance(gone, WidgetRead):
        return "The widget was removed."
    count = len(gone.widgets)
    with_it = f" with its {count} widgets" if count > 1 else " with its widget" if count else ""
    return f"The tab “{gone.title}” was removed{with_it}."


def _again(gone: WidgetRead, tab_id: UUID) -> WidgetCreate:
    return WidgetCreate(
        tab_id=tab_id,
        type=gone.type,
        title=gone.title,
        query=gone.query or {},
        style=gone.style,
        layout=gone.layout,
    )

"""The dashboard page: the document, its tabs, the reader's choice of dates and filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import reflex as rx

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError, NotFound
from cashstage.core.ids import parse_id
from cashstage.dashboards.dashboard import service as dashboards
from cashstage.dashboards.dashboard.schemas import (
    DashboardDetail,
    DashboardSettings,
    DashboardUpdate,
    DateRange,
)
from cashstage.dashboards.tab import service as tabs
from cashstage.dashboards.tab.schemas import TabCreate, TabRead, TabUpdate
from cashstage.dashboards.widget import service as widgets
from cashstage.dashboards.widget.schemas import Placement, WidgetRead
from cashstage.query.spec import Comparison, DatePreset
from cashstage.ui.live import watchers
from cashstage.ui.states.address import View, query_of, view_of
from cashstage.ui.states.choice import ReaderChoice
from cashstage.ui.states.facts import (
    SourceFacts,
    filter_candidates,
    filter_values,
    source_facts,
)
from cashstage.ui.states.removal import put_back_tab, put_back_widget, removal_words
from cashstage.ui.states.session import PageState, signed_in, work

USUAL_DATES = DateRange(preset=DatePreset.LAST_30_DAYS)
LIVE_KINDS = ("snapshot", "source", "dashboard", "job")


class DashboardState(ReaderChoice, PageState, rx.State):
    """One open dashboard. Chart data never passes through here: charts fetch it themselves."""

    phase: str = "loading"
    title: str = ""
    editing: bool = False
    may_edit: bool = False
    save_state: str = "saved"
    tab_list: list[dict[str, str]] = []
    tab_id: str = ""
    widget_list: list[dict[str, Any]] = []
    source_map: dict[str, SourceFacts] = {}
    filter_fields: list[str] = []
    filter_candidates: list[str] = []
    filter_options: dict[str, list[str]] = {}
    removed: str = ""
    _gone: dict[str, Any] = {}
    _opens_with: DateRange | None = None
    _all_widgets: dict[str, list[dict[str, Any]]] = {}

    @rx.var
    def is_empty(self) -> bool:
        """Whether the tab has no widget yet."""
        return not self.widget_list

    @rx.var
    def address(self) -> str:
        """The query under which this view can be opened again."""
        first = self.tab_list[0]["id"] if self.tab_list else ""
        dates = self._dates()
        return query_of(
            View(
                tab=self.tab_id if self.tab_id != first else "",
                dates=dates if dates != self._opens_with else None,
                filters=self.chosen,
                compare=Comparison(self.compare_to) if self.compare_to else None,
                values=self.parameter_values,
                editing=self.editing,
            )
        )

    @rx.event
    @signed_in
    async def open(self, actor: Principal) -> AsyncIterator[None]:
        """Loads the dashboard of the address; from then on hears of its changes."""
        if self._identifier() is None:
            self.phase = "missing"
            return
        self.notice, self.removed, self.editing = "", "", False
        self.phase, self.tab_id = "loading", ""
        self.compare_to, self.parameter_values = "", {}
        # Coming from another dashboard, its widgets must not be asked under this one's choice.
        yield
        # Before anything is read: what lands meanwhile must be heard of.
        watchers.watch(
            self.router.session.client_token,
            actor.organization.id,
            LIVE_KINDS,
            DashboardState.refresh,
        )
        try:
            detail = await self._reload(actor)
        except NotFound:
            self.phase = "missing"
            watchers.forget(self.router.session.client_token)
            return
        fields = list(detail.settings.filter_fields)
        self.filter_options = {field: [] for field in fields}
        self.filter_fields = fields
        self._show_view(detail, view_of(self.router.url.query_parameters))
        self.phase = "ready"
        # Charts begin to load before the filters know their values.
        yield
        await self._show_filters(actor, fields)

    @rx.event
    @signed_in
    async def refresh(self, actor: Principal) -> None:
        """Something landed or was saved elsewhere; what the reader has chosen stays."""
        if self._identifier() is None or self.phase != "ready":
            return
        try:
            await self._reload(actor)
        except NotFound:
            self.phase = "missing"

    @rx.event
    @signed_in
    async def choose_tab(self, actor: Principal, tab_id: str) -> None:
        """Turns to another page of the dashboard."""
        self.tab_id = tab_id
        self._show_widgets()

    @rx.event
    @signed_in
    async def keep_dates(self, actor: Principal) -> AsyncIterator[None]:
        """Makes today's date range the one that the page opens with."""
        async for _ in self._saving(actor, dashboards.update, self._settings(self.filter_fields)):
            yield
        self._opens_with = self._dates()

    @rx.event
    @signed_in
    async def add_filter(self, actor: Principal, field: str) -> AsyncIterator[None]:
        """Lets readers filter by one more field."""
        if field not in self.filter_fields:
            await self._show_filters(actor, [*self.filter_fields, field])
            body = self._settings(self.filter_fields)
            async for _ in self._saving(actor, dashboards.update, body):
                yield

    @rx.event
    @signed_in
    async def remove_filter(self, actor: Principal, field: str) -> AsyncIterator[None]:
        """Takes a filter off the page."""
        await self._show_filters(actor, [one for one in self.filter_fields if one != field])
        async for _ in self._saving(actor, dashboards.update, self._settings(self.filter_fields)):
            yield

    @rx.event
    @signed_in
    async def toggle_editing(self, actor: Principal) -> None:
        """Switches between reading and building."""
        actor.require(Permission.EDIT_DASHBOARDS)
        self.editing = not self.editing

    @rx.event
    @signed_in
    async def rename(self, actor: Principal, title: str) -> AsyncIterator[None]:
        """Saves the title when the field is left."""
        if title.strip() and title.strip() != self.title:
            async for _ in self._saving(actor, dashboards.update, DashboardUpdate(title=title)):
                yield

    @rx.event
    @signed_in
    async def arrange(
        self, actor: Principal, placements: list[dict[str, Any]]
    ) -> AsyncIterator[None]:
        """Saves where a drag, resize or arrow key has left the widgets."""
        places = [Placement.model_validate(place) for place in placements]
        async for _ in self._saving(actor, widgets.arrange, places):
            yield

    @rx.event
    @signed_in
    async def add_tab(self, actor: Principal) -> None:
        """Adds a page and turns to it."""
        body = TabCreate(title=f"Tab {len(self.tab_list) + 1}")
        tab = await work(tabs.create, actor, self._required(), body)
        self.tab_id = str(tab.id)
        await self._reload(actor)

    @rx.event
    @signed_in
    async def rename_tab(self, actor: Principal, tab_id: str, title: str) -> None:
        """Saves the tab's title when its field is left."""
        if title.strip():
            body = TabUpdate(title=title)
            await work(tabs.update, actor, self._required(), UUID(tab_id), body)
            await self._reload(actor)

    @rx.event
    @signed_in
    async def remove_tab(self, actor: Principal, tab_id: str) -> None:
        """Deletes a page with its widgets; it can be put back until the page is left."""
        gone = await work(tabs.delete, actor, self._required(), UUID(tab_id))
        self._offer_back(gone)
        self.tab_id = ""
        await self._reload(actor)

    @rx.event
    @signed_in
    async def duplicate_widget(self, actor: Principal, widget_id: str) -> None:
        """Puts a copy of the widget on the tab."""
        await work(widgets.duplicate, actor, UUID(widget_id))
        await self._reload(actor)

    @rx.event
    @signed_in
    async def remove_widget(self, actor: Principal, widget_id: str) -> None:
        """Removes a widget; it can be put back until the page is left."""
        gone = await work(widgets.remove, actor, UUID(widget_id))
        self._offer_back(gone)
        await self._reload(actor)

    @rx.event
    @signed_in
    async def put_back(self, actor: Principal) -> None:
        """Undoes the last removal, in the same place."""
        if not self.removed:
            return
        self.removed = ""
        if "widgets" in self._gone:
            gone = TabRead.model_validate(self._gone)
            tab_id, self.notice = await put_back_tab(actor, self._required(), gone)
            self.tab_id = str(tab_id)
        else:
            await put_back_widget(actor, WidgetRead.model_validate(self._gone))
        await self._reload(actor)

    @rx.event
    @signed_in
    async def forget_removed(self, actor: Principal) -> None:
        """Closes the offer to undo."""
        self.removed = ""

    def _offer_back(self, gone: TabRead | WidgetRead) -> None:
        self._gone, self.removed = gone.model_dump(mode="json"), removal_words(gone)

    async def _show_saved(self, actor: Principal) -> None:
        """Reads the dashboard again after another state has changed it."""
        await self._reload(actor)
        self.save_state = "saved"

    def _most_used_source(self) -> str | None:
        """The data source or blend that most widgets of the tab ask; None on an empty tab."""
        asked = Counter(widget["source_id"] for widget in self.widget_list)
        return next((source for source, _ in asked.most_common() if source), None)

    async def _saving(self, actor: Principal, service: Any, body: Any) -> AsyncIterator[None]:
        self.save_state = "saving"
        yield
        try:
            await work(service, actor, self._required(), body)
        except CashstageError:
            self.save_state = "failed"
            await self._reload(actor)
            raise
        await self._show_saved(actor)

    async def _reload(self, actor: Principal) -> DashboardDetail:
        detail = await work(dashboards.read, actor, self._required())
        self.title = detail.title
        self.time_zone = detail.settings.time_zone or ""
        self._parameters = [each.model_dump(mode="json") for each in detail.settings.parameters]
        self._show_parameters(self.parameter_values)
        self.may_edit = actor.may(Permission.EDIT_DASHBOARDS)
        self.editing = self.editing and self.may_edit
        self.tab_list = [{"id": str(tab.id), "title": tab.title} for tab in detail.tabs]
        self._all_widgets = {
            str(tab.id): [_shown(widget) for widget in tab.widgets] for tab in detail.tabs
        }
        if self.tab_id not in self._all_widgets:
            self.tab_id = self.tab_list[0]["id"]
        self._show_widgets()
        used = {
            widget.source_id
            for tab in detail.tabs
            for widget in tab.widgets
            if widget.source_id is not None
        }
        facts = await work(source_facts, actor, used)
        if facts != self.source_map:
            self.source_map = facts
            # Another source or snapshot has other fields and values to filter by.
            if self.phase == "ready":
                await self._show_filters(actor, self.filter_fields)
        return detail

    def _show_view(self, detail: DashboardDetail, view: View) -> None:
        """Turns to what the address asks for, else to how the dashboard opens by itself."""
        self._opens_with = detail.settings.date_range or USUAL_DATES
        self._show_dates(view.dates or self._opens_with)
        self.chosen = {name: list(view.filters.get(name, [])) for name in self.filter_fields}
        self.compare_to = view.compare or ""
        self._show_parameters(view.values)
        self.editing = self.may_edit and view.editing
        if view.tab in self._all_widgets:
            self.tab_id = view.tab
            self._show_widgets()

    def _show_widgets(self) -> None:
        shown = self._all_widgets.get(self.tab_id, [])
        # An equal list must not be sent again: the grid would take it for a change by hand.
        if shown != self.widget_list:
            self.widget_list = shown

    async def _show_filters(self, actor: Principal, fields: list[str]) -> None:
        sources = list(self.source_map)
        self.filter_options = await work(filter_values, actor, sources, fields)
        self.filter_candidates = await work(filter_candidates, actor, sources)
        self.chosen = {field: self.chosen.get(field, []) for field in fields}
        self.filter_fields = fields

    def _settings(self, filter_fields: list[str]) -> DashboardUpdate:
        settings = DashboardSettings(
            date_range=self._dates(),
            filter_fields=tuple(filter_fields),
            time_zone=self.time_zone or None,
            parameters=tuple(self._known_parameters()),
        )
        return DashboardUpdate(settings=settings)

    def _identifier(self) -> UUID | None:
        # Reflex adds the route's argument to the state.
        return parse_id(str(self.dashboard_id))  # type: ignore[attr-defined]

    def _required(self) -> UUID:
        identifier = self._identifier()
        if identifier is None:
            raise NotFound("There is no such dashboard.")
        return identifier


def _shown(widget: WidgetRead) -> dict[str, Any]:
    shown = widget.model_dump(
        mode="json", include={"id", "version", "type", "title", "style", "layout"}
    )
    return shown | {"source_id": str(widget.source_id) if widget.source_id else None}

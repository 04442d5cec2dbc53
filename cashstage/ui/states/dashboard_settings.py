"""The dialog with a dashboard's settings: its time zone and its parameters."""

from __future__ import annotations

import reflex as rx
from pydantic import ValidationError

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError
from cashstage.dashboards.dashboard import service as dashboards
from cashstage.dashboards.dashboard.parameters import MAX_PARAMETERS, ParameterKind
from cashstage.dashboards.dashboard.schemas import DashboardUpdate
from cashstage.ui.states.dashboard import DashboardState
from cashstage.ui.states.parameters import ParameterDraft, draft_of, parameter_of
from cashstage.ui.states.session import PageState, sentence_of, signed_in, work


class DashboardSettingsState(PageState, rx.State):
    """What the dialog shows while it is open; nothing is saved before it is confirmed."""

    shown: bool = False
    time_zone: str = ""
    drafts: list[ParameterDraft] = []
    problem: str = ""

    @rx.var
    def may_add(self) -> bool:
        """Whether there is room for one more parameter."""
        return len(self.drafts) < MAX_PARAMETERS

    @rx.event
    @signed_in
    async def open(self, actor: Principal) -> None:
        """Shows the settings as they are saved."""
        actor.require(Permission.EDIT_DASHBOARDS)
        dashboard = await self.get_state(DashboardState)
        detail = await work(dashboards.read, actor, dashboard._required())
        self.time_zone = detail.settings.time_zone or ""
        self.drafts = [draft_of(each) for each in detail.settings.parameters]
        self.problem, self.shown = "", True

    @rx.event
    @signed_in
    async def close(self, actor: Principal) -> None:
        """Puts the dialog away without saving."""
        self.shown = False

    @rx.event
    @signed_in
    async def set_time_zone(self, actor: Principal, zone: str) -> None:
        """Where the days of this dashboard begin and end; empty as in the organization."""
        self.time_zone = zone

    @rx.event
    @signed_in
    async def add_parameter(self, actor: Principal) -> None:
        """One more parameter, a number."""
        names = {draft["name"] for draft in self.drafts}
        number = next(at for at in range(1, MAX_PARAMETERS + 2) if f"value_{at}" not in names)
        draft = ParameterDraft(
            name=f"value_{number}", label="", kind=ParameterKind.NUMBER, value="0", choices=""
        )
        if len(self.drafts) < MAX_PARAMETERS:
            self.drafts = [*self.drafts, draft]

    @rx.event
    @signed_in
    async def set_draft(self, actor: Principal, index: int, part: str, text: str) -> None:
        """Changes a part of a parameter."""
        if part in ParameterDraft.__annotations__ and index < len(self.drafts):
            changed = {**self.drafts[index], part: text}
            self.drafts[index] = ParameterDraft(**changed)  # type: ignore[typeddict-item]

    @rx.event
    @signed_in
    async def remove_draft(self, actor: Principal, index: int) -> None:
        """Takes a parameter away."""
        self.drafts = [*self.drafts[:index], *self.drafts[index + 1 :]]

    @rx.event
    @signed_in
    async def save(self, actor: Principal) -> None:
        """Saves all of it; what can't be saved stays in the dialog with the reason."""
        dashboard = await self.get_state(DashboardState)
        try:
            parameters = tuple(parameter_of(draft) for draft in self.drafts)
            detail = await work(dashboards.read, actor, dashboard._required())
            settings = detail.settings.model_dump() | {
                "time_zone": self.time_zone or None,
                "parameters": [each.model_dump() for each in parameters],
            }
            body = DashboardUpdate.model_validate({"settings": settings})
            await work(dashboards.update, actor, detail.id, body)
        except (CashstageError, ValidationError) as error:
            self.problem = sentence_of(error)
            return
        self.shown = False
        await dashboard._show_saved(actor)

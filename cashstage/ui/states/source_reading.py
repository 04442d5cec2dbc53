"""What a data source reads, as editors see and change it: cells or sheet, header, account, file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError
from cashstage.core.ids import parse_id
from cashstage.models import ConnectionState
from cashstage.sources.connection import service as connections
from cashstage.sources.data_source import service as sources
from cashstage.sources.data_source.schemas import DataSourceRead, DataSourceUpdate, SourceKind
from cashstage.ui.states.header_text import header_text, parse_header
from cashstage.ui.states.session import PageState, signed_in, work
from cashstage.ui.states.source import SourceState


class SourceReadingState(PageState, rx.State):
    """The form as it was saved last; `upload_address` takes a newer file."""

    source_id: str = ""
    version: int = 0
    is_file: bool = False
    accounts: list[tuple[str, str]] = []
    account_id: str = ""
    tab: str = ""
    cells: str = ""
    header: str = ""
    without_hidden: bool = False
    file_name: str = ""
    sheet: str = ""
    sheets: list[tuple[str, str]] = []
    upload_address: str = ""
    problem: str = ""
    saved: str = ""

    @rx.event
    @signed_in
    async def load(self, actor: Principal) -> None:
        """Reads what is set for the open source."""
        shown = await self.get_state(SourceState)
        identifier = parse_id(shown._identifier)
        actor.require(Permission.EDIT_SOURCES)
        if identifier is None:
            return
        self._show(await work(sources.read, actor, identifier))
        self.problem = self.saved = ""
        rows = [] if self.is_file else await work(connections.read_all, actor)
        self.accounts = [
            (str(row.id), row.email)
            for row in rows
            if row.state is ConnectionState.ACTIVE or str(row.id) == self.account_id
        ]

    @rx.event
    @signed_in
    async def save(self, actor: Principal, form: dict[str, Any]) -> object:
        """Saves the form; the source is read anew when something else is to be read."""
        self.problem, self.saved = "", "failed"
        try:
            body = DataSourceUpdate.model_validate(self._changes(form))
            changed = await work(
                sources.update,
                actor,
                UUID(self.source_id),
                body,
                expected_version=self.version,
            )
        except CashstageError as error:
            self.problem = error.sentence
            return None
        self._show(changed)
        self.saved = "saved"
        return SourceState.refresh

    @rx.event
    @signed_in
    async def uploaded(self, actor: Principal, source_id: str) -> object:
        """A newer file has arrived."""
        if source_id != self.source_id:
            return None
        self._show(await work(sources.read, actor, UUID(self.source_id)))
        return SourceState.refresh

    def _changes(self, form: dict[str, Any]) -> dict[str, Any]:
        header_row, header_rows = parse_header(str(form.get("header") or ""))
        settings: dict[str, Any] = {"header_row": header_row, "header_rows": header_rows}
        if self.is_file:
            if form.get("sheet"):
                settings["sheet"] = form["sheet"]
            return {"settings": settings}
        settings |= {
            "tab": str(form.get("tab") or "").strip() or None,
            "range": str(form.get("range") or "").strip() or None,
            "include_hidden": not form.get("without_hidden"),
        }
        return {"settings": settings, "connection_id": form.get("account") or None}

    def _show(self, source: DataSourceRead) -> None:
        settings = source.settings
        self.source_id, self.version = str(source.id), source.version
        self.is_file = source.type is SourceKind.FILE_UPLOAD
        self.account_id = str(source.connection_id or "")
        self.tab, self.cells = settings.get("tab") or "", settings.get("range") or ""
        self.header = header_text(settings.get("header_row"), settings.get("header_rows", 1))
        self.without_hidden = not settings.get("include_hidden", True)
        self.file_name, self.sheet = settings.get("file_name") or "", settings.get("sheet") or ""
        self.sheets = [(name, name) for name in settings.get("sheets") or []]
        self.upload_address = f"/api/v1/data-sources/{source.id}/upload"

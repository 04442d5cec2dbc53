"""The way from a spreadsheet to a data source, one page: account, spreadsheet, cells, name.

Nothing is written before the last step, and nothing typed is lost by an error on the way.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import reflex as rx
from pydantic import ValidationError

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.connectors.google_sheets.reference import parse_reference
from cashstage.core.errors import CashstageError
from cashstage.core.ids import parse_id
from cashstage.core.settings import GoogleAccess
from cashstage.models import ConnectionState
from cashstage.models.platform import get_platform
from cashstage.sources.connection import service as connections
from cashstage.sources.connection import sheets
from cashstage.sources.connection.schemas import SpreadsheetDetail, SpreadsheetRead
from cashstage.sources.data_source import connect
from cashstage.sources.data_source.schemas import SheetRange, SheetSourceCreate
from cashstage.ui.states.cells import ColumnHead, cell_texts, column_head
from cashstage.ui.states.header_text import parse_header
from cashstage.ui.states.schedule_draft import AT_A_TIME, CHOICES, FIRST_TIME, chosen
from cashstage.ui.states.session import PageState, sentence_of, signed_in, work

SHEET, FILE = "sheet", "file"
PREVIEW_ROWS = 20
PROBLEMS = {
    "consent_refused": "The account was not connected, because consent was declined at Google.",
    "forbidden": "The account was not connected, because Google was not allowed to show its "
    "spreadsheets. Connect it again and leave every box ticked.",
    "upstream_busy": "Google does not answer at the moment. Try again in a minute.",
}
"""Of coming back from Google, by their codes."""
UNKNOWN_PROBLEM = "The account could not be connected. Try again."


class ConnectState(PageState, rx.State):
    """What was chosen so far; each step has a sentence of its own for what is wrong in it."""

    loaded: bool = False
    may_connect: bool = False
    origin: str = SHEET
    asking_for_key: bool = False
    accounts: list[tuple[str, str]] = []
    lapsed: list[str] = []
    lapsed_keys: list[str] = []
    account_id: str = ""
    picker_mode: bool = False
    picked_accounts: list[str] = []
    chosen: str = ""
    account_problem: str = ""
    found: list[dict[str, str]] = []
    searching: bool = False
    address: str = ""
    picks: int = 0
    spreadsheet_id: str = ""
    spreadsheet_title: str = ""
    spreadsheet_problem: str = ""
    tabs: list[tuple[str, str]] = []
    tab: str = ""
    named_ranges: list[str] = []
    cells: str = ""
    header_row: str = ""
    include_hidden: bool = True
    previewing: bool = False
    preview_problem: str = ""
    heads: list[ColumnHead] = []
    rows: list[list[str]] = []
    notes: list[str] = []
    name: str = ""
    schedule: str = ""
    at: str = FIRST_TIME
    save_problem: str = ""
    saving: bool = False

    @rx.var
    def previewed(self) -> bool:
        """Whether there is something to save."""
        return bool(self.heads) and not self.preview_problem

    @rx.var
    def at_a_time(self) -> bool:
        """Whether the chosen schedule needs a time of the day."""
        return self.schedule in AT_A_TIME

    @rx.var
    def picking(self) -> bool:
        """Whether the account's spreadsheets are picked at Google instead of listed here."""
        return self.picker_mode and self.account_id in self.picked_accounts

    @rx.event
    @signed_in
    async def load(self, actor: Principal) -> AsyncIterator[None]:
        """Begins anew, with the account that was connected last."""
        self.reset()
        self.may_connect = actor.may(Permission.EDIT_SOURCES)
        query = self.router.url.query_parameters
        self.origin = FILE if query.get("from") == FILE else SHEET
        if problem := query.get("problem"):
            self.notice = PROBLEMS.get(problem, UNKNOWN_PROBLEM)
        if self.may_connect:
            await self._read_accounts(actor)
        self.loaded = True
        if self.accounts:
            self.account_id = self.accounts[-1][0]
            async for _ in self._search(actor, ""):
                yield

    @rx.event
    @signed_in
    async def choose_origin(self, actor: Principal, origin: str) -> None:
        """A spreadsheet or a file."""
        self.origin = FILE if origin == FILE else SHEET

    @rx.event
    @signed_in
    async def ask_for_key(self, actor: Principal) -> None:
        """Opens the dialog for the key of a service account."""
        self.asking_for_key = True

    @rx.event
    @signed_in
    async def forget_key(self, actor: Principal) -> None:
        """Closes it."""
        self.asking_for_key = False

    @rx.event
    @signed_in
    async def key_stored(self, actor: Principal, account_id: str) -> AsyncIterator[None]:
        """A service account was connected: reads through it from now on."""
        self.asking_for_key = False
        await self._read_accounts(actor)
        if account_id in dict(self.accounts):
            self.account_id = account_id
            self._forget_spreadsheet()
            async for _ in self._search(actor, ""):
                yield

    @rx.event
    @signed_in
    async def choose_account(self, actor: Principal, account_id: str) -> AsyncIterator[None]:
        """Reads through another Google account; a pasted address is tried again."""
        self.account_id = account_id
        self._forget_spreadsheet()
        async for _ in self._search(actor, ""):
            yield
        if self.address:
            async for _ in self._describe(actor, self.address):
                yield

    @rx.event
    @signed_in
    async def search(self, actor: Principal, text: str) -> AsyncIterator[None]:
        """Spreadsheets of the account whose names match."""
        async for _ in self._search(actor, text):
            yield

    @rx.event
    @signed_in
    async def paste(self, actor: Principal, text: str) -> AsyncIterator[None]:
        """An address from the browser's bar; it may name a tab as well."""
        self.address = text.strip()
        if not self.address:
            self._forget_spreadsheet()
            return
        async for _ in self._describe(actor, self.address):
            yield

    @rx.event
    @signed_in
    async def choose_spreadsheet(self, actor: Principal, file_id: str) -> AsyncIterator[None]:
        """One of the list."""
        self.address, self.picks = "", self.picks + 1
        async for _ in self._describe(actor, file_id):
            yield

    @rx.event
    @signed_in
    async def choose_picked(
        self, actor: Principal, file_id: str, title: str
    ) -> AsyncIterator[None]:
        """One that was chosen in Google's dialog, which lets the account read it."""
        self.address, self.picks = "", self.picks + 1
        async for _ in self._describe(actor, file_id):
            self.chosen = title
            yield

    @rx.event
    @signed_in
    async def choose_tab(self, actor: Principal, tab: str) -> AsyncIterator[None]:
        """Another tab of the spreadsheet."""
        self._name_after(tab)
        self.tab, self.cells, self.header_row = tab, "", ""
        async for _ in self._preview(actor):
            yield

    @rx.event
    @signed_in
    async def set_cells(self, actor: Principal, cells: str) -> AsyncIterator[None]:
        """A part of the tab, such as A1:H200; empty for all of it."""
        if cells.strip() != self.cells:
            self.cells = cells.strip()
            async for _ in self._preview(actor):
                yield

    @rx.event
    @signed_in
    async def set_header_row(self, actor: Principal, row: str) -> AsyncIterator[None]:
        """Where the names stand, such as 3 or 3-4; empty to find it, 0 for nowhere."""
        if row.strip() != self.header_row:
            self.header_row = row.strip()
            async for _ in self._preview(actor):
                yield

    @rx.event
    @signed_in
    async def toggle_hidden(self, actor: Principal) -> AsyncIterator[None]:
        """Whether what the sheet hides is read as well."""
        self.include_hidden = not self.include_hidden
        async for _ in self._preview(actor):
            yield

    @rx.event
    @signed_in
    async def set_name(self, actor: Principal, name: str) -> None:
        """What the data source will be called."""
        self.name = name

    @rx.event
    @signed_in
    async def set_schedule(self, actor: Principal, choice: str) -> None:
        """When it is fetched besides on change."""
        self.schedule = choice if choice in dict(CHOICES) else ""

    @rx.event
    @signed_in
    async def set_time(self, actor: Principal, time: str) -> None:
        """At what time of the day."""
        self.at = time or FIRST_TIME

    @rx.event
    @signed_in
    async def save(self, actor: Principal, form: dict[str, str]) -> AsyncIterator[object]:
        """Connects it under the submitted name and shows its page, where the first job runs."""
        self.saving, self.save_problem, self.name = True, "", form.get("name") or ""
        yield None
        try:
            body = SheetSourceCreate(
                **self._range().model_dump(),
                name=self.name,
                schedule=chosen(self.schedule, self.at),
            )
            created = await work(connect.connect_sheet, actor, body)
            yield rx.redirect(f"/sources/{created.id}")
        except (CashstageError, ValidationError) as error:
            self.save_problem = sentence_of(error)
        finally:
            self.saving = False

    @rx.event
    @signed_in
    async def uploaded(self, actor: Principal, source_id: str) -> object:
        """A file has become a data source."""
        identifier = parse_id(source_id)
        return rx.redirect(f"/sources/{identifier}" if identifier else "/sources")

    async def _read_accounts(self, actor: Principal) -> None:
        rows = await work(connections.read_all, actor)
        usable = [row for row in rows if row.state is ConnectionState.ACTIVE]
        self.accounts = [(str(row.id), row.email) for row in usable]
        self.picker_mode = get_platform().settings.google_access is GoogleAccess.PICKER
        self.picked_accounts = [str(row.id) for row in usable if row.access is GoogleAccess.PICKER]
        robots = {row.email for row in rows if row.provider == connections.SERVICE_ACCOUNT}
        lapsed = [row.email for row in rows if row not in usable]
        self.lapsed = [email for email in lapsed if email not in robots]
        self.lapsed_keys = [email for email in lapsed if email in robots]

    async def _search(self, actor: Principal, text: str) -> AsyncIterator[None]:
        self.account_problem = ""
        if self.picking:
            return
        self.searching = True
        yield
        try:
            page = await work(
                sheets.list_spreadsheets, actor, UUID(self.account_id), query=text.strip() or None
            )
            self.found = [_choice(file) for file in page.items]
        except CashstageError as error:
            self.found, self.account_problem = [], error.sentence
        self.searching = False

    async def _describe(self, actor: Principal, address: str) -> AsyncIterator[None]:
        self._forget_spreadsheet()
        try:
            self.spreadsheet_id = parse_reference(address).spreadsheet_id
            self.previewing = True
            yield
            detail = await work(sheets.describe_spreadsheet, actor, UUID(self.account_id), address)
        except CashstageError as error:
            self.spreadsheet_problem, self.previewing = error.sentence, False
            return
        self._show(detail)
        async for _ in self._preview(actor):
            yield

    def _show(self, detail: SpreadsheetDetail) -> None:
        visible = [tab for tab in detail.tabs if not tab.hidden] or detail.tabs
        self.spreadsheet_title = detail.title
        self.tabs = [(tab.title, tab.title) for tab in visible]
        self.named_ranges = detail.named_ranges
        named = [tab.title for tab in detail.tabs if tab.sheet_id == detail.sheet_id]
        self.tab = (named or [tab.title for tab in visible] or [""])[0]
        self._name_after(self.tab)

    def _name_after(self, tab: str) -> None:
        """Proposes a name, unless a person has written one."""
        proposals = {"", self.spreadsheet_title}
        proposals |= {f"{self.spreadsheet_title}, {title}" for title, _ in self.tabs}
        if self.name in proposals or not self.previewed:
            several = len(self.tabs) > 1
            self.name = f"{self.spreadsheet_title}, {tab}" if several else self.spreadsheet_title

    async def _preview(self, actor: Principal) -> AsyncIterator[None]:
        self.previewing, self.preview_problem = True, ""
        yield
        try:
            table = await work(connect.preview_sheet, actor, self._range())
            self.heads = [column_head(column) for column in table.columns]
            self.rows = cell_texts(table.columns, table.rows[:PREVIEW_ROWS])
            self.notes = table.notes
        except (CashstageError, ValidationError) as error:
            self.heads, self.rows, self.notes = [], [], []
            self.preview_problem = sentence_of(error)
        self.previewing = False

    def _range(self) -> SheetRange:
        header_row, header_rows = parse_header(self.header_row)
        return SheetRange(
            connection_id=UUID(self.account_id),
            spreadsheet_id=self.spreadsheet_id,
            tab=self.tab or None,
            range=self.cells or None,
            header_row=header_row,
            header_rows=header_rows,
            include_hidden=self.include_hidden,
        )

    def _forget_spreadsheet(self) -> None:
        self.spreadsheet_id = self.spreadsheet_title = self.spreadsheet_problem = ""
        self.tab = self.cells = self.header_row = self.preview_problem = self.name = ""
        self.save_problem = self.chosen = ""
        self.include_hidden, self.named_ranges = True, []
        self.tabs, self.heads, self.rows, self.notes = [], [], [], []


def _choice(file: SpreadsheetRead) -> dict[str, str]:
    return {"value": file.id, "label": file.name, "note": f"{file.modified_at:%d %b %Y}"}

"""The pages for people: list, look, type into cells, share, rename, delete, revoke."""

from __future__ import annotations

import hashlib
import re
import secrets

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from cashstage.emulator.a1 import parse_area
from cashstage.emulator.entry import parse_entry
from cashstage.emulator.number_format import LOCALES
from cashstage.emulator.oauth import TOKEN_ADDRESS
from cashstage.emulator.paste import tab_from_text
from cashstage.emulator.people import person_of
from cashstage.emulator.spreadsheet_page import ROWS_PER_PAGE, show_list, show_spreadsheet
from cashstage.emulator.state import EmulatorState
from cashstage.emulator.workbook import Spreadsheet, Tab

_ROBOT = re.compile(r"[a-z][a-z0-9-]{4,28}[a-z0-9]")


def spreadsheet_id(seed: str | None = None) -> str:
    """An id in Google's shape: 44 characters; the same for the same seed."""
    digest = hashlib.sha256((seed or secrets.token_hex(16)).encode()).hexdigest()
    return f"1{digest[:43]}"


class BrowserPages:
    """HTML over the drive store; every write is a plain form post."""

    def __init__(self, state: EmulatorState) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """Where the pages live; a spreadsheet's own address looks like Google's."""
        below = "/spreadsheets/d/{spreadsheet_id}"
        return [
            Route("/", self.start),
            Route("/spreadsheets", self.index, methods=["GET"]),
            Route("/spreadsheets", self.create, methods=["POST"]),
            Route(below + "/edit", self.show),
            Route(below + "/cells", self.set_cell, methods=["POST"]),
            Route(below + "/sharing", self.share, methods=["POST"]),
            Route(below + "/names", self.rename, methods=["POST"]),
            Route(below + "/trash", self.delete, methods=["POST"]),
            Route("/service-accounts", self.new_key, methods=["POST"]),
            Route("/accounts/revoke", self.revoke, methods=["POST"]),
        ]

    def start(self, request: Request) -> Response:
        """The list is the first page."""
        return RedirectResponse("/spreadsheets")

    def index(self, request: Request) -> Response:
        """Lists every spreadsheet."""
        return show_list(self._state.drive.all(), self._state.grants.people())

    async def create(self, request: Request) -> Response:
        """Makes a spreadsheet, with pasted cells when there are any."""
        form = await request.form()
        owner = person_of(str(form.get("owner", "")))
        locale = str(form.get("locale", "en_US"))
        if owner is None or locale not in LOCALES:
            raise HTTPException(422, "An owner's e-mail address and a known locale are needed.")
        tab = tab_from_text(str(form.get("text", "")), LOCALES[locale])
        made = Spreadsheet(
            id=spreadsheet_id(),
            title=_text(form, "title"),
            owner=owner.email,
            tabs=[tab],
            locale_name=locale,
        )
        self._state.drive.add(made)
        return _to(made, tab)

    def show(self, request: Request) -> Response:
        """One page of one tab."""
        spreadsheet = self._spreadsheet(request)
        tab = _tab(spreadsheet, request.query_params.get("gid"))
        text = request.query_params.get("page", "1")
        last = (tab.row_count - 1) // ROWS_PER_PAGE + 1
        number = int(text) if text.isdecimal() and 1 <= int(text) <= last else 1
        return show_spreadsheet(spreadsheet, tab, number)

    async def set_cell(self, request: Request) -> Response:
        """Types text into one cell; answers JSON to scripts, the page to plain forms."""
        form = await request.form()
        found = self._spreadsheet(request)
        gid = str(form.get("gid", found.tabs[0].sheet_id))
        area = parse_area(str(form.get("cell", "")))
        tab = _tab(found, gid)
        if area is None or not (area.top < tab.row_count and area.left < tab.column_count):
            raise HTTPException(422, "There is no such cell in this tab.")
        row, column = area.top, area.left
        with self._state.drive.editing(found.id) as spreadsheet:
            tab = _tab(spreadsheet, gid)
            value, number_format = parse_entry(
                str(form.get("value", "")),
                current=tab.number_format(row, column),
                locale=spreadsheet.locale,
            )
            tab.put(row, column, value, number_format)
        if "application/json" not in request.headers.get("Accept", ""):
            return _to(spreadsheet, tab)
        numeric = isinstance(value, int | float) and not isinstance(value, bool)
        shown = spreadsheet.shown(tab, row, column)
        answer = {"shown": shown, "numeric": numeric, "version": spreadsheet.version}
        return JSONResponse(answer)

    async def share(self, request: Request) -> Response:
        """Lets a person read the spreadsheet, or no longer."""
        form = await request.form()
        person = person_of(str(form.get("email", "")))
        if person is None:
            raise HTTPException(422, "An e-mail address is needed.")
        with self._state.drive.editing(self._spreadsheet(request).id) as spreadsheet:
            if form.get("access") == "reader":
                spreadsheet.readers.add(person.email)
            else:
                spreadsheet.readers.discard(person.email)
        return _to(spreadsheet, spreadsheet.tabs[0])

    async def rename(self, request: Request) -> Response:
        """Renames the spreadsheet and the tab."""
        form = await request.form()
        title, tab_title = _text(form, "title"), _text(form, "tab")
        with self._state.drive.editing(self._spreadsheet(request).id) as spreadsheet:
            tab = _tab(spreadsheet, str(form.get("gid", "")))
            taken = spreadsheet.tab(tab_title)
            if taken is not None and taken is not tab:
                raise HTTPException(422, f"There is already a tab named {tab_title}.")
            spreadsheet.title, tab.title = title, tab_title
        return _to(spreadsheet, tab)

    def delete(self, request: Request) -> Response:
        """Deletes the spreadsheet for ever."""
        self._state.drive.delete(self._spreadsheet(request).id)
        return RedirectResponse("/spreadsheets", status_code=303)

    async def new_key(self, request: Request) -> Response:
        """A service account, whose key file is the answer."""
        name = _text(await request.form(), "name")
        if not _ROBOT.fullmatch(name):
            raise HTTPException(422, "A name has 6 to 30 small letters, digits and hyphens.")
        key = self._state.service_accounts.new_key(name, TOKEN_ADDRESS)
        shown = {"Content-Disposition": f'attachment; filename="{name}.json"'}
        return JSONResponse(key, headers=shown)

    async def revoke(self, request: Request) -> Response:
        """Ends everything a person has allowed."""
        form = await request.form()
        email = str(form.get("email", ""))
        self._state.grants.revoke_person(email)
        self._state.service_accounts.delete_keys(email)
        return RedirectResponse("/spreadsheets", status_code=303)

    def _spreadsheet(self, request: Request) -> Spreadsheet:
        found = self._state.drive.get(request.path_params["spreadsheet_id"])
        if found is None:
            raise HTTPException(404, "There is no such spreadsheet.")
        return found


def _text(form: FormData, name: str) -> str:
    text = str(form.get(name, "")).strip()
    if not text:
        raise HTTPException(422, f"The field {name} is empty.")
    return text


def _tab(spreadsheet: Spreadsheet, gid: str | None) -> Tab:
    for tab in spreadsheet.tabs:
        if gid is None or str(tab.sheet_id) == gid:
            return tab
    raise HTTPException(404, "There is no such tab.")


def _to(spreadsheet: Spreadsheet, tab: Tab) -> Response:
    address = f"/spreadsheets/d/{spreadsheet.id}/edit?gid={tab.sheet_id}"
    return RedirectResponse(address, status_code=303)

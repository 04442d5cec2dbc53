"""Google's Picker: the script that a page loads, the frame it opens, and what picking grants."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cashstage.emulator.drive_query import SPREADSHEET_TYPE
from cashstage.emulator.google_error import GoogleError
from cashstage.emulator.picker_page import show_picker
from cashstage.emulator.state import Caller, EmulatorState, caller_of
from cashstage.emulator.workbook import Spreadsheet

_SCRIPT = Path(__file__).with_name("picker_api.js")
_SCOPES = ("drive.file", "drive.metadata.readonly", "drive.readonly", "drive")


class Picker:
    """The widget shows all spreadsheets of the token's person; only what is picked is granted."""

    def __init__(self, state: EmulatorState) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """The script lives where Google's does; what the frame asks for is nobody else's business.

        The frame gets its token in the part of the address that no server sees.
        """
        return [
            Route("/js/api.js", self.script),
            Route("/picker", self.frame),
            Route("/picker/files", self.list_files),
            Route("/picker/picks", self.pick, methods=["POST"]),
        ]

    def script(self, request: Request) -> Response:
        """`gapi`, which loads `google.picker`."""
        text = _SCRIPT.read_text(encoding="utf-8")
        return Response(text, media_type="text/javascript", headers={"Cache-Control": "no-cache"})

    def frame(self, request: Request) -> Response:
        """The dialog's inside; only pages of the client may show it."""
        origin = request.query_params.get("origin", "")
        if not self._state.client.serves(origin):
            raise HTTPException(403, "This origin is not registered for the client.")
        return show_picker(origin)

    def list_files(self, request: Request) -> Response:
        """The person's spreadsheets whose titles contain `q`, changed last first."""
        caller = self._caller(request)
        wanted = request.query_params.get("q", "").casefold()
        found = [
            file
            for file in self._state.drive.all()
            if file.visible_to(caller.email) and wanted in file.title.casefold()
        ]
        return JSONResponse({"docs": [self._document(caller, file) for file in found]})

    async def pick(self, request: Request) -> Response:
        """Grants files to the client, if the widget was opened in its name (`appId`)."""
        caller = self._caller(request)
        body = await request.json()
        known = [self._state.drive.get(str(file_id)) for file_id in body["ids"]]
        picked = [file.id for file in known if file is not None and file.visible_to(caller.email)]
        if len(picked) < len(known):
            raise GoogleError(404, "Requested entity was not found.")
        if body.get("appId") == self._state.client.project:
            self._state.grants.pick(caller.email, picked)
        return Response(status_code=204)

    def _caller(self, request: Request) -> Caller:
        return caller_of(
            self._state,
            request,
            scopes=_SCOPES,
            service="picker.googleapis.com",
            method="google.picker.v1.Picker.Open",
        )

    def _document(self, caller: Caller, file: Spreadsheet) -> dict[str, Any]:
        """What the page's callback gets of a picked file."""
        address = f"{self._state.base_url}/spreadsheets/d/{file.id}"
        return {
            "id": file.id,
            "serviceId": "spread",
            "mimeType": SPREADSHEET_TYPE,
            "name": file.title,
            "description": "",
            "type": "document",
            "lastEditedUtc": int(file.modified.timestamp() * 1000),
            "iconUrl": "",
            "url": f"{address}/edit?usp=drive_web",
            "embedUrl": f"{address}/htmlembed",
            "sizeBytes": 0,
            "isShared": caller.email != file.owner or bool(file.readers),
        }

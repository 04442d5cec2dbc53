"""The Drive API, version 3, as far as finding and watching spreadsheets goes."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cashstage.core.clock import iso_z
from cashstage.emulator.drive_query import SPREADSHEET_TYPE, parse_query
from cashstage.emulator.drive_store import Change
from cashstage.emulator.field_mask import apply_mask, parse_mask
from cashstage.emulator.google_error import drive_error
from cashstage.emulator.people import person_of
from cashstage.emulator.state import Caller, EmulatorState, caller_of
from cashstage.emulator.workbook import Spreadsheet

_SCOPES = ("drive.metadata.readonly", "drive.metadata", "drive.readonly", "drive", "drive.file")
_FILE_DEFAULT = "kind,id,name,mimeType"
_ORDERS = {
    "name": lambda file: file.title.casefold(),
    "name_natural": lambda file: file.title.casefold(),
    "createdTime": lambda file: file.created,
    "modifiedTime": lambda file: file.modified,
    "recency": lambda file: file.modified,
    "viewedByMeTime": lambda file: file.modified,
}


class DriveApi:
    """The methods `files.list`, `files.get`, `changes.getStartPageToken`, `changes.list`."""

    def __init__(self, state: EmulatorState) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """Where the methods live, below the emulator's base URL."""
        return [
            Route("/drive/v3/files", self.list_files),
            Route("/drive/v3/files/{file_id}", self.get_file),
            Route("/drive/v3/changes/startPageToken", self.get_start_page_token),
            Route("/drive/v3/changes", self.list_changes),
        ]

    def list_files(self, request: Request) -> Response:
        """`files.list`: the caller's spreadsheets that fit `q`, page by page."""
        caller = drive_caller(self._state, request, "drive.files.list")
        query = request.query_params.get("q")
        fits = parse_query(query, caller.email) if query else lambda _: True
        found = [file for file in self._state.drive.all() if caller.sees(file) and fits(file)]
        for key in reversed(
            (request.query_params.get("orderBy") or "modifiedTime desc").split(",")
        ):
            name, _, direction = key.strip().partition(" ")
            if name not in _ORDERS or direction not in {"", "desc"}:
                raise _invalid("orderBy")
            found.sort(key=_ORDERS[name], reverse=direction == "desc")
        size, start = _page_size(request, 100), _page_start(request)
        page = found[start : start + size]
        answer: dict[str, Any] = {"kind": "drive#fileList", "incompleteSearch": False}
        if start + size < len(found):
            answer["nextPageToken"] = f"~!{start + size}"
        answer["files"] = [self._file(caller, file) for file in page]
        default = f"kind,incompleteSearch,nextPageToken,files({_FILE_DEFAULT})"
        return _masked(request, answer, default)

    def get_file(self, request: Request) -> Response:
        """`files.get`: the metadata of one spreadsheet."""
        caller = drive_caller(self._state, request, "drive.files.get")
        file_id = request.path_params["file_id"]
        file = self._state.drive.get(file_id)
        if file is None or not caller.sees(file):
            where = ("fileId", "parameter")
            raise drive_error(404, f"File not found: {file_id}.", "notFound", location=where)
        return _masked(request, self._file(caller, file), _FILE_DEFAULT)

    def get_start_page_token(self, request: Request) -> Response:
        """`changes.getStartPageToken`: where a feed of future changes begins."""
        drive_caller(self._state, request, "drive.changes.getStartPageToken")
        token = str(self._state.drive.next_change)
        return JSONResponse({"kind": "drive#startPageToken", "startPageToken": token})

    def list_changes(self, request: Request) -> Response:
        """`changes.list`: the caller's changes since a page token."""
        caller = drive_caller(self._state, request, "drive.changes.list")
        since = changes_token(self._state, request)
        after_these = self._state.drive.next_change
        changes = [
            change
            for change in self._state.drive.changes_for(caller.email, since)
            if caller.was_given(change.file_id)
        ]
        if request.query_params.get("includeRemoved", "true") == "false":
            changes = [change for change in changes if change.spreadsheet is not None]
        size = _page_size(request, 100)
        answer: dict[str, Any] = {"kind": "drive#changeList"}
        if len(changes) > size:
            answer["nextPageToken"] = str(changes[size].number)
        else:
            answer["newStartPageToken"] = str(after_these)
        answer["changes"] = [self._change(caller, change) for change in changes[:size]]
        shown = f"kind,removed,fileId,time,changeType,type,file({_FILE_DEFAULT})"
        return _masked(request, answer, f"kind,nextPageToken,newStartPageToken,changes({shown})")

    def _change(self, caller: Caller, change: Change) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "kind": "drive#change",
            "type": "file",
            "changeType": "file",
            "time": iso_z(change.time),
            "removed": change.spreadsheet is None,
            "fileId": change.file_id,
        }
        if change.spreadsheet is not None:
            shown["file"] = self._file(caller, change.spreadsheet)
        return shown

    def _file(self, caller: Caller, file: Spreadsheet) -> dict[str, Any]:
        owner = person_of(file.owner)
        mine = caller.email == file.owner
        return {
            "kind": "drive#file",
            "id": file.id,
            "name": file.title,
            "mimeType": SPREADSHEET_TYPE,
            "starred": False,
            "trashed": file.trashed,
            "explicitlyTrashed": file.trashed,
            "spaces": ["drive"],
            "version": str(file.version),
            "webViewLink": f"{self._state.base_url}/spreadsheets/d/{file.id}/edit",
            "createdTime": iso_z(file.created),
            "modifiedTime": iso_z(file.modified),
            "owners": [
                {
                    "kind": "drive#user",
                    "displayName": owner.name if owner else file.owner,
                    "me": mine,
                    "permissionId": owner.subject if owner else "",
                    "emailAddress": file.owner,
                }
            ],
            "ownedByMe": mine,
            "shared": bool(file.readers),
        }


def drive_caller(state: EmulatorState, request: Request, method: str) -> Caller:
    """Who calls a method of Drive; raises Google's 401 and 403."""
    return caller_of(
        state,
        request,
        scopes=_SCOPES,
        service="drive.googleapis.com",
        method=f"google.apps.drive.v3.{method}",
    )


def changes_token(state: EmulatorState, request: Request) -> int:
    """The number behind the page token of a feed of changes; raises Google's 400."""
    token = request.query_params.get("pageToken")
    if token is None:
        where = ("pageToken", "parameter")
        raise drive_error(400, "Required parameter: pageToken", "required", location=where)
    if not token.isdecimal() or not 0 < int(token) <= state.drive.next_change:
        raise _invalid("pageToken")
    return int(token)


def _invalid(parameter: str) -> Exception:
    return drive_error(400, "Invalid Value", "invalid", location=(parameter, "parameter"))


def _page_size(request: Request, default: int) -> int:
    text = request.query_params.get("pageSize", str(default))
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise _invalid("pageSize")
    return int(text)


def _page_start(request: Request) -> int:
    token = request.query_params.get("pageToken", "~!0")
    if not token.startswith("~!") or not token[2:].isdecimal():
        raise _invalid("pageToken")
    return int(token[2:])


def _masked(request: Request, answer: dict[str, Any], default: str) -> Response:
    mask = parse_mask(request.query_params.get("fields") or default)
    return JSONResponse(apply_mask(answer, mask))

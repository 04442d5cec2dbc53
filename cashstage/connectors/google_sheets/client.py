"""What a Google account holds: its spreadsheets, their tabs, and what has changed in them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from google.auth.credentials import Credentials
from gspread.urls import DRIVE_FILES_API_V3_URL, SPREADSHEET_URL

from cashstage.connectors.google_sheets.endpoints import DRIVE_CHANGES_URL
from cashstage.connectors.google_sheets.reference import CellRange
from cashstage.connectors.google_sheets.transport import (
    INTERACTIVE,
    GoogleTransport,
    ReadBudget,
    RetryPolicy,
)
from cashstage.core.errors import SourceUnavailable

_SPREADSHEET_TYPE = "application/vnd.google-apps.spreadsheet"
_FILE_FIELDS = "id,name,version,modifiedTime,trashed,ownedByMe,owners(displayName,emailAddress)"
_ALL_DRIVES = {"supportsAllDrives": True, "includeItemsFromAllDrives": True}
DESCRIBE_FIELDS = (
    "spreadsheetId,properties(title,locale,timeZone),namedRanges(name,range),"
    "sheets.properties(sheetId,title,index,sheetType,hidden,gridProperties(rowCount,columnCount))"
)


@dataclass(frozen=True, slots=True)
class DriveFile:
    """A spreadsheet as Drive lists it; `version` grows with every change of any kind."""

    id: str
    name: str
    version: int
    modified_at: datetime
    trashed: bool
    owner: str | None


@dataclass(frozen=True, slots=True)
class DriveFilePage:
    """Some spreadsheets, and the token of the next page."""

    files: list[DriveFile]
    next_page_token: str | None


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that changed; `file` is None when it is gone or no longer shared with us."""

    file_id: str
    file: DriveFile | None


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything since a page token, and the token to ask with next time."""

    changes: list[FileChange]
    page_token: str


@dataclass(frozen=True, slots=True)
class TabInfo:
    """One tab; `sheet_id` (the `gid`) survives renaming. Counts are those of the grid."""

    sheet_id: int
    title: str
    index: int
    row_count: int
    column_count: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class SpreadsheetInfo:
    """A spreadsheet and its tabs that have cells.

    `named_ranges` holds the tab's `sheet_id` and the cells of each name.
    """

    id: str
    title: str
    locale: str | None
    time_zone: str | None
    tabs: list[TabInfo]
    named_ranges: dict[str, tuple[int, CellRange]] = field(default_factory=dict)

    def named_range(self, name: str) -> tuple[int, CellRange]:
        """The `sheet_id` and the cells of a name in any case; raises SourceUnavailable."""
        for known, place in self.named_ranges.items():
            if known.casefold() == name.casefold():
                return place
        others = ", ".join(sorted(self.named_ranges))
        raise SourceUnavailable(
            f"The spreadsheet has no range named {name!r}.",
            next_step=f"Choose one of its named ranges ({others}) or cells such as A1:H200."
            if others
            else "Choose the cells, such as A1:H200.",
        )

    def tab(self, title: str, sheet_id: int | None = None) -> TabInfo:
        """The tab of that `gid`, else of that title; raises SourceUnavailable."""
        for tab in self.tabs:
            if sheet_id is not None and tab.sheet_id == sheet_id:
                return tab
        for tab in self.tabs:
            if tab.title == title:
                return tab
        others = ", ".join(found.title for found in self.tabs if not found.hidden)
        raise SourceUnavailable(
            f"The spreadsheet has no tab named {title!r} any more.",
            next_step=f"Choose one of its tabs: {others}." if others else "Choose another one.",
        )


class GoogleSheets:
    """Reads on behalf of one Google account; one instance per thread, closed after use.

    Every method raises ConsentLost, SourceUnavailable or UpstreamBusy (after the retries that
    `retry` allows) when Google does not give what is asked.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        endpoint: str | None = None,
        retry: RetryPolicy = INTERACTIVE,
        budget: ReadBudget | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.transport = GoogleTransport(
            credentials, endpoint=endpoint, retry=retry, budget=budget, sleep=sleep
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.transport.close()

    def list_spreadsheets(
        self, query: str | None = None, *, page_token: str | None = None, page_size: int = 50
    ) -> DriveFilePage:
        """The account's spreadsheets whose names have words starting with `query`, newest first."""
        terms = [f"mimeType = '{_SPREADSHEET_TYPE}'", "trashed = false"]
        terms += [f"name contains {_quoted(word)}" for word in (query or "").split()]
        answer = self.transport.get(
            DRIVE_FILES_API_V3_URL,
            {
                "q": " and ".join(terms),
                "orderBy": "modifiedTime desc",
                "pageSize": page_size,
                "fields": f"nextPageToken,files({_FILE_FIELDS})",
                **_ALL_DRIVES,
                **({"pageToken": page_token} if page_token else {}),
            },
        )
        files = [_drive_file(item) for item in answer.get("files", [])]
        return DriveFilePage(files, answer.get("nextPageToken"))

    def file(self, spreadsheet_id: str) -> DriveFile:
        """The present version and modification time of one spreadsheet."""
        answer = self.transport.get(
            f"{DRIVE_FILES_API_V3_URL}/{quote(spreadsheet_id, safe='')}",
            {"fields": _FILE_FIELDS, "supportsAllDrives": True},
        )
        return _drive_file(answer)

    def kept_file(self, spreadsheet_id: str) -> DriveFile:
        """The same of a spreadsheet that is to be read; raises SourceUnavailable for the trash."""
        file = self.file(spreadsheet_id)
        if file.trashed:
            raise SourceUnavailable(
                f"The spreadsheet {file.name!r} is in the trash of Google Drive.",
                next_step="Restore it there before Google deletes it for good, 30 days after it"
                " was thrown away.",
            )
        return file

    def describe(self, spreadsheet_id: str) -> SpreadsheetInfo:
        """Title, locale, time zone and tabs."""
        url = SPREADSHEET_URL % quote(spreadsheet_id, safe="")
        return spreadsheet_info(self.transport.get(url, {"fields": DESCRIBE_FIELDS}))

    def start_page_token(self) -> str:
        """Where the feed of this account's future changes begins."""
        answer = self.transport.get(f"{DRIVE_CHANGES_URL}/startPageToken")
        return str(answer["startPageToken"])

    def changes_since(self, page_token: str) -> Changes:
        """All changes since a token, one request in the usual case of few.

        Raises InvalidInput when Google does not know the token: start again from a new one.
        """
        changes: list[FileChange] = []
        token = page_token
        while True:
            answer = self.transport.get(
                DRIVE_CHANGES_URL,
                {
                    "pageToken": token,
                    "pageSize": 1000,
                    "includeRemoved": True,
                    "spaces": "drive",
                    "fields": "nextPageToken,newStartPageToken,"
                    f"changes(changeType,fileId,removed,file({_FILE_FIELDS}))",
                    **_ALL_DRIVES,
                },
            )
            found = (item for item in answer.get("changes", []) if "fileId" in item)
            changes += [_file_change(item) for item in found]
            if "newStartPageToken" in answer:
                return Changes(changes, str(answer["newStartPageToken"]))
            token = str(answer["nextPageToken"])


def spreadsheet_info(answer: dict[str, Any]) -> SpreadsheetInfo:
    """The tabs and properties of a `spreadsheets.get` answer."""
    properties = answer.get("properties", {})
    tabs = [_tab(sheet["properties"]) for sheet in answer.get("sheets", [])]
    return SpreadsheetInfo(
        id=answer["spreadsheetId"],
        title=properties.get("title", ""),
        locale=properties.get("locale"),
        time_zone=properties.get("timeZone"),
        tabs=[tab for tab in tabs if tab is not None],
        named_ranges={
            found["name"]: (found["range"].get("sheetId", 0), _cell_range(found["range"]))
            for found in answer.get("namedRanges", [])
        },
    )


def _cell_range(grid_range: dict[str, int]) -> CellRange:
    """From 0-based, half-open and maybe unbounded to what people count."""
    return CellRange(
        first_row=grid_range.get("startRowIndex", 0) + 1,
        first_column=grid_range.get("startColumnIndex", 0) + 1,
        last_row=grid_range.get("endRowIndex"),
        last_column=grid_range.get("endColumnIndex"),
    )


def _tab(properties: dict[str, Any]) -> TabInfo | None:
    if properties.get("sheetType", "GRID") != "GRID":
        return None
    grid = properties.get("gridProperties", {})
    return TabInfo(
        sheet_id=properties.get("sheetId", 0),
        title=properties["title"],
        index=properties.get("index", 0),
        row_count=grid.get("rowCount", 0),
        column_count=grid.get("columnCount", 0),
        hidden=properties.get("hidden", False),
    )


def _drive_file(item: dict[str, Any]) -> DriveFile:
    owner: dict[str, Any] = next(iter(item.get("owners", [])), {})
    return DriveFile(
        id=item["id"],
        name=item["name"],
        version=int(item["version"]),
        modified_at=datetime.fromisoformat(item["modifiedTime"]),
        trashed=item.get("trashed", False),
        owner=owner.get("emailAddress") or owner.get("displayName"),
    )


def _file_change(item: dict[str, Any]) -> FileChange:
    gone = item.get("removed", False) or "file" not in item
    return FileChange(item["fileId"], None if gone else _drive_file(item["file"]))


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "\\'") + "'"

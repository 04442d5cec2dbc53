"""The demo company's spreadsheets: what an analyst exports from each platform, 90 days to today.

They are made on the first start and completed on later ones: missing days are appended, what
people have typed stays. Headers are those of the platforms' own exports.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from cashstage.core.clock import Clock, today_in
from cashstage.emulator.browser_pages import spreadsheet_id
from cashstage.emulator.campaigns import DemoDay
from cashstage.emulator.drive_store import DriveStore
from cashstage.emulator.mailings import BUDGET_COLUMNS, MAIL_COLUMNS, budget_rows, mail_rows
from cashstage.emulator.number_format import EPOCH
from cashstage.emulator.overview import OVERVIEW_COLUMNS, overview_rows
from cashstage.emulator.people import ADMIN, EDITOR, VIEWER
from cashstage.emulator.platform_exports import (
    GOOGLE_COLUMNS,
    LINKEDIN_COLUMNS,
    META_COLUMNS,
    TIKTOK_COLUMNS,
    Columns,
    Rows,
    google_rows,
    linkedin_rows,
    meta_rows,
    tiktok_rows,
)
from cashstage.emulator.workbook import Spreadsheet, Tab

DAYS = 90
TIME_ZONE = "Etc/UTC"
_GAP_BEGINS, _GAP_ENDS = 41, 37
"""The tracking gap, in days before the first start: tags were broken, money went on."""


@dataclass(frozen=True, slots=True)
class Export:
    """One spreadsheet of the demo; `rows` makes those of a day."""

    title: str
    tab: str
    columns: Columns
    rows: Callable[[DemoDay], Rows]
    readers: frozenset[str] = frozenset({EDITOR.email})
    date_column: int = 0
    margin: int = 0
    """Days that the table reaches beyond the 90 at either end."""

    @property
    def id(self) -> str:
        """The same id on every machine."""
        return spreadsheet_id(f"demo:{self.title}")


def seed_demo(drive: DriveStore, clock: Clock) -> None:
    """Makes the demo spreadsheets, or appends the days that have passed; deleted ones stay away."""
    today = today_in(TIME_ZONE, clock())
    for export in EXPORTS:
        known = drive.get(export.id)
        if known is not None:
            _complete(drive, export, known, today)
        elif not drive.has_held(export.id):
            drive.add(_made(export, today))


def _made(export: Export, today: date) -> Spreadsheet:
    rows: Rows = [[header for header, _ in export.columns]]
    for back in range(DAYS - 1 + export.margin, -1 - export.margin, -1):
        tracked = not _GAP_ENDS <= back <= _GAP_BEGINS
        rows += export.rows(DemoDay(today - timedelta(days=back), tracked=tracked))
    tab = Tab(
        sheet_id=0,
        title=export.tab,
        rows=rows,
        column_formats=[number_format for _, number_format in export.columns],
        row_count=1000,
    )
    return Spreadsheet(
        id=export.id,
        title=export.title,
        owner=ADMIN.email,
        tabs=[tab],
        time_zone=TIME_ZONE,
        readers=set(export.readers),
    )


def _complete(drive: DriveStore, export: Export, known: Spreadsheet, today: date) -> None:
    tab = known.tab(export.tab)
    if tab is None:
        return
    last = today + timedelta(days=export.margin)
    dates = [row[export.date_column] for row in tab.rows[1:] if len(row) > export.date_column]
    serials = [value for value in dates if isinstance(value, int | float)]
    newest = min(max(serials, default=0), (last - EPOCH.date()).days)
    day = (EPOCH + timedelta(days=newest)).date() + timedelta(days=1)
    missing: Rows = []
    for back in range(min((last - day).days, DAYS - 1), -1, -1):
        missing += export.rows(DemoDay(last - timedelta(days=back)))
    if missing:
        with drive.editing(known.id) as spreadsheet:
            tab = spreadsheet.tabs[known.tabs.index(tab)]
            tab.rows.extend(missing)
            tab.make_room()


_EVERYONE = frozenset({EDITOR.email, VIEWER.email})
EXPORTS = (
    Export("All channels", "Daily", OVERVIEW_COLUMNS, overview_rows, readers=_EVERYONE),
    Export("Google Ads", "Campaigns", GOOGLE_COLUMNS, google_rows),
    Export("Meta Ads", "Ad sets", META_COLUMNS, meta_rows),
    Export("LinkedIn Ads", "Campaign performance", LINKEDIN_COLUMNS, linkedin_rows),
    Export("TikTok Ads", "Ad groups", TIKTOK_COLUMNS, tiktok_rows),
    Export("Email", "Campaigns", MAIL_COLUMNS, mail_rows, readers=_EVERYONE, date_column=2),
    Export("Marketing budget", "Budget", BUDGET_COLUMNS, budget_rows, _EVERYONE, margin=31),
)

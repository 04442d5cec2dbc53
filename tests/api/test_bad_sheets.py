"""Spreadsheets that went bad: a sentence, a next step, and the numbers from before.

Each goes the whole way: Google's answer, a worker's attempt, the job and its source over HTTP, and
a question that is still answered from the snapshot before.
"""

from __future__ import annotations

import copy
import time
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from cashstage.connectors.google_sheets.transport import RetryPolicy
from cashstage.emulator.faults import FaultOrder
from cashstage.emulator.server import EmulatorServer
from cashstage.emulator.workbook import Block, Spreadsheet
from cashstage.models import Connection, ConnectionState
from cashstage.sources import reading
from tests.api.conftest import Standing
from tests.api.problems import sentence_of
from tests.factories import sources, workspaces
from tests.factories.bad_sheets import ROWS, BadSheet, connected

pytestmark = pytest.mark.integration

QUICK = RetryPolicy(tries=2, longest_wait=0.01, give_up_after=5.0, read_timeout=1.0)
"""A worker's patience, as far as a test can wait for it."""


@pytest.fixture
def sheet(
    standing: Standing, emulator: EmulatorServer, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> BadSheet:
    """A spreadsheet before anything happens to it, and all reads that a minute allows."""
    monkeypatch.setattr(reading, "PATIENT", QUICK)
    settings = standing.platform.settings.model_copy(update={"google_timeout_seconds": 1.0})
    platform = replace(standing.platform, settings=settings)
    return connected(platform, emulator, standing.acme.admin, standing.editor)


def trash(edited: Spreadsheet) -> None:
    edited.trashed = True


def restore(edited: Spreadsheet) -> None:
    edited.trashed = False


def test_a_spreadsheet_in_the_trash(sheet: BadSheet) -> None:
    sheet.edit(trash)

    assert sheet.failed("source_unavailable") == (
        "The spreadsheet 'Ads' is in the trash of Google Drive. Restore it there before Google"
        " deletes it for good, 30 days after it was thrown away."
    )
    assert "in the trash" in sentence_of(sheet.preview(), 409, "source_unavailable")
    sheet.edit(restore)
    sheet.recovers()


def test_a_deleted_spreadsheet(sheet: BadSheet) -> None:
    sheet.emulator.state.drive.delete(sheet.spreadsheet_id)

    assert sheet.failed("source_unavailable") == (
        "The spreadsheet does not exist or was deleted, or it is not shared with this Google"
        " account. Check the link, or ask the owner to restore it or to share it with this"
        " account."
    )
    assert "was deleted" in sentence_of(sheet.preview(), 409, "source_unavailable")


def test_access_that_was_taken_away(sheet: BadSheet) -> None:
    sheet.edit(lambda edited: setattr(edited, "owner", "somebody@else.example"))
    sentence = sheet.failed("source_unavailable")

    assert "not shared with this Google account" in sentence
    assert "ask the owner to restore it or to share it" in sentence
    assert "Ask the owner to share it" in sentence_of(sheet.preview(), 409, "source_unavailable")
    sheet.edit(lambda edited: edited.readers.add(sheet.owner))
    sheet.recovers()


def test_a_deleted_tab(sheet: BadSheet) -> None:
    before = copy.deepcopy(current(sheet).tabs)
    sheet.edit(lambda edited: edited.tabs.pop(0))

    assert sheet.failed("source_unavailable") == (
        "The spreadsheet has no tab named 'Daily' any more. Choose one of its tabs: Notes."
    )
    assert "no tab named" in sentence_of(sheet.preview(tab="Daily"), 409, "source_unavailable")
    sheet.edit(lambda edited: setattr(edited, "tabs", before))
    sheet.recovers()


def test_a_renamed_tab_is_followed(sheet: BadSheet) -> None:
    for name in ("Every day", "Each day"):
        sheet.rename(name)
        sheet.recovers()
        assert sheet.source()["settings"]["tab"] == name

    sheet.edit(lambda edited: setattr(edited.tabs[1], "title", "Daily"))
    sheet.recovers()


def test_a_range_that_begins_outside_the_tab(sheet: BadSheet) -> None:
    sheet.rewrite([*[[]] * 9, *ROWS])
    sheet.settings(range="A10:C60")
    sheet.rewrite(ROWS, spare=2)

    assert sheet.failed("source_unavailable") == (
        "The range begins outside the tab 'Daily', which has 5 rows and 26 columns. Choose the"
        " range again, or leave it empty to read the whole tab."
    )
    preview = sheet.preview(tab="Daily", range="A10:C60")
    assert "begins outside" in sentence_of(preview, 409, "source_unavailable")
    sheet.rewrite([*[[]] * 9, *ROWS])
    sheet.recovers()


def test_a_deleted_named_range(sheet: BadSheet) -> None:
    named = {"Figures": (7, Block(0, 0, 3, 3)), "Other": (8, Block(0, 0, 1, 1))}
    sheet.edit(lambda edited: edited.named_ranges.update(named))
    sheet.settings(range="Figures")
    sheet.edit(lambda edited: edited.named_ranges.pop("Figures"))

    assert sheet.failed("source_unavailable") == (
        "The spreadsheet has no range named 'Figures'. Choose one of its named ranges (Other) or"
        " cells such as A1:H200."
    )
    preview = sheet.preview(tab="Daily", range="Figures")
    assert "no range named" in sentence_of(preview, 409, "source_unavailable")
    sheet.edit(lambda edited: edited.named_ranges.update(named))
    sheet.recovers()


@pytest.mark.parametrize("path", ["/drive/", "/sheets/"])
@pytest.mark.parametrize(
    ("kind", "happened", "todo"),
    [
        ("protected", "rule of their organization against data loss", "allow downloads"),
        ("domain_policy", "administrators of the Google Workspace", "Google Admin console"),
    ],
)
def test_a_rule_that_forbids_reading(
    sheet: BadSheet, path: str, kind: str, happened: str, todo: str
) -> None:
    sheet.emulator.faults.add(FaultOrder(kind=kind, path=path, times=99))
    sentence = sheet.failed("source_unavailable")

    assert happened in sentence
    assert todo in sentence
    assert happened in sentence_of(sheet.preview(), 409, "source_unavailable")
    sheet.emulator.faults.clear()
    sheet.recovers()


@pytest.mark.parametrize("how", ["revoked", "refused"])
def test_a_consent_that_has_ended(sheet: BadSheet, how: str) -> None:
    if how == "revoked":
        sheet.emulator.state.grants.revoke_person(sheet.owner)
    else:
        sheet.emulator.faults.add(FaultOrder(kind="expired_token", path="/drive/", times=99))
    expected = (
        f"Google no longer lets us read as {sheet.owner}: consent was revoked or has expired."
        " Connect this account again, or read its sources through a colleague's account:"
        " Organization, Connections, Move sources."
    )

    assert [sheet.failed("consent_lost") for _ in range(2)] == [expected, expected]
    assert sentence_of(sheet.preview(), 409, "consent_lost") == expected
    assert connection(sheet).state == ConnectionState.NEEDS_REAUTH
    assert connection(sheet).state_reason == expected
    sheet.emulator.faults.clear()
    workspaces.connection(sheet.platform, sheet.editor, sheet.emulator, sheet.owner)
    sheet.recovers()


def test_a_quota_that_is_used_up_for_an_hour(sheet: BadSheet) -> None:
    order = FaultOrder(kind="rate_limited", path="/sheets/", times=99, seconds=3600)
    sheet.emulator.faults.add(order)
    begun = time.monotonic()
    job = sheet.put_off()
    assert time.monotonic() - begun < 10

    assert job["reason"] == "Google's read quota is used up for the moment."
    row = sources.job_row(sheet.platform, UUID(job["id"]))
    assert row.not_before is not None
    wait = row.not_before - sheet.platform.clock()
    assert timedelta(minutes=59) < wait <= timedelta(hours=1)
    sheet.emulator.faults.clear()
    for minutes in (1, 30, 59):
        assert sheet.attempt(job["id"], after=timedelta(minutes=minutes))["state"] == "queued"
    assert sheet.attempt(job["id"], after=timedelta(minutes=61))["state"] == "succeeded"
    assert sheet.source()["state"] == "ready"


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("rate_limited", "Google's read quota is used up for the moment."),
        ("truncated", "Google's answer broke off in the middle."),
        ("error_page", "Google is not available for the moment (502)."),
        ("web_page", "Something on the way to Google answered with a web page instead of data."),
        ("slow", "Google did not answer in time."),
        ("unavailable", "Google is not available for the moment (503)."),
    ],
)
def test_a_trouble_that_passes(sheet: BadSheet, kind: str, sentence: str) -> None:
    sheet.emulator.faults.add(FaultOrder(kind=kind, path="/sheets/", times=99, seconds=1.3))
    job = sheet.put_off()
    sheet.emulator.faults.clear()

    assert job["reason"] == sentence
    assert sheet.attempt(job["id"], after=timedelta(hours=1))["state"] == "succeeded"
    assert sheet.source()["state"] == "ready"


def test_a_page_instead_of_data_is_told_to_whoever_waits_for_it(sheet: BadSheet) -> None:
    sheet.emulator.faults.add(FaultOrder(kind="web_page", path="/sheets/", times=99))

    assert "proxy or a sign-in page" in sentence_of(sheet.preview(), 503, "upstream_busy")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        pytest.param(
            ROWS[:1],
            "The table holds only its header; all rows below it are gone. Fill it again: it is"
            " taken over as soon as it holds a row.",
            id="header only",
        ),
        pytest.param(
            [],
            "There are no cells with content. Choose a tab or file that holds a table.",
            id="empty",
        ),
        pytest.param(
            [["", None, " "]],
            "There are no cells with content. Choose a tab or file that holds a table.",
            id="only blanks",
        ),
        pytest.param(
            [["", None, " "], *ROWS[1:]],
            "Row 2 looks like data, so there seems to be no header row. Set the header row: the row"
            " that holds the names (1 is the first row), or 0 when there is none.",
            id="headers all blank",
        ),
        pytest.param(
            [[f"C{number}" for number in range(2_001)], list(range(2_001))],
            "The table has 2,001 columns; 2,000 can be read. Choose a range with fewer columns, or"
            " export only those you need.",
            id="too many columns",
        ),
    ],
)
def test_a_tab_without_a_table(
    sheet: BadSheet, rows: list[list[str | int | float | bool | None]], sentence: str
) -> None:
    sheet.rewrite(rows, columns=2_100)

    assert sheet.failed("unreadable_data") == sentence
    sheet_is_restored(sheet)


@pytest.mark.parametrize(
    ("columns", "spare", "size"),
    [(50_000, 100, "102 rows and 50,000 columns"), (18_000, 998, "1,000 rows and 18,000 columns")],
)
def test_a_tab_that_is_larger_than_any_can_be(
    sheet: BadSheet, columns: int, spare: int, size: str
) -> None:
    sheet.rewrite(ROWS[:2], columns=columns, spare=spare)
    sentence = (
        f"The range has {size}; 10,000,000 cells in 18,278 columns can be read. Choose a smaller"
        " range, such as A1:H200."
    )

    assert sheet.failed("unreadable_data") == sentence
    assert sentence_of(sheet.preview(tab="Daily"), 422, "unreadable_data") == sentence
    sheet_is_restored(sheet)


def sheet_is_restored(sheet: BadSheet) -> None:
    sheet.rewrite(ROWS)
    sheet.recovers()


def current(sheet: BadSheet) -> Spreadsheet:
    found = sheet.emulator.state.drive.get(sheet.spreadsheet_id)
    assert found is not None
    return found


def connection(sheet: BadSheet) -> Connection:
    with sheet.platform.database.system() as session:
        query = select(Connection).where(Connection.id == sheet.connection_id)
        return session.exec(query).one()

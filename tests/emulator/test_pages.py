"""The pages where people look at spreadsheets and type into them."""

from __future__ import annotations

import httpx
import pytest

from cashstage.emulator.number_format import DAY, PERCENT, Cell
from cashstage.emulator.people import EDITOR
from cashstage.emulator.state import EmulatorState
from cashstage.emulator.workbook import Spreadsheet
from tests.factories import google


@pytest.fixture
def sheet(emulator: EmulatorState) -> Spreadsheet:
    rows: list[list[Cell]] = [["Day", "CTR"], [45657, 0.05]]
    rows += [[45658 + n, 0.01] for n in range(300)]
    return google.spreadsheet(
        emulator, rows, title="<b>Paid</b>", tab="Tab & co", formats=[DAY, PERCENT]
    )


def latest(emulator: EmulatorState, sheet: Spreadsheet) -> Spreadsheet:
    found = emulator.drive.get(sheet.id)
    assert found is not None
    return found


def test_the_list_leads_to_every_spreadsheet(browser: httpx.Client, sheet: Spreadsheet) -> None:
    page = browser.get("/spreadsheets")

    assert browser.get("/").headers["Location"] == "/spreadsheets"
    assert f'href="/spreadsheets/d/{sheet.id}/edit"' in page.text
    assert "&lt;b&gt;Paid&lt;/b&gt;" in page.text


def test_a_spreadsheet_is_shown_in_pages(browser: httpx.Client, sheet: Spreadsheet) -> None:
    first = browser.get(f"/spreadsheets/d/{sheet.id}/edit").text
    second = browser.get(f"/spreadsheets/d/{sheet.id}/edit?gid=7&page=2").text
    beyond = browser.get(f"/spreadsheets/d/{sheet.id}/edit?page=99").text

    assert '<td tabindex="0" data-cell="A2" class=n>2024-12-31</td>' in first
    assert "Tab &amp; co" in first
    assert "<b>Paid" not in first
    assert 'data-cell="A201"' in second
    assert 'data-cell="A2"' not in second
    assert 'data-cell="A2"' in beyond


def test_typing_into_a_cell_keeps_its_format(
    browser: httpx.Client, emulator: EmulatorState, sheet: Spreadsheet
) -> None:
    answer = browser.post(
        f"/spreadsheets/d/{sheet.id}/cells",
        data={"gid": "7", "cell": "B2", "value": "7.5"},
        headers={"Accept": "application/json"},
    )

    assert answer.json() == {"shown": "7.50%", "numeric": True, "version": 2}
    tab = latest(emulator, sheet).tabs[0]
    assert tab.value(1, 1) == 0.075
    assert tab.number_format(1, 1) == PERCENT


def test_a_plain_form_leads_back_to_the_page(
    browser: httpx.Client, emulator: EmulatorState, sheet: Spreadsheet
) -> None:
    form = {"gid": "7", "cell": "A303", "value": "2025-11-01"}
    answer = browser.post(f"/spreadsheets/d/{sheet.id}/cells", data=form)

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/spreadsheets/d/{sheet.id}/edit?gid=7"
    assert latest(emulator, sheet).tabs[0].value(302, 0) == 45962


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"gid": "7", "cell": "Z1", "value": "1"}, 422),
        ({"gid": "7", "cell": "nowhere", "value": "1"}, 422),
        ({"gid": "8", "cell": "A1", "value": "1"}, 404),
    ],
)
def test_a_cell_that_is_not_there_changes_nothing(
    browser: httpx.Client,
    emulator: EmulatorState,
    sheet: Spreadsheet,
    form: dict[str, str],
    status: int,
) -> None:
    assert browser.post(f"/spreadsheets/d/{sheet.id}/cells", data=form).status_code == status
    assert latest(emulator, sheet).version == 1


def test_another_site_can_not_write(
    browser: httpx.Client, emulator: EmulatorState, sheet: Spreadsheet
) -> None:
    address = f"/spreadsheets/d/{sheet.id}/trash"

    refused = browser.post(address, headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403
    assert emulator.drive.get(sheet.id) is not None

    assert browser.post(address, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303
    assert emulator.drive.get(sheet.id) is None
    assert browser.get(f"/spreadsheets/d/{sheet.id}/edit").status_code == 404


def test_sharing_and_renaming(
    browser: httpx.Client, emulator: EmulatorState, sheet: Spreadsheet
) -> None:
    address = f"/spreadsheets/d/{sheet.id}"
    browser.post(f"{address}/sharing", data={"email": EDITOR.email, "access": "reader"})
    assert latest(emulator, sheet).readers == {EDITOR.email}
    browser.post(f"{address}/sharing", data={"email": EDITOR.email, "access": "none"})
    browser.post(f"{address}/names", data={"gid": "7", "title": "New", "tab": "Renamed"})
    empty = browser.post(f"{address}/names", data={"gid": "7", "title": " ", "tab": "Renamed"})
    nobody = browser.post(f"{address}/sharing", data={"email": "nobody", "access": "reader"})

    assert latest(emulator, sheet).readers == set()
    assert (latest(emulator, sheet).title, latest(emulator, sheet).tabs[0].title) == (
        "New",
        "Renamed",
    )
    assert (empty.status_code, nobody.status_code) == (422, 422)


def test_pasted_text_becomes_a_spreadsheet(browser: httpx.Client, emulator: EmulatorState) -> None:
    text = "Tag;Kosten;Quote\n31.12.2024;1.234,50;12%\n01.01.2025;€ 7,00;\n"
    form = {"title": "Eingefügt", "owner": EDITOR.email, "locale": "de_DE", "text": text}

    assert browser.post("/spreadsheets", data=form).status_code == 303

    (made,) = emulator.drive.all()
    assert (made.title, made.owner, made.locale_name) == ("Eingefügt", EDITOR.email, "de_DE")
    tab = made.tabs[0]
    assert tab.rows[1:] == [[45657, 1234.5, 0.12], [45658, 7.0, None]]
    assert [made.shown(tab, 2, column) for column in range(3)] == ["01.01.2025", "€7,00", ""]
    assert browser.post("/spreadsheets", data=form | {"owner": "x"}).status_code == 422


def test_an_account_can_take_its_consent_back(
    browser: httpx.Client, emulator: EmulatorState
) -> None:
    header = google.bearer(emulator)
    assert "ada@demo.example" in browser.get("/spreadsheets").text

    browser.post("/accounts/revoke", data={"email": "ada@demo.example"})

    assert browser.get("/drive/v3/files", headers=header).status_code == 401

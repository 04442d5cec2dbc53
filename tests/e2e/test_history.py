"""A source that keeps the rows which leave its sheet, and tells what each refresh has changed."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from cashstage.emulator.people import EDITOR
from tests.e2e.browser import OpenPage, picture
from tests.e2e.product import Product
from tests.e2e.steps import cell_of, edit_cell, open_sheet

LANDED_WITHIN_MS = 30_000
SOURCE = "TikTok Ads"


def open_source(page: Page) -> None:
    page.goto("/sources")
    page.get_by_role("link", name=SOURCE).click()
    expect(page.get_by_role("heading", name=SOURCE, level=1)).to_be_visible()


def accumulate(page: Page) -> None:
    page.get_by_role("tab", name="Settings").click()
    page.get_by_role("radio", name="Accumulate").click()
    rows = page.get_by_role("group", name="Rows are told apart by")
    expect(rows.get_by_role("checkbox", name="By Day")).to_be_checked()
    expect(page.get_by_text("A refresh replaces the rows whose By Day")).to_be_visible()
    picture(page, "source-history-desktop-light")
    page.get_by_role("button", name="Save and refresh").click()
    expect(page.get_by_text("It starts from the newest snapshot.")).to_have_count(0)
    expect(page.get_by_role("button", name="Save and refresh")).to_be_disabled()


def test_rows_that_leave_the_sheet_are_kept(open_page: OpenPage, product: Product) -> None:
    page = open_page(EDITOR)
    open_source(page)
    accumulate(page)
    page.get_by_role("tab", name="Snapshots").click()
    newest = page.get_by_role("tabpanel").get_by_role("listitem").first
    expect(newest).to_contain_text("Unchanged", timeout=LANDED_WITHIN_MS)
    sheet = open_page(None)
    open_sheet(sheet, product, SOURCE)
    day = cell_of(sheet, column="By Day", row=2)
    before = day.inner_text()

    edit_cell(day, "2026-01-01")
    expect(newest).to_contain_text("1 row added", timeout=LANDED_WITHIN_MS)
    page.get_by_role("tab", name="Rows").click()
    table = page.get_by_role("table")
    expect(table.get_by_role("row").nth(1)).to_contain_text(before)

    edit_cell(cell_of(sheet, column="Cost", row=3), "999.5")
    page.get_by_role("tab", name="Snapshots").click()
    expect(newest).to_contain_text("1 row changed", timeout=LANDED_WITHIN_MS)
    newest.get_by_role("button", name="1 past day restated").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("row").nth(1)).to_contain_text("Cost")
    picture(page, "restated-days-desktop-light")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)

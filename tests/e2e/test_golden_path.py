"""The golden path: from somebody's spreadsheet to a chart that follows it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Locator, Page, expect

from cashstage.emulator.people import EDITOR
from tests.e2e.browser import OpenPage, picture
from tests.e2e.product import Product
from tests.e2e.steps import (
    add_widget,
    cell_of,
    choose_account,
    edit_cell,
    expect_charts,
    make_sheet,
    new_dashboard,
    open_sheet,
    panel,
)

SHEET = "Spring campaign"
CHANNELS = ("Search", "Social", "Radio")
DAYS = 40
READ_WITHIN_MS = 30_000
REPAINTED_WITHIN_MS = 15_000


def cells() -> str:
    """40 days to today, three channels: 10, 20 and 30 a day."""
    today = datetime.now(UTC).date()
    lines = ["Date,Channel,Cost,Clicks"]
    for back in range(DAYS - 1, -1, -1):
        day = today - timedelta(days=back)
        lines += [f"{day},{name},{10 * n},{n}" for n, name in enumerate(CHANNELS, start=1)]
    return "\n".join(lines)


def test_from_a_spreadsheet_to_a_chart_that_follows_it(
    open_page: OpenPage, product: Product
) -> None:
    sheet = open_page(None)
    make_sheet(sheet, product, SHEET, cells())
    page = open_page(EDITOR)
    connect_account(page)
    connect_from_list(page)
    expect(page.get_by_text(str(DAYS * len(CHANNELS))).first).to_be_visible(timeout=READ_WITHIN_MS)
    picture(page, "source-desktop-light")

    new_dashboard(page, "Spring")
    add_widget(page, "Bar chart")
    panel(page).get_by_label("Data source").select_option(label=SHEET)
    panel(page).get_by_label("Field to group by").select_option(label="Channel")
    panel(page).get_by_label("Field to measure").select_option(label="Cost")
    expect_charts(page, ["Cost by Channel"])
    add_widget(page, "Metric card")
    panel(page).get_by_label("Field to measure").select_option(label="Cost")
    total = page.get_by_role("article", name="Cost", exact=True).get_by_test_id("metric-value")
    expect(total).to_have_text(re.compile(r"^\D?1,800"))

    page.get_by_role("combobox", name="Date range").select_option(label="Last 7 days")
    expect(total).to_have_text(re.compile(r"^\D?420"))
    filter_channel(page, "Radio")
    expect(total).to_have_text(re.compile(r"^\D?210"))
    page.evaluate("window.neverReloaded = true")

    open_sheet(sheet, product, SHEET)
    edit_cell(newest_cost(sheet), "1030")

    expect(total).to_have_text(re.compile(r"^\D?1,210"), timeout=REPAINTED_WITHIN_MS)
    assert page.evaluate("window.neverReloaded") is True


def connect_account(page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Sources").click()
    page.get_by_role("link", name="Connect a source").first.click()
    page.get_by_role("link", name="Another account").click()
    choose_account(page, EDITOR)
    expect(page.get_by_text("See all your Google Sheets spreadsheets")).to_be_visible()
    page.get_by_role("button", name="Allow").click()
    account = page.get_by_label("Google account").locator("option:checked")
    expect(account).to_have_text(EDITOR.email)


def connect_from_list(page: Page) -> None:
    page.get_by_label("Search by name").fill("Spring")
    page.get_by_role("radio", name=re.compile(SHEET)).click()
    preview = page.get_by_role("table", name="The first rows, as they will be read")
    expect(preview.get_by_role("columnheader", name=re.compile("Cost"))).to_be_visible()
    picture(page, "connect-desktop-light")
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_role("heading", name=SHEET)).to_be_visible()


def filter_channel(page: Page, name: str) -> None:
    page.get_by_role("button", name="Add a filter").click()
    page.locator("[popover]:popover-open").get_by_role("button", name="Channel").click()
    page.get_by_role("button", name=re.compile("^Channel: ")).click()
    page.locator("[popover]:popover-open").get_by_role("checkbox", name=name).click()


def newest_cost(sheet: Page) -> Locator:
    """Of Radio, in the last row."""
    return cell_of(sheet, column="Cost", row=1 + DAYS * len(CHANNELS))

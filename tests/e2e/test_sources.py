"""Connecting a spreadsheet: by address, while it is read, what is refused, what a viewer sees."""

from __future__ import annotations

import io
import re

import httpx
import pytest
from openpyxl import Workbook
from playwright.sync_api import Locator, Page, expect

from cashstage.emulator.people import ADMIN, EDITOR, VIEWER
from tests.e2e.browser import OpenPage, Watch, picture
from tests.e2e.product import Product
from tests.e2e.steps import make_sheet, share_with_admin

READ_WITHIN_MS = 30_000
PRICES = "Product,Price\nApple,1.5\nPear,2.25\n"
SLOW_READ = {"kind": "slow", "path": "/sheets/", "seconds": 2, "times": 2}


def preview(page: Page) -> Locator:
    return page.get_by_role("region", name="The first rows, as they will be read")


def test_a_pasted_address_is_read_while_one_can_watch(
    open_page: OpenPage, product: Product
) -> None:
    sheet = open_page(None)
    make_sheet(sheet, product, "Price list", PRICES)
    share_with_admin(sheet)
    page = open_page(ADMIN)
    page.goto("/sources/new")
    page.get_by_label("Google account").select_option(label=ADMIN.email)
    page.get_by_label("Paste its address").fill(sheet.url)
    expect(preview(page)).to_contain_text("Pear")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Price list")

    httpx.post(f"{product.google_url}/emulator/faults", json=SLOW_READ).raise_for_status()
    page.get_by_role("button", name="Connect", exact=True).click()

    expect(page.get_by_role("heading", name="Price list", level=1)).to_be_visible()
    expect(page.get_by_role("main").get_by_text("Running")).to_be_visible()
    picture(page, "source-reading-desktop-light")
    expect(page.get_by_text("Up to date")).to_be_visible(timeout=READ_WITHIN_MS)
    expect(page.get_by_role("table")).to_contain_text("Pear")

    page.goto("/jobs")
    newest = page.get_by_role("row").filter(has_text="Price list").first
    expect(newest).to_contain_text("Done")
    expect(newest).to_contain_text("First fetch")
    picture(page, "jobs-desktop-light")


def test_an_address_that_leads_nowhere_is_explained(admin: Page) -> None:
    admin.goto("/sources/new")
    address = admin.get_by_label("Paste its address")
    address.fill("https://example.com/not-a-sheet")
    expect(admin.get_by_role("alert").filter(has_text=re.compile("address"))).to_be_visible()

    address.fill("https://docs.google.com/spreadsheets/d/1unknown_unknown_unknown_unknown/edit")
    expect(admin.get_by_role("alert").filter(has_text=re.compile("\\w"))).to_be_visible()
    expect(preview(admin)).to_have_count(0)


def workbook(text: str) -> bytes:
    book, saved = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("Prices")
    for line in text.splitlines():
        sheet.append(line.split(","))
    book.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize(
    ("name", "content"), [("prices.csv", PRICES.encode()), ("prices.xlsx", workbook(PRICES))]
)
def test_an_uploaded_file_becomes_a_source(editor: Page, name: str, content: bytes) -> None:
    editor.goto("/sources/new")
    editor.get_by_role("button", name="File", exact=True).click()
    editor.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    editor.get_by_role("button", name="Upload", exact=True).click()
    expect(editor.get_by_text("Up to date")).to_be_visible(timeout=READ_WITHIN_MS)
    expect(editor.get_by_role("table")).to_contain_text("Pear")


def test_an_empty_file_is_refused_with_a_sentence(open_page: OpenPage, watch: Watch) -> None:
    watch.expect(r"status of 4\d\d .*/api/v1/data-sources/upload")
    page = open_page(EDITOR)
    page.goto("/sources/new?from=file")
    page.locator("input[type=file]").set_input_files(
        {"name": "empty.csv", "mimeType": "text/csv", "buffer": b""}
    )
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text=re.compile("empty"))).to_be_visible()


def test_a_viewer_sees_sources_but_connects_none(open_page: OpenPage) -> None:
    page = open_page(VIEWER)
    page.goto("/sources")
    expect(page.get_by_role("link", name="Google Ads")).to_be_visible()
    expect(page.get_by_role("link", name="Connect a source")).to_have_count(0)
    picture(page, "sources-desktop-light")

    page.goto("/sources/new")
    expect(page.get_by_text("Only editors and admins connect data sources.")).to_be_visible()

"""A product that may read picked spreadsheets only: from consent to the saved source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, StorageState, expect

from cashstage.emulator.people import EDITOR
from tests.e2e.browser import ARTIFACTS, OpenPage, picture
from tests.e2e.product import Product, free_port, running
from tests.e2e.steps import cell_of, edit_cell, make_sheet, open_sheet

SHEET = "Autumn campaign"
CELLS = "Date,Channel,Cost\n2026-03-01,Search,10\n2026-03-02,Social,20\n"
READ_WITHIN_MS = 30_000


@pytest.fixture(scope="module")
def product(server_folder: Path) -> Iterator[Product]:
    """A product of its own, whose first person becomes its admin."""
    ARTIFACTS.mkdir(exist_ok=True)
    log = ARTIFACTS / "picker-product.log"
    settings = {"GOOGLE_ACCESS": "picker"}
    folder = server_folder / "picker-product"
    with running(folder, free_port(), log, demo=False, settings=settings) as started:
        yield started


@pytest.fixture(scope="module")
def sessions() -> dict[str, StorageState]:
    """Cookies of this product."""
    return {}


def open_picker(page: Page) -> FrameLocator:
    page.get_by_role("button", name="Choose in Google Drive").click()
    dialog = page.frame_locator('iframe[title="Google Picker"]')
    expect(dialog.get_by_role("heading", name="Choose a spreadsheet")).to_be_visible()
    return dialog


def test_from_consent_to_a_source_over_a_picked_spreadsheet(
    open_page: OpenPage, product: Product
) -> None:
    sheet = open_page(None)
    make_sheet(sheet, product, SHEET, CELLS)
    address = sheet.url
    make_sheet(sheet, product, "Salaries", CELLS)
    page = open_page(EDITOR)
    page.goto("/sources/new")
    page.get_by_role("link", name="Connect a Google account").click()
    expect(page.get_by_text("only the specific Google Drive files")).to_be_visible()
    page.get_by_role("button", name="Allow").click()

    page.get_by_label("Or paste its address").fill(address)
    expect(page.get_by_role("alert").filter(has_text="Nobody has picked")).to_be_visible()
    expect(page.get_by_label("Search by name")).to_have_count(0)

    dialog = open_picker(page)
    expect(dialog.get_by_role("radio", name="Salaries")).to_be_visible()
    picture(page, "picker-desktop-light")
    dialog.get_by_role("button", name="Cancel").click()
    expect(page.locator("iframe")).to_have_count(0)
    dialog = open_picker(page)
    dialog.get_by_label("Search in Drive").fill("autumn")
    expect(dialog.get_by_role("radio")).to_have_count(1)
    dialog.get_by_role("radio", name=SHEET).check()
    dialog.get_by_role("button", name="Select").click()

    expect(page.get_by_text(f"Chosen: {SHEET}")).to_be_visible()
    preview = page.get_by_role("table", name="The first rows, as they will be read")
    expect(preview.get_by_role("columnheader", name=re.compile("Cost"))).to_be_visible()
    picture(page, "connect-picked-desktop-light")
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_role("heading", name=SHEET)).to_be_visible()
    rows = page.get_by_role("table").filter(has_text="Social")
    expect(rows.first).to_be_visible(timeout=READ_WITHIN_MS)

    # The feed of changes tells of picked files, so edits are noticed here as well.
    open_sheet(sheet, product, SHEET)
    edit_cell(cell_of(sheet, column="Channel", row=2), "Radio")
    expect(page.get_by_role("table").filter(has_text="Radio").first).to_be_visible(
        timeout=READ_WITHIN_MS
    )

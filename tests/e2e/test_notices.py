"""A source breaks: its owner hears of it at once, mends it, and sees it solved."""

from __future__ import annotations

import itertools
import re

import httpx
from playwright.sync_api import Locator, Page, expect

from cashstage.emulator.people import ADMIN
from tests.e2e.browser import OpenPage, picture
from tests.e2e.product import Product
from tests.e2e.steps import make_sheet

READ_WITHIN_MS = 30_000
STOCK = "Product,Left\nApple,15\nPear,22\n"
NAME = "Stock list"


def share(sheet: Page, access: str) -> None:
    """Lets the admin read the sheet, or no longer."""
    address = sheet.url.partition("/edit")[0] + "/sharing"
    answer = httpx.post(address, data={"email": ADMIN.email, "access": access})
    assert answer.status_code == 303


def connected(page: Page, sheet: Page) -> None:
    page.goto("/sources/new")
    page.get_by_label("Google account").select_option(label=ADMIN.email)
    page.get_by_label("Paste its address").fill(sheet.url)
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_role("heading", name=NAME, level=1)).to_be_visible()
    expect(page.get_by_text("Up to date")).to_be_visible(timeout=READ_WITHIN_MS)


def bell(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Main").get_by_role("button", name="Notices")


def about_it(place: Locator | Page) -> Locator:
    return place.get_by_role("listitem").filter(has_text=f"“{NAME}” could not be refreshed.")


def test_a_broken_source_rings_until_it_is_mended(open_page: OpenPage, product: Product) -> None:
    sheet = open_page(None)
    make_sheet(sheet, product, NAME, STOCK)
    share(sheet, "reader")
    page = open_page(ADMIN)
    connected(page, sheet)

    share(sheet, "none")
    page.get_by_role("button", name="Refresh now").click()
    expect(bell(page)).to_have_accessible_name(
        re.compile(r"Notices, \d\+? unread"), timeout=READ_WITHIN_MS
    )
    bell(page).click()
    popover = page.locator("[popover]:popover-open")
    expect(about_it(popover)).to_contain_text("ask the owner to restore it or to share it")
    picture(page, "bell-desktop-light")

    page.goto("/jobs?state=failed")
    page.get_by_role("row").filter(has_text=NAME).first.get_by_role("button", name=NAME).click()
    details = page.get_by_role("dialog", name=NAME)
    expect(details.get_by_role("listitem").last).to_contain_text("Failed: The spreadsheet")
    expect(page).to_have_url(re.compile(r"state=failed&job="))
    picture(page, "job-details-desktop-light")

    share(sheet, "reader")
    details.get_by_role("button", name="Try again").click()
    expect(details.get_by_text("Done: 2 rows")).to_be_visible(timeout=READ_WITHIN_MS)
    details.get_by_role("button", name="Close").click()
    page.goto("/notices")
    expect(about_it(page.get_by_role("main"))).to_contain_text("Solved")


def test_notices_and_jobs_fit_a_phone(open_page: OpenPage) -> None:
    page = open_page(ADMIN, phone=True, scheme="dark")
    for path, name in (("/jobs", "Jobs"), ("/notices", "Notices")):
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto(path)
        expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
        expect(
            page.get_by_role("main")
            .get_by_role("listitem")
            .or_(page.get_by_role("main").get_by_role("row"))
            .first
        ).to_be_visible()
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 320
        entries = page.get_by_role("navigation", name="Main").locator(".rail-link:visible")
        boxes = [box for entry in entries.all() if (box := entry.bounding_box()) is not None]
        assert all(
            one["x"] + one["width"] <= other["x"] + 1 for one, other in itertools.pairwise(boxes)
        )
        assert boxes[-1]["x"] + boxes[-1]["width"] <= 320
        picture(page, f"{name.lower()}-phone-dark")

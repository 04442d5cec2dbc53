"""What a data source's profile shows in a browser, and that it repaints."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from cashstage.emulator.people import EDITOR
from tests.e2e.browser import OpenPage, picture
from tests.e2e.test_source_care import READ_WITHIN_MS, newer, uploaded

MORE = "Product,Price,Sold\nApple,1.5,10\nApple,1.5,10\nPlum,,30\nQuince,4,5\n"


def open_profile(page: Page) -> None:
    page.get_by_role("tab", name="Profile").click()
    expect(page.get_by_role("heading", name="Quality")).to_be_visible()


def test_the_profile_shows_every_column_and_repaints(open_page: OpenPage) -> None:
    page = open_page(EDITOR)
    uploaded(page, "profiled fruit")
    open_profile(page)

    expect(page.get_by_text("Uniqueness")).to_be_visible()
    for name in ("Product", "Price", "Sold"):
        expect(page.get_by_role("heading", name=name, level=3)).to_be_visible()
    expect(page.get_by_role("img", name="Histogram from 0.50 to 2.25")).to_be_visible()
    picture(page, "source-profile-desktop-light")

    newer(page, MORE)
    open_profile(page)
    expect(page.get_by_text("1 more than before")).to_be_visible(timeout=READ_WITHIN_MS)
    expect(page.get_by_role("img", name="Rows of the last 2 snapshots")).to_be_visible()
    expect(page.get_by_text("75.0 % filled")).to_be_visible()


def test_the_profile_fits_a_phone(open_page: OpenPage) -> None:
    page = open_page(EDITOR, phone=True, scheme="dark")
    page.goto("/sources")
    page.get_by_role("link", name="Google Ads").first.click()
    open_profile(page)

    expect(page.get_by_role("heading", name="Cost", level=3)).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(page, "source-profile-phone-dark")

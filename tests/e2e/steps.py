"""What people do in a browser, in the words of the pages."""

from __future__ import annotations

from collections.abc import Iterable

from playwright.sync_api import Page, expect

from cashstage.emulator.people import Person

_COUNT_PIXELS = """(canvas) => {
  const {width, height} = canvas
  const {data} = canvas.getContext('2d').getImageData(0, 0, width, height)
  let painted = 0
  for (let index = 3; index < data.length; index += 4) painted += data[index] > 0
  return painted
}"""


def sign_in(page: Page, person: Person) -> None:
    """From the start page through Google and back."""
    page.goto("/")
    page.get_by_role("link", name="Continue with Google").click()
    choose_account(page, person)
    consent = page.get_by_role("button", name="Allow")
    # Google does not ask twice for the same consent.
    expect(consent.or_(page.get_by_role("navigation", name="Main")).first).to_be_visible()
    if consent.is_visible():
        consent.click()
    expect(page.get_by_role("heading", name="Dashboards", level=1)).to_be_visible()


def choose_account(page: Page, person: Person) -> None:
    """On Google's page: takes the account from the list, or types its address."""
    expect(page.get_by_role("heading", name="Choose an account")).to_be_visible()
    listed = page.get_by_role("link", name=person.email)
    if listed.is_visible():
        listed.click()
        return
    page.get_by_text("Use another account").click()
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_role("button", name="Next").click()


def open_dashboard(page: Page, title: str) -> None:
    """From the list of dashboards into one of them."""
    page.goto("/")
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()


def expect_charts(page: Page, titles: Iterable[str]) -> None:
    """Waits until each of these widgets shows its answer: a painted canvas, rows, a number."""
    for title in titles:
        widget = page.get_by_role("article", name=title, exact=True)
        shown = widget.locator("canvas, tbody tr, [data-testid=metric-value]").first
        expect(shown).to_be_visible()
        expect(widget.get_by_role("alert")).to_have_count(0)
        if widget.locator("canvas").count():
            assert painted_pixels(page, title) > 0


def painted_pixels(page: Page, title: str) -> int:
    """How many pixels of a chart's canvas are not transparent."""
    canvas = page.get_by_role("article", name=title, exact=True).locator("canvas").first
    return int(canvas.evaluate(_COUNT_PIXELS))

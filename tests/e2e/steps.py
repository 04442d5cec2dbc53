"""What people do in a browser, in the words of the pages."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Locator, Page, expect

from cashstage.emulator.people import ADMIN, EDITOR, Person
from tests.e2e.product import Product

SAVED_WITHIN_SECONDS = 10.0
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


def new_dashboard(page: Page, title: str) -> None:
    """An empty dashboard with that title, opened for editing."""
    page.goto("/")
    page.get_by_role("button", name="New dashboard").click()
    field = page.get_by_label("Title of the dashboard")
    expect(field).to_be_visible()
    with saving(page):
        field.fill(title)
        field.blur()


def until(page: Page, condition: Callable[[], bool], seconds: float = 15) -> None:
    """Waits while the page goes on, until the condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "It never came true."
        page.wait_for_timeout(20)


@contextmanager
def saving(page: Page) -> Iterator[None]:
    """What is done inside reaches the server before this ends, and the page says so."""
    before = stored(page)
    yield
    deadline = time.monotonic() + SAVED_WITHIN_SECONDS
    while stored(page) == before:
        assert time.monotonic() < deadline, "The change was not saved."
        page.wait_for_timeout(100)
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()


def stored(page: Page) -> dict[str, Any]:
    """The open dashboard as the API answers it."""
    path = page.url.partition("?")[0].rpartition("/")[2]
    answer = page.request.get(f"/api/v1/dashboards/{path}")
    assert answer.ok
    found: dict[str, Any] = answer.json()
    return found


def make_sheet(page: Page, product: Product, title: str, text: str) -> None:
    """On the emulator's pages: a new spreadsheet of the editor's, with the pasted cells."""
    page.goto(f"{product.google_url}/spreadsheets")
    page.get_by_text("New spreadsheet").click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Owner").select_option(label=EDITOR.email)
    page.get_by_label("Cells, pasted").fill(text)
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()


def share_with_admin(sheet: Page) -> None:
    """On the emulator's page of a spreadsheet: the admin may read it too."""
    sheet.get_by_label("Person").fill(ADMIN.email)
    sheet.get_by_role("button", name="Share").click()
    expect(sheet.get_by_text(f"shared with {ADMIN.email}")).to_be_visible()


def open_sheet(page: Page, product: Product, title: str) -> None:
    """On the emulator's pages: the cells of a spreadsheet."""
    page.goto(f"{product.google_url}/spreadsheets")
    page.get_by_role("link").filter(has_text=title).click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()


def cell_of(page: Page, *, column: str, row: int) -> Locator:
    """The cell under a header of the first row; rows count from 1."""
    header = page.locator('td[data-cell$="1"]').get_by_text(column, exact=True).first
    name = header.get_attribute("data-cell")
    assert name is not None
    return page.locator(f'td[data-cell="{name.removesuffix("1")}{row}"]')


def edit_cell(cell: Locator, value: str) -> None:
    """Types over a cell of the emulator's sheet, and waits until it is kept."""
    cell.click()
    cell.get_by_role("textbox").fill(value)
    cell.get_by_role("textbox").press("Enter")
    expect(cell.page.get_by_role("status")).to_contain_text("Saved")


def panel(page: Page) -> Locator:
    """The editor of the selected widget."""
    return page.get_by_role("complementary", name="Widget")


def add_widget(page: Page, kind: str) -> None:
    """Chooses a kind from the menu; its panel opens."""
    page.get_by_role("button", name="Add widget").first.click()
    page.locator("[popover]:popover-open").get_by_role("button", name=kind).click()
    expect(panel(page)).to_be_visible()

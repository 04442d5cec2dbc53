"""An empty installation: the first person, what an empty page says, and a second start."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, StorageState, expect

from cashstage.emulator.people import ADMIN
from tests.e2e.browser import ARTIFACTS, Watch, new_context, picture
from tests.e2e.product import Product, free_port, running
from tests.e2e.steps import new_dashboard, sign_in

TITLE = "Kept over the night"


def test_what_was_made_is_there_after_a_second_start(
    server_folder: Path, browser: Browser, watch: Watch
) -> None:
    ARTIFACTS.mkdir(exist_ok=True)
    place = (server_folder / "empty", free_port(), ARTIFACTS / "first-start.log")
    with running(*place, demo=False) as first:
        state = begin(first, browser, watch)
    with running(*place, demo=False) as second:
        page = new_context(browser, second.url, watch, state=state).new_page()
        page.goto("/")
        expect(page.get_by_role("link", name=TITLE)).to_be_visible()
        page.context.close()

    assert watch.unexpected() == []
    (ARTIFACTS / "start-seconds.txt").write_text(
        f"to a served page: first start {first.seconds_to_page:.1f} s,"
        f" second {second.seconds_to_page:.1f} s\n"
    )


def begin(product: Product, browser: Browser, watch: Watch) -> StorageState:
    """The first person looks around and makes a dashboard."""
    context = new_context(browser, product.url, watch)
    page = context.new_page()
    sign_in(page, ADMIN)
    expect(page.get_by_text("Your first dashboard is a sheet away")).to_be_visible()
    picture(page, "home-empty-desktop-light")
    visit(page, "/sources", "No data yet")
    visit(page, "/jobs", "No jobs yet")
    page.goto("/organization")
    role = page.get_by_label(f"Role of {ADMIN.name}")
    expect(role).to_have_value("admin")

    new_dashboard(page, TITLE)
    expect(page.get_by_text("An empty page")).to_be_visible()
    page.get_by_role("button", name="Add widget").first.click()
    page.locator("[popover]:popover-open").get_by_role("button", name="Line chart").click()
    expect(page.get_by_text("There is no data source yet.")).to_be_visible()
    state = context.storage_state()
    context.close()
    return state


def visit(page: Page, path: str, said: str) -> None:
    page.goto(path)
    expect(page.get_by_text(said)).to_be_visible()

"""When a source refreshes by itself: its schedule in words, and a pause that loses nothing."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from cashstage.emulator.people import ADMIN
from tests.e2e.browser import OpenPage, picture
from tests.e2e.product import Product
from tests.e2e.steps import cell_of, edit_cell, make_sheet, share_with_admin, until

READ_WITHIN_MS = 30_000


def connect(page: Page, sheet: Page, title: str) -> None:
    """Connects the spreadsheet that is open in `sheet`, read on workdays at 07:45."""
    page.goto("/sources/new")
    page.get_by_label("Google account").select_option(label=ADMIN.email)
    page.get_by_label("Paste its address").fill(sheet.url)
    page.get_by_label("Refresh", exact=True).select_option(label="Monday to Friday at a time")
    page.get_by_label("At", exact=True).fill("07:45")
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    expect(page.get_by_role("table")).to_contain_text("Pear", timeout=READ_WITHIN_MS)


def card(page: Page) -> Locator:
    return page.get_by_role("region", name="Refresh")


def test_a_schedule_is_set_and_a_pause_fetches_nothing(
    editor: Page, open_page: OpenPage, product: Product
) -> None:
    sheet = open_page(None)
    make_sheet(sheet, product, "Fruit by the clock", "Fruit\tSold\nApple\t10\nPear\t20")
    share_with_admin(sheet)
    connect(editor, sheet, "Fruit by the clock")
    paused = editor.url.rpartition("/")[2]
    witness = another(editor, product, paused)
    facts = editor.locator(".source-facts")
    expect(facts).to_contain_text("at 07:45")

    editor.get_by_role("tab", name="Settings").click()
    card(editor).get_by_role("button", name="Add a time").click()
    card(editor).get_by_label("Time of the day").nth(1).fill("18:00")
    for day in ("Saturday", "Sunday"):
        card(editor).get_by_role("button", name=day).click()
    expect(card(editor)).to_contain_text("Daily at 07:45 and 18:00")
    runs = card(editor).get_by_role("list", name="Next runs").get_by_role("listitem")
    expect(runs).to_have_count(5)
    for clock in ("07:4", "18:0"):
        expect(runs.filter(has_text=clock).first).to_be_visible()
    card(editor).get_by_role("button", name="Save").click()
    expect(card(editor).get_by_role("status").filter(has_text="Saved")).to_be_visible()
    expect(facts).to_contain_text("Daily at 07:45 and 18:00")
    picture(editor, "schedule-desktop-light")

    card(editor).get_by_role("button", name="Pause").click()
    expect(facts).to_contain_text("Paused by Emil")
    edit_cell(cell_of(sheet, column="Sold", row=3), "4711")
    # The edit has reached the other source of the sheet, so it was seen for this one as well.
    until(editor, lambda: len(jobs(editor, witness)) == 2)
    editor.get_by_role("tab", name="Rows").click()
    expect(editor.get_by_role("table")).not_to_contain_text("4,711")
    assert len(jobs(editor, paused)) == 1

    editor.get_by_role("button", name="Resume").click()
    expect(editor.get_by_role("table")).to_contain_text("4,711", timeout=READ_WITHIN_MS)
    expect(facts).to_contain_text("Daily at 07:45 and 18:00")
    assert len(jobs(editor, paused)) == 2


def another(page: Page, product: Product, source_id: str) -> str:
    """A second source over the spreadsheet of the first, read once."""
    first = page.request.get(f"/api/v1/data-sources/{source_id}").json()
    body = {
        "name": "Followed as before",
        "connection_id": first["connection_id"],
        "spreadsheet_id": first["settings"]["spreadsheet_id"],
    }
    origin = {"Origin": product.url}
    made = page.request.post("/api/v1/data-sources", data=body, headers=origin).json()
    until(page, lambda: jobs(page, made["id"])[0]["state"] == "succeeded", READ_WITHIN_MS / 1000)
    return str(made["id"])


def jobs(page: Page, source_id: str) -> list[dict[str, str]]:
    """The jobs of a source, newest first."""
    items = page.request.get("/api/v1/jobs").json()["items"]
    return [job for job in items if job["data_source_id"] == source_id]

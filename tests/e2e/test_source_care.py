"""What happens to a data source over time: newer files, corrections, columns that change."""

from __future__ import annotations

import re

import httpx
from playwright.sync_api import Locator, Page, expect

from cashstage.emulator.people import ADMIN
from tests.e2e.browser import OpenPage, picture
from tests.e2e.product import Product
from tests.e2e.steps import add_widget, new_dashboard, panel

READ_WITHIN_MS = 30_000
FIRST = "Product,Price,Sold\nApple,1.5,10\nPear,2.25,20\nPlum,0.5,30\n"
SECOND = "Product,Price,Sold\nApple,1.5,10\nPear,3,20\nQuince,4,5\n"
WITHOUT = "Product,Price,Where it grew\nApple,1.5,Oslo\nPear,3,Bergen\n"


def choose_file(page: Page, name: str, content: str) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    )
    page.get_by_role("button", name="Upload", exact=True).click()


def uploaded(page: Page, name: str) -> None:
    page.goto("/sources/new?from=file")
    choose_file(page, f"{name}.csv", FIRST)
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    expect(page.get_by_text("Up to date")).to_be_visible(timeout=READ_WITHIN_MS)
    expect(page.get_by_role("table")).to_contain_text("Plum")


def newer(page: Page, content: str) -> None:
    page.get_by_role("tab", name="Settings").click()
    expect(page.get_by_role("heading", name="Newer file")).to_be_visible()
    choose_file(page, "newer.csv", content)


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def test_a_newer_file_shows_what_changed(editor: Page) -> None:
    uploaded(editor, "fruit prices")
    newer(editor, SECOND)
    editor.get_by_role("tab", name="Rows").click()
    expect(editor.get_by_role("table")).to_contain_text("Quince", timeout=READ_WITHIN_MS)

    editor.get_by_role("tab", name="Snapshots").click()
    editor.get_by_role("button", name="What changed").click()
    for words in ("1 row added", "1 row removed", "1 row changed", "Price: 2.25 → 3"):
        expect(dialog(editor).get_by_text(words, exact=True)).to_be_visible()
    picture(editor, "what-changed-desktop-light")
    dialog(editor).get_by_role("button", name="Close").click()
    expect(dialog(editor)).to_have_count(0)


def test_a_correction_is_kept_and_can_be_given_back(editor: Page) -> None:
    uploaded(editor, "corrected prices")
    editor.get_by_role("tab", name="Columns").click()
    editor.get_by_role("button", name="Correct Price").click()
    expect(dialog(editor).get_by_text("All 3 filled cells are numbers.")).to_be_visible()
    dialog(editor).get_by_label("Meaning").select_option(label="Cost")
    dialog(editor).get_by_label("Shown as").select_option(label="Percent")
    dialog(editor).get_by_role("button", name="Save").click()
    row = editor.get_by_role("row").filter(has=editor.get_by_text("Price", exact=True))
    expect(row).to_contain_text("by hand")
    expect(row).to_contain_text("Percent")

    editor.get_by_role("button", name="Correct Price").click()
    dialog(editor).get_by_role("button", name="Let Cashstage decide").click()
    expect(row).not_to_contain_text("by hand", timeout=READ_WITHIN_MS)


def test_a_column_that_charts_ask_for_is_asked_about(editor: Page) -> None:
    uploaded(editor, "sold fruit")
    address = editor.url
    new_dashboard(editor, "Fruit")
    add_widget(editor, "Bar chart")
    panel(editor).get_by_label("Data source").select_option(label="sold fruit")
    panel(editor).get_by_label("Field to measure").select_option(label="Sold")
    expect(editor.get_by_role("article", name="Sold by Product")).to_be_visible()
    editor.goto(address)
    newer(editor, WITHOUT)

    question = editor.get_by_label("Sold is gone")
    expect(question).to_be_visible(timeout=READ_WITHIN_MS)
    expect(editor.get_by_text("Needs attention")).to_be_visible()
    picture(editor, "source-question-desktop-light")
    editor.get_by_role("tab", name="Rows").click()
    expect(editor.get_by_role("table")).to_contain_text("Plum")
    question.select_option(label="It was removed for good")
    editor.get_by_role("button", name="Decide and read again").click()
    expect(editor.get_by_text("Up to date")).to_be_visible(timeout=READ_WITHIN_MS)
    expect(editor.get_by_role("table")).to_contain_text("Bergen")
    expect(question).to_have_count(0)


def test_a_service_account_is_connected_by_its_key(open_page: OpenPage, product: Product) -> None:
    made = httpx.post(f"{product.google_url}/service-accounts", data={"name": "robot-reader"})
    page = open_page(ADMIN)
    page.goto("/sources/new")
    page.get_by_role("button", name="Service account").click()
    dialog(page).locator("input[type=file]").set_input_files(
        {"name": "robot.json", "mimeType": "application/json", "buffer": made.content}
    )
    dialog(page).get_by_role("button", name="Upload").click()

    expect(dialog(page)).to_have_count(0)
    chosen = page.get_by_label("Google account").locator("option:checked")
    expect(chosen).to_have_text(made.json()["client_email"])
    expect(page.get_by_text("This account has no such spreadsheet.")).to_be_visible()


def test_rows_of_the_past_are_shown_and_shared(editor: Page) -> None:
    uploaded(editor, "fruit as it was")
    newer(editor, SECOND)
    editor.get_by_role("tab", name="Rows").click()
    table = editor.get_by_role("table")
    expect(table).to_contain_text("Quince", timeout=READ_WITHIN_MS)

    editor.get_by_role("button", name="Snapshot before").click()
    expect(table).to_contain_text("Plum")
    expect(editor.get_by_text("Rows as they were")).to_be_visible()
    expect(editor).to_have_url(re.compile(r"\?as_of=20"))
    picture(editor, "source-rows-past-desktop-light")
    editor.reload()
    expect(table).to_contain_text("Plum")
    editor.get_by_role("button", name="Back to now").click()
    expect(table).to_contain_text("Quince")
    expect(editor).to_have_url(re.compile(r"/sources/[^?]+$"))

    editor.get_by_role("tab", name="Snapshots").click()
    editor.get_by_role("button", name="Show rows").last.click()
    expect(editor.get_by_role("table")).to_contain_text("Plum")


def test_how_long_history_is_kept_is_foretold_and_saved(editor: Page) -> None:
    uploaded(editor, "fruit for ever")
    editor.get_by_role("tab", name="Settings").click()
    expect(editor.get_by_text("Every snapshot stays: 1 so far.")).to_be_visible()
    editor.get_by_label("Thin out").check()
    expect(editor.get_by_text("Nothing would go now: 1 snapshot is kept.")).to_be_visible()
    editor.get_by_label("Custom").check()
    week = editor.get_by_label("One a week after")
    expect(week).to_have_value("180")
    week.fill("7")
    week.press("Enter")
    expect(editor.get_by_text("A day comes before a week")).to_be_visible()
    week.fill("60")
    week.press("Enter")
    card = editor.locator("section.card").filter(
        has=editor.get_by_role("heading", name="Snapshots kept")
    )
    expect(card.get_by_text("Nothing would go now")).to_be_visible()
    card.get_by_role("button", name="Save").click()
    expect(card.get_by_text("Saved")).to_be_visible()

    editor.reload()
    editor.get_by_role("tab", name="Settings").click()
    expect(editor.get_by_label("One a week after")).to_have_value("60")

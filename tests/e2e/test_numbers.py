"""Numbers that can be asked: where one comes from, what it is compared with, who leads."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.browser import picture
from tests.e2e.steps import add_widget, expect_charts, new_dashboard, open_dashboard, panel, saving

OVERVIEW = "Marketing overview"


def test_a_number_is_traced_to_its_sheet(viewer: Page) -> None:
    open_dashboard(viewer, OVERVIEW)
    card = viewer.get_by_role("article", name="ROAS", exact=True)
    card.get_by_role("button", name=re.compile(r"^\d\.\d")).click()
    dialog = viewer.get_by_role("dialog", name="ROAS")
    expect(dialog.get_by_text("The sum of Revenue divided by the sum of Cost.")).to_be_visible()
    expect(dialog.get_by_role("link", name=re.compile(r"Daily!A1:H\d+"))).to_have_attribute(
        "href", re.compile(r"/spreadsheets/d/.+/edit\?gid=\d+#gid=\d+&range=A1:H\d+")
    )
    picture(viewer, "number-desktop-light")

    dialog.get_by_role("button", name="Rows").click()
    rows = dialog.get_by_role("region", name="Rows behind the number")
    expect(rows.get_by_role("row").nth(1)).to_contain_text("Ads")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)


def test_all_widgets_are_held_against_another_period(viewer: Page) -> None:
    open_dashboard(viewer, OVERVIEW)
    table = viewer.get_by_role("article", name="Campaigns", exact=True)
    expect(table.get_by_role("columnheader", name="Change")).to_have_count(0)

    viewer.get_by_label("Compare with").select_option(label="Previous period")
    expect(table.get_by_role("columnheader", name="Change").first).to_be_visible()
    expect(table.locator("tbody tr").first).to_contain_text("%")


def test_the_last_field_goes_across_the_top(editor: Page) -> None:
    new_dashboard(editor, "Across")
    add_widget(editor, "Table")
    panel(editor).get_by_label("Data source").select_option(label="All channels")
    for place, field in enumerate(("Channel", "Campaign")):
        if place:
            panel(editor).get_by_role("button", name="Add field").first.click()
        with saving(editor):
            panel(editor).get_by_label("Field to group by").nth(place).select_option(label=field)
    with saving(editor):
        panel(editor).get_by_label("Last field across the top").click()
    table = editor.get_by_role("article").get_by_role("table")
    expect(table.get_by_role("columnheader", name="Brand search")).to_be_visible()
    expect(table.get_by_role("columnheader").last).to_have_text("Total")
    expect(table.locator("tfoot tr td").first).to_have_text("Total")
    expect(panel(editor).get_by_label("Subtotals after each group")).to_have_count(0)
    picture(editor, "pivot")

    table.locator("tbody tr").first.get_by_role("button").last.click()
    expect(editor.get_by_role("dialog").get_by_text("Channel: Meta Ads")).to_be_visible()


def test_a_number_is_grouped_in_steps(editor: Page) -> None:
    new_dashboard(editor, "Steps")
    add_widget(editor, "Table")
    panel(editor).get_by_label("Data source").select_option(label="All channels")
    with saving(editor):
        panel(editor).get_by_label("Field to group by").select_option(label="Clicks")
    steps = panel(editor).get_by_label("Steps of the number")
    steps.fill("none")
    steps.blur()
    expect(panel(editor).get_by_text("Steps: give a number above zero")).to_be_visible()
    with saving(editor):
        steps.fill("500")
        steps.blur()
    rows = editor.get_by_role("article").locator("tbody tr")
    expect(rows.filter(has_text=re.compile("^0.+500"))).to_have_count(1)
    picture(editor, "steps")


def test_who_leads_and_what_a_reader_sets(editor: Page) -> None:
    new_dashboard(editor, "Leading")
    add_widget(editor, "Table")
    panel(editor).get_by_label("Data source").select_option(label="All channels")
    panel(editor).get_by_label("Field to group by").select_option(label="Channel")
    panel(editor).get_by_label("Field to measure").select_option(label="Cost")
    leading = panel(editor).get_by_label("Only the first")
    with saving(editor):
        leading.fill("2")
        leading.blur()
    table = editor.get_by_role("article", name="Cost by Channel")
    expect(table.locator("tbody tr")).to_have_count(3)
    expect(table.locator("tbody tr").last).to_contain_text("Others")

    editor.get_by_role("button", name="Settings of this dashboard").click()
    dialog = editor.get_by_role("dialog", name="Settings of this dashboard")
    dialog.get_by_role("button", name="Add parameter").click()
    name = dialog.get_by_label("Name of the parameter")
    name.fill("least")
    name.blur()
    dialog.get_by_label("Time zone").select_option("Asia/Tokyo")
    with saving(editor):
        dialog.get_by_role("button", name="Save").click()
    expect(editor.get_by_label("least")).to_have_value("0")
    expect_charts(editor, ["Cost by Channel"])

    editor.get_by_label("least").fill("100")
    editor.get_by_label("least").blur()
    expect(editor).to_have_url(re.compile("values=.*least.*100"))
    editor.reload()
    expect(editor.get_by_label("least")).to_have_value("100")

"""Formulas written by hand: suggestions, what is wrong, first values, and a column to group by."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import picture
from tests.e2e.steps import add_widget, new_dashboard, panel


def formula_of(place: Page | Locator) -> Locator:
    return place.get_by_label("Formula", exact=True)


def test_a_column_is_calculated_and_grouped_by(editor: Page) -> None:
    editor.goto("/sources")
    editor.get_by_role("link", name="All channels").first.click()
    editor.get_by_role("tab", name="Columns").click()
    editor.get_by_role("button", name="Add calculated column").click()
    dialog = editor.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Network")
    formula = formula_of(dialog)

    formula.press_sequentially("LEFT_T")
    expect(dialog.get_by_role("option", name="LEFT_TEXT")).to_be_visible()
    formula.press("Enter")
    expect(formula).to_have_value("LEFT_TEXT()")
    expect(dialog.get_by_text("So many characters from the beginning.")).to_be_visible()
    formula.press_sequentially("Chan")
    expect(dialog.get_by_role("option", name="Channel")).to_have_attribute("aria-selected", "true")
    formula.press("Tab")
    formula.press_sequentially(", 'x'")
    expect(dialog.get_by_role("status")).to_contain_text("LEFT_TEXT needs a number as “length”")
    picture(editor, "formula-mistake")

    formula.fill("UPPER(Chanel)")
    dialog.get_by_role("button", name="Use Channel").click()
    expect(formula).to_have_value("UPPER(Channel)")
    expect(dialog.get_by_role("cell", name="GOOGLE ADS", exact=True)).to_be_visible()
    picture(editor, "formula-first-values")
    dialog.get_by_role("button", name="Save").click()
    expect(editor.get_by_role("row", name=re.compile("Network"))).to_contain_text("UPPER(Channel)")

    new_dashboard(editor, "By network")
    add_widget(editor, "Table")
    panel(editor).get_by_label("Data source").select_option(label="All channels")
    panel(editor).get_by_label("Field to group by").select_option(label="Network")
    panel(editor).get_by_label("Field to measure").select_option(label="Cost")
    panel(editor).get_by_role("button", name="Add formula").click()
    panel(editor).get_by_label("Name of the formula").fill("Share")
    share = formula_of(panel(editor))
    share.fill("SHARE_OF_TOTAL(SUM(Cost))")
    share.blur()
    table = editor.get_by_role("article", name=re.compile("^Cost"))
    expect(table.get_by_role("columnheader", name="Share")).to_be_visible()
    expect(table.get_by_role("row", name=re.compile("GOOGLE ADS"))).to_contain_text("0.")
    expect(table.get_by_role("row").last).to_contain_text("1")

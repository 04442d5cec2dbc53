"""Blending the ad platforms in a browser: choose, look, save, chart."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.steps import add_widget, expect_charts, new_dashboard, panel

PLATFORMS = ("Google Ads", "Meta Ads", "LinkedIn Ads", "TikTok Ads")


def test_the_ad_platforms_become_one_source(editor: Page) -> None:
    editor.goto("/sources")
    editor.get_by_role("link", name="Blends", exact=True).click()
    editor.get_by_role("link", name="New blend").first.click()
    for name in PLATFORMS:
        editor.get_by_role("checkbox", name=name).click()
    expect(editor.get_by_text("4 chosen")).to_be_visible()
    editor.get_by_role("button", name="Find what they share").click()

    cost = editor.get_by_label("Cost in Meta Ads").locator("option:checked")
    expect(cost).to_have_text("Amount spent (USD)")
    expect(editor.get_by_label("Reach in Google Ads")).to_have_value("")
    rows = editor.get_by_role("region", name="First rows of the blend")
    expect(rows.get_by_role("cell", name="TikTok Ads").first).to_be_visible()

    editor.get_by_role("textbox", name="Name", exact=True).fill("All platforms")
    editor.get_by_role("textbox", name="Name", exact=True).blur()
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.get_by_role("button", name="Make a dashboard")).to_be_visible()
    expect(editor.get_by_role("heading", name="All platforms", level=1)).to_be_visible()

    new_dashboard(editor, "Every platform")
    add_widget(editor, "Bar chart")
    panel(editor).get_by_label("Data source").select_option(label="All platforms (blend)")
    panel(editor).get_by_label("Field to group by").select_option(label="Source")
    panel(editor).get_by_label("Field to measure").select_option(label="Cost")
    expect_charts(editor, ["Cost by Source"])
    card = editor.get_by_role("article", name="Cost by Source", exact=True)
    card.get_by_role("button", name="Menu of Cost by Source").click()
    card.get_by_role("menuitem", name="Show as table").click()
    for name in PLATFORMS:
        expect(card.get_by_role("row", name=name)).to_be_visible()

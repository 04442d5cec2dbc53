"""Metrics in a browser: defined once, used in a widget, explained, and budgets paced."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.steps import add_widget, new_dashboard, open_dashboard, panel, saving


def test_a_metric_is_defined_and_used_in_a_widget(editor: Page) -> None:
    editor.get_by_role("link", name="Metrics", exact=True).click()
    editor.get_by_role("button", name="New metric").click()
    form = editor.get_by_role("dialog", name="New metric")
    form.get_by_label("Name").fill("Cost per 100 clicks")
    form.get_by_label("Formula").fill("cpcc * 100")
    expect(form.get_by_text("Did you mean “cpc”?")).to_be_visible()
    form.get_by_label("Formula").fill("cpc * 100")
    expect(form.get_by_text("Understood. Needs cost, clicks.")).to_be_visible()
    form.get_by_label("Shown as").select_option(label="Money")
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0)
    editor.get_by_label("Search metrics").fill("100 clicks")
    expect(editor.get_by_role("row")).to_have_count(2)

    new_dashboard(editor, "Own metrics")
    add_widget(editor, "Metric card")
    panel(editor).get_by_label("Data source").select_option(label="All channels")
    with saving(editor):
        panel(editor).get_by_label("Field to measure").select_option(label="Cost per 100 clicks")
    card = editor.get_by_role("article", name="Cost per 100 clicks")
    expect(card.get_by_test_id("metric-value")).to_have_text(re.compile(r"\d"))


def test_a_change_is_explained_from_a_card(editor: Page) -> None:
    open_dashboard(editor, "Marketing overview")
    editor.get_by_role("button", name="Menu of ROAS").click()
    editor.get_by_role("menuitem", name="Explain the change").click()
    explained = editor.get_by_role("dialog", name="Explain the change: ROAS")

    expect(explained.get_by_text(re.compile(r"^ROAS (rose|fell) by"))).to_be_visible()
    expect(explained.get_by_test_id("effects").locator("[data-painted]")).to_be_visible()
    explained.get_by_label("Split by").select_option(label="Campaign")
    explained.get_by_text("All numbers").click()
    expect(explained.get_by_role("columnheader", name="Its own change")).to_be_visible()
    explained.get_by_role("button", name="Close").click()
    expect(explained).to_have_count(0)


def test_budgets_are_paced(editor: Page) -> None:
    editor.get_by_role("link", name="Metrics", exact=True).click()
    editor.get_by_role("tab", name="Budget pacing").click()
    pacing = editor.get_by_role("region", name="Budget pacing")

    expect(pacing.get_by_role("heading", name="All budgets")).to_be_visible()
    expect(pacing.get_by_role("heading", name="Google Ads")).to_be_visible()
    pacing.get_by_label("Month").fill("1990-01")
    expect(pacing.get_by_text("No budgets in this month")).to_be_visible()

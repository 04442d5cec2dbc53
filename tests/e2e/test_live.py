"""Somebody edits the sheet: open dashboards repaint by themselves."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from cashstage.emulator.people import ADMIN, VIEWER
from tests.e2e.browser import OpenPage
from tests.e2e.product import Product
from tests.e2e.steps import cell_of, edit_cell, open_dashboard, open_sheet

REPAINTED_WITHIN_MS = 15_000


def test_an_edited_cell_repaints_every_open_dashboard(
    open_page: OpenPage, product: Product
) -> None:
    cards = [cost_of_all_time(open_page(person)) for person in (ADMIN, VIEWER)]
    before = number_in(cards[0])
    sheet = open_page(None)
    open_sheet(sheet, product, "All channels")
    cost = cell_of(sheet, column="Cost", row=2)
    spent = number_in(cost)

    edit_cell(cost, "987654.32")

    for card in cards:
        expect(card).to_have_text(re.compile(r"\$1,\d{3},\d{3}"), timeout=REPAINTED_WITHIN_MS)
        assert number_in(card) == pytest.approx(before - spent + 987_654.32, abs=0.01)
        assert card.page.evaluate("window.neverReloaded") is True


def cost_of_all_time(page: Page) -> Locator:
    open_dashboard(page, "Marketing overview")
    page.get_by_role("combobox", name="Date range").select_option(label="All time")
    card = page.get_by_role("article", name="Cost", exact=True).get_by_test_id("metric-value")
    expect(card).to_have_text(re.compile(r"\$[23]\d\d,"))
    page.evaluate("window.neverReloaded = true")
    return card


def number_in(shown: Locator) -> float:
    return float(re.sub(r"[^\d.]", "", shown.inner_text()))

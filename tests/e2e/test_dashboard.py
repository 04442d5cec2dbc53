"""The demo's finished dashboard, read: charts, filters, tabs, phone, dark."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import Page, expect

from cashstage.emulator.people import ADMIN, VIEWER
from tests.e2e.browser import OpenPage, picture
from tests.e2e.steps import expect_charts, open_dashboard

OVERVIEW = "Marketing overview"
WIDGETS = (
    "Cost",
    "Revenue",
    "CPA",
    "ROAS",
    "Cost and revenue",
    "Cost by channel",
    "Clicks by channel",
    "Campaigns",
)


def test_every_widget_shows_numbers(admin: Page) -> None:
    open_dashboard(admin, OVERVIEW)
    expect_charts(admin, WIDGETS)
    picture(admin, "dashboard-desktop-light")


def test_in_the_dark(open_page: OpenPage) -> None:
    page = open_page(ADMIN, scheme="dark")
    open_dashboard(page, OVERVIEW)
    expect_charts(page, WIDGETS)
    picture(page, "dashboard-desktop-dark")


def test_on_a_phone(open_page: OpenPage) -> None:
    page = open_page(VIEWER, phone=True)
    open_dashboard(page, OVERVIEW)
    expect_charts(page, WIDGETS[:4])
    picture(page, "dashboard-phone-light")

    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overflow <= 0


def test_the_date_range_changes_the_numbers(viewer: Page) -> None:
    open_dashboard(viewer, OVERVIEW)
    cost = viewer.get_by_role("article", name="Cost", exact=True).get_by_test_id("metric-value")
    expect(cost).to_have_text(re.compile(r"\d"))
    of_a_month = cost.inner_text()

    viewer.get_by_role("combobox", name="Date range").select_option(label="Last 7 days")
    expect(cost).not_to_have_text(of_a_month)


def test_own_dates_begin_with_those_shown_and_wait_until_they_are_whole(viewer: Page) -> None:
    open_dashboard(viewer, OVERVIEW)
    cost = viewer.get_by_role("article", name="Cost", exact=True).get_by_test_id("metric-value")
    dates = viewer.get_by_role("combobox", name="Date range")
    first, last = viewer.get_by_label("First day"), viewer.get_by_label("Last day")
    expect(cost).to_have_text(re.compile(r"\d"))
    expect(first).to_have_count(0)
    of_a_month = cost.inner_text()
    dates.select_option(label="Last 7 days")
    expect(cost).not_to_have_text(of_a_month)
    of_a_week = cost.inner_text()

    dates.select_option(label="Custom…")
    expect(first).not_to_have_value("")
    days = date.fromisoformat(last.input_value()) - date.fromisoformat(first.input_value())
    assert days.days == 6
    expect(cost).to_have_text(of_a_week)

    begin = first.input_value()
    first.fill("2090-01-01")
    expect(viewer.get_by_text("lies after its end")).to_be_visible()
    expect(cost).to_have_text(of_a_week)
    last.fill(begin)
    first.fill(begin)
    expect(viewer.get_by_text("lies after its end")).to_have_count(0)
    expect(cost).not_to_have_text(of_a_week)


def test_a_filter_leaves_only_the_chosen_channel(viewer: Page) -> None:
    open_dashboard(viewer, OVERVIEW)
    table = viewer.get_by_role("article", name="Campaigns", exact=True).get_by_role("table")
    expect(table.get_by_role("row")).not_to_have_count(0)
    viewer.get_by_role("button", name=re.compile("^Channel: ")).click()
    options = viewer.locator("[popover]:popover-open").get_by_role("checkbox")
    expect(options).not_to_have_count(0)
    channel = options.first.locator("xpath=..").inner_text()

    options.first.click()
    expect(options.first).to_be_checked()

    channels = table.locator("tbody tr td:nth-child(2)")
    expect(channels.filter(has_not_text=channel)).to_have_count(0)
    expect(channels).not_to_have_count(0)


def test_tabs_lead_to_other_pages(viewer: Page) -> None:
    open_dashboard(viewer, OVERVIEW)
    viewer.get_by_role("tab", name="Email").click()
    expect_charts(viewer, ("Revenue by week", "Mailings"))


def test_a_viewer_reads_only(viewer: Page) -> None:
    open_dashboard(viewer, OVERVIEW)
    expect_charts(viewer, WIDGETS)
    expect(viewer.get_by_role("button", name="Edit", exact=True)).to_have_count(0)

    for title, way in (("Campaigns", "See rows"), ("Cost", "Show as table")):
        viewer.get_by_role("button", name=f"Menu of {title}", exact=True).click()
        expect(viewer.get_by_role("menuitem", name=way)).to_be_visible()
        expect(
            viewer.get_by_role("menuitem", name=re.compile("Edit|Duplicate|Remove"))
        ).to_have_count(0)
        viewer.keyboard.press("Escape")

    viewer.goto("/")
    expect(viewer.get_by_role("link", name=OVERVIEW)).to_be_visible()
    expect(viewer.get_by_role("button", name="New dashboard")).to_have_count(0)


def test_an_unknown_dashboard_is_a_clear_answer(viewer: Page) -> None:
    viewer.goto("/d/00000000-0000-7000-8000-000000000000")
    expect(viewer.get_by_text("There is no such dashboard")).to_be_visible()
    viewer.get_by_role("link", name="All dashboards").click()
    expect(viewer.get_by_role("heading", name="Dashboards", level=1)).to_be_visible()


def test_a_reload_or_a_link_shows_the_same(open_page: OpenPage) -> None:
    reader, colleague = open_page(VIEWER), open_page(ADMIN)
    open_dashboard(reader, OVERVIEW)
    plain = reader.url
    reader.get_by_role("tab", name="Google Ads").click()
    reader.get_by_role("combobox", name="Date range").select_option(label="Last 7 days")
    reader.get_by_role("combobox", name="Compare with").select_option("previous_year")
    expect(reader).to_have_url(re.compile(r"\?tab=[^&]+&dates=last_7_days&compare=previous_year$"))

    colleague.goto(reader.url)
    reader.reload()
    for page in (reader, colleague):
        expect(page.get_by_role("tab", name="Google Ads")).to_have_attribute(
            "aria-selected", "true"
        )
        expect(page.get_by_role("combobox", name="Date range")).to_have_value("last_7_days")
        expect(page.get_by_role("combobox", name="Compare with")).to_have_value("previous_year")
    assert reader.url == colleague.url

    reader.get_by_role("tab", name="Overview").click()
    reader.get_by_role("combobox", name="Date range").select_option(label="Last 30 days")
    reader.get_by_role("combobox", name="Compare with").select_option("")
    expect(reader).to_have_url(plain)

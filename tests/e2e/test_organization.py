"""Inviting somebody, who then finds a place."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from cashstage.emulator.people import VIEWER, Person
from tests.e2e.browser import OpenPage, picture
from tests.e2e.steps import choose_account

GUEST = Person("gus@client.example", "Gus")


def test_an_invited_person_gets_in(admin: Page, open_page: OpenPage) -> None:
    admin.get_by_role("navigation", name="Main").get_by_role("link", name="Organization").click()
    admin.get_by_role("button", name="Invite").click()
    dialog = admin.get_by_role("dialog", name="Invite somebody")
    dialog.get_by_label("E-mail address").fill(GUEST.email)
    dialog.get_by_role("button", name="Invite", exact=True).click()
    expect(admin.get_by_role("row").filter(has_text=GUEST.email)).to_contain_text("viewer")
    picture(admin, "organization-desktop-light")

    guest = open_page(None)
    guest.goto("/")
    guest.get_by_role("link", name="Continue with Google").click()
    choose_account(guest, GUEST)
    guest.get_by_role("button", name="Allow").click()
    expect(guest.get_by_role("link", name="Marketing overview")).to_be_visible()


def test_settings_are_kept_and_nonsense_is_refused(admin: Page) -> None:
    admin.goto("/organization")
    domains = admin.get_by_label("Domains whose people may join")
    domains.fill("Client.example, www.partner.example")
    admin.get_by_role("button", name="Save", exact=True).click()
    expect(admin.get_by_text("Saved")).to_be_visible()
    admin.reload()
    expect(domains).to_have_value("client.example, www.partner.example")

    admin.get_by_label("Currency").fill("xxq")
    admin.get_by_role("button", name="Save", exact=True).click()
    expect(admin.get_by_role("alert").filter(has_text="not a currency")).to_be_visible()


def test_a_viewer_changes_nothing(open_page: OpenPage) -> None:
    page = open_page(VIEWER)
    page.goto("/organization")
    expect(page.get_by_role("row").filter(has_text=VIEWER.email)).to_be_visible()
    expect(page.get_by_role("button", name="Invite")).to_have_count(0)
    expect(page.get_by_role("button", name="Save")).to_have_count(0)


def test_colours_are_kept(open_page: OpenPage) -> None:
    page = open_page(VIEWER)
    page.goto("/")
    page.get_by_role("button", name="You, colours, sign out").click()
    page.get_by_role("button", name="Dark", exact=True).click()
    expect(page.locator("html")).to_have_class("dark")
    page.reload()
    expect(page.get_by_role("heading", name="Dashboards", level=1)).to_be_visible()
    expect(page.locator("html")).to_have_class("dark")

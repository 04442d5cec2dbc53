"""Getting in and out."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from cashstage.emulator.people import ADMIN, EDITOR, Person
from tests.e2e.browser import OpenPage, picture
from tests.e2e.product import Product
from tests.e2e.steps import choose_account, sign_in

STRANGER = Person("nobody@elsewhere.example", "Nobody Elsewhere")


def expect_dashboards(page: Page) -> None:
    expect(page.get_by_role("heading", name="Dashboards", level=1)).to_be_visible()


def expect_sign_in(page: Page) -> None:
    expect(page.get_by_role("link", name="Continue with Google")).to_be_visible()


def test_google_leads_to_the_dashboards_and_back_out(open_page: OpenPage) -> None:
    page = open_page(None)
    sign_in(page, ADMIN)
    picture(page, "home-desktop-light")

    page.get_by_role("button", name="You, colours, sign out").click()
    expect(page.get_by_text(ADMIN.email)).to_be_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect_sign_in(page)

    page.goto("/jobs")
    expect_sign_in(page)


def test_a_login_link_works_once(open_page: OpenPage, product: Product) -> None:
    link = product.login_link(EDITOR.email)
    page = open_page(None)
    page.goto(link)
    expect_dashboards(page)

    again = open_page(None)
    again.goto(link)
    expect_sign_in(again)
    expect(again.get_by_role("alert")).to_be_visible()


def test_who_declines_consent_is_told(open_page: OpenPage) -> None:
    page = open_page(None)
    page.goto("/")
    page.get_by_role("link", name="Continue with Google").click()
    choose_account(page, STRANGER)
    page.get_by_role("button", name="Cancel").click()

    expect(page.get_by_role("alert")).to_contain_text("consent was declined")
    expect_sign_in(page)


def test_a_stranger_has_no_place_here(open_page: OpenPage) -> None:
    page = open_page(None)
    page.goto("/")
    page.get_by_role("link", name="Continue with Google").click()
    choose_account(page, STRANGER)
    page.get_by_role("button", name="Allow").click()

    expect(page.get_by_role("alert")).to_contain_text("Ask an admin")
    expect_sign_in(page)


def test_the_way_in_on_a_phone_in_the_dark(open_page: OpenPage) -> None:
    page = open_page(None, phone=True, scheme="dark")
    page.goto("/")
    expect_sign_in(page)
    picture(page, "sign-in-phone-dark")

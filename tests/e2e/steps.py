"""What people do in a browser, in the words of the pages."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from cashstage.emulator.people import Person


def sign_in(page: Page, person: Person) -> None:
    """From the start page through the consent of the emulator and back."""
    page.goto("/")
    page.get_by_role("link", name="Continue with Google").click()
    allow(page, person)
    expect(page.get_by_role("heading", name="Dashboards", level=1)).to_be_visible()


def allow(page: Page, person: Person) -> None:
    """On the emulator's pages: chooses the account if asked, and allows."""
    account = page.get_by_role("link", name=person.email)
    consent = page.get_by_role("button", name="Allow")
    expect(account.or_(consent).first).to_be_visible()
    if account.is_visible():
        account.click()
    consent.click()

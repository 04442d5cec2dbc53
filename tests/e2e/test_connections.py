"""Somebody leaves: what they connected goes to a colleague, and on through another account."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from cashstage.emulator.people import ADMIN, EDITOR, Person
from tests.e2e.browser import OpenPage, picture
from tests.e2e.product import Product
from tests.e2e.steps import choose_account, make_sheet

LEAVER = Person("lea@demo.example", "Lea")
SHEET = "Lea's campaign"
CELLS = "Date,Channel,Cost\n2026-03-01,Search,10\n2026-03-02,Social,20\n"
READ_WITHIN_MS = 30_000


def share(sheet: Page, person: Person) -> None:
    sheet.get_by_label("Person").fill(person.email)
    sheet.get_by_role("button", name="Share", exact=True).click()
    expect(sheet.get_by_text("shared with")).to_contain_text(person.email)


def join(admin: Page, open_page: OpenPage) -> Page:
    """Lea's browser, after she was invited as an editor."""
    admin.goto("/organization")
    admin.get_by_role("button", name="Invite").click()
    dialog = admin.get_by_role("dialog", name="Invite somebody")
    dialog.get_by_label("E-mail address").fill(LEAVER.email)
    dialog.get_by_label("Role").select_option(label="Editor")
    dialog.get_by_role("button", name="Invite", exact=True).click()
    expect(admin.get_by_role("row").filter(has_text=LEAVER.email)).to_be_visible()
    return open_page(LEAVER)


def connect(page: Page) -> None:
    """From Lea's own account to a source that has been read."""
    page.goto("/sources/new")
    page.get_by_role("link", name="Another account").click()
    choose_account(page, LEAVER)
    page.get_by_role("button", name="Allow").click()
    page.get_by_role("radio", name=SHEET).click()
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_role("heading", name=SHEET)).to_be_visible()
    expect(page.get_by_role("table").filter(has_text="Social").first).to_be_visible(
        timeout=READ_WITHIN_MS
    )


def test_sources_survive_the_leaving_of_who_connected_them(
    admin: Page, open_page: OpenPage, product: Product
) -> None:
    sheet = open_page(None)
    make_sheet(sheet, product, SHEET, CELLS)
    for reader in (LEAVER, ADMIN):
        share(sheet, reader)
    connect(join(admin, open_page))

    admin.goto("/organization")
    person = admin.get_by_role("table", name="People of the organization").get_by_role("row")
    remove = person.filter(has_text=LEAVER.email).get_by_role("button", name="Remove")
    remove.click()
    dialog = admin.get_by_role("dialog", name=f"Remove {LEAVER.name}")
    expect(dialog).to_contain_text("1 connection and 1 data source")
    picture(admin, "member-removal-desktop-light")
    dialog.get_by_label("Goes to").select_option(label=EDITOR.name)
    dialog.get_by_role("button", name="Remove", exact=True).click()
    expect(admin.get_by_text(f"{EDITOR.name} now owns 1 connection")).to_be_visible()

    connections = admin.get_by_role("table", name="Connections of the organization")
    row = connections.get_by_role("row").filter(has_text=LEAVER.email)
    expect(row).to_contain_text(EDITOR.name)
    expect(row).to_contain_text("Connected")
    row.scroll_into_view_if_needed()
    picture(admin, "connections-desktop-light")

    row.get_by_role("button", name="Actions").click()
    admin.locator("[popover]:popover-open").get_by_role("button", name="Hand over").click()
    dialog = admin.get_by_role("dialog", name="Hand over a connection")
    dialog.get_by_label("New owner").select_option(label=ADMIN.name)
    dialog.get_by_role("button", name="Hand over", exact=True).click()
    expect(row).to_contain_text(ADMIN.name)

    row.get_by_role("button", name="Actions").click()
    admin.locator("[popover]:popover-open").get_by_role("button", name="Move sources").click()
    moving = admin.get_by_role("region", name="Move sources")
    moving.get_by_label("Read them through").select_option(label=ADMIN.email)
    moving.get_by_role("button", name="Check and move").click()
    expect(admin.get_by_text(f"Moved 1 source to {ADMIN.email}")).to_be_visible()

    row.get_by_role("button", name="Actions").click()
    admin.locator("[popover]:popover-open").get_by_role("button", name="Remove").click()
    dialog = admin.get_by_role("dialog", name="Remove a connection")
    dialog.get_by_role("button", name="Remove", exact=True).click()
    expect(row).to_have_count(0)
    admin.goto("/sources")
    kept = admin.get_by_role("row").filter(has_text=SHEET)
    expect(kept).to_be_visible()

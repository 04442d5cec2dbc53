"""The product, started once for all browser tests, and browsers that people sign in with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect, sync_playwright

from cashstage.emulator.people import ADMIN, EDITOR, VIEWER, Person
from tests.e2e.browser import (
    ARTIFACTS,
    PATIENCE_MS,
    OpenPage,
    Scheme,
    Watch,
    launch,
    new_context,
    picture,
)
from tests.e2e.product import Product, free_port, running
from tests.e2e.steps import sign_in

expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests of this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="package")
def product(server_folder: Path) -> Iterator[Product]:
    """The running product with its demo workspace."""
    ARTIFACTS.mkdir(exist_ok=True)
    log = ARTIFACTS / "product.log"
    with running(server_folder / "product", free_port(), log, demo=True) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium. Not for longer than a module, because Playwright occupies the event loop."""
    with sync_playwright() as playwright:
        launched = launch(playwright)
        yield launched
        launched.close()


@pytest.fixture(scope="package")
def sessions() -> dict[str, StorageState]:
    """The cookies of those who have signed in, by e-mail address."""
    return {}


@pytest.fixture
def watch() -> Watch:
    """What goes wrong in the pages of a test."""
    return Watch()


@pytest.fixture
def open_page(
    product: Product,
    browser: Browser,
    watch: Watch,
    sessions: dict[str, StorageState],
    request: pytest.FixtureRequest,
) -> Iterator[OpenPage]:
    """Opens pages; a test fails on any console error, policy violation or uncaught error."""
    pages: list[Page] = []

    def open_(person: Person | None, *, phone: bool = False, scheme: Scheme = "light") -> Page:
        state = sessions.get(person.email) if person else None
        context = new_context(browser, product.url, watch, state=state, phone=phone, scheme=scheme)
        page = context.new_page()
        pages.append(page)
        if person and state is None:
            sign_in(page, person)
            sessions[person.email] = context.storage_state()
        elif person:
            page.goto("/")
        return page

    yield open_
    failed = getattr(request.node, "failed_call", False)
    for number, page in enumerate(pages):
        if failed and not page.is_closed():
            picture(page, f"failed-{request.node.name}-{number}")
        page.context.close()
    assert watch.unexpected() == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Tells the fixtures of a test whether it failed."""
    report = yield
    if call.when == "call":
        item.failed_call = call.excinfo is not None  # type: ignore[attr-defined]
    return report


@pytest.fixture
def admin(open_page: OpenPage) -> Page:
    """The admin's browser."""
    return open_page(ADMIN)


@pytest.fixture
def editor(open_page: OpenPage) -> Page:
    """The editor's browser."""
    return open_page(EDITOR)


@pytest.fixture
def viewer(open_page: OpenPage) -> Page:
    """The viewer's browser."""
    return open_page(VIEWER)

"""Chromium, and pages that take note of everything that goes wrong in them."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    StorageState,
    ViewportSize,
)

from cashstage.emulator.people import Person

ARTIFACTS = Path(__file__).parents[2] / "test-artifacts"
DESKTOP = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)
PATIENCE_MS = 15_000
"""How long a page may take for anything, on a machine that is busy with the tests themselves."""
Scheme = Literal["light", "dark"]

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_REPORT_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', (event) => {
  console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI}`)
})
"""


class OpenPage(Protocol):
    """A browser of its own: signed in and on the start page, or empty for a stranger."""

    def __call__(
        self, person: Person | None, *, phone: bool = False, scheme: Scheme = "light"
    ) -> Page: ...


@dataclass
class Watch:
    """What went wrong in the pages of a context; `expected` are patterns of what may."""

    problems: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        """Takes console errors that match for what the test wants to see."""
        self.expected.append(pattern)

    def unexpected(self) -> list[str]:
        """All problems that no pattern covers."""
        return [
            problem
            for problem in self.problems
            if not any(re.search(pattern, problem) for pattern in self.expected)
        ]

    def attach(self, context: BrowserContext) -> None:
        """Listens to the console and to uncaught errors of every page."""
        context.add_init_script(_REPORT_VIOLATIONS)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.problems.append(f"uncaught: {error.error}"))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            place = message.location.get("url", "")
            self.problems.append(f"console: {message.text} ({place})")


def launch(playwright: Playwright) -> Browser:
    """The system's Chromium if one starts, or else the one that Playwright has installed."""
    reasons = []
    for path in (*filter(None, map(shutil.which, _NAMES)), None):
        try:
            return playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        except Error as error:
            reasons.append(error.message)
    raise AssertionError("\n".join(["No Chromium starts. Run: make chromium", *reasons]))


def new_context(
    browser: Browser,
    base_url: str,
    watch: Watch,
    *,
    state: StorageState | None = None,
    phone: bool = False,
    scheme: Scheme = "light",
) -> BrowserContext:
    """A fresh browser profile, signed in when `state` is given."""
    context = browser.new_context(
        base_url=base_url,
        viewport=PHONE if phone else DESKTOP,
        has_touch=phone,
        color_scheme=scheme,
        locale="en-GB",
        storage_state=state,
    )
    context.set_default_timeout(PATIENCE_MS)
    watch.attach(context)
    return context


def picture(page: Page, name: str) -> Path:
    """Keeps what the page looks like in test-artifacts, for people to look at."""
    ARTIFACTS.mkdir(exist_ok=True)
    path = ARTIFACTS / f"{name}.png"
    page.mouse.move(0, 0)
    page.screenshot(path=path, animations="disabled")
    return path

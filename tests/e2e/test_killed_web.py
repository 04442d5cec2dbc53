"""The web process is killed: it comes back, and open pages go on without being loaded anew."""

from __future__ import annotations

import os
import re
import signal

import psutil
from playwright.sync_api import Page, expect

from tests.e2e.browser import Watch
from tests.e2e.product import Product
from tests.e2e.steps import open_dashboard

BACK_WITHIN_MS = 60_000


def web_process(product: Product) -> psutil.Process:
    """The one that listens for all web processes; it leads their group."""
    (found,) = [
        child
        for child in psutil.Process(product.process.pid).children()
        if "granian" in child.cmdline()
    ]
    return found


def test_open_pages_go_on_when_the_web_process_is_killed(
    viewer: Page, product: Product, watch: Watch
) -> None:
    watch.expect(r"WebSocket connection to .* failed")
    watch.expect(r"net::ERR_|status of 5\d\d")
    open_dashboard(viewer, "Marketing overview")
    card = viewer.get_by_role("article", name="Cost", exact=True).get_by_test_id("metric-value")
    expect(card).to_have_text(re.compile(r"\$\d"))
    viewer.evaluate("window.neverReloaded = true")

    killed = web_process(product).pid
    os.killpg(killed, signal.SIGKILL)
    gone = viewer.get_by_text("The connection is gone")
    expect(gone).to_be_visible()
    expect(gone).to_be_hidden(timeout=BACK_WITHIN_MS)
    assert web_process(product).pid != killed

    before = card.inner_text()
    viewer.get_by_role("combobox", name="Date range").select_option(label="All time")
    expect(card).not_to_have_text(before)
    expect(card).to_have_text(re.compile(r"\$\d"))
    assert viewer.evaluate("window.neverReloaded") is True

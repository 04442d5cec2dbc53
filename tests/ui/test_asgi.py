"""Which name of this machine a page answers to, and what a page may load."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from starlette.responses import HTMLResponse

from cashstage.core.settings import load_settings
from cashstage.ui.asgi import Guard
from tests.factories.in_process import InProcess

PAGE = {"Accept": "text/html,application/xhtml+xml"}
OURS = "http://localhost:3000"


def answer(
    asked: str, folder: Path, *, method: str = "GET", accept: str = PAGE["Accept"], **settings: str
) -> httpx.Response:
    guard = Guard(HTMLResponse("page"), load_settings({"app_url": OURS} | settings), folder)
    with httpx.Client(transport=InProcess(guard)) as browser:
        return browser.request(method, asked, headers={"Accept": accept})


@pytest.mark.parametrize("host", ["127.0.0.1:3000", "[::1]:3000"])
def test_a_page_under_another_name_of_this_machine_leads_to_our_address(
    host: str, tmp_path: Path
) -> None:
    found = answer(f"http://{host}/d/a%20b?edit=1&x=%C3%A4", tmp_path)

    assert (found.status_code, found.headers["Location"]) == (
        307,
        f"{OURS}/d/a%20b?edit=1&x=%C3%A4",
    )


@pytest.mark.parametrize("path", ["//evil.example", "/@evil.example", "/\\evil.example"])
def test_it_leads_nowhere_else(path: str, tmp_path: Path) -> None:
    found = answer(f"http://127.0.0.1:3000{path}", tmp_path)

    assert found.headers["Location"].startswith(f"{OURS}/")


@pytest.mark.parametrize(
    ("asked", "changes"),
    [
        (f"{OURS}/", {}),
        ("http://dash.example:3000/", {}),
        ("http://127.0.0.1:8000/", {}),
        ("http://127.0.0.1:3000/", {"cors_origin": "http://127.0.0.1:3000"}),
        ("http://127.0.0.1:3000/", {"method": "POST"}),
        ("http://127.0.0.1:3000/health", {"accept": "*/*"}),
        ("http://127.0.0.1:3000/", {"app_env": "staging"}),
        ("http://127.0.0.1:3000/", {"app_url": "https://dash.example"}),
    ],
)
def test_everything_else_is_answered_where_it_was_asked(
    asked: str, changes: dict[str, str], tmp_path: Path
) -> None:
    assert answer(asked, tmp_path, **changes).text == "page"


@pytest.mark.parametrize("host", ["[", "127.0.0.1:x", "127.0.0.1:99999", ""])
def test_a_host_that_is_none_does_no_harm(host: str, tmp_path: Path) -> None:
    guard = Guard(HTMLResponse("page"), load_settings({"app_url": OURS}), tmp_path)
    with httpx.Client(transport=InProcess(guard)) as browser:
        assert browser.get(f"{OURS}/", headers=PAGE | {"Host": host}).text == "page"


def policy(folder: Path, **settings: str) -> dict[str, list[str]]:
    """The directives of a page's policy."""
    header = answer(f"{OURS}/", folder, **settings).headers["Content-Security-Policy"]
    return {name: values for name, *values in map(str.split, header.split(";"))}


def test_a_page_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    found = policy(tmp_path)

    assert found["default-src"] == found["script-src"] == ["'self'"]
    assert "frame-src" not in found
    assert "google" not in str(found)


@pytest.mark.parametrize(
    ("endpoint", "script", "frames"),
    [
        ({}, "https://apis.google.com", ["https://docs.google.com", "https://drive.google.com"]),
        ({"google_api_endpoint": "http://localhost:3001"}, "http://localhost:3001", None),
        ({"google_api_endpoint": "https://gw.example/g"}, "https://gw.example", None),
    ],
)
def test_where_people_pick_googles_dialog_may_come_in(
    endpoint: dict[str, str], script: str, frames: list[str] | None, tmp_path: Path
) -> None:
    before = policy(tmp_path, **endpoint)
    found = policy(tmp_path, google_access="picker", **endpoint)

    assert found.pop("script-src") == ["'self'", script]
    assert found.pop("frame-src") == ["'self'", *(frames or [script])]
    assert found == {name: before[name] for name in before if name != "script-src"}

"""Signing in with Google, out again, and with a link; played by browsers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from cashstage.access import login_links
from cashstage.emulator.person import approve
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from tests.api.conftest import Browser
from tests.api.problems import sentence_of
from tests.factories import people

pytestmark = pytest.mark.integration

ADA = "ada@demo.example"
SIGN_IN = "/api/auth/signin/google"


def come_back(client: httpx.Client, departure: httpx.Response, email: str) -> httpx.Response:
    """The person allows everything at Google, whose redirect the browser follows."""
    assert departure.status_code == 303, departure.text
    back = httpx.URL(approve(departure.headers["Location"], email))
    return client.get(back.raw_path.decode())


def test_the_first_person_gets_an_organization(browser: Browser) -> None:
    client = browser(None)
    landing = come_back(client, client.get(SIGN_IN, params={"next": "/sources"}), ADA)

    assert landing.headers["Location"] == "http://localhost:3000/sources"
    me = client.get("/api/v1/me").json()
    assert (me["email"], me["role"], me["organization"]["name"]) == (ADA, "admin", "Demo")


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser: Browser) -> None:
    client = browser(None)
    landing = come_back(client, client.get(SIGN_IN), ADA)
    cookie = next(
        line for line in landing.headers.get_list("Set-Cookie") if line.startswith("sid=")
    )

    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))


def test_a_person_without_a_place_is_told_so(browser: Browser, platform: Platform) -> None:
    people.person(platform, people.organization(platform), RoleName.ADMIN)
    client = browser(None)
    landing = come_back(client, client.get(SIGN_IN), "eve@elsewhere.example")

    assert landing.headers["Location"] == "http://localhost:3000/?problem=forbidden"
    assert client.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_to_no_other_site(browser: Browser, target: str) -> None:
    client = browser(None)
    landing = come_back(client, client.get(SIGN_IN, params={"next": target}), ADA)

    assert landing.headers["Location"] == "http://localhost:3000/"


def test_an_answer_for_another_browser_starts_no_session(browser: Browser) -> None:
    thief, victim = browser(None), browser(None)
    landing = come_back(victim, thief.get(SIGN_IN), ADA)

    assert landing.headers["Location"] == "http://localhost:3000/?problem=unauthenticated"
    assert victim.get("/api/v1/me").status_code == 401


def test_an_answer_that_comes_too_late_starts_no_session(
    app: FastAPI, browser: Browser, platform: Platform
) -> None:
    client = browser(None)
    departure = client.get(SIGN_IN)
    app.state.platform = replace(
        platform, clock=lambda: platform.clock() + timedelta(minutes=10, seconds=1)
    )
    landing = come_back(client, departure, ADA)

    assert landing.headers["Location"] == "http://localhost:3000/?problem=unauthenticated"


def test_a_person_who_says_no_comes_back_without_a_session(browser: Browser) -> None:
    client = browser(None)
    client.get(SIGN_IN)
    landing = client.get("/api/auth/callback/google", params={"error": "access_denied"})

    assert landing.headers["Location"] == "http://localhost:3000/?problem=consent_refused"
    assert client.get("/api/v1/me").status_code == 401


def test_signing_out_ends_the_session_on_the_server(browser: Browser, platform: Platform) -> None:
    token = people.token_of(platform, people.organization(platform), RoleName.VIEWER)
    client, copy = browser(token), browser(token)
    answer = client.post("/api/auth/signout")

    assert answer.status_code == 303
    assert answer.headers["Set-Cookie"].startswith('sid=""; expires=')
    assert sentence_of(copy.get("/api/v1/me"), 401, "unauthenticated") == (
        "You are signed out. Sign in again to go on."
    )


def test_a_login_link_signs_in_once(browser: Browser, platform: Platform) -> None:
    people.person(platform, people.organization(platform), RoleName.EDITOR, "ed@acme.example")
    path = httpx.URL(login_links.create(platform, "ed@acme.example")).path
    first, second = browser(None), browser(None)

    assert first.get(path).headers["Location"] == "http://localhost:3000/"
    assert first.get("/api/v1/me").json()["email"] == "ed@acme.example"
    assert second.get(path).headers["Location"].endswith("/?problem=unauthenticated")


@pytest.mark.parametrize("age", [timedelta(days=1, seconds=1), timedelta(days=8)])
def test_an_expired_cookie_is_refused(
    app: FastAPI, browser: Browser, platform: Platform, age: timedelta
) -> None:
    client = browser(people.token_of(platform, people.organization(platform), RoleName.ADMIN))
    assert client.get("/api/v1/me").status_code == 200
    app.state.platform = replace(platform, clock=lambda: platform.clock() + age)

    assert "signed out" in sentence_of(client.get("/api/v1/me"), 401, "unauthenticated")


@pytest.mark.parametrize("cookie", ["forged", "a" * 43, "%00", "ä", "x" * 8000])
def test_a_forged_cookie_is_refused(browser: Browser, cookie: str) -> None:
    client = browser(None)
    answer = client.get("/api/v1/me", headers={b"Cookie": f"sid={cookie}".encode()})

    assert "signed out" in sentence_of(answer, 401, "unauthenticated")


def test_a_viewer_connects_no_account(browser: Browser, platform: Platform) -> None:
    client = browser(people.token_of(platform, people.organization(platform), RoleName.VIEWER))

    refusal = sentence_of(client.get("/api/auth/connect/google"), 403, "forbidden")
    assert refusal.startswith("Only editors and admins can connect accounts.")


@pytest.mark.parametrize("cookie", ["ä", "not sealed by us", "%FF%FE", "=" * 5, "x" * 7000])
def test_a_forged_flow_cookie_is_refused(browser: Browser, cookie: str) -> None:
    landing = browser(None).get(
        "/api/auth/callback/google",
        params={"state": "ä", "code": "ä"},
        headers={b"Cookie": f"oauth_flow={cookie}".encode()},
    )

    assert landing.headers["Location"] == "http://localhost:3000/?problem=unauthenticated"


def test_signing_out_after_the_session_has_ended_is_no_error(browser: Browser) -> None:
    answer = browser("forged").post("/api/auth/signout")

    assert (answer.status_code, answer.headers["Location"]) == (303, "http://localhost:3000/")
    assert answer.headers["Set-Cookie"].startswith('sid=""; expires=')


def test_connecting_after_the_session_has_ended_leads_to_the_sign_in(browser: Browser) -> None:
    answer = browser("forged").get("/api/auth/connect/google")

    assert answer.status_code == 303
    assert answer.headers["Location"] == "http://localhost:3000/?problem=unauthenticated"

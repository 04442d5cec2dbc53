"""What a person sees on the way through consent: choose an account, allow or cancel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import urlencode, urlsplit

from starlette.responses import HTMLResponse

from cashstage.emulator.page import hidden, page
from cashstage.emulator.people import DEMO_PEOPLE, Person
from cashstage.emulator.state import API_SCOPE

IDENTITY_SCOPES = {
    "openid": "Associate you with your personal info on Google",
    "email": "See your Google Account e-mail address",
    "profile": "See your personal info, including any you have made public",
    f"{API_SCOPE}userinfo.email": "See your Google Account e-mail address",
    f"{API_SCOPE}userinfo.profile": "See your personal info, including any you have made public",
}
DATA_SCOPES = {
    f"{API_SCOPE}spreadsheets.readonly": "See all your Google Sheets spreadsheets",
    f"{API_SCOPE}drive.metadata.readonly": "See information about your Google Drive files",
    f"{API_SCOPE}drive.readonly": "See and download all your Google Drive files",
    f"{API_SCOPE}drive.file": "See, edit, create and delete only the specific Google Drive files "
    "you use with this app",
}


def choose_account(query: Sequence[tuple[str, str]], redirect_uri: str) -> HTMLResponse:
    """The account chooser; choosing asks the same address again with `authuser`."""
    kept = [(name, value) for name, value in query if name != "authuser"]
    links = "".join(
        f'<a class="person" href="?{escape(urlencode([*kept, ("authuser", person.email)]))}">'
        f'<span class="face" aria-hidden="true">{escape(person.name[0])}</span>'
        f"<span>{escape(person.name)}<br>"
        f'<span class="muted">{escape(person.email)}</span></span></a>'
        for person in DEMO_PEOPLE
    )
    fields = "".join(hidden(name, value) for name, value in kept)
    return page(
        "Choose an account · Google emulator",
        f"""<main class="narrow"><div class="card"><h1>Choose an account</h1>
<p class="muted">to continue to <b>{escape(_host(redirect_uri))}</b></p>
<nav aria-label="Accounts">{links}</nav>
<details><summary>Use another account</summary><form method="get">{fields}
<label>E-mail address<input type="email" name="authuser" required autocomplete="email"
placeholder="name@example.com"></label>
<div class="actions"><button class="main">Next</button></div></form></details>
</div></main>""",
    )


def ask_consent(person: Person, scopes: Iterable[str], redirect_uri: str) -> HTMLResponse:
    """The consent form; it posts `decision` and the ticked `scope`s."""
    asked = list(scopes)
    host = escape(_host(redirect_uri))
    known = dict.fromkeys(IDENTITY_SCOPES[scope] for scope in asked if scope in IDENTITY_SCOPES)
    identity = "".join(f"<li>{escape(text)}</li>" for text in known)
    boxes = "".join(
        f'<label class="row"><input type="checkbox" name="scope" value="{escape(scope)}" checked>'
        f"<span>{escape(DATA_SCOPES[scope])}</span></label>"
        for scope in asked
        if scope in DATA_SCOPES
    )
    data = f"<fieldset><legend>Select what it can read</legend>{boxes}</fieldset>" if boxes else ""
    return page(
        "Allow access · Google emulator",
        f"""<main class="narrow"><div class="card">
<h1>{host} wants access to your Google Account</h1>
<p class="muted">{escape(person.name)} · {escape(person.email)}</p>
<form method="post">{hidden("email", person.email)}
<p>This will allow {host} to:</p><ul>{identity}</ul>{data}
<div class="actions"><button name="decision" value="cancel">Cancel</button>
<button class="main" name="decision" value="allow">Allow</button></div></form></div></main>""",
    )


def blocked(status: int, code: str, why: str) -> HTMLResponse:
    """The page for a request that must not be answered by a redirect."""
    return page(
        f"Error {status}: {code}",
        f"""<main class="narrow"><div class="card"><h1>Access blocked</h1>
<p>{escape(why)}</p><p class="muted">Error {status}: {escape(code)}</p></div></main>""",
        status=status,
    )


def _host(redirect_uri: str) -> str:
    return urlsplit(redirect_uri).netloc

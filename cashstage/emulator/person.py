"""A person at Google's pages, played by code: presses Allow, picks spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urljoin

import httpx

from cashstage.core.errors import UpstreamError

_ACCOUNT_FIELD = "authuser"


@dataclass(slots=True)
class _Form:
    method: str
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)


def approve(authorization_url: str, email: str, *, client: httpx.Client | None = None) -> str:
    """Opens the page, chooses `email`, allows everything asked; returns the redirect address.

    Raises UpstreamError when the page shows an error instead of a form.
    """
    if client is None:
        with httpx.Client(timeout=30) as own_client:
            return approve(authorization_url, email, client=own_client)
    answer = client.get(authorization_url, follow_redirects=False)
    for _ in range(2):
        if answer.is_redirect:
            break
        form = _form_on(answer)
        address = urljoin(str(answer.url), form.action)
        if form.method == "get":
            chosen = [pair for pair in form.fields if pair[0] != _ACCOUNT_FIELD]
            query = urlencode([*chosen, (_ACCOUNT_FIELD, email)])
            answer = client.get(f"{address.partition('?')[0]}?{query}", follow_redirects=False)
        else:
            data = _multi([*form.fields, ("decision", "allow")])
            answer = client.post(address, data=data, follow_redirects=False)
    if not answer.is_redirect:
        raise UpstreamError(f"The consent page answered with status {answer.status_code}.")
    return answer.headers["Location"]


def pick(base_url: str, access_token: str, app_id: str, titles: Iterable[str]) -> None:
    """Opens the Picker in the client's name and selects the spreadsheets with these titles."""
    headers = {"Authorization": f"Bearer {access_token}"}
    with httpx.Client(base_url=base_url, headers=headers, timeout=30) as client:
        shown = client.get("/picker/files").raise_for_status().json()["docs"]
        wanted = set(titles)
        body = {"appId": app_id, "ids": [doc["id"] for doc in shown if doc["name"] in wanted]}
        client.post("/picker/picks", json=body).raise_for_status()


def answer_of(redirect: str) -> dict[str, str]:
    """The query of a redirect address: `code` and `state`, or `error`."""
    return dict(parse_qsl(httpx.URL(redirect).query.decode()))


def _form_on(answer: httpx.Response) -> _Form:
    reader = _FormReader()
    reader.feed(answer.text)
    if answer.is_error or not reader.forms:
        raise UpstreamError(f"The consent page answered with status {answer.status_code}.")
    form = reader.forms[0]
    form.action = form.action or str(answer.url)
    return form


def _multi(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.forms.append(_Form(found.get("method") or "get", found.get("action") or ""))
        elif tag == "input" and self.forms and found.get("name"):
            unticked = found.get("type") == "checkbox" and "checked" not in found
            if not unticked:
                self.forms[-1].fields.append((found["name"] or "", found.get("value") or ""))

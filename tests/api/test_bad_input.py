"""What people get wrong: each time a sentence to act on, and nothing half-written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from cashstage.emulator.number_format import Cell
from cashstage.emulator.server import EmulatorServer
from tests.api.conftest import Standing
from tests.api.problems import problem_of, sentence_of
from tests.factories import google
from tests.factories.workspaces import Workspace

pytestmark = pytest.mark.integration

SOURCES = "/api/v1/data-sources"
PREVIEW = f"{SOURCES}/google-sheets/test"


@pytest.fixture
def acme(standing: Standing) -> Workspace:
    return standing.acme


@pytest.fixture
def editor(standing: Standing) -> Iterator[httpx.Client]:
    """The browser of an editor whose mistakes leave no trace."""
    before = _lists(standing.editor)
    yield standing.editor
    assert _lists(standing.editor) == before


def _lists(client: httpx.Client) -> list[Any]:
    return [client.get(f"/api/v1/{noun}").json() for noun in ("data-sources", "jobs", "dashboards")]


def upload(client: httpx.Client, content: bytes, **fields: str) -> httpx.Response:
    return client.post(
        f"{SOURCES}/upload",
        data={"name": "Costs"} | fields,
        files={"file": ("costs.csv", content, "text/csv")},
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "blank lines"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "an image, not a csv"),
        (b"PK\x03\x04" + bytes(2000), "workbook is damaged"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 8, "a pdf, not a csv"),
        (bytes(range(128, 256)) * 20 + bytes(50), "text"),
    ],
    ids=["0 bytes", "blank", "png", "xlsx", "pdf", "noise"],
)
def test_a_file_without_a_table(editor: httpx.Client, content: bytes, words: str) -> None:
    sentence = sentence_of(upload(editor, content), 422, "unreadable_data")

    assert words in sentence.lower()


def test_an_upload_needs_a_name_and_a_file(editor: httpx.Client) -> None:
    nameless = upload(editor, b"Day,Cost\n2026-03-01,1\n", name=" ")
    fileless = editor.post(f"{SOURCES}/upload", data={"name": "Costs"})
    options = upload(editor, b"Day,Cost\n2026-03-01,1\n", options='{"header": 1}')
    broken = upload(editor, b"Day,Cost\n2026-03-01,1\n", options="{")

    assert "name" in sentence_of(nameless, 422, "invalid_input")
    assert "file" in sentence_of(fileless, 422, "invalid_input")
    assert "header" in sentence_of(options, 422, "invalid_input")
    assert "JSON" in sentence_of(broken, 422, "invalid_input")


def sheet(
    acme: Workspace, emulator: EmulatorServer, rows: list[list[Cell]], **changes: Any
) -> dict[str, Any]:
    made = google.spreadsheet(emulator.state, rows, owner=acme.account, **changes)
    return {"connection_id": str(acme.connection_id), "spreadsheet_id": made.id}


def refusals(editor: httpx.Client, body: dict[str, Any], status: int, code: str) -> str:
    """What looking at it says; a sheet that can't even be located can't be saved either."""
    return sentence_of(editor.post(PREVIEW, json=body), status, code)


def test_an_empty_tab(editor: httpx.Client, acme: Workspace, served_google: EmulatorServer) -> None:
    sentence = refusals(editor, sheet(acme, served_google, []), 422, "unreadable_data")

    assert "no cells with content" in sentence


def test_a_tab_without_a_header_row(
    editor: httpx.Client, acme: Workspace, served_google: EmulatorServer
) -> None:
    body = sheet(acme, served_google, [[46082, 1.5], [46083, 2.5], [46084, 3.5]])
    sentence = refusals(editor, body, 422, "unreadable_data")

    assert "header" in sentence


def test_a_tab_that_does_not_exist(
    editor: httpx.Client, acme: Workspace, served_google: EmulatorServer
) -> None:
    body = sheet(acme, served_google, [["Day"], [46082]]) | {"tab": "Sheet9"}
    for answer in (
        editor.post(PREVIEW, json=body),
        editor.post(SOURCES, json=body | {"name": "Nine"}),
    ):
        assert "Sheet9" in sentence_of(answer, 409, "source_unavailable")


@pytest.mark.parametrize("cells", ["A1:", "nonsense!", "A0:B9", "ZZZZ1:B2"])
def test_a_range_that_is_none(
    editor: httpx.Client, acme: Workspace, served_google: EmulatorServer, cells: str
) -> None:
    body = sheet(acme, served_google, [["Day"], [46082]]) | {"range": cells}
    for answer in (
        editor.post(PREVIEW, json=body),
        editor.post(SOURCES, json=body | {"name": "Range"}),
    ):
        assert "range" in sentence_of(answer, 422, "invalid_input").lower()


def test_an_unknown_spreadsheet(editor: httpx.Client, acme: Workspace) -> None:
    body = {
        "name": "Gone",
        "connection_id": str(acme.connection_id),
        "spreadsheet_url": f"https://docs.google.com/spreadsheets/d/{'x' * 44}/edit#gid=0",
    }
    answer = editor.post(SOURCES, json=body)

    assert "spreadsheet" in sentence_of(answer, 409, "source_unavailable")


def test_a_spreadsheet_without_permission(
    editor: httpx.Client, acme: Workspace, served_google: EmulatorServer
) -> None:
    body = sheet(acme, served_google, [["Day"], [46082]]) | {"name": "Private"}
    with served_google.state.drive.editing(body["spreadsheet_id"]) as found:
        found.owner = "somebody@else.example"
    answer = editor.post(SOURCES, json=body)

    assert "may not read" in sentence_of(answer, 409, "source_unavailable")


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/spreadsheets/d/abc",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "not a url at all",
    ],
)
def test_an_address_that_is_no_spreadsheet(editor: httpx.Client, acme: Workspace, url: str) -> None:
    body = {"connection_id": str(acme.connection_id), "spreadsheet_url": url}
    answer = editor.post(PREVIEW, json=body)

    assert "spreadsheet" in sentence_of(answer, 422, "invalid_input").lower()


def test_neither_address_nor_id(editor: httpx.Client, acme: Workspace) -> None:
    answer = editor.post(PREVIEW, json={"connection_id": str(acme.connection_id)})

    assert "spreadsheet_url" in sentence_of(answer, 422, "invalid_input")


@pytest.mark.parametrize(
    "body", [b"{", b"", b"nonsense", b'{"title": "a",}', b"\xff\xfe{", b"[1, 2"]
)
def test_a_body_that_is_not_json(editor: httpx.Client, body: bytes) -> None:
    answer = editor.post(
        "/api/v1/dashboards", content=body, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code in {400, 422}
    sentence_of(answer, answer.status_code, answer.json()["code"])


@pytest.mark.parametrize("body", [[], "text", 7, None, {"title": 7}, {"title": ""}, {"colour": 1}])
def test_json_that_is_something_else(editor: httpx.Client, body: object) -> None:
    problem = problem_of(editor.post("/api/v1/dashboards", json=body), 422, "invalid_input")

    assert problem["errors"]


@pytest.mark.parametrize("title", ["a\x00b", "\x00"])
def test_text_that_no_database_holds(editor: httpx.Client, title: str) -> None:
    answer = editor.post("/api/v1/dashboards", json={"title": title})

    assert "can't be stored" in sentence_of(answer, 422, "invalid_input")


def test_deeply_nested_json(editor: httpx.Client, acme: Workspace) -> None:
    filters: dict[str, Any] = {"field": "Channel", "operator": "is_empty"}
    for _ in range(60):
        filters = {"not": filters}
    asked = {"source": str(acme.data_source_id), "metrics": [{"field": "Cost"}], "filters": filters}
    answer = editor.post("/api/v1/query", json=asked)
    endless = editor.post(
        "/api/v1/query",
        content=b'{"source":' + b"[" * 100_000,
        headers={"Content-Type": "application/json"},
    )

    assert answer.status_code == 422
    assert endless.status_code in {400, 422}


@pytest.mark.parametrize("identifier", ["1", "not-an-id", "../../etc", "%00"])
def test_an_address_with_a_wrong_id(editor: httpx.Client, identifier: str) -> None:
    answer = editor.get(f"/api/v1/dashboards/{identifier}")

    assert answer.status_code in {404, 422}
    sentence_of(answer, answer.status_code, answer.json()["code"])


def test_an_address_that_leads_nowhere(editor: httpx.Client) -> None:
    assert "/api/v1/dashboard" in sentence_of(editor.get("/api/v1/dashboard"), 404, "not_found")
    assert editor.put("/api/v1/dashboards", json={}).status_code in {404, 405}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:3000", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "null"},
    ],
)
def test_a_write_from_another_site(editor: httpx.Client, headers: dict[str, str]) -> None:
    answer = editor.post("/api/v1/dashboards", json={"title": "CSRF"}, headers=headers)

    assert sentence_of(answer, 403, "forbidden") == (
        "This request comes from another site than http://localhost:3000. "
        "Open http://localhost:3000 in the browser and try again there."
    )


def test_a_write_from_our_own_pages(standing: Standing) -> None:
    headers = {"Origin": "http://localhost:3000", "Sec-Fetch-Site": "same-origin"}
    made = standing.editor.post("/api/v1/dashboards", json={"title": "Ours"}, headers=headers)

    assert made.status_code == 201

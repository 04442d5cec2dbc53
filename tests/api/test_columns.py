"""Columns that a person has corrected: kept at every refresh, seen at once, given back."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from cashstage.models.platform import Platform
from cashstage.sources import ingestion
from tests.api.problems import sentence_of

pytestmark = pytest.mark.integration

SOURCES = "/api/v1/data-sources"
CSV = b"Day,Plan,Cost\n2026-03-01,007,1\n2026-03-02,12,5\n"


@pytest.fixture
def source(editor: httpx.Client, platform: Platform) -> str:
    """The address of an uploaded source with the columns Day, Plan and Cost."""
    created = editor.post(
        f"{SOURCES}/upload", data={"name": "Plans"}, files={"file": ("plans.csv", CSV, "text/csv")}
    ).json()
    ingestion.run(platform, created["job"]["id"])
    return f"{SOURCES}/{created['id']}"


def columns(client: httpx.Client, source: str) -> dict[str, dict[str, Any]]:
    items = client.get(f"{source}/columns").json()["items"]
    return {column["name"]: column for column in items}


def refresh(client: httpx.Client, platform: Platform, source: str) -> None:
    """Runs the job that waits."""
    job = client.post(f"{source}/sync").json()
    ingestion.run(platform, job["id"])


def change(client: httpx.Client, source: str, name: str, **values: Any) -> httpx.Response:
    key = columns(client, source)[name]["id"]
    return client.patch(f"{source}/columns/{key}", json=values)


def test_a_type_set_by_hand_is_read_anew_and_stays(
    editor: httpx.Client, platform: Platform, source: str
) -> None:
    assert columns(editor, source)["Plan"]["type"] == "text"
    answer = change(editor, source, "Plan", type="integer", role="metric")
    refresh(editor, platform, source)
    refresh(editor, platform, source)

    assert (answer.json()["type"], answer.json()["overridden"]) == ("integer", True)
    assert columns(editor, source)["Plan"]["type"] == "integer"
    assert [row[1] for row in editor.get(f"{source}/rows").json()["rows"]] == [7, 12]


def test_a_type_that_is_no_number_is_not_added_up(editor: httpx.Client, source: str) -> None:
    column = change(editor, source, "Cost", type="text").json()

    assert (column["role"], column["format"]) == ("dimension", None)


def test_a_format_is_seen_in_the_next_answer(editor: httpx.Client, source: str) -> None:
    asked = {"source": source.rpartition("/")[2], "metrics": [{"field": "Cost"}]}
    before = editor.post("/api/v1/query", json=asked).json()["columns"][0]["format"]
    change(editor, source, "Cost", format="currency:EUR")

    assert before != "currency:EUR"
    answer = editor.post("/api/v1/query", json=asked).json()
    assert answer["columns"][0]["format"] == "currency:EUR"


def test_what_was_set_is_given_back_to_the_machine(
    editor: httpx.Client, platform: Platform, source: str
) -> None:
    change(editor, source, "Cost", semantic_type="revenue", format="percent")
    change(editor, source, "Cost", overridden=False)
    refresh(editor, platform, source)

    column = columns(editor, source)["Cost"]
    assert (column["semantic_type"], column["overridden"]) == ("cost", False)


def test_a_correction_holds_for_the_next_table_of_the_organization(
    editor: httpx.Client, platform: Platform, source: str
) -> None:
    change(editor, source, "Plan", semantic_type="ad_group")
    created = editor.post(
        f"{SOURCES}/upload",
        data={"name": "April"},
        files={"file": ("april.csv", b"Day,PLAN,Cost\n2026-04-01,009,1\n", "text/csv")},
    ).json()
    ingestion.run(platform, created["job"]["id"])

    column = columns(editor, f"{SOURCES}/{created['id']}")["PLAN"]
    assert (column["semantic_type"], column["overridden"]) == ("ad_group", False)


@pytest.mark.parametrize(
    ("name", "values", "problem"),
    [
        ("Day", {"role": "metric"}, "holds no numbers"),
        ("Cost", {"format": "currency:XXZ"}, "can't be shown as"),
        ("Day", {"format": "percent"}, "can't be shown as"),
        ("Cost", {"semantic_type": "happiness"}, "not a meaning"),
    ],
)
def test_what_contradicts_itself_is_refused(
    editor: httpx.Client, source: str, name: str, values: dict[str, str], problem: str
) -> None:
    before = columns(editor, source)
    answer = change(editor, source, name, **values)

    assert problem in sentence_of(answer, 422, "invalid_input")
    assert columns(editor, source) == before


def test_a_column_that_is_not_there(editor: httpx.Client, source: str) -> None:
    answer = editor.patch(f"{source}/columns/c99", json={"role": "dimension"})

    assert "no such column" in sentence_of(answer, 404, "not_found")


def test_only_editors_correct(viewer: httpx.Client, editor: httpx.Client, source: str) -> None:
    assert change(viewer, source, "Cost", role="dimension").status_code == 403

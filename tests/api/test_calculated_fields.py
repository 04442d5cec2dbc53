"""Calculated columns of a data source: made, used, renamed under, changed and deleted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from cashstage.models.platform import Platform
from tests.api.problems import problem_of, sentence_of
from tests.factories import records, workspaces
from tests.factories.workspaces import Workspace

pytestmark = pytest.mark.integration

MARKET = {"name": "Kind", "formula": "RIGHT_TEXT(Channel, 6)  -- Search or Social"}


@pytest.fixture
def address(acme: Workspace) -> str:
    return f"/api/v1/data-sources/{acme.data_source_id}/calculated-fields"


def made(editor: httpx.Client, address: str, body: dict[str, str]) -> dict[str, Any]:
    answer = editor.post(address, json=body)
    assert answer.status_code == 201, answer.text
    field: dict[str, Any] = answer.json()
    return field


def asked(client: httpx.Client, acme: Workspace, **question: Any) -> Any:
    body = workspaces.question(acme.data_source_id, **question)
    return client.post("/api/v1/query", json=body)


def test_it_is_a_column_for_every_question(
    editor: httpx.Client, acme: Workspace, address: str
) -> None:
    field = made(editor, address, MARKET)

    body = asked(
        editor,
        acme,
        dimensions=[{"field": "Kind"}],
        metrics=[{"formula": "SUM(IF(Kind = 'Search', Cost, 0))", "name": "search"}],
        filters={"field": "Kind", "operator": "is_not_empty"},
    ).json()
    assert (field["type"], field["role"], field["problem"]) == ("text", "dimension", None)
    assert field["formula"] == MARKET["formula"]
    assert sorted(zip(*body["data"], strict=True)) == [("Search", 21.5), ("Social", 0.0)]
    assert body["columns"][0]["type"] == "text"


def test_a_widget_keeps_it(editor: httpx.Client, acme: Workspace, address: str) -> None:
    made(editor, address, MARKET)
    query = workspaces.question(acme.data_source_id, dimensions=[{"field": "Kind"}])
    widget = editor.post(
        "/api/v1/widgets", json={"tab_id": str(acme.tab_id), "type": "bar", "query": query}
    )

    data = editor.get(f"/api/v1/widgets/{widget.json()['id']}/data").json()["data"]

    assert sorted(data[0]) == ["Search", "Social"]


def test_a_column_s_new_name_is_shown_and_nothing_breaks(
    editor: httpx.Client, acme: Workspace, address: str, platform: Platform, tmp_path: Path
) -> None:
    made(editor, address, MARKET)
    renamed = workspaces.CSV.format(name="Acme").replace("Channel", "Media channel")
    workspaces.landed_again(platform, acme.admin, tmp_path, acme.data_source_id, renamed)

    listed = editor.get(address).json()["items"]

    assert listed[-1]["formula"] == "RIGHT_TEXT(`Media channel`, 6)  -- Search or Social"
    data = asked(editor, acme, dimensions=[{"field": "Kind"}]).json()["data"]
    assert sorted(data[0]) == ["Search", "Social"]


@pytest.mark.parametrize(
    ("body", "code", "told"),
    [
        ({"name": "New", "formula": "SUM(Cost)"}, "formula_error", "row by row"),
        ({"name": "New", "formula": "Kost + 1"}, "formula_error", "Did you mean “Cost”?"),
        ({"name": "New", "formula": "CONCAT(Cost, 'x')"}, "formula_error", "CAST(… AS TEXT)"),
        ({"name": "New", "formula": "New + 1"}, "formula_error", "There is no column “New”."),
        ({"name": "New", "formula": "1; DROP TABLE x"}, "formula_error", "one expression"),
        ({"name": "New", "formula": "x" * 10_001}, "invalid_input", "10000"),
        ({"name": "New", "formula": ""}, "invalid_input", "formula"),
        ({"name": " ", "formula": "1"}, "invalid_input", "name"),
        ({"name": "New"}, "invalid_input", "formula"),
    ],
)
def test_what_can_t_be_worked_out_is_not_kept(
    editor: httpx.Client, address: str, body: dict[str, str], code: str, told: str
) -> None:
    before = editor.get(address).json()

    assert told in sentence_of(editor.post(address, json=body), 422, code)
    assert editor.get(address).json() == before


def test_the_place_is_told(editor: httpx.Client, address: str) -> None:
    answer = editor.post(address, json={"name": "New", "formula": "1 + LEFT_TEXT(Channel, 2)"})

    assert problem_of(answer, 422, "formula_error")["position"] == 4


@pytest.mark.parametrize("name", ["Cost", "cOST", "Acme label", "ACME LABEL"])
def test_a_name_is_one_column_s(editor: httpx.Client, address: str, name: str) -> None:
    answer = editor.post(address, json={"name": name, "formula": "1"})

    assert "already" in sentence_of(answer, 409, "conflict")


def test_names_and_formulas_are_no_sql(editor: httpx.Client, acme: Workspace, address: str) -> None:
    name = 'x" FROM (SELECT 1); DROP TABLE users; --'
    made(editor, address, {"name": name, "formula": "CONCAT(Channel, '''; DROP TABLE users; --')"})

    [values, _] = asked(editor, acme, dimensions=[{"field": name}]).json()["data"]

    assert values[0].endswith("'; DROP TABLE users; --")


def test_one_builds_on_another_but_never_in_a_circle(
    editor: httpx.Client, acme: Workspace, address: str
) -> None:
    double = made(editor, address, {"name": "Double", "formula": "Cost * 2"})
    made(editor, address, {"name": "Four", "formula": "Double * 2"})

    circle = editor.patch(f"{address}/{double['id']}", json={"formula": "Four / 2"})
    itself = editor.patch(f"{address}/{double['id']}", json={"formula": "Double + 1"})
    broken = editor.patch(f"{address}/{double['id']}", json={"formula": "Channel"})
    gone = editor.delete(f"{address}/{double['id']}")

    assert "refers to itself" in sentence_of(circle, 422, "formula_error")
    assert "refers to itself" in sentence_of(itself, 422, "formula_error")
    assert "“Four” could not be worked out" in sentence_of(broken, 409, "conflict")
    assert "“Double” is used by “Four”." in sentence_of(gone, 409, "conflict")
    answer = asked(editor, acme, dimensions=[], metrics=[{"field": "Four"}]).json()
    assert answer["data"] == [[167.0]]


def test_a_change_reaches_every_question_and_a_stale_one_nobody(
    editor: httpx.Client, acme: Workspace, address: str
) -> None:
    field = made(editor, address, MARKET)
    place = f"{address}/{field['id']}"

    changed = editor.patch(place, json={"name": "End", "formula": "RIGHT_TEXT(Channel, 2)"})
    stale = editor.patch(place, json={"name": "Late"}, headers={"If-Match": '"1"'})

    assert (changed.json()["version"], changed.json()["column_id"]) == (2, field["column_id"])
    problem_of(stale, 412, "stale_version")
    data = asked(editor, acme, dimensions=[{"field": "End"}]).json()["data"]
    assert sorted(data[0]) == ["al", "ch"]


def test_a_deleted_one_is_missed_by_name(
    editor: httpx.Client, acme: Workspace, address: str
) -> None:
    field = made(editor, address, MARKET)

    assert editor.delete(f"{address}/{field['id']}").status_code == 204
    told = sentence_of(asked(editor, acme, dimensions=[{"field": "Kind"}]), 422, "invalid_input")
    assert "There is no column “Kind”." in told


def test_what_was_done_is_recorded(
    editor: httpx.Client, acme: Workspace, address: str, platform: Platform
) -> None:
    field = made(editor, address, MARKET)
    editor.patch(f"{address}/{field['id']}", json={"name": "Sort"})
    editor.delete(f"{address}/{field['id']}")

    entries = records.everything_of(platform, acme.place.id)["audit_log"]
    for deed in ("added", "changed", "deleted"):
        assert any(f"calculated_field.{deed}" in str(entry) for entry in entries)

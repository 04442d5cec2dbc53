"""Dashboards, tabs and widgets over HTTP."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.api.problems import problem_of, sentence_of
from tests.factories import workspaces
from tests.factories.workspaces import Workspace

pytestmark = pytest.mark.integration

DASHBOARDS = "/api/v1/dashboards"
WIDGETS = "/api/v1/widgets"


def widget(acme: Workspace, **changes: Any) -> dict[str, Any]:
    return {
        "tab_id": str(acme.tab_id),
        "type": "line",
        "title": "Cost by day",
        "query": workspaces.question(acme.data_source_id, dimensions=[{"field": "Day"}]),
    } | changes


def test_a_dashboard_is_made_read_changed_and_deleted(editor: httpx.Client) -> None:
    made = editor.post(DASHBOARDS, json={"title": " Monthly "})
    path = f"{DASHBOARDS}/{made.json()['id']}"

    assert (made.status_code, made.json()["title"], made.json()["version"]) == (201, "Monthly", 1)
    assert [tab["title"] for tab in made.json()["tabs"]] == ["Overview"]
    settings = {"date_range": {"preset": "this_month"}, "filter_fields": ["Channel"]}
    changed = editor.patch(path, json={"settings": settings}).json()
    assert (changed["title"], changed["version"]) == ("Monthly", 2)
    assert changed["settings"]["date_range"]["preset"] == "this_month"
    assert editor.get(DASHBOARDS).json()["items"][0]["id"] == made.json()["id"]
    assert editor.delete(path).status_code == 204
    assert "no such dashboard" in sentence_of(editor.get(path), 404, "not_found")
    restored = editor.post(f"{path}/restore")
    assert (restored.status_code, restored.json()["title"]) == (200, "Monthly")
    assert editor.get(path).status_code == 200


@pytest.mark.parametrize("stale", ['"1"', "1", 'W/"1"'])
def test_a_stale_write_loses_nothing(editor: httpx.Client, acme: Workspace, stale: str) -> None:
    path = f"{DASHBOARDS}/{acme.dashboard_id}"
    editor.patch(path, json={"title": "Mine"}, headers={"If-Match": stale})
    late = editor.patch(path, json={"title": "Yours"}, headers={"If-Match": stale})
    problem = problem_of(late, 412, "stale_version")

    assert problem["current_version"] == 2
    assert editor.get(path).json()["title"] == "Mine"
    again = editor.patch(path, json={"title": "Yours"}, headers={"If-Match": '"2"'})
    assert (again.json()["title"], again.json()["version"]) == ("Yours", 3)


@pytest.mark.parametrize("seen", ['"abc"', "9" * 5000, "-1", "²"])
def test_an_if_match_that_is_no_version_is_refused(
    editor: httpx.Client, acme: Workspace, seen: str
) -> None:
    answer = editor.patch(
        f"{DASHBOARDS}/{acme.dashboard_id}",
        json={"title": "x"},
        headers={b"If-Match": seen.encode()},
    )

    assert "If-Match must be the version" in sentence_of(answer, 422, "invalid_input")


def test_tabs_are_added_renamed_moved_and_deleted(editor: httpx.Client, acme: Workspace) -> None:
    path = f"{DASHBOARDS}/{acme.dashboard_id}/tabs"
    second = editor.post(path, json={"title": "Social"}).json()
    moved = editor.patch(
        f"{path}/{second['id']}", json={"title": "Paid social"}, headers={"If-Match": "1"}
    )
    stale = editor.patch(f"{path}/{second['id']}", json={"position": 9}, headers={"If-Match": "1"})

    assert (moved.json()["title"], moved.json()["version"]) == ("Paid social", 2)
    problem_of(stale, 412, "stale_version")
    assert [tab["title"] for tab in editor.get(path).json()["items"]] == ["Overview", "Paid social"]
    assert editor.delete(f"{path}/{acme.tab_id}").status_code == 204
    last = editor.delete(f"{path}/{second['id']}")
    assert "at least one tab" in sentence_of(last, 409, "conflict")


def test_a_widget_is_made_changed_and_removed(editor: httpx.Client, acme: Workspace) -> None:
    made = editor.post(WIDGETS, json=widget(acme))
    path = f"{WIDGETS}/{made.json()['id']}"

    assert made.status_code == 201, made.text
    assert made.json()["data_source_id"] == str(acme.data_source_id)
    assert made.json()["layout"] == {"x": 6, "y": 0, "w": 6, "h": 7}
    change = {"title": "Spend", "layout": {"x": 0, "y": 7, "w": 12, "h": 5}}
    changed = editor.patch(path, json=change, headers={"If-Match": "1"}).json()
    assert (changed["title"], changed["version"], changed["type"]) == ("Spend", 2, "line")
    assert changed["query"] == made.json()["query"]
    problem_of(editor.patch(path, json=change, headers={"If-Match": "1"}), 412, "stale_version")
    assert editor.delete(path).status_code == 204
    problem_of(editor.get(path), 404, "not_found")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"query": {}}, "source"),
        ({"query": {"source": "nonsense", "metrics": [{"metric": "cost"}]}}, "data source"),
        ({"layout": {"x": 12, "y": 0, "w": 1, "h": 1}}, "layout.x"),
        ({"layout": {"x": 0, "y": 0, "w": 13, "h": 1}}, "layout.w"),
        ({"type": "hologram"}, "type"),
        ({"tab_id": "not an id"}, "tab_id"),
        ({"tilte": "typo"}, "tilte"),
    ],
)
def test_a_widget_that_could_not_be_drawn_is_refused(
    editor: httpx.Client, acme: Workspace, change: dict[str, Any], words: str
) -> None:
    path = f"{DASHBOARDS}/{acme.dashboard_id}"
    before = editor.get(path).json()
    answer = editor.post(WIDGETS, json=widget(acme) | change)

    assert words in sentence_of(answer, 422, "invalid_input")
    assert editor.get(path).json() == before


def test_a_question_is_checked_when_a_widget_changes(editor: httpx.Client, acme: Workspace) -> None:
    path = f"{WIDGETS}/{acme.widget_id}"
    before = editor.get(path).json()
    question = workspaces.question(acme.data_source_id, dimensions=[{"field": "Chanel"}])
    answer = editor.patch(path, json={"query": question, "title": "New"})

    assert "Chanel" in sentence_of(answer, 422, "invalid_input")
    assert editor.get(path).json() == before

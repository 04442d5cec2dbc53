"""Behind a number: rows, formula, parts, and the place in the sheet."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from cashstage.sources import ingestion
from tests.api.conftest import Standing
from tests.api.problems import problem_of, sentence_of
from tests.factories import workspaces
from tests.factories.workspaces import SUM_OF_COST, Workspace

pytestmark = pytest.mark.integration

ROWS, PROVENANCE = "/api/v1/query/rows", "/api/v1/query/provenance"


@pytest.fixture
def acme(standing: Standing) -> Workspace:
    return standing.acme


@pytest.fixture
def viewer(standing: Standing) -> httpx.Client:
    return standing.viewer


@pytest.fixture
def editor(standing: Standing) -> httpx.Client:
    return standing.editor


def about(of: Workspace, **more: Any) -> dict[str, Any]:
    return {"query": workspaces.question(of.data_source_id), **more}


def test_the_rows_of_a_cell_are_those_of_the_sheet(viewer: httpx.Client, acme: Workspace) -> None:
    asked = about(acme, cell={"Channel": "Acme Social"}, limit=1, offset=1)
    body = viewer.post(ROWS, json=asked).json()
    names = [column["name"] for column in body["columns"]]

    assert body["row_count"] == 2
    assert [dict(zip(names, row, strict=True)) for row in body["rows"]] == [
        {
            "Day": "2026-03-02",
            "Channel": "Acme Social",
            "Campaign": "Spring",
            "Cost": None,
            "Clicks": 40,
            "Acme label": "Acme Social of Acme",
        }
    ]
    assert body["snapshot"]["data_source_id"] == str(acme.data_source_id)


def test_a_number_says_how_it_comes_about(viewer: httpx.Client, acme: Workspace) -> None:
    query = workspaces.question(acme.data_source_id, metrics=[{"metric": "cpc"}])
    body = viewer.post(
        PROVENANCE, json={"query": query, "cell": {"Channel": "Acme Search"}, "metric": "cpc"}
    ).json()

    assert body["value"] == pytest.approx(21.5 / 210)
    assert body["formula"] == "SUM(Cost) / SUM(Clicks)"
    assert body["words"] == "The sum of Cost divided by the sum of Clicks"
    assert [each["value"] for each in body["components"]] == [21.5, 210]
    assert body["row_count"] == 2
    assert body["source"]["name"] == "Acme ads"
    assert body["snapshot"]["row_count"] == 4
    assert body["place"] == {"label": "upload.csv", "url": None}


def test_a_sheet_is_linked_to_its_range(editor: httpx.Client, standing: Standing) -> None:
    acme = standing.acme
    made = editor.post(
        "/api/v1/data-sources",
        json={
            "name": "Linked",
            "connection_id": str(acme.connection_id),
            "spreadsheet_id": acme.spreadsheet_id,
        },
    ).json()
    ingestion.run(standing.platform, made["job"]["id"])
    query = workspaces.question(made["id"])
    place = editor.post(PROVENANCE, json={"query": query}).json()["place"]

    assert place["label"].startswith("Sheet1!A1:C")
    assert place["label"].endswith(" in Acme figures")
    assert f"/spreadsheets/d/{acme.spreadsheet_id}/edit?gid=" in place["url"]
    assert "&range=A1:C" in place["url"]


@pytest.mark.parametrize("path", [ROWS, PROVENANCE])
def test_a_cell_or_question_that_cannot_be_is_told(
    viewer: httpx.Client, acme: Workspace, path: str
) -> None:
    wrong = viewer.post(path, json=about(acme, cell={"Chanel": "x"}))
    strange = viewer.post(path, json=about(acme, cell={"Channel": ["x"]}))
    empty = viewer.post(path, json={"query": {}})

    assert problem_of(wrong, 422, "invalid_input")["field"] == "cell.Chanel"
    assert "Did you mean “Channel”" in sentence_of(wrong, 422, "invalid_input")
    problem_of(strange, 422, "invalid_input")
    assert "“source” is missing" in sentence_of(empty, 422, "invalid_input")


def test_all_of_a_question_is_answered_at_once(viewer: httpx.Client, acme: Workspace) -> None:
    question = workspaces.question(
        acme.data_source_id,
        dimensions=[
            {"field": "Channel", "top": {"n": 1, "by": "Cost", "others": True}},
            {"field": "Day", "grain": "fiscal_year"},
        ],
        having={"field": "Cost", "operator": "greater_than", "value": "@least"},
        parameters={"least": 5},
        compare={"to": {"as_of": "2100-01-01"}},
        totals=True,
        subtotals=True,
        pivot=["Day"],
    )
    body = viewer.post("/api/v1/query", json=question).json()
    explained = viewer.post("/api/v1/query/explain", json=question)
    sql = explained.json()["sql"]

    assert body["data"] == [["Acme Search", "Others"], ["2026-01-01"] * 2, [21.5, 20.25]]
    assert body["totals"] == {"Cost": SUM_OF_COST}
    assert body["comparison"]["change"]["Cost"]["absolute"] == [0.0, 0.0]
    assert body["subtotals"][0]["data"] == [["Acme Search", "Others"], [21.5, 20.25]]
    assert body["pivot"]["cells"] == {"Cost": [[21.5, 20.25]]}
    assert [each["data_source_id"] for each in body["compared_snapshots"]] == [
        str(acme.data_source_id)
    ]
    assert "HAVING" in sql


def test_data_before_the_first_snapshot_cannot_be_compared(
    viewer: httpx.Client, acme: Workspace
) -> None:
    question = workspaces.question(acme.data_source_id, compare={"to": {"as_of": "2001-01-01"}})

    answer = viewer.post("/api/v1/query", json=question)
    assert "no snapshot from before" in sentence_of(answer, 409, "conflict")


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"dimensions": [{"field": "Day", "bins": {"width": 1}}]}, "holds no numbers"),
        ({"dimensions": [{"field": "Cost", "bins": {"width": 0}}]}, "width of bins is above zero"),
        ({"dimensions": [{"field": "Cost", "bins": {"edges": [2, 1]}}]}, "edges of bins rise"),
        (
            {"dimensions": [{"field": "Channel", "groups": {"a": ["x"], "b": ["x"]}}]},
            "“x” is in two groups: a and b",
        ),
        ({"dimensions": [{"field": "Cost", "groups": {"a": [1]}}]}, "which have no groups"),
        ({"dimensions": [{"field": "Channel", "others": "x"}]}, "Only groups have others"),
        (
            {"dimensions": [{"field": "Channel", "top": {"n": 1, "by": "Clicks"}}]},
            "no metric “Clicks” to lead by",
        ),
        (
            {"dimensions": [{"field": "Day", "top": {"n": 1, "others": True}}]},
            "the others can't be one group",
        ),
        (
            {"having": {"field": "Channel", "operator": "is_empty"}},
            "The query has no metric “Channel”",
        ),
        (
            {"having": {"field": "Cost", "operator": "contains", "value": "1"}},
            "compares text",
        ),
        ({"pivot": ["Day"]}, "no dimension “Day” to pivot"),
        ({"compare": {"to": {"start": "2026-03-01", "end": "2026-03-02"}}}, "date range"),
        ({"parameters": {"a": None}}, "has no value"),
        ({"parameters": {"a b": 1}}, "letters, digits and underscores"),
    ],
)
def test_what_does_not_fit_is_told_in_a_sentence(
    viewer: httpx.Client, acme: Workspace, parts: dict[str, Any], words: str
) -> None:
    question = workspaces.question(acme.data_source_id, **parts)

    assert words in sentence_of(viewer.post("/api/v1/query", json=question), 422, "invalid_input")


def test_a_dashboard_gives_its_parameters_and_time_zone_to_its_widgets(
    editor: httpx.Client, acme: Workspace
) -> None:
    path = f"/api/v1/dashboards/{acme.dashboard_id}"
    least = {"name": "least", "kind": "number", "value": 15}
    settings = {"parameters": [least], "time_zone": "Asia/Tokyo"}
    assert editor.patch(path, json={"settings": settings}).json()["settings"]["time_zone"]
    question = workspaces.question(
        acme.data_source_id,
        filters={"field": "Cost", "operator": "greater_than", "value": "@least"},
        dimensions=[],
    )
    made = editor.post(
        "/api/v1/widgets",
        json={"tab_id": str(acme.tab_id), "type": "bar", "query": question},
    )
    data = f"/api/v1/widgets/{made.json()['id']}/data"

    assert made.status_code == 201, made.text
    assert editor.get(data).json()["data"] == [[20.25]]
    chosen = editor.get(data, params={"parameters": '{"least": 10.6}'}).json()
    assert chosen["data"] == [[31.25]]
    text = editor.get(data, params={"parameters": '{"least": "much"}'})
    assert "must be a number" in sentence_of(text, 422, "invalid_input")
    compared = editor.get(data, params={"compare": "previous_year", "date_range": MARCH}).json()
    assert compared["comparison"]["date_range"] == {"start": "2025-03-01", "end": "2025-03-31"}
    editor.patch(path, json={"settings": {}})


@pytest.mark.parametrize(
    "parameter",
    [
        {"name": "a b", "kind": "number", "value": 1},
        {"name": "a", "kind": "number", "value": "1"},
        {"name": "a", "kind": "choice", "value": "x"},
        {"name": "a", "kind": "choice", "value": "x", "choices": ["y"]},
        {"name": "a", "kind": "text", "value": "x", "choices": ["y"]},
    ],
)
def test_a_parameter_that_makes_no_sense_is_refused(
    editor: httpx.Client, acme: Workspace, parameter: dict[str, Any]
) -> None:
    body = {"settings": {"parameters": [parameter]}}
    answer = editor.patch(f"/api/v1/dashboards/{acme.dashboard_id}", json=body)

    problem_of(answer, 422, "invalid_input")


MARCH = '{"start": "2026-03-01", "end": "2026-03-31"}'

"""Ad hoc questions."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.api.conftest import Standing
from tests.api.problems import problem_of, sentence_of
from tests.factories import workspaces
from tests.factories.workspaces import SUM_OF_CLICKS, SUM_OF_COST, Workspace

pytestmark = pytest.mark.integration

QUERY = "/api/v1/query"


@pytest.fixture
def acme(standing: Standing) -> Workspace:
    return standing.acme


@pytest.fixture
def viewer(standing: Standing) -> httpx.Client:
    return standing.viewer


def test_a_question_is_answered_with_columns(viewer: httpx.Client, acme: Workspace) -> None:
    answer = viewer.post(
        QUERY,
        json={
            "source": str(acme.data_source_id),
            "dimensions": [{"field": "Day", "grain": "day"}],
            "metrics": [
                {"field": "Clicks", "aggregation": "sum"},
                {"formula": "SUM(Cost) / SUM(Clicks)", "name": "cpc"},
            ],
            "filters": {"and": [{"field": "Channel", "operator": "contains", "value": "Search"}]},
            "sort": [{"by": "Day", "direction": "desc"}],
            "totals": True,
        },
    )
    body = answer.json()

    assert answer.status_code == 200, answer.text
    assert body["data"] == [["2026-03-02", "2026-03-01"], [110, 100], [0.1, 0.105]]
    assert body["totals"]["cpc"] == pytest.approx(21.5 / 210)


def test_a_missing_cell_is_not_zero(viewer: httpx.Client, acme: Workspace) -> None:
    metrics = [
        {"field": "Cost", "aggregation": "avg"},
        {"field": "Cost", "aggregation": "sum"},
        {"field": "Clicks", "aggregation": "sum"},
    ]
    question = workspaces.question(acme.data_source_id, dimensions=[], metrics=metrics)
    data = viewer.post(QUERY, json=question).json()["data"]

    assert [column[0] for column in data] == [
        pytest.approx(SUM_OF_COST / 3),
        SUM_OF_COST,
        SUM_OF_CLICKS,
    ]


def test_an_answer_that_is_known_already_is_not_sent(viewer: httpx.Client, acme: Workspace) -> None:
    question = workspaces.question(acme.data_source_id)
    first = viewer.post(QUERY, json=question)
    second = viewer.post(QUERY, json=question, headers={"If-None-Match": first.headers["ETag"]})

    assert (second.status_code, second.content) == (304, b"")


def test_the_sql_is_shown_and_not_run(viewer: httpx.Client, acme: Workspace) -> None:
    sql = viewer.post(f"{QUERY}/explain", json=workspaces.question(acme.data_source_id)).json()[
        "sql"
    ]

    assert sql.lstrip().upper().startswith(("SELECT", "WITH"))
    assert "GROUP BY" in sql
    assert "/tmp" not in sql


@pytest.mark.parametrize(
    ("parts", "code", "words"),
    [
        ({"metrics": [{"formula": "SUM(Cost", "name": "x"}]}, "formula_error", "formula"),
        ({"metrics": [{"formula": "SUMM(Cost)", "name": "x"}]}, "formula_error", "SUMM"),
        ({"metrics": [{"formula": "SUM(Kosten)", "name": "x"}]}, None, "Kosten"),
        ({"metrics": [{"field": "Kosten", "aggregation": "sum"}]}, "invalid_input", "Kosten"),
        ({"metrics": [{"field": "Channel", "aggregation": "sum"}]}, "invalid_input", "Channel"),
        ({"filters": {"field": "Regoin", "operator": "equals", "value": 1}}, None, "Regoin"),
        ({"filters": {"field": "Cost", "operator": "resembles", "value": 1}}, None, "operator"),
        ({"filters": {"field": "Channel", "operator": "regex", "value": "("}}, None, "regular"),
        ({"date_range": {"start": "2026-03-09", "end": "2026-03-01"}}, None, "date_range"),
        ({"sort": [{"by": "Profit"}]}, None, "Profit"),
        ({"limit": 0}, None, "limit"),
        ({"limit": "ten"}, None, "limit"),
        ({"time_zone": "Mars/Olympus"}, None, "Mars/Olympus"),
        ({"as_of": "last monday"}, None, "as_of"),
        ({"source": "ads"}, None, "source"),
        ({"dimension": []}, None, "dimension"),
        ({"metrics": [], "dimensions": []}, None, "at least one"),
    ],
)
def test_a_question_that_makes_no_sense_is_told_why(
    viewer: httpx.Client, acme: Workspace, parts: dict[str, Any], code: str | None, words: str
) -> None:
    question = workspaces.question(acme.data_source_id, **parts)
    answer = viewer.post(QUERY, json=question)

    assert words in sentence_of(answer, 422, code or answer.json()["code"])
    assert answer.json()["code"] in {"invalid_input", "formula_error"}


def test_the_place_in_a_formula_is_told(viewer: httpx.Client, acme: Workspace) -> None:
    metrics = [{"formula": "SUM(Cost) / / SUM(Clicks)", "name": "cpc"}]
    question = workspaces.question(acme.data_source_id, metrics=metrics)
    problem = problem_of(viewer.post(QUERY, json=question), 422, "formula_error")

    assert problem["position"] == 12


@pytest.mark.parametrize(
    "formula",
    [
        "(SELECT 1)",
        "SUM(Cost); DROP TABLE x",
        "read_csv('/etc/passwd')",
        "SUM((SELECT count(*) FROM read_text('/etc/passwd')))",
        "getenv('SECRET_KEY')",
    ],
)
def test_a_formula_reaches_nothing_but_its_columns(
    viewer: httpx.Client, acme: Workspace, formula: str
) -> None:
    question = workspaces.question(acme.data_source_id, metrics=[{"formula": formula, "name": "x"}])
    answer = viewer.post(QUERY, json=question)

    problem_of(answer, 422, "formula_error")
    assert "root:" not in answer.text


def test_a_column_as_a_value_stays_a_value(viewer: httpx.Client, acme: Workspace) -> None:
    tricky = {"field": "Channel", "operator": "equals", "value": "x' OR '1'='1"}
    question = workspaces.question(acme.data_source_id, filters=tricky)

    assert viewer.post(QUERY, json=question).json()["row_count"] == 0

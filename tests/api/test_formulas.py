"""Formulas while they are written: checked, previewed, and hostile ones refused with a place."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest

from cashstage.metrics.functions.registry import ALL
from tests.api.conftest import Standing
from tests.api.problems import problem_of
from tests.factories.workspaces import SUM_OF_COST, Workspace

pytestmark = pytest.mark.integration

CHECK = "/api/v1/formulas/check"


@pytest.fixture
def acme(standing: Standing) -> Workspace:
    return standing.acme


@pytest.fixture
def viewer(standing: Standing) -> httpx.Client:
    return standing.viewer


def checked(viewer: httpx.Client, acme: Workspace, formula: str, **more: Any) -> dict[str, Any]:
    answer = viewer.post(
        CHECK, json={"source": str(acme.data_source_id), "formula": formula, **more}
    )
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_a_metric_is_told_with_its_value(viewer: httpx.Client, acme: Workspace) -> None:
    body = checked(viewer, acme, "SUM(Cost)", preview=True)

    assert (body["ok"], body["kind"], body["problems"]) == (True, "a number", [])
    assert body["sql"].startswith("SUM(")
    assert body["preview"] == {"columns": ["Result"], "rows": [[SUM_OF_COST]]}


def test_a_column_is_told_with_its_first_values(viewer: httpx.Client, acme: Workspace) -> None:
    body = checked(viewer, acme, "UPPER(RIGHT_TEXT(Channel, 6))", kind="column", preview=True)

    assert (body["ok"], body["kind"], body["type"]) == (True, "text", "text")
    assert body["preview"] == {
        "columns": ["Result", "Channel"],
        "rows": [["SEARCH", "Acme Search"], ["SOCIAL", "Acme Social"]],
    }


def test_a_window_is_shown_by_month(viewer: httpx.Client, acme: Workspace) -> None:
    body = checked(viewer, acme, "RUNNING_TOTAL(SUM(Cost))", preview=True)

    assert (body["ok"], body["sql"]) == (True, None)
    assert body["preview"] == {"columns": ["Day", "Result"], "rows": [["2026-03-01", SUM_OF_COST]]}


def test_a_mistake_has_a_place_and_a_suggestion(viewer: httpx.Client, acme: Workspace) -> None:
    body = checked(viewer, acme, "1 + SUM(Kost)", preview=True)

    assert (body["ok"], body["kind"], body["preview"]) == (False, None, None)
    assert body["problems"] == [
        {
            "message": "There is no column “Kost”. Did you mean “Cost”?",
            "position": 8,
            "length": 4,
            "suggestion": "Cost",
        }
    ]


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        ("SUM(SUM(Cost))", "metric"),
        ("Cost", "metric"),
        ("SUM(Cost)", "column"),
        ("SUM(Channel)", "metric"),
        ("", "metric"),
        ("SUM(Cost", "metric"),
        ("x" * 10_001, "metric"),
        ("SUM(Cost) + " * 400 + "1", "metric"),
        ("(" * 3000, "column"),
        ("(SELECT 1)", "column"),
        ("read_text('/etc/passwd')", "column"),
        ("Channel'; DROP TABLE x; --", "column"),
        ("REGEXP_MATCH(Channel, '(a')", "column"),
        ("REGEXP_MATCH(Channel, '" + "a" * 501 + "')", "column"),
        ("REGEXP_MATCH(Channel, Campaign)", "column"),
        ("REGEXP_MATCH(Channel, '(((a{900}){900}){900})')", "column"),
        ("REGEXP_REPLACE(Channel, 'a', '\\2')", "column"),
        ("FORMAT_DATETIME('%Q', Day)", "column"),
        ("\x00", "column"),
        ("😀", "column"),
    ],
)
def test_what_is_wrong_is_told_and_never_run(
    viewer: httpx.Client, acme: Workspace, formula: str, kind: str
) -> None:
    body = checked(viewer, acme, formula, kind=kind, preview=True)

    [problem] = body["problems"]
    assert (body["ok"], body["sql"], body["preview"]) == (False, None, None)
    assert problem["message"]
    assert 0 <= problem["position"] <= len(formula)


def test_a_pattern_that_would_run_for_ever_elsewhere_is_quick(
    viewer: httpx.Client, acme: Workspace
) -> None:
    body = checked(
        viewer, acme, "REGEXP_MATCH(CONCAT(Channel, Channel), '(a+)+$|(.*)*x')",
        kind="column", preview=True,
    )  # fmt: skip

    assert body["ok"] is True
    assert [row[0] for row in body["preview"]["rows"]] == [False, False]


def test_a_value_that_can_t_be_computed_is_no_error(viewer: httpx.Client, acme: Workspace) -> None:
    body = checked(viewer, acme, "SUM(Clicks * 9000000000000000000)", preview=True)

    assert (body["ok"], body["preview"]) == (True, None)
    assert body["preview_problem"].startswith("A value can't be computed")


def test_another_s_source_is_none(viewer: httpx.Client) -> None:
    problem_of(
        viewer.post(CHECK, json={"source": str(uuid4()), "formula": "COUNT(*)"}), 404, "not_found"
    )


def test_every_function_is_listed_for_the_editor(viewer: httpx.Client) -> None:
    listed = viewer.get("/api/v1/formulas/functions").json()

    assert [each["name"] for each in listed] == [function.name for function in ALL]
    trunc = next(each for each in listed if each["name"] == "DATE_TRUNC")
    assert trunc["signature"] == "DATE_TRUNC(date, unit)"
    assert "MONTH" in trunc["arguments"][1]["words"]
    assert {each["level"] for each in listed} == {"row", "aggregate", "window"}

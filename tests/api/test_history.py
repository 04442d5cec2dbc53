"""Keeping rows, keys and change summaries over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.api.conftest import Standing
from tests.api.problems import sentence_of
from tests.factories import workspaces

pytestmark = pytest.mark.integration

FIRST = "Day,Channel,Cost\n2026-03-01,Search,10.5\n2026-03-01,Social,2\n2026-03-02,Search,8\n"
SECOND = "Day,Channel,Cost\n2026-03-01,Search,9.5\n2026-03-03,Search,7\n"


@pytest.fixture
def source_id(standing: Standing, tmp_path: Path) -> UUID:
    return workspaces.landed(standing.platform, standing.acme.admin, tmp_path, FIRST, "Grows").id


def path(source_id: UUID, rest: str = "") -> str:
    return f"/api/v1/data-sources/{source_id}{rest}"


def read_again(standing: Standing, folder: Path, source_id: UUID, text: str) -> None:
    workspaces.landed_again(standing.platform, standing.acme.admin, folder, source_id, text)


def newest(standing: Standing, source_id: UUID) -> dict[str, Any]:
    answer = standing.viewer.get(path(source_id, "/snapshots"), params={"limit": 1})
    found: dict[str, Any] = answer.json()["items"][0]
    return found


def test_a_key_is_proposed_and_counted(standing: Standing, source_id: UUID) -> None:
    proposed = standing.viewer.get(path(source_id, "/key")).json()
    named = standing.viewer.get(path(source_id, "/key"), params={"column": "Day"}).json()

    assert proposed == {
        "columns": ["c1", "c2"],
        "proposed": True,
        "repeating_rows": 0,
        "row_count": 3,
        "candidates": ["c1", "c2"],
    }
    assert (named["columns"], named["proposed"], named["repeating_rows"]) == (["c1"], False, 1)


def test_a_source_accumulates_from_then_on(
    standing: Standing, source_id: UUID, tmp_path: Path
) -> None:
    assert newest(standing, source_id)["changes"] is None
    body = {"mode": "accumulate", "key": ["Day", "channel"]}
    changed = standing.editor.patch(path(source_id), json=body)
    assert changed.status_code == 200
    answer = changed.json()
    assert (answer["mode"], answer["key"], answer["repeating_rows"]) == (
        "accumulate",
        ["c1", "c2"],
        0,
    )
    read_again(standing, tmp_path, source_id, SECOND)
    snapshot = newest(standing, source_id)

    assert snapshot["row_count"] == 4
    assert snapshot["changes"] == {
        "key": ["c1", "c2"],
        "proposed": False,
        "added": 1,
        "removed": 0,
        "changed": 1,
        "unchanged": 2,
        "columns_added": [],
        "columns_removed": [],
        "columns_renamed": [],
        "days_restated": 1,
        "restated": 1,
        "restatements": [
            {"day": "2026-03-01", "column": "c3", "name": "Cost", "before": 12.5, "after": 11.5}
        ],
    }


def test_a_key_that_repeats_is_taken_and_counted(standing: Standing, source_id: UUID) -> None:
    body = {"mode": "accumulate", "key": ["Day"]}
    assert standing.editor.patch(path(source_id), json=body).json()["repeating_rows"] == 1
    renamed = standing.editor.patch(path(source_id), json={"name": "Still grows"})
    assert renamed.json()["repeating_rows"] is None


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"mode": "accumulate"}, "Rows can be kept only when something tells them apart."),
        ({"mode": "accumulate", "key": ["Cost"]}, "Cost is added up, so it can't tell rows apart."),
        ({"key": ["Nothing"]}, "There is no column “Nothing” that could tell rows apart."),
    ],
)
def test_what_can_not_be_kept_is_refused(
    standing: Standing, source_id: UUID, body: dict[str, Any], sentence: str
) -> None:
    refused = standing.editor.patch(path(source_id), json=body)

    assert sentence in sentence_of(refused, 422, "invalid_input")


def test_a_viewer_changes_no_mode(standing: Standing, source_id: UUID) -> None:
    refused = standing.viewer.patch(path(source_id), json={"mode": "replace"})

    assert refused.status_code == 403


def test_a_new_source_may_accumulate_at_once(standing: Standing) -> None:
    files = {"file": ("a.csv", FIRST.encode(), "text/csv")}
    for options, status in (
        ('{"mode": "accumulate", "key": ["Day", "Channel"]}', 201),
        ('{"mode": "accumulate"}', 422),
    ):
        answer = standing.editor.post(
            "/api/v1/data-sources/upload",
            data={"name": "Grows at once", "options": options},
            files=files,
        )
        assert answer.status_code == status
        if status == 201:
            assert answer.json()["key"] == ["Day", "Channel"]

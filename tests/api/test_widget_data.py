"""What a widget shows, under the page's filters and dates."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from cashstage.models.platform import Platform
from cashstage.sources import ingestion
from tests.api.conftest import Standing
from tests.api.problems import sentence_of
from tests.factories import workspaces
from tests.factories.workspaces import SUM_OF_COST, Workspace

pytestmark = pytest.mark.integration


@pytest.fixture
def acme(standing: Standing) -> Workspace:
    return standing.acme


@pytest.fixture
def viewer(standing: Standing) -> httpx.Client:
    return standing.viewer


@pytest.fixture
def editor(standing: Standing) -> httpx.Client:
    return standing.editor


@pytest.fixture
def platform(standing: Standing) -> Platform:
    return standing.platform


def data_path(acme: Workspace) -> str:
    return f"/api/v1/widgets/{acme.widget_id}/data"


def by_channel(body: dict[str, Any]) -> dict[str, float]:
    return dict(zip(*body["data"], strict=True))


def test_the_answer_is_columnar_and_tells_where_it_comes_from(
    viewer: httpx.Client, acme: Workspace
) -> None:
    body = viewer.get(data_path(acme)).json()

    assert set(body) == {
        "columns", "data", "row_count", "totals", "comparison", "notes", "snapshots",
        "elapsed_ms", "cache",
    }  # fmt: skip
    assert by_channel(body) == {"Acme Search": 21.5, "Acme Social": 20.25}
    assert body["row_count"] == 2
    assert set(body["columns"][0]) == {
        "name", "label", "type", "semantic_type", "role", "format", "grain",
    }  # fmt: skip
    assert body["snapshots"][0]["data_source_id"] == str(acme.data_source_id)


def test_an_answer_that_is_known_already_is_not_sent(viewer: httpx.Client, acme: Workspace) -> None:
    first = viewer.get(data_path(acme))
    second = viewer.get(data_path(acme), headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["ETag"].startswith('"')
    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["ETag"] == first.headers["ETag"]
    assert second.headers["Cache-Control"] == "private, no-cache"
    other = viewer.get(data_path(acme), headers={"If-None-Match": '"something else"'})
    assert other.status_code == 200


def test_the_second_answer_comes_from_the_cache(viewer: httpx.Client, acme: Workspace) -> None:
    own = {"filters": json.dumps([{"field": "Channel", "values": ["Asked by this test alone"]}])}
    first, second = (viewer.get(data_path(acme), params=own) for _ in range(2))

    assert [first.json()["cache"], second.json()["cache"]] == ["miss", "hit"]
    assert first.json()["data"] == second.json()["data"]


def test_the_tag_follows_the_content_not_the_time(
    editor: httpx.Client, acme: Workspace, platform: Platform
) -> None:
    first = editor.get(data_path(acme))
    job = editor.post(f"/api/v1/data-sources/{acme.data_source_id}/sync").json()
    ingestion.run(platform, job["id"])
    second = editor.get(data_path(acme))

    assert second.headers["ETag"] == first.headers["ETag"]
    assert second.json()["snapshots"][0]["snapshot_id"] == job_snapshot(editor, job["id"])


def job_snapshot(client: httpx.Client, job_id: str) -> str:
    snapshot: str = client.get(f"/api/v1/jobs/{job_id}").json()["snapshot_id"]
    return snapshot


def test_filters_and_dates_of_the_page_narrow_it(viewer: httpx.Client, acme: Workspace) -> None:
    def asked(**query: Any) -> dict[str, float]:
        params = {name: json.dumps(value) for name, value in query.items()}
        return by_channel(viewer.get(data_path(acme), params=params).json())

    day = {"start": "2026-03-01", "end": "2026-03-01"}
    search = [{"field": "Channel", "values": ["Acme Search"]}]
    assert asked(date_range=day) == {"Acme Search": 10.5, "Acme Social": 20.25}
    assert asked(filters=search) == {"Acme Search": 21.5}
    assert asked(filters=search, date_range=day) == {"Acme Search": 10.5}
    assert asked(filters=[{"field": "campaign", "values": ["Spring"]}]) == {"Acme Social": 20.25}
    assert sum(asked(filters=[{"field": "Elsewhere", "values": ["x"]}]).values()) == SUM_OF_COST


def test_the_past_is_asked_by_a_moment(viewer: httpx.Client, acme: Workspace) -> None:
    now = viewer.get(data_path(acme), params={"as_of": "2090-01-01T00:00:00Z"})
    before = viewer.get(data_path(acme), params={"as_of": "2020-01-01T00:00:00Z"})

    assert now.status_code == 200, now.text
    assert "no snapshot from before" in sentence_of(before, 409, "conflict")


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"filters": "{not json"}, "filters"),
        ({"filters": '{"field": "Channel"}'}, "filters"),
        ({"filters": '[{"field": "Channel", "value": 1}]'}, "filters"),
        ({"date_range": '{"start": "2026-03-09", "end": "2026-03-01"}'}, "start lies after"),
        ({"date_range": '{"preset": "someday"}'}, "preset"),
        ({"as_of": "yesterday"}, "as_of"),
    ],
)
def test_what_can_not_be_read_in_the_address_is_named(
    viewer: httpx.Client, acme: Workspace, params: dict[str, str], words: str
) -> None:
    answer = viewer.get(data_path(acme), params=params)

    assert words in sentence_of(answer, 422, "invalid_input")


def test_a_metric_card_has_totals(editor: httpx.Client, acme: Workspace) -> None:
    question = workspaces.question(acme.data_source_id, dimensions=[])
    body = {"tab_id": str(acme.tab_id), "type": "metric_card", "query": question}
    card = editor.post("/api/v1/widgets", json=body).json()
    answer = editor.get(f"/api/v1/widgets/{card['id']}/data").json()

    assert list(answer["totals"].values()) == [SUM_OF_COST]

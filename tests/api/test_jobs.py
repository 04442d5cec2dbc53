"""Ingestion jobs over HTTP."""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest

from cashstage.models.platform import Platform
from cashstage.sources import ingestion
from tests.api.problems import problem_of, sentence_of
from tests.factories.workspaces import Workspace

pytestmark = pytest.mark.integration

JOBS = "/api/v1/jobs"


def test_a_job_tells_where_it_stands(viewer: httpx.Client, acme: Workspace) -> None:
    body = viewer.get(f"{JOBS}/{acme.job_id}").json()

    assert (body["state"], body["stage"], body["attempt"]) == ("succeeded", "done", 1)
    assert (body["rows_done"], body["rows_total"], body["reason"]) == (4, 4, None)
    assert body["created_at"] <= body["started_at"] <= body["finished_at"]
    problem_of(viewer.get(f"{JOBS}/{uuid4()}"), 404, "not_found")


def test_jobs_are_filtered_by_source_and_state(editor: httpx.Client, acme: Workspace) -> None:
    waiting = editor.post(f"/api/v1/data-sources/{acme.data_source_id}/sync").json()["id"]

    def ids(**query: str) -> list[str]:
        return [item["id"] for item in editor.get(JOBS, params=query).json()["items"]]

    plan = ids(data_source_id=str(acme.plan_id))

    assert ids() == [waiting, str(acme.job_id), *plan]
    assert ids(state="queued") == [waiting]
    assert ids(data_source_id=str(acme.data_source_id), state="succeeded") == [str(acme.job_id)]
    assert ids(data_source_id=str(uuid4())) == []
    assert ids(trigger="upload") == [str(acme.job_id), *plan]
    assert ids(trigger="manual", state="queued") == [waiting]
    assert ids(trigger="schedule") == []
    problem_of(editor.get(JOBS, params={"state": "asleep"}), 422, "invalid_input")


def test_a_job_tells_its_life(viewer: httpx.Client, acme: Workspace) -> None:
    body = viewer.get(f"{JOBS}/{acme.job_id}/events").json()

    kinds = [line["kind"] for line in body["items"]]
    assert kinds == ["queued", "claimed", "fetching", "saving", "landed"]
    assert body["items"][-1]["sentence"] == "Done: 4 rows, the first snapshot."
    assert [line["at"] for line in body["items"]] == sorted(line["at"] for line in body["items"])
    assert body["next_cursor"] is None
    problem_of(viewer.get(f"{JOBS}/{uuid4()}/events"), 404, "not_found")


def test_a_cancelled_job_is_not_run(
    editor: httpx.Client, acme: Workspace, platform: Platform
) -> None:
    waiting = editor.post(f"/api/v1/data-sources/{acme.data_source_id}/sync").json()["id"]
    cancelled = editor.post(f"{JOBS}/{waiting}/cancel").json()

    assert (cancelled["state"], cancelled["reason"]) == ("cancelled", "Cancelled by Editor.")
    assert ingestion.run(platform, waiting) is None
    again = editor.post(f"{JOBS}/{waiting}/cancel")
    assert "ended already" in sentence_of(again, 409, "conflict")
    snapshots = editor.get(f"/api/v1/data-sources/{acme.data_source_id}/snapshots").json()["items"]
    assert len(snapshots) == 1

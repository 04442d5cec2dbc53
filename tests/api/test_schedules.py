"""Schedules and pauses over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from cashstage.models.platform import Platform
from cashstage.sources import ingestion
from tests.api.problems import problem_of, sentence_of
from tests.factories import records, sources
from tests.factories.workspaces import Workspace

pytestmark = pytest.mark.integration

SOURCES = "/api/v1/data-sources"
PREVIEW = f"{SOURCES}/schedule/preview"
EARLY = {"kind": "daily", "times": ["18:00", "06:00"], "weekdays": ["friday", "monday"]}


@pytest.fixture
def path(editor: httpx.Client, acme: Workspace, platform: Platform) -> str:
    """The address of a connected spreadsheet that was read once."""
    body = {
        "name": "Figures",
        "connection_id": str(acme.connection_id),
        "spreadsheet_id": acme.spreadsheet_id,
        "schedule": {"every_minutes": 60},
    }
    created = editor.post(SOURCES, json=body).json()
    ingestion.run(platform, created["job"]["id"])
    return f"{SOURCES}/{created['id']}"


def jobs(platform: Platform, path: str) -> list[tuple[str, str]]:
    """Reason and state of the source's jobs, oldest first."""
    source = sources.source_row(platform, UUID(path.rpartition("/")[2]))
    return [(job.trigger, job.state) for job in sources.jobs_of(platform, source)]


def test_the_body_from_before_is_answered_in_full(editor: httpx.Client, path: str) -> None:
    answer = editor.get(path).json()

    assert answer["schedule"] == {
        "kind": "interval",
        "every_minutes": 60,
        "time_zone": "Europe/Berlin",
        "jitter_minutes": 5,
    }
    assert (answer["on_change"], answer["paused"]) == (True, None)
    assert datetime.fromisoformat(answer["next_refresh_at"]) > datetime.now(UTC)


@pytest.mark.parametrize(
    ("schedule", "stored"),
    [
        (
            EARLY,
            {"kind": "daily", "times": ["06:00", "18:00"], "weekdays": ["monday", "friday"]},
        ),
        ({"kind": "hourly", "minute": 15, "time_zone": "Asia/Kolkata"}, {"minute": 15}),
        ({"kind": "cron", "expression": " 0 6  * * 1-5"}, {"expression": "0 6 * * 1-5"}),
        ({"kind": "interval", "every_minutes": 15, "jitter_minutes": 0}, {"jitter_minutes": 0}),
    ],
)
def test_every_kind_is_kept(
    editor: httpx.Client, path: str, schedule: dict[str, Any], stored: dict[str, Any]
) -> None:
    answer = editor.patch(path, json={"schedule": schedule}).json()

    assert answer["schedule"].items() >= stored.items()
    assert answer["schedule"]["time_zone"] == schedule.get("time_zone", "Europe/Berlin")
    assert answer["next_refresh_at"] is not None
    assert editor.get(path).json()["schedule"] == answer["schedule"]


def test_null_stops_the_schedule(editor: httpx.Client, path: str) -> None:
    answer = editor.patch(path, json={"schedule": None}).json()

    assert (answer["schedule"], answer["next_refresh_at"]) == (None, None)


def test_a_preview_is_what_will_happen(editor: httpx.Client, path: str) -> None:
    kept = editor.patch(path, json={"schedule": EARLY}).json()
    body = {"schedule": EARLY, "data_source_id": kept["id"]}
    seen = editor.post(PREVIEW, json=body).json()

    assert len(seen["runs"]) == 5
    assert seen["runs"] == sorted(seen["runs"])
    assert seen["runs"][0] == kept["next_refresh_at"]
    assert seen["words"] == "Mon, Fri at 06:00 and 18:00 (Berlin)"
    assert seen["schedule"] == kept["schedule"]
    assert editor.get(path).json()["version"] == kept["version"]


def test_a_preview_needs_no_source(editor: httpx.Client) -> None:
    body = {"schedule": {"kind": "cron", "expression": "0 0 29 2 *", "jitter_minutes": 0}}
    runs = editor.post(PREVIEW, json=body | {"count": 2}).json()["runs"]

    assert [run[5:16] for run in runs] == ["02-28T23:00", "02-28T23:00"]


@pytest.mark.parametrize(
    ("schedule", "field", "sentence"),
    [
        ({"kind": "cron", "expression": "0 24 * * *"}, "expression", "The hour “24” can't be read"),
        ({"kind": "daily", "times": ["25:00"]}, "times", "pattern"),
        ({"kind": "daily", "times": ["06:00"], "time_zone": "Berlin"}, "time_zone", "time zone"),
        ({"every_minutes": 0}, "every_minutes", "greater than or equal to 1"),
    ],
)
def test_a_wrong_field_is_named(
    editor: httpx.Client, path: str, schedule: dict[str, Any], field: str, sentence: str
) -> None:
    for answer in (
        editor.post(PREVIEW, json={"schedule": schedule}),
        editor.patch(path, json={"schedule": schedule}),
    ):
        problem = problem_of(answer, 422, "invalid_input")
        assert field in problem["errors"][0]["field"]
        assert sentence in problem["detail"]


def test_a_pause_stops_what_waits_and_is_told(
    editor: httpx.Client, path: str, platform: Platform, acme: Workspace
) -> None:
    editor.post(f"{path}/sync")
    paused = editor.post(f"{path}/pause").json()
    again = editor.post(f"{path}/pause").json()

    assert paused["paused"]["by"] == editor.get("/api/v1/me").json()["name"]
    assert paused["next_refresh_at"] is None
    assert paused["schedule"]["every_minutes"] == 60
    assert again["paused"] == paused["paused"]
    assert jobs(platform, path) == [("connected", "succeeded"), ("manual", "queued")]
    assert records.deeds(platform, acme.place.id).count("data_source.paused") == 1


def test_a_pause_ends_with_catching_up(
    editor: httpx.Client, path: str, platform: Platform, acme: Workspace
) -> None:
    editor.post(f"{path}/pause")
    resumed = editor.post(f"{path}/resume").json()
    editor.post(f"{path}/resume")

    assert resumed["paused"] is None
    assert resumed["next_refresh_at"] is not None
    assert jobs(platform, path) == [("connected", "succeeded"), ("schedule", "queued")]
    assert records.deeds(platform, acme.place.id).count("data_source.resumed") == 1


def test_a_schedule_changed_during_a_pause_waits_for_its_end(
    editor: httpx.Client, path: str
) -> None:
    editor.post(f"{path}/pause")

    assert editor.patch(path, json={"schedule": EARLY}).json()["next_refresh_at"] is None
    assert editor.post(f"{path}/resume").json()["next_refresh_at"] is not None


def test_refreshing_by_hand_works_during_a_pause(
    editor: httpx.Client, path: str, platform: Platform
) -> None:
    editor.post(f"{path}/pause")
    job = editor.post(f"{path}/sync").json()
    ingestion.run(platform, job["id"])

    assert editor.get(f"/api/v1/jobs/{job['id']}").json()["state"] == "succeeded"
    assert editor.get(path).json()["paused"] is not None


def test_edits_that_count_again_are_caught_up_on(
    editor: httpx.Client, path: str, platform: Platform
) -> None:
    assert editor.patch(path, json={"on_change": False}).json()["on_change"] is False
    assert len(jobs(platform, path)) == 1
    editor.patch(path, json={"on_change": True})
    editor.patch(path, json={"on_change": True})

    assert jobs(platform, path)[1:] == [("schedule", "queued")]


def test_a_viewer_sees_the_pause_and_can_not_end_it(
    editor: httpx.Client, viewer: httpx.Client, path: str
) -> None:
    editor.post(f"{path}/pause")

    assert viewer.get(path).json()["paused"]["by"]
    refused = viewer.post(f"{path}/resume")
    assert "Only editors and admins" in sentence_of(refused, 403, "forbidden")


def test_it_is_documented(viewer: httpx.Client) -> None:
    document = viewer.get("/api/v1/openapi.json").json()
    schemas = document["components"]["schemas"]

    assert {"Interval", "Hourly", "Daily", "Cron"} <= schemas.keys()
    assert "post" in document["paths"]["/api/v1/data-sources/schedule/preview"]
    kinds = schemas["SheetSourceCreate"]["properties"]["schedule"]["anyOf"][0]["oneOf"]
    assert len(kinds) == 4

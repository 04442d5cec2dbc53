"""The profile of a data source over HTTP."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from cashstage.api.app import create_api
from cashstage.core.errors import CashstageError, QueryTimeout, Unavailable
from cashstage.core.ids import new_id
from cashstage.models.organization import RoleName
from cashstage.sources.data_source import repository
from cashstage.sources.snapshot import profiling
from tests.api.conftest import Standing, browser_of
from tests.api.problems import problem_of, sentence_of
from tests.api.test_openapi import fits
from tests.factories import people, workspaces

pytestmark = pytest.mark.integration

FIRST = """\
Day,Channel,Cost,Clicks,Paused
2026-03-01,Search,10.10,100,TRUE
2026-03-02,Search,20.20,0,
2026-03-03,Search,,50,FALSE
2026-03-06,Social,#N/A,50,TRUE
"""
SECOND = FIRST + "2026-03-06,Social,5.25,50,TRUE\n"
PROFILE = "/api/v1/data-sources/{data_source_id}/profile"


class Profiled:
    """A source with the snapshots of these files, oldest first."""

    def __init__(self, standing: Standing, folder: Path, *files: str) -> None:
        platform, admin = standing.platform, standing.acme.admin
        source = workspaces.landed(platform, admin, folder, files[0], "Profiled")
        self.source_id = source.id
        for text in files[1:]:
            workspaces.landed_again(platform, admin, folder, source.id, text)
        self._viewer = standing.viewer

    def get(self, client: httpx.Client | None = None, **asked: Any) -> httpx.Response:
        """The answer to a viewer, or to somebody else."""
        path = PROFILE.format(data_source_id=self.source_id)
        return (client or self._viewer).get(path, params=asked)

    def read(self, **asked: Any) -> dict[str, Any]:
        """The body of the answer."""
        answer = self.get(**asked)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body


@pytest.fixture
def ads(standing: Standing, tmp_path: Path) -> Profiled:
    return Profiled(standing, tmp_path, FIRST, SECOND)


def test_columns_tell_what_they_hold(ads: Profiled) -> None:
    body = ads.read()
    columns = {column["name"]: column for column in body["columns"]}

    assert body["row_count"] == body["snapshot"]["row_count"] == 5
    assert list(columns) == ["Day", "Channel", "Cost", "Clicks", "Paused"]
    cost = columns["Cost"]
    assert (cost["values"], cost["nulls"], cost["distinct"]) == (3, 2, 3)
    assert (cost["minimum"], cost["maximum"], cost["sum"]) == (5.25, 20.2, 35.55)
    assert cost["semantic_type"] == "cost"
    assert sum(each["count"] for each in cost["histogram"]) == 3
    assert columns["Clicks"]["zeros"] == 1
    assert columns["Paused"]["top"] == [{"value": True, "count": 3}, {"value": False, "count": 1}]
    assert columns["Channel"]["top"][0] == {"value": "Search", "count": 3}
    day = columns["Day"]
    assert (day["minimum"], day["histogram"][0]["start"]) == ("2026-03-01", "2026-03-01")
    assert day["coverage"] == {
        "first": "2026-03-01",
        "last": "2026-03-06",
        "days": 4,
        "step": "day",
        "missing": 2,
        "gap_count": 1,
        "gaps": [{"first": "2026-03-04", "last": "2026-03-05", "missing": 2}],
    }


def test_the_score_is_made_of_its_parts(ads: Profiled) -> None:
    body = ads.read()
    parts = {part["name"]: part for part in body["parts"]}

    assert parts["uniqueness"]["score"] < 100
    assert body["key"]["duplicate_rows"] == 1
    assert "1 cell held an error of the sheet" in parts["completeness"]["sentence"]
    assert parts["continuity"]["sentence"] == "2 days of 6 are missing in Day, in one gap."
    assert parts["stability"]["score"] == 100
    assert parts["freshness"]["score"] is None
    judged = [part for part in parts.values() if part["score"] is not None]
    mean = sum(part["score"] * part["weight"] for part in judged)
    assert abs(body["score"] - mean / sum(part["weight"] for part in judged)) <= 1


def test_history_leads_up_to_the_snapshot(ads: Profiled) -> None:
    body = ads.read()

    assert [point["row_count"] for point in body["history"]] == [4, 5]
    assert body["history"][-1]["taken_at"] == body["freshness"]["taken_at"]
    assert body["freshness"]["newest_day"] == "2026-03-06"
    assert body["freshness"]["refresh_minutes"] is None
    assert body["freshness"]["age_seconds"] >= 0


def test_an_older_snapshot_is_judged_as_it_was(ads: Profiled) -> None:
    first = ads.read()["history"][0]["taken_at"]
    body = ads.read(as_of=first)

    assert (body["row_count"], body["freshness"]["age_seconds"]) == (4, 0)
    assert [point["row_count"] for point in body["history"]] == [4]
    assert ads.read(as_of="2999-01-01T00:00:00")["row_count"] == 5


def test_a_kept_profile_is_the_same(ads: Profiled, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ads.read()

    def refuse(*_arguments: object) -> None:
        raise AssertionError("It was computed again.")

    monkeypatch.setattr(profiling, "profile", refuse)
    again = ads.read()

    assert again["columns"] == first["columns"]
    assert again["parts"] == first["parts"]


def test_a_correction_counts_at_once(ads: Profiled, standing: Standing) -> None:
    before = ads.read()
    channel = next(each for each in before["columns"] if each["name"] == "Channel")
    path = f"/api/v1/data-sources/{ads.source_id}/columns/{channel['id']}"
    answer = standing.editor.patch(path, json={"semantic_type": "campaign"})
    assert answer.status_code == 200, answer.text
    after = next(each for each in ads.read()["columns"] if each["id"] == channel["id"])

    assert after["semantic_type"] == "campaign"


def test_answers_and_refusals_are_as_documented(ads: Profiled, standing: Standing) -> None:
    document = standing.viewer.get("/api/v1/openapi.json").json()

    fits(document, PROFILE, "get", ads.get())
    fits(document, PROFILE, "get", ads.get(as_of="2001-01-01"))


def test_what_can_not_be_profiled_is_refused_in_words(ads: Profiled, standing: Standing) -> None:
    waiting = workspaces.uploaded(
        standing.platform, standing.acme.admin, standing.platform.settings.cashstage_home, FIRST
    )
    missing = standing.viewer.get(PROFILE.format(data_source_id=new_id()))
    early = ads.get(as_of="2001-01-01T00:00:00Z")
    empty = standing.viewer.get(PROFILE.format(data_source_id=waiting.id))

    problem_of(missing, 404, "not_found")
    assert "no snapshot from before that moment" in sentence_of(early, 409, "conflict")
    assert "being read for the first time" in sentence_of(empty, 409, "conflict")
    problem_of(ads.get(as_of="soon"), 422, "invalid_input")


def test_another_organization_sees_nothing(ads: Profiled, standing: Standing) -> None:
    place = people.organization(standing.platform, "Elsewhere")
    token = people.token_of(standing.platform, place, RoleName.ADMIN)
    stranger = browser_of(create_api(standing.platform), token)

    problem_of(ads.get(stranger), 404, "not_found")


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (QueryTimeout("It took too long."), 504, "takes longer than it may"),
        (Unavailable("It is too much."), 503, "needs more memory than it may have"),
    ],
)
def test_the_limits_of_the_engine_speak_of_profiles(
    standing: Standing,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: CashstageError,
    status: int,
    words: str,
) -> None:
    def refuse(*_arguments: object) -> None:
        raise error

    # Content that was never profiled, and so isn't kept.
    fresh = Profiled(standing, tmp_path, f"Words\n{words}\n")
    monkeypatch.setattr(profiling, "profile", refuse)

    assert words in sentence_of(fresh.get(), status, error.code)


def test_a_late_source_is_less_fresh(ads: Profiled, standing: Standing) -> None:
    body = ads.read()
    organization = standing.acme.admin.organization
    with standing.platform.database.tenant(organization) as session:
        source = repository.read(session, organization, ads.source_id)
        source.refresh_minutes = 60
        session.add(source)
    taken_at = datetime.fromisoformat(body["freshness"]["taken_at"])
    late = ads.read(as_of=(taken_at + timedelta(minutes=165)).isoformat())
    freshness = next(part for part in late["parts"] if part["name"] == "freshness")

    assert (freshness["score"], late["freshness"]["refresh_minutes"]) == (50, 60)

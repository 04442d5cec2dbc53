"""Two snapshots compared over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pyarrow as pa
import pytest

from cashstage.api.app import create_api
from cashstage.core.errors import CashstageError, QueryTimeout, Unavailable
from cashstage.core.ids import new_id
from cashstage.models.organization import RoleName
from cashstage.sources.snapshot import comparison
from tests.api.conftest import Standing, browser_of
from tests.api.problems import problem_of, sentence_of
from tests.factories import people, workspaces

pytestmark = pytest.mark.integration

YESTERDAY = """\
Day,Channel,Cost,Clicks
2026-03-01,Search,10.50,100
2026-03-01,Social,20.25,50
2026-03-02,Search,11.00,110
2026-03-02,Social,,40
"""
TODAY = """\
Day,Channel,Cost,Clicks,Paused
2026-03-01,Search,10.50,100,
2026-03-01,Social,18.75,53,
2026-03-02,Social,,40,
2026-03-03,Search,9.00,90,TRUE
"""


class Compared:
    """A source with the snapshots of these files, oldest first."""

    def __init__(self, standing: Standing, folder: Path, *files: str) -> None:
        platform, admin = standing.platform, standing.acme.admin
        source = workspaces.landed(platform, admin, folder, files[0], "Compared")
        self.source_id = source.id
        self.snapshots = [workspaces.landed_snapshot(platform, source.job.id)]
        for text in files[1:]:
            self.snapshots.append(workspaces.landed_again(platform, admin, folder, source.id, text))
        self._viewer = standing.viewer

    def get(self, client: httpx.Client | None = None, **asked: Any) -> httpx.Response:
        """The answer to a viewer, or to somebody else; `from` is written `since`."""
        path = f"/api/v1/data-sources/{self.source_id}/snapshots/diff"
        params = {"from" if name == "since" else name: value for name, value in asked.items()}
        return (client or self._viewer).get(path, params=params)

    def read(self, **asked: Any) -> dict[str, Any]:
        """The body of the answer."""
        answer = self.get(**asked)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body


Comparing = Callable[..., Compared]


@pytest.fixture
def comparing(standing: Standing, tmp_path: Path) -> Comparing:
    """Makes a source of an organization that the tests of this file share."""
    return lambda *files: Compared(standing, tmp_path, *files)


@pytest.fixture
def ads(comparing: Comparing) -> Compared:
    return comparing(YESTERDAY, TODAY)


def test_the_latest_is_compared_with_the_one_before(ads: Compared) -> None:
    body = ads.read()

    assert [body[side]["id"] for side in ("before", "after")] == [str(one) for one in ads.snapshots]
    assert body["counts"] == {"added": 1, "removed": 1, "changed": 1, "unchanged": 2}
    assert body["key"] == {"columns": ["c1", "c2"], "proposed": True, "duplicate_rows": 0}


def test_rows_tell_their_cells_as_json(ads: Compared) -> None:
    changed, removed, added = ads.read()["rows"]

    assert changed == {
        "kind": "changed",
        "before_row": 1,
        "after_row": 1,
        "key": ["2026-03-01", "Social"],
        "cells": [
            {"column": "c3", "before": 20.25, "after": 18.75},
            {"column": "c4", "before": 50, "after": 53},
        ],
    }
    assert (removed["kind"], removed["after_row"]) == ("removed", None)
    assert [cell["before"] for cell in removed["cells"]] == ["2026-03-02", "Search", 11.0, 110]
    assert (added["kind"], added["key"]) == ("added", ["2026-03-03", "Search"])
    assert [cell["after"] for cell in added["cells"]][2:] == [9.0, 90, True]


def test_columns_tell_what_became_of_them(ads: Compared) -> None:
    columns = {column["name"]: column for column in ads.read()["columns"]}

    assert list(columns) == ["Day", "Channel", "Cost", "Clicks", "Paused"]
    assert (columns["Cost"]["changed_cells"], columns["Cost"]["difference"]) == (1, -1.5)
    assert (columns["Clicks"]["changed_cells"], columns["Clicks"]["difference"]) == (1, 3)
    assert (columns["Day"]["changed_cells"], columns["Day"]["difference"]) == (0, None)
    paused = columns["Paused"]
    assert (paused["before_name"], paused["before_type"]) == (None, None)
    assert paused["after_type"] == "boolean"


def test_past_days_whose_numbers_changed_are_listed(ads: Compared) -> None:
    body = ads.read()

    assert body["restatements"] == [
        {"day": "2026-03-01", "column": "c3", "before": 30.75, "after": 29.25},
        {"day": "2026-03-01", "column": "c4", "before": 150, "after": 153},
        {"day": "2026-03-02", "column": "c3", "before": 11.0, "after": None},
        {"day": "2026-03-02", "column": "c4", "before": 150, "after": 40},
    ]
    assert body["restated"] == 4


def test_it_goes_both_ways_under_the_newer_names(comparing: Comparing) -> None:
    made = comparing("Day,size\n2026-03-01,1\n", "Day,Size,Note\n2026-03-01,1.5,x\n")
    first, second = made.snapshots
    back = made.read(since=second, to=first, key="Day")

    assert back["rows"][0]["cells"] == [
        {"column": "c2", "before": 1.5, "after": 1},
        {"column": "c3", "before": "x", "after": None},
    ]
    assert [
        (column["name"], column["before_type"], column["after_type"]) for column in back["columns"]
    ] == [("Day", "date", "date"), ("Size", "number", "integer"), ("Note", "text", None)]


def test_the_key_is_named_by_name_or_id(ads: Compared) -> None:
    by_name = ads.read(key=["Channel", "Day"])
    by_id = ads.read(key=["c2", "c1"])
    by_channel = ads.read(key="Channel")

    assert by_name["key"] == {"columns": ["c2", "c1"], "proposed": False, "duplicate_rows": None}
    assert by_name == by_id
    assert [row["key"] for row in by_name["rows"]] == [
        ["Search", "2026-03-02"],
        ["Search", "2026-03-03"],
        ["Social", "2026-03-01"],
    ]
    # Two rows of Search and one of Social differ; those of Search are taken for one.
    assert by_channel["counts"] == {"added": 0, "removed": 0, "changed": 2, "unchanged": 2}


def test_snapshots_may_be_any_two(comparing: Comparing) -> None:
    made = comparing(YESTERDAY, TODAY, YESTERDAY)
    first, second, third = made.snapshots

    assert made.read(since=first)["rows"] == []
    assert made.read(to=second)["before"]["id"] == str(first)
    assert made.read()["before"]["id"] == str(second)
    assert made.read()["after"]["id"] == str(third)


def test_pages_follow_the_key(ads: Compared) -> None:
    whole = ads.read()["rows"]
    pages = [ads.read(limit=2, offset=offset)["rows"] for offset in (0, 2, 4)]

    assert pages == [whole[:2], whole[2:], []]
    for wrong in ({"limit": 0}, {"limit": 501}, {"offset": -1}, {"since": "x"}):
        problem_of(ads.get(**wrong), 422, "invalid_input")


class Exhausted:
    """An engine at one of its limits."""

    def __init__(self, error: CashstageError) -> None:
        self._error = error

    def run(self, sql: str, parameters: Mapping[str, Any]) -> pa.Table:
        """Raises the error."""
        raise self._error


def test_a_second_look_computes_nothing(ads: Compared, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ads.read()
    monkeypatch.setattr(comparison, "engine_of", lambda _: Exhausted(QueryTimeout("Too long.")))

    assert ads.read() == first
    problem_of(ads.get(limit=1), 504, "query_timeout")


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [(QueryTimeout("-"), 504, "takes longer"), (Unavailable("-"), 503, "more memory")],
)
def test_a_limit_is_told_in_words_of_a_comparison(
    ads: Compared,
    monkeypatch: pytest.MonkeyPatch,
    error: CashstageError,
    status: int,
    words: str,
) -> None:
    monkeypatch.setattr(comparison, "engine_of", lambda _: Exhausted(error))
    sentence = sentence_of(ads.get(), status, error.code)

    assert words in sentence
    assert "fewer rows" in sentence


def test_a_column_that_does_not_exist_is_refused_with_those_that_do(ads: Compared) -> None:
    unknown = sentence_of(ads.get(key=["Day", "Campaign"]), 422, "invalid_input")
    added = sentence_of(ads.get(key="Paused"), 422, "invalid_input")

    assert "no column “Campaign” in both" in unknown
    assert "There are: Day, Channel, Cost, Clicks." in unknown
    assert "no column “Paused” in both" in added


def test_one_snapshot_has_nothing_to_be_compared_with(comparing: Comparing) -> None:
    made = comparing(YESTERDAY)

    assert "Refresh the data source" in sentence_of(made.get(), 409, "conflict")
    assert made.read(since=made.snapshots[0])["counts"]["unchanged"] == 4


def test_a_source_without_a_snapshot_says_so(standing: Standing, tmp_path: Path) -> None:
    waiting = workspaces.uploaded(standing.platform, standing.acme.admin, tmp_path, YESTERDAY)
    answer = standing.viewer.get(f"/api/v1/data-sources/{waiting.id}/snapshots/diff")

    assert "no snapshot yet" in sentence_of(answer, 409, "conflict")


@pytest.mark.parametrize("side", ["from", "to"])
def test_the_snapshot_of_another_source_is_not_found(
    ads: Compared, standing: Standing, side: str
) -> None:
    def refused(snapshot_id: UUID) -> str:
        answer = ads.get(since=snapshot_id) if side == "from" else ads.get(to=snapshot_id)
        return sentence_of(answer, 404, "not_found")

    assert refused(standing.acme.snapshot_id) == refused(new_id())


def test_another_organization_finds_neither_source_nor_snapshot(
    ads: Compared, standing: Standing, tmp_path: Path
) -> None:
    platform = standing.platform
    place = people.organization(platform, "Zenith")
    stranger = browser_of(create_api(platform), people.token_of(platform, place, RoleName.ADMIN))
    admin = people.person(platform, place, RoleName.ADMIN, "zenith-boss@example.com")
    own = workspaces.landed(platform, admin, tmp_path, YESTERDAY)
    path = f"/api/v1/data-sources/{own.id}/snapshots/diff"

    problem_of(ads.get(stranger), 404, "not_found")
    for side in ("from", "to"):
        answer = stranger.get(path, params={side: str(ads.snapshots[0])})
        problem_of(answer, 404, "not_found")

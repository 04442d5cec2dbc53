"""The copies that questions read: made when data lands, and nobody else's business."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from cashstage.access.principal import Principal
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.query.spec import parse_query
from cashstage.snapshots.arranged import ArrangedCopies, Wanted
from cashstage.sources.data_source import repository as sources
from cashstage.sources.query import service as queries
from cashstage.sources.snapshot import arranged
from cashstage.sources.snapshot.objects import cache_directory
from tests.factories import people, workspaces

pytestmark = pytest.mark.integration

CSV = "Day,Cost\n2026-03-03,1\n2026-03-01,2\n2026-03-02,4\n2026-03-01,8\n"


@pytest.fixture
def admin(platform: Platform) -> Principal:
    return people.person(platform, people.organization(platform), RoleName.ADMIN)


@pytest.fixture(autouse=True)
def small_tables_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arranged, "MIN_ROWS", 4)


def copies(platform: Platform) -> list[Path]:
    return list(cache_directory(platform.settings).glob("*/*-c1-*"))


def test_landing_makes_the_copy_that_questions_read(
    platform: Platform, admin: Principal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = workspaces.landed(platform, admin, tmp_path, CSV)
    made = copies(platform)
    asked: list[Path | None] = []
    ready = ArrangedCopies.ready

    def noted(self: ArrangedCopies, wanted: Wanted) -> Path | None:
        asked.append(ready(self, wanted))
        return asked[-1]

    monkeypatch.setattr(ArrangedCopies, "ready", noted)
    by_day = {"source": str(source.id), "dimensions": [{"field": "Day"}], "metrics": [
        {"field": "Cost", "aggregation": "sum"}]}  # fmt: skip
    answer = queries.ask(platform, admin, parse_query(by_day))

    assert len(made) == 1
    assert asked == made
    assert orjson.loads(answer.body)["data"] == [
        ["2026-03-01", "2026-03-02", "2026-03-03"],
        [10, 4, 1],
    ]
    rows = queries.rows_of(platform, admin, source.id, limit=10, offset=0).rows
    assert [str(row[0]) for row in rows] == [
        "2026-03-03", "2026-03-01", "2026-03-02", "2026-03-01",
    ]  # fmt: skip


def test_a_source_without_a_date_or_with_few_rows_needs_none(
    platform: Platform, admin: Principal, tmp_path: Path
) -> None:
    workspaces.landed(platform, admin, tmp_path, "Name,Cost\na,1\nb,2\nc,3\nd,4\n")
    workspaces.landed(platform, admin, tmp_path, "Day,Cost\n2026-03-01,1\n2026-03-02,2\n")

    assert list(cache_directory(platform.settings).glob("*/*-c*-*")) == []


def test_that_it_can_not_be_made_keeps_nothing_from_landing(
    platform: Platform, admin: Principal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cashstage.query.arrange._SECONDS", 0.001)
    source = workspaces.landed(platform, admin, tmp_path, CSV)
    total = {"source": str(source.id), "metrics": [{"field": "Cost", "aggregation": "sum"}]}

    assert copies(platform) == []
    assert orjson.loads(queries.ask(platform, admin, total).body)["data"] == [[15]]
    with platform.database.tenant(admin.organization) as session:
        assert sources.read(session, admin.organization, source.id).state == "ready"

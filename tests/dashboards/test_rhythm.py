"""How a table's time is shown at first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from cashstage.access.principal import Principal
from cashstage.dashboards.rhythm import DAILY, Rhythm, read_rhythm, rhythm_of
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.query.spec import DatePreset, Grain
from tests.factories import people, workspaces


@pytest.mark.parametrize(
    ("dates", "span", "grain"),
    [
        (30, 29, Grain.DAY),
        (1, 0, Grain.DAY),
        (12, 77, Grain.WEEK),
        (130, 130, Grain.WEEK),
        (4, 92, Grain.MONTH),
        (11, 300, Grain.MONTH),
        (1_000, 1_000, Grain.MONTH),
    ],
)
def test_old_tables_are_shown_whole_in_steps_that_suit_them(
    dates: int, span: int, grain: Grain
) -> None:
    assert rhythm_of(dates, span) == Rhythm(DatePreset.ALL_TIME, grain)


@pytest.fixture
def editor(platform: Platform) -> Principal:
    return people.person(platform, people.organization(platform), RoleName.EDITOR)


def table(platform: Platform, editor: Principal, folder: Path, ages: Iterable[int]) -> UUID:
    """A table with a row for each of these ages in days."""
    days = [f"{platform.clock() - timedelta(days=age):%Y-%m-%d},10\n" for age in ages]
    return workspaces.landed(platform, editor, folder, "Day,Cost\n" + "".join(days)).id


@pytest.mark.integration
@pytest.mark.parametrize(
    ("ages", "rhythm"),
    [
        (range(40), DAILY),
        (range(0, 330, 30), Rhythm(DatePreset.ALL_TIME, Grain.MONTH)),
        (range(300, 310), Rhythm(DatePreset.ALL_TIME, Grain.DAY)),
    ],
    ids=["daily", "monthly", "long ago"],
)
def test_recent_data_is_counted_first(
    platform: Platform, editor: Principal, tmp_path: Path, ages: range, rhythm: Rhythm
) -> None:
    source_id = table(platform, editor, tmp_path, ages)

    assert read_rhythm(platform, editor, source_id, "Day") == rhythm


@pytest.mark.integration
def test_a_column_of_moments_is_read_like_one_of_days(
    platform: Platform, editor: Principal, tmp_path: Path
) -> None:
    rows = "Day,Cost\n2020-01-01 09:30:00,1\n2020-04-01 18:00:00,2\n2020-07-01 12:00:00,3\n"
    source = workspaces.landed(platform, editor, tmp_path, rows)

    found = read_rhythm(platform, editor, source.id, "Day")
    assert found == Rhythm(DatePreset.ALL_TIME, Grain.MONTH)

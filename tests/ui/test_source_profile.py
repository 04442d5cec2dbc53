"""The profile on a data source's page, over a real socket, and how it is put into words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from cashstage.models.organization import RoleName
from cashstage.schema.column import ColumnType, Role
from cashstage.sources.snapshot.profile_schemas import (
    ColumnProfileRead,
    ProfileBin,
    ProfileCoverage,
    ProfileGap,
    ProfileValue,
)
from cashstage.ui.states.profile_lines import profile_line, sparkline
from cashstage.ui.states.profile_words import days_words, number_words, share_words, value_words
from cashstage.ui.states.source_profile import SourceProfileState, judged, trend_words
from tests.factories import workspaces
from tests.factories.sockets import Tab
from tests.ui.test_source_page import shown
from tests.ui.world import World

TEXT = """\
Day,Channel,Cost
2026-03-01,Search,10.5
2026-03-02,Social,4
2026-03-03,Search,
2026-03-06,Search,2
"""


@pytest.fixture
def tab(world: World) -> Iterator[Tab]:
    """A viewer's tab: looking at a profile changes nothing."""
    with Tab(world.address, world.acme.tokens[RoleName.VIEWER]) as opened:
        yield opened


def load(tab: Tab, source_id: UUID, handler: str = "load") -> None:
    tab.send(
        f"{SourceProfileState.get_full_name()}.{handler}",
        {},
        f"/sources/{source_id}",
        data_source_id=str(source_id),
    )


def source_of(world: World, text: str = TEXT) -> UUID:
    folder = world.platform.settings.cashstage_home
    return workspaces.landed(world.platform, world.acme.admin, folder, text, "Profiled").id


@pytest.mark.integration
def test_the_profile_is_shown_and_read_again(world: World, tab: Tab) -> None:
    source_id = source_of(world)
    shown(tab, source_id)
    load(tab, source_id)
    page = "".join(tab.until('"phase_rx_state_":"ready"'))

    for words in (
        "Completeness",
        "2 days of 6 are missing in Day, in one gap.",
        "The first snapshot",
        "2 days missing: 4 to 5 Mar 2026",
        "75.0 %",
        "Histogram from",
    ):
        assert words in page

    folder = world.platform.settings.cashstage_home
    more = TEXT + "2026-03-07,Search,1\n"
    workspaces.landed_again(world.platform, world.acme.admin, folder, source_id, more)
    load(tab, source_id)
    assert "1 more than before" in tab.until("more than before")[-1]


@pytest.mark.integration
def test_many_columns_come_by_pages(world: World, tab: Tab) -> None:
    head = ",".join(f"Number {place}" for place in range(60))
    source_id = source_of(world, f"{head}\n{','.join(['1'] * 60)}\n{','.join(['2'] * 60)}\n")
    shown(tab, source_id)
    load(tab, source_id)
    assert "10 more columns" in "".join(tab.until('"phase_rx_state_":"ready"'))

    load(tab, source_id, "show_more")
    assert "Number 59" in tab.until('"more_rx_state_":""')[-1]


@pytest.mark.integration
def test_without_data_it_says_why_and_can_be_tried_again(world: World, tab: Tab) -> None:
    folder = world.platform.settings.cashstage_home
    waiting = workspaces.uploaded(world.platform, world.acme.admin, folder, TEXT, "Waiting")
    shown(tab, waiting.id)
    load(tab, waiting.id)
    assert "being read for the first time" in tab.until("being read for the first time")[-1]

    load(tab, waiting.id)
    tab.until('"phase_rx_state_":"loading"')
    tab.until('"phase_rx_state_":"failed"')


@pytest.mark.integration
def test_of_another_organization_nothing_is_shown(world: World) -> None:
    with Tab(world.address, world.zenith.tokens[RoleName.ADMIN]) as stranger:
        load(stranger, source_of(world))
        assert "There is no" in stranger.until('"phase_rx_state_":"failed"')[-1]


def column(held: ColumnType, **found: Any) -> ColumnProfileRead:
    plain: dict[str, Any] = {
        "id": "c1",
        "name": "Column",
        "type": held,
        "semantic_type": None,
        "role": Role.METRIC if held.numeric else Role.DIMENSION,
        "format": None,
        "values": 10,
        "nulls": 0,
        "unusable": 0,
        "distinct": 3,
        "estimated": False,
        "top": [],
        "histogram": [],
    }
    nothing = dict.fromkeys(ColumnProfileRead.model_fields)
    return ColumnProfileRead.model_validate(nothing | plain | found)


def facts_of(found: ColumnProfileRead, rows: int = 10) -> dict[str, str]:
    return {fact["label"]: fact["value"] for fact in profile_line(found, rows)["facts"]}


def test_numbers_are_written_as_their_column_is_shown() -> None:
    money = column(
        ColumnType.NUMBER,
        format="currency:EUR",
        minimum=0.5,
        maximum=1234.5,
        mean=12.345,
        sum=1e6,
        zeros=2,
        negatives=0,
        histogram=[
            ProfileBin(start=0.0, end=1000.0, count=9),
            ProfileBin(start=1000.0, end=2000.0, count=1),
        ],
    )
    line = profile_line(money, 12)

    assert facts_of(money) == {
        "Different": "3",
        "Smallest": "0.50 EUR",
        "Largest": "1,234.50 EUR",
        "Mean": "12.35 EUR",
        "Sum": "1,000,000.00 EUR",
        "Zeros": "2",
    }
    assert [bar["height"] for bar in line["bars"]] == ["100.0%", "11.1%"]
    assert line["bars"][1]["said"] == "1,000.00 EUR to 2,000.00 EUR: 1 row"
    assert (line["low"], line["high"]) == ("0.50 EUR", "1,234.50 EUR")
    assert line["filled"] == "83.3 %"


def test_shares_are_not_added_up() -> None:
    share = column(
        ColumnType.NUMBER, format="percent", minimum=0.01, maximum=0.5, mean=0.125, sum=4.0
    )

    assert facts_of(share)["Mean"] == "12.5 %"
    assert "Sum" not in facts_of(share)


def test_the_most_frequent_values_are_named_unless_all_differ() -> None:
    top = [ProfileValue(value=f"value {place}", count=4 - place // 2) for place in range(8)]
    line = profile_line(column(ColumnType.TEXT, top=top, distinct=12, shortest=7, longest=7), 40)
    unique = [ProfileValue(value=f"id {place}", count=1) for place in range(8)]
    alone = profile_line(
        column(ColumnType.TEXT, top=unique, distinct=10, shortest=4, longest=6), 10
    )

    assert [top["label"] for top in line["tops"]] == [f"value {place}" for place in range(5)]
    assert (line["tops"][0]["width"], line["rest"]) == ("100.00%", "and 7 more")
    assert (alone["tops"], alone["rest"]) == ([], "All values differ")


def test_an_empty_column_says_so() -> None:
    line = profile_line(column(ColumnType.NUMBER, values=0, nulls=5, distinct=0), 5)

    assert (line["rest"], line["filled"], line["summary"]) == (
        "Nothing in it",
        "0 %",
        "The column is empty.",
    )
    assert [fact["label"] for fact in line["facts"]] == ["Different"]


def test_gaps_are_marks_on_a_strip() -> None:
    gaps = [
        ProfileGap(first=date(2026, 3, 2), last=date(2026, 3, 3), missing=2),
        *(
            ProfileGap(first=day, last=day, missing=1)
            for day in (date(2026, 3, 5), date(2026, 3, 7))
        ),
        ProfileGap(first=date(2026, 3, 9), last=date(2026, 3, 9), missing=1),
    ]
    coverage = ProfileCoverage(
        first=date(2026, 3, 1),
        last=date(2026, 3, 10),
        days=5,
        step="day",
        missing=5,
        gap_count=4,
        gaps=gaps,
    )
    line = profile_line(
        column(ColumnType.DATE, minimum="2026-03-01", maximum="2026-03-10", coverage=coverage), 10
    )

    assert line["days"] == "5 days missing: 2 to 3 Mar 2026, 5 Mar 2026, 7 Mar 2026 and 1 more"
    assert line["marks"][0] == {
        "left": "10.00%",
        "width": "20.00%",
        "said": "No rows 2 to 3 Mar 2026",
    }


@pytest.mark.parametrize(
    ("number", "shown_as", "words"),
    [
        (0.0, None, "0"),
        (1234.5, None, "1,234.5"),
        (0.00001234, None, "1.234e-05"),
        (1e20, None, "1e+20"),
        (1e20, "currency:USD", "1e+20 USD"),
        (-3.1, "currency", "-3.10"),
    ],
)
def test_numbers(number: float, shown_as: str | None, words: str) -> None:
    assert number_words(number, shown_as) == words


def test_other_words() -> None:
    assert value_words("2026-03-01T10:30:00", ColumnType.DATETIME, None) == "1 Mar 2026 10:30"
    assert value_words(False, ColumnType.BOOLEAN, None) == "false"
    assert value_words("", ColumnType.TEXT, None) == "(empty text)"
    assert days_words(date(2025, 12, 30), date(2026, 1, 2)) == "30 Dec 2025 to 2 Jan 2026"
    assert days_words(date(2026, 1, 30), date(2026, 2, 2)) == "30 Jan to 2 Feb 2026"
    assert (share_words(1, 100_000), share_words(99_999, 100_000)) == ("under 0.1 %", "99.9 %")
    assert trend_words([5, 5])[0] == "As many as before"
    assert (sparkline([7]), sparkline([1, 3, 2])) == ("", "M0.00 22.00 L50.00 2.00 L100.00 12.00")
    assert [judged(score)[1] for score in (None, 100, 80, 60, 20)] == [
        "Can't be judged",
        "Reliable",
        "Mostly reliable",
        "Use with care",
        "Not reliable",
    ]

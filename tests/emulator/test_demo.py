"""The demo spreadsheets: complete, deterministic, and kept up to date."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cashstage.emulator.demo import DAYS, EXPORTS, Export
from cashstage.emulator.number_format import EPOCH, Cell
from cashstage.emulator.people import ADMIN, DEMO_PEOPLE
from cashstage.emulator.state import EmulatorState
from tests.factories import google

TODAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def demo(folder: Path, moment: datetime = TODAY) -> EmulatorState:
    return google.state(folder, clock=lambda: moment, demo=True)


def table(emulator: EmulatorState, title: str) -> list[dict[str, Cell]]:
    found = next(file for file in emulator.drive.all() if file.title == title)
    header, *rows = found.tabs[0].rows
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def number(value: Cell) -> float:
    assert isinstance(value, int | float)
    return value


def serial(day: date) -> int:
    return (day - EPOCH.date()).days


def test_there_is_a_spreadsheet_for_every_channel(folder: Path) -> None:
    emulator = demo(folder)

    titles = {file.title: file for file in emulator.drive.all()}
    assert set(titles) == {
        "All channels",
        "Google Ads",
        "Meta Ads",
        "LinkedIn Ads",
        "TikTok Ads",
        "Email",
        "Marketing budget",
    }
    assert {file.owner for file in titles.values()} == {ADMIN.email}
    for person in DEMO_PEOPLE:
        assert titles["Marketing budget"].visible_to(person.email)


@pytest.mark.parametrize(
    ("title", "column"),
    [
        ("All channels", "Date"),
        ("Google Ads", "Day"),
        ("Meta Ads", "Day"),
        ("LinkedIn Ads", "Start Date (in UTC)"),
        ("TikTok Ads", "By Day"),
        ("Email", "Send Date"),
    ],
)
def test_every_one_of_ninety_days_up_to_today_has_rows(
    folder: Path, title: str, column: str
) -> None:
    days = {int(number(row[column])) for row in table(demo(folder), title)}

    last = serial(TODAY.date())
    assert days == set(range(last - DAYS + 1, last + 1))


def test_headers_are_those_of_the_platforms(folder: Path) -> None:
    emulator = demo(folder)

    assert {"Impr.", "Cost", "Conv. value", "Search impr. share"} <= set(
        table(emulator, "Google Ads")[0]
    )
    assert {"Amount spent (USD)", "Link clicks", "Purchases conversion value"} <= set(
        table(emulator, "Meta Ads")[0]
    )
    assert {"Total Spent", "Average CTR"} <= set(table(emulator, "LinkedIn Ads")[0])
    assert {"Clicks (destination)", "Complete payment value"} <= set(
        table(emulator, "TikTok Ads")[0]
    )
    assert {"Successful Deliveries", "Unique Opens"} <= set(table(emulator, "Email")[0])


def test_the_overview_adds_up_to_the_exports(folder: Path) -> None:
    emulator = demo(folder)
    overview = table(emulator, "All channels")

    for title, cost in (("Google Ads", "Cost"), ("LinkedIn Ads", "Total Spent")):
        own = sum(number(row[cost]) for row in table(emulator, title))
        seen = sum(number(row["Cost"]) for row in overview if row["Channel"] == title)
        assert seen == pytest.approx(own)


def test_rates_agree_with_their_parts(folder: Path) -> None:
    for row in table(demo(folder), "Google Ads"):
        assert row["CTR"] == pytest.approx(number(row["Clicks"]) / number(row["Impr."]))
        assert row["Avg. CPC"] == pytest.approx(number(row["Cost"]) / number(row["Clicks"]))


def test_one_campaign_spends_and_hardly_sells(folder: Path) -> None:
    spend: dict[Cell, float] = {}
    sales: dict[Cell, float] = {}
    for row in table(demo(folder), "Meta Ads"):
        name = row["Campaign name"]
        spend[name] = spend.get(name, 0) + number(row["Amount spent (USD)"])
        sales[name] = sales.get(name, 0) + number(row["Purchases"] or 0)

    cost_per_sale = {name: spend[name] / max(sales[name], 1) for name in spend}
    assert spend["Summer teaser video"] > 15_000
    assert cost_per_sale["Summer teaser video"] > 10 * cost_per_sale["Retargeting 30 days"]


def test_tracking_breaks_for_some_days_while_money_goes_on(folder: Path) -> None:
    emulator = demo(folder)
    untracked = {row["Day"] for row in table(emulator, "Meta Ads") if row["Purchases"] is None}
    google_rows = [row for row in table(emulator, "Google Ads") if row["Day"] in untracked]

    assert len(untracked) == 5
    assert all(row["Conversions"] == 0 and number(row["Cost"]) > 0 for row in google_rows)


def test_weekends_differ_from_working_days(folder: Path) -> None:
    def weekend_share(title: str, column: str, money: str) -> float:
        rows = table(demo(folder), title)
        weekend = [
            row
            for row in rows
            if date.fromordinal(EPOCH.toordinal() + int(number(row[column]))).weekday() > 4
        ]
        return sum(number(r[money]) for r in weekend) / sum(number(r[money]) for r in rows)

    assert weekend_share("LinkedIn Ads", "Start Date (in UTC)", "Total Spent") < 0.16
    assert weekend_share("TikTok Ads", "By Day", "Cost") > 0.29


def test_the_same_day_makes_the_same_spreadsheets(
    tmp_path_factory: pytest.TempPathFactory, folder: Path
) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "signing-key.pem").write_bytes((folder / "signing-key.pem").read_bytes())

    assert demo(folder).drive.all() == demo(other).drive.all()


def test_a_later_start_appends_the_missing_days_and_keeps_edits(folder: Path) -> None:
    ads = next(export for export in EXPORTS if export.title == "Google Ads")
    before = demo(folder)
    with before.drive.editing(ads.id) as edited:
        edited.tabs[0].put(1, 1, "Renamed by hand", None)
    rows_before = table(before, "Google Ads")

    same_day = table(demo(folder), "Google Ads")
    rows_after = table(demo(folder, datetime(2026, 11, 26, 1, tzinfo=UTC)), "Google Ads")

    assert same_day == rows_before
    assert rows_after[: len(rows_before)] == rows_before
    assert rows_after[0]["Campaign"] == "Renamed by hand"
    added = {row["Day"] for row in rows_after[len(rows_before) :]}
    assert added == {serial(date(2026, 11, day)) for day in (24, 25, 26)}


def test_budgets_reach_over_the_months_of_the_data(folder: Path) -> None:
    def months(emulator: EmulatorState) -> list[float]:
        return sorted({number(row["Month"]) for row in table(emulator, "Marketing budget")})

    assert months(demo(folder)) == [serial(date(2026, month, 1)) for month in (8, 9, 10, 11, 12)]
    later = months(demo(folder, datetime(2026, 12, 24, tzinfo=UTC)))
    assert later[-1] == serial(date(2027, 1, 1))


def test_a_deleted_demo_spreadsheet_stays_away(folder: Path) -> None:
    gone: Export = EXPORTS[0]
    demo(folder).drive.delete(gone.id)

    assert demo(folder).drive.get(gone.id) is None

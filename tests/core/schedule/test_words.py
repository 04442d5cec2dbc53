"""Schedules in words."""

from __future__ import annotations

import pytest

from cashstage.core.schedule.value import Cron, Daily, Hourly, Interval, Schedule, Weekday
from cashstage.core.schedule.words import joined, words_of

BERLIN = "Europe/Berlin"
WORKDAYS = tuple(Weekday)[:5]


def daily(*times: str, days: tuple[Weekday, ...] = tuple(Weekday), zone: str = BERLIN) -> Daily:
    return Daily(kind="daily", times=times, weekdays=days, time_zone=zone)


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (Interval(every_minutes=1), "Every minute"),
        (Interval(every_minutes=15), "Every 15 minutes"),
        (Interval(every_minutes=60), "Every hour"),
        (Interval(every_minutes=90), "Every 90 minutes"),
        (Interval(every_minutes=360), "Every 6 hours"),
        (Interval(every_minutes=1440), "Every day"),
        (Interval(every_minutes=10080), "Every week"),
        (Hourly(kind="hourly", time_zone=BERLIN), "Every hour, on the hour"),
        (Hourly(kind="hourly", minute=5), "Every hour, at 5 past"),
        (daily("06:00"), "Daily at 06:00 (Berlin)"),
        (daily("18:00", "06:00", days=WORKDAYS), "Mon\N{EN DASH}Fri at 06:00 and 18:00 (Berlin)"),
        (daily("06:00", days=(Weekday.MONDAY,)), "Every Monday at 06:00 (Berlin)"),
        (
            daily("06:00", days=(*WORKDAYS[:3], Weekday.SATURDAY), zone="America/New_York"),
            "Mon\N{EN DASH}Wed, Sat at 06:00 (New York)",
        ),
        (daily("06:00", days=tuple(Weekday)[5:], zone="UTC"), "Sat, Sun at 06:00 (UTC)"),
        (
            Cron(kind="cron", expression="0 6 * * 1-5", time_zone=BERLIN),
            "At 06:00 on Monday through Friday (Berlin)",
        ),
    ],
)
def test_a_schedule_in_words(schedule: Schedule, words: str) -> None:
    assert words_of(schedule) == words


def test_a_list_in_a_sentence() -> None:
    assert joined(["06:00"]) == "06:00"
    assert joined(["06:00", "12:00", "18:00"]) == "06:00, 12:00 and 18:00"

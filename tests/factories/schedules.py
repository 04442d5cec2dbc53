"""Schedules of every kind and moments to ask them about, many of them near a change of clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from cashstage.core.schedule.value import WEEKDAYS, Cron, Daily, Hourly, Interval

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
YEAR_2020 = datetime(2020, 1, 1, tzinfo=UTC)
CHANGES = (
    datetime(2026, 3, 29, 1, tzinfo=UTC),  # Berlin: 02:00 becomes 03:00
    datetime(2026, 10, 25, 1, tzinfo=UTC),  # Berlin: 03:00 becomes 02:00
    datetime(2026, 3, 8, 7, tzinfo=UTC),  # New York
    datetime(2026, 11, 1, 6, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC),  # Lord Howe: 02:00 becomes 01:30
    datetime(2026, 10, 3, 15, 30, tzinfo=UTC),  # Lord Howe: 02:00 becomes 02:30
)

zones = st.sampled_from(ZONES)
moments = st.one_of(
    st.integers(0, 15 * 365 * 86400).map(lambda seconds: YEAR_2020 + timedelta(seconds=seconds)),
    st.builds(
        lambda change, seconds: change + timedelta(seconds=seconds),
        st.sampled_from(CHANGES),
        st.integers(-5 * 3600, 5 * 3600),
    ),
)
times = st.builds(
    lambda hour, minute: f"{hour:02}:{minute:02}", st.integers(0, 23), st.integers(0, 59)
)
dailies = st.builds(
    Daily,
    kind=st.just("daily"),
    times=st.lists(times, min_size=1, max_size=4),
    weekdays=st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True),
    time_zone=zones,
)
hourlies = st.builds(Hourly, kind=st.just("hourly"), minute=st.integers(0, 59), time_zone=zones)
intervals = st.builds(Interval, every_minutes=st.integers(1, 44640), time_zone=zones)
crons = st.builds(
    Cron,
    kind=st.just("cron"),
    expression=st.sampled_from(
        ("*/15 * * * *", "30 2 * * *", "0 6 * * 1-5", "45 1 1,15 * *", "0 */6 * * *", "7 * * * 0")
    ),
    time_zone=zones,
)
schedules = st.one_of(dailies, hourlies, intervals, crons)

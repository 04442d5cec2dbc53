"""The demo company's e-mail campaigns and monthly budgets."""

from __future__ import annotations

import random

from cashstage.emulator.campaigns import DemoDay
from cashstage.emulator.number_format import (
    COUNT,
    EPOCH,
    MONEY,
    PERCENT,
    Cell,
    NumberFormat,
)

MAIL_COLUMNS: tuple[tuple[str, NumberFormat | None], ...] = (
    ("Title", None),
    ("Subject", None),
    ("Send Date", NumberFormat("DATE_TIME", "yyyy-mm-dd hh:mm")),
    ("Total Recipients", COUNT),
    ("Successful Deliveries", COUNT),
    ("Soft Bounces", COUNT),
    ("Hard Bounces", COUNT),
    ("Unique Opens", COUNT),
    ("Total Opens", COUNT),
    ("Open Rate", PERCENT),
    ("Unique Clicks", COUNT),
    ("Total Clicks", COUNT),
    ("Click Rate", PERCENT),
    ("Unsubscribes", COUNT),
    ("Total order revenue", MONEY),
)
BUDGET_COLUMNS: tuple[tuple[str, NumberFormat | None], ...] = (
    ("Month", NumberFormat("DATE", "mmmm yyyy")),
    ("Channel", None),
    ("Budget", MONEY),
    ("Target CPA", MONEY),
    ("Target ROAS", NumberFormat("NUMBER", "0.0")),
)

# title, hour of sending, weekday or None for every day, recipients, open and click rate, value
_MAILINGS = (
    ("Abandoned cart", 18, None, 240, 0.46, 0.118, 21.0),
    ("Weekly newsletter", 9, 1, 41_800, 0.31, 0.024, 2.9),
    ("Weekend offer", 7, 4, 38_200, 0.27, 0.033, 4.1),
)
_SUBJECTS = (
    "Five routes worth an early start",
    "New colors, same lightness",
    "What your stride says",
    "Last sizes before the weekend",
    "How we test a sole",
    "You left something behind",
)
_BUDGETS = (
    ("Google Ads", 48_000.0, 38.0, 2.2),
    ("Meta Ads", 36_000.0, 44.0, 1.7),
    ("LinkedIn Ads", 12_500.0, 160.0, 1.3),
    ("TikTok Ads", 15_000.0, 40.0, 1.4),
    ("Email", 2_400.0, 4.0, 20.0),
)


def mail_rows(day: DemoDay) -> list[list[Cell]]:
    """The mailings of one day; a broken tag loses the revenue of that day."""
    rows: list[list[Cell]] = []
    for title, hour, weekday, size, opens_at, clicks_at, value in _MAILINGS:
        if weekday is not None and weekday != day.date.weekday():
            continue
        chance = random.Random(f"{title}|{day.date.isoformat()}")  # noqa: S311
        recipients = int(size * chance.uniform(0.93, 1.06))
        soft, hard = int(recipients * chance.uniform(0.002, 0.006)), int(recipients * 0.0011)
        delivered = recipients - soft - hard
        opens = int(delivered * opens_at * chance.uniform(0.9, 1.1))
        clicks = int(delivered * clicks_at * chance.uniform(0.85, 1.15))
        subject = _SUBJECTS[-1 if weekday is None else chance.randrange(len(_SUBJECTS) - 1)]
        rows.append(
            [
                title,
                subject,
                (day.date - EPOCH.date()).days + hour / 24,
                recipients,
                delivered,
                soft,
                hard,
                opens,
                int(opens * chance.uniform(1.3, 1.6)),
                opens / delivered,
                clicks,
                int(clicks * chance.uniform(1.1, 1.4)),
                clicks / delivered,
                int(delivered * chance.uniform(0.0005, 0.0016)),
                round(clicks * value * chance.uniform(0.8, 1.2), 2) if day.tracked else None,
            ]
        )
    return rows


def budget_rows(day: DemoDay) -> list[list[Cell]]:
    """The budgets of the month that begins on this day; nothing on other days."""
    if day.date.day != 1:
        return []
    month = (day.date - EPOCH.date()).days
    boost = 1.25 if day.date.month in {11, 12} else 1.0
    return [[month, channel, budget * boost, cpa, roas] for channel, budget, cpa, roas in _BUDGETS]

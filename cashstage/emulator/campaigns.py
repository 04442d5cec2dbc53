"""The demo company's advertising, day by day: a pure function of campaign and day.

Each campaign has a daily budget, a weekly rhythm, rates that wander slowly, and noise seeded by its
name and the day, so that a day's numbers never depend on when they are computed.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import date

CONSUMER_WEEK = (0.94, 0.9, 0.92, 0.98, 1.08, 1.2, 1.16)
BUSINESS_WEEK = (1.12, 1.2, 1.18, 1.14, 0.96, 0.38, 0.34)
EVEN_WEEK = (1.02, 1.0, 1.0, 1.01, 1.03, 0.98, 0.96)


@dataclass(frozen=True, slots=True)
class DemoDay:
    """A calendar day; on untracked ones the tags were broken while money went on."""

    date: date
    tracked: bool = True


@dataclass(frozen=True, slots=True)
class Campaign:
    """How a campaign behaves: money per day, price and reaction rates, value of a conversion.

    `season` is how far spending swings over a year, as a share of it.
    """

    name: str
    group: str
    objective: str
    daily_spend: float
    cost_per_mille: float
    click_rate: float
    conversion_rate: float
    conversion_value: float
    week: tuple[float, ...] = CONSUMER_WEEK
    season: float = 0.0


@dataclass(frozen=True, slots=True)
class Day:
    """What a campaign did on one day; money in US dollars."""

    spend: float
    impressions: int
    reach: int
    clicks: int
    conversions: int
    value: float
    chance: random.Random


def perform(campaign: Campaign, day: date) -> Day:
    """The campaign's numbers for one day."""
    chance = random.Random(f"{campaign.name}|{campaign.group}|{day.isoformat()}")  # noqa: S311
    phase = sum(map(ord, campaign.name)) % 29
    drift = 1 + 0.08 * math.sin((day.toordinal() + phase) / 29 * math.tau)
    season = 1 + campaign.season * math.sin(day.timetuple().tm_yday / 365 * math.tau)
    wanted = campaign.daily_spend * campaign.week[day.weekday()] * season
    spend = round(wanted * chance.gauss(1, 0.07), 2)
    impressions = int(spend / campaign.cost_per_mille * 1000 * chance.gauss(1, 0.05) / drift)
    clicks = _count(chance, impressions * campaign.click_rate * drift)
    conversions = _count(chance, clicks * campaign.conversion_rate * drift)
    value = sum(
        campaign.conversion_value * chance.lognormvariate(0, 0.35) for _ in range(conversions)
    )
    return Day(
        spend=spend,
        impressions=impressions,
        reach=int(impressions / chance.uniform(1.15, 1.45)),
        clicks=min(clicks, impressions),
        conversions=conversions,
        value=round(value, 2),
        chance=chance,
    )


def _count(chance: random.Random, mean: float) -> int:
    return max(0, round(chance.gauss(mean, math.sqrt(max(mean, 0.0)))))


GOOGLE_ADS = (
    Campaign("Brand search", "Brand exact", "Search", 180, 38, 0.118, 0.082, 74, EVEN_WEEK, 0.02),
    Campaign(
        "Generic search",
        "Running shoes",
        "Search",
        420,
        21,
        0.041,
        0.036,
        81,
        season=0.05,
    ),
    Campaign("Shopping bestsellers", "All products", "Shopping", 510, 9.5, 0.0125, 0.031, 88),
    Campaign("Performance Max", "Asset group 1", "Performance Max", 360, 7.2, 0.0098, 0.027, 84),
    Campaign("Competitor search", "Competitors", "Search", 140, 26, 0.022, 0.014, 77),
)
META_ADS = (
    Campaign("Prospecting lookalikes", "LAL 1% purchasers", "Sales", 390, 8.4, 0.0119, 0.024, 69),
    Campaign("Retargeting 30 days", "Visitors 30d", "Sales", 210, 13.8, 0.0196, 0.052, 73),
    Campaign(
        "Advantage+ catalog",
        "Catalog",
        "Sales",
        330,
        7.9,
        0.0132,
        0.029,
        71,
        season=0.06,
    ),
    # The campaign that fails: it keeps spending and sells next to nothing.
    Campaign("Summer teaser video", "Broad 18-54", "Traffic", 260, 5.1, 0.0087, 0.0006, 52),
)
LINKEDIN_ADS = (
    Campaign(
        "Corporate wellness leads",
        "HR managers",
        "Lead generation",
        240,
        44,
        0.0058,
        0.061,
        240,
        BUSINESS_WEEK,
    ),
    Campaign(
        "B2B retargeting",
        "Site visitors",
        "Website conversions",
        120,
        39,
        0.0074,
        0.038,
        210,
        BUSINESS_WEEK,
    ),
    Campaign(
        "Partner awareness",
        "Retail buyers",
        "Brand awareness",
        90,
        28,
        0.0041,
        0.009,
        190,
        BUSINESS_WEEK,
    ),
)
TIKTOK_ADS = (
    Campaign(
        "Creator spark ads",
        "Creators Q4",
        "Conversions",
        230,
        4.6,
        0.0105,
        0.0148,
        58,
        season=0.08,
    ),
    Campaign("Try-on challenge", "18-34 interest", "Video views", 150, 3.9, 0.0082, 0.0061, 55),
    Campaign(
        "Retargeting video viewers", "Viewers 75%", "Conversions", 110, 6.3, 0.0141, 0.0262, 61
    ),
)

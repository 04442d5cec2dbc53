"""Rows and headers as Google, Meta, LinkedIn and TikTok export them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from cashstage.emulator.campaigns import (
    GOOGLE_ADS,
    LINKEDIN_ADS,
    META_ADS,
    TIKTOK_ADS,
    Campaign,
    Day,
    DemoDay,
    perform,
)
from cashstage.emulator.number_format import (
    COUNT,
    DAY,
    EPOCH,
    FRACTION,
    MONEY,
    PERCENT,
    PLAIN,
    Cell,
    NumberFormat,
)

Rows = list[list[Cell]]
Columns = tuple[tuple[str, NumberFormat | None], ...]


def _serial(day: date) -> int:
    """The day number a spreadsheet stores."""
    return (day - EPOCH.date()).days


def _share(part: float, whole: float) -> Cell:
    return part / whole if whole else None


def _per_campaign(
    campaigns: tuple[Campaign, ...], row: Callable[[Campaign, Day, DemoDay], list[Cell]]
) -> Callable[[DemoDay], Rows]:
    def rows(day: DemoDay) -> Rows:
        return [row(campaign, perform(campaign, day.date), day) for campaign in campaigns]

    return rows


def _google_row(campaign: Campaign, did: Day, day: DemoDay) -> list[Cell]:
    conversions = round(did.conversions * did.chance.uniform(0.96, 1.0), 2)
    share: Cell = round(did.chance.uniform(0.42, 0.88), 4)
    if campaign.objective != "Search":
        share = "--"
    elif campaign.name.startswith("Competitor"):
        share = "< 10%"
    return [
        _serial(day.date),
        campaign.name,
        20_000_000_000 + sum(map(ord, campaign.name)) * 7_919,
        campaign.objective,
        "USD",
        did.impressions,
        did.clicks,
        _share(did.clicks, did.impressions),
        _share(did.spend, did.clicks),
        did.spend,
        conversions if day.tracked else 0,
        did.value if day.tracked else 0,
        share,
    ]


def _meta_row(campaign: Campaign, did: Day, day: DemoDay) -> list[Cell]:
    return [
        _serial(day.date),
        campaign.name,
        campaign.group,
        campaign.objective,
        did.spend,
        did.impressions,
        did.reach,
        _share(did.impressions, did.reach),
        did.clicks,
        _share(did.clicks, did.impressions),
        _share(did.spend, did.clicks),
        _share(did.spend * 1000, did.impressions),
        did.conversions if day.tracked else None,
        did.value if day.tracked else None,
        _share(did.value, did.spend) if day.tracked else None,
    ]


def _linkedin_row(campaign: Campaign, did: Day, day: DemoDay) -> list[Cell]:
    return [
        _serial(day.date),
        campaign.group,
        campaign.name,
        campaign.objective,
        "USD",
        did.spend,
        did.impressions,
        did.clicks,
        _share(did.clicks, did.impressions),
        _share(did.spend, did.clicks),
        int(did.clicks * did.chance.uniform(0.2, 0.5)),
        int(did.clicks * did.chance.uniform(0.0, 0.12)),
        did.conversions,
        int(did.conversions * did.chance.uniform(0.6, 1.0)),
        did.value,
    ]


def _tiktok_row(campaign: Campaign, did: Day, day: DemoDay) -> list[Cell]:
    views = int(did.impressions * did.chance.uniform(0.82, 0.93))
    return [
        _serial(day.date),
        campaign.name,
        campaign.group,
        "USD",
        did.spend,
        did.impressions,
        did.reach,
        did.clicks,
        _share(did.clicks, did.impressions),
        _share(did.spend, did.clicks),
        _share(did.spend * 1000, did.impressions),
        did.conversions,
        _share(did.conversions, did.clicks),
        _share(did.spend, did.conversions),
        did.value,
        views,
        int(views * did.chance.uniform(0.06, 0.14)),
    ]


GOOGLE_COLUMNS: Columns = (
    ("Day", DAY),
    ("Campaign", None),
    ("Campaign ID", PLAIN),
    ("Campaign type", None),
    ("Currency code", None),
    ("Impr.", COUNT),
    ("Clicks", COUNT),
    ("CTR", PERCENT),
    ("Avg. CPC", MONEY),
    ("Cost", MONEY),
    ("Conversions", FRACTION),
    ("Conv. value", FRACTION),
    ("Search impr. share", PERCENT),
)
META_COLUMNS: Columns = (
    ("Day", DAY),
    ("Campaign name", None),
    ("Ad set name", None),
    ("Objective", None),
    ("Amount spent (USD)", MONEY),
    ("Impressions", COUNT),
    ("Reach", COUNT),
    ("Frequency", FRACTION),
    ("Link clicks", COUNT),
    ("CTR (link click-through rate)", PERCENT),
    ("CPC (cost per link click)", MONEY),
    ("CPM (cost per 1,000 impressions)", MONEY),
    ("Purchases", COUNT),
    ("Purchases conversion value", MONEY),
    ("Purchase ROAS (return on ad spend)", FRACTION),
)
LINKEDIN_COLUMNS: Columns = (
    ("Start Date (in UTC)", DAY),
    ("Campaign Group Name", None),
    ("Campaign Name", None),
    ("Campaign Objective", None),
    ("Currency", None),
    ("Total Spent", MONEY),
    ("Impressions", COUNT),
    ("Clicks", COUNT),
    ("Average CTR", PERCENT),
    ("Average CPC", MONEY),
    ("Reactions", COUNT),
    ("Comments", COUNT),
    ("Conversions", COUNT),
    ("Leads", COUNT),
    ("Total Conversion Value", MONEY),
)
TIKTOK_COLUMNS: Columns = (
    ("By Day", DAY),
    ("Campaign name", None),
    ("Ad group name", None),
    ("Currency", None),
    ("Cost", MONEY),
    ("Impressions", COUNT),
    ("Reach", COUNT),
    ("Clicks (destination)", COUNT),
    ("CTR (destination)", PERCENT),
    ("CPC (destination)", MONEY),
    ("CPM", MONEY),
    ("Conversions", COUNT),
    ("CVR (Clicks)", PERCENT),
    ("Cost per conversion", MONEY),
    ("Complete payment value", MONEY),
    ("Video views", COUNT),
    ("Video views at 100%", COUNT),
)

google_rows = _per_campaign(GOOGLE_ADS, _google_row)
meta_rows = _per_campaign(META_ADS, _meta_row)
linkedin_rows = _per_campaign(LINKEDIN_ADS, _linkedin_row)
tiktok_rows = _per_campaign(TIKTOK_ADS, _tiktok_row)

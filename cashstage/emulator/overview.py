"""The sheet that many teams keep beside the exports: all channels, one row per day and campaign."""

from __future__ import annotations

from cashstage.emulator.campaigns import (
    GOOGLE_ADS,
    LINKEDIN_ADS,
    META_ADS,
    TIKTOK_ADS,
    DemoDay,
    perform,
)
from cashstage.emulator.number_format import COUNT, DAY, EPOCH, FRACTION, MONEY, Cell
from cashstage.emulator.platform_exports import Columns, Rows

OVERVIEW_COLUMNS: Columns = (
    ("Date", DAY),
    ("Channel", None),
    ("Campaign", None),
    ("Impressions", COUNT),
    ("Clicks", COUNT),
    ("Cost", MONEY),
    ("Conversions", FRACTION),
    ("Revenue", MONEY),
)
_CHANNELS = (
    ("Google Ads", GOOGLE_ADS),
    ("Meta Ads", META_ADS),
    ("LinkedIn Ads", LINKEDIN_ADS),
    ("TikTok Ads", TIKTOK_ADS),
)


def overview_rows(day: DemoDay) -> Rows:
    """The advertising of one day; conversions of days with broken tags are blank, not zero."""
    serial = (day.date - EPOCH.date()).days
    rows: Rows = []
    for channel, campaigns in _CHANNELS:
        for campaign in campaigns:
            did = perform(campaign, day.date)
            tracked: list[Cell] = [did.conversions, did.value] if day.tracked else [None, None]
            row: list[Cell] = [serial, channel, campaign.name]
            rows.append([*row, did.impressions, did.clicks, did.spend, *tracked])
    return rows

"""What advertising costs and brings. Formulas as the platforms' own help pages give them."""

from __future__ import annotations

from dataclasses import replace

from cashstage.metrics.catalog.definition import MetricDefinition, money, multiple, share

_SOURCE = "Google Ads and Meta Ads help pages, definitions of metrics"

ADVERTISING = tuple(
    replace(each, source=_SOURCE)
    for each in (
        share(
            "ctr",
            "CTR",
            "SUM(clicks) / SUM(impressions)",
            up=True,
            about="How many of the people who saw an ad clicked it.",
        ),
        share(
            "link_ctr",
            "Link CTR",
            "SUM(link_clicks) / SUM(impressions)",
            up=True,
            about="CTR of clicks that led to a page.",
        ),
        share(
            "cvr",
            "Conversion rate",
            "SUM(conversions) / SUM(clicks)",
            "SUM(orders) / SUM(sessions)",
            up=True,
            about="How many clicks became conversions, or sessions orders.",
        ),
        share(
            "interaction_rate",
            "Interaction rate",
            "SUM(interactions) / SUM(impressions)",
            up=True,
            about="How many impressions led to an interaction.",
        ),
        share(
            "view_rate",
            "View rate",
            "SUM(video_views) / SUM(impressions)",
            up=True,
            about="How many impressions of a video were watched.",
        ),
        share(
            "completion_rate",
            "Completion rate",
            "SUM(video_completions) / SUM(video_views)",
            up=True,
            about="How many views reached the end of the video.",
        ),
        share(
            "impression_share",
            "Impression share",
            "SUM(impressions) / SUM(eligible_impressions)",
            up=True,
            about="How many of the impressions that were to be had were had.",
        ),
        MetricDefinition(
            "average_position",
            "Average position",
            ("SUM(average_position * impressions) / SUM(impressions)",),
            "decimal",
            up_is_good=False,
            description="The mean place of an ad, each impression counting once.",
        ),
        multiple(
            "frequency",
            "Frequency",
            "SUM(impressions) / IF(COUNT(reach) = 1, MAX(reach), NULL)",
            up=None,
            about="How often a person saw an ad on average; known for single rows of the export.",
        ),
        money(
            "cpc",
            "CPC",
            "SUM(cost) / SUM(clicks)",
            up=False,
            about="What a click costs.",
        ),
        money(
            "cpm",
            "CPM",
            "1000 * SUM(cost) / SUM(impressions)",
            up=False,
            about="What a thousand impressions cost.",
        ),
        money(
            "cpv",
            "CPV",
            "SUM(cost) / SUM(video_views)",
            up=False,
            about="What a view of a video costs.",
        ),
        money(
            "cpa",
            "CPA",
            "SUM(cost) / SUM(conversions)",
            up=False,
            about="What a conversion costs.",
        ),
        money("cpl", "CPL", "SUM(cost) / SUM(leads)", up=False, about="What a lead costs."),
        multiple(
            "roas",
            "ROAS",
            "SUM(revenue) / SUM(cost)",
            up=True,
            about="Revenue for each unit of money spent.",
        ),
        share(
            "acos",
            "ACOS",
            "SUM(cost) / SUM(revenue)",
            up=False,
            about="The part of the revenue that advertising has cost.",
        ),
        multiple(
            "mer",
            "MER",
            "SUM(revenue) / SUM(cost)",
            up=True,
            about="All revenue for each unit of money spent on marketing as a whole.",
        ),
        share(
            "roi",
            "ROI",
            "(SUM(gross_profit) - SUM(cost)) / SUM(cost)",
            up=True,
            about="Profit after what was spent, for each unit of money spent.",
        ),
        multiple(
            "poas",
            "POAS",
            "SUM(gross_profit) / SUM(cost)",
            up=True,
            about="Gross profit for each unit of money spent.",
        ),
    )
)

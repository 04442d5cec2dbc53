"""Visits to a site and mailings."""

from __future__ import annotations

from dataclasses import replace

from cashstage.metrics.catalog.definition import MetricDefinition, share

_SITE = "Google Analytics 4 help pages, definitions of metrics"
_MAIL = "Mailchimp help pages, about e-mail campaign reports"

_VISITS = (
    share(
        "engagement_rate",
        "Engagement rate",
        "SUM(engaged_sessions) / SUM(sessions)",
        up=True,
        about="How many visits lasted, converted or saw a second page.",
    ),
    MetricDefinition(
        "average_engagement_time",
        "Average engagement time",
        ("SUM(engagement_time) / IF(COUNT(users) = 1, MAX(users), NULL)",),
        "duration",
        up_is_good=True,
        description="How long a visitor was there on average; known for single rows of the export.",
    ),
)
_MAILINGS = (
    share(
        "delivery_rate",
        "Delivery rate",
        "SUM(delivered) / SUM(sent)",
        up=True,
        about="How many e-mails arrived.",
    ),
    share(
        "bounce_rate",
        "Bounce rate",
        "SUM(bounces) / SUM(sent)",
        "1 - SUM(engaged_sessions) / SUM(sessions)",
        up=False,
        about="How many e-mails did not arrive, or visits were not engaged.",
    ),
    share(
        "open_rate",
        "Open rate",
        "SUM(unique_opens) / SUM(delivered)",
        "SUM(opens) / SUM(delivered)",
        up=True,
        about="How many delivered e-mails were opened.",
    ),
    share(
        "click_rate",
        "Click rate",
        "SUM(unique_clicks) / SUM(delivered)",
        "SUM(clicks) / SUM(delivered)",
        up=True,
        about="How many delivered e-mails were clicked in.",
    ),
    share(
        "click_to_open_rate",
        "Click-to-open rate",
        "SUM(unique_clicks) / SUM(unique_opens)",
        "SUM(clicks) / SUM(opens)",
        up=True,
        about="How many opened e-mails were clicked in.",
    ),
    share(
        "unsubscribe_rate",
        "Unsubscribe rate",
        "SUM(unsubscribes) / SUM(delivered)",
        up=False,
        about="How many recipients left the list because of an e-mail.",
    ),
)
AUDIENCE = (
    *(replace(each, source=_SITE) for each in _VISITS),
    *(replace(each, source=_MAIL) for each in _MAILINGS),
)

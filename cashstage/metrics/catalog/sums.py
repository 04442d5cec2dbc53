"""Base measures: those that add up over any dimension, and those that count people once."""

from __future__ import annotations

from cashstage.metrics.catalog.definition import MetricDefinition

_COUNTS: dict[str, tuple[bool | None, str]] = {
    "impressions": (True, "How often ads were shown."),
    "eligible_impressions": (None, "How often ads could have been shown."),
    "clicks": (True, "How often ads or links were clicked."),
    "link_clicks": (True, "Clicks that led to a page, without likes and other reactions."),
    "outbound_clicks": (True, "Clicks that left the platform."),
    "interactions": (True, "What people mainly do with an ad: clicks, views, calls."),
    "engagements": (True, "Reactions, comments, shares and clicks together."),
    "conversions": (True, "Actions that were wanted, as the platform attributes them."),
    "all_conversions": (True, "Conversions with those that campaigns are not steered by."),
    "leads": (True, "Contacts won."),
    "registrations": (True, "Accounts opened."),
    "app_installs": (True, "Installations of an app."),
    "video_views": (True, "How often a video was watched long enough to count."),
    "video_views_25": (True, "Views that reached a quarter of the video."),
    "video_views_50": (True, "Views that reached half of the video."),
    "video_views_75": (True, "Views that reached three quarters of the video."),
    "video_completions": (True, "Views that reached the end of the video."),
    "reactions": (True, "Likes and other reactions."),
    "comments": (True, "Comments written."),
    "shares": (True, "How often something was shared."),
    "sent": (None, "E-mails sent."),
    "delivered": (True, "E-mails that arrived."),
    "bounces": (False, "E-mails that did not arrive."),
    "opens": (True, "How often e-mails were opened, repetitions counted."),
    "unsubscribes": (False, "People who left the mailing list."),
    "spam_complaints": (False, "E-mails reported as spam."),
    "sessions": (True, "Visits to the site."),
    "engaged_sessions": (True, "Visits that lasted, converted or saw a second page."),
    "page_views": (True, "Pages seen."),
    "events": (None, "Everything that a site or app reports of its visitors."),
    "item_views": (True, "Product pages seen."),
    "add_to_cart": (True, "How often something went into a cart."),
    "checkouts": (True, "Checkouts begun."),
    "orders": (True, "Orders placed."),
    "units": (True, "Pieces sold."),
    "mqls": (True, "Leads that marketing holds ready for sales."),
    "sqls": (True, "Leads that sales has accepted."),
    "opportunities": (True, "Deals in the making."),
    "won_deals": (True, "Deals won."),
    "lost_deals": (False, "Deals lost."),
    "new_customers": (True, "Customers who bought for the first time."),
    "lost_customers": (False, "Customers who left."),
}
_MONEY: dict[str, tuple[bool | None, str]] = {
    "cost": (None, "What was spent."),
    "revenue": (True, "What was earned, before costs."),
    "gross_sales": (True, "Sales before discounts and returns."),
    "gross_profit": (True, "Revenue less the cost of what was sold."),
    "budget": (None, "What may be spent."),
    "discounts": (None, "What customers were let off."),
    "refunds": (False, "What was paid back."),
    "shipping": (None, "What shipping has cost or earned."),
    "taxes": (None, "Taxes on what was sold."),
    "deal_amount": (True, "The worth of deals."),
}
_PEOPLE: dict[str, str] = {
    "reach": "People who saw an ad at least once.",
    "users": "People who visited.",
    "unique_opens": "Recipients who opened an e-mail at least once.",
    "unique_clicks": "Recipients who clicked in an e-mail at least once.",
    "followers": "People who follow, at one moment.",
}
_OURS = "A column that means it, added up"
_ONCE = "A column that means it, as exported: the same person may be in several rows"


def _label(name: str) -> str:
    label = name.replace("_", " ").capitalize()
    return label.upper().replace("S", "s") if name in {"mqls", "sqls"} else label


def _sum(name: str, format_: str | None, told: tuple[bool | None, str]) -> MetricDefinition:
    up_is_good, about = told
    formulas = (f"SUM({name})",)
    return MetricDefinition(name, _label(name), formulas, format_, up_is_good, about, _OURS)


def _once(name: str, about: str) -> MetricDefinition:
    formula = f"IF(COUNT({name}) = 1, MAX({name}), NULL)"
    return MetricDefinition(name, _label(name), (formula,), None, True, about, _ONCE)


SUMS = (
    *(_sum(name, None, told) for name, told in _COUNTS.items()),
    *(_sum(name, "currency", told) for name, told in _MONEY.items()),
    *(_once(name, about) for name, about in _PEOPLE.items()),
)

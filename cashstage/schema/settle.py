"""Deciding what a name means that several meanings share, by values and neighbouring columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from cashstage.schema.observed import Observed
from cashstage.schema.semantic import KIND_OF, Meaning, read_header

Table = Mapping[str, Observed]
"""The meanings of a table's other columns, and what their values say."""

_SITE = frozenset({"sessions", "users", "landing_page", "events", "engaged_sessions", "new_users"})
_ADVERTISING = frozenset({"cost", "impressions", "ad_group", "campaign", "clicks", "reach"})
_SHOP = frozenset({"order_id", "subtotal", "payment_status", "fulfillment_status", "taxes"})
_SALES = frozenset({"deal", "deal_stage", "pipeline"})
_MAILING = frozenset({"sent", "delivered", "opens", "unique_opens", "subject"})
_SOLD = frozenset({"conversions", "orders", "units", "product"})


def settle(meaning: Meaning, observed: Observed, others: Table) -> Meaning:
    """The meaning made precise; unchanged when its name is no shared one or nothing tells."""
    rule = _RULES.get(meaning.family or "")
    chosen = rule(meaning, observed, others) if rule else None
    if chosen is None:
        return meaning
    return replace(meaning, semantic_type=chosen, kind=KIND_OF[chosen], settled=True)


def _results(_: Meaning, observed: Observed, others: Table) -> str | None:
    """What the column beside it names, when that is one thing."""
    kinds = others["result_type"].sample if "result_type" in others else ()
    if not observed.type.numeric or len(kinds) != 1:
        return None
    last = kinds[0].rsplit(":", 1)[-1].rsplit(".", 1)[-1]
    named = read_header(last).semantic_type
    return named if named in {"clicks", "leads", "reach", "video_views", "thruplays"} else None


def _views(meaning: Meaning, observed: Observed, others: Table) -> str | None:
    if not observed.type.numeric:
        return None
    if _SITE & others.keys():
        return "page_views"
    watched = any(name.startswith(("video_", "watch_", "average_play")) for name in others)
    if watched or "impressions" in others:
        return None if "video_views" in others else "video_views"
    if _ADVERTISING & others.keys():
        # Meta's Dutch exports call impressions so.
        return "impressions" if "nl" in meaning.languages else "video_views"
    return None


def _value(meaning: Meaning, observed: Observed, others: Table) -> str | None:
    if not observed.type.numeric:
        return None
    if _SALES & others.keys():
        return "deal_amount"
    is_money = observed.money or meaning.currency is not None or meaning.mark is not None
    sold = _SOLD & others.keys()
    if "revenue" not in others and (sold and (is_money or "cost" in others)):
        return "revenue"
    if "revenue" in others and "cost" not in others and is_money:
        return "cost" if _ADVERTISING & others.keys() else None
    return None


def _total(_: Meaning, observed: Observed, others: Table) -> str | None:
    sold = observed.type.numeric and bool(_SHOP & others.keys())
    return "revenue" if sold and "revenue" not in others else None


def _name(_: Meaning, observed: Observed, others: Table) -> str | None:
    """The level of the table that no other column names."""
    if observed.type.numeric or observed.type.temporal:
        return None
    if {"payment_status", "fulfillment_status", "subtotal"} & others.keys():
        return None if "order_id" in others else "order_id"
    if "campaign" not in others and (_ADVERTISING | _MAILING) & others.keys():
        return "campaign"
    if {"campaign", "ad_group"} <= others.keys() and "ad" not in others:
        return "ad"
    return "product" if {"price", "product_id"} & others.keys() else None


def _title(_: Meaning, observed: Observed, others: Table) -> str | None:
    priced = not observed.type.numeric and bool({"price", "product_id"} & others.keys())
    return "product" if priced and "product" not in others else None


def _email(_: Meaning, observed: Observed, others: Table) -> str | None:
    """Addresses; as a number it counts mails, which is for a person to say."""
    return "email_address" if observed.looks_like("email_address") else None


def _source(_: Meaning, observed: Observed, others: Table) -> str | None:
    if observed.looks_like("source_medium") and "source_medium" not in others:
        return "source_medium"
    return None


def _state(_: Meaning, observed: Observed, others: Table) -> str | None:
    return "status" if observed.looks_like("status") and "status" not in others else None


def _position(_: Meaning, observed: Observed, others: Table) -> str | None:
    ranked = observed.type.numeric and "impressions" in others
    return "average_position" if ranked else None


_RULES: dict[str, Callable[[Meaning, Observed, Table], str | None]] = {
    "results": _results,
    "views": _views,
    "value": _value,
    "total": _total,
    "name": _name,
    "title": _title,
    "email": _email,
    "source": _source,
    "state": _state,
    "position": _position,
}

GUESSES: dict[str, str] = {
    "value": "revenue",
    "total": "revenue",
    "name": "campaign",
    "position": "average_position",
}
"""What to ask about first where nothing tells."""

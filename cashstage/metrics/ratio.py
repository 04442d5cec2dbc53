"""Columns that hold a ratio already: what they are weighed by, and why they are never summed.

A ratio is two sums divided last. Where a source has only the ratio and what it divides by, the
numerator of each row is their product: clicks = CTR * impressions.
"""

from __future__ import annotations

from collections.abc import Sequence

from cashstage.metrics.additive import Additivity, additivity, may_be_weighed
from cashstage.schema.column import Column

_WEIGHED_BY: dict[str, str] = {
    "impressions": "ctr cpm rpm interaction_rate view_rate swipe_rate top_impression_rate"
    " absolute_top_impression_rate average_position",
    "eligible_impressions": "lost_impression_share_budget lost_impression_share_rank",
    "clicks": "cvr cpc rpc",
    "interactions": "average_cost",
    "conversions": "cpa value_per_conversion",
    "leads": "cpl",
    "orders": "aov",
    "new_customers": "cac ltv",
    "customers": "churn_rate repeat_rate",
    "cost": "roas roi poas mer",
    "revenue": "acos margin",
    "delivered": "open_rate click_rate unsubscribe_rate spam_rate",
    "unique_opens": "click_to_open_rate",
    "sent": "delivery_rate",
    "sessions": "engagement_rate pages_per_session events_per_session session_duration",
    "video_views": "cpv completion_rate average_play_time",
    "opportunities": "win_rate",
    "engagements": "cpe",
    "app_installs": "cpi",
    "units": "price",
}
_SECOND_CHOICE: dict[str, tuple[str, ...]] = {
    "cvr": ("sessions",),
    "aov": ("conversions",),
    "click_to_open_rate": ("opens",),
    "bounce_rate": ("sessions", "sent"),
    "ltv": ("customers",),
}
IMPRESSION_SHARE = "impression_share"


def weights_of(ratio: str) -> tuple[str, ...]:
    """The meanings that a ratio may be weighed by, the best first: what it divides by."""
    first = tuple(weight for weight, ratios in _WEIGHED_BY.items() if ratio in ratios.split())
    return (*first, *_SECOND_CHOICE.get(ratio, ()))


def weighted_formula(ratio: str, columns: Sequence[Column]) -> str | None:
    """The ratio's mean over its own column and a weight, by what they mean.

    Rows whose ratio is unknown have no weight either. None where a column is missing or meant
    twice.
    """
    if not _only(ratio, columns):
        return None
    if ratio == IMPRESSION_SHARE:
        # Eligible impressions are impressions ÷ share; "< 10%" is no number, so such rows are out.
        known = f"IF({ratio} > 0, impressions, NULL)"
        return (
            f"SUM({known}) / SUM(impressions / {ratio})" if _only("impressions", columns) else None
        )
    weight = next((each for each in weights_of(ratio) if _only(each, columns)), None)
    if weight is None:
        return None
    return f"SUM({ratio} * {weight}) / SUM(IF({ratio} IS NULL, NULL, {weight}))"


def why_not(column: Column, aggregation: str) -> str | None:
    """Why a total of this kind would be wrong over the column's rows; None where it is right."""
    kind = additivity(column)
    if kind is Additivity.ONCE:
        return (
            f"“{column.name}” counts people once in each row; over several rows the same people"
            " would be counted again."
        )
    if aggregation.upper() == "SUM" and kind is Additivity.LEVEL:
        return f"“{column.name}” is an amount for one; a sum of such amounts means nothing."
    if kind is not Additivity.RATIO:
        return None
    if aggregation.upper() == "SUM":
        return f"“{column.name}” is a ratio; a sum of ratios means nothing."
    return f"“{column.name}” is a ratio; this would count small rows as much as large ones."


def way_out(column: Column, right: str | None) -> str:
    """What to do instead; `right` is the formula that is right for this source."""
    if right is not None:
        return right
    if additivity(column) is Additivity.ONCE or not may_be_weighed(column):
        return "Use min or max, or group so that every row stands alone."
    weights = " or ".join(each.replace("_", " ") for each in weights_of(column.semantic_type or ""))
    missing = f" Totals need a column that means {weights}." if weights else ""
    return f"Use min or max, or group so that every row stands alone.{missing}"


def _only(meaning: str, columns: Sequence[Column]) -> bool:
    found = [c for c in columns if c.semantic_type == meaning and c.type.numeric]
    return len(found) == 1

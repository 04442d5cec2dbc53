"""Orders, customers and the way to a sale."""

from __future__ import annotations

from dataclasses import replace

from cashstage.metrics.catalog.definition import MetricDefinition, money, multiple, share

_SOURCE = "Usual definitions of commerce and subscription reporting"

COMMERCE = tuple(
    replace(each, source=_SOURCE)
    for each in (
        money(
            "aov",
            "AOV",
            "SUM(revenue) / SUM(orders)",
            "SUM(revenue) / SUM(conversions)",
            up=True,
            about="What an order is worth on average.",
        ),
        money(
            "rpc",
            "Revenue per click",
            "SUM(revenue) / SUM(clicks)",
            up=True,
            about="What a click earns.",
        ),
        money(
            "rpm",
            "RPM",
            "1000 * SUM(revenue) / SUM(impressions)",
            up=True,
            about="What a thousand impressions earn.",
        ),
        share(
            "margin",
            "Margin",
            "SUM(gross_profit) / SUM(revenue)",
            up=True,
            about="The part of the revenue that is left after the cost of what was sold.",
        ),
        money(
            "cac",
            "CAC",
            "SUM(cost) / SUM(new_customers)",
            up=False,
            about="What winning a customer costs, all acquisition counted.",
        ),
        money(
            "ltv",
            "LTV",
            "SUM(gross_profit) / SUM(new_customers)",
            up=True,
            about="Gross profit that a customer brings over time: orders, their value, its margin.",
        ),
        multiple(
            "ltv_cac",
            "LTV : CAC",
            "ltv / cac",
            up=True,
            about="How many times a customer earns what winning them has cost.",
        ),
        MetricDefinition(
            "payback",
            "Payback",
            ("cac / (SUM(gross_profit) / SUM(customers))",),
            "months",
            up_is_good=False,
            description="Months until a customer has earned what winning them has cost, where"
            " each row tells of one month.",
        ),
        share(
            "churn_rate",
            "Churn rate",
            "SUM(lost_customers) / SUM(customers)",
            up=False,
            about="How many of the customers at the start of a period have left.",
        ),
        share(
            "repeat_rate",
            "Repeat rate",
            "SUM(returning_customers) / SUM(customers)",
            up=True,
            about="How many buyers have bought before.",
        ),
        share(
            "mql_rate",
            "Lead to MQL rate",
            "SUM(mqls) / SUM(leads)",
            up=True,
            about="How many leads marketing holds ready for sales.",
        ),
        share(
            "sql_rate",
            "MQL to SQL rate",
            "SUM(sqls) / SUM(mqls)",
            up=True,
            about="How many of those sales has accepted.",
        ),
        share(
            "opportunity_rate",
            "SQL to opportunity rate",
            "SUM(opportunities) / SUM(sqls)",
            up=True,
            about="How many accepted leads became deals in the making.",
        ),
        share(
            "win_rate",
            "Win rate",
            "SUM(won_deals) / (SUM(won_deals) + SUM(lost_deals))",
            up=True,
            about="How many decided deals were won.",
        ),
    )
)

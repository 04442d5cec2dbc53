"""Many rows become one value; missing values are left out of all of them.

Deviation and variance are those of the whole, not of a sample, and percentiles lie between
values, as in Looker Studio.
"""

from __future__ import annotations

from cashstage.metrics.functions.signature import (
    ANY,
    NUMBER,
    ORDERED,
    Argument,
    Function,
    Kinds,
    Level,
    Written,
)
from cashstage.metrics.kinds import Kind

_FAMILY = "Aggregation"


def _aggregate(
    name: str,
    kinds: Kinds,
    sql: str,
    help_: str,
    *,
    result: Kind | None = Kind.NUMBER,
    whole: bool | None = False,
    additive: bool = False,
) -> Function:
    example = f"{name}(Cost)" if kinds == NUMBER else f"{name}(Campaign)"
    value = Argument("value", kinds, joins=True)
    return Function(
        name,
        _FAMILY,
        (value,),
        result,
        sql,
        help_,
        example,
        level=Level.AGGREGATE,
        whole=whole,
        additive=additive,
    )


AGGREGATES = (
    _aggregate("SUM", NUMBER, "SUM(:value)", "All values added up.", whole=None, additive=True),
    _aggregate("AVG", NUMBER, "AVG(:value)", "The mean of all values."),
    _aggregate(
        "COUNT",
        ANY,
        "COUNT(:value)",
        "How many values there are; COUNT(*) counts rows.",
        whole=True,
        additive=True,
    ),
    _aggregate(
        "COUNT_DISTINCT",
        ANY,
        "COUNT(DISTINCT :value)",
        "How many different values there are.",
        whole=True,
    ),
    _aggregate(
        "APPROX_COUNT_DISTINCT",
        ANY,
        "approx_count_distinct(:value)",
        "About how many different values there are; faster where there are millions.",
        whole=True,
    ),
    _aggregate(
        "MIN",
        ORDERED | {Kind.BOOLEAN},
        "MIN(:value)",
        "The smallest value.",
        result=None,
        whole=None,
    ),
    _aggregate(
        "MAX",
        ORDERED | {Kind.BOOLEAN},
        "MAX(:value)",
        "The largest value.",
        result=None,
        whole=None,
    ),
    _aggregate("MEDIAN", NUMBER, "MEDIAN(:value)", "The value in the middle."),
    Function(
        "PERCENTILE",
        _FAMILY,
        (
            Argument("value", NUMBER),
            Argument("percent", NUMBER, written=Written.SHARE, least=0, most=100),
        ),
        Kind.NUMBER,
        "quantile_cont(:value, :percent / 100)",
        "The value below which so many percent of the values lie.",
        "PERCENTILE(Cost, 90)",
        level=Level.AGGREGATE,
    ),
    _aggregate(
        "STDDEV", NUMBER, "stddev_pop(:value)", "How far values lie from their mean, typically."
    ),
    _aggregate("VARIANCE", NUMBER, "var_pop(:value)", "The mean squared distance from the mean."),
)

"""Numbers from numbers. What has no result (the root of -1) is missing, never an error.

As in Looker Studio, LOG has the base 2. DuckDB answers "not a number" or infinity where
mathematics has no answer; both become missing values here, so that sums go on.
"""

from __future__ import annotations

from cashstage.metrics.functions.signature import NUMBER, ORDERED, Argument, Function, Written
from cashstage.metrics.kinds import Kind

_FAMILY = "Numbers"
MAX_DECIMALS = 10


def finite(sql: str) -> str:
    """The number, unless it is none or infinite."""
    for odd in ("nan", "infinity", "-infinity"):
        sql = f"NULLIF({sql}, CAST('{odd}' AS DOUBLE))"
    return sql


def _plain(
    name: str, sql: str, help_: str, example: str, *, whole: bool | None = False
) -> Function:
    return Function(
        name,
        _FAMILY,
        (Argument("number", NUMBER),),
        Kind.NUMBER,
        sql,
        help_,
        example,
        whole=whole,
    )


def _extreme(name: str, sql: str, help_: str) -> Function:
    return Function(
        name,
        _FAMILY,
        (
            Argument("first", ORDERED, joins=True),
            Argument("others", ORDERED, joins=True, repeated=True),
        ),
        None,
        sql,
        help_,
        f"{name}(Clicks, Conversions)",
        whole=None,
    )


NUMBERS = (
    _plain("ABS", "ABS(:number)", "The number without its sign.", "ABS(Profit)", whole=None),
    _plain("CEIL", "CEIL(:number)", "The next whole number upwards.", "CEIL(Cost)"),
    _plain("FLOOR", "FLOOR(:number)", "The next whole number downwards.", "FLOOR(Cost)"),
    Function(
        "ROUND",
        _FAMILY,
        (
            Argument("number", NUMBER),
            Argument(
                "decimals", NUMBER, default="0", written=Written.WHOLE, least=0, most=MAX_DECIMALS
            ),
        ),
        Kind.NUMBER,
        "ROUND(:number, :decimals)",
        "Rounded to so many decimals, halves away from zero.",
        "ROUND(Cost, 2)",
        whole=None,
    ),
    _plain(
        "SQRT",
        finite("sqrt(CAST(:number AS DOUBLE))"),
        "The square root; of less than nothing there is none.",
        "SQRT(Clicks)",
    ),
    Function(
        "POWER",
        _FAMILY,
        (Argument("number", NUMBER), Argument("exponent", NUMBER)),
        Kind.NUMBER,
        finite("pow(CAST(:number AS DOUBLE), CAST(:exponent AS DOUBLE))"),
        "The number to the power of the exponent.",
        "POWER(Growth, 12)",
    ),
    _plain(
        "LOG",
        finite("log2(CAST(:number AS DOUBLE))"),
        "The logarithm to the base 2; only of what is above zero.",
        "LOG(Clicks)",
    ),
    _plain(
        "LOG10",
        finite("log10(CAST(:number AS DOUBLE))"),
        "The logarithm to the base 10; only of what is above zero.",
        "LOG10(Clicks)",
    ),
    _extreme(
        "NARY_MAX",
        "greatest(:first, :others)",
        "The largest of the values in a row; missing ones are left out.",
    ),
    _extreme(
        "NARY_MIN",
        "least(:first, :others)",
        "The smallest of the values in a row; missing ones are left out.",
    ),
)

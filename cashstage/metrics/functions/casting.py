"""CAST(value AS TYPE): which kind becomes which type, and how. What does not fit is missing."""

from __future__ import annotations

from cashstage.metrics.functions.numbers import finite
from cashstage.metrics.functions.signature import ANY, TEXT, Argument, Function
from cashstage.metrics.kinds import Kind

TYPES = {
    "NUMBER": Kind.NUMBER,
    "TEXT": Kind.TEXT,
    "BOOLEAN": Kind.BOOLEAN,
    "DATE": Kind.DATE,
    "DATETIME": Kind.DATETIME,
}
_DAY = "NULLIF(NULLIF(TRY_CAST(:value AS {0}), CAST('infinity' AS {0})), CAST('-infinity' AS {0}))"
CASTS: dict[tuple[Kind, Kind], str] = {
    (Kind.NUMBER, Kind.NUMBER): ":value",
    (Kind.BOOLEAN, Kind.NUMBER): "CAST(:value AS BIGINT)",
    (Kind.TEXT, Kind.NUMBER): finite("TRY_CAST(:value AS DOUBLE)"),
    # A whole number has no decimal point, whatever it was reckoned from.
    (Kind.NUMBER, Kind.TEXT): r"regexp_replace(CAST(:value AS VARCHAR), '\.0$', '')",
    **{
        (kind, Kind.TEXT): "CAST(:value AS VARCHAR)"
        for kind in (Kind.TEXT, Kind.BOOLEAN, Kind.DATE, Kind.DATETIME, Kind.TIME)
    },
    (Kind.BOOLEAN, Kind.BOOLEAN): ":value",
    (Kind.TEXT, Kind.BOOLEAN): "TRY_CAST(:value AS BOOLEAN)",
    (Kind.NUMBER, Kind.BOOLEAN): "(:value <> 0)",
    (Kind.DATE, Kind.DATE): ":value",
    (Kind.DATETIME, Kind.DATE): "CAST(:value AS DATE)",
    (Kind.TEXT, Kind.DATE): _DAY.format("DATE"),
    (Kind.DATE, Kind.DATETIME): "CAST(:value AS TIMESTAMP)",
    (Kind.DATETIME, Kind.DATETIME): ":value",
    (Kind.TEXT, Kind.DATETIME): _DAY.format("TIMESTAMP"),
}
"""From what, to what: the SQL."""

CAST = Function(
    "CAST",
    "Numbers",
    (Argument("value", ANY), Argument("type", TEXT, words=tuple(TYPES))),
    None,
    "",
    "The value as a NUMBER, TEXT, BOOLEAN, DATE or DATETIME; missing where it does not fit.",
    "CAST(Clicks AS TEXT)",
    between=" AS ",
)

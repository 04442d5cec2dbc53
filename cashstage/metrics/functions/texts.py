"""Texts; all comparisons mind the case, as in Looker Studio, and positions count from 1."""

from __future__ import annotations

from cashstage.metrics.functions.signature import NUMBER, TEXT, Argument, Function
from cashstage.metrics.kinds import Kind

_FAMILY = "Text"
_TO_THE_END = str(2**31 - 1)
_BLANKS = " \t\n\r\f\v\u00a0\u2002\u2003\u2009\u202f\u3000\ufeff"
"""What people see as nothing around a text, no-break spaces of spreadsheets among it."""


def _count(name: str) -> str:
    """A number of characters: whole, and never below nothing."""
    return f"greatest(TRY_CAST(trunc(:{name}) AS BIGINT), 0)"


def _text(
    name: str,
    arguments: tuple[Argument, ...],
    result: Kind,
    sql: str,
    help_: str,
    example: str,
    *,
    whole: bool = False,
) -> Function:
    return Function(name, _FAMILY, arguments, result, sql, help_, example, whole=whole)


_WHOLE_TEXT = Argument("text", TEXT)
_PART = Argument("part", TEXT)

TEXTS = (
    _text(
        "CONCAT",
        (_WHOLE_TEXT, Argument("others", TEXT, repeated=True)),
        Kind.TEXT,
        ":text || :others",
        "Texts put together; missing when one of them is.",
        "CONCAT(Channel, ' / ', Campaign)",
    ),
    _text(
        "CONTAINS_TEXT",
        (_WHOLE_TEXT, _PART),
        Kind.BOOLEAN,
        "contains(:text, :part)",
        "Whether the part occurs in the text.",
        "CONTAINS_TEXT(Campaign, 'brand')",
    ),
    _text(
        "STARTS_WITH",
        (_WHOLE_TEXT, _PART),
        Kind.BOOLEAN,
        "starts_with(:text, :part)",
        "Whether the text begins with the part.",
        "STARTS_WITH(Campaign, 'DE_')",
    ),
    _text(
        "ENDS_WITH",
        (_WHOLE_TEXT, _PART),
        Kind.BOOLEAN,
        "ends_with(:text, :part)",
        "Whether the text ends with the part.",
        "ENDS_WITH(Campaign, '_test')",
    ),
    _text(
        "LOWER", (_WHOLE_TEXT,), Kind.TEXT, "lower(:text)", "In small letters.", "LOWER(Campaign)"
    ),
    _text("UPPER", (_WHOLE_TEXT,), Kind.TEXT, "upper(:text)", "In capitals.", "UPPER(Campaign)"),
    _text(
        "TRIM",
        (_WHOLE_TEXT,),
        Kind.TEXT,
        f"trim(:text, '{_BLANKS}')",
        "Without blanks at both ends.",
        "TRIM(Campaign)",
    ),
    _text(
        "LENGTH",
        (_WHOLE_TEXT,),
        Kind.NUMBER,
        "length(:text)",
        "How many characters the text has.",
        "LENGTH(Campaign)",
        whole=True,
    ),
    _text(
        "LEFT_TEXT",
        (_WHOLE_TEXT, Argument("length", NUMBER)),
        Kind.TEXT,
        f"left(:text, {_count('length')})",
        "So many characters from the beginning.",
        "LEFT_TEXT(Campaign, 2)",
    ),
    _text(
        "RIGHT_TEXT",
        (_WHOLE_TEXT, Argument("length", NUMBER)),
        Kind.TEXT,
        f"right(:text, {_count('length')})",
        "So many characters from the end.",
        "RIGHT_TEXT(Campaign, 4)",
    ),
    _text(
        "SUBSTR",
        (
            _WHOLE_TEXT,
            Argument("start", NUMBER),
            Argument("length", NUMBER, default=_TO_THE_END),
        ),
        Kind.TEXT,
        "substr(:text, TRY_CAST(trunc(:start) AS BIGINT), " + _count("length") + ")",
        "A part of the text from a place on: 1 is the first character, -1 the last.",
        "SUBSTR(Campaign, 1, 6)",
    ),
    _text(
        "REPLACE",
        (_WHOLE_TEXT, Argument("old", TEXT), Argument("new", TEXT)),
        Kind.TEXT,
        "replace(:text, :old, :new)",
        "The text with every occurrence of the old part replaced.",
        "REPLACE(Campaign, '_', ' ')",
    ),
)

"""Texts that stand for no value, and words that stand for truth."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

ERROR = "error"
PLACEHOLDER = "placeholder"

_ERRORS = (
    "#n/a",
    "#ref!",
    "#div/0!",
    "#value!",
    "#name?",
    "#num!",
    "#null!",
    "#error!",
    "#spill!",
    "#calc!",
    "loading...",
)
_NO_VALUE = ("--", "---", "-", "\u2013", "\u2014", "n/a", "null")
_NO_VALUE_AMONG_VALUES = ("na", "nan", "none", "nil", "not available", "(not set)", "?")
_INEXACT = r"^[<>≤≥]\s*\d+([.,]\d+)?\s*%?$"
_TRUE = "true yes wahr ja vrai oui verdadero sí verdadeiro sim vero sì waar"
_FALSE = "false no falsch nein faux non falso não onwaar nee"
_WORDS = dict.fromkeys(_TRUE.split(), True) | dict.fromkeys(_FALSE.split(), False)


def blanks(texts: pa.StringArray) -> pa.BooleanArray:
    """Which stripped texts show nothing."""
    return pc.equal(texts, "")


def errors(texts: pa.StringArray) -> pa.BooleanArray:
    """Which are what a failed formula leaves."""
    return _any_of(texts, _ERRORS)


def placeholders(texts: pa.StringArray) -> pa.BooleanArray:
    """Which say "no value" in any column."""
    return _any_of(texts, _NO_VALUE)


def placeholders_among_values(texts: pa.StringArray) -> pa.BooleanArray:
    """Which say "no value" in a column of numbers or dates, where a name can't be meant.

    So does "< 10%", as Google Ads writes shares that it does not tell.
    """
    return pc.or_(
        _any_of(texts, _NO_VALUE + _NO_VALUE_AMONG_VALUES),
        pc.match_substring_regex(texts, _INEXACT),
    )


def booleans(texts: pa.StringArray) -> pa.BooleanArray:
    """true, false, yes and no in the seven languages, in any case; null for all else, also 0 and 1.

    The first two are how spreadsheets of that language write what is checked.
    """
    lowered = pc.utf8_lower(texts)
    index = pc.index_in(lowered, pa.array(list(_WORDS)))
    return pa.array(list(_WORDS.values())).take(index)


def _any_of(texts: pa.StringArray, words: tuple[str, ...]) -> pa.BooleanArray:
    return pc.is_in(pc.utf8_lower(texts), pa.array(words))

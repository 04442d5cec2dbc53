"""The names in a formula, before it is read: columns inside of aggregates, metrics outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import sqlglot
from sqlglot.errors import TokenError
from sqlglot.tokenizer_core import Token, TokenType

from cashstage.metrics.formula import MAX_CHARACTERS, FormulaDialect
from cashstage.schema.semantic import KIND_OF

AGGREGATES = frozenset(
    {
        "SUM", "AVG", "COUNT", "COUNT_DISTINCT", "MIN", "MAX", "MEDIAN", "PERCENTILE", "STDDEV",
        "VARIANCE", "APPROX_COUNT_DISTINCT",
    }
)  # fmt: skip
_GRAMMAR = frozenset(
    {"CASE", "WHEN", "THEN", "ELSE", "END", "AND", "OR", "NOT", "IN", "IS", "NULL", "TRUE", "FALSE"}
)
_NAMES = {TokenType.VAR, TokenType.IDENTIFIER}


@dataclass(frozen=True, slots=True)
class Name:
    """A name and its place in the text; `inside` an aggregate it means a column, else a metric.

    A `word` of the grammar, such as DOUBLE, is a name only where a metric is called so.
    """

    text: str
    start: int
    end: int
    inside: bool
    word: bool = False


@lru_cache(maxsize=2048)
def names_in(text: str) -> tuple[Name, ...]:
    """The names that are no functions; none where the text can't even be taken apart."""
    if len(text) > MAX_CHARACTERS:
        return ()
    try:
        tokens = sqlglot.tokenize(text, dialect=FormulaDialect)
    except TokenError:
        return ()
    found = []
    calls: list[bool] = []
    for position, token in enumerate(tokens):
        following = tokens[position + 1].token_type if position + 1 < len(tokens) else None
        if token.token_type is TokenType.L_PAREN:
            before = tokens[position - 1].text.upper() if position else ""
            calls.append(before in AGGREGATES)
        elif token.token_type is TokenType.R_PAREN:
            del calls[-1:]
        elif following is not TokenType.L_PAREN and _may_be_name(token):
            place = (token.start, token.end + 1)
            found.append(Name(token.text, *place, any(calls), word=not _is_name(token)))
    return tuple(found)


def replaced(text: str, replacement: Callable[[Name], str | None]) -> str:
    """The text with other words in the place of some names."""
    parts, last = [], 0
    for name in names_in(text):
        words = replacement(name)
        if words is not None:
            parts += [text[last : name.start], words]
            last = name.end
    return "".join([*parts, text[last:]])


def original_place(text: str, replacement: Callable[[Name], str | None], position: int) -> int:
    """Where in the text that stands which is at `position` after `replaced`."""
    shift = 0
    for name in names_in(text):
        words = replacement(name)
        if words is None:
            continue
        start = name.start + shift
        if position < start + len(words):
            return min(position - shift, name.start)
        shift += len(words) - (name.end - name.start)
    return position - shift


def _may_be_name(token: Token) -> bool:
    if token.token_type in _NAMES:
        return True
    written = token.token_type not in {TokenType.STRING, TokenType.NUMBER}
    return written and token.text[:1].isalpha() and token.text.upper() not in _GRAMMAR


def _is_name(token: Token) -> bool:
    """Meanings such as `date` are words of the grammar too."""
    return token.token_type in _NAMES or token.text.casefold() in KIND_OF

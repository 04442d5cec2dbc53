"""Formulas such as `SUM(revenue) / SUM(cost)`: text in, a tree of allowed parts out.

The parsed tree is never used itself. `read_formula` builds a new one from an allow-list, so that
whatever the parser knows beyond it (subqueries, casts, windows, comments) can't come through. The
parser knows no functions either: the language's are in `functions`, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

import sqlglot
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import ParseError, TokenError
from sqlglot.parsers.duckdb import DuckDBParser

from cashstage.core.errors import FormulaError
from cashstage.metrics.builder import FormulaBuilder
from cashstage.metrics.functions.registry import RELATIVE
from cashstage.metrics.kinds import Kind
from cashstage.metrics.naming import ColumnKeys, ColumnNames, in_formula
from cashstage.metrics.texts import quoted_text, with_plain_texts
from cashstage.metrics.typed import Mention, Use
from cashstage.schema.column import Column

__all__ = ["Formula", "Use", "mentions_today", "names_in", "read_formula", "renamed"]

MAX_CHARACTERS = 10_000
MAX_NODES = 300
MAX_DEPTH = 100


class FormulaDialect(DuckDB):
    """DuckDB's operators without its functions; names also in backticks, raw texts as r'…'."""

    class Tokenizer(DuckDB.Tokenizer):
        """Where quotation marks are declared."""

        IDENTIFIERS = ['"', "`"]  # noqa: RUF012 - sqlglot reads it at class creation
        # What a backslash means is decided in `texts`; here it only keeps a mark from closing.
        STRING_ESCAPES = ["'", "\\"]  # noqa: RUF012
        RAW_STRINGS = [(f"{r}{mark}", mark) for r in "rR" for mark in "'\""]  # noqa: RUF012

    class Parser(DuckDBParser):
        """Where functions are known."""

        FUNCTIONS: ClassVar[dict[str, Any]] = {}
        FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {}
        NO_PAREN_FUNCTIONS: ClassVar[dict[Any, Any]] = {}
        NO_PAREN_FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
            "CASE": DuckDBParser.NO_PAREN_FUNCTION_PARSERS["CASE"]
        }


@dataclass(frozen=True, slots=True)
class Formula:
    """An allowed formula: a tree whose column names are quoted column keys, and its value's kind.

    Text in the tree is in string literals; the query layer binds them as parameters, puts today
    in the place of CURRENT_DATE, and lowers windows. `whole` numbers are integers.
    """

    tree: exp.Expr
    kind: Kind
    whole: bool = False
    mentions: tuple[Mention, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that it names, in the order in which they come first."""
        named = [each.meant for each in self.mentions if isinstance(each.meant, Column)]
        return tuple({column.key: column for column in named}.values())


@lru_cache(maxsize=1024)
def read_formula(
    text: str, columns: tuple[Column, ...], use: Use = Use.METRIC, *, by_key: bool = False
) -> Formula:
    """Reads a formula over `columns`; FormulaError has a 0-based `position` and a `length`.

    A stored formula names columns `by_key` alone.
    """
    parsed = _parse(text)
    size = sum(1 for _ in parsed.walk())
    if size > MAX_NODES:
        raise FormulaError(
            f"The formula has {size} parts; {MAX_NODES} are allowed.",
            next_step="Split it into several.",
            position=0,
        )
    names = ColumnKeys(columns) if by_key else ColumnNames(columns)
    builder = FormulaBuilder(names, text, use)
    try:
        built = builder.build(parsed)
    except RecursionError:
        raise _too_deep() from None
    if _depth(built.tree) > MAX_DEPTH:
        # What can be built on a short stack must also be written as SQL on a long one.
        raise _too_deep()
    mentions = tuple(sorted(builder.mentions, key=lambda each: each.start))
    return Formula(built.tree, built.kind, built.whole, mentions)


def renamed(text: str, formula: Formula, *, to_keys: bool) -> str:
    """The formula's text with every column by its key, or by its name of today."""
    parts, place = [], 0
    for mention in formula.mentions:
        meant = mention.meant
        if isinstance(meant, str):
            shown = quoted_text(meant)
        else:
            shown = f"`{meant.key}`" if to_keys else in_formula(meant.name)
        parts += [text[place : mention.start], shown]
        place = mention.end
    return "".join([*parts, text[place:]])


def names_in(text: str) -> list[str]:
    """Whatever in the formula may be the name of a column, each once; raises FormulaError."""
    names = [node.name for node in _parse(text).find_all(exp.Column)]
    return list(dict.fromkeys(names))


def mentions_today(text: str) -> bool:
    """Whether the formula may change with the calendar; true of a few that do not."""
    upper = text.upper()
    return any(name in upper for name in RELATIVE)


def _parse(text: str) -> exp.Expr:
    if len(text) > MAX_CHARACTERS:
        raise FormulaError(
            f"The formula has {len(text)} characters; {MAX_CHARACTERS} are allowed.", position=0
        )
    if not text.strip():
        raise FormulaError("The formula is empty.", position=0)
    try:
        statements = sqlglot.parse(text, dialect=FormulaDialect)
    except ParseError as error:
        raise _at_token(text, error) from None
    except TokenError:
        raise FormulaError("A quotation mark or comment is not closed.", position=0) from None
    except RecursionError:
        raise _too_deep() from None
    if len(statements) != 1 or not isinstance(statements[0], exp.Expr):
        raise FormulaError("A formula is one expression.", position=text.find(";") + 1)
    return with_plain_texts(statements[0], text)


def _at_token(text: str, error: ParseError) -> FormulaError:
    details = error.errors[0] if error.errors else {}
    word = details.get("highlight") or ""
    line, column = details.get("line") or 1, details.get("col") or 0
    start = sum(len(part) for part in text.splitlines(keepends=True)[: line - 1])
    position = max(0, min(start + column - len(word), len(text)))
    is_last = text[position:].strip() == word
    if not word or (is_last and word != ")"):
        return FormulaError("The formula ends too early.", position=position, length=len(word))
    return FormulaError(
        f"The formula can't be read at “{word}”.",
        next_step="Put names that contain spaces or signs in backticks, as in SUM(`Amount spent`).",
        position=position,
        length=len(word),
    )


def _depth(tree: exp.Expr) -> int:
    """Levels of nesting; a chain of one operator is one level."""
    deepest, open_parts = 0, [(tree, 1)]
    while open_parts:
        part, depth = open_parts.pop()
        deepest = max(deepest, depth)
        open_parts += [
            (child, depth + (type(child) is not type(part))) for child in part.iter_expressions()
        ]
    return deepest


def _too_deep() -> FormulaError:
    return FormulaError("The formula is nested too deeply.", position=0)

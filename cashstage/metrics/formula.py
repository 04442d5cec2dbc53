"""Formulas such as `SUM(revenue) / SUM(cost)`: text in, a tree of allowed parts out.

The parsed tree is never used itself. `read_formula` builds a new one from an allow-list, so that
whatever the parser knows beyond it (subqueries, casts, windows, comments) can't come through.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import ParseError, TokenError

from cashstage.core.errors import FormulaError
from cashstage.metrics.builder import FormulaBuilder
from cashstage.metrics.kinds import Kind
from cashstage.metrics.naming import ColumnNames
from cashstage.schema.column import Column

MAX_CHARACTERS = 10_000
MAX_NODES = 300
MAX_DEPTH = 100


class FormulaDialect(DuckDB):
    """DuckDB's grammar, with column names in backticks as well as in double quotes."""

    class Tokenizer(DuckDB.Tokenizer):
        """Where the second quotation mark is declared."""

        IDENTIFIERS = ['"', "`"]  # noqa: RUF012 - sqlglot reads it at class creation


@dataclass(frozen=True, slots=True)
class Formula:
    """An allowed formula: a tree whose column names are quoted column keys, and its value's kind.

    Text in the tree is in string literals; the query layer binds them as parameters.
    """

    tree: exp.Expr
    kind: Kind


@lru_cache(maxsize=1024)
def read_formula(text: str, columns: tuple[Column, ...]) -> Formula:
    """Reads a formula over aggregates of `columns`; FormulaError has a 0-based `position`."""
    parsed = _parse(text)
    size = sum(1 for _ in parsed.walk())
    if size > MAX_NODES:
        raise FormulaError(
            f"The formula has {size} parts; {MAX_NODES} are allowed.",
            next_step="Split it into several metrics.",
            position=0,
        )
    try:
        tree, kind = FormulaBuilder(ColumnNames(columns)).build(parsed)
    except RecursionError:
        raise _too_deep() from None
    if _depth(tree) > MAX_DEPTH:
        # What can be built on a short stack must also be written as SQL on a long one.
        raise _too_deep()
    return Formula(tree, kind)


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
    return statements[0]


def _at_token(text: str, error: ParseError) -> FormulaError:
    details = error.errors[0] if error.errors else {}
    word = details.get("highlight") or ""
    line, column = details.get("line") or 1, details.get("col") or 0
    start = sum(len(part) for part in text.splitlines(keepends=True)[: line - 1])
    position = max(0, min(start + column - len(word), len(text)))
    is_last = text[position:].strip() == word
    if not word or (is_last and word != ")"):
        return FormulaError("The formula ends too early.", position=position)
    return FormulaError(
        f"The formula can't be read at “{word}”.",
        next_step="Put names that contain spaces or signs in backticks, as in SUM(`Amount spent`).",
        position=position,
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

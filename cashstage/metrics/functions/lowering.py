"""A function's SQL with trees in the places of its arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, ClassVar

import sqlglot
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.parsers.duckdb import DuckDBParser

Part = exp.Expr | Sequence[exp.Expr]
_TIGHT = (exp.Binary, exp.Unary, exp.Is, exp.In)
"""What binds its operands by precedence."""


class _TemplateDialect(DuckDB):
    """DuckDB's grammar, with functions left as they are written but for the plain aggregates.

    Those are told apart later: to say a metric in words, and to refuse sums of ratios.
    """

    class Parser(DuckDBParser):
        """Where functions are known; only casts have a grammar of their own."""

        FUNCTIONS: ClassVar[dict[str, Any]] = {
            name: DuckDBParser.FUNCTIONS[name]
            for name in ("SUM", "AVG", "COUNT", "MIN", "MAX", "MEDIAN")
        }
        FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
            name: parser
            for name, parser in DuckDBParser.FUNCTION_PARSERS.items()
            if name in {"CAST", "TRY_CAST"}
        }


@cache
def _template(sql: str) -> exp.Expr:
    return sqlglot.parse_one(sql, dialect=_TemplateDialect)


def lowered(sql: str, parts: Mapping[str, Part]) -> exp.Expr:
    """The SQL with each `:name` replaced; a repeated argument fills as many places as it needs."""
    root = exp.Paren(this=_template(sql).copy())
    for hole in list(root.find_all(exp.Placeholder)):
        part = parts[hole.name]
        if isinstance(part, exp.Expr):
            hole.replace(_fitting(part, None if hole.parent is root else hole.parent))
        else:
            _spread(hole, part)
    tree: exp.Expr = root.this
    tree.pop()
    return tree


def _spread(hole: exp.Expr, parts: Sequence[exp.Expr]) -> None:
    """Several trees in the place of one: more arguments of a call, or a longer chain."""
    parent = hole.parent
    if isinstance(parent, exp.DPipe):
        chain = parent.this
        for part in parts:
            chain = exp.DPipe(this=chain, expression=_fitting(part, parent), safe=True)
        parent.replace(chain)
    elif parent is not None:
        before = [each for each in parent.expressions if each is not hole]
        parent.set("expressions", [*before, *(part.copy() for part in parts)])


def wrapped(tree: exp.Expr) -> exp.Expr:
    """Parentheses where a rebuilt operator's operand would bind differently without them."""
    return (
        exp.Paren(this=tree) if isinstance(tree, exp.Binary | exp.Not | exp.Is | exp.In) else tree
    )


def _fitting(part: exp.Expr, parent: exp.Expr | None) -> exp.Expr:
    return wrapped(part.copy()) if isinstance(parent, _TIGHT) else part.copy()

"""A metric's tree as people read it: in names and signs, or in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

_AGGREGATES = (exp.Sum, exp.Avg, exp.Count, exp.Min, exp.Max, exp.Median)
_WORDS: dict[type[exp.Expr], str] = {
    exp.Sum: "the sum of",
    exp.Avg: "the average of",
    exp.Min: "the lowest",
    exp.Max: "the highest",
    exp.Median: "the median of",
}
_SIGNS: dict[type[exp.Expr], str] = {
    exp.Div: "divided by",
    exp.Mul: "times",
    exp.Add: "plus",
    exp.Sub: "minus",
}


def aggregates_of(tree: exp.Expr) -> list[exp.Expr]:
    """The aggregates that a metric is made of, each once, in the order of the formula."""
    found = {node.sql(): node for node in tree.dfs() if isinstance(node, _AGGREGATES)}
    return list(found.values())


def written(tree: exp.Expr, names: Mapping[str, str]) -> str:
    """The formula with column names, without the guard that makes a division by zero missing."""

    def named(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Nullif) and node.expression.sql() == "0":
            inner: exp.Expr = node.this
            return inner
        if isinstance(node, exp.Column):
            name = names.get(node.name, node.name)
            return exp.column(exp.to_identifier(name, quoted=not name.isidentifier()))
        return node

    # A guard may hold another one, so each replacement is looked at again.
    bare = tree.copy()
    while bare.find(exp.Nullif) and (changed := bare.transform(named)) != bare:
        bare = changed
    text = bare.transform(named).sql(dialect="duckdb")
    return text.replace('"', "`")


def in_words(tree: exp.Expr, names: Mapping[str, str]) -> str:
    """The formula in words, as far as there are words for it."""
    words = _spoken(tree, names)
    return words[:1].upper() + words[1:]


def _spoken(tree: exp.Expr, names: Mapping[str, str]) -> str:
    for kinds, say in _speakers().items():
        if isinstance(tree, kinds):
            return say(tree, names)
    return written(tree, names)


def _speakers() -> dict[tuple[type[exp.Expr], ...], Callable[[exp.Expr, Mapping[str, str]], str]]:
    return {
        (exp.Count,): _count,
        tuple(_WORDS): _aggregate,
        tuple(_SIGNS): _operation,
        (exp.Nullif,): lambda tree, names: _spoken(tree.this, names),
        (exp.Paren,): lambda tree, names: f"({_spoken(tree.this, names)})",
        (exp.Literal,): lambda tree, _: tree.name.removesuffix("e0"),
    }


def _count(tree: exp.Expr, names: Mapping[str, str]) -> str:
    inner = tree.this
    if isinstance(inner, exp.Star):
        return "the number of rows"
    if isinstance(inner, exp.Distinct):
        return f"the number of different values of {written(inner.expressions[0], names)}"
    return f"the number of values of {written(inner, names)}"


def _aggregate(tree: exp.Expr, names: Mapping[str, str]) -> str:
    return f"{_WORDS[type(tree)]} {written(tree.this, names)}"


def _operation(tree: exp.Expr, names: Mapping[str, str]) -> str:
    sign = _SIGNS[type(tree)]
    return f"{_spoken(tree.this, names)} {sign} {_spoken(tree.args['expression'], names)}"

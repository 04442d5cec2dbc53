"""Where in a formula something is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from cashstage.core.errors import FormulaError
from cashstage.metrics.kinds import Kind, joined


def span(node: exp.Expr) -> tuple[int, int]:
    """Where the first part that knows its place begins, and how far the last one reaches."""
    places = [part.meta for part in node.walk() if "start" in part.meta]
    start = min((place["start"] for place in places), default=0)
    end = max((place["end"] for place in places), default=start)
    return int(start), int(end) + 1 - int(start)


def mistake(
    sentence: str,
    node: exp.Expr,
    *,
    next_step: str | None = None,
    suggestion: str | None = None,
    name_only: bool = False,
) -> FormulaError:
    """The error at the node, or at its name alone; `suggestion` is what may have been meant."""
    start, length = span(node)
    if name_only and "start" in node.meta:
        start, length = node.meta["start"], node.meta["end"] + 1 - node.meta["start"]
    more = {"suggestion": suggestion} if suggestion else {}
    return FormulaError(sentence, next_step=next_step, position=start, length=length, **more)


def same_kind(kinds: Sequence[Kind], node: exp.Expr) -> Kind:
    """The one kind of values that are compared or stand for each other."""
    kind = joined(kinds)
    if kind is None:
        known = [each for each in kinds if each is not Kind.UNKNOWN]
        other = next(each for each in known if each is not known[0])
        raise mistake(f"{known[0].capitalize()} and {other} can't be mixed.", node)
    return kind

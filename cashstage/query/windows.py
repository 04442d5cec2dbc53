"""Functions over the groups of an answer, as windows over its aggregates.

They see all groups, also those that a limit leaves out. Running totals, averages and differences
go along the first date among the dimensions, separately for each value of the others; without a
date along the order of the answer. Shares and ranks are of all groups together.

In a total there is one group: the running total is the whole, its share is 1, and what compares
groups (rank, moving average, difference) is missing. So it is, but for shares and ranks, in the
totals of a pivot's columns when its dates go down: there is nothing left to go along.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlglot import exp

from cashstage.metrics.functions.windows import Window, Windowed
from cashstage.query.resolved import ResolvedQuery
from cashstage.query.spec import Direction


@dataclass(frozen=True, slots=True)
class _Frame:
    """What is kept apart, and in which order the groups follow each other."""

    apart: tuple[exp.Expr, ...]
    order: tuple[exp.Expr, ...]

    def over(self, function: exp.Expr, *, periods: int | None = None) -> exp.Expr:
        """The function over the groups so far, or over the last so many."""
        first: int | str = "UNBOUNDED" if periods is None else periods - 1
        start = first if isinstance(first, str) else exp.Literal.number(first)
        rows = exp.WindowSpec(kind="ROWS", start=start, start_side="PRECEDING", end="CURRENT ROW")
        return exp.Window(
            this=function, partition_by=_copies(self.apart), order=_order(self.order), spec=rows
        )

    def before(self, value: exp.Expr) -> exp.Expr:
        """The value of the group before."""
        lag = exp.Anonymous(this="lag", expressions=[value.copy()])
        return exp.Window(this=lag, partition_by=_copies(self.apart), order=_order(self.order))


def over_groups(
    query: ResolvedQuery,
    positions: Sequence[int],
    groups: Sequence[exp.Expr],
    values: Sequence[exp.Expr],
) -> list[exp.Expr]:
    """The metrics with their windows lowered.

    `groups` are the values of the dimensions at `positions`, none for totals.
    """
    if not any(value.find(Windowed) for value in values):
        return list(values)
    frame = _frame(query, positions, groups, values) if groups else None
    stands = _is_without_dates(query, positions)

    def lowered(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, Windowed):
            return node
        window = Window(node.args["name"])
        if frame is None or (stands and window not in _OF_ALL):
            return exp.Paren(this=_in_total(window, node.this))
        periods = node.args.get("periods")
        return exp.Paren(
            this=_AMONG[window](node.this, frame, int(periods.name) if periods else None)
        )

    return [value.transform(lowered) for value in values]


def _is_without_dates(query: ResolvedQuery, positions: Sequence[int]) -> bool:
    """Whether the groups of a question by dates are totals over those."""
    dated = [at for at, dimension in enumerate(query.dimensions) if dimension.type.temporal]
    return bool(dated) and not set(dated) & set(positions)


def _frame(
    query: ResolvedQuery,
    positions: Sequence[int],
    groups: Sequence[exp.Expr],
    values: Sequence[exp.Expr],
) -> _Frame:
    dimensions = query.dimensions
    times = [place for place, at in enumerate(positions) if dimensions[at].type.temporal]
    if times:
        apart = tuple(group for place, group in enumerate(groups) if place != times[0])
        return _Frame(apart, (_ordered(groups[times[0]], Direction.ASC),))
    outputs = dict(zip(positions, groups, strict=True))
    outputs |= {len(dimensions) + place: value for place, value in enumerate(values)}
    return _Frame(
        (),
        tuple(
            _ordered(outputs[sort.position], sort.direction)
            for sort in query.sort
            if sort.position in outputs and outputs[sort.position].find(Windowed) is None
        ),
    )


def _running_total(value: exp.Expr, frame: _Frame, _periods: int | None) -> exp.Expr:
    return frame.over(exp.Sum(this=value.copy()))


def _share(value: exp.Expr, _frame: _Frame, _periods: int | None) -> exp.Expr:
    return _ratio(value, exp.Window(this=exp.Sum(this=value.copy())))


def _rank(value: exp.Expr, _frame: _Frame, _periods: int | None) -> exp.Expr:
    rank = exp.Window(
        this=exp.Anonymous(this="rank"), order=_order((_ordered(value, Direction.DESC),))
    )
    known = exp.Not(this=exp.Is(this=exp.Paren(this=value.copy()), expression=exp.Null()))
    return exp.Case(ifs=[exp.If(this=known, true=rank)])


def _moving_average(value: exp.Expr, frame: _Frame, periods: int | None) -> exp.Expr:
    return frame.over(exp.Avg(this=value.copy()), periods=periods)


def _difference(value: exp.Expr, frame: _Frame, _periods: int | None) -> exp.Expr:
    return exp.Sub(this=exp.Paren(this=value.copy()), expression=frame.before(value))


def _percent_change(value: exp.Expr, frame: _Frame, periods: int | None) -> exp.Expr:
    return _ratio(_difference(value, frame, periods), exp.Abs(this=frame.before(value)))


_AMONG: dict[Window, Callable[[exp.Expr, _Frame, int | None], exp.Expr]] = {
    Window.RUNNING_TOTAL: _running_total,
    Window.SHARE_OF_TOTAL: _share,
    Window.RANK: _rank,
    Window.MOVING_AVERAGE: _moving_average,
    Window.DIFFERENCE: _difference,
    Window.PERCENT_CHANGE: _percent_change,
}


_OF_ALL = {Window.SHARE_OF_TOTAL, Window.RANK}
"""What looks at all groups together, not along the dates."""


def _in_total(window: Window, value: exp.Expr) -> exp.Expr:
    if window is Window.RUNNING_TOTAL:
        return value.copy()
    if window is Window.SHARE_OF_TOTAL:
        return _ratio(value, value.copy())
    return exp.Cast(this=exp.Null(), to=exp.DataType.build("DOUBLE", dialect="duckdb"))


def _ratio(part: exp.Expr, whole: exp.Expr) -> exp.Expr:
    divisor = exp.Nullif(this=whole, expression=exp.Literal.number(0))
    return exp.Div(this=exp.Paren(this=part.copy()), expression=divisor)


def _ordered(value: exp.Expr, direction: Direction) -> exp.Expr:
    return exp.Ordered(this=value.copy(), desc=direction is Direction.DESC, nulls_first=False)


def _order(parts: Sequence[exp.Expr]) -> exp.Expr | None:
    return exp.Order(expressions=_copies(parts)) if parts else None


def _copies(parts: Sequence[exp.Expr]) -> list[exp.Expr]:
    return [part.copy() for part in parts]

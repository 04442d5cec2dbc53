"""The order of an answer's rows."""

from __future__ import annotations

from collections.abc import Sequence

from cashstage.core.errors import InvalidInput
from cashstage.metrics.naming import ColumnNames, did_you_mean
from cashstage.query.resolved import ResolvedDimension, ResolvedMetric, ResolvedSort
from cashstage.query.spec import Direction, Sort


def resolve_sort(
    asked: Sequence[Sort],
    dimensions: Sequence[ResolvedDimension],
    metrics: Sequence[ResolvedMetric],
    names: ColumnNames,
    *,
    across: Sequence[int] = (),
) -> tuple[ResolvedSort, ...]:
    """The asked order, or time ascending, or the first metric descending; then every dimension.

    A time `across` the top of a pivot does not order its rows.
    """
    order: dict[int, Direction] = {}
    outputs: list[ResolvedDimension | ResolvedMetric] = [*dimensions, *metrics]
    for index, sort in enumerate(asked):
        order.setdefault(_position(sort.by, outputs, names, index), sort.direction)
    if not order:
        times = [
            position
            for position, dimension in enumerate(dimensions)
            if dimension.column.type.temporal and position not in across
        ]
        if times:
            order[times[0]] = Direction.ASC
        elif metrics and dimensions:
            order[len(dimensions)] = Direction.DESC
    for position in range(len(dimensions)):
        order.setdefault(position, Direction.ASC)
    return tuple(ResolvedSort(position, direction) for position, direction in order.items())


def _position(
    by: str,
    outputs: Sequence[ResolvedDimension | ResolvedMetric],
    names: ColumnNames,
    index: int,
) -> int:
    exact = {output.name: position for position, output in enumerate(outputs)}
    folded = {name.casefold(): position for name, position in exact.items()}
    header = next((column.name for column in names.columns if column.key == by), by)
    for position in (exact.get(by), folded.get(by.casefold()), exact.get(header)):
        if position is not None:
            return position
    raise InvalidInput(
        f"The query has no “{by}” to sort by.{did_you_mean(by, exact)}",
        next_step="Sort by one of its dimensions or metrics.",
        field=f"sort.{index}.by",
    )

"""Dimensions: which column, in which buckets, bins or groups, and who leads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from cashstage.core.errors import InvalidInput
from cashstage.metrics.naming import ColumnNames, did_you_mean
from cashstage.query.conditions import typed_value
from cashstage.query.having import refuse_window
from cashstage.query.naming import find_column, free_name
from cashstage.query.resolved import (
    ResolvedBins,
    ResolvedDimension,
    ResolvedMetric,
    ResolvedTop,
    ValueGroup,
)
from cashstage.query.spec import Bins, Dimension, Grain, Top
from cashstage.schema.column import Column, ColumnType

_NAMED = {ColumnType.TEXT, ColumnType.INTEGER, ColumnType.BOOLEAN}
"""Types whose values are names of something."""


def resolve_dimensions(
    asked: Sequence[Dimension], names: ColumnNames, zone: ZoneInfo
) -> list[ResolvedDimension]:
    """What to group by; who leads is settled by `resolve_top`, once the metrics are known."""
    taken: set[str] = set()
    return [
        _dimension(dimension, names, taken, zone, f"dimensions.{index}")
        for index, dimension in enumerate(asked)
    ]


def _dimension(
    dimension: Dimension, names: ColumnNames, taken: set[str], zone: ZoneInfo, place: str
) -> ResolvedDimension:
    column = find_column(dimension.field, names, place)
    if dimension.grain is not None:
        _check_grain(column, dimension.grain, place)
    bins = None if dimension.bins is None else _bins(column, dimension.bins, place)
    groups = tuple(_groups(column, dimension, zone, f"{place}.groups"))
    kind = "bins" if bins else "groups" if groups else "value"
    return ResolvedDimension(
        name=free_name([column.name, f"{column.name}_{dimension.grain or kind}"], taken, place),
        label=dimension.label or column.name,
        column=column,
        grain=dimension.grain,
        type=_type_of(column, dimension),
        bins=bins,
        groups=groups,
        rest=dimension.others,
    )


def _check_grain(column: Column, grain: Grain, place: str) -> None:
    words = grain.replace("_", " ")
    if not column.type.temporal:
        raise InvalidInput(f"“{column.name}” is not a date; it has no {words}s.", field=place)
    if grain.needs_hours and column.type is ColumnType.DATE:
        raise InvalidInput(f"“{column.name}” holds days; it has no hours.", field=place)


def _type_of(column: Column, dimension: Dimension) -> ColumnType:
    grain = dimension.grain
    if dimension.bins or dimension.groups or (dimension.top and dimension.top.others):
        return ColumnType.TEXT
    if grain is None or grain is Grain.HOUR:
        return column.type
    return ColumnType.INTEGER if grain.cyclic else ColumnType.DATE


def _bins(column: Column, bins: Bins, place: str) -> ResolvedBins:
    if not column.type.numeric:
        raise InvalidInput(
            f"“{column.name}” holds no numbers; only those have bins.",
            next_step="Dates have a grain, texts have groups.",
            field=place,
        )
    return ResolvedBins(bins.start, bins.width, bins.edges or (), bins.labels or ())


def _groups(
    column: Column, dimension: Dimension, zone: ZoneInfo, place: str
) -> Iterable[ValueGroup]:
    if not dimension.groups:
        return
    if column.type not in _NAMED:
        raise InvalidInput(
            f"“{column.name}” holds {column.type} values, which have no groups.",
            next_step="Group texts and whole numbers; other numbers have bins, dates a grain.",
            field=place,
        )
    owners: dict[object, str] = {}
    for label, members in dimension.groups.items():
        try:
            values = tuple(typed_value(each, column, zone) for each in members if each is not None)
        except InvalidInput as error:
            raise InvalidInput(error.detail, field=f"{place}.{label}") from None
        for value in (*values, *([None] if None in members else [])):
            if owners.setdefault(value, label) != label:
                shown = "missing" if value is None else value
                raise InvalidInput(
                    f"“{shown}” is in two groups: {owners[value]} and {label}.", field=place
                )
        yield ValueGroup(label, values, or_missing=None in members)


def resolve_top(
    asked: Top, dimension: ResolvedDimension, metrics: Sequence[ResolvedMetric], place: str
) -> ResolvedTop:
    """Who leads, by which of the metrics."""
    if not metrics:
        raise InvalidInput("The leading values need a metric to lead by.", field=place)
    if asked.others and (dimension.groups or dimension.bins or dimension.column.type not in _NAMED):
        raise InvalidInput(
            f"Of “{dimension.name}” the others can't be one group: it is no list of names.",
            next_step="Leave out “others”, or the bins, groups or grain.",
            field=place,
        )
    names = {metric.name.casefold(): position for position, metric in enumerate(metrics)}
    metric = 0 if asked.by is None else names.get(asked.by.casefold())
    if metric is None:
        near = did_you_mean(asked.by or "", [metric.name for metric in metrics])
        raise InvalidInput(
            f"The query has no metric “{asked.by}” to lead by.{near}",
            field=f"{place}.by",
        )
    refuse_window(metrics[metric])
    return ResolvedTop(asked.n, metric, asked.direction, asked.label if asked.others else None)

"""From gathered cells to columns with keys, types and values, and the report about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import pyarrow as pa

from cashstage.connectors.base import RawTable
from cashstage.ingest.gather import Gathered
from cashstage.schema.column import Column
from cashstage.schema.drift import Drift, Look, Pairing, pair, retyped, values_of
from cashstage.schema.infer import Delivered, Inferred, infer_columns
from cashstage.schema.proposal import Opinion


@dataclass(frozen=True, slots=True)
class Accumulation:
    """How fetched rows met those from before: numbers of rows, and the keys of columns.

    Of the `fetched` rows, `inserted` are new, `replaced` took the place of others, `repeated` have
    the key of a fetched row before them. `kept` rows and `columns_kept` were not fetched.
    """

    fetched: int
    inserted: int
    replaced: int
    repeated: int
    kept: int
    columns_kept: list[str]


@dataclass(frozen=True, slots=True)
class IngestionReport:
    """What became of the rows and cells that were read.

    `rows_read` are those below the header; `rows_dropped` counts by reason. `cells_nulled` counts
    by reason for each column, by name. `notes` are sentences for people; `origin` is the
    connector's. `accumulated` is None when the table stands for itself.
    """

    rows_read: int
    rows_kept: int
    rows_dropped: dict[str, int]
    cells_nulled: dict[str, dict[str, int]]
    notes: list[str]
    origin: dict[str, str]
    accumulated: Accumulation | None = None

    def as_json(self) -> dict[str, Any]:
        """As the snapshot's record keeps it; without what there is not."""
        report = asdict(self)
        return report if self.accumulated else {k: report[k] for k in report if k != "accumulated"}


def _no_values(_: str) -> frozenset[str]:
    return frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """The columns of the snapshots before, in their order.

    `expected` are the keys of those that should be delivered again; the others were given up.
    `values` gives some values of the column of a key, asked only about one that is missing.
    """

    columns: Sequence[Column] = ()
    expected: frozenset[str] = frozenset()
    values: Callable[[str], frozenset[str]] = _no_values


@dataclass(frozen=True, slots=True)
class NormalisedTable:
    """A typed table; text columns are dictionary-encoded. `opinions` are parallel to them."""

    columns: list[Column]
    opinions: list[Opinion]
    values: list[pa.Array]
    row_count: int
    report: IngestionReport
    drift: Drift


def normalise(
    raw: RawTable,
    gathered: Gathered,
    known: Known,
    first_free_key: int,
    corrections: Mapping[str, str] | None = None,
) -> NormalisedTable:
    """The table with keys: known ones by header (ignoring case), c{first_free_key}… for others.

    A column that was surely renamed keeps its key; the rest of what has changed is told by `drift`.
    `corrections` are what people of the organization have said about headers.
    """
    delivered = list(_delivered(raw, gathered, known))
    inferred = _inferred(raw, delivered, corrections)
    pairing = _pair(known, delivered, inferred)
    if pairing.sure:
        renamed = {name: key for key, name in pairing.sure.items()}
        columns_by_key = {column.key: column for column in known.columns}
        delivered = [
            replace(column, known=columns_by_key[renamed[column.name]])
            if column.name in renamed
            else column
            for column in delivered
        ]
        inferred = _inferred(raw, delivered, corrections)
    columns = list(_columns(delivered, inferred, first_free_key))
    drift = _drift(known, pairing, delivered, columns)
    return NormalisedTable(
        columns=columns,
        opinions=[Opinion(each.evidence, each.proposal) for each in inferred],
        values=[each.values for each in inferred],
        row_count=gathered.row_count,
        report=_report(raw, gathered, columns, inferred, drift),
        drift=drift,
    )


def _delivered(raw: RawTable, gathered: Gathered, known: Known) -> Iterator[Delivered]:
    names = {name.casefold() for name in gathered.names}
    # What was given up comes last: another column may go by its name now.
    given_up = [column for column in known.columns if column.key not in known.expected]
    expected = [column for column in known.columns if column.key in known.expected]
    before = {column.name.casefold(): column for column in given_up}
    before |= {
        alias.casefold(): column
        for column in expected
        for alias in column.aliases
        if column.name.casefold() not in names
    }
    before |= {column.name.casefold(): column for column in expected}
    formats = raw.column_formats
    for name, place, cells in zip(
        gathered.names, gathered.positions, gathered.columns, strict=True
    ):
        yield Delivered(
            name=name,
            cells=cells,
            format=formats[place] if place < len(formats) else None,
            known=before.get(name.casefold()),
        )


def _inferred(
    raw: RawTable, delivered: Sequence[Delivered], corrections: Mapping[str, str] | None
) -> list[Inferred]:
    return infer_columns(
        delivered,
        locale=raw.locale,
        decimal_comma=raw.origin.get("delimiter") == ";",
        corrections=corrections,
    )


def _pair(known: Known, delivered: Sequence[Delivered], inferred: Sequence[Inferred]) -> Pairing:
    """Finds the columns that are expected among those that nobody knows."""
    found = {column.known.key for column in delivered if column.known is not None}
    missing = [
        (column, Look(column.name, column.type, place, known.values(column.key)))
        for place, column in enumerate(known.columns)
        if column.key in known.expected and column.key not in found
    ]
    if not missing:
        return Pairing()
    fresh = [
        Look(column.name, each.type, place, values_of(each.values))
        for place, (column, each) in enumerate(zip(delivered, inferred, strict=True))
        if column.known is None
    ]
    return pair(missing, fresh)


def _drift(
    known: Known, pairing: Pairing, delivered: Sequence[Delivered], columns: Sequence[Column]
) -> Drift:
    former = {column.key: column.name for column in known.columns}
    renamed = tuple(
        (column.known.key, former[column.known.key], column.name)
        for column in delivered
        if _renamed(column) and column.known is not None
    )
    expected = [column for column in known.columns if column.key in known.expected]
    added = tuple(column.name for column in delivered if column.known is None)
    return Drift(
        renamed, pairing.unsure, retyped(expected, columns), added if known.columns else ()
    )


def _report(
    raw: RawTable,
    gathered: Gathered,
    columns: Sequence[Column],
    inferred: Sequence[Inferred],
    drift: Drift,
) -> IngestionReport:
    return IngestionReport(
        rows_read=gathered.rows_read,
        rows_kept=gathered.row_count,
        rows_dropped=gathered.rows_dropped,
        cells_nulled={
            column.name: each.nulled
            for column, each in zip(columns, inferred, strict=True)
            if each.nulled
        },
        notes=[
            *raw.notes,
            *gathered.notes,
            *(
                f"{now} was called {before} before. What asks for {before} goes on."
                for _, before, now in drift.renamed
            ),
            *(f"The column {one.name} is gone; older snapshots keep it." for one in drift.missing),
            *(f"{name} is new." for name in drift.added),
            *(note for each in inferred for note in each.notes),
        ],
        origin=dict(raw.origin),
    )


def _renamed(column: Delivered) -> bool:
    return column.known is not None and column.known.name.casefold() != column.name.casefold()


def _columns(
    delivered: Sequence[Delivered], inferred: Sequence[Inferred], first_free_key: int
) -> Iterable[Column]:
    free = first_free_key
    taken = {found.semantic_type for found in inferred}
    for column, found in zip(delivered, inferred, strict=True):
        semantic_type = found.semantic_type
        if semantic_type is None and _renamed(column) and column.known is not None:
            # A new name that says nothing does not take away what the old one said.
            kept = column.known.semantic_type
            semantic_type = kept if kept not in taken else None
        if column.known is None:
            key, free = f"c{free}", free + 1
        else:
            key = column.known.key
        yield Column(
            key=key,
            name=column.name,
            type=found.type,
            role=found.role,
            semantic_type=semantic_type,
            format=found.format,
            overridden=column.known is not None and column.known.overridden,
            aliases=column.known.aliases if column.known is not None else (),
        )

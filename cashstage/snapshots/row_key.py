"""Which columns tell the rows of a table apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from string import Template

from cashstage.schema.column import Column, ColumnType, Role
from cashstage.schema.semantic import KIND_OF, ValueKind
from cashstage.snapshots.tables import SqlEngine, listed, quoted

MOST_COLUMNS = 6
_CANDIDATES = 8
_SAMPLE_ROWS = 20_000
_BLOCK_ROWS = 500
_PROOFS_PER_SIZE = 2

_COUNT = Template("SELECT count(*) AS rows FROM read_parquet($$file)")
_SAMPLED = Template("""
SELECT count(*) AS rows, $counts FROM read_parquet($$file)
WHERE (file_row_number // $$block) % $$step = 0
""")
_DISTINCT = Template(
    "SELECT count(*) AS rows FROM (SELECT DISTINCT $columns FROM read_parquet($$file))"
)


@dataclass(frozen=True, slots=True)
class KeyProposal:
    """The keys of columns, none when the table has no dimension.

    `duplicate_rows` is how many rows repeat the values of a row before them; 0 when they are
    unique, and without columns, where whole rows are compared.
    """

    columns: tuple[str, ...]
    duplicate_rows: int


def propose_key(engine: SqlEngine, path: Path, columns: Sequence[Column]) -> KeyProposal:
    """The smallest set of at most six dimensions whose values are unique in the object.

    Candidates are eight dimensions: dates first, then identifiers, names and other texts, in
    the order of the table; numbers to aggregate never, because they are what changes. Sets are
    tried by size, and of one size in that order. A set is tried on blocks of rows from all over
    the table, where a repetition is a proof against it; the first two of each size that pass are
    counted over the whole table. So at most thirteen passes are made however many the rows, and
    up to 20,000 rows the set is the smallest for certain. When no set is unique, it is the most
    nearly unique one. Raises what the engine raises.
    """
    candidates = _candidates(columns)
    rows: int = engine.run(_COUNT.substitute(), {"file": str(path)}).to_pylist()[0]["rows"]
    proven: list[KeyProposal] = []
    sampled: list[tuple[int, tuple[str, ...]]] = []
    for size in range(1, min(len(candidates), MOST_COLUMNS) + 1):
        tried = _repetitions(engine, path, list(combinations(candidates, size)), rows)
        for key in [key for repeated, key in tried if repeated == 0][:_PROOFS_PER_SIZE]:
            proposal = _counted(engine, path, key, rows)
            if proposal.duplicate_rows == 0:
                return proposal
            proven.append(proposal)
        sampled += tried
    if sampled and not proven:
        proven.append(_counted(engine, path, min(sampled, key=_repeated)[1], rows))
    return min(proven, key=_duplicates, default=KeyProposal((), 0))


def repetitions(engine: SqlEngine, path: Path, key: Sequence[str]) -> int:
    """How many rows of the object repeat the values of the key's columns in a row before them.

    Raises what the engine raises.
    """
    rows: int = engine.run(_COUNT.substitute(), {"file": str(path)}).to_pylist()[0]["rows"]
    return _counted(engine, path, tuple(key), rows).duplicate_rows


def is_candidate(column: Column) -> bool:
    """Whether the column may be part of a key; what measures something never is."""
    return column.role is Role.DIMENSION and column.type is not ColumnType.NUMBER


def _candidates(columns: Sequence[Column]) -> list[str]:
    dimensions = filter(is_candidate, columns)
    return [column.key for column in sorted(dimensions, key=_rank)][:_CANDIDATES]


def _rank(column: Column) -> int:
    """How likely the column is part of a key, 0 the likeliest."""
    if column.type.temporal:
        return 0
    if column.type is not ColumnType.TEXT:
        return 4
    kind = KIND_OF.get(column.semantic_type or "")
    if kind is ValueKind.IDENTIFIER:
        return 1
    return 3 if kind is None else 2


def _repetitions(
    engine: SqlEngine, path: Path, sets: Sequence[tuple[str, ...]], rows: int
) -> list[tuple[int, tuple[str, ...]]]:
    """How many of the sampled rows repeat another, for each set."""
    counts = listed(
        f"count(DISTINCT hash({listed(map(quoted, columns))})) AS s{position}"
        for position, columns in enumerate(sets)
    )
    step = max(rows // _SAMPLE_ROWS, 1)
    sampled = engine.run(
        _SAMPLED.substitute(counts=counts),
        {"file": str(path), "block": _BLOCK_ROWS, "step": step},
    ).to_pylist()[0]
    return [
        (sampled["rows"] - sampled[f"s{position}"], columns)
        for position, columns in enumerate(sets)
    ]


def _counted(engine: SqlEngine, path: Path, key: tuple[str, ...], rows: int) -> KeyProposal:
    sql = _DISTINCT.substitute(columns=listed(map(quoted, key)))
    distinct: int = engine.run(sql, {"file": str(path)}).to_pylist()[0]["rows"]
    return KeyProposal(key, rows - distinct)


def _duplicates(proposal: KeyProposal) -> int:
    return proposal.duplicate_rows


def _repeated(tried: tuple[int, tuple[str, ...]]) -> int:
    return tried[0]

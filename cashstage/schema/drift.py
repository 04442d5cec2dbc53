"""What became of a table's columns since the last time: renamed, gone, new, of another type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

import pyarrow as pa
import pyarrow.compute as pc

from cashstage.schema.column import Column, ColumnType
from cashstage.schema.normal_form import normalized
from cashstage.schema.semantic import read_header

_NAME, _VALUES, _PLACE = 0.45, 0.35, 0.2
_SURE, _MARGIN = 0.75, 0.2
_POSSIBLE = 0.35
_SAME_VALUES = 0.95
_TELLING = 20
"""Distinct values from which equal ones are no accident."""
_SAMPLE = 2_000


@dataclass(frozen=True, slots=True)
class Look:
    """A column as far as it can be told again: its place in the table and some of its values."""

    name: str
    type: ColumnType
    place: int
    values: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A delivered column that may be one that is missing: how likely, 0 to 1, and why."""

    name: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A known column that was not delivered, with the likeliest candidates first."""

    key: str
    name: str
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Retyped:
    """A column whose values no longer have the type that questions were asked with."""

    key: str
    name: str
    before: ColumnType
    after: ColumnType


@dataclass(frozen=True, slots=True)
class Drift:
    """How the delivered columns differ from the known ones.

    `renamed` holds key, former and present name of those that are surely the same.
    """

    renamed: tuple[tuple[str, str, str], ...] = ()
    missing: tuple[Missing, ...] = ()
    retyped: tuple[Retyped, ...] = ()
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pairing:
    """Missing columns by key with the names that they surely have now; and the others."""

    sure: dict[str, str] = field(default_factory=dict)
    unsure: tuple[Missing, ...] = ()


def values_of(values: pa.Array | pa.ChunkedArray) -> frozenset[str]:
    """Some of the distinct values as text, to be found again."""
    if isinstance(values, pa.DictionaryArray):
        values = values.dictionary_decode()
    distinct = pc.unique(values).drop_null()[:_SAMPLE]
    return frozenset(distinct.cast(pa.string()).to_pylist())


def pair(missing: Sequence[tuple[Column, Look]], fresh: Sequence[Look]) -> Pairing:
    """Which fresh column each missing one is; sure where nothing else comes near.

    Name, values and place speak for a pair; the same values in the same place are enough when
    nothing else has changed.
    """
    scores = {
        column.key: {other.name: _score(look, other) for other in fresh if _akin(look, other)}
        for column, look in missing
    }
    alone = len(missing) == len(fresh) == 1
    sure: dict[str, str] = {}
    for column, look in missing:
        best = _best(scores[column.key])
        if best is None:
            continue
        other = next(one for one in fresh if one.name == best)
        if _is_sure(column.key, best, scores) or (alone and _same_content(look, other)):
            sure[column.key] = best
    taken = set(sure.values())
    unsure = tuple(
        Missing(column.key, column.name, _candidates(look, fresh, scores[column.key], taken))
        for column, look in missing
        if column.key not in sure
    )
    return Pairing(sure, unsure)


def retyped(known: Sequence[Column], now: Sequence[Column]) -> tuple[Retyped, ...]:
    """Columns whose numbers or dates have become something else, unless a person wanted it."""
    before = {column.key: column for column in known}
    return tuple(
        Retyped(column.key, column.name, before[column.key].type, column.type)
        for column in now
        if column.key in before
        and not column.overridden
        and _kind(before[column.key].type) not in {None, _kind(column.type)}
    )


def _kind(column_type: ColumnType) -> str | None:
    """What questions rely on; None for types that any other can stand for."""
    if column_type.numeric:
        return "number"
    return "date" if column_type.temporal else None


def _akin(one: Look, other: Look) -> bool:
    return one.type is other.type or _kind(one.type) == _kind(other.type) is not None


def _score(one: Look, other: Look) -> float:
    near = 1.0 if one.place == other.place else 0.5 if abs(one.place - other.place) == 1 else 0.0
    return _NAME * alike(one.name, other.name) + _VALUES * _overlap(one, other) + _PLACE * near


def alike(one: str, other: str) -> float:
    """How alike two names are; names of the same meaning are the same."""
    meanings = {read_header(name).semantic_type for name in (one, other)}
    if len(meanings) == 1 and None not in meanings:
        return 1.0
    return spelled_alike(one, other)


def spelled_alike(one: str, other: str) -> float:
    """How alike two names are as words, whatever they mean."""
    return SequenceMatcher(None, normalized(one), normalized(other)).ratio()


def _overlap(one: Look, other: Look) -> float:
    fewer = min(len(one.values), len(other.values))
    return len(one.values & other.values) / fewer if fewer else 0.0


def _same_content(one: Look, other: Look) -> bool:
    telling = len(one.values) >= _TELLING or one.type is ColumnType.TEXT
    return telling and one.place == other.place and _overlap(one, other) >= _SAME_VALUES


def _is_sure(key: str, name: str, scores: dict[str, dict[str, float]]) -> bool:
    score = scores[key][name]
    others = [value for other, value in scores[key].items() if other != name]
    rivals = [of.get(name, 0.0) for other, of in scores.items() if other != key]
    return score >= _SURE and all(score - value >= _MARGIN for value in (*others, *rivals))


def _best(scores: dict[str, float]) -> str | None:
    return max(scores, key=lambda name: scores[name]) if scores else None


def _candidates(
    look: Look, fresh: Sequence[Look], scores: dict[str, float], taken: set[str]
) -> tuple[Candidate, ...]:
    found = [
        Candidate(other.name, round(scores[other.name], 2), _why(look, other))
        for other in fresh
        if scores.get(other.name, 0.0) >= _POSSIBLE and other.name not in taken
    ]
    return tuple(sorted(found, key=lambda candidate: (-candidate.score, candidate.name)))


def _why(one: Look, other: Look) -> str:
    reasons = []
    if alike(one.name, other.name) >= _SURE:
        reasons.append("is named alike")
    overlap = _overlap(one, other)
    if overlap:
        reasons.append(f"shares {overlap:.0%} of its values")
    if one.place == other.place:
        reasons.append("stands in its place")
    return f"{other.name} " + (" and ".join(reasons) or "has its type") + "."

"""A blend while it is made: what is proposed, what a person changed, and how it is shown; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypedDict

from cashstage.query.blend import BlendKind, JoinKind
from cashstage.query.spec import Grain
from cashstage.schema.column import ColumnType
from cashstage.sources.blend.schemas import BlendRead, SuggestionRead
from cashstage.sources.data_source.schemas import ColumnRead

SURE = 0.85
CHOSEN = "Chosen by you"


@dataclass(frozen=True, slots=True)
class Cell:
    """A source's column in a line; a person's choice has no confidence."""

    column: str
    reason: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A column of the blend; `cells` are by the source's id. A key of a join has a `match`."""

    name: str
    cells: Mapping[str, Cell]
    id: str | None = None
    match: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class DraftMember:
    """A source with its columns as (id, name, type)."""

    id: str
    name: str
    label: str = ""
    deleted: bool = False
    columns: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """All that will be saved, and what is needed to change it."""

    kind: BlendKind
    members: tuple[DraftMember, ...]
    lines: tuple[Line, ...]
    join: JoinKind = JoinKind.LEFT
    currency: str = ""
    label_name: str = ""
    reason: str = field(default="")


class CellView(TypedDict):
    """A cell as the table shows it; `place` is that of its source."""

    source_id: str
    place: int
    column: str
    state: str
    note: str


class LineView(TypedDict):
    """A line as the table shows it; `grain` is empty for what has none."""

    name: str
    is_key: bool
    grain: str
    ignore_case: bool
    is_text: bool
    problem: str
    cells: list[CellView]


class SourceView(TypedDict):
    """A source as the head of the table shows it, with its columns as choices."""

    id: str
    name: str
    label: str
    deleted: bool
    lacking: str
    options: list[tuple[str, str]]


def of_suggestion(suggestion: SuggestionRead) -> Draft:
    """The draft that a proposal begins with."""
    return Draft(
        kind=suggestion.kind,
        reason=suggestion.reason,
        currency=suggestion.currency or "",
        members=tuple(
            DraftMember(str(one.source), one.name, columns=_columns(one.columns))
            for one in suggestion.members
        ),
        lines=tuple(
            Line(
                name=column.name,
                cells={
                    str(source): Cell(found.column, found.reason, found.confidence)
                    for source, found in column.origin.items()
                },
                match=column.match.model_dump(mode="json") if column.match else None,
            )
            for column in suggestion.columns
        ),
    )


def of_blend(blend: BlendRead, columns: Mapping[str, Sequence[ColumnRead]]) -> Draft:
    """The draft of a saved blend; `columns` are those of its sources, by their id."""
    return Draft(
        kind=blend.kind,
        join=blend.join,
        currency=blend.currency or "",
        label_name=blend.label_name or "",
        members=tuple(
            DraftMember(
                str(one.source),
                one.name,
                one.label or "",
                one.deleted,
                _columns(columns.get(str(one.source), ())),
            )
            for one in blend.members
        ),
        lines=tuple(
            Line(
                name=column.name,
                cells={str(at): Cell(key, "") for at, key in column.origin.items()},
                id=column.id,
                match=column.match.model_dump(mode="json") if column.match else None,
            )
            for column in blend.columns
            if column.origin
        ),
    )


def definition_of(draft: Draft) -> dict[str, Any]:
    """What is saved; lines without any column are left out."""
    definition: dict[str, Any] = {
        "kind": draft.kind,
        "join": draft.join,
        "currency": draft.currency or None if draft.kind is BlendKind.UNION else None,
        "label_name": draft.label_name or None if draft.kind is BlendKind.UNION else None,
        "members": [
            {"source": one.id} | ({"label": one.label} if one.label else {})
            for one in draft.members
        ],
        "columns": [],
    }
    for line in draft.lines:
        origin = {source: cell.column for source, cell in line.cells.items()}
        if origin:
            column = {"name": line.name, "from": origin, "match": line.match}
            definition["columns"].append(column | ({"id": line.id} if line.id else {}))
    return definition


def with_cell(draft: Draft, index: int, source_id: str, column: str) -> Draft:
    """Another column of a source in a line, or none; in a join, other fields have one source."""
    line = draft.lines[index]
    single = draft.kind is BlendKind.JOIN and line.match is None
    cells = {} if single and column else dict(line.cells)
    cells.pop(source_id, None)
    if column:
        cells[source_id] = Cell(column, CHOSEN)
    return with_line(draft, index, replace(line, cells=cells))


def with_line(draft: Draft, index: int, line: Line) -> Draft:
    """Another line in that place."""
    return replace(draft, lines=(*draft.lines[:index], line, *draft.lines[index + 1 :]))


def without_line(draft: Draft, index: int) -> Draft:
    """One line less."""
    return replace(draft, lines=(*draft.lines[:index], *draft.lines[index + 1 :]))


def with_new_line(draft: Draft) -> Draft:
    """An empty line at the end, under a name that is free."""
    taken = {line.name.casefold() for line in draft.lines}
    number = next(n for n in range(1, len(taken) + 2) if f"column {n}" not in taken)
    return replace(draft, lines=(*draft.lines, Line(f"Column {number}", {})))


def with_key(draft: Draft, index: int) -> Draft:
    """The line becomes a key, or is none any more."""
    line = draft.lines[index]
    match = None if line.match is not None else {"grain": None, "trim": True, "ignore_case": False}
    return with_line(draft, index, replace(line, match=match))


def with_match(draft: Draft, index: int, **changes: Any) -> Draft:
    """A key that is compared in another way."""
    line = draft.lines[index]
    if line.match is None:
        return draft
    return with_line(draft, index, replace(line, match={**line.match, **changes}))


def with_label(draft: Draft, source_id: str, label: str) -> Draft:
    """Another label of a source."""
    members = tuple(
        replace(one, label=label) if one.id == source_id else one for one in draft.members
    )
    return replace(draft, members=members)


def without_member(draft: Draft, source_id: str) -> Draft:
    """One source less, with its cells."""
    lines = tuple(
        replace(line, cells={at: cell for at, cell in line.cells.items() if at != source_id})
        for line in draft.lines
    )
    return replace(
        draft,
        members=tuple(one for one in draft.members if one.id != source_id),
        lines=tuple(line for line in lines if line.cells),
    )


def line_views(draft: Draft, problems: Mapping[str, str]) -> list[LineView]:
    """The lines as the table shows them."""
    return [_line_view(draft, line, problems.get(line.name, "")) for line in draft.lines]


def source_views(draft: Draft) -> list[SourceView]:
    """The sources as the table's head shows them, each with what it lacks."""
    return [
        SourceView(
            id=one.id,
            name=one.name,
            label=one.label,
            deleted=one.deleted,
            lacking=_lacking(draft, one),
            options=[(key, name) for key, name, _ in one.columns],
        )
        for one in draft.members
    ]


def _lacking(draft: Draft, member: DraftMember) -> str:
    """The names of what the source has not, as far as it is meant to have it."""
    names = [
        line.name
        for line in draft.lines
        if member.id not in line.cells and (draft.kind is BlendKind.UNION or line.match is not None)
    ]
    return ", ".join(names)


def _line_view(draft: Draft, line: Line, problem: str) -> LineView:
    held = _type_of(draft, line)
    match = line.match
    grain = (match.get("grain") or Grain.DAY) if match is not None and held.temporal else ""
    return LineView(
        name=line.name,
        is_key=match is not None,
        grain=str(grain),
        ignore_case=bool(match and match.get("ignore_case")),
        is_text=held is ColumnType.TEXT,
        problem=problem,
        cells=[_cell_view(draft, line, place) for place in range(len(draft.members))],
    )


def _type_of(draft: Draft, line: Line) -> ColumnType:
    for member in draft.members:
        cell = line.cells.get(member.id)
        for key, _, held in member.columns:
            if cell is not None and key == cell.column:
                return ColumnType(held)
    return ColumnType.TEXT


def _cell_view(draft: Draft, line: Line, place: int) -> CellView:
    member = draft.members[place]
    cell = line.cells.get(member.id)
    if cell is None:
        meant = draft.kind is BlendKind.UNION or line.match is not None
        state, note = ("missing", "Not in this source") if meant else ("other", "")
    elif cell.confidence is None:
        state, note = "chosen", cell.reason
    elif len(line.cells) == 1:
        state, note = "chosen", "Only here"
    else:
        state = "sure" if cell.confidence >= SURE else "likely"
        note = cell.reason.removesuffix(".")
        is_first = member.id == next(iter(line.cells))
        note = note if is_first else f"{note} · {cell.confidence:.0%}"
    return CellView(
        source_id=member.id,
        place=place,
        column=cell.column if cell else "",
        state=state,
        note=note,
    )


def _columns(columns: Sequence[ColumnRead]) -> tuple[tuple[str, str, str], ...]:
    return tuple((column.id, column.name, column.type.value) for column in columns)

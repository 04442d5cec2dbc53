"""The rows of several sources beside each other, nothing counted twice.

Rows are not multiplied. Each source's rows lie below the others' with its own columns only, and
keep to the keys that the kind of join asks for. Whatever is then aggregated by keys is aggregated
in each source by itself, exactly as if each had been brought to the keys before they met: sums,
medians and different values alike, and ratios are divided last.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlglot import exp

from cashstage.core.errors import InvalidInput
from cashstage.query.blend import BlendSpec, JoinKind
from cashstage.query.blend_columns import SettledColumn
from cashstage.query.blend_question import Narrowed, narrowed
from cashstage.query.blend_union import BlendMember, keys_of, missing
from cashstage.query.blend_unmatched import counts, sentences
from cashstage.query.buckets import bucketed
from cashstage.query.parameters import Parameters
from cashstage.query.periods import Calendar, Days
from cashstage.query.predicates import predicate, within
from cashstage.query.relation import Relation, Run
from cashstage.query.resolved import ResolvedQuery
from cashstage.query.spec import Grain
from cashstage.schema.column import Column, ColumnType


@dataclass(frozen=True, slots=True)
class JoinRelation:
    """Sources joined on keys. `narrowed` is what one question asks for; None asks for all.

    `used` are the columns that the question needs.
    """

    spec: BlendSpec
    members: Sequence[BlendMember]
    columns: Sequence[SettledColumn]
    week_starts_on: int = 0
    narrowed: Narrowed = field(default_factory=Narrowed)
    used: frozenset[str] | None = None
    _by_key: Mapping[str, SettledColumn] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_key = {settled.column.key: settled for settled in self.columns}
        object.__setattr__(self, "_by_key", by_key)

    @property
    def identity(self) -> Any:
        """The kind, the keys, and the members' columns."""
        return {
            "join": self.spec.join,
            "members": [[each.table.name, each.relation.identity] for each in self.members],
            "columns": [
                [
                    settled.column.key,
                    {str(place): part.key for place, part in settled.parts.items()},
                    asked.match.model_dump(mode="json") if asked.match else None,
                    settled.refusal,
                ]
                for settled, asked in zip(self.columns, self.spec.columns, strict=True)
            ],
        }

    @property
    def keys(self) -> list[SettledColumn]:
        """The columns that the sources meet on."""
        return [
            settled
            for settled, asked in zip(self.columns, self.spec.columns, strict=True)
            if asked.match is not None
        ]

    def serving(
        self, query: ResolvedQuery, days: Days | None
    ) -> tuple[ResolvedQuery, Days | None, Relation]:
        """The rows for one question; what concerns one source alone is applied inside it."""
        used = frozenset(keys_of(query))
        self.check(used)
        found = narrowed(self, query, days)
        served = JoinRelation(
            self.spec,
            self.members,
            self.columns,
            query.week_starts_on,
            found,
            used,
        )
        return replace(query, filters=found.outer), None, served

    def check(self, used: Collection[str] = ()) -> None:
        """Raises InvalidInput where a key, or a column that is used, is gone or does not fit."""
        for settled in self.columns:
            if settled.refusal is not None and (settled in self.keys or settled.column.key in used):
                raise InvalidInput(settled.refusal)

    def rows(self, parameters: Parameters) -> exp.Expr:
        """A select per source that counts, put together."""
        places = self.narrowed.places or range(len(self.members))
        selects = [self._select(place, parameters) for place in places]
        both: exp.Query = selects[0]
        for select in selects[1:]:
            both = exp.union(both, select, distinct=False, copy=False)
        return both.subquery("blend", copy=False)

    def read(self, column: Column) -> exp.Expr:
        """The blend's own column; raises InvalidInput where it can't be asked for."""
        refusal = self._by_key[column.key].refusal
        if refusal is not None:
            raise InvalidInput(refusal)
        return exp.column(exp.to_identifier(column.key, quoted=True))

    def notes(self, query: ResolvedQuery, run: Run) -> list[str]:
        """Keys without a match, and metrics that a filter of another source does not narrow."""
        found = narrowed(self, query, query.days)
        asked = replace(self, week_starts_on=query.week_starts_on, narrowed=found)
        return [*found.notes, *sentences(asked, counts(asked, run))]

    def partners(self, place: int) -> list[int]:
        """The sources in which a key of this one must be found to be counted."""
        others = [each for each in range(len(self.members)) if each != place]
        if self.spec.join is JoinKind.INNER:
            return others
        filtered = [each for each in others if each in self.narrowed.filters]
        if self.spec.join is JoinKind.LEFT and place:
            return sorted({0, *filtered})
        return filtered

    def side(
        self, place: int, shown: Sequence[SettledColumn], parameters: Parameters
    ) -> exp.Select:
        """The rows of one source under the question's own filters on it, its keys compared alike.

        `shown` are columns that it has.
        """
        outputs = [
            exp.alias_(self._value(settled, place, parameters), settled.column.key, quoted=True)
            for settled in shown
        ]
        member = self.members[place]
        select = exp.select(*outputs).from_(member.relation.rows(parameters), copy=False)
        conditions = []
        dated = self.narrowed.days.get(place)
        reader = _SideReader(self, place)
        if dated is not None:
            column, days = dated
            conditions.append(within(column, days, reader, parameters))
        conditions += [
            predicate(part, reader, parameters) for part in self.narrowed.filters.get(place, ())
        ]
        return select.where(*conditions, copy=False) if conditions else select

    def matching(
        self, select: exp.Select, partners: Sequence[int], parameters: Parameters
    ) -> exp.Select:
        """The rows whose keys are found in all of these sources; a missing key is in none."""
        names: list[int | str | exp.Expr] = [
            exp.to_identifier(key.column.key, quoted=True) for key in self.keys
        ]
        for place in partners:
            other = self.side(place, self.keys, parameters).subquery(f"s{place + 1}", copy=False)
            select = select.join(other, join_type="SEMI", using=names, copy=False)
        return select

    def part(self, key: str, place: int) -> tuple[Column, ColumnType]:
        """A source's own column behind the blend's, and the type it has in the blend.

        A date that is a key is read as the source has it: its buckets come later.
        """
        settled = self._by_key[key]
        part = settled.parts[place]
        return part, part.type if part.type.temporal else settled.column.type

    def _select(self, place: int, parameters: Parameters) -> exp.Select:
        shown = [
            each
            for each in self.columns
            if each.refusal is None and (self.used is None or each.column.key in self.used)
        ]
        own = [each for each in shown if place in each.parts]
        keys = [each for each in self.keys if each not in own]
        outputs = [
            exp.alias_(
                exp.column(exp.to_identifier(each.column.key, quoted=True), table=f"s{place + 1}")
                if each in own
                else missing(each.column.type),
                each.column.key,
                quoted=True,
            )
            for each in shown
        ] or [exp.alias_(exp.Literal.number(1), "row", quoted=True)]
        side = self.side(place, [*own, *keys], parameters)
        select = exp.select(*outputs).from_(side.subquery(f"s{place + 1}", copy=False), copy=False)
        return self.matching(select, self.partners(place), parameters)

    def _value(self, settled: SettledColumn, place: int, parameters: Parameters) -> exp.Expr:
        part, held = self.part(settled.column.key, place)
        value = self.members[place].read(part, held)
        asked = self.spec.columns[self.columns.index(settled)].match
        if asked is None:
            return value
        if held.temporal:
            grain = asked.grain or Grain.DAY
            return bucketed(value, held, grain, Calendar(self.week_starts_on))
        if held is ColumnType.TEXT and asked.trim:
            value = exp.Trim(this=value)
        return exp.Lower(this=value) if held is ColumnType.TEXT and asked.ignore_case else value


@dataclass(frozen=True, slots=True)
class _SideReader:
    """Reads the blend's columns inside one source."""

    join: JoinRelation
    place: int

    def read(self, column: Column) -> exp.Expr:
        part, held = self.join.part(column.key, self.place)
        return self.join.members[self.place].read(part, held)

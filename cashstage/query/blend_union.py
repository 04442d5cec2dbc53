"""The rows of several sources below each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from cashstage.core.errors import InvalidInput
from cashstage.core.words import counted, listed
from cashstage.query.blend import LABEL_KEY, SOURCE_KEY, BlendSpec
from cashstage.query.blend_columns import MemberTable, SettledColumn
from cashstage.query.blend_money import Conversion, converted, factor_of
from cashstage.query.parameters import Parameters
from cashstage.query.periods import Days
from cashstage.query.relation import ObjectRelation, Relation, Run
from cashstage.query.resolved import ResolvedCondition, ResolvedFilter, ResolvedQuery
from cashstage.schema.column import Column, ColumnType, Role


@dataclass(frozen=True, slots=True)
class BlendMember:
    """A source of the blend at one snapshot: its columns, and where its rows lie."""

    table: MemberTable
    relation: ObjectRelation

    def read(self, part: Column, held: ColumnType) -> exp.Expr:
        """The value of one of its columns in the type that the blend has."""
        wanted = Column(part.key, part.name, held, part.role)
        return self.relation.read(wanted)


def object_parameter(place: int) -> str:
    """The parameter that is bound to the path of a member's object."""
    return f"object_{place + 1}"


@dataclass(frozen=True, slots=True)
class UnionRelation:
    """All rows of all members; a column that a member lacks is missing there, never 0.

    `used` are the columns that a question needs; None for all that can be read.
    """

    spec: BlendSpec
    members: Sequence[BlendMember]
    columns: Sequence[SettledColumn]
    used: frozenset[str] | None = None
    _by_key: Mapping[str, SettledColumn] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_key = {settled.column.key: settled for settled in self.columns}
        object.__setattr__(self, "_by_key", by_key)

    @property
    def identity(self) -> Any:
        """Members by name and label, their columns, and the rates."""
        return {
            "union": [
                [member.table.name, asked.label, member.relation.identity]
                for member, asked in zip(self.members, self.spec.members, strict=True)
            ],
            "columns": [
                [
                    settled.column.key,
                    {str(place): part.key for place, part in settled.parts.items()},
                    {str(at): one.identity for at, one in settled.conversions.items()},
                    settled.refusal,
                ]
                for settled in self.columns
            ],
        }

    def serving(
        self, query: ResolvedQuery, days: Days | None
    ) -> tuple[ResolvedQuery, Days | None, Relation]:
        """The same rows with nothing but the columns that the question needs."""
        used = frozenset(keys_of(query))
        return query, days, UnionRelation(self.spec, self.members, self.columns, used)

    def rows(self, parameters: Parameters, *, most: int | None = None) -> exp.Expr:
        """A select per member, put together; on demand `most` rows of each."""
        selects = [self._select(place, parameters) for place in range(len(self.members))]
        if most is not None:
            first = [select.limit(parameters.bind(most), copy=False) for select in selects]
            selects = [exp.select("*").from_(each.subquery("s", copy=False)) for each in first]
        both: exp.Query = selects[0]
        for select in selects[1:]:
            both = exp.union(both, select, distinct=False, copy=False)
        return both.subquery("blend", copy=False)

    def read(self, column: Column) -> exp.Expr:
        """The blend's own column; raises InvalidInput where its parts don't fit together."""
        refusal = self._by_key[column.key].refusal
        if refusal is not None:
            raise InvalidInput(refusal)
        return exp.column(exp.to_identifier(column.key, quoted=True))

    def notes(self, query: ResolvedQuery, run: Run) -> list[str]:
        """Which members lack what was asked for, and amounts without a rate."""
        asked = keys_of(query)
        lacking: dict[str, list[str]] = {}
        for place, member in enumerate(self.members):
            names = [self._by_key[key].column.name for key in asked if self._lacks(key, place)]
            if names:
                lacking.setdefault(listed(names), []).append(member.table.name)
        notes = [
            f"{listed(sources)} {'has' if len(sources) == 1 else 'have'} no {names}."
            for names, sources in lacking.items()
        ]
        return notes + self._rateless(asked, run)

    def _lacks(self, key: str, place: int) -> bool:
        return key not in {SOURCE_KEY, LABEL_KEY} and place not in self._by_key[key].parts

    def _rateless(self, asked: Sequence[str], run: Run) -> list[str]:
        notes = []
        for settled in (self._by_key[key] for key in asked):
            for place, conversion in settled.conversions.items():
                member, parameters = self.members[place], Parameters()
                select = self._without_rate(settled, place, conversion, parameters)
                count = run(select, parameters).column(0)[0].as_py()
                if count:
                    notes.append(
                        f"{counted(count, 'row')} of {member.table.name} "
                        f"{'is' if count == 1 else 'are'} not in “{settled.column.name}”: there is"
                        f" no exchange rate to {conversion.target} for"
                        f" {'its' if count == 1 else 'their'} currency and day."
                    )
        return notes

    def _without_rate(
        self, settled: SettledColumn, place: int, conversion: Conversion, parameters: Parameters
    ) -> exp.Select:
        member = self.members[place]
        currency, day = self._surroundings(member, conversion)
        factor = factor_of(conversion, currency=currency, day=day, parameters=parameters)
        value = member.read(settled.parts[place], settled.column.type)
        return (
            exp.select(exp.Count(this=exp.Star()))
            .from_(member.relation.rows(parameters), copy=False)
            .where(
                exp.Not(this=exp.Is(this=value, expression=exp.Null())),
                exp.Is(this=exp.paren(factor, copy=False), expression=exp.Null()),
                copy=False,
            )
        )

    def _select(self, place: int, parameters: Parameters) -> exp.Select:
        member = self.members[place]
        shown = [
            settled
            for settled in self.columns
            if settled.refusal is None and (self.used is None or settled.column.key in self.used)
        ]
        outputs = [
            exp.alias_(self._value(settled, place, parameters), settled.column.key, quoted=True)
            for settled in shown
        ]
        # Rows can be counted without any column.
        outputs = outputs or [exp.alias_(exp.Literal.number(1), "row", quoted=True)]
        return exp.select(*outputs).from_(member.relation.rows(parameters), copy=False)

    def _value(self, settled: SettledColumn, place: int, parameters: Parameters) -> exp.Expr:
        member, column = self.members[place], settled.column
        if column.key == SOURCE_KEY:
            return parameters.bind(member.table.name)
        if column.key == LABEL_KEY:
            return parameters.bind(self.spec.members[place].label or member.table.name)
        part = settled.parts.get(place)
        if part is None:
            return missing(column.type)
        value = member.read(part, column.type)
        conversion = settled.conversions.get(place)
        if conversion is None:
            return value
        currency, day = self._surroundings(member, conversion)
        return converted(value, conversion, currency=currency, day=day, parameters=parameters)

    def _surroundings(
        self, member: BlendMember, conversion: Conversion
    ) -> tuple[exp.Expr | None, exp.Expr | None]:
        """The currency and day of a member's row, as far as the rate depends on them."""
        code, day = conversion.by_row, conversion.day
        return (
            None if code is None else member.read(code, ColumnType.TEXT),
            None if day is None else member.read(day, ColumnType.DATE),
        )


def missing(held: ColumnType) -> exp.Expr:
    """No value, in that type."""
    return ObjectRelation({}).read(Column("", "", held, Role.DIMENSION))


def keys_of(query: ResolvedQuery) -> list[str]:
    """The keys of all columns that a question names, each once, in the order they are met."""
    keys = [dimension.column.key for dimension in query.dimensions]
    for metric in query.metrics:
        keys += [column.name for column in metric.tree.find_all(exp.Column)]
    if query.filters is not None:
        keys += filter_keys(query.filters)
    if query.date_column is not None and query.days is not None:
        keys.append(query.date_column.key)
    return list(dict.fromkeys(keys))


def filter_keys(tree: ResolvedFilter) -> list[str]:
    """The keys of the columns that a filter compares."""
    if isinstance(tree, ResolvedCondition):
        return [tree.column.key]
    return [key for part in tree.parts for key in filter_keys(part)]

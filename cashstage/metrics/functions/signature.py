"""What a function is to the language, the engine and the editor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cashstage.metrics.kinds import Kind

Kinds = frozenset[Kind]
NUMBER: Kinds = frozenset({Kind.NUMBER})
TEXT: Kinds = frozenset({Kind.TEXT})
BOOLEAN: Kinds = frozenset({Kind.BOOLEAN})
DATES: Kinds = frozenset({Kind.DATE, Kind.DATETIME})
CLOCKS: Kinds = frozenset({Kind.DATE, Kind.DATETIME, Kind.TIME})
ORDERED: Kinds = NUMBER | TEXT | CLOCKS
ANY: Kinds = frozenset(Kind) - {Kind.UNKNOWN}


class Level(StrEnum):
    """Over what a function reckons: one row, the rows of a group, or the groups of an answer."""

    ROW = "row"
    AGGREGATE = "aggregate"
    WINDOW = "window"


class Written(StrEnum):
    """What has to be written out in the formula itself, because it is checked or bounded there."""

    UNIT = "unit"
    INTERVAL = "interval"
    PATTERN = "pattern"
    REPLACEMENT = "replacement"
    FORMAT = "format"
    READING = "reading format"
    WHOLE = "whole number"
    SHARE = "number"


@dataclass(frozen=True, slots=True)
class Argument:
    """One value that a function takes.

    `default` is the SQL that stands for a value left out; None makes the value necessary.
    `joins` values have to be of one kind, which may be the result's. `least` and `most` bound a
    number that is written out, `words` are the units or types that may be.
    """

    name: str
    kinds: Kinds
    default: str | None = None
    repeated: bool = False
    joins: bool = False
    written: Written | None = None
    words: tuple[str, ...] = ()
    least: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class Function:
    """A function; `sql` is DuckDB's, with `:name` for each argument.

    Where a written-out argument decides (a unit, whether a pattern has a group), `sql` has one
    form for each. `result` None is the kind of the arguments that join. `whole` says whether a
    number comes out whole: always, never, or (None) when all that go in are. `additive` ones may
    be added up over groups. `relative` ones change with the calendar. `as_day` makes what DuckDB
    returns for a day a day again. `between` is what stands between arguments.
    """

    name: str
    family: str
    arguments: tuple[Argument, ...]
    result: Kind | None
    sql: str | Mapping[str, str]
    help: str
    example: str
    level: Level = Level.ROW
    whole: bool | None = False
    additive: bool = False
    relative: bool = False
    as_day: bool = False
    between: str = ", "

    @property
    def least(self) -> int:
        """How many values it needs."""
        return sum(1 for argument in self.arguments if argument.default is None)

    @property
    def most(self) -> int | None:
        """How many values it takes; None for any number."""
        if self.arguments and self.arguments[-1].repeated:
            return None
        return len(self.arguments)

    def takes(self, count: int) -> bool:
        """Whether it can be called with that many values."""
        return self.least <= count and (self.most is None or count <= self.most)

    @property
    def signature(self) -> str:
        """How it is written, such as `SUBSTR(text, start, [length])`."""
        return f"{self.name}({self.between.join(map(_shown, self.arguments))})"


def _shown(argument: Argument) -> str:
    if argument.repeated:
        return f"{argument.name}, …"
    return argument.name if argument.default is None else f"[{argument.name}]"

"""Finding a column by what a person wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Protocol

from cashstage.core.errors import InvalidInput
from cashstage.schema.column import Column


class Names(Protocol):
    """Finds what a formula names."""

    def find(self, name: str) -> Column:
        """The column meant; raises InvalidInput."""


class ColumnNames:
    """The columns of one table, found by header in any case, by key, or by a former header."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = tuple(columns)
        self._by_name = {column.name: column for column in reversed(self.columns)}
        self._by_key = {column.key: column for column in self.columns}
        self._by_folded: dict[str, list[Column]] = {}
        for column in self.columns:
            self._by_folded.setdefault(column.name.casefold(), []).append(column)
        self._by_alias = {
            alias.casefold(): column for column in self.columns for alias in column.aliases
        }

    def find(self, name: str) -> Column:
        """The column meant; raises InvalidInput with the nearest name when there is none."""
        found = self._by_name.get(name)
        if found is not None:
            return found
        folded = self._by_folded.get(name.casefold(), [])
        if len(folded) == 1:
            return folded[0]
        if folded:
            choices = " or ".join(f"“{column.name}”" for column in folded)
            raise InvalidInput(f"“{name}” could be {choices}. Write it as in the header.")
        found = self._by_key.get(name) or self._by_alias.get(name.casefold())
        if found is None:
            near = nearest(name, self._by_name)
            raise InvalidInput(f"There is no column “{name}”.{_asked(near)}", suggestion=near)
        return found


class ColumnKeys:
    """The columns of one table, found by key alone: what a stored formula names."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._by_key = {column.key: column for column in columns}

    def find(self, name: str) -> Column:
        """The column with that key; raises InvalidInput when it is gone."""
        found = self._by_key.get(name)
        if found is None:
            raise InvalidInput("It uses a column that is gone.")
        return found


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The one of `known` that is written most like the name, if any is near."""
    folded = {candidate.casefold(): candidate for candidate in known}
    near = get_close_matches(name.casefold(), folded, n=1)
    return folded[near[0]] if near else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A question naming the nearest of `known`, after a space; empty when none is near."""
    return _asked(nearest(name, known))


def in_formula(name: str) -> str:
    """The name as a formula writes it: in backticks where it isn't one word."""
    if name.isidentifier() and name.upper() not in _WORDS:
        return name
    return f"`{name.replace('`', '``')}`"


_WORDS = {
    "AND", "OR", "NOT", "IS", "IN", "NULL", "TRUE", "FALSE", "CASE", "WHEN", "THEN", "ELSE", "END",
    "SELECT", "FROM", "WHERE", "GROUP", "ORDER", "BY", "AS", "DISTINCT", "INTERVAL", "LIKE", "ALL",
    "ANY", "BETWEEN", "WITH", "SET", "TABLE", "VALUES", "UNION", "LIMIT", "JOIN", "ON", "USING",
    "HAVING", "WINDOW", "OVER", "EXISTS", "CREATE", "DROP", "INSERT", "UPDATE", "DELETE", "DESC",
    "ASC", "DATE", "TIME", "TIMESTAMP", "DATETIME", "SOME", "ARRAY", "MAP", "STRUCT", "ROW",
}  # fmt: skip
"""Words of the grammar, which a column's name must not be taken for."""


def _asked(near: str | None) -> str:
    return f" Did you mean “{near}”?" if near else ""

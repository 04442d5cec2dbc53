"""Finding a column by what a person wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from cashstage.core.errors import InvalidInput
from cashstage.schema.column import Column


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
            raise InvalidInput(f"There is no column “{name}”.{did_you_mean(name, self._by_name)}")
        return found


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A question naming the nearest of `known`, after a space; empty when none is near."""
    folded = {candidate.casefold(): candidate for candidate in known}
    near = get_close_matches(name.casefold(), folded, n=1)
    return f" Did you mean “{folded[near[0]]}”?" if near else ""

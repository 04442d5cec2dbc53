"""Names in a question: found with their place, and given to what is answered."""

from __future__ import annotations

from collections.abc import Iterable

from cashstage.core.errors import InvalidInput
from cashstage.metrics.naming import ColumnNames
from cashstage.schema.column import Column


def find_column(name: str, names: ColumnNames, place: str) -> Column:
    """The column meant; InvalidInput names the place."""
    try:
        return names.find(name)
    except InvalidInput as error:
        raise InvalidInput(error.detail, field=place) from None


def free_name(candidates: Iterable[str], taken: set[str], place: str) -> str:
    """The first name not taken yet, now taken."""
    first = None
    for name in candidates:
        first = first or name
        if name not in taken:
            taken.add(name)
            return name
    raise InvalidInput(f"The query asks for “{first}” twice.", field=place)

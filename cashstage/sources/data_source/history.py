"""Changing whether rows that leave the sheet are kept, and what tells rows apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from cashstage.core.errors import InvalidInput
from cashstage.models import DataSource, SourceMode
from cashstage.schema.column import Column, Role
from cashstage.snapshots.row_key import is_candidate
from cashstage.sources.data_source import repository
from cashstage.sources.data_source.schemas import DataSourceUpdate


def changed_history(session: Session, row: DataSource, body: DataSourceUpdate) -> dict[str, Any]:
    """What changes of `mode` and `key`; empty when everything stays as it is.

    Raises InvalidInput for a key that can't tell rows apart, and for none where one is needed.
    """
    columns = [repository.as_column(each) for each in repository.read_columns(session, row.id)]
    mode = row.mode if body.mode is None else body.mode
    key = row.key if body.key is None else checked_key(body.key, columns)
    if mode == SourceMode.ACCUMULATE and not key:
        raise InvalidInput(
            "Rows can be kept only when something tells them apart.",
            next_step="Name the columns of the key, such as the day and the campaign.",
            field="key",
        )
    wanted = {"mode": str(mode), "key": key}
    changes = {name: value for name, value in wanted.items() if value != getattr(row, name)}
    # The file is read again, even if nobody has edited it: other rows are to be seen.
    return changes | ({"file_version": None} if "mode" in changes else {})


def checked_key(names: Sequence[str], columns: Sequence[Column]) -> list[str]:
    """The ids of columns that are given by id or name; the names while no column is known.

    Raises InvalidInput for a column that is not there, or that measures something.
    """
    if not columns:
        return list(dict.fromkeys(names))
    by_name = {each.name.casefold(): each for each in columns}
    by_name |= {each.key: each for each in columns}
    candidates = [each.name for each in columns if is_candidate(each)]
    choice = f"Choose among: {', '.join(candidates)}." if candidates else None
    key = []
    for name in names:
        column = by_name.get(name.casefold())
        if column is None:
            raise InvalidInput(
                f"There is no column “{name}” that could tell rows apart.",
                next_step=choice,
                field="key",
            )
        if not is_candidate(column):
            why = "is added up" if column.role is Role.METRIC else "holds numbers with fractions"
            raise InvalidInput(
                f"{column.name} {why}, so it can't tell rows apart.",
                next_step=choice,
                field="key",
            )
        key.append(column.key)
    return list(dict.fromkeys(key))

"""Lists in pages: newest first, continued after the last identifier seen."""

from __future__ import annotations

from typing import Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field
from sqlmodel import Session, col, desc
from sqlmodel.sql.expression import SelectOfScalar

from cashstage.core.errors import InvalidInput
from cashstage.core.ids import parse_id
from cashstage.models.base import Row

MAX_LIMIT = 200
DEFAULT_LIMIT = 50

ItemT = TypeVar("ItemT")
RowT = TypeVar("RowT", bound=Row)


class Page(BaseModel, Generic[ItemT]):
    """A page of a list; `next_cursor` is None on the last one."""

    items: list[ItemT]
    next_cursor: str | None = None


class PageRequest(BaseModel):
    """What a caller asks of a list; `cursor` is the `next_cursor` of the page before."""

    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)
    cursor: str | None = None

    @property
    def after(self) -> UUID | None:
        """The identifier to continue after; raises InvalidInput on a foreign cursor."""
        if self.cursor is None:
            return None
        last = parse_id(self.cursor)
        if last is None:
            raise InvalidInput("The cursor is not one that a list answered with.", field="cursor")
        return last


def read_page(
    session: Session, query: SelectOfScalar[RowT], model: type[RowT], request: PageRequest
) -> tuple[list[RowT], str | None]:
    """One page of rows, newest first (identifiers sort by time), and the next cursor."""
    if request.after is not None:
        query = query.where(col(model.id) < request.after)
    rows = list(session.exec(query.order_by(desc(model.id)).limit(request.limit + 1)).all())
    more = len(rows) > request.limit
    rows = rows[: request.limit]
    return rows, str(rows[-1].id) if more else None

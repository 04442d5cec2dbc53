"""The columns of a small marketing table, one or more of every type."""

from __future__ import annotations

from cashstage.schema.column import Column, ColumnType, Role


def column(
    key: str,
    name: str,
    column_type: str,
    semantic_type: str | None = None,
    format_: str | None = None,
) -> Column:
    """A column whose role follows from its type."""
    held = ColumnType(column_type)
    role = Role.METRIC if held.numeric else Role.DIMENSION
    return Column(key, name, held, role, semantic_type, format_)


DAY = column("c1", "day", "date", "date")
AT = column("c2", "at", "datetime")
CHANNEL = column("c3", "channel", "text", "channel")
COST = column("c4", "cost", "number", "cost", "currency:EUR")
CLICKS = column("c5", "clicks", "integer", "clicks")
ACTIVE = column("c6", "active", "boolean")
START = column("c7", "start", "time")
SPENT = column("c8", "Amount spent (€)", "number")
CTR = column("c9", "ctr", "number", "ctr", "percent")
COLUMNS = (DAY, AT, CHANNEL, COST, CLICKS, ACTIVE, START, SPENT, CTR)

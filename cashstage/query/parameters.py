"""Values on their way into SQL: bound by name, never written into it."""

from __future__ import annotations

from sqlglot import exp

from cashstage.query.resolved import Value


class Parameters:
    """Collects the bound values of one statement; an equal value is bound once."""

    def __init__(self) -> None:
        self.values: dict[str, Value] = {}
        self._names: dict[tuple[type, Value], str] = {}

    def bind(self, value: Value) -> exp.Placeholder:
        """A placeholder that stands for the value."""
        # 1, 1.0 and True are equal, but not the same to a database.
        identity = (type(value), value)
        name = self._names.setdefault(identity, f"p{len(self._names) + 1}")
        self.values[name] = value
        return exp.Placeholder(this=name)

"""All functions by name; some names have several forms, told apart by how much they take."""

from __future__ import annotations

from collections import defaultdict

from cashstage.metrics.functions.aggregates import AGGREGATES
from cashstage.metrics.functions.casting import CAST
from cashstage.metrics.functions.choices import CHOICES
from cashstage.metrics.functions.dates import DATES_AND_TIMES
from cashstage.metrics.functions.numbers import NUMBERS
from cashstage.metrics.functions.patterns import PATTERNS
from cashstage.metrics.functions.signature import Function
from cashstage.metrics.functions.texts import TEXTS
from cashstage.metrics.functions.windows import WINDOWS

ALL = (
    *AGGREGATES, *CHOICES, *TEXTS, *PATTERNS, *NUMBERS, CAST, *DATES_AND_TIMES, *WINDOWS,
)  # fmt: skip


def _by_name() -> dict[str, tuple[Function, ...]]:
    forms: dict[str, list[Function]] = defaultdict(list)
    for function in ALL:
        forms[function.name].append(function)
    return {name: tuple(found) for name, found in forms.items()}


FUNCTIONS = _by_name()
RELATIVE = tuple(function.name for function in ALL if function.relative)

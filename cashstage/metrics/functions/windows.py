"""Functions over the groups of an answer: what each is beside the others.

How they are reckoned is said in `query.windows`, which knows the question's dimensions. Here they
are only taken in, and what can't be added up is refused where adding up is meant.
"""

from __future__ import annotations

from enum import StrEnum

from sqlglot import exp

from cashstage.metrics.functions.signature import NUMBER, Argument, Function, Level, Written
from cashstage.metrics.kinds import Kind

_FAMILY = "Over the answer"
MOST_PERIODS = 366


class Window(StrEnum):
    """The functions by name."""

    RUNNING_TOTAL = "RUNNING_TOTAL"
    SHARE_OF_TOTAL = "SHARE_OF_TOTAL"
    RANK = "RANK"
    MOVING_AVERAGE = "MOVING_AVERAGE"
    DIFFERENCE = "DIFFERENCE_TO_PREVIOUS"
    PERCENT_CHANGE = "PERCENT_CHANGE_TO_PREVIOUS"


ADDING_UP = {Window.RUNNING_TOTAL, Window.SHARE_OF_TOTAL, Window.MOVING_AVERAGE}
"""Those that mean nothing for ratios, averages and distinct counts."""


class Windowed(exp.Expression, exp.Func):
    """In a formula's tree: a window over `this`; `name` is a `Window`, `periods` a number."""

    arg_types = {"this": True, "name": True, "periods": False}  # noqa: RUF012 - sqlglot's own


def _window(
    window: Window, help_: str, example: str, *more: Argument, whole: bool | None = False
) -> Function:
    return Function(
        window.value,
        _FAMILY,
        (Argument("metric", NUMBER), *more),
        Kind.NUMBER,
        "",
        help_,
        example,
        level=Level.WINDOW,
        whole=whole,
    )


WINDOWS = (
    _window(
        Window.RUNNING_TOTAL,
        "All groups up to this one added up, along the date or the order of the answer.",
        "RUNNING_TOTAL(SUM(Cost))",
        whole=None,
    ),
    _window(
        Window.SHARE_OF_TOTAL,
        "This group's part of all groups together, from 0 to 1.",
        "SHARE_OF_TOTAL(SUM(Cost))",
    ),
    _window(
        Window.RANK,
        "The place among all groups, 1 for the largest; equals share a place.",
        "RANK(SUM(Cost))",
        whole=True,
    ),
    _window(
        Window.MOVING_AVERAGE,
        "The mean of this group and those just before it, so many in all.",
        "MOVING_AVERAGE(SUM(Cost), 7)",
        Argument("periods", NUMBER, written=Written.WHOLE, least=2, most=MOST_PERIODS),
    ),
    _window(
        Window.DIFFERENCE,
        "How much more this group has than the one before it.",
        "DIFFERENCE_TO_PREVIOUS(SUM(Cost))",
        whole=None,
    ),
    _window(
        Window.PERCENT_CHANGE,
        "The difference to the group before as a part of that group, 0.1 for a tenth more.",
        "PERCENT_CHANGE_TO_PREVIOUS(SUM(Cost))",
    ),
)

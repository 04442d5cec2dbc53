"""Whether a formula over meanings can be a metric, and what is wrong with it, place by place."""

from __future__ import annotations

from cashstage.core.errors import FormulaError, InvalidInput
from cashstage.metrics.book import MetricBook
from cashstage.metrics.formula import read_formula
from cashstage.metrics.kinds import Kind
from cashstage.metrics.naming import did_you_mean
from cashstage.metrics.references import Name, names_in, original_place
from cashstage.schema.column import Column, ColumnType, Role
from cashstage.schema.kinds import ValueKind
from cashstage.schema.semantic import KIND_OF


def _stand_in(number: int, meaning: str, kind: ValueKind) -> Column:
    if kind.measured:
        return Column(f"m{number}", meaning, ColumnType.NUMBER, Role.METRIC, meaning)
    held = ColumnType.DATE if kind is ValueKind.DATE else ColumnType.TEXT
    return Column(f"m{number}", meaning, held, Role.DIMENSION, meaning)


ANY_COLUMNS: tuple[Column, ...] = tuple(
    _stand_in(number, meaning, kind) for number, (meaning, kind) in enumerate(KIND_OF.items())
)
"""A table that has one column of every meaning, named by it."""


def check_definition(name: str, formula: str, book: MetricBook) -> None:
    """Raises InvalidInput for a metric made of itself; FormulaError, with the 0-based position,
    for a name that is no meaning or metric, an average of ratios, or what is no formula."""
    for found in names_in(formula):
        if not found.word or book.get(found.text.casefold()) is not None:
            _check_name(found, name, book)
    written = book.spelled_out(formula, path=(name,))
    try:
        read = read_formula(written, ANY_COLUMNS)
        book.check_formula(written, read.tree, ANY_COLUMNS)
    except FormulaError as error:

        def words(named: Name) -> str | None:
            if named.inside or book.get(named.text.casefold()) is None:
                return None
            return book.spelled_out(formula[named.start : named.end])

        position = original_place(formula, words, int(error.context.get("position", 0)))
        raise FormulaError(error.detail, next_step=error.next_step, position=position) from None
    if read.kind not in {Kind.NUMBER, Kind.UNKNOWN}:
        raise FormulaError(f"A metric is a number; this is {read.kind}.", position=0)


def _check_name(found: Name, own_name: str, book: MetricBook) -> None:
    text = found.text.casefold()
    if found.inside:
        if text not in KIND_OF:
            raise FormulaError(
                f"“{found.text}” is nothing that a column can mean.{did_you_mean(text, KIND_OF)}",
                next_step="Inside of SUM and the like, write what a column means, such as cost.",
                position=found.start,
            )
    elif text == own_name:
        raise InvalidInput(f"A metric can't be made of itself: {text} → {text}.")
    elif book.get(text) is None:
        near = did_you_mean(text, book.definitions)
        wrapped = f" Did you mean “SUM({text})”?" if text in KIND_OF else near
        raise FormulaError(
            f"There is no metric “{found.text}”.{wrapped}",
            position=found.start,
        )

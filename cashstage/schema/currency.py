"""The currency of a column: one code, several, or unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cashstage.schema.currencies import DOLLARS, currency_code
from cashstage.schema.semantic import Meaning

MIXED = "mixed"
"""Said of a column whose rows are in several currencies."""


@dataclass(frozen=True, slots=True)
class Money:
    """The currency that a column's amounts are in: an ISO 4217 code, `MIXED`, or None.

    `note` is a sentence for people where something is amiss.
    """

    currency: str | None = None
    note: str | None = None

    @property
    def format(self) -> str:
        """As the display format of a column."""
        return "currency" if self.currency in {None, MIXED} else f"currency:{self.currency}"


def money_of(
    name: str,
    meaning: Meaning,
    *,
    written: str | None,
    units: Iterable[str],
    locale: str | None,
    by_row: frozenset[str],
) -> Money:
    """The currency, from what tells it most surely.

    In this order: the header, the cells' number format (`written`), signs in the cells (`units`),
    and the table's currency column (`by_row`: its codes). "$" and "kr" are settled by the
    locale, else by the currency column, else they stay unknown.
    """
    held = set(units)
    if len(held) > 1:
        # Reading the numbers has already told which.
        return Money(MIXED)
    unit = next(iter(held), None)
    if meaning.currency is not None:
        code = currency_code(unit, locale) if unit else None
        if code not in {None, meaning.currency}:
            said = meaning.currency
            return Money(said, f"{name} is taken for {said}, though its cells say {code}.")
        return Money(meaning.currency)
    mark = meaning.mark or written or unit
    if mark is None:
        return Money(MIXED if len(by_row) > 1 else next(iter(by_row), None))
    return Money(currency_code(mark, locale) or _by_column(mark, by_row))


def note_on_rows(name: str, by_row: frozenset[str]) -> str | None:
    """What to tell of a currency column that names several; None when it doesn't."""
    if len(by_row) < 2:
        return None
    return f"{name} names {', '.join(sorted(by_row))}; amounts are not converted."


def _by_column(mark: str, by_row: frozenset[str]) -> str | None:
    """The currency column's code for an open sign, when it names one that is written so."""
    code = next(iter(by_row)) if len(by_row) == 1 else None
    return code if mark == "$" and code in DOLLARS.values() else None

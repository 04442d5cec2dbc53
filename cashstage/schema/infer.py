"""A table's columns: type, meaning, role and format, inferred from all of their cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from cashstage.schema import semantic
from cashstage.schema.cell_format import CellFormat, ColumnFormat
from cashstage.schema.cells import Cells
from cashstage.schema.column import Column, ColumnType, Role
from cashstage.schema.currencies import currency_code
from cashstage.schema.decide import Decision, Evidence, decide
from cashstage.schema.reading.numbers import Decimal, decimal_votes
from cashstage.schema.reading.values import read_values
from cashstage.schema.semantic import Meaning, ValueKind

_COMMA_COUNTRIES = (
    "AR AT BE BG BR CL CO CZ DE DK ES FI FR GR HR HU ID IT NL NO PL PT RO RS RU SE SI SK TR UA VN"
)
_COMMA_REGIONS = frozenset(_COMMA_COUNTRIES.split())


@dataclass(frozen=True, slots=True)
class Delivered:
    """A column before it has a type: its repaired header and its cells below.

    `known` is the column of that name in the snapshot before, if there was one.
    """

    name: str
    cells: Cells
    format: ColumnFormat | None = None
    known: Column | None = None


@dataclass(frozen=True, slots=True)
class Inferred:
    """What a column turned out to be, and its values in that type.

    `nulled` counts cells that became null, by reason: error, placeholder, unreadable.
    """

    type: ColumnType
    role: Role
    semantic_type: str | None
    format: str | None
    values: pa.Array
    nulled: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def infer_columns(
    delivered: Sequence[Delivered], *, locale: str | None = None, decimal_comma: bool = False
) -> list[Inferred]:
    """The columns in order; what a person has set on a known one is kept.

    `locale` ("de_DE") and `decimal_comma` (the file's habits suggest it) decide what the cells
    leave open, such as whether 1.234 is more than a thousand.
    """
    meanings = semantic.read_headers([column.name for column in delivered])
    comma = decimal_comma or _region(locale) in _COMMA_REGIONS
    decimal = _usual_decimal(delivered, comma=comma)
    decisions = []
    for column, meaning in zip(delivered, meanings, strict=True):
        known = column.known
        evidence = Evidence(
            name=column.name,
            meaning=meaning,
            format=column.format,
            locale=locale,
            decimal=decimal,
            known=known.type if known else None,
        )
        fixed = known.type if known and known.overridden else None
        decisions.append(decide(column.cells, evidence, fixed))
    named = _semantic_types(delivered, meanings, decisions)
    account_currency = _single_currency(delivered, named)
    return [
        _inferred(column, meaning, decision, semantic_type, locale, account_currency)
        for column, meaning, decision, semantic_type in zip(
            delivered, meanings, decisions, named, strict=True
        )
    ]


def _inferred(
    column: Delivered,
    meaning: Meaning,
    decision: Decision,
    semantic_type: str | None,
    locale: str | None,
    account_currency: str | None,
) -> Inferred:
    values, nulled = read_values(column.cells, decision.type, decision.style)
    known = column.known
    if known is not None and known.overridden:
        role, shown = known.role, known.format
    else:
        role = _role(decision, meaning)
        shown = _format(column, meaning, decision, locale, account_currency)
    return Inferred(decision.type, role, semantic_type, shown, values, nulled, decision.notes)


def _usual_decimal(delivered: Sequence[Delivered], *, comma: bool) -> Decimal:
    """The sign that most columns use, for those that leave it open."""
    balance = 0
    for column in delivered:
        votes = decimal_votes(column.cells.texts.dictionary)
        balance += (votes[Decimal.COMMA] > votes[Decimal.POINT]) - (
            votes[Decimal.POINT] > votes[Decimal.COMMA]
        )
    return Decimal.COMMA if balance > 0 or (balance == 0 and comma) else Decimal.POINT


def _semantic_types(
    delivered: Sequence[Delivered], meanings: Sequence[Meaning], decisions: Sequence[Decision]
) -> list[str | None]:
    """Each meaning goes to where a person put it, else to the most telling header that fits."""
    named = [
        column.known.semantic_type if column.known and column.known.overridden else None
        for column in delivered
    ]
    for semantic_type, positions in semantic.claims(meanings).items():
        kind = semantic.KIND_OF[semantic_type]
        fitting = [
            place
            for place in positions
            if not _is_set(delivered[place]) and _fits(kind, decisions[place].type)
        ]
        if fitting and semantic_type not in named:
            named[fitting[0]] = semantic_type
    return named


def _is_set(column: Delivered) -> bool:
    """Whether a person has decided what the column is."""
    return column.known is not None and column.known.overridden


def _fits(kind: ValueKind, column_type: ColumnType) -> bool:
    if kind is ValueKind.DATE:
        return column_type.temporal
    return column_type.numeric if kind.measured else True


def _role(decision: Decision, meaning: Meaning) -> Role:
    """Amounts that can be added up are metrics; ratios, periods and names are not."""
    if not decision.type.numeric or decision.percent:
        return Role.DIMENSION
    if meaning.kind in {ValueKind.SHARE, ValueKind.RATIO, ValueKind.PERIOD, ValueKind.DATE}:
        return Role.DIMENSION
    if meaning.semantic_type in semantic.RATIO_TYPES or meaning.kind is ValueKind.TEXT:
        return Role.DIMENSION
    return Role.METRIC


def _format(
    column: Delivered,
    meaning: Meaning,
    decision: Decision,
    locale: str | None,
    account_currency: str | None,
) -> str | None:
    if not decision.type.numeric:
        return None
    shown = column.format.kind if column.format else None
    if decision.percent or shown is CellFormat.PERCENT or meaning.kind is ValueKind.SHARE:
        return "percent"
    if decision.style.lengths:
        return "duration"
    money = meaning.kind is ValueKind.MONEY or shown is CellFormat.CURRENCY or decision.units
    if not money:
        return None
    if len(decision.units) > 1:
        return "currency"
    written = column.format.currency if column.format else None
    mark = meaning.currency or written or next(iter(decision.units), None)
    code = currency_code(mark, locale) if mark else account_currency
    return f"currency:{code}" if code else "currency"


def _single_currency(delivered: Sequence[Delivered], named: Sequence[str | None]) -> str | None:
    """The code in a table's currency column, when all rows have the same."""
    if "currency" not in named:
        return None
    texts = delivered[named.index("currency")].cells.texts
    used = pc.unique(texts.indices.drop_null())
    return currency_code(texts.dictionary[used[0].as_py()].as_py()) if len(used) == 1 else None


def _region(locale: str | None) -> str:
    return (locale or "").replace("-", "_").partition("_")[2].upper()

"""A table's columns: type, meaning, role and format, inferred from all of their cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

from cashstage.schema import semantic
from cashstage.schema.cell_format import ColumnFormat
from cashstage.schema.cells import Cells
from cashstage.schema.column import Column, ColumnType, Role
from cashstage.schema.currencies import currency_code
from cashstage.schema.currency import Money, money_of, note_on_rows
from cashstage.schema.decide import Decision, Evidence, decide
from cashstage.schema.kinds import ValueKind
from cashstage.schema.observed import Observed, observe
from cashstage.schema.proposal import Proposal, Seen, propose
from cashstage.schema.reading.numbers import Decimal, decimal_votes
from cashstage.schema.reading.values import read_values
from cashstage.schema.semantic import Meaning
from cashstage.schema.settle import settle

_MOST_CODES = 200
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

    `semantic_type` is set where the proposal is sure enough; `currency` is an ISO 4217 code,
    "mixed", or None. `nulled` counts cells that became null, by reason: error, placeholder,
    unreadable. `evidence` says what decided the type.
    """

    type: ColumnType
    role: Role
    semantic_type: str | None
    format: str | None
    values: pa.Array
    nulled: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    proposal: Proposal | None = None
    currency: str | None = None
    evidence: str = ""


def infer_columns(
    delivered: Sequence[Delivered],
    *,
    locale: str | None = None,
    decimal_comma: bool = False,
    corrections: Mapping[str, str] | None = None,
) -> list[Inferred]:
    """The columns in order; what a person has set on a known one is kept.

    `locale` ("de_DE") and `decimal_comma` (the file's habits suggest it) decide what the cells
    leave open, such as whether 1.234 is more than a thousand. `corrections` are what people of
    the organization have said about headers, as `corrections_of` gives them.
    """
    meanings = semantic.read_headers([column.name for column in delivered], corrections)
    comma = decimal_comma or _region(locale) in _COMMA_REGIONS
    decimal = _usual_decimal(delivered, comma=comma)
    examined = []
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
        decision = decide(column.cells, evidence, fixed)
        values, nulled = read_values(column.cells, decision.type, decision.style)
        observed = observe(column.cells, values, decision, column.format)
        examined.append(_Examined(column, meaning, decision, values, nulled, observed))
    examined = _settled(examined)
    by_row = _currencies_by_row(examined)
    monies = [_money(each, locale, by_row) for each in examined]
    named, proposals = propose(
        [_seen(each, money) for each, money in zip(examined, monies, strict=True)]
    )
    return [
        _inferred(each, money, semantic_type, proposal, by_row)
        for each, money, semantic_type, proposal in zip(
            examined, monies, named, proposals, strict=True
        )
    ]


@dataclass(frozen=True, slots=True)
class _Examined:
    """A column whose type is decided and whose values are read."""

    column: Delivered
    meaning: Meaning
    decision: Decision
    values: pa.Array
    nulled: dict[str, int]
    observed: Observed


def _settled(examined: Sequence[_Examined]) -> list[_Examined]:
    """Names that several meanings share, decided by what is beside them."""
    sure = [
        (each.meaning.semantic_type, each.observed)
        for each in examined
        if each.meaning.semantic_type is not None and each.meaning.family is None
    ]
    beside = dict(reversed(sure))
    return [
        replace(each, meaning=settle(each.meaning, each.observed, beside))
        if each.meaning.family
        else each
        for each in examined
    ]


def _money(each: _Examined, locale: str | None, by_row: frozenset[str]) -> Money | None:
    """The currency of a column of amounts; None for all others."""
    decision, shown = each.decision, each.column.format
    if not decision.type.numeric or each.observed.percent or decision.style.lengths:
        return None
    if each.meaning.kind is not ValueKind.MONEY and not each.observed.money:
        return None
    return money_of(
        each.column.name,
        each.meaning,
        written=shown.currency if shown else None,
        units=decision.units,
        locale=locale,
        by_row=by_row,
    )


def _seen(each: _Examined, money: Money | None) -> Seen:
    known = each.column.known
    fixed = known is not None and known.overridden
    return Seen(
        name=each.column.name,
        meaning=each.meaning,
        observed=each.observed,
        currency=money.currency if money else None,
        fixed=fixed,
        given=known.semantic_type if known and fixed else None,
    )


def _inferred(
    each: _Examined,
    money: Money | None,
    semantic_type: str | None,
    proposal: Proposal | None,
    by_row: frozenset[str],
) -> Inferred:
    decision, known = each.decision, each.column.known
    notes = list(decision.notes)
    if money is not None and money.note is not None:
        notes.append(money.note)
    if semantic_type == "currency":
        notes += filter(None, [note_on_rows(each.column.name, by_row)])
    if known is not None and known.overridden:
        role, shown = known.role, known.format
    else:
        role, shown = _role(decision, each.meaning), _format(each, money)
    return Inferred(
        decision.type,
        role,
        semantic_type,
        shown,
        each.values,
        each.nulled,
        notes,
        proposal,
        money.currency if money else None,
        decision.evidence,
    )


def _usual_decimal(delivered: Sequence[Delivered], *, comma: bool) -> Decimal:
    """The sign that most columns use, for those that leave it open."""
    balance = 0
    for column in delivered:
        votes = decimal_votes(column.cells.texts.dictionary)
        balance += (votes[Decimal.COMMA] > votes[Decimal.POINT]) - (
            votes[Decimal.POINT] > votes[Decimal.COMMA]
        )
    return Decimal.COMMA if balance > 0 or (balance == 0 and comma) else Decimal.POINT


def _role(decision: Decision, meaning: Meaning) -> Role:
    """Amounts that can be added up are metrics; ratios, periods and names are not."""
    if not decision.type.numeric or decision.percent:
        return Role.DIMENSION
    if meaning.kind in {ValueKind.SHARE, ValueKind.RATIO, ValueKind.PERIOD, ValueKind.DATE}:
        return Role.DIMENSION
    if meaning.semantic_type in semantic.RATIO_TYPES or meaning.kind is ValueKind.TEXT:
        return Role.DIMENSION
    return Role.METRIC


def _format(each: _Examined, money: Money | None) -> str | None:
    if not each.decision.type.numeric:
        return None
    if each.observed.percent or each.meaning.kind is ValueKind.SHARE:
        return "percent"
    if each.decision.style.lengths:
        return "duration"
    return money.format if money else None


def _currencies_by_row(examined: Sequence[_Examined]) -> frozenset[str]:
    """The codes in the table's currency column; empty when there is none."""
    columns = [each.column.cells for each in examined if each.meaning.semantic_type == "currency"]
    if not columns:
        return frozenset()
    texts = columns[0].texts
    used = texts.dictionary.take(pc.unique(texts.indices.drop_null()))[:_MOST_CODES]
    return frozenset(code for text in used.to_pylist() if (code := currency_code(text)))


def _region(locale: str | None) -> str:
    return (locale or "").replace("-", "_").partition("_")[2].upper()

"""What a column means, read from its header."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cashstage.schema import synonyms


class ValueKind(StrEnum):
    """What the values of a meaning are, whatever type they are stored as."""

    DATE = "date"
    TEXT = "text"
    IDENTIFIER = "identifier"
    PERIOD = "period"
    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    RATIO = "ratio"
    DURATION = "duration"

    @property
    def measured(self) -> bool:
        """Whether values are numbers to aggregate."""
        return self in _MEASURED


_MEASURED = frozenset(
    {ValueKind.COUNT, ValueKind.MONEY, ValueKind.SHARE, ValueKind.RATIO, ValueKind.DURATION}
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header says.

    `semantic_type` is None when only the kind is known ("order_code" identifies something).
    `rank` orders synonyms of one meaning, 0 the most telling; `currency` is an ISO 4217 code.
    """

    semantic_type: str | None = None
    kind: ValueKind | None = None
    rank: int = 0
    currency: str | None = None


_GROUPS = (
    (ValueKind.DATE, synonyms.DATES),
    (ValueKind.TEXT, synonyms.TEXTS),
    (ValueKind.IDENTIFIER, synonyms.IDENTIFIERS),
    (ValueKind.COUNT, synonyms.COUNTS),
    (ValueKind.MONEY, synonyms.MONEY),
    (ValueKind.SHARE, synonyms.SHARES),
    (ValueKind.RATIO, synonyms.RATIOS),
    (ValueKind.DURATION, synonyms.DURATIONS),
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_WORD = re.compile(r"[\W_]+")
_MONEY_MARK = re.compile(r"[(\[]\s*([^\s()\[\]]{1,3})\s*[)\]]|\b(?:in )?([A-Z]{3})$")
_MAILING = frozenset({"sent", "delivered", "unique_opens", "opens"})
_MAILING_TITLES = frozenset({"title", "campaign title", "email name"})


def normalized(header: str) -> str:
    """The header in lower-case words: NFKC, without punctuation, camel case split."""
    text = _CAMEL.sub(" ", unicodedata.normalize("NFKC", header))
    return _NO_WORD.sub(" ", text.casefold()).strip()


_KNOWN: dict[str, Meaning] = {
    normalized(header): Meaning(semantic_type, kind, rank)
    for kind, group in _GROUPS
    for semantic_type, headers in group.items()
    for rank, header in enumerate([*headers.split("|"), semantic_type])
}
KIND_OF: dict[str, ValueKind] = {name: kind for kind, group in _GROUPS for name in group}
"""The kind of every semantic type."""


def read_header(header: str) -> Meaning:
    """The meaning of one header by itself."""
    name, currency = _split_currency(header)
    known = _KNOWN.get(normalized(header)) or _KNOWN.get(normalized(name))
    if known is not None:
        return Meaning(known.semantic_type, known.kind, known.rank, currency)
    words = normalized(header).split()
    if not words:
        return Meaning()
    if words[-1] in synonyms.IDENTIFYING or words[0] == "id":
        return Meaning(kind=ValueKind.IDENTIFIER)
    if words[-1] in synonyms.PERIODS or words == ["day", "of", "week"]:
        return Meaning(kind=ValueKind.PERIOD)
    return Meaning(kind=ValueKind.MONEY if currency else None, currency=currency)


def read_headers(headers: Sequence[str]) -> list[Meaning]:
    """The meanings of a table's headers, read together: titles of mailings name campaigns."""
    meanings = [read_header(header) for header in headers]
    found = {meaning.semantic_type for meaning in meanings}
    if not found & _MAILING or "campaign" in found:
        return meanings
    campaign = Meaning("campaign", ValueKind.TEXT)
    return [
        campaign if normalized(header) in _MAILING_TITLES else meaning
        for header, meaning in zip(headers, meanings, strict=True)
    ]


def claims(meanings: Sequence[Meaning]) -> dict[str, list[int]]:
    """For each semantic type the columns that could have it, the most telling first."""
    claimed: dict[str, list[int]] = {}
    for position, meaning in enumerate(meanings):
        if meaning.semantic_type is not None:
            claimed.setdefault(meaning.semantic_type, []).append(position)
    for positions in claimed.values():
        positions.sort(key=lambda position: (meanings[position].rank, position))
    return claimed


def currency_code(mark: str, locale: str | None = None) -> str | None:
    """The ISO 4217 code for a code or sign; None when it could be several.

    `locale` ("en_CA") decides between dollars and between crowns; a bare `$` is the US dollar.
    """
    mark = mark.strip()
    if mark.upper() in synonyms.CURRENCIES:
        return mark.upper()
    region = (locale or "").replace("-", "_").partition("_")[2].upper()
    if mark == "$":
        return synonyms.DOLLARS.get(region, "USD")
    if mark.casefold() == "kr":
        return synonyms.CROWNS.get(region)
    return synonyms.SYMBOLS.get(mark)


def _split_currency(header: str) -> tuple[str, str | None]:
    """The header without its currency, and the currency's code."""
    for found in _MONEY_MARK.finditer(unicodedata.normalize("NFKC", header)):
        code = currency_code(found[1] or found[2])
        if code is not None:
            text = unicodedata.normalize("NFKC", header)
            return text[: found.start()] + text[found.end() :], code
    return header, None

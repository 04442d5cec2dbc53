"""What a column means, read from its header."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from cashstage.schema.corrections import NOTHING, correction_for
from cashstage.schema.currencies import CURRENCIES, currency_code
from cashstage.schema.kinds import ValueKind
from cashstage.schema.normal_form import header_key, normalized
from cashstage.schema.vocabulary import affixes, endings
from cashstage.schema.vocabulary.index import (
    DISTINCT_TYPES,
    INDEX,
    KIND_OF,
    LOOSE,
    RATIO_TYPES,
    Entry,
    loose_key,
)

__all__ = [
    "DISTINCT_TYPES",
    "KIND_OF",
    "RATIO_TYPES",
    "Match",
    "Meaning",
    "ValueKind",
    "claims",
    "read_header",
    "read_headers",
]


class Match(IntEnum):
    """How surely a header names its meaning, the surest first."""

    REMEMBERED = 0
    NAMED = 1
    ALIKE = 2
    AROUND = 3
    UNKNOWN = 4


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header says.

    `semantic_type` is None when only the kind is known ("order_code" identifies something).
    `rank` orders synonyms of one meaning, 0 the most telling; `currency` is an ISO 4217 code,
    `mark` a sign that could be several ("$"). `languages` are those in which it is called so.
    `family` says that several meanings share the name, `second` what it means where another
    column has its first meaning.
    """

    semantic_type: str | None = None
    kind: ValueKind | None = None
    rank: int = 0
    currency: str | None = None
    mark: str | None = None
    match: Match = Match.UNKNOWN
    languages: tuple[str, ...] = ()
    family: str | None = None
    second: str | None = None
    settled: bool = False


_MONEY_MARK = re.compile(
    r"[(\[]\s*(?:in |en |em )?([^\s()\[\]]{1,4})\s*[)\]]|\b(?:in )?([A-Z]{3})$"
    r"|(?:\bin\s+)?([A-Z]{0,3}[$€£¥₹₽₩₺₪₫₴₦฿])\s*$|^([A-Z]{0,3}[$€£¥₹₽₩₺₪₫₴₦฿])"
)
_PER_CENT = re.compile(r"(?:^|[^\W\d_])[\W_]*%")
"""After a word: "Clicks (%)", but not "Video plays at 75 %"."""
_BRACKETS = re.compile(r"([^()]+)\(([^()]+)\)")
_OPEN_MARKS = frozenset({"$", "kr"})
_MAILING = frozenset({"sent", "delivered", "unique_opens", "opens"})
_MOST_AFFIXES = 3


def _phrases(words: str) -> tuple[tuple[str, ...], ...]:
    """Phrases apart by "|" as words, the longest first."""
    phrases = {tuple(normalized(phrase).split()) for phrase in words.split("|")}
    return tuple(sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))


_PLATFORMS = _phrases(affixes.PLATFORMS)
_COUNTING = _phrases(affixes.COUNTING)
_TOTALS = _phrases(affixes.TOTALS)
_AVERAGES = _phrases(affixes.AVERAGES)
_UNITS = _phrases(affixes.UNITS)
_CONVERTED = _phrases(affixes.CONVERTED)
_PLACES = _phrases(affixes.PLACES)


def read_header(header: str) -> Meaning:
    """The meaning of one header by itself."""
    name, currency, mark = _split_currency(header)
    known = INDEX.get(header_key(header)) or INDEX.get(header_key(name))
    if known is not None and _is_share_of(header, known):
        return Meaning(kind=ValueKind.SHARE)
    if known is not None:
        return _meaning(known, Match.NAMED, currency, mark)
    words = normalized(name).split()
    if not words:
        return Meaning(currency=currency, mark=mark)
    explained = _explained(name)
    if explained is not None:
        return _meaning(explained, Match.ALIKE, currency, mark)
    reduced = _reduced(words)
    if reduced is not None:
        entry, match, code = reduced
        return _meaning(entry, match, currency or code, mark)
    if words[-1] in endings.IDENTIFYING or words[0] == "id":
        return Meaning(kind=ValueKind.IDENTIFIER)
    if words[-1] in endings.PERIODS or words == ["day", "of", "week"]:
        return Meaning(kind=ValueKind.PERIOD)
    is_money = currency is not None or mark is not None
    return Meaning(kind=ValueKind.MONEY if is_money else None, currency=currency, mark=mark)


def read_headers(
    headers: Sequence[str], corrections: Mapping[str, str] | None = None
) -> list[Meaning]:
    """The meanings of a table's headers, read together: titles of mailings name campaigns.

    What people of the organization have said about a header wins; see `corrections`.
    """
    meanings = [_remembered(header, corrections or {}) for header in headers]
    found = {meaning.semantic_type for meaning in meanings}
    if not found & _MAILING or "campaign" in found:
        return meanings
    campaign = Meaning("campaign", ValueKind.TEXT, match=Match.NAMED, languages=("en",))
    return [campaign if meaning.family == "title" else meaning for meaning in meanings]


def claims(meanings: Sequence[Meaning]) -> dict[str, list[int]]:
    """For each semantic type the columns that could have it, the most telling first."""
    claimed: dict[str, list[int]] = {}
    for position, meaning in enumerate(meanings):
        if meaning.semantic_type is not None:
            claimed.setdefault(meaning.semantic_type, []).append(position)
    for positions in claimed.values():
        positions.sort(key=lambda at: (meanings[at].match, meanings[at].rank, at))
    return claimed


def _remembered(header: str, corrections: Mapping[str, str]) -> Meaning:
    said = correction_for(header, corrections)
    if said is None:
        return read_header(header)
    _, currency, mark = _split_currency(header)
    if said == NOTHING:
        return Meaning(currency=currency, mark=mark, match=Match.REMEMBERED)
    return Meaning(said, KIND_OF[said], 0, currency, mark, Match.REMEMBERED)


def _meaning(entry: Entry, match: Match, currency: str | None, mark: str | None) -> Meaning:
    return Meaning(
        entry.semantic_type,
        entry.kind,
        entry.rank,
        currency,
        mark,
        match,
        entry.languages,
        entry.family,
        entry.second,
    )


def _is_share_of(header: str, entry: Entry) -> bool:
    """Whether a sign of per cent makes a share of what is counted: "Clicks (%)"."""
    counts = entry.kind in {ValueKind.COUNT, ValueKind.MONEY}
    return counts and _PER_CENT.search(unicodedata.normalize("NFKC", header)) is not None


def _explained(name: str) -> Entry | None:
    """What a name and the one in brackets after it both mean: "Click-to-open rate (CTOR)"."""
    found = _BRACKETS.fullmatch(name.strip())
    if found is None:
        return None
    outer, inner = INDEX.get(header_key(found[1])), INDEX.get(header_key(found[2]))
    same = outer and inner and outer.semantic_type == inner.semantic_type
    return outer if same else None


def _reduced(words: list[str]) -> tuple[Entry, Match, str | None] | None:
    """The known name inside the words, and a currency code found around it."""
    code: str | None = None
    match = Match.ALIKE
    needs: set[str] = set()
    for _ in range(_MOST_AFFIXES + 1):
        entry = INDEX.get("".join(words)) if match is Match.AROUND else None
        entry = entry or _nearly(words)
        if entry is not None and _allows(entry, needs):
            return entry, match, code
        if len(words) > 1 and words[-1].upper() in CURRENCIES:
            code, words = words[-1].upper(), words[:-1]
            needs.add("money")
        else:
            stripped = _without_affix(words)
            if stripped is None:
                return None
            words, need = stripped
            needs.add(need)
        match = Match.AROUND
    return None


def _without_affix(words: list[str]) -> tuple[list[str], str] | None:
    """The words without the first affix that fits, and what the rest has to be."""
    for phrases, need, first in (
        (_UNITS, "measured", False),
        (_CONVERTED, "money", False),
        (_PLACES, "additive", False),
        (_PLATFORMS, "any", True),
        (_PLATFORMS, "any", False),
        (_COUNTING, "additive", True),
        (_TOTALS, "additive", False),
        (_AVERAGES, "ratio", True),
        (_AVERAGES, "ratio", False),
    ):
        for phrase in phrases:
            size = len(phrase)
            if size >= len(words):
                continue
            if first and tuple(words[:size]) == phrase:
                return words[size:], need
            if not first and tuple(words[-size:]) == phrase:
                return words[:-size], need
    return None


def _allows(entry: Entry, needs: set[str]) -> bool:
    """Whether a name may stand between the words that were taken off around it."""
    ratio = entry.semantic_type in RATIO_TYPES or entry.kind is ValueKind.DURATION
    additive = entry.kind in {ValueKind.COUNT, ValueKind.MONEY} and not ratio
    facts = {
        "any": True,
        "measured": entry.kind is not None and entry.kind.measured,
        "money": entry.kind is ValueKind.MONEY,
        "additive": additive,
        "ratio": ratio,
    }
    return all(facts[need] for need in needs)


def _nearly(words: list[str]) -> Entry | None:
    """The name in the other number, or with other articles and prepositions."""
    key = "".join(words)
    if not words or words[-1] in affixes.NO_PLURAL or words[-1].rstrip("s") in affixes.NO_PLURAL:
        return None
    other = INDEX.get(key[:-1]) if key.endswith("s") else INDEX.get(key + "s")
    # "Campaigns" counts them, so only numbers may change between one and many.
    if other is not None and other.kind is not None and other.kind.measured:
        return other
    return LOOSE.get(loose_key(words) or "")


def _split_currency(header: str) -> tuple[str, str | None, str | None]:
    """The header without its currency, the currency's code, and a sign that is not certain."""
    text = unicodedata.normalize("NFKC", header).strip()
    for found in _MONEY_MARK.finditer(text):
        mark = next(group for group in found.groups() if group)
        code = currency_code(mark)
        rest = text[: found.start()] + text[found.end() :]
        if code is not None:
            return rest, code, None
        if mark.casefold() in _OPEN_MARKS:
            return rest, None, mark
    return text, None, None

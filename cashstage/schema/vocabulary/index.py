"""Every name of the vocabulary by its key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cashstage.schema.kinds import ValueKind
from cashstage.schema.normal_form import header_key, normalized
from cashstage.schema.vocabulary.advertising import ADVERTISING
from cashstage.schema.vocabulary.affixes import SMALL_WORDS
from cashstage.schema.vocabulary.ambiguous import DEFAULTS, FAMILIES, SECOND_MEANINGS
from cashstage.schema.vocabulary.dimensions import DATES, TEXTS
from cashstage.schema.vocabulary.identifiers import IDENTIFIERS
from cashstage.schema.vocabulary.mailing import MAILING
from cashstage.schema.vocabulary.money import MONEY, PRICES
from cashstage.schema.vocabulary.names import Names, Table
from cashstage.schema.vocabulary.ratios import DURATIONS, RATIOS, SHARES
from cashstage.schema.vocabulary.records import RECORDS
from cashstage.schema.vocabulary.site import SITE

_GROUPS: tuple[tuple[ValueKind, Table], ...] = (
    (ValueKind.DATE, DATES),
    (ValueKind.TEXT, TEXTS),
    (ValueKind.TEXT, RECORDS),
    (ValueKind.IDENTIFIER, IDENTIFIERS),
    (ValueKind.COUNT, ADVERTISING),
    (ValueKind.COUNT, MAILING),
    (ValueKind.COUNT, SITE),
    (ValueKind.MONEY, MONEY),
    (ValueKind.MONEY, PRICES),
    (ValueKind.SHARE, SHARES),
    (ValueKind.RATIO, RATIOS),
    (ValueKind.DURATION, DURATIONS),
)
KIND_OF: dict[str, ValueKind] = {
    **{semantic_type: kind for kind, table in _GROUPS for semantic_type in table},
    "link_clicks": ValueKind.COUNT,
    "all_clicks": ValueKind.COUNT,
}
"""The kind of every semantic type."""

RATIO_TYPES = frozenset({*PRICES, *SHARES, *RATIOS})
"""Semantic types of columns that hold a ratio already; their sum means nothing."""

DISTINCT_TYPES = frozenset(
    {"reach", "users", "new_users", "returning_users", "customers", "returning_customers"}
    | {"followers", "unique_link_clicks"}
)
"""Semantic types that count people once: sums over days count some of them again."""

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(frozen=True, slots=True)
class Entry:
    """What one name means.

    `semantic_type` is None for a family of ambiguous names without a usual meaning. `rank` is 0
    for the most telling name of its language; `languages` are ISO 639-1 codes.
    """

    semantic_type: str | None
    kind: ValueKind | None
    rank: int
    languages: tuple[str, ...] = ()
    family: str | None = None
    second: str | None = None


def spellings() -> Iterator[tuple[str, str, int, str]]:
    """Every name as (semantic type or family, language, rank, key), with "ae" for "ä"."""
    for meaning, names in _everything():
        for language, rank, name in names.each():
            yield meaning, language, rank, header_key(name)
            written_out = name.translate(_UMLAUTS)
            if language == "de" and written_out != name:
                yield meaning, language, rank, header_key(written_out)


def _everything() -> Iterator[tuple[str, Names]]:
    for _, table in _GROUPS:
        yield from table.items()
    yield from FAMILIES.items()


def _build() -> dict[str, Entry]:
    second = {
        header_key(name): meaning
        for meaning, names in SECOND_MEANINGS.items()
        for name in names.split("|")
    }
    index: dict[str, Entry] = {}
    for meaning, language, rank, key in spellings():
        family = meaning if meaning in FAMILIES else None
        semantic_type = DEFAULTS.get(meaning) if family else meaning
        known = index.get(key)
        languages = (*known.languages, language) if known else (language,)
        index[key] = Entry(
            semantic_type=semantic_type,
            kind=KIND_OF[semantic_type] if semantic_type else None,
            rank=min(rank, known.rank) if known else rank,
            languages=tuple(dict.fromkeys(languages)),
            family=family,
            second=second.get(key),
        )
    for semantic_type, kind in KIND_OF.items():
        last = Entry(semantic_type, kind, rank=len(index))
        index.setdefault(header_key(semantic_type), last)
    return index


INDEX: dict[str, Entry] = _build()
"""What each name means, by its key."""


def loose_key(words: Sequence[str]) -> str | None:
    """The words without small ones and endings in s; None where too little is left."""
    kept = [word.removesuffix("s") for word in words if word not in SMALL_WORDS]
    return " ".join(kept) if len(kept) > 1 else None


def _build_loose() -> dict[str, Entry]:
    """Names by their loose key, without keys that names of two meanings share."""
    loose: dict[str, Entry] = {}
    shared: set[str] = set()
    for _, names in _everything():
        for _, _, name in names.each():
            key, entry = loose_key(normalized(name).split()), INDEX[header_key(name)]
            if key is None:
                continue
            if key in loose and loose[key].semantic_type != entry.semantic_type:
                shared.add(key)
            loose.setdefault(key, entry)
    return {key: entry for key, entry in loose.items() if key not in shared}


LOOSE: dict[str, Entry] = _build_loose()
"""What longer names mean, by their loose key."""

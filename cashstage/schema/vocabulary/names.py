"""How the names of a meaning are written down, language by language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

LANGUAGES: dict[str, str] = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "pt": "Portuguese",
    "it": "Italian",
    "nl": "Dutch",
}
"""The languages of the vocabulary, by ISO 639-1 code."""


@dataclass(frozen=True, slots=True)
class Names:
    """What one meaning is called: names apart by "|", the most telling of a language first.

    Names stand as exports and people write them; case, accents, punctuation and spaces are
    taken out where they are looked up. A name that several languages share may stand in each.
    """

    en: str = ""
    de: str = ""
    fr: str = ""
    es: str = ""
    pt: str = ""
    it: str = ""
    nl: str = ""

    def each(self) -> Iterator[tuple[str, int, str]]:
        """Every name as (language, place among that language's names, name)."""
        for language in LANGUAGES:
            written = getattr(self, language)
            for rank, name in enumerate(written.split("|") if written else ()):
                yield language, rank, name


Table = dict[str, Names]
"""Semantic types and what they are called."""

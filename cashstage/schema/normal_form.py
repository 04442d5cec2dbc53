"""The form in which headers are compared: their words, without case, accents and punctuation."""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = re.compile("[\u0300-\u036f]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_WORD = re.compile(r"[\W_]+")


def normalized(header: str) -> str:
    """The header in lower-case words, without accents and punctuation, camel case split."""
    text = _CAMEL.sub(" ", _plain(header)).casefold()
    return _NO_WORD.sub(" ", _plain(text)).strip()


def header_key(header: str) -> str:
    """The words in one: what names are looked up by, and what corrections are kept under.

    "Ad set name", "ad_set_name" and "AdSetName" have the same key.
    """
    return normalized(header).replace(" ", "")


def _plain(text: str) -> str:
    """Compatible characters made one (NFKC), Latin accents taken off."""
    return unicodedata.normalize("NFKC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text)))

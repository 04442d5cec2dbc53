"""What people of an organization have said about headers, so that it holds for the next table.

Corrections are kept as a mapping from `header_key(header)` to a semantic type, or to `NOTHING`
for a header that has no meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cashstage.schema.normal_form import header_key
from cashstage.schema.vocabulary.index import KIND_OF

NOTHING = "none"
"""Said of a header that means nothing known."""


def corrections_of(said: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """Corrections from headers and what they mean, None for nothing; later ones win.

    Headers without a letter or digit and unknown semantic types are left out.
    """
    corrections: dict[str, str] = {}
    for header, semantic_type in said:
        key = header_key(header)
        meaning = NOTHING if semantic_type is None else semantic_type
        if key and (meaning == NOTHING or meaning in KIND_OF):
            corrections[key] = meaning
    return corrections


def correction_for(header: str, corrections: Mapping[str, str]) -> str | None:
    """What was said of a header: a semantic type, `NOTHING`, or None when nothing was said."""
    said = corrections.get(header_key(header)) if corrections else None
    return said if said == NOTHING or said in KIND_OF else None

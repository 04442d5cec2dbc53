"""What a column's values say of its meaning, whatever its header says."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from cashstage.schema.cell_format import CellFormat, ColumnFormat
from cashstage.schema.cells import Cells
from cashstage.schema.column import ColumnType
from cashstage.schema.countries import COUNTRY_CODES
from cashstage.schema.currencies import CURRENCIES
from cashstage.schema.decide import Decision

_SAMPLE = 40
_MOST = 0.8
_FEWEST = 2
_URL = re.compile(r"(https?://|www\.|/)\S*", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SOURCE_MEDIUM = re.compile(r"[^/]+ / [^/]+")
_DEVICE_WORDS = (
    "desktop mobile tablet computers computer smartphone phone tv connected_tv ios android"
    " iphone ipad android_smartphone android_tablet"
)
_DEVICES = frozenset(_DEVICE_WORDS.split())
_GENDER_WORDS = (
    "m f u male female unknown männlich weiblich unbekannt homme femme inconnu hombre mujer"
    " masculino feminino desconocido uomo donna man vrouw onbekend"
)
_GENDERS = frozenset(_GENDER_WORDS.split())
_STATUS_WORDS = (
    "active inactive paused enabled disabled removed ended archived completed draft pending"
    " learning aktiv inaktiv pausiert beendet actif actives active en_pause terminée activa"
    " activo pausada pausado inactivo ativa ativo inativo attivo attiva inattivo in_pausa"
    " actief inactief gepauzeerd"
)
_STATUSES = frozenset(_STATUS_WORDS.split())


@dataclass(frozen=True, slots=True)
class Observed:
    """The facts about one column's values.

    `negative`, `fractional` and `beyond_one` are shares of the filled rows, 0 to 1; `percent` and
    `money` tell that the cells are written so. `sample` holds some of the distinct texts.
    """

    type: ColumnType
    filled: int = 0
    negative: float = 0.0
    fractional: float = 0.0
    beyond_one: float = 0.0
    percent: bool = False
    money: bool = False
    sample: tuple[str, ...] = ()

    def looks_like(self, semantic_type: str) -> bool:
        """Whether nearly all sampled texts are such values; False where texts can't tell."""
        look = LOOKS.get(semantic_type)
        if look is None or not self.sample:
            return False
        return sum(map(look.fits, self.sample)) >= len(self.sample) * _MOST


@dataclass(frozen=True, slots=True)
class Look:
    """How the texts of a meaning look, in words and as a test of one text."""

    words: str
    fits: Callable[[str], bool]
    telling: bool = False
    """Whether such values alone are reason enough to propose the meaning."""


LOOKS: dict[str, Look] = {
    "currency": Look("currency codes", lambda text: text.upper() in CURRENCIES, telling=True),
    "country": Look("country codes", lambda text: text in COUNTRY_CODES, telling=True),
    "landing_page": Look("web addresses", lambda text: bool(_URL.fullmatch(text)), telling=True),
    "email_address": Look(
        "e-mail addresses", lambda text: bool(_EMAIL.fullmatch(text)), telling=True
    ),
    "source_medium": Look(
        "sources with their media", lambda text: bool(_SOURCE_MEDIUM.fullmatch(text)), telling=True
    ),
    "device": Look("devices", lambda text: text.casefold().replace(" ", "_") in _DEVICES),
    "gender": Look("genders", lambda text: text.casefold() in _GENDERS),
    "status": Look("states", lambda text: text.casefold().replace(" ", "_") in _STATUSES),
}
"""Meanings that values confirm; the telling ones first need no header."""


def observe(
    cells: Cells, values: pa.Array, decision: Decision, shown: ColumnFormat | None
) -> Observed:
    """The facts about a column that was read as `values`."""
    filled = len(values) - values.null_count
    kind = shown.kind if shown else None
    percent = decision.percent or decision.style.points or kind is CellFormat.PERCENT
    money = bool(decision.units) or kind is CellFormat.CURRENCY
    if not decision.type.numeric or not filled:
        sample = _sample(cells) if decision.type is ColumnType.TEXT else ()
        return Observed(decision.type, filled, percent=percent, money=money, sample=sample)
    ends = pc.min_max(values).as_py()
    whole = decision.type is ColumnType.INTEGER
    return Observed(
        decision.type,
        filled,
        negative=_share(pc.less(values, 0), filled) if ends["min"] < 0 else 0.0,
        fractional=0.0 if whole else _share(pc.not_equal(values, pc.floor(values)), filled),
        beyond_one=_share(pc.greater(values, 1), filled) if ends["max"] > 1 else 0.0,
        percent=percent,
        money=money,
    )


def telling(observed: Observed, taken: Sequence[str | None]) -> str | None:
    """The meaning that the texts have by themselves and that no other column has."""
    if len(observed.sample) < _FEWEST:
        return None
    for semantic_type, look in LOOKS.items():
        if look.telling and semantic_type not in taken and observed.looks_like(semantic_type):
            return semantic_type
    return None


def _sample(cells: Cells) -> tuple[str, ...]:
    texts = cells.texts.dictionary[:_SAMPLE].to_pylist()
    return tuple(text for text in texts if text)


def _share(which: pa.BooleanArray, filled: int) -> float:
    return float(pc.sum(which, min_count=0).as_py() / filled)

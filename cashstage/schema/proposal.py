"""What each column of a table means, how surely, and why, in words for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cashstage.schema.column import ColumnType
from cashstage.schema.currency import MIXED
from cashstage.schema.kinds import ValueKind
from cashstage.schema.observed import LOOKS, Observed, telling
from cashstage.schema.semantic import KIND_OF, Match, Meaning, claims
from cashstage.schema.settle import GUESSES
from cashstage.schema.vocabulary.names import LANGUAGES

SET_FROM = 0.6
"""The confidence from which a meaning is set; below, it is only proposed."""

_BASE = {Match.REMEMBERED: 1.0, Match.NAMED: 0.9, Match.ALIKE: 0.85, Match.AROUND: 0.8}
_SETTLED, _USUAL, _GUESSED = 0.8, 0.65, 0.4
_BY_VALUES, _TAKEN, _UNFIT, _MIXED_RESULTS = 0.5, 0.5, 0.3, 0.5
_CONFIRMED, _CONTRADICTED, _EMPTY = 0.07, 0.6, 0.05
_TOLERATED = 0.02
"""The share of rows that may contradict: corrections after the day leave a few."""
_FRACTIONAL_COUNTS = frozenset({"conversions", "all_conversions", "leads", "orders", "units"})
"""Attribution and quantities split these."""
_ABBREVIATION_WORDS = (
    "cpc cpm cpa cpl cpv cpe cpi cac ctr cvr roas aov rpc rpm ltv mer roi poas acos id"
)
_ABBREVIATIONS = frozenset(_ABBREVIATION_WORDS.split())


@dataclass(frozen=True, slots=True)
class Proposal:
    """A meaning that a column may have.

    `confidence` is 0 to 1; `reason` one sentence.
    """

    semantic_type: str
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the machine thinks of a column, and why, whatever a person has set.

    `evidence` speaks for the type, the proposal for the meaning.
    """

    evidence: str
    proposal: Proposal | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """One column of a table before it has a meaning.

    `fixed` tells that a person has set what the column is, `given` the meaning they chose.
    """

    name: str
    meaning: Meaning
    observed: Observed
    currency: str | None = None
    fixed: bool = False
    given: str | None = None


def propose(columns: Sequence[Seen]) -> tuple[list[str | None], list[Proposal | None]]:
    """The meanings that are sure enough, no one twice, and what is proposed for every column.

    Each meaning goes to where a person put it, else to the most telling header that fits.
    """
    named = [column.given if column.fixed else None for column in columns]
    proposals = [_of(column, columns) for column in columns]
    for semantic_type, places in claims([column.meaning for column in columns]).items():
        sure = [place for place in places if _is_sure(columns[place], proposals[place])]
        if semantic_type not in named and sure:
            named[sure.pop(0)] = semantic_type
        holder = named.index(semantic_type) if semantic_type in named else None
        for place in sure if holder is not None else ():
            proposals[place] = _taken(proposals[place], columns[holder or 0].name)
    _give_second_meanings(columns, named, proposals)
    for place, column in enumerate(columns):
        if proposals[place] is None and not column.fixed:
            proposals[place] = _by_values(column, named)
    return named, proposals


def label(semantic_type: str) -> str:
    """A semantic type in words: "ad group", "CPC", "campaign ID"."""
    words = semantic_type.split("_")
    return " ".join(word.upper() if word in _ABBREVIATIONS else word for word in words)


def _is_sure(column: Seen, proposal: Proposal | None) -> bool:
    return not column.fixed and proposal is not None and proposal.confidence >= SET_FROM


def _of(column: Seen, columns: Sequence[Seen]) -> Proposal | None:
    """What the header and the values of one column say."""
    if column.fixed:
        return Proposal(column.given, 1.0, "Set by a person.") if column.given else None
    meaning = column.meaning
    if meaning.semantic_type is None:
        return _guess(column)
    if meaning.match is Match.REMEMBERED:
        words = label(meaning.semantic_type)
        reason = f"Someone here has said that this name means “{words}”."
        return Proposal(meaning.semantic_type, 1.0, reason)
    if meaning.family == "results" and _mixes_results(columns):
        reason = "Counts different results by row, so a sum could mean several things."
        return Proposal(meaning.semantic_type, _MIXED_RESULTS, reason)
    confidence = _BASE[meaning.match]
    if meaning.family is not None and meaning.family != "title":
        confidence = _SETTLED if meaning.settled else _USUAL
    verdict, held = _held(meaning.semantic_type, column)
    confidence = _weighed(confidence, verdict)
    return Proposal(meaning.semantic_type, confidence, f"{_naming(meaning)}{held}.")


def _weighed(confidence: float, verdict: str) -> float:
    match verdict:
        case "unfit":
            return _UNFIT
        case "contradicts":
            return round(confidence * _CONTRADICTED, 2)
        case "confirms":
            return round(min(confidence + _CONFIRMED, 0.99), 2)
        case "empty":
            return round(confidence - _EMPTY, 2)
        case _:
            return confidence


def _naming(meaning: Meaning) -> str:
    words = label(meaning.semantic_type or "")
    languages = [LANGUAGES[code] for code in meaning.languages]
    spoken = ""
    if languages and "en" not in meaning.languages:
        spoken = f" in {' and '.join(languages)}" if len(languages) < 3 else " in other languages"
    if meaning.settled:
        return f"The name could mean several things, and beside these columns means “{words}”"
    if meaning.family is not None and meaning.family != "title":
        return f"The name could mean several things, most often “{words}”"
    much = "" if meaning.match is Match.NAMED else " much"
    return f"Named{much} like “{words}”{spoken}"


def _held(semantic_type: str, column: Seen) -> tuple[str, str]:
    """Whether the values confirm or contradict the meaning, and the end of the sentence."""
    observed, kind = column.observed, KIND_OF[semantic_type]
    if not observed.filled:
        return "empty", "; has no values yet"
    if kind is ValueKind.DATE:
        if observed.type.temporal:
            return "confirms", "; holds dates"
        return "unfit", f", but holds {_plain(observed.type)}"
    if not kind.measured:
        return _held_names(semantic_type, observed)
    if not observed.type.numeric:
        return "unfit", f", but holds {_plain(observed.type)}"
    match kind:
        case ValueKind.COUNT:
            return _held_counts(semantic_type, observed)
        case ValueKind.MONEY:
            return _held_money(column)
        case ValueKind.SHARE:
            if observed.beyond_one > 0.5:
                return "contradicts", ", but most values are above 100 %"
            return "confirms", "; holds percentages" if observed.percent else "; holds shares"
        case _:
            return "agrees", "; holds numbers"


def _held_names(semantic_type: str, observed: Observed) -> tuple[str, str]:
    if observed.looks_like(semantic_type):
        return "confirms", f"; holds {LOOKS[semantic_type].words}"
    if observed.type is not ColumnType.TEXT:
        return "agrees", f"; holds {_plain(observed.type)}"
    is_id = KIND_OF[semantic_type] is ValueKind.IDENTIFIER
    return "confirms", "; holds identifiers" if is_id else "; holds names"


def _held_counts(semantic_type: str, observed: Observed) -> tuple[str, str]:
    if observed.negative > _TOLERATED:
        return "contradicts", ", but holds numbers below zero"
    if observed.money:
        return "contradicts", ", but holds amounts of money"
    if observed.percent:
        return "contradicts", ", but holds percentages"
    if semantic_type in _FRACTIONAL_COUNTS:
        return "confirms", "; holds numbers"
    if observed.fractional > _TOLERATED:
        return "contradicts", ", but holds fractions"
    return "confirms", "; holds whole numbers"


def _held_money(column: Seen) -> tuple[str, str]:
    if column.observed.percent:
        return "contradicts", ", but holds percentages"
    if column.currency == MIXED:
        return "confirms", "; holds amounts in several currencies"
    if column.currency is not None:
        return "confirms", f"; holds amounts in {column.currency}"
    return "confirms" if column.observed.money else "agrees", "; holds amounts"


def _plain(column_type: ColumnType) -> str:
    if column_type.numeric:
        return "numbers"
    return {
        ColumnType.TEXT: "text",
        ColumnType.BOOLEAN: "yes and no",
        ColumnType.TIME: "times of day",
    }.get(column_type, "dates")


def _mixes_results(columns: Sequence[Seen]) -> bool:
    return any(
        column.meaning.semantic_type == "result_type" and len(column.observed.sample) > 1
        for column in columns
    )


def _guess(column: Seen) -> Proposal | None:
    """What to ask about a shared name that nothing settles."""
    guess = GUESSES.get(column.meaning.family or "")
    if guess is None or _held(guess, column)[0] in {"unfit", "contradicts"}:
        return None
    reason = f"The name could mean several things, among them “{label(guess)}”."
    return Proposal(guess, _GUESSED, reason)


def _taken(proposal: Proposal | None, holder: str) -> Proposal | None:
    if proposal is None:
        return None
    reason = f"Could mean “{label(proposal.semantic_type)}” too, as {holder} does more clearly."
    return replace(proposal, confidence=_TAKEN, reason=reason)


def _give_second_meanings(
    columns: Sequence[Seen], named: list[str | None], proposals: list[Proposal | None]
) -> None:
    """Columns whose first meaning went elsewhere take their second, as far as it is free."""
    for place, column in enumerate(columns):
        second = column.meaning.second
        if second is None or column.fixed or named[place] is not None:
            continue
        if column.meaning.semantic_type not in named or second in named:
            continue
        verdict, held = _held(second, column)
        confidence = _weighed(_BASE[column.meaning.match], verdict)
        reason = f"Named like “{label(second)}”{held}."
        proposals[place] = Proposal(second, confidence, reason)
        if confidence >= SET_FROM:
            named[place] = second


def _by_values(column: Seen, named: Sequence[str | None]) -> Proposal | None:
    """What the values alone suggest, where the header says nothing."""
    meaning = column.meaning
    if meaning.kind is not None or meaning.match is Match.REMEMBERED:
        return None
    if column.observed.type.temporal and column.observed.filled and "date" not in named:
        return Proposal("date", _BY_VALUES, "Holds dates, though the name does not say so.")
    told = telling(column.observed, named)
    if told is None:
        return None
    reason = f"Holds {LOOKS[told].words}, though the name does not say so."
    return Proposal(told, _BY_VALUES, reason)

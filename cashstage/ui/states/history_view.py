"""What a data source's settings say of its history: the rule in fields, the dry run; pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from cashstage.core.errors import InvalidInput
from cashstage.core.words import counted
from cashstage.sources.snapshot.thinning_schemas import (
    MAX_AGE_DAYS,
    RetentionPreview,
    RetentionRule,
    TimelinePart,
)
from cashstage.ui.states.source_view import byte_words

EVERYTHING, THINNED, CUSTOM = "everything", "thinned", "custom"
USUAL_RULE = RetentionRule(daily_after_days=30, weekly_after_days=180, monthly_after_days=730)
AGES = ("daily_after_days", "weekly_after_days", "monthly_after_days")
_MANY = (1, 4, 16)
"""From how many snapshots in a stretch of the history its dot is small, middling, large."""


class Dot(TypedDict):
    """A stretch of the history as two dots, before and after: their sizes from 0, none, to 3.

    `gone` tells that something was there of which nothing stays.
    """

    before: int
    after: int
    gone: bool


def preset_of(rule: RetentionRule) -> str:
    """Which of the choices the rule is."""
    if rule == RetentionRule():
        return EVERYTHING
    return THINNED if rule == USUAL_RULE else CUSTOM


def rule_of(preset: str, ages: dict[str, str]) -> RetentionRule:
    """The rule that is chosen; of the fields only for a custom one. Raises InvalidInput."""
    if preset == EVERYTHING:
        return RetentionRule()
    if preset == THINNED:
        return USUAL_RULE
    numbers = {name: _age(ages.get(name, "")) for name in AGES}
    given = [number for number in numbers.values() if number is not None]
    if given != sorted(set(given)):
        raise InvalidInput(
            "A day comes before a week, and a week before a month.",
            next_step="Let the number of days grow from one line to the next.",
        )
    return RetentionRule(**numbers)


def ages_of(rule: RetentionRule) -> dict[str, str]:
    """The rule as the fields show it; empty for never."""
    return {name: str(age or "") for name, age in rule.model_dump(include=set(AGES)).items()}


def foretold(rule: RetentionRule, found: RetentionPreview, time_zone: str) -> str:
    """The dry run in a sentence or two."""
    if rule == RetentionRule():
        return f"Every snapshot stays: {found.snapshots_kept:,} so far."
    if found.oldest_removed is None or found.newest_removed is None:
        verb = "is" if found.snapshots_kept == 1 else "are"
        return f"Nothing would go now: {_snapshots(found.snapshots_kept)} {verb} kept."
    zone = ZoneInfo(time_zone)
    first, last = (day_words(one, zone) for one in (found.oldest_removed, found.newest_removed))
    when = f"of {first}" if first == last else f"from {first} to {last}"
    everything = found.snapshots_kept + found.snapshots_removed
    freed = (
        f"{byte_words(found.bytes_freed)} become free."
        if found.bytes_freed
        else "No space becomes free: others hold the same content."
    )
    return f"{found.snapshots_removed:,} of {_snapshots(everything)} would go, {when}. {freed}"


def dots(timeline: list[TimelinePart]) -> list[Dot]:
    """The history before and after, a dot for each stretch."""
    return [
        Dot(
            before=_size(part.kept + part.removed),
            after=_size(part.kept),
            gone=part.removed > 0 and part.kept == 0,
        )
        for part in timeline
    ]


def day_words(moment: datetime, zone: ZoneInfo) -> str:
    """The day of a moment as people write it, such as 3 Jan 2024."""
    day: date = moment.astimezone(zone).date()
    return f"{day.day} {day:%b %Y}"


def _snapshots(count: int) -> str:
    return counted(count, "snapshot")


def _size(count: int) -> int:
    return sum(count >= least for least in _MANY)


def _age(text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MAX_AGE_DAYS:
        raise InvalidInput(
            f"{text} is no number of days from 1 to {MAX_AGE_DAYS:,}.",
            next_step="Leave the field empty for never.",
        )
    return int(text)

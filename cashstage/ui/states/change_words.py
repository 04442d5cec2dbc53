"""What a refresh has changed, in a few words; pure."""

from __future__ import annotations

from cashstage.core.words import counted
from cashstage.sources.snapshot.schemas import SnapshotChanges


def change_words(changes: SnapshotChanges | None) -> str:
    """Such as "12 rows added, 3 changed"; empty when nothing is known or rows stayed the same."""
    if changes is None:
        return ""
    numbers = (
        (changes.added, "added"),
        (changes.removed, "removed"),
        (changes.changed, "changed"),
    )
    (first, *others) = [(number, word) for number, word in numbers if number] or [(0, "")]
    rows = [f"{counted(first[0], 'row')} {first[1]}"] if first[0] else []
    rows += [f"{number:,} {word}" for number, word in others]
    columns = [
        *(f"{one.before} is called {one.after} now" for one in changes.columns_renamed),
        *(f"{name} is new" for name in changes.columns_added),
        *(f"{name} is gone" for name in changes.columns_removed),
    ]
    return ", ".join([*rows, *columns])


def restated_words(changes: SnapshotChanges | None) -> str:
    """Such as "4 past days restated"; empty when there is none."""
    if changes is None or not changes.days_restated:
        return ""
    return f"{counted(changes.days_restated, 'past day')} restated"

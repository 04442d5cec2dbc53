"""What the settings say of a source's history: rules in fields, dry runs in sentences and dots."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashstage.core.errors import InvalidInput
from cashstage.sources.snapshot.thinning_schemas import (
    RetentionPreview,
    RetentionRule,
    TimelinePart,
)
from cashstage.ui.states.history_view import (
    CUSTOM,
    EVERYTHING,
    THINNED,
    USUAL_RULE,
    ages_of,
    dots,
    foretold,
    preset_of,
    rule_of,
)

MARCH_1 = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
RULES = (
    st.lists(st.integers(1, 36_500), min_size=3, max_size=3, unique=True)
    .map(sorted)
    .flatmap(lambda ages: st.tuples(*(st.sampled_from([None, age]) for age in ages)))
    .map(
        lambda ages: RetentionRule(
            daily_after_days=ages[0], weekly_after_days=ages[1], monthly_after_days=ages[2]
        )
    )
)


def found(**values: Any) -> RetentionPreview:
    usual: dict[str, Any] = {
        "snapshots_kept": 30,
        "snapshots_removed": 1200,
        "bytes_freed": 1_234_567,
        "oldest_removed": MARCH_1,
        "newest_removed": MARCH_1 + timedelta(days=30),
        "removed": [],
        "timeline": [],
    }
    return RetentionPreview(**usual | values)


@given(RULES)
def test_fields_hold_the_whole_rule(rule: RetentionRule) -> None:
    assert rule_of(CUSTOM, ages_of(rule)) == rule
    assert rule_of(preset_of(rule), ages_of(rule)) == rule


def test_presets_are_told_from_custom_rules() -> None:
    assert preset_of(RetentionRule()) == EVERYTHING
    assert preset_of(USUAL_RULE) == THINNED
    assert preset_of(RetentionRule(daily_after_days=31)) == CUSTOM
    assert rule_of(EVERYTHING, {"daily_after_days": "x"}) == RetentionRule()
    assert rule_of(THINNED, {}) == USUAL_RULE


@pytest.mark.parametrize("text", ["0", "-3", "1.5", "ten", "36501", "٣"])
def test_what_is_no_age_is_refused_with_a_way_out(text: str) -> None:
    with pytest.raises(InvalidInput, match="is no number of days") as refusal:
        rule_of(CUSTOM, {"daily_after_days": text})

    assert refusal.value.next_step == "Leave the field empty for never."


def test_ages_that_do_not_grow_are_refused() -> None:
    with pytest.raises(InvalidInput, match="A day comes before a week"):
        rule_of(CUSTOM, {"daily_after_days": "30", "monthly_after_days": "30"})


def test_a_dry_run_in_words() -> None:
    assert foretold(USUAL_RULE, found(), "UTC") == (
        "1,200 of 1,230 snapshots would go, from 1 Mar 2026 to 31 Mar 2026. 1.2 MB become free."
    )
    # Days are those of the organization.
    assert "from 2 Mar 2026 to 1 Apr 2026" in foretold(USUAL_RULE, found(), "Asia/Tokyo")
    one_day = found(newest_removed=MARCH_1, bytes_freed=0)
    assert foretold(USUAL_RULE, one_day, "UTC") == (
        "1,200 of 1,230 snapshots would go, of 1 Mar 2026. "
        "No space becomes free: others hold the same content."
    )
    nothing = found(snapshots_removed=0, oldest_removed=None, newest_removed=None, snapshots_kept=1)
    assert foretold(USUAL_RULE, nothing, "UTC") == "Nothing would go now: 1 snapshot is kept."
    assert foretold(RetentionRule(), found(), "UTC") == ("Every snapshot stays: 30 so far.")


def test_dots_tell_how_much_there_is_and_what_is_left() -> None:
    counts = [(0, 0), (1, 0), (3, 200), (0, 9)]
    parts = [TimelinePart(start=MARCH_1, kept=kept, removed=gone) for kept, gone in counts]

    assert dots(parts) == [
        {"before": 0, "after": 0, "gone": False},
        {"before": 1, "after": 1, "gone": False},
        {"before": 3, "after": 1, "gone": False},
        {"before": 2, "after": 0, "gone": True},
    ]

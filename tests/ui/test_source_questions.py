"""The form that asks what became of columns."""

from __future__ import annotations

from typing import Any

import pytest

from cashstage.sources.data_source.schemas import DriftAnswer, DriftRead
from cashstage.ui.states.source_questions import answer_of, questions_of

DRIFT = {
    "missing": [
        {
            "key": "c3",
            "name": "Cost",
            "candidates": [{"name": "Spend it", "score": 0.6, "reason": "Spend it is alike."}],
        },
        {"key": "c4", "name": "Clicks", "candidates": []},
    ],
    "retyped": [{"key": "c5", "name": "Day", "before": "date", "after": "text"}],
}


def test_every_column_in_doubt_is_one_question() -> None:
    cost, clicks, day = questions_of(DriftRead.model_validate(DRIFT))

    assert (cost["field"], cost["title"], cost["hint"]) == (
        "missing c3",
        "Cost is gone",
        "Spend it is alike.",
    )
    assert [value for value, _ in cost["choices"]] == ["", "is:Spend it", "gone"]
    assert [value for value, _ in clicks["choices"]] == ["", "gone"]
    assert day["title"] == "Day is text now, not date"
    assert questions_of(None) == []


@pytest.mark.parametrize(
    ("form", "answer"),
    [
        ({"missing c3": "is:Spend it"}, {"renamed": {"c3": "Spend it"}}),
        ({"missing c3": "gone", "missing c4": "gone"}, {"gone": ["c3", "c4"]}),
        ({"retyped c5 text": "accepted"}, {"retyped": {"c5": "text"}}),
        ({"missing c3": "", "retyped c5 text": "", "other": "x"}, {}),
    ],
)
def test_what_was_left_open_is_left_out(form: dict[str, str], answer: dict[str, Any]) -> None:
    assert answer_of(form) == DriftAnswer.model_validate(answer)

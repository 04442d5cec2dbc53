"""Questions about columns that charts ask for and that the newest table lacks; pure."""

from __future__ import annotations

from typing import Any, TypedDict

from cashstage.sources.data_source.schemas import DriftAnswer, DriftRead, MissingRead

OPEN, GONE = "", "gone"
IS = "is:"
ACCEPTED = "accepted"


class Question(TypedDict):
    """A question about one column; `field` is the name of its answer in the form."""

    field: str
    title: str
    hint: str
    choices: list[list[str]]


def questions_of(drift: DriftRead | None) -> list[Question]:
    """One question for each column that is gone or holds something else."""
    if drift is None:
        return []
    missing = [_missing(one) for one in drift.missing]
    changed = [
        Question(
            field=f"retyped {one.key} {one.after}",
            title=f"{one.name} is {one.after} now, not {one.before}",
            hint="Charts that add it up stop when this is right.",
            choices=[[OPEN, "Not yet decided"], [ACCEPTED, "That is right"]],
        )
        for one in drift.retyped
    ]
    return [*missing, *changed]


def answer_of(form: dict[str, Any]) -> DriftAnswer:
    """What the form says; what was left open is left out."""
    answer = DriftAnswer()
    for field, chosen in form.items():
        kind, _, rest = field.partition(" ")
        value = str(chosen)
        if kind == "missing" and value == GONE:
            answer.gone.append(rest)
        elif kind == "missing" and value.startswith(IS):
            answer.renamed[rest] = value.removeprefix(IS)
        elif kind == "retyped" and value == ACCEPTED:
            key, _, column_type = rest.partition(" ")
            answer = DriftAnswer.model_validate(
                answer.model_dump() | {"retyped": {**answer.retyped, key: column_type}}
            )
    return answer


def _missing(one: MissingRead) -> Question:
    likely = [[f"{IS}{each.name}", f"It is {each.name} now"] for each in one.candidates]
    return Question(
        field=f"missing {one.key}",
        title=f"{one.name} is gone",
        hint=one.candidates[0].reason if one.candidates else "No new column looks like it.",
        choices=[[OPEN, "Not yet decided"], *likely, [GONE, "It was removed for good"]],
    )

"""A dashboard's parameters as a page shows them and as a reader types them; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypedDict

from pydantic import ValidationError

from cashstage.core.errors import InvalidInput
from cashstage.dashboards.dashboard.parameters import (
    DashboardParameter,
    ParameterKind,
    ParameterValue,
)


class ParameterControl(TypedDict):
    """A control in the dashboard's bar; `value` is as typed."""

    name: str
    label: str
    kind: str
    value: str
    choices: list[tuple[str, str]]


class ParameterDraft(TypedDict):
    """A parameter while it is edited; `choices` are separated by commas."""

    name: str
    label: str
    kind: str
    value: str
    choices: str


def control_of(parameter: DashboardParameter, chosen: str | None) -> ParameterControl:
    """The control, at the reader's value or the dashboard's."""
    return ParameterControl(
        name=parameter.name,
        label=parameter.label or parameter.name,
        kind=parameter.kind,
        value=written(parameter.value) if chosen is None else chosen,
        choices=[(choice, choice) for choice in parameter.choices],
    )


def typed(parameter: DashboardParameter, text: str) -> ParameterValue | None:
    """What a reader has typed, as the parameter takes it; None when it does not."""
    value: ParameterValue = text.strip()
    if parameter.kind is ParameterKind.NUMBER:
        try:
            number = float(text.strip().replace(",", "."))
        except ValueError:
            return None
        value = int(number) if number.is_integer() and abs(number) < 2**53 else number
    return value if parameter.takes(value) else None


def chosen_values(
    parameters: Iterable[DashboardParameter], chosen: Mapping[str, str]
) -> dict[str, ParameterValue]:
    """The reader's values for those parameters that still take them."""
    values = {
        each.name: typed(each, chosen[each.name]) for each in parameters if each.name in chosen
    }
    return {name: value for name, value in values.items() if value is not None}


def draft_of(parameter: DashboardParameter) -> ParameterDraft:
    """The parameter to be edited."""
    return ParameterDraft(
        name=parameter.name,
        label=parameter.label,
        kind=parameter.kind,
        value=written(parameter.value),
        choices=", ".join(parameter.choices),
    )


def parameter_of(draft: ParameterDraft) -> DashboardParameter:
    """The edited parameter; raises InvalidInput with what is wrong with it."""
    kind = ParameterKind(draft["kind"])
    choices = tuple(each.strip() for each in draft["choices"].split(",") if each.strip())
    name = draft["name"].strip().removeprefix("@")
    value: ParameterValue = draft["value"].strip()
    if kind is ParameterKind.NUMBER:
        try:
            value = float(str(value) or "0")
        except ValueError:
            raise InvalidInput(f"@{name} starts with a number, such as 100 or 2.5.") from None
    if kind is ParameterKind.CHOICE and value not in choices:
        value = choices[0] if choices else ""
    try:
        return DashboardParameter.model_validate(
            {
                "name": name,
                "label": draft["label"],
                "kind": kind,
                "value": value,
                "choices": choices if kind is ParameterKind.CHOICE else (),
            }
        )
    except ValidationError:
        raise InvalidInput(
            f"The parameter “{name}” can't be saved.",
            next_step="A name has letters, digits and underscores; a choice needs its values.",
        ) from None


def written(value: ParameterValue) -> str:
    """The value as one would type it."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)

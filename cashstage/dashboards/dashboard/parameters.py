"""Parameters of a dashboard: values that readers set in its bar and its questions refer to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from cashstage.core.errors import InvalidInput
from cashstage.query.spec_values import MAX_NUMBER

MAX_PARAMETERS = 20
MAX_CHOICES = 100
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
ParameterName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
ParameterValue = bool | int | float | str

_MENTIONED = re.compile(r"@([A-Za-z_]\w*)", re.ASCII)


class ParameterKind(StrEnum):
    """What a reader sets it with."""

    NUMBER = "number"
    TEXT = "text"
    CHOICE = "choice"


class DashboardParameter(BaseModel):
    """A value by name, as it is until a reader sets another one; a choice is among `choices`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: ParameterName
    label: Text = ""
    kind: ParameterKind
    value: ParameterValue
    choices: tuple[Text, ...] = Field(default=(), max_length=MAX_CHOICES)

    @model_validator(mode="after")
    def _fits(self) -> DashboardParameter:
        if (self.kind is ParameterKind.CHOICE) != bool(self.choices):
            raise ValueError("a choice has choices, and nothing else has")
        if not self.takes(self.value):
            raise ValueError(f"{self.name} can't be {self.value}")
        return self

    def takes(self, value: ParameterValue) -> bool:
        """Whether a reader may set it to this."""
        if self.kind is ParameterKind.NUMBER:
            if isinstance(value, bool | str):
                return False
            return abs(value) < MAX_NUMBER
        if not isinstance(value, str) or len(value) > 200:
            return False
        return self.kind is ParameterKind.TEXT or value in self.choices


def with_parameters(
    query: Mapping[str, Any],
    parameters: Sequence[DashboardParameter],
    chosen: Mapping[str, ParameterValue],
) -> dict[str, Any]:
    """The question with the dashboard's values for the parameters it refers to."""
    mentioned = {name for text in _texts(query) for name in _MENTIONED.findall(text)}
    values = {each.name: _value(each, chosen) for each in parameters if each.name in mentioned}
    if not values:
        return dict(query)
    return {**query, "parameters": {**(query.get("parameters") or {}), **values}}


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for each in part.values():
            yield from _texts(each)
    elif isinstance(part, Sequence):
        for each in part:
            yield from _texts(each)


def _value(parameter: DashboardParameter, chosen: Mapping[str, ParameterValue]) -> ParameterValue:
    value = chosen.get(parameter.name, parameter.value)
    if not parameter.takes(value):
        shown = parameter.label or parameter.name
        kinds = {
            ParameterKind.NUMBER: "a number",
            ParameterKind.TEXT: "a text",
            ParameterKind.CHOICE: f"one of {', '.join(parameter.choices)}",
        }
        raise InvalidInput(
            f"{shown} must be {kinds[parameter.kind]}.", field=f"parameters.{parameter.name}"
        )
    return value

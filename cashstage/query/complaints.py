"""What is wrong with a question, as one sentence and the place in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_SENTENCES = {
    "missing": "“{place}” is missing.",
    "extra_forbidden": "“{place}” is not something a query knows.",
    "tuple_type": "“{place}” must be a list.",
    "model_type": "“{place}” must be an object.",
    "model_attributes_type": "“{place}” must be an object.",
    "string_type": "“{place}” must be a text.",
    "int_type": "“{place}” must be a whole number.",
    "bool_type": "“{place}” must be true or false.",
    "string_too_long": "“{place}” is too long.",
    "string_too_short": "“{place}” must not be empty.",
    "too_short": "“{place}” must not be empty.",
    "too_long": "“{place}” has too many items.",
}
_MUST_BE = "Input should be "


def complaint(error: ValidationError) -> tuple[str, str]:
    """The first error as (sentence, place); the place is a dotted path such as `metrics.0`."""
    details = error.errors(include_url=False)[0]
    if details["type"].startswith("recursion_"):
        return "Filters are nested too deeply.", "filters"
    place = _place(details)
    if details["type"] == "value_error":
        sentence = _capital(str(details["ctx"]["error"]))
        return (f"{sentence} (in {place})." if place else f"{sentence}."), place
    template = _SENTENCES.get(details["type"])
    if template is not None:
        return template.format(place=place), place
    if details["msg"].startswith(_MUST_BE):
        return f"“{place}” must be {details['msg'].removeprefix(_MUST_BE)}.", place
    return f"“{place}” is not valid: {details['msg']}.", place


def _place(details: ErrorDetails) -> str:
    """The path in the caller's JSON, without the tags of union members."""
    return ".".join(str(part) for part in details["loc"] if not str(part).startswith("<"))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

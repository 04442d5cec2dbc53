"""Partial answers: `fields=files(id,name),nextPageToken` or `sheets.properties.title`."""

from __future__ import annotations

import re
from typing import Any

from cashstage.emulator.google_error import invalid_fields

Mask = dict[str, "Mask"]
"""Wanted names with what is wanted below them; an empty mask wants everything."""

_TOKEN = re.compile(r"[A-Za-z0-9_*]+|[(),./]")


def parse_mask(text: str) -> Mask:
    """The tree of a mask; raises the 400 of Google when it can't be read."""
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != re.sub(r"\s", "", text):
        raise invalid_fields(text)
    mask, rest = _parse_list(tokens, text)
    if rest:
        raise invalid_fields(text)
    return mask


def wants(mask: Mask | None, *path: str) -> bool:
    """Whether anything at or below the path is wanted."""
    for name in path:
        if not mask or "*" in mask:
            return True
        if name not in mask:
            return False
        mask = mask[name]
    return True


def apply_mask(value: Any, mask: Mask | None) -> Any:
    """What remains of a JSON value; names that are not there are passed over, as Google does."""
    if not mask or "*" in mask:
        return value
    if isinstance(value, list):
        return [apply_mask(item, mask) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: apply_mask(value[name], below) for name, below in mask.items() if name in value}


def _parse_list(tokens: list[str], text: str) -> tuple[Mask, list[str]]:
    mask: Mask = {}
    while True:
        tokens = _parse_path(tokens, mask, text)
        if not tokens or tokens[0] != ",":
            return mask, tokens
        tokens = tokens[1:]


def _parse_path(tokens: list[str], mask: Mask, text: str) -> list[str]:
    if not tokens or tokens[0] in "(),./":
        raise invalid_fields(text)
    below = mask.setdefault(tokens[0], {})
    tokens = tokens[1:]
    if tokens and tokens[0] in "./":
        return _parse_path(tokens[1:], below, text)
    if tokens and tokens[0] == "(":
        inner, tokens = _parse_list(tokens[1:], text)
        if not tokens or tokens[0] != ")":
            raise invalid_fields(text)
        below.update(inner)
        return tokens[1:]
    return tokens

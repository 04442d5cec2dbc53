"""Arguments that are written out in the formula: units, patterns, formats, bounded numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from cashstage.metrics.functions.patterns import FIRST_GROUP, WHOLE_MATCH
from cashstage.metrics.functions.signature import Argument, Function, Written
from cashstage.metrics.naming import did_you_mean, nearest
from cashstage.metrics.places import mistake

Read = tuple[exp.Expr, str | None]
"""What stands in the SQL, and which of its forms is wanted."""

MAX_PATTERN = 500
_MAX_STEPS = 10_000
_FORMATS = {
    **{
        letter: f"%{letter}"
        for letter in ("A", "B", "G", "H", "I", "M", "S", "U", "V", "W", "Y", "a", "b", "d", "f",
                       "j", "m", "p", "u", "w", "y", "%")
    },
    "e": "%-d", "h": "%b", "F": "%Y-%m-%d", "T": "%H:%M:%S", "R": "%H:%M", "D": "%m/%d/%y",
}  # fmt: skip
_READABLE = set("BHIMSYbdfmpyehFTRD%")
"""What can be read as well as written."""


def read_written(argument: Argument, function: Function, node: exp.Expr) -> Read:
    """The argument as SQL; FormulaError where it isn't written out, or not as it may be."""
    reader = _READERS[argument.written] if argument.written else None
    if reader is None:
        raise mistake(f"{function.name} can't take this.", node)
    return reader(argument, function, node)


def word(argument: Argument, function: Function, node: exp.Expr) -> str:
    """One of the argument's words, such as MONTH."""
    is_name = isinstance(node, exp.Column | exp.Var) or (
        isinstance(node, exp.Literal) and node.is_string
    )
    name = node.name.upper() if is_name else ""
    if name not in argument.words:
        listed = ", ".join(argument.words)
        raise mistake(
            f"{function.name} takes one of {listed} as “{argument.name}”."
            f"{did_you_mean(name, argument.words)}",
            node,
            suggestion=nearest(name, argument.words),
        )
    return name


def _unit(argument: Argument, function: Function, node: exp.Expr) -> Read:
    return exp.Null(), word(argument, function, node)


def _interval(argument: Argument, function: Function, node: exp.Expr) -> Read:
    example = f"as in {function.name}(Date, INTERVAL 7 DAY)"
    if not isinstance(node, exp.Interval) or node.this is None or node.unit is None:
        raise mistake(f"{function.name} takes a number of days or months, {example}.", node)
    unit = word(argument, function, node.unit)
    count, sign = node.this, ""
    if isinstance(count, exp.Neg):
        count, sign = count.this, "-"
    digits = count.name.removeprefix("-")
    if not (isinstance(count, exp.Literal) and digits.isdecimal() and int(digits) <= _MAX_STEPS):
        raise mistake(f"An interval has a whole number up to {_MAX_STEPS:,}, {example}.", node)
    sign = "-" if sign or count.name.startswith("-") else ""
    number: exp.Expr = exp.Literal.number(int(digits))
    return (exp.Paren(this=exp.Neg(this=number)) if sign else number), unit


def _pattern(argument: Argument, function: Function, node: exp.Expr) -> Read:
    pattern = _text(argument, function, node)
    if len(pattern) > MAX_PATTERN:
        raise mistake(
            f"The pattern has {len(pattern)} characters; {MAX_PATTERN} are allowed.", node
        )
    reason = _complaint(pattern, "")
    if reason:
        raise mistake(f"The pattern can't be read: {reason}.", node)
    form = WHOLE_MATCH if _complaint(pattern, r"\1") else FIRST_GROUP
    return exp.Literal.string(pattern), form


def _replacement(argument: Argument, function: Function, node: exp.Expr) -> Read:
    return exp.Literal.string(_text(argument, function, node)), None


def check_replacement(pattern: str, replacement: str, node: exp.Expr) -> None:
    r"""Refuses a replacement that names a group, such as \2, which the pattern does not have."""
    if len(replacement) > MAX_PATTERN:
        raise mistake(
            f"The replacement has {len(replacement)} characters; {MAX_PATTERN} are allowed.", node
        )
    if _complaint(pattern, replacement):
        raise mistake("The replacement names a part that the pattern does not have.", node)


@lru_cache(maxsize=1024)
def _complaint(pattern: str, replacement: str) -> str:
    """What RE2 has against it; Arrow and DuckDB compile patterns with the same engine."""
    try:
        pc.replace_substring_regex(pa.array([""]), pattern=pattern, replacement=replacement)
    except pa.ArrowInvalid as error:
        return str(error).partition(": ")[2].rstrip(".")
    return ""


def _format(argument: Argument, function: Function, node: exp.Expr) -> Read:
    return _translated(argument, function, node, _FORMATS), None


def _reading(argument: Argument, function: Function, node: exp.Expr) -> Read:
    known = {letter: sign for letter, sign in _FORMATS.items() if letter in _READABLE}
    return _translated(argument, function, node, known), None


def _translated(
    argument: Argument, function: Function, node: exp.Expr, known: Mapping[str, str]
) -> exp.Expr:
    """A format in DuckDB's letters."""
    text, place = "", 0
    given = _text(argument, function, node)
    while place < len(given):
        if given[place] != "%":
            text, place = text + given[place], place + 1
            continue
        letter = given[place + 1 : place + 2]
        if letter not in known:
            letters = " ".join(f"%{each}" for each in sorted(known))
            raise mistake(
                f"“%{letter}” means nothing in a format of {function.name}.",
                node,
                next_step=f"Use {letters}.",
            )
        text, place = text + known[letter], place + 2
    return exp.Literal.string(text)


def _whole(argument: Argument, function: Function, node: exp.Expr) -> Read:
    is_whole = isinstance(node, exp.Literal) and not node.is_string and node.name.isdecimal()
    if not (is_whole and argument.least <= int(node.name) <= argument.most):
        raise mistake(
            f"{function.name} takes a whole number from {argument.least} to {argument.most} as"
            f" “{argument.name}”.",
            node,
        )
    return exp.Literal.number(int(node.name)), None


def _share(argument: Argument, function: Function, node: exp.Expr) -> Read:
    number = None
    if isinstance(node, exp.Literal) and not node.is_string:
        number = float(node.name)
    if number is None or not argument.least <= number <= argument.most:
        raise mistake(
            f"{function.name} takes a number from {argument.least} to {argument.most} as"
            f" “{argument.name}”.",
            node,
        )
    return exp.Literal.number(f"{number!r}e0" if "e" not in repr(number) else repr(number)), None


def _text(argument: Argument, function: Function, node: exp.Expr) -> str:
    if not (isinstance(node, exp.Literal) and node.is_string):
        raise mistake(
            f"The {argument.name} of {function.name} is written out between quotation marks.", node
        )
    return str(node.name)


_READERS: dict[Written, Callable[[Argument, Function, exp.Expr], Read]] = {
    Written.UNIT: _unit,
    Written.INTERVAL: _interval,
    Written.PATTERN: _pattern,
    Written.REPLACEMENT: _replacement,
    Written.FORMAT: _format,
    Written.READING: _reading,
    Written.WHOLE: _whole,
    Written.SHARE: _share,
}

"""The search language of Drive's `q`, as far as it applies to spreadsheets.

query  = clause ("or" clause)*        clause = term ("and" term)*
term   = "not" term | "(" query ")" | name operator value | value "in" name | "sharedWithMe"
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from cashstage.emulator.google_error import GoogleError, drive_error
from cashstage.emulator.workbook import Spreadsheet

SPREADSHEET_TYPE = "application/vnd.google-apps.spreadsheet"

Test = Callable[[Spreadsheet], bool]
_TOKEN = re.compile(r"\s*('(?:[^'\\]|\\.)*'|<=|>=|!=|[=<>()]|\w+)")


def invalid_query() -> GoogleError:
    """400: a query that can't be read."""
    return drive_error(400, "Invalid Value", "invalid", location=("q", "parameter"))


def parse_query(text: str, email: str) -> Test:
    """The test that a query stands for, for one person; raises the 400 of Drive."""
    tokens: list[str] = []
    position = 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None:
            raise invalid_query()
        tokens.append(match[1])
        position = match.end()
    return _Parser(tokens, email).parse()


class _Parser:
    def __init__(self, tokens: list[str], email: str) -> None:
        self._tokens = tokens
        self._email = email

    def parse(self) -> Test:
        test = self._any()
        if self._tokens:
            raise invalid_query()
        return test

    def _any(self) -> Test:
        tests = [self._all()]
        while self._next_is("or"):
            tests.append(self._all())
        return lambda file: any(test(file) for test in tests)

    def _all(self) -> Test:
        tests = [self._term()]
        while self._next_is("and"):
            tests.append(self._term())
        return lambda file: all(test(file) for test in tests)

    def _term(self) -> Test:
        if self._next_is("not"):
            negated = self._term()
            return lambda file: not negated(file)
        if self._next_is("("):
            inner = self._any()
            if not self._next_is(")"):
                raise invalid_query()
            return inner
        first = self._take()
        if first == "sharedWithMe":
            return lambda file: file.owner != self._email
        operator, second = self._take(), self._take()
        if operator == "in":
            return _people_test(_unquoted(first), second)
        return _comparison(first, operator, second)

    def _next_is(self, token: str) -> bool:
        if self._tokens and self._tokens[0] == token:
            self._tokens.pop(0)
            return True
        return False

    def _take(self) -> str:
        if not self._tokens:
            raise invalid_query()
        return self._tokens.pop(0)


def _unquoted(token: str) -> str:
    if not token.startswith("'"):
        raise invalid_query()
    return re.sub(r"\\(.)", r"\1", token[1:-1])


def _people_test(email: str, role: str) -> Test:
    if role == "owners":
        return lambda file: file.owner == email
    if role in {"readers", "writers"}:
        return lambda file: file.visible_to(email)
    raise invalid_query()


def _comparison(field: str, operator: str, operand: str) -> Test:
    if field == "trashed" and operator in {"=", "!="} and operand in {"true", "false"}:
        wanted = (operand == "true") == (operator == "=")
        return lambda file: file.trashed is wanted
    value = _unquoted(operand)
    if field == "mimeType" and operator in {"=", "!="}:
        fits = (value == SPREADSHEET_TYPE) == (operator == "=")
        return lambda _: fits
    if field in {"name", "fullText"}:
        return _text_test(field, operator, value)
    if field == "modifiedTime":
        return _time_test(operator, value)
    raise invalid_query()


def _text_test(field: str, operator: str, value: str) -> Test:
    if field == "name" and operator in {"=", "!="}:
        return lambda file: (file.title == value) == (operator == "=")
    if operator != "contains":
        raise invalid_query()
    # Drive matches a name from the beginning of its words, not in the middle of one.
    pattern = re.compile(rf"(?<!\w){re.escape(value)}", re.IGNORECASE)
    return lambda file: pattern.search(file.title) is not None


def _time_test(operator: str, value: str) -> Test:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise invalid_query() from error
    if moment.tzinfo is None:
        moment = datetime.fromisoformat(f"{value}+00:00")
    tests: dict[str, Test] = {
        "=": lambda file: file.modified == moment,
        "!=": lambda file: file.modified != moment,
        "<": lambda file: file.modified < moment,
        "<=": lambda file: file.modified <= moment,
        ">": lambda file: file.modified > moment,
        ">=": lambda file: file.modified >= moment,
    }
    if operator not in tests:
        raise invalid_query()
    return tests[operator]

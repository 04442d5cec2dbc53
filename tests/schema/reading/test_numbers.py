from __future__ import annotations

import pyarrow as pa
import pytest

from cashstage.schema.reading.numbers import (
    Decimal,
    decimal_votes,
    named_like_identifiers,
    read_numbers,
)

POINT = {
    "0": 0.0,
    "-12": -12.0,
    "254.049996": 254.049996,
    "1,234": 1234.0,
    "1,234.50": 1234.5,
    "12,34,567.8": 1234567.8,
    "1 234.5": 1234.5,
    "1\u00a0234": 1234.0,
    "1'234.5": 1234.5,
    ".5": 0.5,
    "5.": 5.0,
    "+3": 3.0,
    "(1,234.50)": -1234.5,
    "$(12)": None,
    "($12)": -12.0,
    "-$12.50": -12.5,
    "$-12.50": -12.5,
    "12-": -12.0,
    "\u221212": -12.0,
    "USD 1,000": 1000.0,
    "1.5 EUR": 1.5,
    "R$ 7": 7.0,
    "12.5%": 0.125,
    "12.5 %": 0.125,
    "1e3": 1000.0,
    "1.5E-2": 0.015,
    "007": 7.0,
    "1,23": None,
    "1.234.567": None,
    "12,3456": None,
    "--5": None,
    "-(5)": None,
    "$5 EUR": None,
    "v1.5": None,
    "1.5x": None,
    "2024-01-01": None,
    "12:30": None,
    "nan": None,
    "inf": None,
    "": None,
    "Spring": None,
}
COMMA = {
    "1,5": 1.5,
    "1.234": 1234.0,
    "1.234,50": 1234.5,
    "1.234.567": 1234567.0,
    "1 234,5": 1234.5,
    "12,50 €": 12.5,
    "(3,5)": -3.5,
    "3,5%": 0.035,
    "10": 10.0,
    "1.5": None,
    "1,234.5": None,
}


@pytest.mark.parametrize(("decimal", "cases"), [(Decimal.POINT, POINT), (Decimal.COMMA, COMMA)])
def test_numbers_are_read_as_written(decimal: Decimal, cases: dict[str, float | None]) -> None:
    read = read_numbers(pa.array(list(cases)), decimal)

    assert dict(zip(cases, read.values.to_pylist(), strict=True)) == cases


@pytest.mark.parametrize("text", [text for text, value in POINT.items() if value is not None])
def test_a_text_reads_the_same_alone(text: str) -> None:
    assert read_numbers(pa.array([text]), Decimal.POINT).values.to_pylist() == [POINT[text]]


def test_what_the_text_says_besides_its_value_is_kept() -> None:
    texts = pa.array(["5", "$5", "5.0 EUR", "5%", "€ 1,000", "x$"])

    read = read_numbers(texts, Decimal.POINT)

    assert read.units.to_pylist() == [None, "$", "EUR", None, "€", None]
    assert read.percent.to_pylist() == [False, False, False, True, False, False]
    assert read.whole.to_pylist()[:5] == [True, True, False, False, True]


def test_no_texts_are_no_numbers() -> None:
    assert len(read_numbers(pa.array([], pa.string()), Decimal.POINT).values) == 0


@pytest.mark.parametrize(
    ("text", "point", "comma"),
    [
        ("1.5", 1, 0),
        ("1234.567", 1, 0),
        ("0.125", 1, 0),
        ("1,234.567", 1, 0),
        ("1,234,567", 1, 0),
        ("$ 1.50", 1, 0),
        ("1,5", 0, 1),
        ("1.234,5", 0, 1),
        ("1.234.567", 0, 1),
        ("12,50 €", 0, 1),
        ("0,125", 0, 1),
        ("1,234", 0, 0),
        ("1.234", 0, 0),
        ("12", 0, 0),
        ("v1.5", 0, 0),
        ("1.5.2024", 0, 0),
        ("text", 0, 0),
    ],
)
def test_only_unmistakable_texts_vote_for_a_decimal_sign(text: str, point: int, comma: int) -> None:
    assert decimal_votes(pa.array([text])) == {Decimal.POINT: point, Decimal.COMMA: comma}


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("00123", True),
        ("0", False),
        ("0.5", False),
        ("1234567890123456", True),
        ("123456789012345", False),
        ("254.04999600000001", False),
    ],
)
def test_digits_that_a_number_would_spoil_are_told(text: str, *, identifier: bool) -> None:
    assert named_like_identifiers(pa.array([text])).to_pylist() == [identifier]

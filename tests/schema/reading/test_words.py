from __future__ import annotations

import pyarrow as pa
import pytest

from cashstage.schema.reading import words


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "#DIV/0!", "#value!", "Loading..."])
def test_errors(text: str) -> None:
    assert words.errors(pa.array([text])).to_pylist() == [True]


@pytest.mark.parametrize("text", ["", "#1", "N/A", "Error", "#N/A 5"])
def test_what_is_no_error(text: str) -> None:
    assert words.errors(pa.array([text])).to_pylist() == [False]


@pytest.mark.parametrize(
    ("text", "anywhere", "among_values"),
    [
        ("--", True, True),
        ("\u2014", True, True),
        ("N/A", True, True),
        ("None", False, True),
        ("(not set)", False, True),
        ("< 10%", False, True),
        ("> 90 %", False, True),
        ("\u2264 5", False, True),
        ("10%", False, False),
        ("< ten", False, False),
        ("Brand", False, False),
    ],
)
def test_placeholders(text: str, anywhere: bool, among_values: bool) -> None:  # noqa: FBT001
    texts = pa.array([text])

    assert words.placeholders(texts).to_pylist() == [anywhere]
    assert words.placeholders_among_values(texts).to_pylist() == [among_values]


def test_words_for_truth() -> None:
    texts = pa.array(["TRUE", "False", "yes", "NO", "1", "0", "on", ""])

    assert words.booleans(texts).to_pylist() == [True, False, True, False, None, None, None, None]


@pytest.mark.parametrize(
    "pair", ["WAHR FALSCH", "vrai faux", "Sí no", "SIM NÃO", "vero falso", "waar onwaar", "ja nee"]
)
def test_words_for_truth_in_other_languages(pair: str) -> None:
    assert words.booleans(pa.array(pair.split())).to_pylist() == [True, False]

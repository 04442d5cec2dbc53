"""Finding a column by header, by header in another case, or by key, in this order."""

from __future__ import annotations

import pytest

from cashstage.core.errors import InvalidInput
from cashstage.metrics.naming import ColumnNames, did_you_mean
from tests.factories.columns import column

CLICKS = column("c1", "Clicks", "integer")
UPPER = column("c2", "Name", "text")
LOWER = column("c3", "name", "text")
NAMED_AS_A_KEY = column("c4", "c1", "number")
GERMAN = column("c5", "Straße", "text")
NAMES = ColumnNames([CLICKS, UPPER, LOWER, NAMED_AS_A_KEY, GERMAN])


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Clicks", CLICKS),
        ("cLICKS", CLICKS),
        ("Name", UPPER),
        ("name", LOWER),
        ("c1", NAMED_AS_A_KEY),
        ("C1", NAMED_AS_A_KEY),
        ("c3", LOWER),
        ("STRASSE", GERMAN),
    ],
)
def test_a_header_goes_before_a_key(name: str, found: object) -> None:
    assert NAMES.find(name) is found


def test_of_two_equal_headers_the_first_is_meant() -> None:
    first, second = column("c1", "cost", "number"), column("c2", "cost", "number")

    assert ColumnNames([first, second]).find("cost") is first


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Clikcs", "There is no column “Clikcs”. Did you mean “Clicks”?"),
        ("CLIKCS", "There is no column “CLIKCS”. Did you mean “Clicks”?"),
        ("quantum", "There is no column “quantum”."),
        ("", "There is no column “”."),
        ("NAME", "“NAME” could be “Name” or “name”. Write it as in the header."),
        ("C5", "There is no column “C5”."),
    ],
)
def test_what_is_not_there_is_told_with_what_is_near(name: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        NAMES.find(name)

    assert caught.value.detail == sentence


def test_a_suggestion_keeps_its_own_case() -> None:
    assert did_you_mean("ROSA", ["roas", "ctr"]) == " Did you mean “roas”?"
    assert did_you_mean("roas", []) == ""

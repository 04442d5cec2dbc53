"""Why a column is what it is, in words."""

from __future__ import annotations

import pytest

from cashstage.schema.cells import Cell, cells_of
from cashstage.schema.infer import Delivered, infer_columns


@pytest.mark.parametrize(
    ("cells", "evidence"),
    [
        ([1, 2, 3], "All 3 filled cells are whole numbers."),
        (["2024-01-31"], "Its only filled cell is a date."),
        (["007", "12"], "Its digits identify something: as numbers they would lose some."),
        (["Brand", "Generic"], "Its cells are words."),
        ([None, None], "No cell is filled; its name suggests it."),
    ],
)
def test_a_type_comes_with_what_decided_it(cells: list[Cell], evidence: str) -> None:
    assert infer_columns([Delivered("Thing", cells_of(cells))])[0].evidence == evidence


def test_percentages_without_a_sign_beside_signed_ones_are_told() -> None:
    [share] = infer_columns([Delivered("Share of it", cells_of(["50%", "12.5 %", "5"]))])

    assert any("1 cell of Share of it without a percent sign" in note for note in share.notes)

from __future__ import annotations

import pytest

from cashstage.schema.cells import Cell, Cells, blank_cells, cells_of, joined


def kinds(cells: Cells) -> list[tuple[str | None, float | None, bool | None]]:
    nothing = [None] * len(cells)
    numbers = nothing if cells.numbers is None else cells.numbers.to_pylist()
    truths = nothing if cells.truths is None else cells.truths.to_pylist()
    return list(zip(cells.texts.to_pylist(), numbers, truths, strict=True))


def test_cells_are_sorted_by_kind() -> None:
    cells = cells_of([" Brand ", 5, 2.5, True, None, "  ", "", "5"])

    assert kinds(cells) == [
        ("Brand", None, None),
        (None, 5.0, None),
        (None, 2.5, None),
        (None, None, True),
        (None, None, None),
        (None, None, None),
        (None, None, None),
        ("5", None, None),
    ]
    assert cells.blanks.to_pylist() == [False] * 4 + [True] * 3 + [False]


@pytest.mark.parametrize("values", [["a", None], [], [None]])
def test_only_texts_need_no_other_arrays(values: list[Cell]) -> None:
    cells = cells_of(values)

    assert (cells.numbers, cells.truths) == (None, None)


def test_whole_numbers_beyond_a_double_become_the_nearest() -> None:
    assert kinds(cells_of([2**60 + 1, 1])) == [(None, float(2**60), None), (None, 1.0, None)]


def test_half_a_surrogate_pair_is_no_reason_to_fail() -> None:
    assert cells_of(["Sale \ud83d", "Brand"]).texts.to_pylist() == ["Sale ?", "Brand"]


def test_chunks_of_different_kinds_are_joined_in_order() -> None:
    parts = [cells_of(["a", "b"]), blank_cells(1), cells_of([1]), cells_of([True, "a"])]

    assert kinds(joined(parts)) == [row for part in parts for row in kinds(part)]


def test_filtering_keeps_all_kinds_together() -> None:
    cells = cells_of(["a", 1, True, None])

    kept = cells.filter(cells_of(["x", None, "x", None]).blanks)

    assert kinds(kept) == [(None, 1.0, None), (None, None, None)]

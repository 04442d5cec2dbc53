"""Calculated columns: their types, what they build on, and what can't be worked out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cashstage.metrics.calculated import MAX_LEVELS, CalculatedField, calculate
from cashstage.schema.column import ColumnType, Role
from tests.factories.columns import CLICKS, COLUMNS


@pytest.mark.parametrize(
    ("formula", "column_type", "role"),
    [
        ("`c5` * 2", ColumnType.INTEGER, Role.METRIC),
        ("`c5` / 2", ColumnType.NUMBER, Role.METRIC),
        ("`c4` + 1", ColumnType.NUMBER, Role.METRIC),
        ("YEAR(`c1`)", ColumnType.INTEGER, Role.METRIC),
        ("UPPER(`c3`)", ColumnType.TEXT, Role.DIMENSION),
        ("`c4` > 1", ColumnType.BOOLEAN, Role.DIMENSION),
        ("DATE_TRUNC(`c1`, MONTH)", ColumnType.DATE, Role.DIMENSION),
        ("DATE_TRUNC(`c2`, HOUR)", ColumnType.DATETIME, Role.DIMENSION),
        ("DATE_ADD(`c1`, INTERVAL 2 HOUR)", ColumnType.DATETIME, Role.DIMENSION),
        ("IFNULL(`c7`, `c7`)", ColumnType.TIME, Role.DIMENSION),
        ("NULL", ColumnType.TEXT, Role.DIMENSION),
    ],
)
def test_type_and_role_follow_from_the_formula(
    formula: str, column_type: ColumnType, role: Role
) -> None:
    [found] = calculate(COLUMNS, [CalculatedField("fa", "New", formula)])

    assert found.problem is None
    assert (found.column.type, found.column.role) == (column_type, role)
    assert (found.column.key, found.column.name) == ("fa", "New")


def test_one_builds_on_another_whatever_their_order() -> None:
    fields = [
        CalculatedField("fb", "Twice more", "`fa` + `fa`"),
        CalculatedField("fa", "Double", "`c5` * 2"),
    ]

    upper, lower = calculate(COLUMNS, fields)

    assert (upper.level, lower.level) == (1, 0)
    assert upper.column.type is ColumnType.INTEGER


def test_a_circle_is_told_and_spoils_nothing_else() -> None:
    fields = [
        CalculatedField("fa", "One", "`fb` + 1"),
        CalculatedField("fb", "Two", "`fa` + 1"),
        CalculatedField("fc", "Own", "`fc`"),
        CalculatedField("fd", "Sound", "`c5`"),
    ]

    one, two, own, sound = calculate(COLUMNS, fields)

    assert one.problem == "“Two” can't be worked out: It refers to itself."
    assert (two.problem, own.problem) == ("It refers to itself.", "It refers to itself.")
    assert (two.formula, sound.problem) == (None, None)


def test_a_chain_has_an_end() -> None:
    chain = [CalculatedField("f0", "f0", "`c5`")]
    chain += [
        CalculatedField(f"f{step}", f"f{step}", f"`f{step - 1}` + 1")
        for step in range(1, MAX_LEVELS + 2)
    ]

    problems = [each.problem for each in calculate(COLUMNS, chain)]

    assert problems[:-1] == [None] * (MAX_LEVELS + 1)
    assert problems[-1] == "It builds on more than 10 calculated columns in a row."


def test_what_became_of_a_column_is_told() -> None:
    fields = [
        CalculatedField("fa", "Double", "`c5` * 2"),
        CalculatedField("fb", "Four", "`fa` * 2"),
    ]
    without = [column for column in COLUMNS if column.key != "c5"]
    as_text = [*without, replace(CLICKS, type=ColumnType.TEXT)]

    gone = calculate(without, fields)
    changed = calculate(as_text, fields)

    assert gone[0].problem == "It uses a column that is gone."
    assert gone[1].problem == "“Double” can't be worked out: It uses a column that is gone."
    assert changed[0].problem == "This must be a number, but it is text."


@pytest.mark.parametrize(
    ("formula", "problem"),
    [
        ("SUM(`c4`)", "A calculated column is worked out row by row, and SUM looks at many rows."),
        (
            "RANK(`c4`)",
            "A calculated column is worked out row by row, and RANK looks at many rows.",
        ),
        ("`c4`; DROP TABLE x", "A formula is one expression."),
        ("(SELECT 1)", "“(SELECT 1)” is not allowed in a formula."),
    ],
)
def test_what_is_no_formula_of_a_row_is_refused(formula: str, problem: str) -> None:
    [found] = calculate(COLUMNS, [CalculatedField("fa", "New", formula)])

    assert found.problem == problem

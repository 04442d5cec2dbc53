"""Formulas: every allowed part comes through rebuilt, everything else is refused with its place."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pytest
from sqlglot import exp

from cashstage.core.errors import FormulaError
from cashstage.metrics.formula import Formula, read_formula
from cashstage.metrics.kinds import Kind
from tests.factories.columns import COLUMNS, column

AMBIGUOUS = (column("c20", "Name", "text"), column("c21", "name", "text"))
TABLE = """
    SELECT DATE '2026-01-31' AS c1, TIMESTAMP '2026-01-31 09:30:00' AS c2, 'email' AS c3,
        1.5::DOUBLE AS c4, 3::BIGINT AS c5, true AS c6, TIME '09:30:00' AS c7, 2.5::DOUBLE AS c8,
        0.25::DOUBLE AS c9
    UNION ALL
    SELECT NULL, NULL, NULL, 0.5, 7, false, NULL, NULL, NULL
"""
"""Two rows under the column keys of the factory."""


def read(text: str) -> Formula:
    return read_formula(text, COLUMNS)


def refusal(text: str) -> tuple[str, int]:
    """The sentence and place with which a formula is refused."""
    with pytest.raises(FormulaError) as caught:
        read_formula(text, (*COLUMNS, *AMBIGUOUS))
    return caught.value.detail, caught.value.context["position"]


@pytest.mark.parametrize(
    ("text", "sql", "kind", "value"),
    [
        ("SUM(cost)", 'SUM("c4")', Kind.NUMBER, 2.0),
        ("avg(cost)", 'AVG("c4")', Kind.NUMBER, 1.0),
        ("COUNT(day)", 'COUNT("c1")', Kind.NUMBER, 1),
        ("COUNT(*)", "COUNT(*)", Kind.NUMBER, 2),
        ("COUNT(DISTINCT channel)", 'COUNT(DISTINCT "c3")', Kind.NUMBER, 1),
        ("COUNT_DISTINCT(active)", 'COUNT(DISTINCT "c6")', Kind.NUMBER, 2),
        ("count_distinct(active)", 'COUNT(DISTINCT "c6")', Kind.NUMBER, 2),
        ("MIN(channel)", 'MIN("c3")', Kind.TEXT, "email"),
        ("MAX(active)", 'MAX("c6")', Kind.BOOLEAN, True),
        ("MEDIAN(clicks)", 'MEDIAN("c5")', Kind.NUMBER, 5.0),
        ("SUM(clicks) + 1", 'SUM("c5") + 1', Kind.NUMBER, 11),
        ("SUM(clicks) - 1", 'SUM("c5") - 1', Kind.NUMBER, 9),
        ("2 * SUM(clicks)", '2 * SUM("c5")', Kind.NUMBER, 20),
        ("SUM(cost) / SUM(clicks)", 'SUM("c4") / NULLIF(SUM("c5"), 0)', Kind.NUMBER, 0.2),
        ("SUM(clicks) % 4", 'SUM("c5") % NULLIF(4, 0)', Kind.NUMBER, 2),
        ("-SUM(cost)", '-SUM("c4")', Kind.NUMBER, -2.0),
        ("- -SUM(cost)", '- -SUM("c4")', Kind.NUMBER, 2.0),
        ("+SUM(cost)", 'SUM("c4")', Kind.NUMBER, 2.0),
        ("SUM(cost) + .5", 'SUM("c4") + 0.5e0', Kind.NUMBER, 2.5),
        ("COUNT(*) * 0.1", "COUNT(*) * 0.1e0", Kind.NUMBER, 0.2),
        ("SUM(IF(active, 1.5, 0))", 'SUM(CASE WHEN "c6" THEN 1.5e0 ELSE 0 END)', Kind.NUMBER, 1.5),
        ("SUM(cost) + 1e2", 'SUM("c4") + 1e2', Kind.NUMBER, 102.0),
        ("ABS(MIN(cost) - 1)", 'ABS(MIN("c4") - 1)', Kind.NUMBER, 0.5),
        ("ROUND(AVG(ctr), 1)", 'ROUND(AVG("c9"), 1)', Kind.NUMBER, 0.3),
        ("ROUND(MAX(cost))", 'ROUND(MAX("c4"), 0)', Kind.NUMBER, 2.0),
        ("CEIL(MIN(cost))", 'CEIL(MIN("c4"))', Kind.NUMBER, 1.0),
        ("FLOOR(MAX(cost))", 'FLOOR(MAX("c4"))', Kind.NUMBER, 1.0),
        ("IFNULL(SUM(ctr), 0)", 'COALESCE(SUM("c9"), 0)', Kind.NUMBER, 0.25),
        ("COALESCE(NULL, 0, COUNT(*))", "COALESCE(NULL, 0, COUNT(*))", Kind.NUMBER, 0),
        ("NULLIF(COUNT(*), 2)", "NULLIF(COUNT(*), 2)", Kind.NUMBER, None),
        (
            "SUM(IF(channel = 'email', cost, 0))",
            'SUM(CASE WHEN "c3" = \'email\' THEN "c4" ELSE 0 END)',
            Kind.NUMBER,
            1.5,
        ),
        (
            "SUM(IF(channel != 'email', cost))",
            'SUM(CASE WHEN "c3" <> \'email\' THEN "c4" ELSE NULL END)',
            Kind.NUMBER,
            None,
        ),
        (
            "CASE WHEN SUM(cost) >= 2 THEN 'high' ELSE 'low' END",
            "CASE WHEN SUM(\"c4\") >= 2 THEN 'high' ELSE 'low' END",
            Kind.TEXT,
            "high",
        ),
        (
            "SUM(CASE clicks WHEN 3 THEN 10 WHEN 7 THEN 20 END)",
            'SUM(CASE "c5" WHEN 3 THEN 10 WHEN 7 THEN 20 END)',
            Kind.NUMBER,
            30,
        ),
        (
            "COUNT(IF(channel IN ('a', 'email'), 1, NULL))",
            "COUNT(CASE WHEN \"c3\" IN ('a', 'email') THEN 1 ELSE NULL END)",
            Kind.NUMBER,
            1,
        ),
        (
            "SUM(IF(clicks NOT IN (3), clicks, 0))",
            'SUM(CASE WHEN NOT ("c5" IN (3)) THEN "c5" ELSE 0 END)',
            Kind.NUMBER,
            7,
        ),
        (
            "SUM(IF(day IS NULL, clicks, 0))",
            'SUM(CASE WHEN "c1" IS NULL THEN "c5" ELSE 0 END)',
            Kind.NUMBER,
            7,
        ),
        (
            "SUM(IF(day IS NOT NULL, clicks, 0))",
            'SUM(CASE WHEN NOT ("c1" IS NULL) THEN "c5" ELSE 0 END)',
            Kind.NUMBER,
            3,
        ),
        (
            "SUM(IF(active AND clicks > 1 OR cost <= 0.5, clicks, 0))",
            'SUM(CASE WHEN ("c6" AND ("c5" > 1)) OR ("c4" <= 0.5e0) THEN "c5" ELSE 0 END)',
            Kind.NUMBER,
            10,
        ),
        ("NOT COUNT(*) < 3", "NOT (COUNT(*) < 3)", Kind.BOOLEAN, False),
        (
            "SUM(cost) - (SUM(clicks) - 1)",
            'SUM("c4") - (SUM("c5") - 1)',
            Kind.NUMBER,
            -7.0,
        ),
        (
            "SUM(cost) / SUM(clicks) / 2",
            'SUM("c4") / NULLIF(SUM("c5"), 0) / NULLIF(2, 0)',
            Kind.NUMBER,
            0.1,
        ),
        (
            "SUM(cost) / (SUM(clicks) / 2)",
            'SUM("c4") / NULLIF((SUM("c5") / NULLIF(2, 0)), 0)',
            Kind.NUMBER,
            0.4,
        ),
        ("(SUM(cost) + 1) * 2", '(SUM("c4") + 1) * 2', Kind.NUMBER, 6.0),
        ("MAX(day) = MIN(at)", 'MAX("c1") = MIN("c2")', Kind.BOOLEAN, False),
        ("COUNT(*) IN ()", "COUNT(*) IN ()", Kind.BOOLEAN, False),
        ("MAX('it''s')", "MAX('it''s')", Kind.TEXT, "it's"),
        ("SUM(cost);", 'SUM("c4")', Kind.NUMBER, 2.0),
        ("SUM(cost) /* twice */ * 2 -- so", 'SUM("c4") * 2', Kind.NUMBER, 4.0),
    ],
)
def test_an_allowed_part_comes_through(text: str, sql: str, kind: Kind, value: object) -> None:
    formula = read(text)
    [(computed,)] = duckdb.execute(f"SELECT {formula.tree.sql('duckdb')} FROM ({TABLE})").fetchall()

    assert formula.tree.sql("duckdb") == sql
    assert formula.kind is kind
    assert computed == (pytest.approx(value) if isinstance(value, float) else value)


@pytest.mark.parametrize(
    "text",
    [
        "SUM(`Amount spent (€)`)",
        'SUM("Amount spent (€)")',
        "SUM(`amount SPENT (€)`)",
        "SUM(c8)",
    ],
)
def test_a_column_is_named_in_quotes_in_another_case_or_by_its_key(text: str) -> None:
    assert read(text).tree.sql("duckdb") == 'SUM("c8")'


@pytest.mark.parametrize("divisor", ["SUM(clicks) - 10", "0", "NULL"])
@pytest.mark.parametrize("sign", ["/", "%"])
def test_no_denominator_gives_no_value(sign: str, divisor: str) -> None:
    sql = read(f"SUM(cost) {sign} ({divisor})").tree.sql("duckdb")

    assert duckdb.execute(f"SELECT {sql} FROM ({TABLE})").fetchall() == [(None,)]


@pytest.mark.parametrize(
    ("text", "sentence", "position"),
    [
        ("SUM(cots)", "There is no column “cots”. Did you mean “cost”?", 4),
        ("2 + SUM(quantum)", "There is no column “quantum”.", 8),
        ("SUMM(cost)", "There is no function “SUMM”. Did you mean “SUM”?", 0),
        ("1 + MEDAIN(cost)", "There is no function “MEDAIN”. Did you mean “MEDIAN”?", 4),
        ("COUNT(NAME)", "“NAME” could be “Name” or “name”. Write it as in the header.", 6),
        ("cost", "“cost” must be inside an aggregate, as in SUM(cost).", 0),
        ("SUM(cost) + clicks", "“clicks” must be inside an aggregate, as in SUM(clicks).", 12),
        ("IF(active, 1, 2)", "“active” must be inside an aggregate, as in COUNT(active).", 3),
        (
            "COUNT(*) * `Amount spent (€)`",
            "“Amount spent (€)” must be inside an aggregate, as in SUM(`Amount spent (€)`).",
            11,
        ),
        ("1 + 1", "A metric needs an aggregate such as SUM, COUNT or MAX.", 0),
        ("NULL", "A metric needs an aggregate such as SUM, COUNT or MAX.", 0),
        ("SUM(channel)", "SUM needs a number; this is text.", 4),
        ("AVG(day)", "AVG needs a number; this is a date.", 4),
        ("MEDIAN(active)", "MEDIAN needs a number; this is true or false.", 7),
        ("SUM(start)", "SUM needs a number; this is a time.", 4),
        ("SUM(SUM(cost))", "SUM can't be inside SUM.", 4),
        ("MAX(1 + COUNT(*))", "COUNT can't be inside MAX.", 8),
        ("SUM(cost) + 'x'", "This must be a number, but it is text.", 12),
        ("SUM(cost) * MAX(day)", "This must be a number, but it is a date.", 12),
        ("NOT SUM(cost)", "This must be true or false, but it is a number.", 4),
        ("COUNT(*) > 1 AND SUM(cost)", "This must be true or false, but it is a number.", 17),
        ("SUM(IF(channel = 1, 1, 0))", "Text and a number can't be mixed.", 7),
        ("SUM(IF(day > '2026-01-01', 1, 0))", "A date and text can't be mixed.", 7),
        ("SUM(IF(cost, 1, 0))", "IF needs true or false as “condition”; this is a number.", 7),
        ("MAX(IF(active, 1, 'b'))", "A number and text can't be mixed.", 4),
        ("COALESCE(SUM(cost), 'none')", "A number and text can't be mixed.", 0),
        ("NULLIF(SUM(cost), 'x')", "A number and text can't be mixed.", 0),
        ("MAX(channel IN ('a', 1))", "Text and a number can't be mixed.", 4),
        ("COUNT()", "COUNT is empty; it is written COUNT(value).", 0),
        ("COUNT_DISTINCT()", "COUNT_DISTINCT is empty; it is written COUNT_DISTINCT(value).", 0),
        (
            "COUNT_DISTINCT(cost, clicks)",
            "COUNT_DISTINCT has too many values; it is written COUNT_DISTINCT(value).",
            21,
        ),
        ("COUNT(DISTINCT cost, clicks)", "COUNT takes one value.", 0),
        ("ROUND(SUM(cost), 11)", "ROUND takes a whole number from 0 to 10 as “decimals”.", 17),
        ("ROUND(SUM(cost), 1.5)", "ROUND takes a whole number from 0 to 10 as “decimals”.", 17),
        ("ROUND(SUM(cost), clicks)", "ROUND takes a whole number from 0 to 10 as “decimals”.", 17),
        ("SUM(cost) + 1e400", "“1e400” is not a number.", 12),
        ("SUM(cost", "The formula ends too early.", 4),
        ("SUM(cost) +", "The formula ends too early.", 10),
        ("CASE WHEN COUNT(*) > 1 THEN 1", "The formula ends too early.", 28),
        ("SUM(cost))", "The formula can't be read at “)”.", 9),
        ("SUM(Amount spent)", "The formula can't be read at “spent”.", 11),
        ("SUM(cost)\n SUM(clicks)", "The formula can't be read at “(”.", 14),
        ("SUM(`cost)", "A quotation mark or comment is not closed.", 0),
        ("SUM(cost) /* x", "A quotation mark or comment is not closed.", 0),
        ("", "The formula is empty.", 0),
        (" \n\t", "The formula is empty.", 0),
        ("-- nothing", "A formula is one expression.", 0),
        ("SUM(cost); SUM(clicks)", "A formula is one expression.", 10),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, sentence: str, position: int) -> None:
    assert refusal(text) == (sentence, position)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("(SELECT 1)", "(SELECT 1)"),
        ("SUM((SELECT cost FROM t))", "(SELECT cost FROM t)"),
        ("SUM(cost) IN (SELECT 1)", "SUM(cost) IN (SELECT 1)"),
        ("EXISTS(SELECT 1)", "EXISTS(SELECT 1)"),
        ("SELECT SUM(cost)", "SELECT SUM(cost)"),
        ("FROM x", "SELECT * FROM x"),
        ("WITH a AS (SELECT 1) SELECT * FROM a", "WITH a AS (SELECT 1) SELECT * FROM a"),
        ("SUM(cost) UNION SELECT 1", "SUM(cost) UNION SELECT 1"),
        ("DROP TABLE x", "DROP TABLE x"),
        ("INSERT INTO x VALUES (1)", "INSERT INTO x VALUES (1)"),
        ("ATTACH 'x'", "ATTACH 'x'"),
        ("SET x = 1", "SET x = 1"),
        ("PRAGMA database_list", "PRAGMA database_list"),
        ("SUM(cost) OVER ()", "SUM(cost) OVER ()"),
        ("ROW_NUMBER() OVER ()", "ROW_NUMBER() OVER ()"),
        ("SUM(cost) FILTER (WHERE cost > 1)", "SUM(cost) FILTER(WHERE cost > 1)"),
        ("SUM(cost IGNORE NULLS)", "cost IGNORE NULLS"),
        ("SUM(cost ORDER BY day)", "cost ORDER BY day NULLS LAST"),
        ("SUM(DISTINCT cost)", "DISTINCT cost"),
        ("SUM(cost)::INTEGER", "CAST(SUM(cost) AS INT)"),
        ("DATE '2026-01-01'", "CAST('2026-01-01' AS DATE)"),
        ("INTERVAL '1 day'", "INTERVAL '1' DAY"),
        ("SUM(t.cost)", "t.cost"),
        ("COUNT(t.*)", "t.*"),
        ("*", "*"),
        ("SUM(cost) AS x", "SUM(cost) AS x"),
        ("SUM(cost) COLLATE x", "SUM(cost) COLLATE x"),
        ("SUM(cost) BETWEEN 1 AND 2", "SUM(cost) BETWEEN 1 AND 2"),
        ("SUM(cost) IS TRUE", "SUM(cost) IS TRUE"),
        ("SUM(IF(channel LIKE 'a%', 1, 0))", "channel LIKE 'a%'"),
        ("MAX(channel || 'x')", "channel || 'x'"),
        ("SUM(IF(channel = E'a', 1, 0))", "a"),
        ("SUM(cost) ^ 2", "POWER(SUM(cost), 2)"),
        ("SUM(cost) & 1", "SUM(cost) & 1"),
        ("~SUM(cost)", "~SUM(cost)"),
        ("SUM([cost])", "ARRAY(cost)"),
        ("SUM(cost[1])", "cost[0]"),
        ("MAX(x -> x + 1)", "x -> x + 1"),
        ("$1", ":1"),
        ("SUM(:p1)", ":p1"),
        ("SUM(?)", "?"),
    ],
)
def test_whatever_else_the_parser_knows_is_refused(text: str, shown: str) -> None:
    sentence, position = refusal(text)

    assert sentence == f"“{shown}” is not allowed in a formula."
    assert 0 <= position < len(text)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("read_text('/etc/passwd')", "There is no function “READ_TEXT”. Did you mean “LEFT_TEXT”?"),
        ("read_csv('/etc/passwd')", "There is no function “READ_CSV”."),
        ("read_parquet('x')", "There is no function “READ_PARQUET”."),
        ("getenv('HOME')", "There is no function “GETENV”."),
        ("glob('/*')", "There is no function “GLOB”."),
        ("query('SELECT 1')", "There is no function “QUERY”. Did you mean “QUARTER”?"),
        ("TRY_CAST(cost AS INT)", "There is no function “TRY_CAST”. Did you mean “CAST”?"),
        ("CURRENT_DATE", "There is no column “CURRENT_DATE”."),
        ("nextval('x')", "There is no function “NEXTVAL”."),
        ("repeat(channel, 1000000000)", "There is no function “REPEAT”. Did you mean “REPLACE”?"),
        ("range(500000000)", "There is no function “RANGE”. Did you mean “RANK”?"),
    ],
)
def test_a_function_that_reaches_out_is_unknown(call: str, told: str) -> None:
    assert refusal(f"COUNT({call})") == (told, 6)


def test_a_refusal_says_what_may_be_used() -> None:
    with pytest.raises(FormulaError) as caught:
        read("SUM(cost) ^ 2")

    assert caught.value.sentence.endswith(
        "Use + - * / %, comparisons, AND, OR, NOT, IN, IS NULL, CASE and functions."
    )


@pytest.mark.parametrize(
    "text",
    [
        "(" * 3000 + "SUM(cost)" + ")" * 3000,
        "(" * 9000,
        "ABS(" * 150 + "SUM(cost)" + ")" * 150,
        "- " * 2000 + "SUM(cost)",
        "NOT " * 2000 + "COUNT(*) > 1",
        "CASE WHEN COUNT(*) > 1 THEN " * 100 + "1" + " END" * 100,
        "IF(COUNT(*) > 1, 1, " * 100 + "1" + ")" * 100,
        "CAST(" * 60,
        "[" * 60,
        "COUNT(*)" + " IS NULL" * 100,
    ],
)
def test_deep_nesting_is_refused(text: str) -> None:
    assert refusal(text) == ("The formula is nested too deeply.", 0)


def test_a_huge_formula_is_refused() -> None:
    many = "SUM(cost)" + " + 1" * 200

    assert refusal("x" * 10_001) == ("The formula has 10001 characters; 10000 are allowed.", 0)
    assert refusal(many) == ("The formula has 403 parts; 300 are allowed.", 0)


@pytest.mark.parametrize(
    "text",
    [
        "SUM(cost)" + " + SUM(cost)" * 74,
        "COUNT(*) > 1" + " AND COUNT(*) > 1" * 50,
        "SUM(cost)" + " - 1 + 1" * 24,
    ],
)
def test_what_is_accepted_can_be_written_wherever_it_is_asked(text: str) -> None:
    """A formula that only just fits must not overflow the longer stack of a web request."""
    tree = read(text).tree

    assert duckdb.execute(f"SELECT {deep(500, lambda: written(tree))} FROM ({TABLE})").fetchall()


def written(tree: exp.Expr) -> str:
    return str(tree.transform(lambda node: node).sql("duckdb"))


def deep(frames: int, call: Callable[[], str]) -> str:
    return call() if frames == 0 else deep(frames - 1, call)


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("SUM(channel)", "Write CAST(… AS NUMBER) around it."),
        ("MAX(UPPER(cost))", "Write CAST(… AS TEXT) around it."),
        ("MAX(LEFT_TEXT(channel, '2'))", "Write CAST(… AS NUMBER) around it."),
        ("MAX(YEAR(channel))", "Read it with PARSE_DATE('%Y-%m-%d', …)."),
        ("SUM(day)", None),
    ],
)
def test_a_wrong_kind_is_told_with_the_way_to_the_right_one(text: str, way: str | None) -> None:
    with pytest.raises(FormulaError) as caught:
        read(text)

    assert caught.value.next_step == way

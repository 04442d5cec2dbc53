"""Every function against values reckoned in plain Python, on a real DuckDB."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from cashstage.metrics.functions.registry import ALL, FUNCTIONS
from cashstage.metrics.functions.signature import Level
from tests.metrics.rows import ROWS, TODAY, column_values, metric_value
from tests.query.asking import Row

ROW_CASES: list[tuple[str, Callable[[Row], Any]]] = [
    ("IF(cost > 0, 'more', 'less')", lambda r: "more" if (r.get("cost") or 0) > 0 else "less"),
    ("IF(active, clicks)", lambda r: r["clicks"] if r.get("active") else None),
    ("IFNULL(cost, -1)", lambda r: -1 if r.get("cost") is None else r["cost"]),
    ("NULLIF(clicks, 0)", lambda r: r.get("clicks") or None),
    ("COALESCE(NULL, clicks, 9)", lambda r: r.get("clicks", 9)),
    ("CASE WHEN clicks > 0 THEN 1 WHEN clicks < 0 THEN -1 END",
     lambda r: _pick({7: 1, -3: -1}, r.get("clicks"))),
    ("CASE clicks WHEN 7 THEN 'seven' ELSE 'other' END",
     lambda r: "seven" if r.get("clicks") == 7 else "other"),
    ("CONCAT(channel, '/', CAST(clicks AS TEXT))",
     lambda r: None if r.get("clicks") is None else f"{r['channel']}/{r['clicks']}"),
    ("CONTAINS_TEXT(channel, 'Brand')", lambda r: "Brand" in r["channel"]),
    ("STARTS_WITH(channel, 'DE_')", lambda r: r["channel"].startswith("DE_")),
    ("ENDS_WITH(channel, 'Search')", lambda r: r["channel"].endswith("Search")),
    ("LOWER(channel)", lambda r: r["channel"].lower()),
    ("UPPER(channel)", lambda r: r["channel"].upper()),
    ("TRIM(channel)", lambda r: r["channel"].strip()),
    ("LENGTH(channel)", lambda r: len(r["channel"])),
    ("LEFT_TEXT(channel, 2)", lambda r: r["channel"][:2]),
    ("LEFT_TEXT(channel, clicks)",
     lambda r: r["channel"][: max(r["clicks"], 0)] if "clicks" in r else ""),
    ("RIGHT_TEXT(channel, 4)", lambda r: r["channel"][-4:]),
    ("SUBSTR(channel, 2, 3)", lambda r: r["channel"][1:4]),
    ("SUBSTR(channel, 4)", lambda r: r["channel"][3:]),
    ("SUBSTR('campaign', -4, 2)", lambda r: "ai"),
    ("REPLACE(channel, '_', ' ')", lambda r: r["channel"].replace("_", " ")),
    ("REGEXP_MATCH(channel, '[A-Z]{2}_.*')",
     lambda r: re.fullmatch("[A-Z]{2}_.*", r["channel"]) is not None),
    ("REGEXP_CONTAINS(channel, '(?i)BRAND|generic')",
     lambda r: re.search("(?i)BRAND|generic", r["channel"]) is not None),
    ("REGEXP_EXTRACT(channel, '^([A-Z]{2})_')",
     lambda r: m[1] if (m := re.search("^([A-Z]{2})_", r["channel"])) else None),
    ("REGEXP_EXTRACT(channel, '[0-9]+')",
     lambda r: m[0] if (m := re.search("[0-9]+", r["channel"])) else None),
    (r"REGEXP_EXTRACT(channel, r'(\d+)-\d+')",
     lambda r: m[1] if (m := re.search(r"(\d+)-\d+", r["channel"])) else None),
    (r"REGEXP_EXTRACT(channel, '(\\d+)$')",
     lambda r: m[1] if (m := re.search(r"(\d+)$", r["channel"])) else None),
    (r"REGEXP_REPLACE(channel, '([a-z])_', '\1-')",
     lambda r: re.sub("([a-z])_", r"\1-", r["channel"])),
    ("ABS(cost)", lambda r: _of(abs, r.get("cost"))),
    ("CEIL(cost)", lambda r: _of(math.ceil, r.get("cost"))),
    ("FLOOR(cost)", lambda r: _of(math.floor, r.get("cost"))),
    ("ROUND(cost)", lambda r: _pick({10.5: 11, -2.25: -2, 0.0: 0}, r.get("cost"))),
    ("ROUND(cost / 3, 2)", lambda r: _of(lambda x: round(x / 3, 2), r.get("cost"))),
    ("SQRT(clicks)", lambda r: _of(lambda x: math.sqrt(x) if x >= 0 else None, r.get("clicks"))),
    ("POWER(clicks, 3)", lambda r: _of(lambda x: x**3, r.get("clicks"))),
    ("POWER(0, -1)", lambda r: None),
    ("POWER(-8, 0.5)", lambda r: None),
    ("LOG(clicks + 1)", lambda r: _pick({7: 3.0, 0: 0.0}, r.get("clicks"))),
    ("LOG10(clicks * 0)", lambda r: None),
    ("LOG10(100)", lambda r: 2.0),
    ("NARY_MAX(clicks, 2, cost)",
     lambda r: max([2, *(r[name] for name in ("clicks", "cost") if name in r)])),
    ("NARY_MIN(channel, 'M')", lambda r: min(r["channel"], "M")),
    ("CAST(channel AS NUMBER)", lambda r: None),
    ("CAST('1.5e2' AS NUMBER)", lambda r: 150.0),
    ("CAST('nan' AS NUMBER)", lambda r: None),
    ("CAST(active AS NUMBER)", lambda r: _of(int, r.get("active"))),
    ("CAST(cost AS TEXT)",
     lambda r: _pick({10.5: "10.5", -2.25: "-2.25", 0.0: "0"}, r.get("cost"))),
    ("CAST(day AS TEXT)", lambda r: _of(str, r.get("day"))),
    ("CAST(channel AS DATE)", lambda r: date(2026, 3, 4) if r["channel"][:1] == "2" else None),
    ("CAST('infinity' AS DATE)", lambda r: None),
    ("CAST(at AS DATE)", lambda r: _of(datetime.date, r.get("at"))),
    ("CAST(day AS DATETIME)",
     lambda r: _of(lambda d: datetime.combine(d, time.min), r.get("day"))),
    ("CAST('true' AS BOOLEAN)", lambda r: True),
    ("TODAY()", lambda r: TODAY),
    ("CURRENT_DATE()", lambda r: TODAY),
    ("DATE(YEAR(day) + 1, 2, DAY(day))",
     lambda r: _pick({2026: None, 2024: None, 2019: date(2020, 2, 1)}, _year(r))),
    ("DATE(2024, 2, 29)", lambda r: date(2024, 2, 29)),
    ("DATE(at)", lambda r: _of(datetime.date, r.get("at"))),
    ("DATE_DIFF(TODAY(), day)", lambda r: _of(lambda d: (TODAY - d).days, r.get("day"))),
    ("DATE_DIFF(day, at)", lambda r: _of(lambda d: (d - r["at"].date()).days, r.get("day"))),
    ("DATETIME_DIFF(TODAY(), day, MONTH)",
     lambda r: _of(lambda d: (TODAY.year - d.year) * 12 + TODAY.month - d.month, r.get("day"))),
    ("DATETIME_DIFF(DATE(2026, 1, 4), DATE(2026, 1, 3), WEEK)", lambda r: 1),
    ("DATETIME_DIFF(DATE(2026, 1, 4), DATE(2026, 1, 3), ISOWEEK)", lambda r: 0),
    ("DATE_ADD(day, INTERVAL 1 MONTH)",
     lambda r: _pick({2026: date(2026, 2, 28), 2024: date(2024, 3, 29), 2019: date(2019, 2, 1)},
                     _year(r))),
    ("DATE_ADD(day, INTERVAL 2 QUARTER)",
     lambda r: _pick({2026: date(2026, 7, 31), 2024: date(2024, 8, 29), 2019: date(2019, 7, 1)},
                     _year(r))),
    ("DATE_SUB(day, INTERVAL 2 WEEK)",
     lambda r: _of(lambda d: d - timedelta(weeks=2), r.get("day"))),
    ("DATE_ADD(day, INTERVAL -3 DAY)", lambda r: _of(lambda d: d - timedelta(3), r.get("day"))),
    ("DATETIME_ADD(at, INTERVAL 90 MINUTE)",
     lambda r: _of(lambda m: m + timedelta(minutes=90), r.get("at"))),
    ("DATETIME_SUB(day, INTERVAL 1 HOUR)",
     lambda r: _of(lambda d: datetime.combine(d, time.min) - timedelta(hours=1), r.get("day"))),
    ("DATE_TRUNC(day, MONTH)", lambda r: _of(lambda d: d.replace(day=1), r.get("day"))),
    ("DATE_TRUNC(day, WEEK)",
     lambda r: _of(lambda d: d - timedelta((d.weekday() + 1) % 7), r.get("day"))),
    ("DATE_TRUNC(day, ISOWEEK)",
     lambda r: _of(lambda d: d - timedelta(d.weekday()), r.get("day"))),
    ("DATE_TRUNC(day, 'QUARTER')",
     lambda r: _of(lambda d: date(d.year, (d.month - 1) // 3 * 3 + 1, 1), r.get("day"))),
    ("DATE_TRUNC(day, ISOYEAR)",
     lambda r: _of(lambda d: date.fromisocalendar(d.isocalendar()[0], 1, 1), r.get("day"))),
    ("DATETIME_TRUNC(at, HOUR)",
     lambda r: _of(lambda m: m.replace(minute=0, second=0), r.get("at"))),
    ("YEAR(day)", lambda r: _of(lambda d: d.year, r.get("day"))),
    ("QUARTER(day)", lambda r: _of(lambda d: (d.month - 1) // 3 + 1, r.get("day"))),
    ("MONTH(day)", lambda r: _of(lambda d: d.month, r.get("day"))),
    ("WEEK(at)", lambda r: _of(lambda m: m.isocalendar()[1], r.get("at"))),
    ("ISOWEEK(day)", lambda r: _of(lambda d: d.isocalendar()[1], r.get("day"))),
    ("DAY(day)", lambda r: _of(lambda d: d.day, r.get("day"))),
    ("WEEKDAY(day)", lambda r: _of(lambda d: d.isoweekday() % 7, r.get("day"))),
    ("HOUR(at)", lambda r: _of(lambda m: m.hour, r.get("at"))),
    ("HOUR(start)", lambda r: _of(lambda m: m.hour, r.get("start"))),
    ("MINUTE(start)", lambda r: _of(lambda m: m.minute, r.get("start"))),
    ("SECOND(at)", lambda r: _of(lambda m: m.second, r.get("at"))),
    ("FORMAT_DATETIME('%Y-%m, %e. %B %%', day)",
     lambda r: _of(lambda d: f"{d:%Y-%m}, {d.day}. {d:%B} %", r.get("day"))),
    ("FORMAT_DATETIME('%F %T', at)",
     lambda r: _of(lambda m: f"{m:%Y-%m-%d %H:%M:%S}", r.get("at"))),
    ("PARSE_DATE('%Y-%m-%d', channel)",
     lambda r: date(2026, 3, 4) if r["channel"] == "2026-03-04" else None),
    ("PARSE_DATETIME('%d.%m.%Y %H:%M', '31.01.2026 09:30')",
     lambda r: datetime.fromisoformat("2026-01-31T09:30:00")),
    ("cost % 4", lambda r: _of(lambda x: math.fmod(x, 4), r.get("cost"))),
    ("clicks / (clicks + 3)", lambda r: _pick({7: 0.7, 0: 0.0}, r.get("clicks"))),
    ('channel = "2026-03-04"', lambda r: r["channel"] == "2026-03-04"),
]  # fmt: skip
COSTS = [row["cost"] for row in ROWS if "cost" in row]
METRIC_CASES: list[tuple[str, Any]] = [
    ("SUM(cost)", sum(COSTS)),
    ("SUM(IF(channel = 'DE_Brand Search', cost, 0))", 10.5),
    ("AVG(cost)", statistics.fmean(COSTS)),
    ("COUNT(cost)", 3),
    ("COUNT(*)", 4),
    ("COUNT_DISTINCT(active)", 2),
    ("APPROX_COUNT_DISTINCT(channel)", 4),
    ("MIN(day)", date(2019, 1, 1)),
    ("MAX(channel)", "DE_Brand Search"),
    ("MEDIAN(clicks)", 0),
    ("PERCENTILE(cost, 50)", statistics.median(COSTS)),
    ("PERCENTILE(cost, 100)", 10.5),
    ("STDDEV(cost)", statistics.pstdev(COSTS)),
    ("VARIANCE(cost)", statistics.pvariance(COSTS)),
    ("CONCAT(MAX(channel), '!')", "DE_Brand Search!"),
]
LOOKER = ({"cost": 95.0}, {"cost": 100.0}, {"cost": 92.0})
"""The rows of the examples in Looker Studio's reference."""


def _pick(choices: dict[Any, Any], value: Any) -> Any:
    return choices.get(value)


def _of(function: Callable[[Any], Any], value: Any) -> Any:
    return None if value is None else function(value)


def _year(row: Row) -> int | None:
    return row["day"].year if "day" in row else None


@pytest.mark.parametrize(
    ("formula", "expected"), ROW_CASES, ids=[str(formula) for formula, _ in ROW_CASES]
)
def test_a_function_of_a_row(formula: str, expected: Callable[[Row], Any]) -> None:
    assert column_values(formula) == [_near(expected(row)) for row in ROWS]


@pytest.mark.parametrize(("formula", "expected"), METRIC_CASES)
def test_a_function_of_many_rows(formula: str, expected: Any) -> None:
    assert metric_value(formula) == _near(expected)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("PERCENTILE(cost, 50)", 95.0),
        ("PERCENTILE(cost, 30.5)", 93.83),
        ("VARIANCE(cost)", 10.89),
        ("MAX(WEEK(DATE(2019, 1, 1)))", 1),
        ("MAX(SUBSTR('Summer sale', -4, 4))", "sale"),
    ],
)
def test_the_examples_of_looker_studio_s_reference(formula: str, expected: Any) -> None:
    found = metric_value(formula, LOOKER)

    assert found == (
        pytest.approx(expected, abs=0.005) if isinstance(expected, float) else expected
    )


def test_every_function_is_in_the_tables() -> None:
    written = " ".join([formula for formula, _ in ROW_CASES] + [case[0] for case in METRIC_CASES])
    used = set(re.findall(r"([A-Z0-9_]+)\(", written))

    windows = {each.name for each in ALL if each.level is Level.WINDOW}
    assert set(FUNCTIONS) - windows - used == set()


def test_every_function_is_in_the_reference() -> None:
    reference = (Path(__file__).parents[2] / "docs" / "formulas.md").read_text(encoding="utf-8")

    missing = [
        each.name for each in ALL if f"| `{each.signature}` | {each.help} |" not in reference
    ]
    assert missing == []


@pytest.mark.parametrize("function", ALL, ids=lambda function: function.signature)
def test_a_function_explains_itself(function: Any) -> None:
    assert function.help.endswith(".")
    assert function.name in function.example
    assert function.takes(function.least)
    assert not function.takes(function.least - 1)


def _near(value: Any) -> Any:
    return pytest.approx(value) if isinstance(value, float) else value

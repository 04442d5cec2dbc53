"""A question is planned once, whatever content it is asked of, and anew when it means another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cashstage.query import run
from cashstage.query.compile import Compiled, compile_query
from cashstage.query.periods import QueryContext
from tests.query.asking import ALL, NOW, Asking

TOTAL: dict[str, Any] = {"metrics": [{"field": "clicks", "aggregation": "sum"}], "limit": 7}


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The SQL of each plan that is made."""
    made: list[str] = []

    def counted(*args: Any, **options: Any) -> Compiled:
        compiled = compile_query(*args, **options)
        made.append(compiled.rows.sql)
        return compiled

    monkeypatch.setattr(run, "compile_query", counted)
    return made


def test_new_content_is_asked_by_the_same_plan(asking: Asking, planned: list[str]) -> None:
    sums = [
        asking.rows(asking.source([{"clicks": clicks}]), **TOTAL, filters=None) for clicks in (1, 2)
    ]

    assert sums == [[(1,)], [(2,)]]
    assert len(planned) <= 1


def test_another_meaning_is_another_plan(asking: Asking, planned: list[str]) -> None:
    source = asking.source([{"clicks": 3, "day": NOW.date()}])
    renamed = [
        replace(column, name="cost" if column.name == "clicks" else "clicks")
        if column.name in {"clicks", "cost"}
        else column
        for column in ALL
    ]
    ahead = QueryContext(NOW + timedelta(days=1))
    today = {"field": "day", "preset": "today"}

    assert asking.rows(source, **TOTAL) == [(3,)]
    assert asking.rows(replace(source, columns=renamed), **TOTAL) == [(None,)]
    before = len(planned)
    assert asking.rows(source, **TOTAL, date_range=today) == [(3,)]
    assert asking.rows(source, ahead, **TOTAL, date_range=today) == [(None,)]
    assert len(planned) == before + 2

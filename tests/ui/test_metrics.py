"""What the pages of metrics say, from what the services answer."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from cashstage.dashboards.metric_use import MetricUse, UsedBy
from cashstage.metrics.pacing import EVEN_WEIGHTS, Period, pace
from cashstage.organizations.metric_definition.schemas import MetricDefinitionRead
from cashstage.sources.query.budgets import PacingColumn, PacingRead
from cashstage.sources.query.effect_words import Reason, amount_words, sentences
from cashstage.ui.states.metric_view import excerpt, matches, metric_row
from cashstage.ui.states.pacing_view import pace_rows
from cashstage.ui.states.question import AUTOMATIC, FieldOption, metric_of, picks_of

ROAS = MetricDefinitionRead(
    id=None,
    version=None,
    name="roas",
    label="ROAS",
    formula="SUM(revenue) / SUM(cost)",
    formulas=["SUM(revenue) / SUM(cost)"],
    components=["revenue", "cost"],
    format="ratio",
    unit="multiple",
    direction="up_is_good",
    description="Revenue for each unit of money spent.",
    source="Help pages",
    built_in=True,
)
HERE = UUID(int=7)


def test_a_line_says_where_a_metric_is_used() -> None:
    use = MetricUse(
        sources=[UsedBy(name="Ads", id=HERE)],
        widgets=[UsedBy(name="Card on Weekly", id=HERE), UsedBy(name="Line on Weekly", id=HERE)],
    )
    row = metric_row(ROAS, use)

    assert (row.used, row.direction_words, row.id) == ("2 widgets · 1 source", "Up is good", "")
    assert row.sources[0].href == f"/sources/{HERE}"
    assert row.widgets[0].href == f"/d/{HERE}"
    assert metric_row(ROAS, MetricUse()).used == "\u2013"


@pytest.mark.parametrize(
    ("search", "found"),
    [("", True), ("roas", True), ("money SPENT", True), ("cost revenue", True), ("ctr", False)],
)
def test_a_search_is_for_every_word(search: str, found: bool) -> None:  # noqa: FBT001
    assert matches(metric_row(ROAS, MetricUse()), search) is found


@pytest.mark.parametrize(
    ("formula", "position", "shown"),
    [
        ("roas / cpaa", 7, ("roas / ", "cpaa")),
        ("", 0, ("", "")),
        ("SUM(cost)", None, ("", "")),
        ("SUM(cost) +", 11, ("SUM(cost) +", " ")),
        ("a" * 40 + "!", 40, ("…" + "a" * 28, "!")),
        ("!" + "b" * 40, 0, ("", "!" + "b" * 27 + "…")),
    ],
)
def test_the_place_of_a_problem_is_shown(
    formula: str, position: int | None, shown: tuple[str, str]
) -> None:
    assert excerpt(formula, position) == shown


def test_a_budget_s_bar_is_as_long_as_what_is_largest_of_it() -> None:
    period = Period(date(2026, 4, 1), date(2026, 4, 30), date(2026, 4, 10))
    over = pace(1000.0, 800.0, period, EVEN_WEIGHTS)
    names = ("budget", "spend", "expected", "pacing", "projected", "needed_per_day")
    columns = [
        PacingColumn(
            name=name, label=name, type="number", semantic_type=name, role="metric",
            format="percent" if name == "pacing" else "currency:EUR",
        )
        for name in names
    ]  # fmt: skip
    by = PacingColumn(
        name="Channel", label="Channel", type="text", semantic_type="channel", role="dimension",
        format=None,
    )  # fmt: skip
    figures = {name: getattr(over, name) for name in names}
    read = PacingRead(
        month=period.first,
        through=period.through,
        days_left=20,
        columns=[by, *columns],
        data=[["Meta"], *([value] for value in figures.values())],
        row_count=1,
        totals=figures,
        weekday_weights=list(EVEN_WEIGHTS),
        notes=[],
    )
    total, meta = pace_rows(read)

    assert (total.name, total.total, meta.name) == ("All budgets", True, "Meta")
    assert (meta.pacing, meta.verdict, meta.state) == ("240 %", "Over plan", "over")
    assert (meta.projected, meta.needed) == ("EUR 2,400.00", "EUR 10.00")
    assert (meta.projected_width, meta.spend_width) == (100, 33.33)
    assert (meta.budget_mark, meta.expected_mark) == (41.67, 13.89)


def test_sentences_name_the_biggest_reasons_and_one_against() -> None:
    reasons = [
        Reason("Meta", -0.3, metric="ROAS"),
        Reason("TikTok", -0.12, weight="Cost", rose=True),
        Reason(None, 0.05, metric="ROAS", rose=True),
        Reason("Tiny", -0.001, metric="ROAS"),
    ]

    assert sentences("ROAS", "ratio", change=-0.37, reasons=reasons) == [
        "ROAS fell by 0.37\u00d7.",
        "0.30\u00d7 because ROAS of Meta itself fell.",
        "0.12\u00d7 because TikTok took a larger share of Cost.",
        "0.05\u00d7 the other way because ROAS of (empty) itself rose.",
    ]


@pytest.mark.parametrize(
    ("value", "format_", "words"),
    [
        (0.0123, "percent", "1.23 points"),
        (1234.5, "currency:EUR", "EUR 1,234.50"),
        (1234.5, "currency", "1,234.50"),
        (1234.0, None, "1,234"),
        (0.5, None, "0.50"),
    ],
)
def test_amounts_are_written_in_their_unit(value: float, format_: str | None, words: str) -> None:
    assert amount_words(value, format_) == words


def test_a_field_that_is_not_summed_is_measured_as_it_is_right() -> None:
    reach = FieldOption(name="Reach", type="integer", role="metric", summed=False)
    cost = FieldOption(name="Cost", type="number", role="metric", summed=True)

    assert metric_of([reach], "Reach")["aggregation"] == AUTOMATIC
    assert metric_of([cost], "Cost")["aggregation"] == "sum"
    assert picks_of({"metrics": [{"field": "Reach"}]})[1][0]["aggregation"] == AUTOMATIC

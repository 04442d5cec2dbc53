"""A budget's pace as the page shows it; pure."""

from __future__ import annotations

from dataclasses import dataclass

from cashstage.sources.query.budgets import PacingRead
from cashstage.sources.query.effect_words import EMPTY, amount_words

ALL_BUDGETS = "All budgets"
_NEAR = 0.05


@dataclass
class PaceRow:
    """One budget; widths and the mark are percents of the bar's length."""

    name: str
    total: bool
    spend: str
    budget: str
    expected: str
    pacing: str
    verdict: str
    state: str
    projected: str
    needed: str
    spend_width: float
    projected_width: float
    expected_mark: float
    budget_mark: float


def pace_rows(read: PacingRead) -> list[PaceRow]:
    """The total, then every budget."""
    grouped = read.columns[0].role == "dimension"
    names = read.data[0] if grouped else [ALL_BUDGETS] * read.row_count
    figures = read.columns[1:] if grouped else read.columns
    lists = read.data[1:] if grouped else read.data
    money = figures[0].format
    rows = [
        _row(
            EMPTY if name is None else str(name),
            {column.name: values[place] for column, values in zip(figures, lists, strict=True)},
            money,
            total=False,
        )
        for place, name in enumerate(names)
    ]
    if not grouped:
        return rows
    return [_row(ALL_BUDGETS, dict(read.totals), money, total=True), *rows] if rows else []


def _row(name: str, values: dict[str, float | None], money: str | None, *, total: bool) -> PaceRow:
    budget, spend = values["budget"], values["spend"] or 0.0
    projected, expected, pacing = values["projected"], values["expected"], values["pacing"]
    longest = max(budget or 0.0, spend, projected or 0.0) or 1.0

    def part(value: float | None) -> float:
        return round(max(min((value or 0.0) / longest, 1.0), 0.0) * 100, 2)

    verdict, state = _verdict(pacing)
    needed = values["needed_per_day"]
    return PaceRow(
        name=name,
        total=total,
        spend=amount_words(spend, money),
        budget="no budget" if budget is None else amount_words(budget, money),
        expected=_money(expected, money),
        pacing="\u2013" if pacing is None else f"{pacing * 100:,.0f} %",
        verdict=verdict,
        state=state,
        projected=_money(projected, money),
        needed=_needed(needed, money),
        spend_width=part(spend),
        projected_width=part(projected),
        expected_mark=part(expected),
        budget_mark=part(budget),
    )


def _money(value: float | None, money: str | None) -> str:
    return "\u2013" if value is None else amount_words(value, money)


def _needed(value: float | None, money: str | None) -> str:
    if value is None:
        return "\u2013"
    if value < 0:
        return f"{amount_words(-value, money)} too much"
    return amount_words(value, money)


def _verdict(pacing: float | None) -> tuple[str, str]:
    if pacing is None:
        return "Nothing expected", "none"
    if pacing > 1 + _NEAR:
        return "Over plan", "over"
    return ("Under plan", "under") if pacing < 1 - _NEAR else ("On plan", "plan")

"""Budget pacing over two data sources: one with budgets, one with what was spent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, ConfigDict, Field

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.clock import today_in
from cashstage.core.errors import InvalidInput
from cashstage.core.ids import parse_id
from cashstage.metrics.pacing import (
    EVEN_WEIGHTS,
    LEARNED_WEEKS,
    WEEKDAYS,
    Pace,
    Period,
    month_of,
    pace,
    weekday_weights,
)
from cashstage.models.platform import Platform
from cashstage.organizations.organization import repository as organizations
from cashstage.query.spec import MAX_LIMIT
from cashstage.sources.data_source import service as data_sources
from cashstage.sources.data_source.schemas import ColumnRead
from cashstage.sources.query.service import ask

WEIGHTS = ("days", "weekdays")
_DAY = timedelta(days=1)


class PacingRequest(BaseModel):
    """Which budgets, which spend, which month.

    Fields that are left out are found by what they mean: budget, cost, date; `by` is what both
    tables are compared by, such as channel. `through` is the last day that counts as spent:
    yesterday, or the last day with data if that is earlier. `weights` are equal `days`, or
    `weekdays` by what each took in the eight weeks before the month.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    budget_source: str
    spend_source: str
    budget_field: str | None = None
    budget_date_field: str | None = None
    budget_by: str | None = None
    spend_field: str | None = None
    spend_date_field: str | None = None
    spend_by: str | None = None
    month: date | None = Field(default=None, description="Any day of the month; else this month")
    through: date | None = None
    weights: Annotated[str, Field(pattern=f"^({'|'.join(WEIGHTS)})$")] = "days"


class PacingColumn(BaseModel):
    """A column of the answer, as in an answer to a query."""

    name: str
    label: str
    type: str
    semantic_type: str | None
    role: str
    format: str | None
    direction: str | None = None
    additive: bool | None = None
    note: str | None = None


class PacingRead(BaseModel):
    """Columnar like the answer to a query: one list per column."""

    month: date
    through: date
    days_left: int
    columns: list[PacingColumn]
    data: list[list[Any]]
    row_count: int
    totals: dict[str, float | None]
    weekday_weights: list[float]
    notes: list[str]


class _Fields(BaseModel):
    source: str
    amount: ColumnRead
    day: ColumnRead
    by: ColumnRead | None


def read_pacing(platform: Platform, actor: Principal, request: PacingRequest) -> PacingRead:
    """How every budget of the month is going.

    Raises InvalidInput naming the field where a table lacks what is needed.
    """
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        zone = organizations.read(session, organization).time_zone
    first, last = month_of(request.month or today_in(zone, platform.clock()))
    budgets, spends = _both_fields(platform, actor, request)
    planned = _sums(platform, actor, budgets, first, last)
    learned_from = first - LEARNED_WEEKS * WEEKDAYS * _DAY
    by_day = _daily(platform, actor, spends, learned_from, last)
    days = [day for day, _ in by_day if day >= first]
    yesterday = today_in(zone, platform.clock()) - _DAY
    through = request.through or min(yesterday, max(days, default=yesterday), last)
    period = Period(first, last, min(max(through, first - _DAY), last))
    spent = _spent(by_day, period)
    names = list(dict.fromkeys([*planned, *spent]))
    weights = {
        name: _weights(request, by_day, first, None if spends.by is None else name)
        for name in names
    }
    paces = [
        (name, pace(planned.get(name), spent.get(name, 0.0), period, weights[name]))
        for name in names
    ]
    paces.sort(key=lambda each: (each[1].budget is None, -(each[1].budget or 0), str(each[0])))
    return _answer(period, budgets, paces, _weights(request, by_day, first, None))


def _both_fields(
    platform: Platform, actor: Principal, request: PacingRequest
) -> tuple[_Fields, _Fields]:
    budgets = _fields(
        platform,
        actor,
        (request.budget_source, "budget_source"),
        ("budget", request.budget_field, request.budget_date_field, request.budget_by),
    )
    spends = _fields(
        platform,
        actor,
        (request.spend_source, "spend_source"),
        ("cost", request.spend_field, request.spend_date_field, request.spend_by),
    )
    kinds = {budgets.amount.format, spends.amount.format}
    currencies = sorted(each for each in kinds if each and each.startswith("currency:"))
    if len(currencies) > 1:
        named = " and ".join(each.partition(":")[2] for each in currencies)
        raise InvalidInput(
            f"Budgets and spend are in different currencies: {named}.",
            next_step="Use a table of spend in the currency of the budgets.",
            field="spend_source",
        )
    if budgets.by is None or spends.by is None:
        # Budgets by channel say nothing about a table of one channel, so both are taken whole.
        return budgets.model_copy(update={"by": None}), spends.model_copy(update={"by": None})
    return budgets, spends


def _fields(
    platform: Platform,
    actor: Principal,
    source: tuple[str, str],
    wanted: tuple[str, str | None, str | None, str | None],
) -> _Fields:
    identifier, place = source
    meaning, amount, day, by = wanted
    found = parse_id(identifier)
    if found is None:
        raise InvalidInput("The source must be the id of a data source.", field=place)
    columns = data_sources.read_columns(platform, actor, found)
    dates = [column for column in columns if column.type.temporal]
    amounts = [c for c in columns if c.semantic_type == meaning and c.type.numeric]
    chosen = _named(columns, amount, place) or next(iter(amounts), None)
    chosen_day = _named(columns, day, place) or next(iter(dates), None)
    if chosen is None or not chosen.type.numeric:
        raise InvalidInput(
            f"There is no column of numbers that means {meaning}.",
            next_step="Set a column's meaning in the data source, or name the field.",
            field=place,
        )
    if chosen_day is None or not chosen_day.type.temporal:
        raise InvalidInput("There is no column of dates.", field=place)
    groups = (c for c in columns if c.semantic_type == "channel")
    chosen_by = _named(columns, by, place) or next(groups, None)
    return _Fields(source=identifier, amount=chosen, day=chosen_day, by=chosen_by)


def _named(columns: list[ColumnRead], name: str | None, place: str) -> ColumnRead | None:
    if name is None:
        return None
    found = next((c for c in columns if c.name.casefold() == name.casefold()), None)
    if found is None:
        raise InvalidInput(f"There is no column “{name}”.", field=place)
    return found


def _rows(
    platform: Platform, actor: Principal, fields: _Fields, days: tuple[date, date], *, daily: bool
) -> list[tuple[Any, ...]]:
    day = [{"field": fields.day.name, "grain": "day"}] if daily else []
    by = [{"field": fields.by.name}] if fields.by is not None else []
    question = {
        "source": fields.source,
        "dimensions": [*day, *by],
        "metrics": [{"field": fields.amount.name, "aggregation": "sum", "name": "amount"}],
        "date_range": {
            "field": fields.day.name,
            "start": days[0].isoformat(),
            "end": days[1].isoformat(),
        },
    }
    answer = orjson.loads(ask(platform, actor, question).body)
    rows = list(zip(*answer["data"], strict=True))
    if len(rows) >= MAX_LIMIT:
        raise InvalidInput(
            "There are too many values to compare budgets by.",
            next_step="Compare by a coarser field, such as channel.",
        )
    return rows if by else [(*row[:-1], None, row[-1]) for row in rows]


def _sums(
    platform: Platform, actor: Principal, fields: _Fields, first: date, last: date
) -> dict[Any, float]:
    rows = _rows(platform, actor, fields, (first, last), daily=False)
    return {name: amount for name, amount in rows if amount is not None}


Daily = list[tuple[date, dict[Any, float]]]


def _daily(platform: Platform, actor: Principal, fields: _Fields, first: date, last: date) -> Daily:
    days: dict[date, dict[Any, float]] = {}
    for day, name, amount in _rows(platform, actor, fields, (first, last), daily=True):
        if day is not None and amount is not None:
            days.setdefault(date.fromisoformat(day[:10]), {})[name] = amount
    return sorted(days.items())


def _spent(by_day: Daily, period: Period) -> dict[Any, float]:
    spent: dict[Any, float] = {}
    for day, amounts in by_day:
        if period.first <= day <= period.through:
            for name, amount in amounts.items():
                spent[name] = spent.get(name, 0.0) + amount
    return spent


def _weights(request: PacingRequest, by_day: Daily, first: date, name: Any) -> tuple[float, ...]:
    if request.weights == "days":
        return EVEN_WEIGHTS
    spend = {
        day: amounts.get(name, 0.0) if name is not None else sum(amounts.values())
        for day, amounts in by_day
    }
    return weekday_weights(spend, first)


def _answer(
    period: Period,
    budgets: _Fields,
    paces: list[tuple[Any, Pace]],
    weights: tuple[float, ...],
) -> PacingRead:
    money = budgets.amount.format or "currency"
    columns = [_column(name, label, money) for name, label in _COLUMNS]
    data = [[getattr(one, name) for _, one in paces] for name, _ in _COLUMNS]
    if budgets.by is not None:
        by = PacingColumn(
            name=budgets.by.name,
            label=budgets.by.name,
            type=budgets.by.type,
            semantic_type=budgets.by.semantic_type,
            role="dimension",
            format=None,
        )
        columns, data = [by, *columns], [[name for name, _ in paces], *data]
    notes = [
        f"{name} has no budget this month."
        for name, one in paces
        if one.budget is None and one.spend
    ]
    return PacingRead(
        month=period.first,
        through=period.through,
        days_left=period.days_left,
        columns=columns,
        data=data,
        row_count=len(paces),
        totals=_totals([one for _, one in paces], period),
        weekday_weights=list(weights),
        notes=notes,
    )


_COLUMNS: tuple[tuple[str, str], ...] = (
    ("budget", "Budget"),
    ("spend", "Spend"),
    ("expected", "Expected spend"),
    ("pacing", "Pacing"),
    ("projected", "Projected"),
    ("needed_per_day", "Needed per day"),
)


def _column(name: str, label: str, money: str) -> PacingColumn:
    is_pacing = name == "pacing"
    return PacingColumn(
        name=name,
        label=label,
        type="number",
        semantic_type=name,
        role="metric",
        format="percent" if is_pacing else money,
        additive=not is_pacing,
        note="Spend ÷ expected spend; 100 % is on plan." if is_pacing else None,
    )


def _totals(paces: list[Pace], period: Period) -> dict[str, float | None]:
    """Sums of what adds up over the budgets that there are, and their pacing, divided last."""
    planned = [one for one in paces if one.budget is not None]

    def total(values: list[float | None]) -> float | None:
        known = [each for each in values if each is not None]
        return sum(known) if known else None

    budget = total([one.budget for one in planned])
    spend = sum(one.spend for one in planned)
    expected = total([one.expected for one in planned])
    return {
        "budget": budget,
        "spend": spend,
        "expected": expected,
        "pacing": spend / expected if expected else None,
        "projected": total([one.projected for one in planned]),
        "needed_per_day": (
            (budget - spend) / period.days_left if budget is not None and period.days_left else None
        ),
    }

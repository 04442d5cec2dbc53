"""Explaining a change: which values of a dimension moved a metric, and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.errors import InvalidInput
from cashstage.metrics.effects import (
    Decomposition,
    Effect,
    NothingToDivideBy,
    Parts,
    split_ratio,
    split_sum,
)
from cashstage.models.platform import Platform
from cashstage.query.portions import Portions, portions
from cashstage.query.spec import QuerySpec, parse_query
from cashstage.sources.query.effect_words import Reason, sentences
from cashstage.sources.query.service import engine_of, prepare

MAX_VALUES = 200
FEW = 12


class ExplainPeriod(BaseModel):
    """Two days, both included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: date
    end: date


class ExplainRequest(BaseModel):
    """From `period_a` to `period_b`; metric, dimension and filters as in a query.

    `date_field` is the source's first date unless given; `limit` how many values are named, the
    rest being put together.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    metric: dict[str, Any]
    dimension: dict[str, Any] | str
    period_a: ExplainPeriod
    period_b: ExplainPeriod
    filters: dict[str, Any] | None = None
    date_field: str | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_VALUES)] = FEW


class EffectRead(BaseModel):
    """What one value of the dimension did; `rate_effect` and `mix_effect` sum to `effect`.

    `before` and `after` are the value's own metric, null where it has none; the shares are its
    parts of what the ratio divides by.
    """

    value: Any
    before: float | None
    after: float | None
    rate_effect: float
    mix_effect: float
    effect: float
    share_before: float | None = None
    share_after: float | None = None


class ExplainedMetric(BaseModel):
    """The metric whose change is explained."""

    name: str
    label: str
    format: str | None
    direction: str | None


class ExplanationRead(BaseModel):
    """The change and its parts, the biggest first; the effects with `others` sum to `change`."""

    metric: ExplainedMetric
    dimension: str
    kind: str = Field(description="sum or ratio")
    weight: str | None = Field(description="What a ratio divides by, in the source's words")
    before: float
    after: float
    change: float
    effects: list[EffectRead]
    others: EffectRead | None = Field(description="The values beyond the limit, put together")
    others_count: int
    sentences: list[str]


@dataclass(frozen=True, slots=True)
class _Explained:
    before: Portions
    after: Portions
    split: Decomposition[Any]


def explain_change(
    platform: Platform, actor: Principal, request: ExplainRequest
) -> ExplanationRead:
    """The exact split of a metric's change between two periods by a dimension.

    Raises InvalidInput for what can't be understood or split, with the place.
    """
    organization = actor.require(Permission.VIEW)
    specs = [_question(request, period) for period in (request.period_a, request.period_b)]
    with platform.database.tenant(organization) as session:
        prepared = [prepare(platform, session, organization, spec) for spec in specs]
    engine = engine_of(platform.settings)
    before, after = (
        portions(each.spec, each.source, each.context, engine=engine) for each in prepared
    )
    explained = _Explained(before, after, _split(before, after))
    return _read(explained, specs[0].dimensions[0].field, request.limit)


def _question(request: ExplainRequest, period: ExplainPeriod) -> QuerySpec:
    dimension = request.dimension
    return parse_query(
        {
            "source": request.source,
            "dimensions": [{"field": dimension} if isinstance(dimension, str) else dimension],
            "metrics": [request.metric],
            "date_range": {
                "start": period.start.isoformat(),
                "end": period.end.isoformat(),
                **({"field": request.date_field} if request.date_field else {}),
            },
            **({"filters": request.filters} if request.filters else {}),
        }
    )


def _split(before: Portions, after: Portions) -> Decomposition[Any]:
    if before.parts.denominator is None:
        return split_sum(before.by_value, after.by_value)
    try:
        return split_ratio(before.by_value, after.by_value)
    except NothingToDivideBy:
        raise InvalidInput(
            f"{before.metric.label} has no value in one of the periods: there is nothing to divide"
            " by.",
            next_step="Choose periods that both have data.",
            field="metric",
        ) from None


def _read(explained: _Explained, dimension: str, limit: int) -> ExplanationRead:
    metric, parts, split = explained.before.metric, explained.before.parts, explained.split
    ranked = sorted(split.effects, key=lambda each: (-abs(each.total), str(each.value)))
    moved = [each for each in ranked if each.total or each.rate]
    named, rest = moved[:limit], moved[limit:]
    is_ratio = parts.denominator is not None
    read = ExplanationRead(
        metric=ExplainedMetric(
            name=metric.name, label=metric.label, format=metric.format, direction=metric.direction
        ),
        dimension=dimension,
        kind="ratio" if is_ratio else "sum",
        weight=explained.before.weight,
        before=float(_whole(split.before, parts)),
        after=float(_whole(split.after, parts)),
        change=float((split.after - split.before) * parts.scale),
        effects=[_effect(each, parts) for each in named],
        others=_together(rest, parts) if rest else None,
        others_count=len(rest),
        sentences=[],
    )
    told = sentences(
        metric.label,
        metric.format,
        change=read.change,
        reasons=[reason for each in read.effects for reason in _reasons(each, read)],
    )
    return read.model_copy(update={"sentences": told})


def _reasons(effect: EffectRead, read: ExplanationRead) -> list[Reason]:
    if read.kind == "sum":
        return [Reason(effect.value, effect.rate_effect)]
    grown = (effect.share_after or 0) > (effect.share_before or 0)
    metric, weight = read.metric.label, read.weight or ""
    return [
        Reason(effect.value, effect.rate_effect, metric=metric, rose=effect.rate_effect > 0),
        Reason(effect.value, effect.mix_effect, weight=weight, rose=grown),
    ]


def _whole(value: Fraction, parts: Parts) -> Fraction:
    return parts.offset + parts.scale * value


def _effect(effect: Effect[Any], parts: Parts) -> EffectRead:
    def own(value: Fraction | None) -> float | None:
        return None if value is None else float(_whole(value, parts))

    return EffectRead(
        value=effect.value,
        before=own(effect.before),
        after=own(effect.after),
        rate_effect=float(effect.rate * parts.scale),
        mix_effect=float(effect.mix * parts.scale),
        effect=float(effect.total * parts.scale),
        share_before=float(effect.weights[0]) if parts.denominator is not None else None,
        share_after=float(effect.weights[1]) if parts.denominator is not None else None,
    )


def _together(rest: Sequence[Effect[Any]], parts: Parts) -> EffectRead:
    rate = sum((each.rate for each in rest), Fraction(0)) * parts.scale
    mix = sum((each.mix for each in rest), Fraction(0)) * parts.scale
    return EffectRead(
        value=None,
        before=None,
        after=None,
        rate_effect=float(rate),
        mix_effect=float(mix),
        effect=float(rate + mix),
    )

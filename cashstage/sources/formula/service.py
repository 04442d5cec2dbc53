"""Looking at a formula without saving it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson
from sqlmodel import Session

from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.core.errors import CashstageError, FormulaError
from cashstage.metrics.calculated import Calculated
from cashstage.metrics.formula import Formula, Use, read_formula
from cashstage.metrics.functions.registry import ALL
from cashstage.metrics.functions.signature import Argument, Function
from cashstage.metrics.functions.windows import Windowed
from cashstage.models import CalculatedField
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.query.spec import Grain, QuerySpec, parse_query
from cashstage.schema.column import Column
from cashstage.sources.calculated_field import repository as fields
from cashstage.sources.calculated_field.service import stored_formula
from cashstage.sources.data_source import repository as sources
from cashstage.sources.formula.schemas import (
    ArgumentRead,
    FormulaCheck,
    FormulaPreview,
    FormulaProblem,
    FormulaVerdict,
    FunctionRead,
)
from cashstage.sources.query import service as queries

FIRST_VALUES = 5
MOST_INPUTS = 3
_RESULT = "Result"


def functions(actor: Principal) -> list[FunctionRead]:
    """The functions of the language, family by family."""
    actor.require(Permission.VIEW)
    return [_function(each) for each in ALL]


def check(platform: Platform, actor: Principal, body: FormulaCheck) -> FormulaVerdict:
    """What comes out of the formula, or what is wrong with it; a wrong one is no error here."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        source = sources.read(session, organization, body.source)
        columns = [sources.as_column(row) for row in sources.read_columns(session, source.id)]
        rows = fields.read_of_source(session, source.id)
        calculated = fields.calculate(rows, columns)
        try:
            formula, tried = _read(organization, body, columns, rows, calculated)
        except FormulaError as error:
            return FormulaVerdict(ok=False, problems=[_problem(error)])
        verdict = FormulaVerdict(
            ok=True, kind=formula.kind.value, type=tried.column.type, sql=_sql(formula)
        )
        if not body.preview:
            return verdict
        try:
            prepared = _prepare(platform, session, organization, body, formula, tried)
        except CashstageError as error:
            return verdict.model_copy(update={"preview_problem": error.sentence})
    return verdict.model_copy(update=_preview(platform, prepared))


def _read(
    organization: VerifiedOrganization,
    body: FormulaCheck,
    columns: Sequence[Column],
    rows: Sequence[CalculatedField],
    calculated: Sequence[Calculated],
) -> tuple[Formula, Calculated]:
    """The formula, and a column that nobody has saved which holds its values."""
    named = (*columns, *(each.column for each in calculated))
    formula = read_formula(body.formula, named, body.kind)
    stored = "NULL"
    if body.kind is Use.COLUMN:
        stored = stored_formula(body.formula, columns, calculated)
    tried = CalculatedField(
        organization_id=organization.id, data_source_id=body.source, name=_RESULT, formula=stored
    )
    if body.calculated_field_id is not None:
        tried.id = body.calculated_field_id
    others = [row for row in rows if row.id != tried.id]
    result = fields.calculate([*others, tried], columns)[-1]
    if result.problem is not None:
        raise FormulaError(result.problem, position=0, length=len(body.formula))
    return formula, result


def _prepare(
    platform: Platform,
    session: Session,
    organization: VerifiedOrganization,
    body: FormulaCheck,
    formula: Formula,
    tried: Calculated,
) -> queries.Prepared:
    """The question whose answer shows what comes out."""
    question: dict[str, Any] = {"source": str(body.source), "limit": FIRST_VALUES}
    if body.kind is Use.METRIC:
        question["metrics"] = [{"formula": body.formula, "name": _RESULT}]
    else:
        inputs = [column.name for column in formula.columns[:MOST_INPUTS]]
        question["dimensions"] = [{"field": name} for name in (tried.column.key, *inputs)]
        question["sort"] = [{"by": name} for name in inputs]
    spec = parse_query(question)
    if body.kind is Use.COLUMN:
        return queries.prepare(platform, session, organization, spec, tried=tried)
    prepared = queries.prepare(platform, session, organization, spec)
    return replace(prepared, spec=_with_groups(spec, formula, prepared.source.columns))


def _with_groups(spec: QuerySpec, formula: Formula, columns: Sequence[Column]) -> QuerySpec:
    """By month, where the formula looks from group to group."""
    date = next((column.name for column in columns if column.type.temporal), None)
    if date is None or formula.tree.find(Windowed) is None:
        return spec
    grouped = {"dimensions": [{"field": date, "grain": Grain.MONTH.value}]}
    return parse_query(spec.model_dump(mode="json", exclude_none=True) | grouped)


def _preview(platform: Platform, prepared: queries.Prepared) -> dict[str, Any]:
    try:
        answer = queries.answer_prepared(platform, prepared)
    except CashstageError as error:
        return {"preview_problem": error.sentence}
    body = orjson.loads(answer.body)
    return {
        "preview": FormulaPreview(
            columns=[column["label"] for column in body["columns"]],
            rows=[list(row) for row in zip(*body["data"], strict=True)],
        )
    }


def _problem(error: FormulaError) -> FormulaProblem:
    return FormulaProblem(
        message=error.sentence,
        position=error.context.get("position", 0),
        length=error.context.get("length", 0),
        suggestion=error.context.get("suggestion"),
    )


def _sql(formula: Formula) -> str | None:
    """The expression; what looks from group to group depends on the question."""
    if formula.tree.find(Windowed) is not None:
        return None
    return formula.tree.sql(dialect="duckdb")


def _function(function: Function) -> FunctionRead:
    return FunctionRead(
        name=function.name,
        family=function.family,
        signature=function.signature,
        arguments=[_argument(each) for each in function.arguments],
        result=function.result.value if function.result else None,
        level=function.level,
        help=function.help,
        example=function.example,
    )


def _argument(argument: Argument) -> ArgumentRead:
    return ArgumentRead(
        name=argument.name,
        kinds=sorted(argument.kinds),
        optional=argument.default is not None,
        repeated=argument.repeated,
        words=list(argument.words),
    )

"""Formulas while they are written: the functions there are, and whether a text is right."""

from __future__ import annotations

from fastapi import APIRouter

from cashstage.api.deps import ActorDep, PlatformDep
from cashstage.sources.formula import service as formulas
from cashstage.sources.formula.schemas import FormulaCheck, FormulaVerdict, FunctionRead

router = APIRouter(prefix="/formulas", tags=["formulas"])


@router.get("/functions")
def read_functions(actor: ActorDep) -> list[FunctionRead]:
    """Every function of the language, with its arguments and an example."""
    return formulas.functions(actor)


@router.post("/check")
def check_formula(body: FormulaCheck, platform: PlatformDep, actor: ActorDep) -> FormulaVerdict:
    """Whether a formula can be worked out, where it is wrong, and on demand its first values."""
    return formulas.check(platform, actor, body)

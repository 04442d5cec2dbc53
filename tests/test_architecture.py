"""Rules of the source that no linter knows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 50
SYSTEM_SCOPE = {
    # Sign-in and sessions must find the organization before they can be inside it.
    "cashstage/access/login_links.py",
    "cashstage/access/operator.py",
    "cashstage/access/sessions.py",
    "cashstage/access/sign_in.py",
    # Retention, schedule, sweep and change polling look across organizations for rows that are due.
    "cashstage/dashboards/dashboard/retention.py",
    "cashstage/sources/snapshot/retention.py",
    "cashstage/sources/snapshot/thinning.py",
    "cashstage/sources/job/claims.py",
    "cashstage/sources/job/retention.py",
    "cashstage/sources/notice/retention.py",
    "cashstage/sources/changes.py",
    "cashstage/sources/schedule.py",
    # A notification names its channel, and only the row knows the organization.
    "cashstage/sources/watch_channel/service.py",
}
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "common.py", "misc.py"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _sources() -> list[Path]:
    roots = [ROOT / "cashstage", ROOT / "tests", ROOT / "alembic"]
    return sorted(path for root in roots for path in root.rglob("*.py"))


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


@pytest.mark.parametrize("path", _sources(), ids=_relative)
def test_files_and_functions_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, Function)]
    too_long = [
        node.name
        for node in functions
        if (node.end_lineno or node.lineno) - node.lineno + 1 > MAX_FUNCTION_LINES
    ]

    assert len(text.splitlines()) <= MAX_FILE_LINES
    assert too_long == []
    assert path.name not in FORBIDDEN_NAMES


def test_only_access_verifies_an_organization() -> None:
    makers = {
        _relative(path)
        for path in (ROOT / "cashstage").rglob("*.py")
        for call in _calls(path)
        if isinstance(call.func, ast.Name) and call.func.id == "VerifiedOrganization"
    }

    assert makers
    assert all(maker.startswith("cashstage/access/") for maker in makers)


def test_only_known_places_look_across_organizations() -> None:
    callers = {
        _relative(path)
        for path in (ROOT / "cashstage").rglob("*.py")
        for call in _calls(path)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "system"
        and isinstance(call.func.value, ast.Attribute | ast.Name)
        and "database" in ast.unparse(call.func.value)
    }

    assert callers <= SYSTEM_SCOPE

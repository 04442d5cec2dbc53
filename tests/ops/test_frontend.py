"""When the frontend is built again, and that the bundle follows the page's origin."""

from __future__ import annotations

import asyncio
import io
import os
import re
from pathlib import Path

import pytest
from reflex_base import constants

from cashstage.core.errors import ConfigurationError, Unavailable
from cashstage.core.home import open_home
from cashstage.ops import frontend
from cashstage.ops.frontend_build import follow_page_origin
from cashstage.ops.process_log import ProcessLog
from cashstage.ops.supervisor import Supervisor

BUILDER = """
from pathlib import Path
with open("builds", "a") as file:
    file.write("built\\n")
{body}
"""
SUCCEEDS = """
Path(".web/build/client").mkdir(parents=True, exist_ok=True)
Path(".web/build/client/index.html").write_text("page")
Path("reflex.lock").mkdir(exist_ok=True)
Path("reflex.lock/package-lock.json").write_text("{}")
"""
FAILS = "print('npm error {}'); raise SystemExit(1)"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A tree shaped like the repository, with a builder that only takes notes."""
    root = tmp_path / "checkout"
    for name in (
        "rxconfig.py",
        "requirements.txt",
        "assets/tokens.css",
        "cashstage/cashstage.py",
        "cashstage/ui/page.py",
        "cashstage/api/app.py",
        "cashstage/ops/__init__.py",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("first", encoding="utf-8")
    for package in ("cashstage/__init__.py", "cashstage/ops/__init__.py"):
        (root / package).write_text("", encoding="utf-8")
    set_builder(root, SUCCEEDS)
    return root


def set_builder(root: Path, body: str) -> None:
    builder = root / "cashstage" / "ops" / "frontend_build.py"
    builder.write_text(BUILDER.format(body=body), encoding="utf-8")


def build(root: Path, *, times_at_once: int = 1, registry: str = "http://127.0.0.1:9/") -> str:
    """Builds where needed; returns what the terminal showed."""
    terminal = io.StringIO()
    home = open_home(root.parent / "home")

    async def run() -> None:
        log = ProcessLog(home.logs / "log", terminal=terminal)
        supervisor = Supervisor(log)
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONDONTWRITEBYTECODE": "1",
            "NPM_CONFIG_REGISTRY": registry,
        }
        try:
            async with asyncio.TaskGroup() as tasks:
                for _ in range(times_at_once):
                    tasks.create_task(
                        frontend.ensure_built(supervisor, log, home, environment, root)
                    )
        finally:
            log.close()

    asyncio.run(run())
    return terminal.getvalue()


def builds(root: Path) -> int:
    return len((root / "builds").read_text(encoding="utf-8").splitlines())


def test_it_is_built_once(checkout: Path) -> None:
    assert not frontend.is_built(checkout)
    assert "The frontend is built" in build(checkout)
    assert frontend.is_current(checkout)
    assert build(checkout) == ""
    assert builds(checkout) == 1


@pytest.mark.parametrize(
    "name",
    [
        "rxconfig.py",
        "requirements.txt",
        "assets/tokens.css",
        "assets/new.css",
        "cashstage/cashstage.py",
        "cashstage/ui/page.py",
        "cashstage/ui/new.py",
        "reflex.lock/package-lock.json",
    ],
)
def test_a_changed_input_makes_it_stale(checkout: Path, name: str) -> None:
    build(checkout)
    (checkout / name).write_text("second", encoding="utf-8")
    assert frontend.is_built(checkout)
    assert not frontend.is_current(checkout)
    build(checkout)
    assert builds(checkout) == 2


@pytest.mark.parametrize("change", ["api", "bytecode", "generated"])
def test_what_is_not_in_the_bundle_does_not_matter(checkout: Path, change: str) -> None:
    build(checkout)
    names = {
        "api": "cashstage/api/app.py",
        "bytecode": "cashstage/ui/__pycache__/page.pyc",
        "generated": "assets/external/Chart.jsx",
    }
    path = checkout / names[change]
    path.parent.mkdir(exist_ok=True)
    path.write_text("second", encoding="utf-8")
    assert frontend.is_current(checkout)


def test_two_at_once_build_it_once(checkout: Path) -> None:
    build(checkout, times_at_once=3)
    assert builds(checkout) == 1


def test_code_that_changes_meanwhile_is_built_next_time(checkout: Path) -> None:
    change = "Path('cashstage/ui/page.py').write_text('during')"
    set_builder(checkout, f"{SUCCEEDS}\n{change}")
    build(checkout)
    assert not frontend.is_current(checkout)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("ENOSPC: no space left", "the disk is full."),
        ("code ENOTFOUND", "npm can't reach its registry."),
        ("code SELF_SIGNED_CERT_IN_CHAIN", "npm doesn't trust its registry's certificate;"),
        ("something else", "it ended with code 1."),
    ],
)
def test_a_broken_build_is_one_sentence_with_the_place_of_the_log(
    checkout: Path, said: str, reason: str
) -> None:
    set_builder(checkout, FAILS.format(said))
    with pytest.raises(ExceptionGroup) as failures:
        build(checkout)
    (failure,) = failures.value.exceptions
    assert isinstance(failure, Unavailable)
    log = checkout.parent / "home" / "logs" / "log"
    assert failure.sentence.startswith(f"The frontend can't be built: {reason}")
    assert failure.sentence.endswith(f" See {log}.")
    assert said in log.read_text(encoding="utf-8")
    with pytest.raises(ConfigurationError, match="not built"):
        frontend.require_built(checkout)


def template() -> Path:
    return Path(str(constants.Templates.Dirs.WEB_TEMPLATE)) / "utils" / "state.js"


def test_the_pinned_reflex_opens_its_socket_on_the_pages_own_host_and_port(tmp_path: Path) -> None:
    script = tmp_path / "state.js"
    script.write_bytes(template().read_bytes())
    follow_page_origin(script)
    once = script.read_text(encoding="utf-8")
    assert "endpoint.port = window.location.port;" in once
    assert 'endpoint.port = "";' not in once
    follow_page_origin(script)
    assert script.read_text(encoding="utf-8") == once


def test_another_reflex_is_refused(tmp_path: Path) -> None:
    script = tmp_path / "state.js"
    script.write_text("export const getBackendURL = () => location;", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="not the one that was adapted"):
        follow_page_origin(script)


def test_node_and_npm_of_the_wheel_run_with_the_registry_of_this_machine(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code = "import os, subprocess\nprint('registry', os.environ['NPM_CONFIG_REGISTRY'])\n"
    code += "subprocess.run(['npm', '--version'], check=True)"
    set_builder(checkout, f"{code}\n{SUCCEEDS}")
    (tmp_path / ".npmrc").write_text("registry=http://npm.internal.test/\n", encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("NPM_CONFIG_USERCONFIG", raising=False)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    shown = build(checkout, registry="").splitlines()
    assert "frontend  | registry http://npm.internal.test/" in shown
    assert any(re.fullmatch(r"frontend  \| \d+\.\d+\.\d+", line) for line in shown)

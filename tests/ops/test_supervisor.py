"""The supervisor: restarts, gives up, stops in order, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import contextlib
import io
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import psutil
import pytest

from cashstage.ops.process_log import ProcessLog
from cashstage.ops.supervisor import Program, Supervisor

FAST = (0.01,)
SLEEP = "import time; print('up', flush=True); time.sleep(60)"
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print('up', flush=True)
time.sleep(60)
"""
WITH_CHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])
print('child', child.pid, flush=True)
time.sleep(60)
"""
TELLS_ITS_STOP = """
import signal, sys, time
def stop(*_):
    print('stopping', flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
print('up', flush=True)
time.sleep(60)
"""


class Scene:
    """A supervisor with its log, inside a running event loop."""

    def __init__(self, folder: Path) -> None:
        self.terminal = io.StringIO()
        self.log = ProcessLog(folder / "log", terminal=self.terminal)
        self.supervisor = Supervisor(self.log, backoff=FAST)
        self.folder = folder

    def program(self, code: str, name: str = "sleeper", stop_seconds: float = 5.0) -> Program:
        environment = {"PYTHONPATH": str(Path.cwd()), "PYTHONUNBUFFERED": "1"}
        return Program(name, [sys.executable, "-c", code], environment, self.folder, stop_seconds)

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not condition():  # noqa: ASYNC110 - the condition is about other processes
                await asyncio.sleep(0.01)

    def shown(self) -> list[str]:
        return self.terminal.getvalue().splitlines()


def play(folder: Path, act: Callable[[Scene], Awaitable[None]]) -> Scene:
    async def run() -> Scene:
        scene = Scene(folder)
        try:
            await act(scene)
        finally:
            scene.supervisor.hurry()
            await scene.supervisor.stop()
            scene.log.close()
        return scene

    return asyncio.run(run())


def children() -> list[psutil.Process]:
    return [
        child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE
    ]


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    before = set(children())
    yield
    assert set(children()) <= before


def test_a_program_that_ends_is_started_again(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.supervisor.start(scene.program("print('once', flush=True)"))
        await scene.until(lambda: sum(line.endswith("once") for line in scene.shown()) >= 2)

    shown = play(tmp_path, act).shown()
    assert "sleeper   | once" in shown
    assert "sleeper stopped with code 0; starting it again in 0.01 s." in shown


def test_a_program_that_keeps_crashing_is_given_up_with_its_last_words(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.supervisor.start(scene.program("raise SystemExit('no such table')"))
        failure = await scene.supervisor.gave_up
        assert "sleeper stopped with code 1, 5 times within 60 s" in failure.sentence
        assert "no such table" in failure.sentence
        assert str(scene.log.file) in failure.sentence

    play(tmp_path, act)


def test_the_last_started_is_stopped_first(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        for name in ("first", "second", "third"):
            await scene.supervisor.start(scene.program(TELLS_ITS_STOP, name))
        await scene.until(lambda: sum(line.endswith("up") for line in scene.shown()) == 3)
        await scene.supervisor.stop()

    shown = play(tmp_path, act).shown()
    stops = [line.split()[0] for line in shown if line.endswith("stopping")]
    assert stops == ["third", "second", "first"]


def test_a_program_that_ignores_the_request_is_killed_after_its_time(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.supervisor.start(scene.program(STUBBORN, stop_seconds=0.3))
        await scene.until(lambda: any(line.endswith("up") for line in scene.shown()))
        started = time.monotonic()
        await scene.supervisor.stop()
        assert 0.3 <= time.monotonic() - started < 3

    play(tmp_path, act)


def test_hurry_kills_at_once(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.supervisor.start(scene.program(STUBBORN, stop_seconds=30))
        await scene.until(lambda: any(line.endswith("up") for line in scene.shown()))
        stopping = asyncio.create_task(scene.supervisor.stop())
        await asyncio.sleep(0.1)
        assert not stopping.done()
        scene.supervisor.hurry()
        async with asyncio.timeout(5):
            await stopping

    play(tmp_path, act)


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_what_a_dead_program_leaves_in_its_group_is_ended(
    tmp_path: Path, ending: signal.Signals
) -> None:
    async def act(scene: Scene) -> None:
        await scene.supervisor.start(scene.program(WITH_CHILD))
        await scene.until(lambda: any("child" in line for line in scene.shown()))
        orphan = int(next(line for line in scene.shown() if "child" in line).split()[-1])
        leader = psutil.Process(orphan).parent()
        assert leader is not None
        leader.send_signal(ending)
        await scene.until(lambda: not alive(orphan))

    play(tmp_path, act)


def test_running_once_returns_the_code_and_the_lines(tmp_path: Path) -> None:
    lines: list[str] = []

    async def act(scene: Scene) -> None:
        code = "import sys; print('a' * 200_000); print('no newline', end=''); sys.exit(3)"
        assert await scene.supervisor.run(scene.program(code), lines.append) == 3

    play(tmp_path, act)
    assert lines == ["a" * 200_000, "no newline"]


def test_cancelling_a_single_run_ends_it(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        others = children()
        lines: list[str] = []
        running = asyncio.create_task(scene.supervisor.run(scene.program(SLEEP), lines.append))
        await scene.until(lambda: lines == ["up"])
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        assert children() == others

    play(tmp_path, act)


def test_a_missing_program_raises(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        with pytest.raises(FileNotFoundError):
            await scene.supervisor.start(Program("ghost", ["/no/such"], {}, tmp_path))

    play(tmp_path, act)


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False

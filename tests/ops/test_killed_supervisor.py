"""A supervisor that is killed takes its programs along, as Linux lets children ask for."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import psutil

from tests.ops.test_supervisor import SLEEP, alive

SUPERVISE = f"""
import asyncio, sys
from pathlib import Path
from cashstage.ops.process_log import ProcessLog
from cashstage.ops.supervisor import Program, Supervisor
async def main():
    supervisor = Supervisor(ProcessLog(Path(sys.argv[1])))
    program = Program("sleeper", [sys.executable, "-c", {SLEEP!r}], {{}}, Path("/"))
    await supervisor.start(program)
    await asyncio.sleep(60)
asyncio.run(main())
"""


def test_programs_end_with_a_killed_supervisor(tmp_path: Path) -> None:
    log = tmp_path / "log"
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, str(log)], stdout=subprocess.DEVNULL
    )
    with supervisor:
        deadline = time.monotonic() + 20
        while not log.exists() or "up" not in log.read_text(encoding="utf-8"):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        (program,) = psutil.Process(supervisor.pid).children()
        supervisor.kill()
    while alive(program.pid):
        assert time.monotonic() < deadline
        time.sleep(0.02)

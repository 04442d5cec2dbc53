"""Folders for what an attempt writes on its way; a later one removes those of killed workers."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cashstage.core.jobs import HARD_TIME_LIMIT

PREFIX = "cashstage-work-"
ABANDONED_SECONDS = 4.0 * HARD_TIME_LIMIT
"""No task lives nearly as long."""


@contextmanager
def scratch() -> Iterator[Path]:
    """An empty folder for the block, in the machine's folder for temporary files."""
    _remove_abandoned()
    with tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
        yield Path(folder)


def _remove_abandoned() -> None:
    """A killed process can't clean up; somebody has to, or the disk fills."""
    before = time.time() - ABANDONED_SECONDS
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            abandoned = folder.stat().st_mtime < before
        except FileNotFoundError:
            continue
        if abandoned:
            shutil.rmtree(folder, ignore_errors=True)

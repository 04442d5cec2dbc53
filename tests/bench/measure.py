"""Taking the time, and putting it into words."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import psutil

_MIB = 1024**2


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the printed table; the last two may be empty."""

    what: str
    measured: str
    compared: str = ""
    ratio: str = ""


def medians(*works: Callable[[], object], repeat: int) -> list[float]:
    """Seconds that each work takes in the middle of its runs, after an unmeasured one.

    They take turns, so that whatever else this machine does disturbs them alike.
    """
    taken: list[list[float]] = [[] for _ in works]
    for turn in range(repeat + 1):
        for work, times in zip(works, taken, strict=True):
            began = time.perf_counter()
            work()
            if turn:
                times.append(time.perf_counter() - began)
    return [statistics.median(times) for times in taken]


def milliseconds(seconds: float) -> str:
    """Such as 12.3 ms."""
    return f"{seconds * 1000:,.2f} ms"


def memory_of(processes: Iterable[psutil.Process]) -> str:
    """What they hold; of what several share, each its part."""
    held = sum(each.memory_full_info().pss for each in processes)
    return f"{held / _MIB:,.0f} MiB"


def compare(
    what: str, ours: Callable[[], object], name: str, theirs: Callable[[], object], *, repeat: int
) -> Line:
    """Our time beside the one of what is called `name`."""
    our_time, their_time = medians(ours, theirs, repeat=repeat)
    return Line(
        what,
        milliseconds(our_time),
        f"{name} {milliseconds(their_time)}",
        f"{our_time / their_time:.2f}x",
    )

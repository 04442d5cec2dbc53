"""What the kernel keeps from an engine process: memory, writing, and every file but a few.

DuckDB's own limits hold for what DuckDB asks itself. A value that grows while a function computes
it, or a defect in a reader, meets these.
"""

from __future__ import annotations

import ctypes
import os
import resource
from contextlib import suppress
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
"""System calls of Linux's Landlock, the same on every architecture."""
_PATH_BENEATH = 1
_NO_NEW_PRIVILEGES = 38
_READ_FILE, _READ_DIRECTORY = 1 << 2, 1 << 3
_ALL_SINCE_FIRST_ABI = (1 << 13) - 1
"""Every right over files that the first version of Landlock knows."""


class _RulesetAttributes(ctypes.Structure):
    _fields_ = (("handled_access_fs", ctypes.c_uint64),)


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def bound_memory(budget: int) -> None:
    """Lets this process take at most `budget` more bytes of addresses than it has now.

    What asks for more is refused by the kernel. Without /proc there is no such bound.
    """
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return
    held = pages * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (held + budget, held + budget))


def forbid_writing() -> None:
    """Lets no file grow by a byte from now on."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def read_only(*places: Path) -> bool:
    """Leaves this thread, and those it starts, nothing but reading these files and folders.

    Returns whether the kernel does so: Landlock is part of Linux since 5.13. It can't be undone.
    """
    with suppress(OSError):
        ruleset = _RulesetAttributes(_ALL_SINCE_FIRST_ABI)
        descriptor = _call(_CREATE_RULESET, ctypes.byref(ruleset), ctypes.sizeof(ruleset), 0)
        for place in filter(Path.exists, places):
            opened = os.open(place, os.O_PATH | os.O_CLOEXEC)
            rights = _READ_FILE | _READ_DIRECTORY if place.is_dir() else _READ_FILE
            rule = _PathBeneath(rights, opened)
            _call(_ADD_RULE, descriptor, _PATH_BENEATH, ctypes.byref(rule), 0)
            os.close(opened)
        _prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        _call(_RESTRICT_SELF, descriptor, 0)
        os.close(descriptor)
        return True
    return False


def _call(number: int, *arguments: object) -> int:
    return _checked(ctypes.CDLL(None, use_errno=True).syscall(number, *arguments))


def _prctl(*arguments: int) -> int:
    return _checked(ctypes.CDLL(None, use_errno=True).prctl(*arguments))


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), "the kernel refused")
    return result

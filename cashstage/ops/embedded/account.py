"""The account that PostgreSQL runs under when we are root, which it refuses to be.

Folders above the state folder may be closed to that account (`/root`, a private temporary
folder). They belong to somebody else, so they are not opened: the server instead keeps the one
Linux capability that lets it pass closed folders, and only when there is one in its way.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import re
import stat
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from cashstage.core.errors import ConfigurationError

ACCOUNTS = ("cashstage", "nobody")

_DAC_OVERRIDE = 1
_DAC_READ_SEARCH = 2
_PR_SET_KEEPCAPS = 8
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CAPABILITY_VERSION_3 = 0x20080522


@dataclass(frozen=True, slots=True)
class Account:
    """An unprivileged account, with the capability it keeps (a number of capabilities(7))."""

    uid: int
    gid: int
    capability: int | None

    def become(self) -> Callable[[], None]:
        """A `preexec_fn` that turns the forked child into this account."""
        libc = ctypes.CDLL(None, use_errno=True)
        uid, gid, capability = self.uid, self.gid, self.capability

        def switch() -> None:
            if capability is not None:
                _check(libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0))
            os.setgroups([])
            os.setgid(gid)
            os.setuid(uid)
            if capability is not None:
                _keep(libc, capability)

        return switch


def database_account(data: Path, needed: Iterable[Path]) -> Account | None:
    """Who runs the server for this data folder; None means "as we are".

    Data that exists keeps its owner. `needed` are the folders and programs it must reach.
    """
    if os.geteuid() != 0:
        return None
    uid, gid = _owner(data) or _first_account()
    closed = [folder for path in needed for folder in _closed(path, uid)]
    return Account(uid, gid, _pass_capability(closed) if closed else None)


def _owner(data: Path) -> tuple[int, int] | None:
    try:
        found = data.stat()
    except FileNotFoundError:
        return None
    return (found.st_uid, found.st_gid) if found.st_uid else None


def _first_account() -> tuple[int, int]:
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise ConfigurationError(
        "PostgreSQL can't run as root, and there is no account `cashstage` or `nobody`.",
        next_step="Create one, or start Cashstage as an ordinary user.",
    )


def _closed(path: Path, uid: int) -> list[Path]:
    """What on the way to `path`, itself included, an account without groups can't pass."""
    found = []
    for part in (path, *path.parents):
        status = part.stat()
        needed = stat.S_IXUSR if status.st_uid == uid else stat.S_IXOTH
        if not status.st_mode & needed:
            found.append(part)
    return found


def _pass_capability(closed: list[Path]) -> int:
    """The least capability that suffices: reading and searching doesn't cover running."""
    programs = any(path.is_file() for path in closed)
    held = _held_capabilities()
    for capability in (_DAC_OVERRIDE,) if programs else (_DAC_READ_SEARCH, _DAC_OVERRIDE):
        if held >> capability & 1:
            return capability
    raise ConfigurationError(
        f"PostgreSQL can't run as root, and its account can't pass {closed[0]}.",
        next_step="Start Cashstage as an ordinary user, or from a folder that is open to others.",
    )


def _held_capabilities() -> int:
    if sys.platform != "linux":
        return 0
    status = Path("/proc/self/status").read_text(encoding="ascii")
    held = re.search(r"^CapPrm:\s*([0-9a-f]+)$", status, re.MULTILINE)
    return int(held[1], 16) if held else 0


def _keep(libc: ctypes.CDLL, capability: int) -> None:
    """Holds exactly one capability, also across exec; see capabilities(7), "ambient"."""
    bit = 1 << capability
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    effective_permitted_inheritable = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
    _check(libc.capset(header, effective_permitted_inheritable))
    _check(libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability, 0, 0))


def _check(result: int) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))

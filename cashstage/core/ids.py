"""Identifiers: UUID version 7, so that primary keys are unguessable enough and sort by time."""

from __future__ import annotations

import secrets
import time
from uuid import UUID


def new_id() -> UUID:
    """A new UUIDv7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (2**48 - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return UUID(int=value)


def parse_id(text: str) -> UUID | None:
    """The UUID written in `text`, or None when it is not one."""
    try:
        return UUID(text)
    except ValueError:
        return None

"""The engine's limits in the words of who asked; it speaks of questions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cashstage.core.errors import QueryTimeout, Unavailable


@contextmanager
def spoken_of(doing: str, *, next_step: str) -> Iterator[None]:
    """Says of a limit reached inside that `doing` this or that went beyond it."""
    try:
        yield
    except QueryTimeout:
        raise QueryTimeout(f"{doing} takes longer than it may.", next_step=next_step) from None
    except Unavailable:
        raise Unavailable(
            f"{doing} needs more memory than it may have.", next_step=next_step
        ) from None

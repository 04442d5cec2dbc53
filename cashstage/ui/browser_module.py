"""JavaScript that lies beside the Python file that uses it."""

from __future__ import annotations

import reflex as rx
from reflex_base.environment import EnvironmentVariables


def browser_module(module: str, name: str) -> str:
    """What a component's `library` is for the file `name` beside `module`, the caller.

    Links the file into the build. A serving process has no use for that, and would pay for it:
    `rx.asset` reads the source of the whole stack, a tenth of a second for each file.
    """
    if EnvironmentVariables.REFLEX_BACKEND_ONLY.get():
        return f"$/public/external/{module.replace('.', '/')}/{name}"
    return rx.asset(name, shared=True, _stack_level=2).importable_path

"""Which servers are embedded, and how other commands find the ones that run.

`cashstage up` holds the lock of the state folder and announces its servers in `services.json`.
Any other command either uses those or, when nothing runs, starts the servers for its own duration.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from typing import TypeVar

from cashstage.core.errors import Conflict
from cashstage.core.home import Home, open_home, write_private
from cashstage.core.settings import Settings, load_settings
from cashstage.ops.embedded.postgres import EmbeddedPostgres
from cashstage.ops.embedded.server import EmbeddedServer
from cashstage.ops.embedded.valkey import EmbeddedValkey

Result = TypeVar("Result")

_COMMAND_WAIT_SECONDS = 60.0


class EmbeddedServices:
    """The servers for which no URL is configured; none at all when both are."""

    def __init__(self, settings: Settings, home: Home) -> None:
        self._servers: dict[str, EmbeddedServer] = {}
        if settings.database_url is None:
            self._servers["DATABASE_URL"] = EmbeddedPostgres(home.postgres)
        if settings.redis_url is None:
            self._servers["REDIS_URL"] = EmbeddedValkey(home.valkey)

    def __bool__(self) -> bool:
        return bool(self._servers)

    def start(self) -> dict[str, str]:
        """Starts or takes over all at once; returns the environment that leads to them."""
        return self._each(lambda server: server.start())

    def stop(self) -> None:
        """Stops all at once; raises the first failure after trying each."""
        self._each(lambda server: server.stop())

    def revive(self) -> list[str]:
        """Starts again what died, on its old port; returns the variables of those servers."""
        dead = [name for name, server in self._servers.items() if not server.is_alive()]
        for name in dead:
            self._servers[name].start()
        return dead

    def _each(self, call: Callable[[EmbeddedServer], Result]) -> dict[str, Result]:
        with ThreadPoolExecutor(max_workers=2) as threads:
            running = {name: threads.submit(call, server) for name, server in self._servers.items()}
        return {name: future.result() for name, future in running.items()}


def announce(home: Home, environment: Mapping[str, str]) -> None:
    """Tells other commands how to reach what runs here; only the owner can read it."""
    write_private(home.services_file, json.dumps(dict(environment), indent=2))


def withdraw(home: Home) -> None:
    """Takes the announcement back."""
    home.services_file.unlink(missing_ok=True)


@contextmanager
def running_services(settings: Settings) -> Iterator[Settings]:
    """Settings with every URL filled in, backed by servers that run while the block does."""
    home = open_home(settings.cashstage_home)
    if settings.database_url is not None and settings.redis_url is not None:
        yield complete(settings, home, {})
        return
    with ExitStack() as stack:
        announced = _take_over_or_join(home, stack)
        if announced is None:
            withdraw(home)
            services = EmbeddedServices(settings, home)
            stack.callback(services.stop)
            announced = services.start()
        yield complete(settings, home, announced)


def announced_settings(settings: Settings) -> Settings:
    """Settings completed by what `cashstage up` announced, as far as it runs; starts nothing."""
    home = open_home(settings.cashstage_home)
    return complete(settings, home, _announced(home) or {})


def complete(settings: Settings, home: Home, announced: Mapping[str, str]) -> Settings:
    """Fills what nobody configured from `announced`, and the root secret of a machine at work.

    Production gets no generated secret: its settings refuse to start without one.
    """
    given = {name: getattr(settings, name) for name in settings.model_fields_set}
    values = {name: value for name, value in given.items() if value is not None}
    for name, value in announced.items():
        values.setdefault(name.lower(), value)
    if settings.secret_key is None and not settings.production:
        values["secret_key"] = home.secret("secret_key")
    values["cashstage_home"] = home.path
    return load_settings(values)


def _take_over_or_join(home: Home, stack: ExitStack) -> dict[str, str] | None:
    """Enters the lock and returns None, or returns what the holder of the lock announced.

    A holder that announces nothing is another command, or `up` on its way: both are waited for.
    """
    deadline = time.monotonic() + _COMMAND_WAIT_SECONDS
    while True:
        try:
            stack.enter_context(home.lock("a command"))
        except Conflict:
            announced = _announced(home)
            if announced is not None:
                return announced
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return None


def _announced(home: Home) -> dict[str, str] | None:
    with suppress(FileNotFoundError):
        found: dict[str, str] = json.loads(home.services_file.read_text(encoding="utf-8"))
        return found
    return None

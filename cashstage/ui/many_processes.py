"""Two corrections of the framework, without which a page that is loaded twice in quick succession
can stay empty: the tab's old connection is still coming or going in one process while its new one
arrives in another.
"""

# ruff: noqa: SLF001 - the framework offers no place for these

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import reflex as rx
from redis.asyncio import Redis
from reflex.istate.manager.redis import StateManagerRedis
from reflex.istate.manager.token import StateToken
from reflex.utils.token_manager import RedisTokenManager, SocketRecord

_KEPT_MS = 60_000
"""How long a handler may take before it loses all it wrote: some wait for Google."""
_LOOK_AGAIN_MS = 1_500
_SLOW_MS = 1_000
"""From here on the framework's log says that a handler was slow."""


class TabTokens(RedisTokenManager):
    """Takes a tab's token in one step, or gives the socket another one.

    The framework looks whether the token is taken and then takes it. Two processes can do so at
    once; the later record wins, and when it is the dying socket's, every answer goes there.
    """

    async def link_token_to_sid(self, token: str, sid: str) -> str | None:
        """Links them; returns the new token when the wanted one has a socket already."""
        known = self.token_to_socket.get(token)
        if known is not None and known.sid == sid:
            return None
        self._ensure_socket_record_task()
        record = SocketRecord(instance_id=self.instance_id, sid=sid)
        taken = await self._store_socket_record(token, record, nx=True)
        linked = token if taken else str(uuid4())
        if not taken:
            await self._store_socket_record(linked, record)
        self.token_to_socket[linked] = record
        self.sid_to_token[sid] = linked
        return None if taken else linked


class TabStates(StateManagerRedis):
    """Locks on a tab's state that are always given back, and that nobody waits for in vain.

    A page that goes cancels what was begun for it. Cancelled between Redis taking or releasing the
    lock and the answer arriving, the framework no longer knows whether it holds it. And whoever
    waits is only woken by a message, which can be missed: it now looks by itself, every
    `lock_expiration`, apart from how long a lock is kept.
    """

    async def _try_get_lock(self, lock_key: bytes, lock_id: bytes) -> bool | None:
        taking = asyncio.ensure_future(self.redis.set(lock_key, lock_id, px=_KEPT_MS, nx=True))
        try:
            return bool(await asyncio.shield(taking))
        except asyncio.CancelledError:
            if await taking:
                await self.redis.delete(lock_key)
            raise

    async def _try_extend_lock(self, lock_key: bytes) -> bool | None:
        return bool(await self.redis.pexpire(lock_key, _KEPT_MS, xx=True))

    @asynccontextmanager
    async def _lock(
        self, token: StateToken[Any], event_name: str | None = None
    ) -> AsyncIterator[bytes]:
        lock = super()._lock(token, event_name)
        lock_id = await lock.__aenter__()
        try:
            yield lock_id
        except BaseException as error:
            ending = lock.__aexit__(type(error), error, error.__traceback__)
            if not await asyncio.shield(ending):
                raise
        else:
            await asyncio.shield(lock.__aexit__(None, None, None))


def tab_states(client: Redis, *, token_expiration: int) -> TabStates:
    """The states of all tabs, kept in Redis for so many seconds."""
    # Without a cache of its own mypy takes the framework's overloads for methods left abstract.
    make: Any = TabStates
    states: TabStates = make(
        redis=client,
        token_expiration=token_expiration,
        lock_expiration=_LOOK_AGAIN_MS,
        lock_warning_threshold=_SLOW_MS,
    )
    return states


def correct(app: rx.App) -> None:
    """Puts both in the place of the framework's own, where Redis joins several processes."""
    namespace, states = app._event_namespace, app._state_manager
    if namespace is not None and isinstance(namespace._token_manager, RedisTokenManager):
        namespace._token_manager = TabTokens(namespace._token_manager.redis)
    if isinstance(states, StateManagerRedis):
        app._state_manager = tab_states(states.redis, token_expiration=states.token_expiration)

"""A tab that is loaded twice in quick succession, met by two web processes at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import redis.asyncio
from reflex.istate.manager.token import BaseStateToken
from reflex.state import State

from cashstage.ui.many_processes import TabStates, TabTokens, tab_states

pytestmark = pytest.mark.integration

TAB = "0f2d4c3a-6f0e-4a53-9f0c-1c9de3b2a001"
TOKEN = BaseStateToken(ident=TAB, cls=State)


class SlowRedis(redis.asyncio.Redis):
    """Answers a little late, so that somebody can leave in between."""

    async def set(self, *args: Any, **options: Any) -> Any:
        answer = await super().set(*args, **options)
        await asyncio.sleep(0.2)
        return answer

    async def getdel(self, *args: Any, **options: Any) -> Any:
        await asyncio.sleep(0.2)
        return await super().getdel(*args, **options)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[redis.asyncio.Redis]:
    client = SlowRedis.from_url(url)
    try:
        yield client
    finally:
        await client.aclose()


def states_on(client: redis.asyncio.Redis) -> TabStates:
    return tab_states(client, token_expiration=60)


def played(url: str, scene: Callable[[redis.asyncio.Redis], Awaitable[Any]]) -> Any:
    async def play() -> Any:
        async with connected(url) as client:
            return await scene(client)

    return asyncio.run(play())


def test_two_sockets_never_share_a_token(redis_url: str) -> None:
    async def scene(client: redis.asyncio.Redis) -> list[str | None]:
        here, there = TabTokens(client), TabTokens(client)
        given = await asyncio.gather(
            here.link_token_to_sid(TAB, "old"), there.link_token_to_sid(TAB, "new")
        )
        tokens: list[str | None] = [here.sid_to_token["old"], there.sid_to_token["new"]]
        assert [token or TAB for token in given] == tokens
        for tokens_of in (here, there):
            await tokens_of.close()
        return tokens

    tokens = played(redis_url, scene)

    assert len(set(tokens)) == 2
    assert TAB in tokens


@pytest.mark.parametrize("moment", [0.1, 0.3, 0.5], ids=["taking", "holding", "releasing"])
def test_whoever_leaves_leaves_no_lock_behind(redis_url: str, moment: float) -> None:
    async def scene(client: redis.asyncio.Redis) -> bool:
        states = states_on(client)

        async def work() -> None:
            async with states._lock(TOKEN):
                await asyncio.sleep(0.2)

        task = asyncio.create_task(work())
        await asyncio.sleep(moment)
        task.cancel()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await asyncio.sleep(0.3)
        left = await client.exists(states._lock_key(TOKEN))
        await states.close()  # type: ignore[no-untyped-call]
        return bool(left)

    assert not played(redis_url, scene)


def test_a_release_that_nobody_was_told_of_is_found(redis_url: str) -> None:
    async def scene(client: redis.asyncio.Redis) -> float:
        states = states_on(client)
        key = states._lock_key(TOKEN)
        await client.set(key, b"another process", px=60_000)

        async def take() -> None:
            async with states._lock(TOKEN):
                pass

        task = asyncio.create_task(take())
        await asyncio.sleep(0.5)
        await client.config_set("notify-keyspace-events", "")
        await client.delete(key)
        began = asyncio.get_running_loop().time()
        await asyncio.wait_for(task, 10)
        await states.close()  # type: ignore[no-untyped-call]
        return asyncio.get_running_loop().time() - began

    assert played(redis_url, scene) < 5

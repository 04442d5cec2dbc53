"""Google's read quotas: what processes take together, and what a caller hears."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from cashstage.sources.connection.budget import ACCOUNT, PROJECT, Bucket, SharedReadBudget

GOOGLE_PER_PROJECT, GOOGLE_PER_ACCOUNT = 300, 60
SMALL = Bucket(size=5, per_second=20)
LARGE = Bucket(size=1000, per_second=1000)


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as opened:
        yield opened


@pytest.mark.parametrize(
    ("bucket", "quota"), [(PROJECT, GOOGLE_PER_PROJECT), (ACCOUNT, GOOGLE_PER_ACCOUNT)]
)
def test_no_minute_holds_more_reads_than_google_allows(bucket: Bucket, quota: int) -> None:
    assert bucket.size + bucket.per_second * 60 < quota


@pytest.mark.integration
def test_all_who_ask_at_once_share_one_budget(client: redis.Redis) -> None:
    def hammer(_: int) -> int:
        budget, taken = SharedReadBudget(client, "ada", project=LARGE, each=SMALL), 0
        while time.monotonic() < end:
            wait = budget.take()
            taken += not wait
            time.sleep(min(wait, 0.01))
        return taken

    began = time.monotonic()
    end = began + 1.0
    with ThreadPoolExecutor(8) as pool:
        taken = sum(pool.map(hammer, range(8)))
    elapsed = time.monotonic() - began

    assert SMALL.size < taken <= SMALL.size + SMALL.per_second * elapsed + 1


@pytest.mark.integration
def test_an_account_that_has_used_its_share_leaves_the_others_theirs(client: redis.Redis) -> None:
    slow = Bucket(size=2, per_second=0.1)
    ada, eve = (SharedReadBudget(client, name, project=LARGE, each=slow) for name in ("ada", "eve"))
    waits = [ada.take() for _ in range(3)]

    assert waits[:2] == [0, 0]
    assert 8 < waits[2] <= 10
    assert eve.take() == 0


@pytest.mark.integration
def test_what_is_refused_to_one_account_costs_the_project_nothing(client: redis.Redis) -> None:
    once, twice = Bucket(size=1, per_second=0.01), Bucket(size=2, per_second=0.01)
    ada = SharedReadBudget(client, "ada", project=twice, each=once)
    assert ada.take() == 0
    assert [ada.take() > 0 for _ in range(3)] == [True, True, True]

    assert SharedReadBudget(client, "eve", project=twice, each=once).take() == 0


def test_a_redis_that_is_down_holds_nobody_back() -> None:
    client = redis.Redis(host="127.0.0.1", port=1, retry=Retry(NoBackoff(), 1))

    assert SharedReadBudget(client, "ada").take() == 0
    client.close()

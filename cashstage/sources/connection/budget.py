"""Google's read quotas, shared by all processes: token buckets in Redis.

Google lets a project read spreadsheets 300 times a minute and each account 60 times (Sheets API
usage limits). A bucket that is full may be emptied at once and refills while it is, so what it
holds and what it gains in a minute stay below the quota together.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, cast

import redis

_PREFIX = "cashstage:google-reads:"
_log = logging.getLogger(__name__)

# Both buckets or none; the answer is the milliseconds until both have a token, 0 when taken.
_TAKE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local wait = 0
local left = {}
for index, key in ipairs(KEYS) do
  local size, rate = tonumber(ARGV[2 * index - 1]), tonumber(ARGV[2 * index]) / 1000
  local known = redis.call('HMGET', key, 'tokens', 'at')
  local tokens = size
  if known[1] then
    tokens = math.min(size, tonumber(known[1]) + math.max(0, now - tonumber(known[2])) * rate)
  end
  left[index] = tokens
  if tokens < 1 then
    wait = math.max(wait, math.ceil((1 - tokens) / rate))
  end
end
if wait == 0 then
  for index, key in ipairs(KEYS) do
    redis.call('HSET', key, 'tokens', tostring(left[index] - 1), 'at', now)
    redis.call('PEXPIRE', key, 120000)
  end
end
return wait
"""


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many reads may come at once, and how many a second in the long run."""

    size: int
    per_second: float


# Large buckets that fill slowly: people come in bursts, and a table of ten million cells takes
# forty reads at once.
PROJECT = Bucket(size=180, per_second=110 / 60)
ACCOUNT = Bucket(size=40, per_second=18 / 60)


class SharedReadBudget:
    """One account's share of the reads; a Redis that is down holds nobody back."""

    def __init__(
        self,
        client: redis.Redis,
        account: str,
        *,
        project: Bucket = PROJECT,
        each: Bucket = ACCOUNT,
    ) -> None:
        self._client = client
        self._keys = [f"{_PREFIX}project", f"{_PREFIX}account:{account}"]
        self._arguments = [project.size, project.per_second, each.size, each.per_second]

    def take(self) -> float:
        """Takes one read and returns 0, or returns the seconds until there is one."""
        try:
            waiting = cast("Any", self._client.eval)(_TAKE, 2, *self._keys, *self._arguments)
        except redis.RedisError as error:
            _log.warning("Google's read budget is not counted: %s", type(error).__name__)
            return 0.0
        return int(waiting) / 1000

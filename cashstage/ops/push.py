"""Whether Google tells this installation of edits, as the database knows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg

SOON = timedelta(minutes=5)
"""Within this time of its opening a channel should have been heard of."""
_CONNECTIONS_IN_USE = """
SELECT count(*) FROM connections c
WHERE c.state = 'active' AND EXISTS (SELECT FROM data_sources WHERE connection_id = c.id)
"""
_CHANNELS = """
SELECT connection_id, state, reason, last_message > 0, created_at
FROM watch_channels WHERE expires_at > %s ORDER BY created_at
"""


@dataclass(frozen=True, slots=True)
class PushState:
    """How many connections are in use and heard of; why channels are refused; which stay silent."""

    used: int
    heard: int
    reasons: tuple[str, ...]
    silent: int


def read_push_state(url: str) -> PushState:
    """Looks across organizations; raises psycopg.Error."""
    now = datetime.now(UTC)
    with psycopg.connect(url, connect_timeout=5) as connection:
        connection.execute("SELECT set_config('app.system', 'on', true)")
        used = connection.execute(_CONNECTIONS_IN_USE).fetchone()
        rows = connection.execute(_CHANNELS, [now]).fetchall()
    heard = {place for place, state, _, spoken, _ in rows if state == "live" and spoken}
    return PushState(
        used=used[0] if used else 0,
        heard=len(heard),
        reasons=tuple(dict.fromkeys(why for _, state, why, *_ in rows if state == "refused")),
        silent=len(
            {
                place
                for place, state, _, spoken, opened in rows
                if state == "live" and not spoken and now - opened > SOON and place not in heard
            }
        ),
    )

"""As of when a data source's rows are shown, as the query of its address; pure, both ways.

What is shown now has no query, so that a link without one always shows the newest rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlencode

from cashstage.query.spec import EARLIEST, LATEST

_AS_OF = "as_of"


def query_of(as_of: str) -> str:
    """The query, with its question mark; empty for now."""
    return f"?{urlencode({_AS_OF: as_of}, safe=':')}" if as_of else ""


def as_of_in(parameters: Mapping[str, str]) -> str:
    """What an address asks for; what is no moment is left out."""
    written = parameters.get(_AS_OF, "")
    return written if parse_moment(written) is not None else ""


def parse_moment(text: str) -> datetime | None:
    """The moment in ISO 8601, without an offset one of the organization's; None for other text."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    # Beyond these years another time zone could leave the calendar.
    return moment if EARLIEST.year <= moment.year <= LATEST.year else None


def exact(moment: datetime) -> str:
    """A moment to the microsecond, in UTC, as short as an address likes it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")

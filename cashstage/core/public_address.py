"""Whether others on the Internet can reach an origin; told from its name alone."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

_NEVER_PUBLIC = frozenset(
    {"local", "localhost", "internal", "intranet", "lan", "home", "corp", "test", "invalid", "arpa"}
)
"""Last parts of names that the public name servers never answer, or that mean this machine."""


def why_not_public(origin: str) -> str | None:
    """A sentence about what keeps the Internet from an origin; None when nothing is known to."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    if parts.scheme != "https":
        return f"{origin} is not https."
    try:
        address = ip_address(host)
    except ValueError:
        labels = host.rstrip(".").split(".")
        if len(labels) == 1 or labels[-1] in _NEVER_PUBLIC:
            return f"{host} is a name that only this network knows."
        return None
    if not address.is_global or address.is_multicast:
        return f"{host} is an address that only this network reaches."
    return None

"""PostgreSQL and Valkey on one machine, from wheels: what `cashstage up` and commands share."""

from cashstage.ops.embedded.postgres import EmbeddedPostgres
from cashstage.ops.embedded.services import (
    EmbeddedServices,
    announce,
    announced_settings,
    complete,
    running_services,
    withdraw,
)
from cashstage.ops.embedded.valkey import EmbeddedValkey

__all__ = [
    "EmbeddedPostgres",
    "EmbeddedServices",
    "EmbeddedValkey",
    "announce",
    "announced_settings",
    "complete",
    "running_services",
    "withdraw",
]

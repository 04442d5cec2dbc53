"""What service-backed commands share: the servers, running or started for the command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cashstage.models.platform import Platform


@contextmanager
def command_platform() -> Iterator[Platform]:
    """A platform on a migrated database, closed after the command."""
    from cashstage.core.settings import load_settings
    from cashstage.models.platform import create_platform
    from cashstage.ops import migrations
    from cashstage.ops.embedded import running_services

    with running_services(load_settings()) as settings:
        migrations.migrate(settings.require("database_url"))
        platform = create_platform(settings, application="cashstage-cli")
        try:
            yield platform
        finally:
            platform.database.close()
            platform.redis.close()

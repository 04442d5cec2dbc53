"""A platform whose Google is the emulator."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cashstage.core.settings import Settings
from cashstage.models.platform import Platform, create_platform


@pytest.fixture
def platform(google_settings: Settings) -> Iterator[Platform]:
    """A platform that takes the emulator for Google."""
    made = create_platform(google_settings, application="tests")
    yield made
    made.database.close()
    made.redis.close()

"""A platform whose Google is the emulator."""

from __future__ import annotations

import pytest

from cashstage.models.platform import Platform


@pytest.fixture
def platform(google_platform: Platform) -> Platform:
    """A platform that takes the emulator for Google."""
    return google_platform

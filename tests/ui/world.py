"""What the tests of the pages' states act on."""

from __future__ import annotations

from dataclasses import dataclass

from cashstage.emulator.server import EmulatorServer
from cashstage.models.platform import Platform
from tests.factories.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class World:
    """Two organizations, the web process that serves them, and the Google they know."""

    platform: Platform
    address: str
    google: EmulatorServer
    acme: Workspace
    zenith: Workspace

"""What rings by itself: the bell of the shell, and an opened job."""

from __future__ import annotations

import pytest

from cashstage.access import sessions
from cashstage.models.organization import RoleName
from cashstage.sources import ingestion
from cashstage.sources.data_source import service as data_sources
from cashstage.sources.notice import service as notices
from cashstage.ui.states.jobs import JobsState
from cashstage.ui.states.notices import BellState, NoticesState
from tests.factories.notices import told_to_admins
from tests.factories.sockets import Tab
from tests.ui.world import World

pytestmark = pytest.mark.integration


def test_the_bell_rings_for_its_reader_and_falls_silent_when_solved(world: World) -> None:
    acme = world.acme
    admin, viewer = acme.tokens[RoleName.ADMIN], acme.tokens[RoleName.VIEWER]
    with Tab(world.address, admin) as tab, Tab(world.address, viewer) as other:
        tab.send(f"{BellState.get_full_name()}.load", {})
        told = "".join(tab.until("could not be refreshed"))
        assert '"unread_rx_state_":1' in told.replace(" ", "")
        other.send(f"{BellState.get_full_name()}.load", {})
        other.send(f"{NoticesState.get_full_name()}.load", {})
        assert "Acme" not in "".join(other.until('"loaded_rx_state_"'))

        job = data_sources.sync(world.platform, acme.admin, acme.data_source_id)
        ingestion.run(world.platform, job.id)
        assert '"unread_rx_state_":0' in "".join(tab.until('"unread_rx_state_"')).replace(" ", "")


def test_reading_all_is_told_to_every_tab_of_the_reader(world: World) -> None:
    zenith = world.zenith
    told_to_admins(world.platform, zenith.admin.organization, zenith.data_source_id, zenith.job_id)
    token = zenith.tokens[RoleName.ADMIN]
    with Tab(world.address, token) as tab:
        tab.send(f"{NoticesState.get_full_name()}.load", {}, "/notices")
        assert '"unread":true' in "".join(tab.until("could not be")).replace(" ", "")
        notices.mark_all_read(world.platform, sessions.verify(world.platform, token))
        assert '"unread":false' in "".join(tab.until('"unread')).replace(" ", "")


def test_an_opened_job_is_followed_to_its_end(world: World) -> None:
    acme = world.acme
    with Tab(world.address, acme.tokens[RoleName.EDITOR]) as tab:
        job = data_sources.sync(world.platform, acme.admin, acme.data_source_id)
        address = f"/jobs?job={job.id}&state=asleep&source=nowhere"
        tab.send(f"{JobsState.get_full_name()}.load", {}, address)
        tab.until("Asked for by Acme-Boss.")
        ingestion.run(world.platform, job.id)
        tab.until("Done: 4 rows, unchanged.")

"""An edit, from the sheet to a new snapshot, because Google said so: nobody's clock has ticked."""

from __future__ import annotations

import pytest

from cashstage.api.app import create_api
from cashstage.emulator.server import EmulatorServer
from cashstage.models import JobState
from cashstage.models.platform import Platform
from cashstage.sources.watch_channel import service as channels
from tests.factories import sources, watching, workers
from tests.factories.serving import served

pytestmark = pytest.mark.integration


def test_an_edit_arrives_without_a_poll(
    google_platform: Platform, emulator: EmulatorServer
) -> None:
    platform = watching.reachable(google_platform)
    with (
        served(create_api(platform)) as address,
        watching.watched(platform, emulator, told_at=address) as watched,
        workers.worker(platform.settings),
    ):
        channels.tend(platform)
        workers.until(lambda: [row.last_message for row in watching.rows(platform)] == [1])
        watching.edit(emulator, watched.spreadsheet_id)
        workers.until(lambda: len(sources.jobs_of(platform, watched.source)) == 2)
        workers.until(
            lambda: sources.jobs_of(platform, watched.source)[1].state == JobState.SUCCEEDED
        )
        _, job = sources.jobs_of(platform, watched.source)

    assert (job.trigger, job.rows_done) == ("change", 2)
    assert {receipt.status for receipt in emulator.state.channels.courier.receipts} >= {200}

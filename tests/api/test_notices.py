"""Notices over HTTP."""

from __future__ import annotations

import httpx
import pytest

from cashstage.models.platform import Platform
from cashstage.sources import ingestion
from cashstage.sources.data_source import service as data_sources
from tests.api.problems import problem_of
from tests.factories.workspaces import Workspace

pytestmark = pytest.mark.integration

NOTICES = "/api/v1/notices"


def test_a_notice_says_what_to_do_and_is_read_once(
    admin: httpx.Client, viewer: httpx.Client, acme: Workspace
) -> None:
    [notice] = admin.get(NOTICES).json()["items"]

    assert notice["sentence"] == "“Acme ads” could not be refreshed. The tab is gone."
    assert notice["next_step"] == "Choose another one."
    assert notice["link"] == f"/sources/{acme.data_source_id}"
    assert (notice["read_at"], notice["resolved_at"]) == (None, None)
    read = admin.post(f"{NOTICES}/{notice['id']}/read").json()
    assert read["read_at"] is not None
    assert admin.post(f"{NOTICES}/{notice['id']}/read").json() == read
    assert viewer.get(NOTICES).json() == {"items": [], "next_cursor": None}
    problem_of(viewer.post(f"{NOTICES}/{notice['id']}/read"), 404, "not_found")


def test_all_are_read_at_once_and_a_good_refresh_solves_them(
    admin: httpx.Client, acme: Workspace, platform: Platform
) -> None:
    assert admin.post(f"{NOTICES}/read-all").json() == {"unread": 0, "open": 1}
    job = data_sources.sync(platform, acme.admin, acme.data_source_id)
    ingestion.run(platform, job.id)

    assert admin.post(f"{NOTICES}/read-all").json() == {"unread": 0, "open": 0}
    assert admin.get(NOTICES).json()["items"][0]["resolved_at"] is not None

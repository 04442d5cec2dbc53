"""Who the session belongs to."""

from __future__ import annotations

import httpx
import pytest

from tests.factories.workspaces import Workspace

pytestmark = pytest.mark.integration


def test_a_person_sees_themselves_and_their_organization(
    viewer: httpx.Client, acme: Workspace
) -> None:
    body = viewer.get("/api/v1/me").json()

    assert (body["email"], body["role"]) == ("viewer@acme.example", "viewer")
    assert body["organization"]["id"] == str(acme.place.id)
    assert body["organization"]["time_zone"] == "Europe/Berlin"

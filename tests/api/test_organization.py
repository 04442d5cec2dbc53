"""The organization, its members and invitations over HTTP."""

from __future__ import annotations

import httpx
import pytest

from tests.api.problems import problem_of, sentence_of
from tests.factories.workspaces import Workspace

pytestmark = pytest.mark.integration


def test_the_organization_is_changed_under_its_version(
    admin: httpx.Client, viewer: httpx.Client
) -> None:
    seen = admin.get("/api/v1/organization").json()
    version = {"If-Match": f'"{seen["version"]}"'}
    first = admin.patch("/api/v1/organization", json={"currency": "USD"}, headers=version)
    second = admin.patch("/api/v1/organization", json={"currency": "GBP"}, headers=version)

    assert first.status_code == 200
    problem = problem_of(second, 412, "stale_version")
    assert problem["current_version"] == seen["version"] + 1
    assert viewer.get("/api/v1/organization").json() == first.json()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"allowed_domains": ["ada@example.com"]}, "allowed_domains.0"),
        ({"nmae": "Typo"}, "nmae"),
        ({"week_starts_on": "Monday"}, "week_starts_on"),
        ({"fiscal_year_starts_on": 13}, "fiscal_year_starts_on"),
    ],
)
def test_what_makes_no_sense_is_named(
    admin: httpx.Client, body: dict[str, object], field: str
) -> None:
    before = admin.get("/api/v1/organization").json()
    problem = problem_of(admin.patch("/api/v1/organization", json=body), 422, "invalid_input")

    assert [item["field"] for item in problem["errors"]] == [field]
    assert admin.get("/api/v1/organization").json() == before


def test_an_invitation_is_made_listed_and_withdrawn(admin: httpx.Client, acme: Workspace) -> None:
    made = admin.post("/api/v1/invitations", json={"email": "Bob@Example.com", "role": "editor"})

    assert made.status_code == 201
    assert (made.json()["email"], made.json()["role"]) == ("bob@example.com", "editor")
    assert len(admin.get("/api/v1/invitations").json()["items"]) == 2
    gone = admin.delete(f"/api/v1/invitations/{made.json()['id']}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert [item["id"] for item in admin.get("/api/v1/invitations").json()["items"]] == [
        str(acme.invitation_id)
    ]


def test_a_member_gets_another_role_and_leaves(admin: httpx.Client, acme: Workspace) -> None:
    path = f"/api/v1/members/{acme.membership_id}"
    changed = admin.patch(path, json={"role": "viewer"})

    assert (changed.status_code, changed.json()["role"]) == (200, "viewer")
    assert admin.delete(path).status_code == 204
    assert str(acme.membership_id) not in admin.get("/api/v1/members").text


def test_only_admins_see_invitations(editor: httpx.Client) -> None:
    refusal = sentence_of(editor.get("/api/v1/invitations"), 403, "forbidden")

    assert refusal.startswith("Only admins can manage the organization.")

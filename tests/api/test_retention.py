"""How long a data source's history is kept, over HTTP."""

from __future__ import annotations

import httpx
import pytest

from cashstage.models.platform import Platform
from cashstage.sources.snapshot import thinning
from tests.api.problems import problem_of, sentence_of
from tests.factories.workspaces import Workspace

pytestmark = pytest.mark.integration

RULE = {"daily_after_days": 30, "weekly_after_days": 180, "monthly_after_days": 730}
EVERYTHING = dict.fromkeys(RULE)


def address(acme: Workspace) -> str:
    return f"/api/v1/data-sources/{acme.data_source_id}/retention"


def test_a_rule_is_set_read_and_taken_back(editor: httpx.Client, acme: Workspace) -> None:
    at = address(acme)
    first = editor.get(at).json()
    assert first == EVERYTHING | {"version": first["version"]}

    saved = editor.put(at, json=RULE, headers={"If-Match": str(first["version"])})
    assert saved.json() == RULE | {"version": first["version"] + 1}
    assert editor.get(at).json() == saved.json()
    stale = editor.put(at, json={}, headers={"If-Match": str(first["version"])})
    assert stale.status_code == 412
    assert editor.put(at, json={}).json() == EVERYTHING | {"version": first["version"] + 2}


def test_a_dry_run_changes_nothing(
    editor: httpx.Client, viewer: httpx.Client, acme: Workspace, platform: Platform
) -> None:
    at = f"{address(acme)}/preview"
    found = editor.post(at, json=RULE).json()

    assert (found["snapshots_kept"], found["snapshots_removed"]) == (1, 0)
    assert (found["bytes_freed"], found["removed"]) == (0, [])
    assert len(found["timeline"]) == thinning.TIMELINE_PARTS
    assert editor.get(address(acme)).json()["daily_after_days"] is None
    assert viewer.post(at, json=RULE).status_code == 403


def test_a_rule_that_does_not_grow_coarser_is_refused(
    editor: httpx.Client, acme: Workspace
) -> None:
    answer = editor.put(address(acme), json=RULE | {"weekly_after_days": 7})

    sentence = sentence_of(answer, 422, "invalid_input")
    assert "one a week begins later than one a day" in sentence
    problem_of(editor.put(address(acme), json={"daily": 3}), 422, "invalid_input")

"""How a blend stands: what repaints its widgets, and what it says of its sources."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from cashstage.core.errors import NotFound
from cashstage.models import DataSource, SourceState
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.sources.exchange_rate import service as rates
from cashstage.sources.exchange_rate.schemas import ExchangeRateCreate
from cashstage.sources.query import asked
from tests.factories import people, workspaces

pytestmark = pytest.mark.integration

EUROS = "Day,Cost (EUR)\n2026-03-01,10\n"
DOLLARS = "Day,Cost (USD)\n2026-03-01,10\n"


def test_whatever_changes_its_answers_changes_its_digest(
    platform: Platform, tmp_path: Path
) -> None:
    place = people.organization(platform, "Acme")
    admin = people.person(platform, place, RoleName.ADMIN)
    one, other = (
        workspaces.landed(platform, admin, tmp_path, text, name).id
        for text, name in ((EUROS, "Euros"), (DOLLARS, "Dollars"))
    )
    origin = {str(one): "c2", str(other): "c2"}
    blend = workspaces.blend(
        platform,
        admin,
        "Both",
        kind="union",
        currency="EUR",
        members=[{"source": source} for source in origin],
        columns=[{"name": "Cost", "from": origin}],
    )
    digests = [asked.read_standing(platform, admin, blend).digest]
    first = asked.read_standing(platform, admin, one)

    rate = ExchangeRateCreate.model_validate({"from": "USD", "to": "EUR", "rate": 0.9})
    rates.create(platform, admin, rate)
    digests.append(asked.read_standing(platform, admin, blend).digest)
    workspaces.landed_again(platform, admin, tmp_path, other, DOLLARS + "2026-03-02,5\n")
    digests.append(asked.read_standing(platform, admin, blend).digest)
    with platform.database.tenant(admin.organization) as session:
        row = session.get(DataSource, other)
        assert row is not None
        row.state, row.state_reason = SourceState.NEEDS_ATTENTION, "The file is gone."
        session.add(row)
    standing = asked.read_standing(platform, admin, blend)

    assert len(set(digests)) == 3
    assert standing.digest == digests[-1]
    assert (standing.name, standing.reason) == ("Both", "Dollars: The file is gone.")
    assert standing.taken_at == first.taken_at
    assert asked.behind(platform, admin, [blend]) == {blend, one, other}
    assert [(one.name, one.is_blend) for one in asked.read_choices(platform, admin)] == [
        ("Dollars", False), ("Euros", False), ("Both", True),
    ]  # fmt: skip


def test_what_is_neither_source_nor_blend_is_not_found(platform: Platform) -> None:
    admin = people.person(platform, people.organization(platform), RoleName.ADMIN)

    with pytest.raises(NotFound):
        asked.read_standing(platform, admin, uuid4())

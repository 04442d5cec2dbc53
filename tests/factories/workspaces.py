"""A whole organization at work: people, a connection, data that has landed, a dashboard."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from cashstage.access import sessions
from cashstage.access.principal import Principal
from cashstage.access.work import scope_of_row
from cashstage.core.crypto import token_digest
from cashstage.dashboards.dashboard import service as dashboards
from cashstage.dashboards.dashboard.schemas import DashboardCreate, DashboardDetail
from cashstage.dashboards.widget import service as widgets
from cashstage.dashboards.widget.schemas import WidgetCreate, WidgetRead, WidgetType
from cashstage.emulator.server import EmulatorServer
from cashstage.models import JobState, Organization, WatchChannel
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.organizations.invitation import service as invitations
from cashstage.organizations.invitation.schemas import InvitationCreate
from cashstage.organizations.membership import service as members
from cashstage.sources import ingestion
from cashstage.sources.blend import service as blends
from cashstage.sources.blend.schemas import BlendCreate
from cashstage.sources.connection import service as connections
from cashstage.sources.data_source import connect
from cashstage.sources.data_source.schemas import (
    DataSourceCreated,
    SheetSourceCreate,
    UploadCreate,
)
from cashstage.sources.exchange_rate import service as rates
from cashstage.sources.exchange_rate.schemas import ExchangeRateCreate
from tests.factories import google, notices, people
from tests.factories.sources import job_row

CSV = """\
Day,Channel,Campaign,Cost,Clicks
2026-03-01,{name} Search,Brand,10.50,100
2026-03-01,{name} Social,Spring,20.25,50
2026-03-02,{name} Search,Brand,11.00,110
2026-03-02,{name} Social,Spring,,40
"""
PLAN = """\
Day,Channel,Budget
2026-03-01,{name} Search,20
2026-03-03,{name} Social,30
"""
_accounts = itertools.count(1)
SUM_OF_COST = 41.75
SUM_OF_CLICKS = 300


@dataclass(frozen=True, slots=True)
class Workspace:
    """Ids of one organization's things; its name appears in whatever it owns.

    `account` is the Google account it is connected to, at `google`.
    """

    place: Organization
    tokens: dict[RoleName, str]
    admin: Principal
    account: str
    connection_id: UUID
    spreadsheet_id: str
    data_source_id: UUID
    snapshot_id: UUID
    job_id: UUID
    dashboard_id: UUID
    tab_id: UUID
    widget_id: UUID
    invitation_id: UUID
    membership_id: UUID
    notice_id: UUID
    plan_id: UUID
    blend_id: UUID
    rate_id: UUID
    google: EmulatorServer

    @property
    def ids(self) -> dict[str, str]:
        """What routes call their path parameters, and the thing of this organization."""
        return {name: str(getattr(self, name)) for name in self.__slots__ if name.endswith("_id")}


def connection(platform: Platform, actor: Principal, emulator: EmulatorServer, email: str) -> UUID:
    """A Google account that has consented to be read."""
    identity, tokens = google.consent(google.oauth(emulator), email=email)
    return connections.store_consent(platform, actor, identity, tokens).id


def watch_channel(platform: Platform, place: Organization, connection_id: UUID) -> WatchChannel:
    """A channel that Google has not opened yet."""
    soon = platform.clock() + timedelta(minutes=5)
    row = WatchChannel(
        organization_id=place.id,
        connection_id=connection_id,
        address="https://dash.example.com/api/google/notifications",
        token_digest=token_digest("nobody knows it"),
        renew_at=soon,
        expires_at=soon,
    )
    with platform.database.tenant(scope_of_row(place.id)) as session:
        session.add(row)
    return row


def connected(
    platform: Platform, emulator: EmulatorServer, actor: Principal, owner: str = "team@ads.example"
) -> DataSourceCreated:
    """A data source over a new spreadsheet of one row, whose first job waits."""
    rows: list[list[Any]] = [["Day", "Cost"], ["2026-03-01", 1.5]]
    sheet = google.spreadsheet(emulator.state, rows, title="Figures", owner=owner)
    body = SheetSourceCreate(
        name="Figures",
        connection_id=connection(platform, actor, emulator, owner),
        spreadsheet_id=sheet.id,
    )
    return connect.connect_sheet(platform, actor, body)


def uploaded(
    platform: Platform, actor: Principal, folder: Path, text: str, name: str = "Upload"
) -> DataSourceCreated:
    """A data source over a CSV file whose first job waits."""
    path = folder / "upload.csv"
    path.write_text(text)
    return connect.upload_file(
        platform, actor, name=name, file_name="upload.csv", path=path, options=UploadCreate()
    )


def landed(
    platform: Platform, actor: Principal, folder: Path, text: str, name: str = "Upload"
) -> DataSourceCreated:
    """A data source over a CSV file that has been read."""
    created = uploaded(platform, actor, folder, text, name)
    assert ingestion.run(platform, created.job.id) is JobState.SUCCEEDED
    return created


def landed_again(
    platform: Platform, actor: Principal, folder: Path, data_source_id: UUID, text: str
) -> UUID:
    """The snapshot of a newer file of an uploaded source."""
    path = folder / "newer.csv"
    path.write_text(text)
    newer = connect.upload_again(
        platform, actor, data_source_id, file_name="newer.csv", path=path, options=None
    )
    assert ingestion.run(platform, newer.job.id) is JobState.SUCCEEDED
    return landed_snapshot(platform, newer.job.id)


def landed_snapshot(platform: Platform, job_id: UUID) -> UUID:
    """The snapshot that a job has made."""
    snapshot_id = job_row(platform, job_id).snapshot_id
    assert snapshot_id is not None
    return snapshot_id


def question(data_source_id: UUID | str, **parts: Any) -> dict[str, Any]:
    """Cost by channel."""
    return {
        "source": str(data_source_id),
        "dimensions": [{"field": "Channel"}],
        "metrics": [{"field": "Cost", "aggregation": "sum"}],
    } | parts


def joined(data_source_id: UUID, plan_id: UUID) -> dict[str, Any]:
    """The definition of a blend of cost and budget, by day and channel."""
    both = [str(data_source_id), str(plan_id)]
    return {
        "kind": "join",
        "members": [{"source": source} for source in both],
        "columns": [
            {"name": "Day", "from": dict.fromkeys(both, "c1"), "match": {"grain": "day"}},
            {"name": "Channel", "from": dict.fromkeys(both, "c2"), "match": {}},
            {"name": "Cost", "from": {both[0]: "c4"}},
            {"name": "Budget", "from": {both[1]: "c3"}},
        ],
    }


def blend(platform: Platform, actor: Principal, name: str, **definition: Any) -> UUID:
    """A saved blend."""
    body = BlendCreate.model_validate({"name": name, **definition})
    return blends.create(platform, actor, body).id


def _charted(
    platform: Platform, admin: Principal, name: str, data_source_id: UUID
) -> tuple[DashboardDetail, WidgetRead]:
    """A dashboard with one widget."""
    dashboard = dashboards.create(platform, admin, DashboardCreate(title=f"{name} weekly"))
    body = WidgetCreate(
        tab_id=dashboard.tabs[0].id,
        type=WidgetType.BAR,
        title=f"{name} cost",
        query=question(data_source_id),
    )
    return dashboard, widgets.create(platform, admin, body)


def workspace(
    platform: Platform, emulator: EmulatorServer, folder: Path, name: str = "Acme"
) -> Workspace:
    """An organization with one of everything."""
    place = people.organization(platform, name)
    tokens = {role: people.token_of(platform, place, role) for role in RoleName}
    admin = people.person(platform, place, RoleName.ADMIN, f"{name.lower()}-boss@example.com")
    owner = f"{name.lower()}-{next(_accounts)}@ads.example"
    sheet = google.spreadsheet(
        emulator.state,
        [["Day", "Channel", "Cost"], ["2026-03-01", f"{name} Search", 10.5]],
        title=f"{name} figures",
        owner=owner,
    )
    plan = landed(platform, admin, folder, PLAN.format(name=name), f"{name} plan")
    source = landed(platform, admin, folder, CSV.format(name=name), f"{name} ads")
    rate = ExchangeRateCreate.model_validate({"from": "USD", "to": "EUR", "rate": 0.9})
    dashboard, widget = _charted(platform, admin, name, source.id)
    connection_id = connection(platform, admin, emulator, owner)
    watch_channel(platform, place, connection_id)
    notices.told_to_admins(platform, admin.organization, source.id, source.job.id)
    told = sessions.verify(platform, tokens[RoleName.ADMIN])
    invitation = InvitationCreate(email=f"guest@{name.lower()}.example", role=RoleName.VIEWER)
    return Workspace(
        place=place,
        tokens=tokens,
        admin=admin,
        account=owner,
        connection_id=connection_id,
        spreadsheet_id=sheet.id,
        data_source_id=source.id,
        snapshot_id=landed_snapshot(platform, source.job.id),
        job_id=source.job.id,
        dashboard_id=dashboard.id,
        tab_id=dashboard.tabs[0].id,
        widget_id=widget.id,
        invitation_id=invitations.create(platform, admin, invitation).id,
        membership_id=next(
            item.id for item in members.read_all(platform, admin) if item.role == "editor"
        ),
        notice_id=notices.all_of(platform, told.user_id)[0].id,
        plan_id=plan.id,
        blend_id=blend(platform, admin, f"{name} pacing", **joined(source.id, plan.id)),
        rate_id=rates.create(platform, admin, rate).id,
        google=emulator,
    )

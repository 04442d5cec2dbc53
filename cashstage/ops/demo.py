"""The demo workspace: one organization, three people, their spreadsheets, a finished dashboard.

Everything is made the way a person would make it: signing in, inviting, consenting, connecting.
Only the pressing of "Allow" on the emulator's consent page, and of "Select" in its Picker, is
played by code.
"""

from __future__ import annotations

from uuid import UUID

from sqlmodel import select

from cashstage.access import flow, operator, sessions, sign_in
from cashstage.access.google import Consent
from cashstage.access.principal import Principal
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.core.errors import ConfigurationError, UpstreamError
from cashstage.core.settings import GoogleAccess, Settings
from cashstage.emulator.people import ADMIN, EDITOR, VIEWER, Person
from cashstage.emulator.person import answer_of, approve, pick
from cashstage.models import AuditEntry, JobState
from cashstage.models.organization import RoleName
from cashstage.models.paging import MAX_LIMIT, PageRequest
from cashstage.models.platform import Platform, create_platform
from cashstage.ops.demo_dashboard import build_dashboard
from cashstage.organizations.invitation import service as invitations
from cashstage.organizations.invitation.schemas import InvitationCreate
from cashstage.organizations.membership import service as members
from cashstage.organizations.organization import service as organizations
from cashstage.organizations.organization.schemas import OrganizationUpdate
from cashstage.sources import ingestion
from cashstage.sources.connection import picking, sheets
from cashstage.sources.connection import service as connections
from cashstage.sources.data_source import connect
from cashstage.sources.data_source import service as sources
from cashstage.sources.data_source.schemas import SheetSourceCreate

ORGANIZATION = "Demo company"
SPREADSHEETS = (
    "All channels",
    "Google Ads",
    "Meta Ads",
    "LinkedIn Ads",
    "TikTok Ads",
    "Email",
    "Marketing budget",
)


def seed(settings: Settings) -> bool:
    """Loads the demo workspace into an empty installation; returns whether it had to.

    A half-loaded one is completed. Raises ConfigurationError when Google is not the emulator.
    """
    platform = create_platform(settings, application="cashstage-demo")
    try:
        return _seed(platform)
    finally:
        platform.database.close()
        platform.redis.close()


def _seed(platform: Platform) -> bool:
    known = operator.organizations(platform)
    if known and [one.name for one in known] != [ORGANIZATION]:
        return False
    if known and _is_loaded(platform, operator.act_in(platform)):
        return False
    if platform.settings.google_api_endpoint is None:
        raise ConfigurationError(
            "The demo workspace needs the Google emulator.",
            next_step="Start with `cashstage up --demo` without GOOGLE_CLIENT_ID.",
        )
    admin = _enter(platform, ADMIN)
    organizations.update(platform, admin, OrganizationUpdate(name=ORGANIZATION))
    for person, role in ((EDITOR, RoleName.EDITOR), (VIEWER, RoleName.VIEWER)):
        _invite(platform, admin, person, role)
    _connect_spreadsheets(platform, admin)
    build_dashboard(platform, admin, _source_ids(platform, admin))
    with platform.database.tenant(admin.organization) as session:
        record(session, admin.organization, Deed.DEMO_LOADED, actor_id=admin.user_id)
    sessions.end(platform, admin)
    return True


def _is_loaded(platform: Platform, actor: Principal) -> bool:
    with platform.database.tenant(actor.organization) as session:
        query = select(AuditEntry.id).where(
            AuditEntry.organization_id == actor.organization.id,
            AuditEntry.action == Deed.DEMO_LOADED,
        )
        return session.exec(query).first() is not None


def _enter(platform: Platform, person: Person) -> Principal:
    arrival = _consent(platform, person, Consent.SIGN_IN)
    signed_in = sign_in.sign_in(platform, arrival.identity, user_agent="demo")
    return sessions.verify(platform, signed_in.token)


def _consent(platform: Platform, person: Person, consent: Consent) -> flow.Arrival:
    departure = flow.depart(platform, consent, next_path="/")
    answer = answer_of(approve(departure.url, person.email))
    return flow.arrive(platform, departure.cookie, state=answer["state"], code=answer["code"])


def _invite(platform: Platform, admin: Principal, person: Person, role: RoleName) -> None:
    if person.email in {member.email for member in members.read_all(platform, admin)}:
        return
    invitations.create(platform, admin, InvitationCreate(email=person.email, role=role))
    sessions.end(platform, _enter(platform, person))


def _connect_spreadsheets(platform: Platform, admin: Principal) -> None:
    arrival = _consent(platform, ADMIN, Consent.CONNECT)
    connection = connections.store_consent(platform, admin, arrival.identity, arrival.tokens)
    if platform.settings.google_access is GoogleAccess.PICKER:
        lent = picking.lend_token(platform, admin, connection.id)
        endpoint = platform.settings.require("google_api_endpoint")
        pick(endpoint, lent.token, lent.app_id, SPREADSHEETS)
    present = _source_ids(platform, admin)
    for title in SPREADSHEETS:
        if title not in present:
            _connect(platform, admin, connection.id, title)


def _source_ids(platform: Platform, admin: Principal) -> dict[str, UUID]:
    page = sources.read_all(platform, admin, PageRequest(limit=MAX_LIMIT))
    return {source.name: source.id for source in page.items}


def _connect(platform: Platform, admin: Principal, connection_id: UUID, title: str) -> None:
    found = sheets.list_spreadsheets(platform, admin, connection_id, query=title).items
    spreadsheet = next((one for one in found if one.name == title), None)
    if spreadsheet is None:
        raise UpstreamError(
            f"The demo spreadsheet {title} is missing.",
            next_step="Start the emulator with its demo spreadsheets.",
        )
    body = SheetSourceCreate(name=title, connection_id=connection_id, spreadsheet_id=spreadsheet.id)
    created = connect.connect_sheet(platform, admin, body)
    job = ingestion.run_to_end(platform, admin, created.job.id)
    if job.state is not JobState.SUCCEEDED:
        raise UpstreamError(f"The demo spreadsheet {title} could not be read: {job.reason}")

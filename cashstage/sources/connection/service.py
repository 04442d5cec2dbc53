"""Storing consent, using it, and taking it back."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from uuid import UUID

import orjson
from google.oauth2 import service_account
from google.oauth2.credentials import Credentials
from sqlmodel import Session

from cashstage.access.flow import google_client
from cashstage.access.google import READ_SCOPES, GoogleIdentity, GoogleTokens
from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.connectors.google_sheets.client import GoogleSheets
from cashstage.connectors.google_sheets.watching import stop_channel
from cashstage.core.crypto import DecryptionFailed
from cashstage.core.errors import CashstageError, Conflict, ConsentLost, UpstreamError
from cashstage.core.settings import GoogleAccess
from cashstage.models import Connection, ConnectionState, JobTrigger, User, WatchChannel
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization
from cashstage.models.versioning import save
from cashstage.organizations.membership import repository as memberships
from cashstage.sources.connection import repository
from cashstage.sources.connection.schemas import ConnectionRead, ConnectionUpdate
from cashstage.sources.job import service as jobs
from cashstage.sources.notice import service as notices
from cashstage.sources.watch_channel import repository as channels

PROVIDER = "google"
SERVICE_ACCOUNT = "google_service_account"
_PURPOSE = "connection"
_WITH_ANOTHER = (
    "read its sources through a colleague's account: Organization, Connections, Move sources."
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NewConnection:
    """What is kept of an account; `subject` names it for good, `secret` lets us read."""

    provider: str
    subject: str
    email: str
    scopes: list[str]
    secret: str


def store_consent(
    platform: Platform, actor: Principal, identity: GoogleIdentity, tokens: GoogleTokens
) -> ConnectionRead:
    """Keeps the grant; connecting the same account again renews it and wakes its sources."""
    actor.require(Permission.CONNECT_ACCOUNTS)
    if tokens.refresh_token is None:
        raise UpstreamError("Google gave no lasting consent.", next_step="Connect again.")
    new = NewConnection(
        provider=PROVIDER,
        subject=identity.sub,
        email=identity.email,
        scopes=sorted(tokens.scopes),
        secret=tokens.refresh_token,
    )
    return store(platform, actor, new)


def store(platform: Platform, actor: Principal, new: NewConnection) -> ConnectionRead:
    """Keeps a connection, in the place of an older one of the same account."""
    organization = actor.require(Permission.CONNECT_ACCOUNTS)
    with platform.database.tenant(organization) as session:
        row = repository.read_by_subject(session, organization, new.provider, new.subject)
        known = row is not None
        row = row or Connection(
            organization_id=organization.id,
            provider=new.provider,
            subject=new.subject,
            email=new.email,
            secret=b"",
            version=0,
            created_by=actor.user_id,
        )
        changes = {
            "email": new.email,
            "scopes": new.scopes,
            "secret": platform.keyring.encrypt(
                new.secret, purpose=_PURPOSE, bound_to=_place(organization, row.id)
            ),
            "state": ConnectionState.ACTIVE,
            "state_reason": None,
        }
        save(session, row, changes, expected_version=None, now=platform.clock())
        if known:
            notices.solve_connection(platform, session, row)
            _wake_sources(platform, session, actor, row)
        record(
            session,
            organization,
            Deed.CONNECTION_RENEWED if known else Deed.CONNECTION_ADDED,
            actor_id=actor.user_id,
            target_id=row.id,
            email=row.email,
        )
        return _read(session, organization, row.id)


def read_all(platform: Platform, actor: Principal) -> list[ConnectionRead]:
    """The organization's connections, oldest first."""
    organization = actor.require(Permission.VIEW)
    with platform.database.tenant(organization) as session:
        return [_as_read(*found) for found in repository.read_described(session, organization)]


def hand_over(
    platform: Platform,
    actor: Principal,
    connection_id: UUID,
    body: ConnectionUpdate,
    *,
    expected_version: int | None = None,
) -> ConnectionRead:
    """Gives the connection to another member, who looks after it from now on.

    Raises InvalidInput for somebody who may not connect accounts here.
    """
    organization = actor.require(Permission.CONNECT_ACCOUNTS)
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, connection_id, for_update=True)
        memberships.require(session, organization, body.owner_id, Permission.CONNECT_ACCOUNTS)
        before = row.owner_id or row.created_by
        changes = {"owner_id": body.owner_id}
        save(session, row, changes, expected_version=expected_version, now=platform.clock())
        record(
            session,
            organization,
            Deed.CONNECTION_HANDED_OVER,
            actor_id=actor.user_id,
            target_id=row.id,
            before=str(before) if before else None,
            after=str(body.owner_id),
        )
        return _read(session, organization, row.id)


def remove(platform: Platform, actor: Principal, connection_id: UUID) -> None:
    """Revokes the grant at Google and forgets it; refused while sources read through it."""
    organization = actor.require(Permission.CONNECT_ACCOUNTS)
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, connection_id, for_update=True)
        sources = repository.read_sources(session, row.id)
        if sources:
            raise Conflict(
                f"{len(sources)} data sources read through this connection.",
                next_step="Move them to another connection first, or delete them.",
            )
        secret = _open_if_possible(platform, organization, row)
        watching = channels.read_of(session, row.id)
        session.delete(row)
        record(
            session,
            organization,
            Deed.CONNECTION_REMOVED,
            actor_id=actor.user_id,
            target_id=row.id,
            email=row.email,
        )
    if secret is None:
        return
    _stop_watching(platform, row, secret, watching)
    if row.provider == SERVICE_ACCOUNT:
        return
    try:
        google_client(platform.settings).revoke(secret)
    except CashstageError as error:
        # The grant is forgotten here in any case; Google's own page can still end it.
        _log.warning("The grant of a removed connection was not revoked: %s", error.code)


@dataclass(frozen=True, slots=True)
class Grant:
    """What the Sheets client reads with, and Google's name for the account that gave it.

    `access` tells whether it sees all spreadsheets of the account or only those that were picked.
    """

    credentials: Credentials | service_account.Credentials
    account: str
    email: str
    access: GoogleAccess

    @property
    def refresh_token(self) -> str | None:
        """What a person's consent is renewed with; a service account has a key instead."""
        if not isinstance(self.credentials, Credentials):
            return None
        token: str | None = self.credentials.refresh_token
        return token


def grant(platform: Platform, organization: VerifiedOrganization, connection_id: UUID) -> Grant:
    """The connection's grant; raises ConsentLost when it is known to be gone."""
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, connection_id)
    if row.state != ConnectionState.ACTIVE:
        raise consent_lost(row)
    return _grant(platform, row, _open(platform, organization, row))


def _grant(platform: Platform, row: Connection, secret: str) -> Grant:
    client = google_client(platform.settings)
    if row.provider == SERVICE_ACCOUNT:
        robot = client.service_account(orjson.loads(secret))
        return Grant(robot, row.subject, row.email, GoogleAccess.READONLY)
    return Grant(client.credentials(secret), row.subject, row.email, access_of(row))


def access_of(row: Connection) -> GoogleAccess:
    """What the account has consented to, whatever would be asked for today."""
    narrow, wide = READ_SCOPES[GoogleAccess.PICKER], READ_SCOPES[GoogleAccess.READONLY]
    picked = not set(narrow).isdisjoint(row.scopes) and set(wide).isdisjoint(row.scopes)
    return GoogleAccess.PICKER if picked else GoogleAccess.READONLY


def mark_lost(
    platform: Platform,
    organization: VerifiedOrganization,
    connection_id: UUID,
    error: ConsentLost,
) -> ConsentLost:
    """Stops using a grant that Google refuses, and says so in the log of deeds.

    Returns the error that names the account, unless Google has said more.
    """
    with platform.database.tenant(organization) as session:
        row = repository.read(session, organization, connection_id, for_update=True)
        lost = error if "missing" in error.context else consent_lost(row)
        if row.state == ConnectionState.NEEDS_REAUTH:
            return lost
        row.state = ConnectionState.NEEDS_REAUTH
        row.state_reason = lost.sentence
        session.add(row)
        channels.forget(session, row.id)
        notices.tell_lost(platform, session, row, lost)
        record(session, organization, Deed.CONNECTION_LOST, actor_id=None, target_id=row.id)
    return lost


def consent_lost(row: Connection) -> ConsentLost:
    """The error of every read through a dead grant, with both ways to go on."""
    if row.provider == SERVICE_ACCOUNT:
        return ConsentLost(
            f"Google no longer accepts the key of {row.email}.",
            next_step=f"Upload a new key of this service account, or {_WITH_ANOTHER}",
        )
    return ConsentLost(
        f"Google no longer lets us read as {row.email}: consent was revoked or has expired.",
        next_step=f"Connect this account again, or {_WITH_ANOTHER}",
    )


def _read(
    session: Session, organization: VerifiedOrganization, connection_id: UUID
) -> ConnectionRead:
    return _as_read(*repository.read_described(session, organization, connection_id)[0])


def _as_read(row: Connection, owner: User | None, data_source_count: int) -> ConnectionRead:
    return ConnectionRead.model_validate(
        {
            **row.model_dump(exclude={"secret"}),
            "access": access_of(row),
            "owner_id": owner.id if owner else None,
            "owner": owner.name if owner else None,
            "data_source_count": data_source_count,
        }
    )


def _wake_sources(platform: Platform, session: Session, actor: Principal, row: Connection) -> None:
    for source in repository.read_sources(session, row.id):
        jobs.enqueue(
            platform,
            session,
            actor.organization,
            source.id,
            slot=f"reconnected:{row.version}",
            trigger=JobTrigger.CONNECTED,
            requested_by=actor.user_id,
        )


def _stop_watching(
    platform: Platform, row: Connection, secret: str, watching: list[WatchChannel]
) -> None:
    """Ends the channels of a removed connection, while its grant still allows that."""
    known = [(str(each.id), each.resource_id) for each in watching if each.resource_id is not None]
    if not known:
        return
    credentials = _grant(platform, row, secret).credentials
    try:
        with GoogleSheets(credentials, endpoint=platform.settings.google_api_endpoint) as sheets:
            for channel_id, resource_id in known:
                stop_channel(sheets, channel_id, resource_id)
    except CashstageError as error:
        # Notifications of channels that nobody knows are refused.
        _log.warning("The channels of a removed connection were not stopped: %s", error.code)


def _open(platform: Platform, organization: VerifiedOrganization, row: Connection) -> str:
    try:
        return platform.keyring.decrypt(
            row.secret, purpose=_PURPOSE, bound_to=_place(organization, row.id)
        )
    except DecryptionFailed as error:
        raise ConsentLost(
            f"The stored consent of {row.email} can't be decrypted with today's SECRET_KEY.",
            next_step="Connect this account again, or restore the former key.",
        ) from error


def _open_if_possible(
    platform: Platform, organization: VerifiedOrganization, row: Connection
) -> str | None:
    """The grant; None when it can't be decrypted, which must not keep it from being forgotten."""
    try:
        return _open(platform, organization, row)
    except ConsentLost as error:
        _log.warning("The grant of a removed connection was not revoked: %s", error.code)
        return None


def _place(organization: VerifiedOrganization, connection_id: UUID) -> str:
    return f"{organization.id}|{connection_id}"

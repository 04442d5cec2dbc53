"""Lending a page what Google's Picker needs: a short-lived token of one connection.

The token sees what its person sees only inside of Google's own frame. To us it opens what was
picked, so it is lent for connections of that kind alone.
"""

from __future__ import annotations

from uuid import UUID

from cashstage.access.flow import google_client
from cashstage.access.permissions import Permission
from cashstage.access.principal import Principal
from cashstage.audit.service import record
from cashstage.audit.words import Deed
from cashstage.connectors.google_sheets.endpoints import PICKER_SCRIPT_URL, located
from cashstage.core.errors import ConfigurationError, Conflict, ConsentLost
from cashstage.core.settings import GoogleAccess
from cashstage.models.platform import Platform
from cashstage.sources.connection import service
from cashstage.sources.connection.schemas import PickerTokenRead


def lend_token(platform: Platform, actor: Principal, connection_id: UUID) -> PickerTokenRead:
    """A fresh access token of the connection; the refresh token it comes from stays here.

    Raises Conflict where nothing has to be picked, and ConsentLost.
    """
    organization = actor.require(Permission.EDIT_SOURCES)
    settings = platform.settings
    grant = service.grant(platform, organization, connection_id)
    picks = grant.access is settings.google_access is GoogleAccess.PICKER
    if not picks or grant.refresh_token is None:
        raise Conflict(
            "Through this connection spreadsheets are listed, so none has to be picked.",
            next_step="Choose it from the list, or paste its address.",
        )
    if settings.google_app_id is None:
        raise ConfigurationError(
            "Google's Picker can't be opened: GOOGLE_CLIENT_ID does not begin with the number of "
            "its project.",
            next_step="An operator sets it to the client id as the Google Cloud console shows it.",
        )
    try:
        access = google_client(settings).refresh(grant.refresh_token)
    except ConsentLost as error:
        raise service.mark_lost(platform, organization, connection_id, error) from error
    with platform.database.tenant(organization) as session:
        record(
            session,
            organization,
            Deed.PICKER_OPENED,
            actor_id=actor.user_id,
            target_id=connection_id,
            email=grant.email,
        )
    return PickerTokenRead(
        token=access.token,
        expires_at=access.expires_at,
        app_id=settings.google_app_id,
        api_key=settings.google_api_key,
        script=located(PICKER_SCRIPT_URL, settings.google_api_endpoint),
    )

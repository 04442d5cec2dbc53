"""The operator: whoever can run commands with the server's own settings."""

from __future__ import annotations

from sqlmodel import col, select

from cashstage.access.principal import Principal
from cashstage.core.errors import Conflict, NotFound
from cashstage.core.ids import parse_id
from cashstage.models import Organization
from cashstage.models.organization import RoleName
from cashstage.models.platform import Platform
from cashstage.models.tenancy import VerifiedOrganization


def organizations(platform: Platform) -> list[Organization]:
    """All organizations of this installation, oldest first."""
    with platform.database.system() as session:
        return list(session.exec(select(Organization).order_by(col(Organization.id))).all())


def act_in(platform: Platform, wanted: str | None = None) -> Principal:
    """The operator as admin of an organization, named by id or name; the only one by default.

    Raises NotFound when there is none, Conflict when the choice is not clear.
    """
    known = organizations(platform)
    if not known:
        raise NotFound(
            "There is no organization yet.",
            next_step="Sign in once: the first person makes one. Or load the demo workspace.",
        )
    fitting = [one for one in known if wanted is None or _is(one, wanted)]
    names = ", ".join(one.name for one in known)
    if not fitting:
        raise NotFound(f"There is no organization {wanted}.", next_step=f"There are: {names}.")
    if len(fitting) > 1:
        raise Conflict("There are several organizations.", next_step=f"Choose with --org: {names}.")
    return Principal(
        user_id=None,
        session_id=None,
        organization=VerifiedOrganization(fitting[0].id),
        role=RoleName.ADMIN,
        name="Operator",
        email="",
        picture_url=None,
    )


def _is(organization: Organization, wanted: str) -> bool:
    if organization.id == parse_id(wanted):
        return True
    return organization.name.casefold() == wanted.strip().casefold()

"""The one who acts, once verified."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cashstage.access.permissions import REFUSALS, Permission, allows
from cashstage.core.errors import Forbidden
from cashstage.models.organization import RoleName
from cashstage.models.tenancy import VerifiedOrganization


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody in an organization, proven at the moment of the request.

    A person has a live session. The operator at the command line has neither account nor session.
    """

    user_id: UUID | None
    session_id: UUID | None
    organization: VerifiedOrganization
    role: RoleName
    name: str
    email: str
    picture_url: str | None

    def may(self, permission: Permission) -> bool:
        """Whether the role allows it."""
        return allows(self.role, permission)

    def require(self, permission: Permission) -> VerifiedOrganization:
        """The organization to act in; raises Forbidden when the role does not allow it."""
        if not self.may(permission):
            raise Forbidden(
                REFUSALS[permission], next_step="Ask an admin of your organization for the role."
            )
        return self.organization

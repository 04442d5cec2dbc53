"""Who am I, and where."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from cashstage.api.deps import ActorDep, PlatformDep
from cashstage.models.organization import RoleName
from cashstage.organizations.organization import service as organizations
from cashstage.organizations.organization.schemas import OrganizationRead

router = APIRouter(tags=["me"])


class MeRead(BaseModel):
    """The signed-in person and their organization."""

    user_id: UUID | None
    name: str
    email: str
    picture_url: str | None
    role: RoleName
    organization: OrganizationRead


@router.get("/me")
def read_me(platform: PlatformDep, actor: ActorDep) -> MeRead:
    """The person behind this session."""
    return MeRead(
        user_id=actor.user_id,
        name=actor.name,
        email=actor.email,
        picture_url=actor.picture_url,
        role=actor.role,
        organization=organizations.read(platform, actor),
    )

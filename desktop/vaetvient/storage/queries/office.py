"""What the window says of its own office."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.domain.office import Office
from vaetvient.storage import settings


def office_name(session: Session, office_id: UUID) -> str:
    """The name of an office."""
    return session.scalar(select(Office.name).where(Office.id == office_id)) or ""


def usual_dues(session: Session) -> int:
    """What this post's office usually asks for a year's membership, in cents."""
    own = settings.own_office(session)
    return session.scalar(select(Office.dues_cents).where(Office.id == own)) or 0

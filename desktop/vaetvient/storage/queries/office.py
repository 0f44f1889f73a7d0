"""What the window says of its own office."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.domain.office import Office


def office_name(session: Session, office_id: UUID) -> str:
    """The name of an office."""
    return session.scalar(select(Office.name).where(Office.id == office_id)) or ""

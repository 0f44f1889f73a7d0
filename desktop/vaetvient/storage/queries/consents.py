"""What one member agreed to, and no longer does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from vaetvient.domain.consent import Consent, ConsentMeans, ConsentSubject
from vaetvient.domain.member import Member


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One consent, with its words."""

    id: UUID
    subject: ConsentSubject
    wording: str
    means: ConsentMeans
    given_on: date
    noted_by: str
    withdrawn_on: date | None
    withdrawn_noted_by: str


def consents(session: Session, member_id: UUID) -> tuple[ConsentRow, ...]:
    """A member's consents, those that hold first, then the newest."""
    rows = session.execute(
        select(
            Consent.id,
            Consent.subject,
            Consent.wording,
            Consent.means,
            Consent.given_on,
            Consent.noted_by,
            Consent.withdrawn_on,
            Consent.withdrawn_noted_by,
        )
        .where(Consent.member_id == member_id)
        .order_by(Consent.withdrawn_on.is_not(None), Consent.given_on.desc(), Consent.id.desc())
    )
    return tuple(ConsentRow(*row) for row in rows)


def shown_unagreed(office_id: UUID) -> Select[UUID]:
    """The keys of an office's members whom the others see although no consent to it holds: those
    shown before consents were noted, or by a list."""
    agreed = select(Consent.member_id).where(
        Consent.subject == ConsentSubject.SHARING, Consent.withdrawn_on.is_(None)
    )
    return select(Member.id).where(
        Member.office_id == office_id,
        Member.shared,
        Member.merged_into_id.is_(None),
        Member.id.not_in(agreed),
    )

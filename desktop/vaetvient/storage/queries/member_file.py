"""All that one member's page shows: who it is, dues, mandates, loans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from vaetvient.domain.dossier import DocumentKind
from vaetvient.domain.entities import (
    Association,
    Deposit,
    DocumentOnFile,
    Letter,
    Loan,
    LoanLine,
    Member,
    Membership,
    Person,
    Representative,
    Reservation,
    ReservationNotice,
)
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.letter import LetterKind, LetterMeans
from vaetvient.domain.loan import DepositState, LoanState
from vaetvient.domain.member import MemberKind
from vaetvient.storage.queries.consents import ConsentRow, consents
from vaetvient.storage.queries.office import usual_dues

PAST_LOANS_SHOWN = 30
LETTERS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class DuesRow:
    """One membership, the newest first."""

    id: UUID
    valid_from: date
    valid_to: date
    amount_cents: int
    method: str
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class MandateRow:
    """Who acts for whom: seen from an association `other` is the person, and the reverse."""

    id: UUID
    other_id: UUID
    other: str
    role: str
    may_sign: bool
    valid_from: date | None
    valid_to: date | None

    def is_over(self, today: date) -> bool:
        return self.valid_to is not None and self.valid_to < today


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """What a member showed, those that end last first."""

    id: UUID
    kind: DocumentKind
    reference: str
    valid_until: date | None
    seen_by: str
    seen_on: date

    def is_over(self, today: date) -> bool:
        return self.valid_until is not None and self.valid_until < today


@dataclass(frozen=True, slots=True)
class MemberLetterRow:
    """A letter that was sent to a member, about a loan or about a reservation."""

    sent_at: datetime
    kind: LetterKind
    step: int
    means: LetterMeans
    who: str
    number: str
    """Of the loan or the reservation."""
    about: UUID


@dataclass(frozen=True, slots=True)
class MemberLoanRow:
    id: UUID
    number: str
    state: LoanState
    handed_out_at: datetime | None
    due_on: date | None
    closed_at: datetime | None
    what: str
    """The first things of the loan, by name."""
    things: int


@dataclass(frozen=True, slots=True)
class MemberFile:
    """A member as kept. Fields that only persons or only associations have are empty otherwise."""

    id: UUID
    revision: int
    kind: MemberKind
    number: str
    label: str
    card: str
    last_name: str
    first_name: str
    birth_date: date | None
    name: str
    acronym: str
    rna: str
    siret: str
    email: str
    phone: str
    mobile: str
    address: str
    postal_code: str
    commune: str
    commune_insee: str
    notes: str
    tags: str
    shared: bool
    joined_on: date | None
    archived_at: datetime | None
    merged_into_id: UUID | None
    consents: tuple[ConsentRow, ...]
    dues: tuple[DuesRow, ...]
    usual_dues_cents: int
    """What the office usually asks for a year."""
    mandates: tuple[MandateRow, ...]
    documents: tuple[DocumentRow, ...]
    letters: tuple[MemberLetterRow, ...]
    """The newest first."""
    open_loans: tuple[MemberLoanRow, ...]
    past_loans: tuple[MemberLoanRow, ...]
    past_loans_total: int
    deposits_held_cents: int

    @property
    def paid_until(self) -> date | None:
        """The last day that dues cover."""
        return max((row.valid_to for row in self.dues), default=None)


def member_file(session: Session, member_id: UUID) -> MemberFile:
    """Everything of one member. Raises NotFoundError."""
    member = session.get(Member, member_id)
    if member is None:
        raise NotFoundError(what=str(member_id))
    person = member if isinstance(member, Person) else None
    association = member if isinstance(member, Association) else None
    past = Loan.state.in_((LoanState.RETURNED, LoanState.CANCELLED))
    return MemberFile(
        id=member.id,
        revision=member.revision,
        kind=member.kind,
        number=member.number,
        label=member.label,
        card=member.card or "",
        last_name=person.last_name if person else "",
        first_name=person.first_name if person else "",
        birth_date=person.birth_date if person else None,
        name=association.name if association else "",
        acronym=association.acronym if association else "",
        rna=(association.rna or "") if association else "",
        siret=(association.siret or "") if association else "",
        email=member.email or "",
        phone=member.phone or "",
        mobile=member.mobile or "",
        address=member.address,
        postal_code=member.postal_code,
        commune=member.commune_name,
        commune_insee=member.commune_insee or "",
        notes=member.notes,
        tags=member.tags,
        shared=member.shared,
        joined_on=member.joined_on,
        archived_at=member.archived_at,
        merged_into_id=member.merged_into_id,
        consents=consents(session, member_id),
        dues=_dues(session, member_id),
        usual_dues_cents=usual_dues(session),
        mandates=_mandates(session, member),
        documents=documents_of(session, member_id),
        letters=_letters(session, member_id),
        open_loans=_loans(session, member_id, past=False),
        past_loans=_loans(session, member_id, past=True),
        past_loans_total=session.scalar(
            select(func.count()).where(Loan.borrower_id == member_id, past)
        )
        or 0,
        deposits_held_cents=session.scalar(
            select(func.sum(Deposit.amount_cents))
            .join(Loan, Loan.id == Deposit.loan_id)
            .where(Loan.borrower_id == member_id, Deposit.state == DepositState.HELD)
        )
        or 0,
    )


def _dues(session: Session, member_id: UUID) -> tuple[DuesRow, ...]:
    rows = session.execute(
        select(
            Membership.id,
            Membership.valid_from,
            Membership.valid_to,
            Membership.amount_cents,
            Membership.method,
            Membership.paid_on,
        )
        .where(Membership.member_id == member_id)
        .order_by(Membership.valid_to.desc(), Membership.id.desc())
    )
    return tuple(DuesRow(*row) for row in rows)


def documents_of(session: Session, member_id: UUID) -> tuple[DocumentRow, ...]:
    """What a member showed, those that end last first."""
    rows = session.execute(
        select(
            DocumentOnFile.id,
            DocumentOnFile.kind,
            DocumentOnFile.reference,
            DocumentOnFile.valid_until,
            DocumentOnFile.seen_by,
            DocumentOnFile.seen_on,
        )
        .where(DocumentOnFile.member_id == member_id)
        .order_by(
            func.coalesce(DocumentOnFile.valid_until, date.max).desc(), DocumentOnFile.id.desc()
        )
    )
    return tuple(DocumentRow(*row) for row in rows)


def _letters(session: Session, member_id: UUID) -> tuple[MemberLetterRow, ...]:
    late = session.execute(
        select(Letter.sent_at, Letter.step, Letter.means, Letter.who, Loan.number, Loan.id)
        .join(Loan, Loan.id == Letter.loan_id)
        .where(Letter.member_id == member_id)
        .order_by(Letter.sent_at.desc())
        .limit(LETTERS_SHOWN)
    )
    notices = session.execute(
        select(
            ReservationNotice.sent_at,
            ReservationNotice.kind,
            ReservationNotice.means,
            ReservationNotice.who,
            Reservation.number,
            Reservation.id,
        )
        .join(Reservation, Reservation.id == ReservationNotice.reservation_id)
        .where(ReservationNotice.member_id == member_id)
        .order_by(ReservationNotice.sent_at.desc())
        .limit(LETTERS_SHOWN)
    )
    found = [
        MemberLetterRow(at, LetterKind.LATE, step, means, who, number or "", key)
        for at, step, means, who, number, key in late
    ] + [
        MemberLetterRow(at, kind, 1, means, who, number, key)
        for at, kind, means, who, number, key in notices
    ]
    newest = sorted(found, key=lambda row: (row.sent_at, row.number), reverse=True)
    return tuple(newest[:LETTERS_SHOWN])


def _mandates(session: Session, member: Member) -> tuple[MandateRow, ...]:
    """Running mandates first, then those that ended, by name."""
    other = aliased(Member)
    is_association = isinstance(member, Association)
    own = Representative.association_id if is_association else Representative.person_id
    theirs = Representative.person_id if is_association else Representative.association_id
    rows = session.execute(
        select(
            Representative.id,
            other.id,
            other.label,
            Representative.role,
            Representative.may_sign,
            Representative.valid_from,
            Representative.valid_to,
        )
        .join(other, other.id == theirs)
        .where(own == member.id)
        .order_by(
            func.coalesce(Representative.valid_to, date.max).desc(),
            func.fold(other.label),
        )
    )
    return tuple(MandateRow(*row) for row in rows)


def _loans(session: Session, member_id: UUID, *, past: bool) -> tuple[MemberLoanRow, ...]:
    names = (
        select(func.group_concat(LoanLine.label, ", "))
        .where(LoanLine.loan_id == Loan.id, LoanLine.position < 3)
        .correlate(Loan)
        .scalar_subquery()
    )
    things = (
        select(func.coalesce(func.sum(LoanLine.quantity), 0))
        .where(LoanLine.loan_id == Loan.id)
        .correlate(Loan)
        .scalar_subquery()
    )
    over = or_(Loan.state == LoanState.RETURNED, Loan.state == LoanState.CANCELLED)
    statement = select(
        Loan.id,
        func.coalesce(Loan.number, ""),
        Loan.state,
        Loan.handed_out_at,
        Loan.due_on,
        Loan.closed_at,
        func.coalesce(names, ""),
        things,
    ).where(Loan.borrower_id == member_id)
    if past:
        statement = statement.where(over).order_by(Loan.closed_at.desc()).limit(PAST_LOANS_SHOWN)
    else:
        statement = statement.where(Loan.state == LoanState.OUT).order_by(Loan.due_on)
    return tuple(MemberLoanRow(*row) for row in session.execute(statement))

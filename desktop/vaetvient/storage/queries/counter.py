"""What a scanned or typed text means at the counter, and who and what it leads to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from vaetvient.domain.equipment import Equipment, EquipmentKind, Model
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.kit import Kit
from vaetvient.domain.loan import LineState, Loan, LoanLine, LoanState
from vaetvient.domain.member import (
    Association,
    Member,
    MemberKind,
    Membership,
    Person,
    Representative,
)
from vaetvient.domain.reservation import Reservation
from vaetvient.domain.text import words
from vaetvient.storage import settings
from vaetvient.storage.queries.office import usual_dues

LARGEST_QUANTITY = 9999

_KEPT = func.coalesce(Member.merged_into_id, Member.id)
"""What was an entry's before it was merged leads to the one that was kept."""
_QUANTITY = re.compile(
    r"(?P<count>\d{1,4})(?:\s*[x×*]\s*|\s+(?=\S*[^\W\d]))(?P<rest>\S.*)", re.IGNORECASE
)
"""« 30 x CHA », « 30 chaises »; not a telephone number."""


@dataclass(frozen=True, slots=True)
class MemberScanned:
    id: UUID


@dataclass(frozen=True, slots=True)
class OpenLine:
    """Where a thing is out: the line of a loan that can take it back."""

    line_id: UUID
    loan_id: UUID
    number: str
    borrower_id: UUID | None
    borrower: str


@dataclass(frozen=True, slots=True)
class ThingScanned:
    id: UUID
    kind: EquipmentKind
    tag: str
    label: str
    quantity: int
    """What was typed before it (« 30 x »); 1 otherwise."""
    out: tuple[OpenLine, ...] = ()


@dataclass(frozen=True, slots=True)
class LoanScanned:
    id: UUID
    number: str
    state: LoanState


@dataclass(frozen=True, slots=True)
class ReservationScanned:
    id: UUID
    number: str


@dataclass(frozen=True, slots=True)
class KitScanned:
    id: UUID
    name: str
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class NothingExact:
    """No card, tag or number is exactly this: it is to be searched for."""

    text: str
    quantity: int | None = None
    """What was typed before it (« 30 chaises »): then things are meant."""

    @property
    def is_a_code(self) -> bool:
        """Whether it looks scanned: digits and no space. Then nothing near is taken for it."""
        return any(c.isdigit() for c in self.text) and not any(c.isspace() for c in self.text)


Scanned = (
    MemberScanned | ThingScanned | KitScanned | LoanScanned | ReservationScanned | NothingExact
)


def resolve(session: Session, typed: str) -> Scanned:
    """Whose card or number, which thing's tag, which loan's or reservation's number, or which kit
    `typed` is.

    A web address is read for its last part, as QR codes of agreements may hold one; a code from
    a scanner that believes in another keyboard than the computer is read as what it meant.
    """
    as_typed, *mended = settings.scanner_settings(session).readings(typed)
    code = code_in(as_typed)
    found = _exactly(session, code, 1)
    quantity, rest = quantity_in(code)
    if found is None and quantity is not None:
        found = _thing(session, rest, quantity) or _kit(session, rest, quantity)
        return found or NothingExact(rest, quantity)
    for other in mended:
        found = found or _exactly(session, code_in(other), 1)
    return found or NothingExact(code)


def bears(session: Session, code: str) -> bool:
    """Whether a member, a thing or a loan bears exactly this code, letter for letter."""
    return _exactly(session, code_in(code), 1) is not None


def loan_stands(session: Session, loan_id: UUID) -> bool:
    """Whether a loan is there: one that was taken back is not."""
    return session.scalar(select(Loan.id).where(Loan.id == loan_id)) is not None


def called(session: Session, key: UUID) -> Scanned:
    """What has this key, as if it had been scanned. Raises NotFoundError."""
    kit = session.scalar(select(Kit.name).where(Kit.id == key))
    if kit is not None:
        return KitScanned(key, kit)
    loan = session.execute(select(Loan.number, Loan.state).where(Loan.id == key)).first()
    if loan is not None:
        return LoanScanned(key, loan.number or "", loan.state)
    promised = session.scalar(select(Reservation.number).where(Reservation.id == key))
    if promised is not None:
        return ReservationScanned(key, promised)
    if session.scalar(select(Member.id).where(Member.id == key)) is not None:
        return MemberScanned(key)
    return thing_scanned(session, key)


def quantity_in(text: str) -> tuple[int | None, str]:
    """« 30 chaises » as 30 and « chaises »; None and the text where no quantity is meant."""
    counted = _QUANTITY.fullmatch(text.strip())
    if counted is None or int(counted["count"]) == 0:
        return None, text
    return int(counted["count"]), counted["rest"].strip()


def code_in(typed: str) -> str:
    """The code that a text holds: the last part of a web address, or the text itself."""
    text = " ".join(typed.split())
    if "://" in text and " " not in text:
        return re.split(r"[/=#?&]", text.rstrip("/"))[-1]
    return text


def _exactly(session: Session, code: str, quantity: int) -> Scanned | None:
    if not code:
        return None
    member = session.scalar(select(_KEPT).where(Member.card == code))
    if member is not None:
        return MemberScanned(member)
    thing = _thing(session, code, quantity)
    if thing is not None:
        return thing
    loan = session.execute(
        select(Loan.id, Loan.number, Loan.state).where(Loan.number == code.upper())
    ).first()
    if loan is not None:
        return LoanScanned(loan.id, loan.number, loan.state)
    promised = session.scalar(select(Reservation.id).where(Reservation.number == code.upper()))
    if promised is not None:
        return ReservationScanned(promised, code.upper())
    member = session.scalar(
        select(_KEPT)
        .where(Member.number == code)
        .order_by(Member.office_id != settings.own_office(session), Member.merged_into_id)
        .limit(1)
    )
    return _kit(session, code, quantity) if member is None else MemberScanned(member)


def _kit(session: Session, code: str, quantity: int) -> KitScanned | None:
    """The kit that is scanned or called so: its label, or its whole name."""
    asked = words(code)
    for kit_id, name, tag in session.execute(
        select(Kit.id, Kit.name, Kit.tag).where(Kit.archived_at.is_(None)).order_by(Kit.name)
    ):
        if (tag and tag.upper() == code.upper()) or (asked and words(name) == asked):
            return KitScanned(kit_id, name, quantity)
    return None


def _thing(session: Session, code: str, quantity: int) -> ThingScanned | None:
    for tag in dict.fromkeys((code, code.upper())):
        row = session.execute(
            select(Equipment.id, Equipment.kind, Equipment.tag, Model.name)
            .join(Model, Model.id == Equipment.model_id)
            .where(Equipment.tag == tag)
        ).first()
        if row is not None:
            return thing_scanned(session, row.id, quantity)
    return None


def thing_scanned(session: Session, equipment_id: UUID, quantity: int = 1) -> ThingScanned:
    """A thing chosen by its key, as if its tag had been scanned. Raises NotFoundError."""
    row = session.execute(
        select(Equipment.kind, Equipment.tag, Model.name)
        .join(Model, Model.id == Equipment.model_id)
        .where(Equipment.id == equipment_id)
    ).first()
    if row is None:
        raise NotFoundError(what=str(equipment_id))
    lines = _lines_out(session, equipment_id)
    return ThingScanned(equipment_id, row.kind, row.tag, row.name, quantity, lines)


def line_out_on(session: Session, equipment_id: UUID, loan_id: UUID) -> OpenLine | None:
    """The line of this loan on which the thing is out."""
    return next(iter(_lines_out(session, equipment_id, LoanLine.loan_id == loan_id)), None)


def _lines_out(
    session: Session, equipment_id: UUID, *narrowed: ColumnElement[bool]
) -> tuple[OpenLine, ...]:
    out = session.execute(
        select(LoanLine.id, Loan.id, Loan.number, Loan.borrower_id, Loan.borrower_name)
        .join(Loan, Loan.id == LoanLine.loan_id)
        .where(LoanLine.equipment_id == equipment_id, LoanLine.state == LineState.OUT, *narrowed)
        .order_by(Loan.due_on)
        .limit(20)
    )
    return tuple(
        OpenLine(line_id, loan_id, number or "", borrower_id, borrower)
        for line_id, loan_id, number, borrower_id, borrower in out
    )


@dataclass(frozen=True, slots=True)
class Signer:
    """A person who may sign for an association today."""

    id: UUID
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class BorrowerCard:
    """What the desk sees of whoever stands before it."""

    id: UUID
    kind: MemberKind
    number: str
    label: str
    commune: str
    phone: str
    notes: str
    paid_until: date | None
    dues_cents: int
    """What was paid last time."""
    archived: bool
    signers: tuple[Signer, ...]
    things_out: int
    loans_open: int
    loans_late: int


def borrower_card(session: Session, member_id: UUID, today: date) -> BorrowerCard:
    """The member as a borrower. Raises NotFoundError."""
    member = session.get(Member, member_id)
    if member is None:
        raise NotFoundError(what=str(member_id))
    dues = session.execute(
        select(Membership.valid_to, Membership.amount_cents)
        .where(Membership.member_id == member_id, Membership.valid_from <= today)
        .order_by(Membership.valid_to.desc())
        .limit(1)
    ).first()
    still_out = LoanLine.quantity - LoanLine.returned_quantity - LoanLine.lost_quantity
    out = session.execute(
        select(
            func.coalesce(func.sum(still_out), 0).label("things"),
            func.count(Loan.id.distinct()).label("open"),
            func.count(Loan.id.distinct()).filter(Loan.due_on < today).label("late"),
        )
        .join(Loan, Loan.id == LoanLine.loan_id)
        .where(Loan.borrower_id == member_id, LoanLine.state == LineState.OUT)
    ).one()
    return BorrowerCard(
        id=member.id,
        kind=member.kind,
        number=member.number,
        label=member.label,
        commune=member.commune_name,
        phone=member.phone or member.mobile or "",
        notes=member.notes,
        paid_until=dues.valid_to if dues else None,
        dues_cents=dues.amount_cents if dues else usual_dues(session),
        archived=member.archived_at is not None,
        signers=_signers(session, member, today),
        things_out=int(out.things),
        loans_open=int(out.open),
        loans_late=int(out.late),
    )


def _signers(session: Session, member: Member, today: date) -> tuple[Signer, ...]:
    if not isinstance(member, Association):
        return ()
    rows = session.execute(
        select(Representative, Person)
        .join(Person, Person.id == Representative.person_id)
        .where(Representative.association_id == member.id)
        .order_by(Representative.valid_from, Person.label)
    )
    return tuple(
        Signer(person.id, person.label, mandate.role)
        for mandate, person in rows
        if mandate.signs_on(today)
    )


@dataclass(frozen=True, slots=True)
class AsideLine:
    """A line of a basket put aside, or of a blank agreement that was begun."""

    equipment_id: UUID
    quantity: int
    condition: str | None
    defects: str
    kit: str
    mileage_km: int | None
    fuel: int | None


@dataclass(frozen=True, slots=True)
class BasketAside:
    """A draft to be taken back up."""

    id: UUID
    number: str
    borrower_id: UUID | None
    note: str
    lines: tuple[AsideLine, ...]
    due_on: date | None
    signatory_id: UUID | None
    pickup_name: str
    purpose: str
    place_of_use: str
    override_reason: str


def basket_aside(session: Session, basket_id: UUID) -> BasketAside:
    """A basket that was put aside. Raises NotFoundError once it is no draft any more."""
    loan = session.get(Loan, basket_id)
    if loan is None or loan.state is not LoanState.DRAFT:
        raise NotFoundError(what=str(basket_id) if loan is None else loan.number or "")
    return BasketAside(
        id=loan.id,
        number=loan.number or "",
        borrower_id=loan.borrower_id,
        note=loan.note,
        lines=tuple(
            AsideLine(
                line.equipment_id,
                line.quantity,
                line.condition_out.value if line.condition_out else None,
                line.defects_out,
                line.kit_name,
                line.mileage_out_km,
                line.fuel_out,
            )
            for line in loan.lines
        ),
        due_on=loan.due_on,
        signatory_id=loan.signatory_id,
        pickup_name=loan.pickup_name,
        purpose=loan.purpose,
        place_of_use=loan.place_of_use,
        override_reason=loan.override_reason,
    )

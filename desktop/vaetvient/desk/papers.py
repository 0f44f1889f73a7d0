"""What an agreement and a receipt say, composed from the loan and frozen at first printing.

The paper printed first is the one printed ever after: its content, texts and template version
are kept (invariant 3). A receipt is frozen anew after each return.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from vaetvient.desk.desk import Desk
from vaetvient.domain import agreement as paper
from vaetvient.domain.agreement import AgreementContent, Party, ReceiptContent
from vaetvient.domain.equipment import CONDITION_WORDS, Equipment, Item, Model
from vaetvient.domain.errors import NotFoundError, RefusedError
from vaetvient.domain.lending import days_late
from vaetvient.domain.loan import (
    DEPOSIT_METHOD_WORDS,
    Loan,
    LoanLine,
    LoanState,
    Paper,
    PaperKind,
)
from vaetvient.domain.member import Association, Member, Person, spoken_name
from vaetvient.domain.office import Office
from vaetvient.domain.registration import show_phone, show_siret
from vaetvient.domain.reservation import PickUp, Reservation, ReservationLine
from vaetvient.language import N_, Language, _, as_language, show_date, show_money, speaking
from vaetvient.storage.clauses import load_clauses, own_texts

_MAJORITY = 18
_PEN = "__________\N{NO-BREAK SPACE}€"
"""An amount to be written by hand."""


@dataclass(frozen=True, slots=True)
class PaperMade:
    """A frozen paper: which template prints its content, in which language."""

    paper_id: UUID
    kind: PaperKind
    template: int
    content: AgreementContent | ReceiptContent


class NoAgreementYetError(RefusedError):
    code = "no_agreement_yet"
    text = N_("Rien n'est encore prêté : il n'y a pas de convention.")
    way_out = N_("Prêtez d'abord, ou préparez une convention vierge.")


def agreement_of(desk: Desk, loan_id: UUID) -> PaperMade:
    """The loan's agreement: frozen when first asked for, the same ever after.

    Raises NoAgreementYetError for a basket that has no number, NotFoundError.
    """
    with desk.database.reading() as session:
        known = _frozen_agreement(session, _loan(session, loan_id))
        if known is not None:
            return _made(known)
    with desk.gesture("print_paper") as gesture:
        loan = _loan(gesture.session, loan_id)
        known = _frozen_agreement(gesture.session, loan)
        if known is not None:
            return _made(known)
        if loan.number is None:
            raise NoAgreementYetError
        content = compose_agreement(gesture.session, desk, loan)
        made = _freeze(gesture.session, desk, loan, PaperKind.AGREEMENT, content)
        gesture.say(number=loan.number or "", loan=str(loan.id))
        return _made(made)


def receipt_of(desk: Desk, loan_id: UUID) -> PaperMade:
    """The return receipt of a loan as it now stands.

    The same paper, to the letter, until something more comes back or is said of what did;
    whatever has become of the borrower or of the office meanwhile. Raises NoAgreementYetError.
    """
    with desk.gesture("print_paper") as gesture:
        session = gesture.session
        loan = _loan(session, loan_id)
        if loan.handed_out_at is None:
            raise NoAgreementYetError
        for known in _frozen(session, loan_id, PaperKind.RECEIPT):
            kept = paper.receipt_from_json(known.content)
            now = compose_receipt(session, desk, loan, kept.made_at, as_language(kept.language))
            if _facts(kept) == _facts(now):
                return _made(known)
        content = compose_receipt(session, desk, loan, _local(desk, desk.clock()))
        made = _freeze(session, desk, loan, PaperKind.RECEIPT, content)
        gesture.say(number=loan.number or "", loan=str(loan.id))
        return _made(made)


def _facts(receipt: ReceiptContent) -> tuple[object, ...]:
    """What a receipt is about, apart from names and addresses, which are those of its day."""
    return (
        *(receipt.number, receipt.out_at, receipt.due_on, receipt.lines, receipt.complete),
        *(receipt.deposit, receipt.deposit_state, receipt.deposit_kept_cents),
        *(receipt.deposit_kept_reason, receipt.note),
    )


def blank_specimen(desk: Desk) -> AgreementContent:
    """What a blank agreement says before it has a number: to look at, never to be signed."""
    with desk.database.reading() as session:
        nobody = Loan(
            office_id=desk.office_id,
            signatory_name="",
            signatory_capacity="",
            pickup_name="",
            purpose="",
            place_of_use="",
            note="",
        )
        return compose_agreement(session, desk, nobody)


def compose_agreement(session: Session, desk: Desk, loan: Loan) -> AgreementContent:
    """What the agreement of `loan` says today, in the office's language."""
    office = _office(session, desk)
    language = as_language(office.language)
    with speaking(language):
        blank = loan.borrower is None
        out_on = desk.day_of(loan.handed_out_at) if loan.handed_out_at else desk.today()
        borrower = Party() if loan.borrower is None else member_party(loan.borrower, out_on)
        lines = tuple(_agreement_line(line, office) for line in loan.lines)
        deposit = _deposit(loan)
        fee = 0 if blank or loan.fee_waived else fee_of(session, loan)
        own = office_party(office)
        return AgreementContent(
            number=loan.number or "",
            language=language,
            office=own,
            place=office.commune_name,
            made_on=out_on.isoformat(),
            out_at=_local(desk, loan.handed_out_at) if loan.handed_out_at else "",
            due_on=loan.due_on.isoformat() if loan.due_on else "",
            borrower=borrower,
            currency=office.currency,
            signatory=loan.signatory_name,
            signatory_capacity=loan.signatory_capacity,
            pickup=loan.pickup_name,
            minor=isinstance(loan.borrower, Person) and _is_minor(loan.borrower, out_on),
            lines=lines,
            states_value=office.states_value,
            purpose=loan.purpose,
            place_of_use=loan.place_of_use,
            deposit=deposit,
            fee_cents=fee,
            note=loan.note,
            clauses=load_clauses(
                language,
                kinds=frozenset(line.kind for line in lines),
                has_deposit=deposit.amount_cents > 0 or blank,
                has_fee=fee > 0,
                states_value=office.states_value,
                fields={
                    "borrower": borrower.name or _("la personne désignée en tête"),
                    "office": office.name,
                    "number": loan.number or "",
                    "due": show_date(loan.due_on) if loan.due_on else _("jour indiqué en tête"),
                    "place": office.commune_name,
                    "deposit": _PEN if blank else show_money(deposit.amount_cents, office.currency),
                    "email": office.email or "",
                },
                own=own_texts(session, office.id, language),
            ),
            blank=blank,
            logo=base64.b64encode(office.logo).decode("ascii") if office.logo else "",
        )


def compose_receipt(
    session: Session, desk: Desk, loan: Loan, made_at: str, language: Language | None = None
) -> ReceiptContent:
    """What the return receipt of `loan` says; `made_at` is its local moment (ISO).

    In the office's language unless another is given.
    """
    office = _office(session, desk)
    language = language or as_language(office.language)
    with speaking(language):
        lines = tuple(_receipt_line(desk, line) for line in loan.lines)
        deposit = loan.deposit
        last_back = max(
            (line.returned_at for line in loan.lines if line.returned_at), default=desk.clock()
        )
        return ReceiptContent(
            number=loan.number or "",
            language=language,
            office=office_party(office),
            place=office.commune_name,
            made_at=made_at,
            out_at=_local(desk, loan.handed_out_at) if loan.handed_out_at else "",
            due_on=loan.due_on.isoformat() if loan.due_on else "",
            borrower=Party()
            if loan.borrower is None
            else member_party(loan.borrower, desk.today()),
            currency=office.currency,
            lines=lines,
            deposit=_deposit(loan),
            deposit_state=deposit.state.value if deposit else "",
            deposit_kept_cents=deposit.kept_cents if deposit else 0,
            deposit_kept_reason=deposit.kept_reason if deposit else "",
            complete=loan.state is LoanState.RETURNED,
            days_late=days_late(loan.due_on, desk.day_of(last_back)) if loan.due_on else 0,
            note=loan.note,
        )


def _frozen(session: Session, loan_id: UUID, kind: PaperKind) -> Sequence[Paper]:
    """The papers of this kind made for the loan, the last first."""
    return session.scalars(
        select(Paper)
        .where(Paper.loan_id == loan_id, Paper.kind == kind)
        .order_by(Paper.made_at.desc(), Paper.id.desc())
    ).all()


def _frozen_agreement(session: Session, loan: Loan) -> Paper | None:
    """The agreement that was printed for the loan as it is: filled in once it was handed out."""
    handed_out = loan.handed_out_at is not None
    for known in _frozen(session, loan.id, PaperKind.AGREEMENT):
        if bool(paper.agreement_from_json(known.content).out_at) is handed_out:
            return known
    return None


def _made(known: Paper) -> PaperMade:
    read = (
        paper.agreement_from_json if known.kind is PaperKind.AGREEMENT else paper.receipt_from_json
    )
    return PaperMade(known.id, known.kind, known.template, read(known.content))


def _freeze(
    session: Session,
    desk: Desk,
    loan: Loan,
    kind: PaperKind,
    content: AgreementContent | ReceiptContent,
) -> Paper:
    made = Paper(
        loan_id=loan.id,
        kind=kind,
        made_at=desk.clock(),
        template=paper.TEMPLATE_VERSION,
        language=content.language,
        content=paper.to_json(content),
    )
    session.add(made)
    session.flush()
    return made


def _loan(session: Session, loan_id: UUID) -> Loan:
    loan = session.scalar(
        select(Loan)
        .where(Loan.id == loan_id)
        .options(
            joinedload(Loan.borrower),
            joinedload(Loan.deposit),
            selectinload(Loan.lines).selectinload(LoanLine.parts),
            selectinload(Loan.lines).selectinload(LoanLine.returns),
            selectinload(Loan.lines)
            .joinedload(LoanLine.equipment)
            .joinedload(Equipment.model)
            .joinedload(Model.category),
        )
    )
    if loan is None:
        raise NotFoundError(what=str(loan_id))
    return loan


def _office(session: Session, desk: Desk) -> Office:
    return session.get_one(Office, desk.office_id, options=[undefer(Office.logo)])


def _local(desk: Desk, moment: datetime) -> str:
    return moment.astimezone(desk.zone).replace(tzinfo=None).isoformat(timespec="minutes")


def _address(address: str, postal_code: str, commune: str) -> tuple[str, ...]:
    town = " ".join(part for part in (postal_code, commune) if part)
    return tuple(line for line in (*address.splitlines(), town) if line)


def office_party(office: Office) -> Party:
    """The office as it stands at the head of a paper, in the language now spoken."""
    return Party(
        name=office.name,
        form=_("bureau"),
        address_lines=_address(office.address, office.postal_code, office.commune_name),
        rna=office.rna or "",
        siret=show_siret(office.siret),
        email=office.email or "",
        phone=show_phone(office.phone),
    )


def member_party(member: Member, day: date) -> Party:
    is_association = isinstance(member, Association)
    birth_date = member.birth_date if isinstance(member, Person) else None
    return Party(
        name=spoken_name(member),
        form=_("association") if is_association else _("personne"),
        address_lines=_address(member.address, member.postal_code, member.commune_name),
        rna=(member.rna or "") if isinstance(member, Association) else "",
        siret=show_siret(member.siret) if isinstance(member, Association) else "",
        email=member.email or "",
        phone=show_phone(member.phone or member.mobile),
        number=member.number,
        membership=_membership(member, day),
        birth_date=show_date(birth_date) if birth_date else "",
    )


def _membership(member: Member, day: date) -> str:
    until = max((m.valid_to for m in member.memberships if m.valid_from <= day), default=None)
    if until is None:
        return ""
    if until < day:
        return _("expirée le {until}").format(until=show_date(until))
    return _("à jour jusqu'au {until}").format(until=show_date(until))


def _is_minor(person: Person, day: date) -> bool:
    born = person.birth_date
    if born is None:
        return False
    return (day.year - born.year) - ((day.month, day.day) < (born.month, born.day)) < _MAJORITY


def _agreement_line(line: LoanLine, office: Office) -> paper.AgreementLine:
    thing, model = line.equipment, line.equipment.model
    item = thing if isinstance(thing, Item) else None
    owner = thing.owner_name if thing.owner_name != office.name else ""
    return paper.AgreementLine(
        tag=line.tag,
        label=line.label,
        brand=" ".join(part for part in (model.brand, model.reference) if part),
        serial=line.serial,
        quantity=line.quantity,
        value_cents=line.value_cents,
        owner=owner,
        condition=_(CONDITION_WORDS[line.condition_out]) if line.condition_out else "",
        defects=line.defects_out,
        parts=tuple(paper.Part(part.name, part.quantity, part.missing) for part in line.parts),
        kind=model.category.kind.value if model.category else "thing",
        plate=(item.plate or "") if item else "",
        licence_class=(item.licence_class or "") if item else "",
        mileage_km=_mileage(line, item),
        seats=item.seats if item else None,
        step_free=item.step_free if item else None,
        fittings=(item.fittings or "") if item else "",
        fuel=line.fuel_out,
        kit=line.kit_name,
    )


def _mileage(line: LoanLine, item: Item | None) -> int | None:
    """The mileage at departure: as it was read, else as the vehicle's file says."""
    if line.mileage_out_km is not None or item is None:
        return line.mileage_out_km
    return item.mileage_km


def _receipt_line(desk: Desk, line: LoanLine) -> paper.ReceiptLine:
    return paper.ReceiptLine(
        tag=line.tag,
        label=line.label,
        serial=line.serial,
        lent=line.quantity,
        returned=line.returned_quantity,
        lost=line.lost_quantity,
        still_out=line.still_out,
        condition_out=_(CONDITION_WORDS[line.condition_out]) if line.condition_out else "",
        condition_in=_(CONDITION_WORDS[line.condition_in]) if line.condition_in else "",
        returned_at=_local(desk, line.returns[-1].returned_at) if line.returns else "",
        remarks="\n".join(
            text for back in line.returns for text in (back.missing_parts, back.remarks) if text
        ),
        parts=tuple(paper.Part(part.name, part.quantity, part.missing) for part in line.parts),
        kit=line.kit_name,
        mileage_out_km=line.mileage_out_km,
        mileage_in_km=line.mileage_in_km,
        fuel_out=line.fuel_out,
        fuel_in=line.fuel_in,
    )


def fee_of(session: Session, loan: Loan) -> int:
    """What was agreed to be paid for this loan, in cents: what the rules asked when it was handed
    out, or when its things were reserved; nothing where it was let off.

    A reservation that is fetched in parts is paid with its first part.
    """
    if loan.fee_cents is not None:
        return loan.fee_cents
    fetched = (
        select(PickUp.id, PickUp.loan_id, Reservation.id.label("of"), Reservation.fee_cents)
        .join(ReservationLine, ReservationLine.id == PickUp.line_id)
        .join(Reservation, Reservation.id == ReservationLine.reservation_id)
    )
    own = select(ReservationLine.reservation_id).join(PickUp).where(PickUp.loan_id == loan.id)
    first: dict[UUID, tuple[UUID, int]] = {}
    rows = session.execute(fetched.where(Reservation.id.in_(own)).order_by(PickUp.id))
    for row in rows:
        first.setdefault(row.of, (row.loan_id, row.fee_cents))
    return sum(cents for loan_id, cents in first.values() if loan_id == loan.id)


def _deposit(loan: Loan) -> paper.DepositTerms:
    deposit = loan.deposit
    if deposit is None:
        return paper.DepositTerms()
    return paper.DepositTerms(
        deposit.amount_cents, _(DEPOSIT_METHOD_WORDS[deposit.method]), deposit.reference
    )

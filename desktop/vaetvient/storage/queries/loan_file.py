"""All that one loan's page shows: its lines, their parts and returns, deposit and papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from vaetvient.domain.entities import Equipment, Loan, LoanLine, Model, Paper
from vaetvient.domain.equipment import CategoryKind, Condition, EquipmentKind
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.lending import days_late
from vaetvient.domain.letter import LetterMeans
from vaetvient.domain.loan import DepositMethod, DepositState, LineState, LoanState, PaperKind
from vaetvient.domain.sent_letter import Letter


@dataclass(frozen=True, slots=True)
class PartRow:
    id: UUID
    name: str
    quantity: int
    missing: int


@dataclass(frozen=True, slots=True)
class ReturnRow:
    returned_at: datetime
    quantity: int
    lost: int
    condition: Condition | None
    missing_parts: str
    remarks: str


@dataclass(frozen=True, slots=True)
class LineRow:
    id: UUID
    equipment_id: UUID
    kind: EquipmentKind
    state: LineState
    tag: str
    label: str
    serial: str
    kit: str
    """The name of the kit it left with."""
    quantity: int
    returned: int
    lost: int
    still_out: int
    condition_out: Condition | None
    defects_out: str
    condition_in: Condition | None
    is_vehicle: bool
    mileage_out_km: int | None
    mileage_in_km: int | None
    fuel_out: int | None
    fuel_in: int | None
    parts: tuple[PartRow, ...]
    returns: tuple[ReturnRow, ...]


@dataclass(frozen=True, slots=True)
class DepositRow:
    amount_cents: int
    method: DepositMethod
    reference: str
    state: DepositState
    kept_cents: int
    kept_reason: str
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class PaperRow:
    kind: PaperKind
    made_at: datetime


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A lateness letter that was sent."""

    step: int
    means: LetterMeans
    sent_at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class LoanFile:
    id: UUID
    revision: int
    number: str
    state: LoanState
    borrower_id: UUID | None
    borrower: str
    signatory_id: UUID | None
    signatory: str
    signatory_capacity: str
    pickup: str
    purpose: str
    place_of_use: str
    handed_out_at: datetime | None
    due_on: date | None
    closed_at: datetime | None
    cancel_reason: str
    rule: str
    override_reason: str
    note: str
    late_by: int
    lines: tuple[LineRow, ...]
    deposit: DepositRow | None
    papers: tuple[PaperRow, ...]
    letters: tuple[LetterRow, ...]

    @property
    def still_out(self) -> int:
        """Units neither back nor lost."""
        return sum(line.still_out for line in self.lines)

    @property
    def anything_back(self) -> bool:
        """Whether a unit came back or was declared lost."""
        return any(line.returned or line.lost for line in self.lines)


def loan_file(session: Session, loan_id: UUID, today: date) -> LoanFile:
    """Everything of one loan. Raises NotFoundError."""
    loan = session.scalar(
        select(Loan)
        .where(Loan.id == loan_id)
        .options(
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
    papers = session.execute(
        select(Paper.kind, Paper.made_at).where(Paper.loan_id == loan_id).order_by(Paper.made_at)
    )
    letters = session.execute(
        select(Letter.step, Letter.means, Letter.sent_at, Letter.who)
        .where(Letter.loan_id == loan_id)
        .order_by(Letter.sent_at)
    )
    is_open = loan.state is LoanState.OUT and loan.due_on is not None
    return LoanFile(
        id=loan.id,
        revision=loan.revision,
        number=loan.number or "",
        state=loan.state,
        borrower_id=loan.borrower_id,
        borrower=loan.borrower_name,
        signatory_id=loan.signatory_id,
        signatory=loan.signatory_name,
        signatory_capacity=loan.signatory_capacity,
        pickup=loan.pickup_name,
        purpose=loan.purpose,
        place_of_use=loan.place_of_use,
        handed_out_at=loan.handed_out_at,
        due_on=loan.due_on,
        closed_at=loan.closed_at,
        cancel_reason=loan.cancel_reason,
        rule=loan.rule,
        override_reason=loan.override_reason,
        note=loan.note,
        late_by=days_late(loan.due_on, today) if is_open and loan.due_on else 0,
        lines=tuple(_line(line) for line in loan.lines),
        deposit=_deposit(loan),
        papers=tuple(PaperRow(*row) for row in papers),
        letters=tuple(LetterRow(*row) for row in letters),
    )


def _line(line: LoanLine) -> LineRow:
    return LineRow(
        id=line.id,
        equipment_id=line.equipment_id,
        kind=line.kind,
        state=line.state,
        tag=line.tag,
        label=line.label,
        serial=line.serial,
        kit=line.kit_name,
        quantity=line.quantity,
        returned=line.returned_quantity,
        lost=line.lost_quantity,
        still_out=line.still_out,
        condition_out=line.condition_out,
        defects_out=line.defects_out,
        condition_in=line.condition_in,
        is_vehicle=line.kind is EquipmentKind.ITEM and _is_vehicle(line),
        mileage_out_km=line.mileage_out_km,
        mileage_in_km=line.mileage_in_km,
        fuel_out=line.fuel_out,
        fuel_in=line.fuel_in,
        parts=tuple(
            PartRow(part.id, part.name, part.quantity, part.missing) for part in line.parts
        ),
        returns=tuple(
            ReturnRow(
                back.returned_at,
                back.quantity,
                back.lost,
                back.condition,
                back.missing_parts,
                back.remarks,
            )
            for back in line.returns
        ),
    )


def _is_vehicle(line: LoanLine) -> bool:
    category = line.equipment.model.category
    return category is not None and category.kind is CategoryKind.VEHICLE


def _deposit(loan: Loan) -> DepositRow | None:
    deposit = loan.deposit
    if deposit is None:
        return None
    return DepositRow(
        amount_cents=deposit.amount_cents,
        method=deposit.method,
        reference=deposit.reference,
        state=deposit.state,
        kept_cents=deposit.kept_cents,
        kept_reason=deposit.kept_reason,
        settled_at=deposit.settled_at,
    )

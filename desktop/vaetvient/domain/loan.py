"""Loans, their lines, what came back, and the deposit."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vaetvient.domain.equipment import Condition, Equipment, EquipmentKind
from vaetvient.domain.member import Member
from vaetvient.domain.records import Record, Replicated
from vaetvient.language import N_


class LoanState(StrEnum):
    """A loan's life. Overdue is not a state: it is a past due date with something still out."""

    DRAFT = "draft"
    OUT = "out"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class LineState(StrEnum):
    DRAFT = "draft"
    OUT = "out"
    RETURNED = "returned"
    LOST = "lost"
    CANCELLED = "cancelled"


class DepositState(StrEnum):
    HELD = "held"
    RETURNED = "returned"
    KEPT = "kept"


class DepositMethod(StrEnum):
    CHEQUE = "cheque"
    CASH = "cash"
    CARD = "card"
    TRANSFER = "transfer"
    OTHER = "other"


class IncidentKind(StrEnum):
    DAMAGE = "damage"
    LOSS = "loss"
    LATENESS = "lateness"
    OTHER = "other"


LOAN_STATE_WORDS = {
    LoanState.DRAFT: N_("en préparation"),
    LoanState.OUT: N_("en cours"),
    LoanState.RETURNED: N_("rendu"),
    LoanState.CANCELLED: N_("annulé"),
}
DEPOSIT_METHOD_WORDS = {
    DepositMethod.CHEQUE: N_("chèque"),
    DepositMethod.CASH: N_("espèces"),
    DepositMethod.CARD: N_("empreinte de carte"),
    DepositMethod.TRANSFER: N_("virement"),
    DepositMethod.OTHER: N_("autre"),
}
DEPOSIT_STATE_WORDS = {
    DepositState.HELD: N_("détenue"),
    DepositState.RETURNED: N_("rendue"),
    DepositState.KEPT: N_("conservée"),
}


class Loan(Replicated, Record):
    """Things handed out under one signed agreement; a draft is a basket not yet handed out.

    A draft that has a number is a blank agreement, printed to be filled in by hand.
    """

    __tablename__ = "loan"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    state: Mapped[LoanState] = mapped_column(default=LoanState.DRAFT)
    number: Mapped[str | None] = mapped_column(String(32))
    number_year: Mapped[int | None]
    number_sequence: Mapped[int | None]
    borrower_id: Mapped[UUID | None] = mapped_column(ForeignKey("member.id"), index=True)
    borrower_name: Mapped[str] = mapped_column(String(460), default="")
    """As it was on the day: a line and a name keep what was printed."""
    signatory_id: Mapped[UUID | None] = mapped_column(ForeignKey("member.id"))
    signatory_name: Mapped[str] = mapped_column(String(460), default="")
    signatory_capacity: Mapped[str] = mapped_column(String(120), default="")
    pickup_name: Mapped[str] = mapped_column(String(460), default="")
    """The person who stands at the desk, when not the signatory."""
    purpose: Mapped[str] = mapped_column(Text, default="")
    place_of_use: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[datetime]
    """When the basket was begun."""
    handed_out_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    """When the last line came back, or when the loan was cancelled."""
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    rule: Mapped[str] = mapped_column(String(200), default="")
    """The rule that gave the due date: « image et son »."""
    override_reason: Mapped[str] = mapped_column(Text, default="")
    """Why a volunteer went past a rule; empty when none was."""
    note: Mapped[str] = mapped_column(Text, default="")
    fee_cents: Mapped[int | None]
    """What the rules asked on the day; None: what was agreed when it was reserved."""
    fee_waived: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Why the fee is not asked; empty where it is."""
    late_waived: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Why lateness is not charged; empty where it is."""

    borrower: Mapped[Member | None] = relationship(foreign_keys=[borrower_id])
    lines: Mapped[list[LoanLine]] = relationship(
        back_populates="loan", order_by="LoanLine.position", cascade="all, delete-orphan"
    )
    deposit: Mapped[Deposit | None] = relationship(back_populates="loan")

    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'cancelled') OR (number IS NOT NULL AND borrower_id IS NOT NULL "
            "AND due_on IS NOT NULL AND handed_out_at IS NOT NULL)",
            name="handed_out",
        ),
        CheckConstraint("(number IS NULL) = (number_sequence IS NULL)", name="number"),
        Index("uq_loan_number", "number", unique=True),
        Index(
            "ix_loan_signatory_id",
            "signatory_id",
            sqlite_where=text("signatory_id IS NOT NULL"),
        ),
        Index("uq_loan_sequence", "office_id", "number_year", "number_sequence", unique=True),
        Index("ix_loan_open_due", "due_on", sqlite_where=text("state = 'out'")),
        Index("ix_loan_handed_out_at", "handed_out_at"),
        Index("ix_loan_state_closed", "state", "closed_at"),
    )


class LoanLine(Replicated, Record):
    """One item, or a quantity of one stock, with the name and value it had on the day."""

    __tablename__ = "loan_line"

    loan_id: Mapped[UUID] = mapped_column(ForeignKey("loan.id"), index=True)
    position: Mapped[int]
    kind: Mapped[EquipmentKind]
    equipment_id: Mapped[UUID] = mapped_column(ForeignKey("equipment.id"), index=True)
    state: Mapped[LineState] = mapped_column(default=LineState.DRAFT)
    quantity: Mapped[int] = mapped_column(default=1)
    returned_quantity: Mapped[int] = mapped_column(default=0)
    lost_quantity: Mapped[int] = mapped_column(default=0)
    tag: Mapped[str] = mapped_column(String(64))
    label: Mapped[str] = mapped_column(String(300))
    serial: Mapped[str] = mapped_column(String(120), default="")
    kit_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    """The kit it left with: changing the kit never rewrites what was lent."""
    value_cents: Mapped[int | None]
    condition_out: Mapped[Condition | None]
    defects_out: Mapped[str] = mapped_column(Text, default="")
    condition_in: Mapped[Condition | None]
    returned_at: Mapped[datetime | None]
    """When the last unit of this line came back or was declared lost."""
    mileage_out_km: Mapped[int | None]
    """A vehicle's mileage when it left, and when it came back."""
    mileage_in_km: Mapped[int | None]
    fuel_out: Mapped[int | None]
    """Its fuel in quarters of a tank, 0 (reserve) to 4 (full), when it left and came back."""
    fuel_in: Mapped[int | None]
    disputed: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    """Out here while another post lent the same item without knowing; a Conflict says so."""

    loan: Mapped[Loan] = relationship(back_populates="lines")
    equipment: Mapped[Equipment] = relationship()
    parts: Mapped[list[LinePart]] = relationship(
        back_populates="line", order_by="LinePart.position", cascade="all, delete-orphan"
    )
    returns: Mapped[list[LineReturn]] = relationship(
        back_populates="line", order_by="LineReturn.returned_at", cascade="all, delete-orphan"
    )

    @property
    def still_out(self) -> int:
        """Units neither back nor lost."""
        if self.state is not LineState.OUT:
            return 0
        return self.quantity - self.returned_quantity - self.lost_quantity

    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint(
            "returned_quantity >= 0 AND lost_quantity >= 0 "
            "AND returned_quantity + lost_quantity <= quantity",
            name="returned",
        ),
        Index(
            "uq_loan_line_item_out",
            "equipment_id",
            unique=True,
            sqlite_where=text("kind = 'item' AND state = 'out' AND NOT disputed"),
        ),
        Index(
            "ix_loan_line_out",
            "equipment_id",
            sqlite_where=text("state = 'out'"),
        ),
    )


class LinePart(Replicated, Record):
    """An accessory that went out with a line, counted when it comes back."""

    __tablename__ = "line_part"

    line_id: Mapped[UUID] = mapped_column(ForeignKey("loan_line.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(200))
    quantity: Mapped[int]
    missing: Mapped[int] = mapped_column(default=0)

    line: Mapped[LoanLine] = relationship(back_populates="parts")


class LineReturn(Replicated, Record):
    """A fact: so many units of a line came back (or were declared lost), when and in what state."""

    __tablename__ = "line_return"

    line_id: Mapped[UUID] = mapped_column(ForeignKey("loan_line.id"), index=True)
    returned_at: Mapped[datetime] = mapped_column(index=True)
    quantity: Mapped[int] = mapped_column(default=0)
    lost: Mapped[int] = mapped_column(default=0)
    condition: Mapped[Condition | None]
    missing_parts: Mapped[str] = mapped_column(Text, default="")
    remarks: Mapped[str] = mapped_column(Text, default="")

    line: Mapped[LoanLine] = relationship(back_populates="returns")


class Deposit(Replicated, Record):
    """The caution of a loan: how much, in what form, and what became of it."""

    __tablename__ = "deposit"

    loan_id: Mapped[UUID] = mapped_column(ForeignKey("loan.id"), unique=True)
    amount_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    method: Mapped[DepositMethod] = mapped_column(default=DepositMethod.CHEQUE)
    reference: Mapped[str] = mapped_column(String(200), default="")
    """Cheque number and bank."""
    state: Mapped[DepositState] = mapped_column(default=DepositState.HELD)
    kept_cents: Mapped[int] = mapped_column(default=0)
    kept_reason: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None]

    loan: Mapped[Loan] = relationship(back_populates="deposit")

    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint("kept_cents >= 0 AND kept_cents <= amount_cents", name="kept"),
        Index("ix_deposit_held", "state", sqlite_where=text("state = 'held'")),
    )


class Incident(Replicated, Record):
    """Damage, loss or lateness noted on a line."""

    __tablename__ = "incident"

    line_id: Mapped[UUID] = mapped_column(ForeignKey("loan_line.id"), index=True)
    equipment_id: Mapped[UUID] = mapped_column(ForeignKey("equipment.id"), index=True)
    kind: Mapped[IncidentKind]
    noted_at: Mapped[datetime]
    description: Mapped[str] = mapped_column(Text, default="")


class PaperKind(StrEnum):
    AGREEMENT = "agreement"
    RECEIPT = "receipt"


class Paper(Replicated, Record):
    """What was printed for a loan, frozen: printed again to the letter (invariant 3)."""

    __tablename__ = "paper"

    loan_id: Mapped[UUID] = mapped_column(ForeignKey("loan.id"), index=True)
    kind: Mapped[PaperKind]
    made_at: Mapped[datetime]
    template: Mapped[int]
    """The version of the template that knows how to print `content`."""
    language: Mapped[str] = mapped_column(String(2))
    content: Mapped[str] = mapped_column(Text)
    """The whole paper as JSON: texts, values and clauses."""


def agreement_number(code: str, year: int, sequence: int) -> str:
    """« GRE-2026-0042 »: the office's code, the year, the place in the year's series."""
    return f"{code}-{year}-{sequence:04}"

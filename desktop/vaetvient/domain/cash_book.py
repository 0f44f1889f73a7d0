"""The cash book's records: entries, who paid, receipts, closings and what was counted.

An entry is never changed nor taken away; `cash` says what follows from that.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from vaetvient.domain.cash import EntryKind, PaymentMethod
from vaetvient.domain.records import Record, Replicated


class CashEntry(Replicated, Record):
    """One movement of money. Written once; corrected by another that names it."""

    __tablename__ = "cash_entry"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    payment_id: Mapped[UUID] = mapped_column(index=True)
    """What was paid together, and has one receipt."""
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[EntryKind]
    method: Mapped[PaymentMethod]
    amount_cents: Mapped[int]
    """Positive: came in. Negative: went out."""
    quantity: Mapped[int] = mapped_column(default=1)
    label: Mapped[str] = mapped_column(String(300), default="")
    """What for, in words: « copies noir et blanc »."""
    who: Mapped[str] = mapped_column(String(200), default="")
    """The volunteer at the desk."""
    loan_id: Mapped[UUID | None] = mapped_column(ForeignKey("loan.id"), index=True)
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("cash_entry.id"), index=True)
    """The entry that this one puts right."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why, for a counter-entry."""

    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)


class CashPayer(Replicated, Record):
    """Who paid, and the receipt as it was made for them; keyed by the payment.

    Apart from the entries, so that erasing a person leaves the sums as they are.
    """

    __tablename__ = "cash_payer"

    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("member.id"), index=True)
    name: Mapped[str] = mapped_column(String(460), default="")
    reference: Mapped[str] = mapped_column(String(200), default="")
    """Cheque number and bank."""
    receipt: Mapped[str] = mapped_column(Text, default="")
    """The frozen receipt as JSON; empty until one was made."""


class CashReceipt(Replicated, Record):
    """The number of a payment's receipt, in the office's yearly series; keyed by the payment."""

    __tablename__ = "cash_receipt"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    number: Mapped[str] = mapped_column(String(32))
    number_year: Mapped[int]
    number_sequence: Mapped[int]
    issued_at: Mapped[datetime]

    __table_args__ = (
        Index(
            "uq_cash_receipt_sequence", "office_id", "number_year", "number_sequence", unique=True
        ),
    )


class CashClosing(Replicated, Record):
    """A day's closing: somebody counted what was there."""

    __tablename__ = "cash_closing"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    closed_at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    """Why what was counted differs from what was expected."""


class CashCount(Replicated, Record):
    """What a closing expected and found of one method."""

    __tablename__ = "cash_count"

    closing_id: Mapped[UUID] = mapped_column(ForeignKey("cash_closing.id"), index=True)
    method: Mapped[PaymentMethod]
    expected_cents: Mapped[int]
    counted_cents: Mapped[int]

"""The record of each letter that left: what was sent to whom, and how often."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from vaetvient.domain.letter import LetterKind, LetterMeans
from vaetvient.domain.records import Record, Replicated


class Letter(Replicated, Record):
    """A fact: a letter about a loan was sent. Those of one letter share its `sending_id`."""

    __tablename__ = "letter"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    sending_id: Mapped[UUID]
    loan_id: Mapped[UUID] = mapped_column(ForeignKey("loan.id"), index=True)
    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("member.id"), index=True)
    step: Mapped[int]
    means: Mapped[LetterMeans]
    sent_at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (CheckConstraint("step BETWEEN 1 AND 3", name="step"),)


class ReservationNotice(Replicated, Record):
    """A fact: a letter about a reservation was sent: it is ready, or there is enough again.

    It stays within the office, as letters do.
    """

    __tablename__ = "reservation_notice"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    sending_id: Mapped[UUID]
    reservation_id: Mapped[UUID] = mapped_column(ForeignKey("reservation.id"), index=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    kind: Mapped[LetterKind]
    means: Mapped[LetterMeans]
    sent_at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(200), default="")

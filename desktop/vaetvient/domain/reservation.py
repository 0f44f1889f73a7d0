"""Reservations: promises of things for a period, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vaetvient.domain.equipment import Equipment, Model
from vaetvient.domain.records import Record, Replicated
from vaetvient.language import N_


class ReservationState(StrEnum):
    """A reservation's life. A request waits for someone's yes; both it and a confirmed one hold
    what they name. One on the waiting list holds nothing."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    PICKED_UP = "picked_up"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    DECLINED = "declined"


RESERVATION_STATE_WORDS = {
    ReservationState.REQUESTED: N_("à confirmer"),
    ReservationState.CONFIRMED: N_("confirmée"),
    ReservationState.WAITING: N_("sur liste d'attente"),
    ReservationState.PICKED_UP: N_("retirée"),
    ReservationState.CANCELLED: N_("annulée"),
    ReservationState.NO_SHOW: N_("non retirée"),
    ReservationState.DECLINED: N_("refusée"),
}
HOLDING = frozenset({ReservationState.REQUESTED, ReservationState.CONFIRMED})
STANDING = HOLDING | {ReservationState.WAITING}
_NAMED = 3


class ReservationSeries(Replicated, Record):
    """The same thing again and again: every Tuesday from 18 h to 20 h.

    Its reservations are each their own; this keeps how they came about.
    """

    __tablename__ = "reservation_series"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    weekdays: Mapped[int]
    """A bit per weekday, Monday the lowest."""
    every_weeks: Mapped[int] = mapped_column(default=1)
    start_minute: Mapped[int]
    """Minutes after midnight, by the wall clock of the office."""
    length_minutes: Mapped[int]
    skip_closed: Mapped[bool] = mapped_column(default=True)
    """Whether public holidays and closed days are left out."""
    exceptions: Mapped[str] = mapped_column(Text, default="")
    """Days left out by hand, as ISO dates separated by spaces."""

    __table_args__ = (
        CheckConstraint("weekdays > 0 AND weekdays < 128", name="weekdays"),
        CheckConstraint("every_weeks > 0 AND length_minutes > 0", name="rhythm"),
    )


class Reservation(Replicated, Record):
    """A promise to one borrower: lines, and the period [starts_at, ends_at)."""

    __tablename__ = "reservation"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    number: Mapped[str] = mapped_column(String(32))
    number_year: Mapped[int]
    number_sequence: Mapped[int]
    state: Mapped[ReservationState] = mapped_column(default=ReservationState.CONFIRMED)
    borrower_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    borrower_name: Mapped[str] = mapped_column(String(460))
    """As it was on the day."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    asked_at: Mapped[datetime]
    """When it was asked for: the order of the waiting list."""
    purpose: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    series_id: Mapped[UUID | None] = mapped_column(ForeignKey("reservation_series.id"), index=True)
    rule: Mapped[str] = mapped_column(String(200), default="")
    """The rule that asks for someone's yes; empty where none does."""
    fee_cents: Mapped[int] = mapped_column(default=0)
    deposit_cents: Mapped[int] = mapped_column(default=0)
    """What the rules asked on the day it was promised."""
    override_reason: Mapped[str] = mapped_column(Text, default="")
    """Why a volunteer went past a rule; empty when none was."""
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str] = mapped_column(Text, default="")

    lines: Mapped[list[ReservationLine]] = relationship(
        back_populates="reservation",
        order_by="ReservationLine.position",
        cascade="all, delete-orphan",
    )

    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="period"),
        Index("uq_reservation_number", "number", unique=True),
        Index(
            "ix_reservation_standing",
            "starts_at",
            sqlite_where=text("state IN ('requested', 'confirmed', 'waiting')"),
        ),
    )


class ReservationLine(Replicated, Record):
    """So many of a model; or one named item, or so many of one named stock."""

    __tablename__ = "reservation_line"

    reservation_id: Mapped[UUID] = mapped_column(ForeignKey("reservation.id"), index=True)
    position: Mapped[int]
    model_id: Mapped[UUID] = mapped_column(ForeignKey("model.id"))
    equipment_id: Mapped[UUID | None] = mapped_column(ForeignKey("equipment.id"))
    """None: any unit of the model, chosen at the desk."""
    quantity: Mapped[int] = mapped_column(default=1)
    picked_quantity: Mapped[int] = mapped_column(default=0)
    holds: Mapped[bool] = mapped_column(default=True)
    """Whether it still keeps units from others; follows the reservation's state."""
    label: Mapped[str] = mapped_column(String(300))
    tag: Mapped[str] = mapped_column(String(64), default="")
    kit_name: Mapped[str] = mapped_column(String(200), default="")
    """The kit it came with: changing the kit never rewrites what was promised."""

    reservation: Mapped[Reservation] = relationship(back_populates="lines")
    model: Mapped[Model] = relationship()
    equipment: Mapped[Equipment | None] = relationship()
    pick_ups: Mapped[list[PickUp]] = relationship(
        back_populates="line", cascade="all, delete-orphan"
    )

    @property
    def left(self) -> int:
        """Units still to be fetched."""
        return self.quantity - self.picked_quantity

    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("picked_quantity >= 0 AND picked_quantity <= quantity", name="picked"),
        Index("ix_reservation_line_holding", "model_id", sqlite_where=text("holds = 1")),
    )


class PickUp(Replicated, Record):
    """A fact: so many units of a line were fetched, and with which loan they left."""

    __tablename__ = "pick_up"

    line_id: Mapped[UUID] = mapped_column(ForeignKey("reservation_line.id"), index=True)
    loan_id: Mapped[UUID] = mapped_column(ForeignKey("loan.id"), index=True)
    quantity: Mapped[int]

    line: Mapped[ReservationLine] = relationship(back_populates="pick_ups")


def reservation_number(code: str, year: int, sequence: int) -> str:
    """« R-GRE-2026-0042 »: an R, so that nobody takes it for an agreement's number."""
    return f"R-{code}-{year}-{sequence:04}"


def in_short(lines: Sequence[tuple[str, int]]) -> str:
    """« VID-001 Vidéoprojecteur, 30 × Chaise pliante, +2 »."""
    named = [f"{n} × {label}" if n > 1 else label for label, n in lines[:_NAMED]]
    if len(lines) > _NAMED:
        named.append(f"+{len(lines) - _NAMED}")
    return ", ".join(named)

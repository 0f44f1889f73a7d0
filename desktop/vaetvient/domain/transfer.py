"""Custody passing from office to office: what was sent, and what the other office said of it.

Custody is a token: only the office that has it writes it. Sending hands it over; the office it is
sent to may lend the thing once it said that it came, or hands it back. Two offices can therefore
never keep one thing at the same time, in whatever order their news travel (invariant 2).
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vaetvient.domain.equipment import Condition, Equipment
from vaetvient.domain.errors import RefusedError
from vaetvient.domain.lending import LendingRefusedError
from vaetvient.domain.records import Record, Replicated
from vaetvient.language import N_


class TransferState(StrEnum):
    """Sent things are on the way until the other office says that they came, or not."""

    ON_THE_WAY = "on_the_way"
    RECEIVED = "received"
    REFUSED = "refused"


TRANSFER_STATE_WORDS = {
    TransferState.ON_THE_WAY: N_("en route"),
    TransferState.RECEIVED: N_("arrivé"),
    TransferState.REFUSED: N_("refusé, gardé par qui l'a envoyé"),
}


class Transfer(Replicated, Record):
    """Things sent by one office to another, that keeps them from then on."""

    __tablename__ = "transfer"

    number: Mapped[str] = mapped_column(String(32))
    sender_office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    receiver_office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    sent_at: Mapped[datetime]
    sent_by: Mapped[str] = mapped_column(String(200), default="")
    carrier: Mapped[str] = mapped_column(String(200), default="")
    """Who carries it there."""
    note: Mapped[str] = mapped_column(Text, default="")
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("request.id"))
    """The request that it answers."""

    state: Mapped[TransferState] = mapped_column(default=TransferState.ON_THE_WAY)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(String(200), default="")
    answer_note: Mapped[str] = mapped_column(Text, default="")
    """In what state it came, or why it was not taken."""

    lines: Mapped[list[TransferLine]] = relationship(
        back_populates="transfer",
        order_by="TransferLine.position",
        cascade="all, delete-orphan",
    )

    __table_args__ = (Index("ix_transfer_state", "state"),)


class TransferLine(Replicated, Record):
    """One thing of a transfer, as it was when it left: an item, or a whole stock."""

    __tablename__ = "transfer_line"

    transfer_id: Mapped[UUID] = mapped_column(ForeignKey("transfer.id"), index=True)
    position: Mapped[int]
    equipment_id: Mapped[UUID] = mapped_column(ForeignKey("equipment.id"), index=True)
    label: Mapped[str] = mapped_column(String(300))
    tag: Mapped[str] = mapped_column(String(64), default="")
    serial: Mapped[str] = mapped_column(String(120), default="")
    quantity: Mapped[int] = mapped_column(default=1)
    condition: Mapped[Condition | None]
    defects: Mapped[str] = mapped_column(Text, default="")

    transfer: Mapped[Transfer] = relationship(back_populates="lines")
    equipment: Mapped[Equipment] = relationship()

    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)


class OnTheWayError(LendingRefusedError):
    code = "on_the_way"
    text = N_("{tag} est en route depuis {office} ({number}).")
    way_out = N_("Dites d'abord qu'il est arrivé, à la page Échanges.")


class NotKeptHereError(RefusedError):
    code = "not_kept_here"
    text = N_("{tag} est gardé par {office} : lui seul peut l'envoyer.")


class StillOutError(RefusedError):
    code = "still_out"
    text = N_("{tag} est encore en prêt.")
    way_out = N_("Notez d'abord son retour.")


class PromisedHereError(RefusedError):
    code = "promised_here"
    text = N_("{tag} est promis à {who} ({number}).")
    way_out = N_("Déplacez ou annulez d'abord cette réservation.")


class SameOfficeError(RefusedError):
    code = "same_office"
    text = N_("C'est déjà ce bureau qui les garde.")


class NothingToSendError(RefusedError):
    code = "nothing_to_send"
    text = N_("Il n'y a rien à envoyer.")
    way_out = N_("Scannez ou choisissez ce qui part.")


class NotSentHereError(RefusedError):
    code = "not_sent_here"
    text = N_("{number} n'est pas envoyé à ce bureau.")
    way_out = N_("{office} dit s'il est arrivé.")


class TransferClosedError(RefusedError):
    code = "transfer_closed"
    text = N_("{number} : {state} déjà.")


def transfer_number(code: str, key: UUID) -> str:
    """« T-GRE-3F9A2C »: made from the key, so that no two posts ever give the same."""
    return f"T-{code}-{key.hex[-6:].upper()}"

"""Asking another office for what it keeps: a request travels there, its answer travels back.

Each side writes columns of its own: the office that asks those of the question, the office that
keeps the thing those of the answer. Nothing that the two say at the same time can clash.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from vaetvient.domain.errors import RefusedError
from vaetvient.domain.records import Record, Replicated
from vaetvient.language import N_


class RequestAnswer(StrEnum):
    """What the office that keeps the thing said."""

    NONE = "none"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class RequestState(StrEnum):
    """Where a request stands, worked out from what each side wrote."""

    SENT = "sent"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


REQUEST_STATE_WORDS = {
    RequestState.SENT: N_("attend une réponse"),
    RequestState.CONFIRMED: N_("acceptée"),
    RequestState.REFUSED: N_("refusée"),
    RequestState.WITHDRAWN: N_("retirée"),
}


class Request(Replicated, Record):
    """One thing, or so many of a model, asked of the office that keeps it."""

    __tablename__ = "request"

    number: Mapped[str] = mapped_column(String(32))
    asking_office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    keeping_office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    borrower_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    borrower_name: Mapped[str] = mapped_column(String(460), default="")
    """As it was on the day; it stays within the office that asks."""
    model_id: Mapped[UUID] = mapped_column(ForeignKey("model.id"))
    equipment_id: Mapped[UUID | None] = mapped_column(ForeignKey("equipment.id"))
    """None: any unit of the model that the other office keeps."""
    label: Mapped[str] = mapped_column(String(300))
    tag: Mapped[str] = mapped_column(String(64), default="")
    quantity: Mapped[int] = mapped_column(default=1)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    message: Mapped[str] = mapped_column(Text, default="")
    """A word to the other office."""
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(String(200), default="")
    withdrawn_at: Mapped[datetime | None]
    own_reservation_id: Mapped[UUID | None] = mapped_column(ForeignKey("reservation.id"))
    """What the office that asked promised its borrower once the thing had come to it."""

    answer: Mapped[RequestAnswer] = mapped_column(default=RequestAnswer.NONE)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(String(200), default="")
    answer_note: Mapped[str] = mapped_column(Text, default="")
    """Why not, or where and when to fetch it."""
    alternative: Mapped[str] = mapped_column(Text, default="")
    """What the other office proposes instead."""
    reservation_id: Mapped[UUID | None] = mapped_column(ForeignKey("reservation.id"))
    """The reservation that the office that keeps the thing made of it."""

    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        Index("ix_request_keeping", "keeping_office_id", "answer"),
    )

    @property
    def state(self) -> RequestState:
        """Withdrawn beats every answer: who asked does not want it any more."""
        return request_state(self.withdrawn_at is not None, self.answer)


def request_state(withdrawn: bool, answer: RequestAnswer) -> RequestState:
    """Where a request stands; see `Request.state`."""
    if withdrawn:
        return RequestState.WITHDRAWN
    return {
        RequestAnswer.NONE: RequestState.SENT,
        RequestAnswer.CONFIRMED: RequestState.CONFIRMED,
        RequestAnswer.REFUSED: RequestState.REFUSED,
    }[answer]


class OwnThingError(RefusedError):
    code = "own_thing"
    text = N_("{label} est gardé ici : il n'y a personne à qui le demander.")
    way_out = N_("Prêtez-le, ou réservez-le.")


class NotOurRequestError(RefusedError):
    code = "not_our_request"
    text = N_("La demande {number} n'est pas adressée à ce bureau.")
    way_out = N_("{office} y répond.")


class NotAskedHereError(RefusedError):
    code = "not_asked_here"
    text = N_("La demande {number} vient d'un autre bureau.")
    way_out = N_("{office} peut la retirer.")


class RequestClosedError(RefusedError):
    code = "request_closed"
    text = N_("La demande {number} est déjà {state}.")


class NowKeptElsewhereError(RefusedError):
    code = "now_kept_elsewhere"
    text = N_("{label} est maintenant gardé par {office} : lui seul peut l'accepter.")
    way_out = N_("Refusez la demande en le disant.")


def request_number(code: str, key: UUID) -> str:
    """« D-GRE-3F9A2C »: made from the key, so that no two posts ever give the same."""
    return f"D-{code}-{key.hex[-6:].upper()}"

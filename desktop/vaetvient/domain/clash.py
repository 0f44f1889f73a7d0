"""Uses that collide: what was promised and cannot be kept beside what else holds the thing.

A clash is never written down: it is read from what is promised, lent, stopped and kept, so that it
is there as soon as two offices have exchanged, and gone as soon as one of the two moved. What the
people concerned said to each other is: it travels to both.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from vaetvient.domain.errors import InvalidValueError, RefusedError
from vaetvient.domain.records import Record, Replicated
from vaetvient.language import N_


class UseAgreement(Replicated, Record):
    """What was said, or agreed, about a promise that collides with another use."""

    __tablename__ = "use_agreement"

    reservation_id: Mapped[UUID] = mapped_column(ForeignKey("reservation.id"), index=True)
    """The promise that cannot be kept as it stands."""
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    """The office that wrote it."""
    written_at: Mapped[datetime]
    written_by: Mapped[str] = mapped_column(String(200), default="")
    words: Mapped[str] = mapped_column(Text)
    settled: Mapped[bool] = mapped_column(default=False)
    """Whether both live with it as it stands: nobody need look at it again."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    """The promise's dates when it was written: an agreement is about these, and no others."""
    against: Mapped[str] = mapped_column(Text, default="")
    """What it collided with; see `against`."""

    __table_args__ = (CheckConstraint("starts_at < ends_at", name="period"),)


def against(refs: Iterable[UUID]) -> str:
    """The keys of what a promise collides with, as one word that is the same at every office."""
    return " ".join(sorted({ref.hex for ref in refs}))


class NothingAgreedError(InvalidValueError):
    code = "nothing_agreed"
    text = N_("Écrivez ce qui est convenu, en une phrase.")


class NoClashError(RefusedError):
    code = "no_clash"
    text = N_("La réservation {number} ne se heurte à rien.")


class NotOurPromiseError(RefusedError):
    code = "not_our_promise"
    text = N_("La réservation {number} est celle de {office} : lui seul la change.")
    way_out = N_("Notez ce que vous proposez : il le lira au prochain échange.")

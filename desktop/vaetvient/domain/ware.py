"""What an office sells at its counter: copies, printing, paper, cups."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from vaetvient.domain.errors import InvalidValueError, RefusedError
from vaetvient.domain.records import Record, Replicated
from vaetvient.language import N_


class Ware(Replicated, Record):
    """A consumable or a service, with its price; a consumable may be counted in a stock."""

    __tablename__ = "ware"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    name: Mapped[str] = mapped_column(String(200))
    unit_cents: Mapped[int]
    stock_id: Mapped[UUID | None] = mapped_column(ForeignKey("equipment.id"), index=True)
    """The stock that a sale takes from; None: a service, or what nobody counts."""
    archived_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("unit_cents > 0", name="unit"),)


class WareUnnamedError(InvalidValueError):
    code = "ware_unnamed"
    text = N_("Un article a un nom et un prix.")


class WareKnownError(RefusedError):
    code = "ware_known"
    text = N_("« {name} » se vend déjà.")
    way_out = N_("Changez son prix, ou donnez-lui un autre nom.")


class NotEnoughToSellError(RefusedError):
    code = "not_enough_to_sell"
    text = N_("{name} : il en reste {left}, impossible d'en vendre {asked}.")
    way_out = N_("Comptez le lot, ou notez ce qui a été reçu, sur sa fiche.")

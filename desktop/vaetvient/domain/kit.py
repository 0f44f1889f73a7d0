"""What is lent together: kits, and rooms that are parts of a larger one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vaetvient.domain.equipment import Model
from vaetvient.domain.lending import LendingRefusedError
from vaetvient.domain.records import Record, Replicated
from vaetvient.language import N_


class KitIncompleteError(LendingRefusedError):
    code = "kit_incomplete"
    text = N_("Kit « {kit} » : il manque {what}.")
    way_out = N_("Scannez-en un autre, ou prêtez le kit sans, en disant pourquoi.")
    may_be_overridden = True


class Kit(Replicated, Record):
    """A list of models lent together: « Kit fête de quartier »."""

    __tablename__ = "kit"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    tag: Mapped[str] = mapped_column(String(64), default="", server_default="")
    """What is scanned for the whole: the label on its crate; empty where it has none."""
    archived_at: Mapped[datetime | None]

    parts: Mapped[list[KitPart]] = relationship(
        back_populates="kit", order_by="KitPart.position", cascade="all, delete-orphan"
    )


class KitPart(Replicated, Record):
    """So many of a model in a kit; an optional part may stay behind."""

    __tablename__ = "kit_part"

    kit_id: Mapped[UUID] = mapped_column(ForeignKey("kit.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    model_id: Mapped[UUID] = mapped_column(ForeignKey("model.id"))
    quantity: Mapped[int] = mapped_column(default=1)
    required: Mapped[bool] = mapped_column(default=True)

    kit: Mapped[Kit] = relationship(back_populates="parts")
    model: Mapped[Model] = relationship()

    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)


class RoomPart(Replicated, Record):
    """One bookable room inside another: who has the whole has the part, and the other way round."""

    __tablename__ = "room_part"

    whole_id: Mapped[UUID] = mapped_column(ForeignKey("equipment.id"))
    part_id: Mapped[UUID] = mapped_column(ForeignKey("equipment.id"), index=True)

    __table_args__ = (
        CheckConstraint("whole_id <> part_id", name="apart"),
        Index("uq_room_part", "whole_id", "part_id", unique=True),
    )

"""What is lent: categories, models, items with a tag, stock that is counted."""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vaetvient.domain.records import Record, Replicated
from vaetvient.language import N_


class CategoryKind(StrEnum):
    """What a category's things are; each has its own fields and its own annex on paper."""

    THING = "thing"
    VEHICLE = "vehicle"
    ROOM = "room"
    COLD_ROOM = "cold_room"


class EquipmentKind(StrEnum):
    ITEM = "item"
    STOCK = "stock"


class Condition(StrEnum):
    """The state of a thing as a desk says it."""

    NEW = "new"
    GOOD = "good"
    WORN = "worn"
    DAMAGED = "damaged"
    BROKEN = "broken"


CONDITION_WORDS = {
    Condition.NEW: N_("neuf"),
    Condition.GOOD: N_("bon état"),
    Condition.WORN: N_("usure"),
    Condition.DAMAGED: N_("abîmé"),
    Condition.BROKEN: N_("hors d'usage"),
}
UNUSABLE = frozenset({Condition.BROKEN})


class Category(Replicated, Record):
    """A node of the tree of kinds of equipment; carries the default lending rule."""

    __tablename__ = "category"

    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("category.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[CategoryKind] = mapped_column(default=CategoryKind.THING)
    prefix: Mapped[str] = mapped_column(String(8), default="")
    """What its tags begin with: « VID » gives VID-012."""
    loan_days: Mapped[int | None]
    """Days a loan lasts by default; None: the parent's."""
    deposit_cents: Mapped[int | None]
    """Deposit per unit; None: the parent's."""
    membership_required: Mapped[bool | None]

    parent: Mapped[Category | None] = relationship(remote_side="Category.id")


class Model(Replicated, Record):
    """A catalogue title: « Vidéoprojecteur Epson EB-X06 »."""

    __tablename__ = "model"

    category_id: Mapped[UUID | None] = mapped_column(ForeignKey("category.id"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    brand: Mapped[str] = mapped_column(String(120), default="")
    reference: Mapped[str] = mapped_column(String(120), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    instructions: Mapped[str] = mapped_column(Text, default="")
    value_cents: Mapped[int | None]
    deposit_cents: Mapped[int | None]
    loan_days: Mapped[int | None]
    photo_id: Mapped[UUID | None] = mapped_column(ForeignKey("photo.id"))

    category: Mapped[Category | None] = relationship()
    accessories: Mapped[list[Accessory]] = relationship(
        back_populates="model", order_by="Accessory.position", cascade="all, delete-orphan"
    )

    __table_args__ = (Index("ix_model_name", "name"),)


class Accessory(Replicated, Record):
    """A part that goes out with every unit of a model and is counted when it returns."""

    __tablename__ = "accessory"

    model_id: Mapped[UUID] = mapped_column(ForeignKey("model.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(200))
    quantity: Mapped[int] = mapped_column(default=1)

    model: Mapped[Model] = relationship(back_populates="accessories")

    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)


class Photo(Replicated, Record):
    """A picture, kept at a size that suits a screen and a paper."""

    __tablename__ = "photo"

    jpeg: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    thumbnail: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    width: Mapped[int]
    height: Mapped[int]


class Equipment(Replicated, Record):
    """A thing with a tag: one Item, or a Stock of things that are counted."""

    __tablename__ = "equipment"
    told_apart_by = "kind"

    kind: Mapped[EquipmentKind]
    model_id: Mapped[UUID] = mapped_column(ForeignKey("model.id"), index=True)
    tag: Mapped[str] = mapped_column(String(64))
    custody_office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    """The one office that keeps the thing now, and so the only one that lends it."""
    owner_office_id: Mapped[UUID | None] = mapped_column(ForeignKey("office.id"))
    owner_member_id: Mapped[UUID | None] = mapped_column(ForeignKey("member.id"))
    owner_name: Mapped[str] = mapped_column(String(400), default="")
    """The owner as it is shown and printed; an owner need not be a member."""
    location: Mapped[str] = mapped_column(String(200), default="")
    value_cents: Mapped[int | None]
    notes: Mapped[str] = mapped_column(Text, default="")
    archived_at: Mapped[datetime | None]

    model: Mapped[Model] = relationship()

    __table_args__ = (
        Index("uq_equipment_tag", "tag", unique=True),
        Index("ix_equipment_location", "location"),
    )


class Item(Equipment):
    """One physical thing with its own tag and serial number."""

    __mapper_args__ = {"polymorphic_identity": EquipmentKind.ITEM}  # noqa: RUF012

    serial: Mapped[str] = mapped_column(String(120), default="", nullable=True, index=True)
    condition: Mapped[Condition] = mapped_column(default=Condition.GOOD, nullable=True)
    defects: Mapped[str] = mapped_column(Text, default="", nullable=True)
    """Known defects, told to the borrower (Code civil, art. 1891)."""
    purchased_on: Mapped[date | None]
    photo_id: Mapped[UUID | None] = mapped_column(ForeignKey("photo.id"))
    plate: Mapped[str] = mapped_column(String(16), default="", nullable=True)
    licence_class: Mapped[str] = mapped_column(String(16), default="", nullable=True)
    mileage_km: Mapped[int | None]
    seats: Mapped[int | None]
    step_free: Mapped[bool | None]
    fittings: Mapped[str] = mapped_column(Text, default="", nullable=True)
    """What a room has in it: « vidéoprojecteur, cuisine, 40 chaises »."""


class Stock(Equipment):
    """Things counted, not tagged one by one: 200 chairs. How many is the sum of its movements."""

    __mapper_args__ = {"polymorphic_identity": EquipmentKind.STOCK}  # noqa: RUF012


class MovementReason(StrEnum):
    PURCHASE = "purchase"
    LOSS = "loss"
    COUNT = "count"
    DISPOSAL = "disposal"
    SALE = "sale"


MOVEMENT_WORDS = {
    MovementReason.PURCHASE: N_("achat ou don reçu"),
    MovementReason.LOSS: N_("perte"),
    MovementReason.COUNT: N_("comptage"),
    MovementReason.DISPOSAL: N_("mise au rebut"),
    MovementReason.SALE: N_("vente"),
}


class StockMovement(Replicated, Record):
    """A change in how many of a stock there are; added, never overwritten."""

    __tablename__ = "stock_movement"

    stock_id: Mapped[UUID] = mapped_column(ForeignKey("equipment.id"), index=True)
    delta: Mapped[int]
    reason: Mapped[MovementReason]
    moved_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text, default="")


class Maintenance(Replicated, Record):
    """An item out of service from a day on, until a day or until further notice."""

    __tablename__ = "maintenance"

    item_id: Mapped[UUID] = mapped_column(ForeignKey("equipment.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    cost_cents: Mapped[int | None]

    item: Mapped[Equipment] = relationship()


class BusyTime(Replicated, Record):
    """A stretch during which an item is taken for something that another calendar says."""

    __tablename__ = "busy_time"

    item_id: Mapped[UUID] = mapped_column(ForeignKey("equipment.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    label: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(String(200), default="")
    """The file it came from: taking the same file again replaces what it gave before."""

    item: Mapped[Equipment] = relationship()

    __table_args__ = (CheckConstraint("starts_at < ends_at", name="period"),)


_TAG = re.compile(r"(?P<stem>.*?)(?P<digits>\d+)$")


def following_tags(last: str, count: int) -> list[str]:
    """The `count` tags that follow `last`: VID-009 gives VID-010, VID-011… its width kept."""
    found = _TAG.fullmatch(last)
    stem, digits = (found["stem"], found["digits"]) if found else (f"{last}-", "000")
    width = len(digits)
    first = int(digits) + 1
    return [f"{stem}{number:0{width}}" for number in range(first, first + count)]

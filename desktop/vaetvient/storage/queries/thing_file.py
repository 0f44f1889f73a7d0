"""All that one thing's page shows, and its history: who had it, when, how it came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from vaetvient.domain.entities import (
    Accessory,
    Category,
    Equipment,
    Item,
    LineReturn,
    Loan,
    LoanLine,
    Maintenance,
    Model,
    Photo,
    RoomPart,
    StockMovement,
)
from vaetvient.domain.equipment import CategoryKind, Condition, EquipmentKind, MovementReason
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.loan import LineState

PAST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class AccessoryRow:
    name: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A catalogue title with its terms; what the form of a model starts from."""

    id: UUID
    revision: int
    name: str
    category_id: UUID | None
    category: str
    category_kind: CategoryKind
    prefix: str
    brand: str
    reference: str
    description: str
    instructions: str
    value_cents: int | None
    deposit_cents: int | None
    loan_days: int | None
    photo_id: UUID | None
    accessories: tuple[AccessoryRow, ...]


@dataclass(frozen=True, slots=True)
class UseRow:
    """One time the thing was lent."""

    line_id: UUID
    loan_id: UUID
    number: str
    borrower_id: UUID | None
    borrower: str
    state: LineState
    quantity: int
    lost: int
    out_at: datetime | None
    due_on: date | None
    returned_at: datetime | None
    condition_out: Condition | None
    condition_in: Condition | None
    remarks: str
    """What was said when it came back, missing parts included."""


@dataclass(frozen=True, slots=True)
class StopRow:
    """One time the thing was out of service."""

    id: UUID
    first_day: date
    last_day: date | None
    reason: str
    cost_cents: int | None

    def holds_on(self, day: date) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class MovementRow:
    delta: int
    reason: MovementReason
    moved_at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class ThingFile:
    """An item or a stock as kept, with its model."""

    id: UUID
    revision: int
    kind: EquipmentKind
    tag: str
    model: ModelRow
    owner: str
    owner_member_id: UUID | None
    location: str
    value_cents: int | None
    notes: str
    archived_at: datetime | None
    serial: str
    condition: Condition | None
    defects: str
    purchased_on: date | None
    plate: str
    licence_class: str
    mileage_km: int | None
    seats: int | None
    step_free: bool | None
    fittings: str
    room_parts: tuple[str, ...]
    """The labels of the rooms that are parts of this one."""
    part_of: tuple[str, ...]
    """The labels of the rooms that this one is a part of."""
    photo_id: UUID | None
    """Its own photo, or its model's."""
    total: int
    out: int
    stop: StopRow | None
    """What keeps it from being lent today."""
    uses: tuple[UseRow, ...]
    """The newest first; what is out now comes before all."""
    uses_total: int
    stops: tuple[StopRow, ...]
    movements: tuple[MovementRow, ...]


def thing_file(session: Session, equipment_id: UUID, today: date) -> ThingFile:
    """Everything of one item or stock. Raises NotFoundError."""
    thing = session.get(Equipment, equipment_id)
    if thing is None:
        raise NotFoundError(what=str(equipment_id))
    item = thing if isinstance(thing, Item) else None
    model = model_row(session, thing.model_id)
    stops = _stops(session, equipment_id)
    still = LoanLine.quantity - LoanLine.returned_quantity - LoanLine.lost_quantity
    total = session.scalar(
        select(func.sum(StockMovement.delta)).where(StockMovement.stock_id == equipment_id)
    )
    return ThingFile(
        id=thing.id,
        revision=thing.revision,
        kind=thing.kind,
        tag=thing.tag,
        model=model,
        owner=thing.owner_name,
        owner_member_id=thing.owner_member_id,
        location=thing.location,
        value_cents=thing.value_cents,
        notes=thing.notes,
        archived_at=thing.archived_at,
        serial=item.serial if item else "",
        condition=item.condition if item else None,
        defects=item.defects if item else "",
        purchased_on=item.purchased_on if item else None,
        plate=item.plate if item else "",
        licence_class=item.licence_class if item else "",
        mileage_km=item.mileage_km if item else None,
        seats=item.seats if item else None,
        step_free=item.step_free if item else None,
        fittings=(item.fittings or "") if item else "",
        room_parts=_joined(session, RoomPart.part_id, RoomPart.whole_id, equipment_id),
        part_of=_joined(session, RoomPart.whole_id, RoomPart.part_id, equipment_id),
        photo_id=(item.photo_id if item else None) or model.photo_id,
        total=1 if item else int(total or 0),
        out=session.scalar(
            select(func.sum(still)).where(
                LoanLine.equipment_id == equipment_id, LoanLine.state == LineState.OUT
            )
        )
        or 0,
        stop=next((stop for stop in stops if stop.holds_on(today)), None),
        uses=_uses(session, equipment_id),
        uses_total=session.scalar(
            select(func.count()).where(
                LoanLine.equipment_id == equipment_id, LoanLine.state != LineState.DRAFT
            )
        )
        or 0,
        stops=stops,
        movements=_movements(session, equipment_id),
    )


def _joined(
    session: Session,
    other: InstrumentedAttribute[UUID],
    own: InstrumentedAttribute[UUID],
    key: UUID,
) -> tuple[str, ...]:
    """The labels of the rooms that stand at the other end."""
    found = select(Equipment.tag).join(RoomPart, other == Equipment.id).where(own == key)
    return tuple(session.scalars(found.order_by(Equipment.tag)))


def model_row(session: Session, model_id: UUID) -> ModelRow:
    """One catalogue title. Raises NotFoundError."""
    model = session.get(Model, model_id)
    if model is None:
        raise NotFoundError(what=str(model_id))
    category = session.get(Category, model.category_id) if model.category_id else None
    parts = session.execute(
        select(Accessory.name, Accessory.quantity)
        .where(Accessory.model_id == model_id)
        .order_by(Accessory.position)
    )
    return ModelRow(
        id=model.id,
        revision=model.revision,
        name=model.name,
        category_id=model.category_id,
        category=category.name if category is not None else "",
        category_kind=category.kind if category is not None else CategoryKind.THING,
        prefix=category.prefix if category is not None else "",
        brand=model.brand,
        reference=model.reference,
        description=model.description,
        instructions=model.instructions,
        value_cents=model.value_cents,
        deposit_cents=model.deposit_cents,
        loan_days=model.loan_days,
        photo_id=model.photo_id,
        accessories=tuple(AccessoryRow(*row) for row in parts),
    )


def photo_of(session: Session, photo_id: UUID, *, small: bool) -> bytes:
    """The JPEG of a photo, whole or as a thumbnail; empty when it is gone."""
    picture = Photo.thumbnail if small else Photo.jpeg
    return session.scalar(select(picture).where(Photo.id == photo_id)) or b""


def _uses(session: Session, equipment_id: UUID) -> tuple[UseRow, ...]:
    lines = session.execute(
        select(LoanLine, Loan)
        .join(Loan, Loan.id == LoanLine.loan_id)
        .where(LoanLine.equipment_id == equipment_id, LoanLine.state != LineState.DRAFT)
        .order_by(
            (LoanLine.state == LineState.OUT).desc(),
            Loan.handed_out_at.desc(),
        )
        .limit(PAST_SHOWN)
    ).all()
    said: dict[UUID, list[str]] = {}
    backs = session.execute(
        select(LineReturn.line_id, LineReturn.missing_parts, LineReturn.remarks)
        .where(LineReturn.line_id.in_([line.id for line, _loan in lines]))
        .order_by(LineReturn.returned_at)
    )
    for line_id, missing, remarks in backs:
        said.setdefault(line_id, []).extend(text for text in (missing, remarks) if text)
    return tuple(
        UseRow(
            line_id=line.id,
            loan_id=loan.id,
            number=loan.number or "",
            borrower_id=loan.borrower_id,
            borrower=loan.borrower_name,
            state=line.state,
            quantity=line.quantity,
            lost=line.lost_quantity,
            out_at=loan.handed_out_at,
            due_on=loan.due_on,
            returned_at=line.returned_at,
            condition_out=line.condition_out,
            condition_in=line.condition_in,
            remarks=" · ".join(said.get(line.id, ())),
        )
        for line, loan in lines
    )


def _stops(session: Session, equipment_id: UUID) -> tuple[StopRow, ...]:
    rows = session.execute(
        select(
            Maintenance.id,
            Maintenance.first_day,
            Maintenance.last_day,
            Maintenance.reason,
            Maintenance.cost_cents,
        )
        .where(Maintenance.item_id == equipment_id)
        .order_by(Maintenance.first_day.desc(), Maintenance.id.desc())
    )
    return tuple(StopRow(*row) for row in rows)


def _movements(session: Session, equipment_id: UUID) -> tuple[MovementRow, ...]:
    rows = session.execute(
        select(
            StockMovement.delta, StockMovement.reason, StockMovement.moved_at, StockMovement.note
        )
        .where(StockMovement.stock_id == equipment_id)
        .order_by(StockMovement.moved_at.desc(), StockMovement.id.desc())
        .limit(PAST_SHOWN)
    )
    return tuple(MovementRow(*row) for row in rows)

"""What an office keeps and where, with what of it is out: the base of inventories and labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from vaetvient.domain.entities import Equipment, Loan, LoanLine, Model, StockMovement
from vaetvient.domain.equipment import EquipmentKind
from vaetvient.domain.inventory import same_place
from vaetvient.domain.loan import LineState
from vaetvient.domain.text import fold
from vaetvient.storage.queries.categories import with_descendants

Things: TypeAlias = Select[UUID, EquipmentKind, str, str, str, str]
"""Key, kind, tag, model, serial number and place of some equipment."""
SERIAL: ColumnElement[str] = Equipment.__table__.c.serial
"""Asked for as the table's: by way of Item, no stock would be among the rows."""


_FEW = 500
"""Of so many things what is out is asked for by name; of more, all that is out is read."""


@dataclass(frozen=True, slots=True)
class Held:
    """A thing that an office keeps."""

    id: UUID
    kind: EquipmentKind
    tag: str
    label: str
    serial: str
    location: str
    count: int | None
    """Units of a stock that are not out; None for an item."""
    loan_id: UUID | None = None
    """The loan on which an item is out."""
    loan_number: str = ""
    borrower: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place where things are kept, and how many records say so."""

    name: str
    things: int


def places(session: Session, office_id: UUID) -> tuple[Place, ...]:
    """Every place where the office keeps something, in alphabetical order."""
    rows = session.execute(
        select(Equipment.location, func.count())
        .where(
            Equipment.custody_office_id == office_id,
            Equipment.archived_at.is_(None),
            Equipment.location != "",
        )
        .group_by(Equipment.location)
    )
    return tuple(sorted((Place(*row) for row in rows), key=lambda place: fold(place.name)))


def keeps_anything(session: Session, office_id: UUID) -> bool:
    """Whether the office keeps anything that was not archived."""
    found = select(Equipment.id).where(
        Equipment.custody_office_id == office_id, Equipment.archived_at.is_(None)
    )
    return session.scalar(found.limit(1)) is not None


def holdings(
    session: Session,
    office_id: UUID,
    *,
    location: str | None = None,
    category_id: UUID | None = None,
) -> tuple[Held, ...]:
    """What the office keeps and has not archived, by place then tag.

    Of one place (in any spelling), of one category and those below it, or all.
    """
    statement = _held().where(
        Equipment.custody_office_id == office_id, Equipment.archived_at.is_(None)
    )
    if location is not None:
        spellings = [
            place.name for place in places(session, office_id) if same_place(place.name, location)
        ]
        statement = statement.where(Equipment.location.in_(spellings))
    if category_id is not None:
        kinds = with_descendants(session, [category_id])
        statement = statement.where(Model.category_id.in_(kinds))
    rows = _read(session, statement)
    return tuple(sorted(rows, key=lambda held: (fold(held.location), held.location, held.tag)))


def held(session: Session, equipment_id: UUID) -> Held | None:
    """One thing, wherever it is kept."""
    found = _read(session, _held().where(Equipment.id == equipment_id))
    return found[0] if found else None


def _held() -> Things:
    return select(
        Equipment.id, Equipment.kind, Equipment.tag, Model.name, SERIAL, Equipment.location
    ).join(Model, Model.id == Equipment.model_id)


def _read(session: Session, statement: Things) -> list[Held]:
    rows = session.execute(statement).all()
    keys = [row.id for row in rows] if len(rows) <= _FEW else None
    counts = _totals(session, keys)
    lent: dict[UUID, tuple[UUID, str, str, date | None]] = {}
    for line in _lent(session, keys):
        if line.kind is EquipmentKind.STOCK:
            counts[line.equipment_id] = counts.get(line.equipment_id, 0) - line.still
        else:
            loan = (line.loan_id, line.number or "", line.borrower_name, line.due_on)
            lent[line.equipment_id] = loan
    return [
        Held(
            row.id,
            row.kind,
            row.tag,
            row.name,
            row.serial or "",
            row.location,
            counts.get(row.id, 0) if row.kind is EquipmentKind.STOCK else None,
            *lent.get(row.id, ()),
        )
        for row in rows
    ]


def _totals(session: Session, keys: Sequence[UUID] | None) -> dict[UUID, int]:
    """How many of each stock there are, those of `keys` or all."""
    statement = select(StockMovement.stock_id, func.sum(StockMovement.delta))
    if keys is not None:
        statement = statement.where(StockMovement.stock_id.in_(keys))
    rows = session.execute(statement.group_by(StockMovement.stock_id))
    return {key: int(total) for key, total in rows}


def _lent(session: Session, keys: Sequence[UUID] | None) -> Iterable[Any]:
    """What is out, of `keys` or of all."""
    still = LoanLine.quantity - LoanLine.returned_quantity - LoanLine.lost_quantity
    statement = (
        select(
            LoanLine.equipment_id,
            LoanLine.kind,
            still.label("still"),
            LoanLine.loan_id,
            Loan.number,
            Loan.borrower_name,
            Loan.due_on,
        )
        .join(Loan, Loan.id == LoanLine.loan_id)
        .where(LoanLine.state == LineState.OUT)
    )
    if keys is not None:
        statement = statement.where(LoanLine.equipment_id.in_(keys))
    return session.execute(statement)

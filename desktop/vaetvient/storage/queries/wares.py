"""What the office sells, with its price and how much is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from vaetvient.domain.equipment import Equipment, StockMovement
from vaetvient.domain.loan import LineState, LoanLine
from vaetvient.domain.text import fold
from vaetvient.domain.ware import Ware
from vaetvient.storage.prepared import Question, row
from vaetvient.storage.search import is_named


@dataclass(frozen=True, slots=True)
class WareRow:
    """One consumable or service."""

    id: UUID
    name: str
    unit_cents: int
    stock: str
    """The label of the stock that it is counted in; empty where it is not."""
    left: int | None
    """How many are left; None for what is not counted."""


def ware_rows(session: Session, office_id: UUID, text: str = "") -> tuple[WareRow, ...]:
    """What is sold under words like these, by name."""
    rows = [
        WareRow(key, name, cents, tag or "", int(left) if tag else None)
        for key, name, cents, tag, left in _SOLD.all(session, office=office_id)
        if not text or is_named(name, text)
    ]
    return tuple(sorted(rows, key=lambda row: fold(row.name)))


_still = LoanLine.quantity - LoanLine.returned_quantity - LoanLine.lost_quantity
_moved = (
    select(func.coalesce(func.sum(StockMovement.delta), 0))
    .where(StockMovement.stock_id == Ware.stock_id)
    .scalar_subquery()
)
_out = (
    select(func.coalesce(func.sum(_still), 0))
    .where(LoanLine.equipment_id == Ware.stock_id, LoanLine.state == LineState.OUT)
    .scalar_subquery()
)
_SOLD: Question[Any] = Question(
    select(Ware.id, Ware.name, Ware.unit_cents, Equipment.tag, _moved - _out)
    .outerjoin(Equipment, Equipment.id == Ware.stock_id)
    .where(Ware.office_id == bindparam("office"), Ware.archived_at.is_(None)),
    row,
)

"""How much there is: what `vaetvient status` says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vaetvient.domain.equipment import Equipment, EquipmentKind
from vaetvient.domain.loan import Loan, LoanState
from vaetvient.domain.member import Member


@dataclass(frozen=True, slots=True)
class Counts:
    """Members and items in use; loans handed out, and those of them past their due date."""

    members: int
    items: int
    loans_open: int
    loans_late: int


def counts(session: Session, today: date) -> Counts:
    """Count, as of `today`."""
    members = select(func.count()).where(
        Member.archived_at.is_(None), Member.merged_into_id.is_(None)
    )
    items = select(func.count()).where(
        Equipment.kind == EquipmentKind.ITEM, Equipment.archived_at.is_(None)
    )
    out = select(func.count()).where(Loan.state == LoanState.OUT)
    late = out.where(Loan.due_on < today)
    asked = [query.scalar_subquery() for query in (members, items, out, late)]
    return Counts(*session.execute(select(*asked)).one())

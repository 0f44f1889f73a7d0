"""How many loans each of some members has open."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vaetvient.domain.loan import Loan, LoanState


def open_loans_of(session: Session, member_ids: Sequence[UUID]) -> dict[UUID, int]:
    """By the member's key; members without an open loan are left out."""
    rows = session.execute(
        select(Loan.borrower_id, func.count())
        .where(Loan.borrower_id.in_(member_ids), Loan.state == LoanState.OUT)
        .group_by(Loan.borrower_id)
    )
    return {member_id: count for member_id, count in rows if member_id is not None}

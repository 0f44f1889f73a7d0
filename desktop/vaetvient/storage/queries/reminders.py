"""Whom to remind of what: one reminder a borrower, not one a thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.domain.entities import Loan, LoanLine, Member
from vaetvient.domain.loan import LineState, LoanState
from vaetvient.domain.text import fold
from vaetvient.storage.queries.listing import chunks


@dataclass(frozen=True, slots=True)
class Reminder:
    """A borrower and what they still have, of the loans that were chosen."""

    borrower: str
    email: str
    """Empty where none is known."""
    phone: str
    lines: tuple[str, ...]
    """« VID-012 Vidéoprojecteur », « 30 × Chaise pliante »."""
    due_on: date
    """The first day on which something was or is due."""


def reminders(session: Session, loans: Sequence[UUID]) -> tuple[Reminder, ...]:
    """The reminders that these loans call for, by name; loans with nothing out call for none."""
    found: dict[object, list[tuple[Loan, LoanLine]]] = {}
    for some in chunks(loans):
        rows = session.execute(
            select(Loan, LoanLine)
            .join(LoanLine, LoanLine.loan_id == Loan.id)
            .where(Loan.id.in_(some), Loan.state == LoanState.OUT, LoanLine.state == LineState.OUT)
            .order_by(Loan.due_on, Loan.number, LoanLine.position)
        )
        for loan, line in rows:
            found.setdefault(loan.borrower_id or loan.borrower_name, []).append((loan, line))
    out = []
    for own in found.values():
        loan = own[0][0]
        member = session.get(Member, loan.borrower_id) if loan.borrower_id else None
        out.append(
            Reminder(
                borrower=loan.borrower_name,
                email=(member.email or "") if member else "",
                phone=(member.phone or member.mobile or "") if member else "",
                lines=tuple(_said(line) for _loan, line in own),
                due_on=min(each.due_on for each, _line in own if each.due_on is not None),
            )
        )
    return tuple(sorted(out, key=lambda reminder: fold(reminder.borrower)))


def _said(line: LoanLine) -> str:
    if line.quantity > 1:
        return f"{line.still_out} × {line.label}"
    return f"{line.tag} {line.label}".strip()

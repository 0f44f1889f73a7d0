"""Who is late, and the letter for each: three steps, seven days apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from vaetvient.desk.desk import Desk
from vaetvient.desk.letter_writing import Writer, days_late_words
from vaetvient.domain.letter import (
    BETWEEN,
    LAST_STEP,
    LetterKind,
    LetterLine,
    ReadyLetter,
    next_step,
)
from vaetvient.domain.loan import LineState, Loan, LoanLine, LoanState
from vaetvient.domain.sent_letter import Letter
from vaetvient.language import show_date, show_number, speaking


def letters_to_late(
    session: Session, desk: Desk, writer: Writer, about: Sequence[UUID] | None
) -> list[ReadyLetter]:
    """One letter a borrower, all that is late in it; about `about` alone, if said."""
    wanted = (
        select(Loan)
        .where(
            Loan.office_id == desk.office_id,
            Loan.state == LoanState.OUT,
            Loan.due_on < desk.today(),
        )
        .options(selectinload(Loan.lines))
        .order_by(Loan.due_on, Loan.number)
    )
    by_borrower: dict[Borrower, list[Loan]] = {}
    for loan in session.scalars(wanted):
        by_borrower.setdefault(loan.borrower_id or loan.borrower_name, []).append(loan)
    told = _told(session, desk)
    chosen = None if about is None else set(about)
    return [
        letter
        for borrower, loans in by_borrower.items()
        if (
            not _must_wait(desk, told[borrower])
            if chosen is None
            else any(loan.id in chosen for loan in loans)
        )
        if (letter := _late_letter(desk, writer, loans, told[borrower]))
    ]


Borrower = UUID | str
"""A member's key; the name of who is no member any more."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What a borrower was sent about what is late: the last step, and when."""

    step: int = 0
    at: datetime | None = None


def _told(session: Session, desk: Desk) -> dict[Borrower, _Told]:
    """What each borrower who is late heard so far."""
    rows = session.execute(
        select(
            Loan.borrower_id,
            Loan.borrower_name,
            func.max(Letter.step),
            func.max(Letter.sent_at),
        )
        .outerjoin(Letter, Letter.loan_id == Loan.id)
        .where(
            Loan.office_id == desk.office_id,
            Loan.state == LoanState.OUT,
            Loan.due_on < desk.today(),
            select(LoanLine.id)
            .where(LoanLine.loan_id == Loan.id, LoanLine.state == LineState.OUT)
            .exists(),
        )
        .group_by(Loan.id)
    )
    out: dict[Borrower, _Told] = defaultdict(_Told)
    for key, name, step, at in rows:
        known = out[key or name]
        if step is not None:
            latest = at if known.at is None else max(known.at, at)
            out[key or name] = _Told(max(known.step, step), latest)
    return out


def _late_letter(
    desk: Desk, writer: Writer, loans: Sequence[Loan], told: _Told
) -> ReadyLetter | None:
    today = desk.today()
    first = loans[0]
    with speaking(writer.language):
        lines = [
            LetterLine(
                number=loan.number or "",
                words=_said(line),
                when=show_date(loan.due_on, "short"),
                fact=days_late_words((today - loan.due_on).days),
                days_late=(today - loan.due_on).days,
            )
            for loan in loans
            if loan.due_on is not None
            for line in loan.lines
            if line.state is LineState.OUT
        ]
        if not lines:
            return None
        return writer.letter(
            LetterKind.LATE,
            first.borrower_id,
            first.borrower_name,
            [loan.id for loan in loans],
            lines,
            when=lines[0].when,
            step=next_step(told.step),
        )


def _must_wait(desk: Desk, told: _Told) -> bool:
    """Whether the last step was said, or the letter before is too young for the next."""
    if told.at is None:
        return False
    return told.step >= LAST_STEP or desk.today() < desk.day_of(told.at) + BETWEEN


def _said(line: LoanLine) -> str:
    if line.quantity > 1:
        return f"{show_number(line.still_out)} × {line.label}"
    return f"{line.tag} {line.label}".strip()


def late_borrowers(session: Session, desk: Desk) -> int:
    """To how many borrowers a letter of lateness may go today."""
    return sum(not _must_wait(desk, told) for told in _told(session, desk).values())

"""Who is late, and the letter for each: three steps, seven days apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from vaetvient.desk.desk import Desk
from vaetvient.desk.letter_writing import Writer, days_late_words
from vaetvient.domain.letter import (
    BETWEEN,
    LAST_STEP,
    Letter,
    LetterKind,
    LetterLine,
    ReadyLetter,
    next_step,
)
from vaetvient.domain.loan import LineState, Loan, LoanLine, LoanState
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
    by_borrower: dict[object, list[Loan]] = {}
    for loan in session.scalars(wanted):
        by_borrower.setdefault(loan.borrower_id or loan.borrower_name, []).append(loan)
    chosen = None if about is None else set(about)
    return [
        letter
        for loans in by_borrower.values()
        if chosen is None or any(loan.id in chosen for loan in loans)
        if (letter := _late_letter(session, desk, writer, loans, asked=chosen is not None))
    ]


def _late_letter(
    session: Session, desk: Desk, writer: Writer, loans: Sequence[Loan], *, asked: bool
) -> ReadyLetter | None:
    today = desk.today()
    keys = [loan.id for loan in loans]
    sent = session.execute(
        select(func.max(Letter.step), func.max(Letter.sent_at)).where(Letter.loan_id.in_(keys))
    ).one()
    last: int | None = sent[0]
    newest: datetime = sent[1]
    if not asked and last is not None and _must_wait(desk, int(last), newest):
        return None
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
            keys,
            lines,
            when=lines[0].when,
            step=next_step(int(last or 0)),
        )


def _must_wait(desk: Desk, step: int, sent_at: datetime) -> bool:
    """Whether the last step was said, or the letter before is too young for the next."""
    return step >= LAST_STEP or desk.today() < desk.day_of(sent_at) + BETWEEN


def _said(line: LoanLine) -> str:
    if line.quantity > 1:
        return f"{show_number(line.still_out)} × {line.label}"
    return f"{line.tag} {line.label}".strip()


def late_borrowers(session: Session, desk: Desk) -> int:
    """To how many borrowers a letter of lateness may go today."""
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
    told: dict[object, list[tuple[int, datetime]]] = defaultdict(list)
    for key, name, step, sent_at in rows:
        told[key or name] += [(step, sent_at)] if step else []
    return sum(
        not sent or not _must_wait(desk, max(s for s, _at in sent), max(at for _s, at in sent))
        for sent in told.values()
    )

"""Preparing lateness letters, and noting that they were sent: who, when, how, which step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from vaetvient.desk.desk import Desk
from vaetvient.desk.papers import member_party, office_party
from vaetvient.domain.agreement import Party
from vaetvient.domain.errors import RefusedError
from vaetvient.domain.letter import (
    BETWEEN,
    LAST_STEP,
    LateLetter,
    LateLine,
    Letter,
    LetterMeans,
    next_step,
)
from vaetvient.domain.loan import LineState, Loan, LoanState
from vaetvient.domain.member import Member
from vaetvient.domain.office import Office
from vaetvient.domain.records import new_id
from vaetvient.domain.text import fold
from vaetvient.language import N_, as_language, ngettext, show_number, speaking


class NobodyLateError(RefusedError):
    code = "nobody_late"
    text = N_("Personne n'est à relancer par lettre aujourd'hui.")
    way_out = N_("Rien n'est en retard, ou la dernière lettre a moins de sept jours.")


def late_letters(desk: Desk, loan_ids: Sequence[UUID] | None = None) -> tuple[LateLetter, ...]:
    """One letter for each borrower who is late, by name; of these loans alone if said.

    Without `loan_ids`, those alone whose last letter is old enough for the next to follow.
    Raises NobodyLateError.
    """
    today = desk.today()
    with desk.database.reading() as session:
        wanted = (
            select(Loan)
            .where(
                Loan.office_id == desk.office_id, Loan.state == LoanState.OUT, Loan.due_on < today
            )
            .options(selectinload(Loan.lines))
            .order_by(Loan.due_on, Loan.number)
        )
        by_borrower: dict[object, list[Loan]] = {}
        for loan in session.scalars(wanted):
            by_borrower.setdefault(loan.borrower_id or loan.borrower_name, []).append(loan)
        chosen = None if loan_ids is None else set(loan_ids)
        out = [
            letter
            for loans in by_borrower.values()
            if chosen is None or any(loan.id in chosen for loan in loans)
            if (letter := _letter(session, desk, loans, asked=chosen is not None)) is not None
        ]
    if not out:
        raise NobodyLateError
    return tuple(sorted(out, key=lambda letter: fold(letter.borrower.name)))


def _letter(
    session: Session, desk: Desk, loans: Sequence[Loan], *, asked: bool
) -> LateLetter | None:
    today = desk.today()
    keys = [loan.id for loan in loans]
    sent = session.scalars(
        select(Letter).where(Letter.loan_id.in_(keys)).order_by(Letter.sent_at.desc())
    ).all()
    last = max((letter.step for letter in sent), default=0)
    if sent and not asked:
        newest = desk.day_of(sent[0].sent_at)
        if last >= LAST_STEP or today < newest + BETWEEN:
            return None
    office = session.get_one(Office, desk.office_id)
    step = next_step(last)
    first = loans[0]
    member = session.get(Member, first.borrower_id) if first.borrower_id else None
    language = as_language(office.language)
    with speaking(language):
        return LateLetter(
            language=language,
            office=office_party(office),
            place=office.commune_name,
            written_on=today,
            borrower=(
                Party(name=first.borrower_name) if member is None else member_party(member, today)
            ),
            member_id=first.borrower_id,
            loan_ids=tuple(keys),
            step=step,
            next_on=None if step == LAST_STEP else today + timedelta(days=BETWEEN.days),
            lines=tuple(
                LateLine(
                    number=loan.number or "",
                    words=(
                        f"{show_number(line.still_out)} × {line.label}"
                        if line.quantity > 1
                        else f"{line.tag} {line.label}".strip()
                    ),
                    due_on=loan.due_on,
                    days_late=(today - loan.due_on).days,
                )
                for loan in loans
                for line in loan.lines
                if line.state is LineState.OUT and loan.due_on is not None
            ),
        )


def note_sent(desk: Desk, letters: Sequence[LateLetter], means: LetterMeans) -> None:
    """Write down that these letters left: one gesture, which can be undone."""
    with desk.gesture("send_letters") as gesture:
        for letter in letters:
            sending = new_id()
            for loan_id in letter.loan_ids:
                gesture.session.add(
                    Letter(
                        office_id=desk.office_id,
                        sending_id=sending,
                        loan_id=loan_id,
                        member_id=letter.member_id,
                        step=letter.step,
                        means=means,
                        sent_at=desk.clock(),
                        who=desk.volunteer,
                    )
                )
        count = len(letters)
        what = ngettext("{n} lettre de rappel", "{n} lettres de rappel", count)
        gesture.say(
            what=letters[0].borrower.name if count == 1 else what.format(n=show_number(count))
        )

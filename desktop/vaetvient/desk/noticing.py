"""Reservations to write about: what is ready to be fetched, what is free again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from vaetvient.desk.desk import Desk
from vaetvient.desk.letter_writing import Writer, end_words, start_words
from vaetvient.desk.reservations import could_be_served
from vaetvient.domain.days import ONE_DAY, midnight
from vaetvient.domain.letter import AHEAD, BETWEEN, LetterKind, LetterLine, ReadyLetter
from vaetvient.domain.reservation import Reservation, ReservationLine, ReservationState
from vaetvient.domain.sent_letter import ReservationNotice
from vaetvient.language import show_number, speaking
from vaetvient.storage.queries.listing import chunks


def notices(
    session: Session,
    desk: Desk,
    writer: Writer,
    kind: LetterKind,
    about: Sequence[UUID] | None,
) -> list[ReadyLetter]:
    """One letter a borrower, all that is to be said of one kind in it."""
    by_borrower: dict[UUID, list[Reservation]] = {}
    for one in to_write_about(session, desk, kind, about):
        by_borrower.setdefault(one.borrower_id, []).append(one)
    out = []
    with speaking(writer.language):
        for borrower, own in by_borrower.items():
            lines = [
                LetterLine(
                    number=one.number,
                    words=_promised(line),
                    when=start_words(desk, one.starts_at),
                    fact=end_words(desk, one.ends_at),
                )
                for one in own
                for line in one.lines
                if line.left
            ]
            if lines:
                first = own[0]
                out.append(
                    writer.letter(
                        kind,
                        borrower,
                        first.borrower_name,
                        [one.id for one in own],
                        lines,
                        when=lines[0].when,
                    )
                )
    return out


def to_write_about(
    session: Session,
    desk: Desk,
    kind: LetterKind,
    about: Sequence[UUID] | None,
    servable: Sequence[Reservation] | None = None,
) -> list[Reservation]:
    """Those to write about, in the order in which they begin; of `about` alone, where said."""
    if about is not None:
        asked = (
            select(Reservation)
            .where(
                Reservation.id.in_(about),
                Reservation.office_id == desk.office_id,
                Reservation.state.in_(_STATES[kind]),
            )
            .options(selectinload(Reservation.lines))
            .order_by(Reservation.starts_at, Reservation.number)
        )
        return list(session.scalars(asked))
    if kind is LetterKind.PICK_UP:
        today = desk.today()
        until = midnight(today + AHEAD + ONE_DAY, desk.zone)
        found: Sequence[Reservation] = session.scalars(
            select(Reservation)
            .where(
                Reservation.office_id == desk.office_id,
                Reservation.state == ReservationState.CONFIRMED,
                Reservation.starts_at >= midnight(today, desk.zone),
                Reservation.starts_at < until,
            )
            .options(selectinload(Reservation.lines))
            .order_by(Reservation.starts_at, Reservation.number)
        ).all()
    else:
        found = could_be_served(session, desk) if servable is None else servable
    told = _told(session, kind, [one.id for one in found])
    return [one for one in found if not _heard(desk, kind, told.get(one.id))]


_STATES = {
    LetterKind.PICK_UP: (ReservationState.CONFIRMED,),
    LetterKind.FREE: (ReservationState.WAITING,),
}


def _told(session: Session, kind: LetterKind, keys: Sequence[UUID]) -> dict[UUID, datetime]:
    """When each was written about last."""
    out: dict[UUID, datetime] = {}
    for some in chunks(keys):
        rows = session.execute(
            select(ReservationNotice.reservation_id, func.max(ReservationNotice.sent_at))
            .where(ReservationNotice.kind == kind, ReservationNotice.reservation_id.in_(some))
            .group_by(ReservationNotice.reservation_id)
        )
        out |= {row[0]: row[1] for row in rows}
    return out


def _heard(desk: Desk, kind: LetterKind, at: datetime | None) -> bool:
    """A pick-up is announced once; who waits is told again after some days without an answer."""
    if at is None:
        return False
    return kind is LetterKind.PICK_UP or desk.today() < desk.day_of(at) + BETWEEN


def _promised(line: ReservationLine) -> str:
    name = f"{line.tag} {line.label}".strip()
    return f"{show_number(line.left)} × {name}" if line.left > 1 else name

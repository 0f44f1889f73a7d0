"""What was promised, at the moment when things leave: whose it is, and what was fetched.

Lending asks here before it hands out or extends, and tells here what left and what did not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session, selectinload

from vaetvient.desk.desk import Desk
from vaetvient.domain import availability
from vaetvient.domain.availability import Claim, ClaimKind, Period, Pool
from vaetvient.domain.days import ONE_DAY, midnight
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.loan import Loan
from vaetvient.domain.promising import (
    NoLongerFreeError,
    NotYetConfirmedError,
    ReservationClosedError,
)
from vaetvient.domain.reservation import (
    HOLDING,
    RESERVATION_STATE_WORDS,
    STANDING,
    PickUp,
    Reservation,
    ReservationLine,
    ReservationState,
)
from vaetvient.language import _
from vaetvient.storage.prepared import Question, alone
from vaetvient.storage.queries.answers import Wanted, free_in
from vaetvient.storage.queries.availability import Besides, Viewpoint, pools


@dataclass(frozen=True, slots=True)
class Leaving:
    """Something about to leave, or to stay away longer."""

    equipment_id: UUID
    model_id: UUID
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Leave:
    """A loan at the moment when it leaves, as far as promises go."""

    loan_id: UUID
    borrower_id: UUID
    at: datetime
    things: tuple[Leaving, ...]


def view_of(desk: Desk) -> Viewpoint:
    """What this desk can promise now."""
    return Viewpoint(desk.office_id, desk.zone, desk.clock())


def promised_to_others(
    session: Session,
    desk: Desk,
    leaving: Sequence[Leaving],
    due_on: date,
    *,
    borrower_id: UUID | None,
    loan_id: UUID | None = None,
) -> dict[UUID, Claim]:
    """The reservation that each thing would leave without a unit, were it away until `due_on`.

    Reservations of the borrower do not count: they are who is fetching. Nothing is said of what
    is not free for another reason.
    """
    models = _with_promises(session, {thing.model_id for thing in leaving}, borrower_id)
    end = midnight(due_on + ONE_DAY, desk.zone)
    now = desk.clock()
    if not models or end <= now:
        return {}
    besides = Besides(
        borrowers=frozenset({borrower_id} if borrower_id else ()),
        loans=frozenset({loan_id} if loan_id else ()),
    )
    period = Period(now, end)
    found = pools(session, models, period, view_of(desk), besides=besides)
    out: dict[UUID, Claim] = {}
    for thing in leaving:
        pool = found.get(thing.model_id)
        if pool is None or all(s.key != thing.equipment_id for s in pool.supplies):
            continue
        claim = _in_the_way(pool, thing, period)
        if claim is not None:
            out[thing.equipment_id] = claim
        gone = Claim(period.start, period.end, thing.quantity, ClaimKind.LOAN)
        found[thing.model_id] = with_claim(pool, thing.equipment_id, gone)
    return out


def _with_promises(
    session: Session, model_ids: Collection[UUID], borrower_id: UUID | None
) -> list[UUID]:
    """The models of which someone else waits for something: most often none."""
    if borrower_id is None:
        return _WAITED_FOR.all(session, keys=model_ids)
    return _WAITED_FOR_BY_OTHERS.all(session, keys=model_ids, borrower=borrower_id)


_HELD = (
    select(ReservationLine.model_id)
    .distinct()
    .where(
        ReservationLine.model_id.in_(bindparam("keys", expanding=True)),
        text("reservation_line.holds = 1"),
    )
)
_WAITED_FOR: Question[UUID] = Question(_HELD, alone)
_WAITED_FOR_BY_OTHERS: Question[UUID] = Question(
    _HELD.join(Reservation).where(Reservation.borrower_id != bindparam("borrower")), alone
)


def _in_the_way(pool: Pool, thing: Leaving, period: Period) -> Claim | None:
    """The first reservation to lose its unit, when reservations are what stands in the way."""
    if availability.free_of(pool, thing.equipment_id, period) >= thing.quantity:
        return None
    unpromised = Pool(
        tuple(
            replace(s, claims=tuple(c for c in s.claims if c.kind is not ClaimKind.RESERVATION))
            for s in pool.supplies
        ),
        buffers=pool.buffers,
    )
    if availability.free_of(unpromised, thing.equipment_id, period) < thing.quantity:
        return None
    promised = [
        claim
        for claim in availability.obstacles(pool, period, thing.equipment_id)
        if claim.kind is ClaimKind.RESERVATION
    ]
    return min(promised, key=lambda c: (c.start, c.number), default=None)


def refuse_broken(session: Session, desk: Desk, rows: Iterable[tuple[str, UUID]]) -> None:
    """Look at reservations that were put back: what they hold must still be there for them.

    `rows` are the tables and keys that came back. Raises NoLongerFreeError.
    """
    lines = {key for table, key in rows if table == "reservation_line"}
    back = session.scalars(
        select(Reservation)
        .where(
            Reservation.id.in_(
                select(ReservationLine.reservation_id).where(
                    ReservationLine.id.in_(lines), ReservationLine.holds.is_(True)
                )
            ),
            Reservation.ends_at > desk.clock(),
        )
        .options(selectinload(Reservation.lines))
    ).all()
    view = view_of(desk)
    for reservation in back:
        period = view.ahead(Period(reservation.starts_at, reservation.ends_at))
        held = [line for line in reservation.lines if line.holds]
        besides = Besides(reservations=frozenset({reservation.id}))
        models = {line.model_id for line in held}
        things = {line.equipment_id for line in held if line.equipment_id is not None}
        found = pools(session, models, period, view, besides=besides, named=things)
        for line in sorted(held, key=lambda e: e.equipment_id is None):
            if free_in(found[line.model_id], line, period) < line.left:
                raise NoLongerFreeError(number=reservation.number, label=line.label)
            found[line.model_id] = promised_of(found[line.model_id], line, period, line.left)


def promised_of(
    pool: Pool, wanted: Wanted | ReservationLine, period: Period, quantity: int
) -> Pool:
    """The pool once so many are promised, by name or not."""
    claim = Claim(period.start, period.end, quantity, ClaimKind.RESERVATION)
    if wanted.equipment_id is None:
        return replace(pool, promised=(*pool.promised, claim))
    return with_claim(pool, wanted.equipment_id, claim)


def with_claim(pool: Pool, key: UUID, claim: Claim) -> Pool:
    """The pool once one of its supplies is held by `claim`."""
    supplies = tuple(
        replace(s, claims=(*s.claims, claim)) if s.key == key else s for s in pool.supplies
    )
    return replace(pool, supplies=supplies)


def fulfil(session: Session, desk: Desk, leave: Leave, reservation_id: UUID | None = None) -> None:
    """Note what a loan fetches of its borrower's reservations: `reservation_id` first, then those
    of the day, the earliest first.

    Raises NotYetConfirmedError, ReservationClosedError, for `reservation_id`.
    """
    if reservation_id is not None:
        check_fetchable(session, reservation_id)
    waiting = _to_fetch(session, desk, leave.borrower_id, leave.at, reservation_id)
    if not waiting:
        return
    left = {thing.equipment_id: thing.quantity for thing in leave.things}
    models = {thing.equipment_id: thing.model_id for thing in leave.things}
    for reservation in waiting:
        for named in (True, False):
            for line in reservation.lines:
                if (line.equipment_id is not None) is named:
                    _fetch(line, leave.loan_id, left, models)
        _close_when_fetched(reservation, leave.at)
    session.flush()


def check_fetchable(session: Session, reservation_id: UUID) -> None:
    """Whether someone may come for it. Raises NotYetConfirmedError, ReservationClosedError."""
    found = session.get(Reservation, reservation_id)
    if found is None:
        raise NotFoundError(what=str(reservation_id))
    if found.state is ReservationState.CONFIRMED:
        return
    state = _(RESERVATION_STATE_WORDS[found.state])
    if found.state in STANDING:
        raise NotYetConfirmedError(number=found.number, state=state)
    raise ReservationClosedError(number=found.number, state=state)


def _to_fetch(
    session: Session, desk: Desk, borrower_id: UUID, at: datetime, reservation_id: UUID | None
) -> Sequence[Reservation]:
    tonight = midnight(desk.day_of(at) + ONE_DAY, desk.zone)
    keys = _TO_FETCH.all(session, borrower=borrower_id, asked=reservation_id, until=tonight, at=at)
    if not keys:
        return ()
    return session.scalars(
        select(Reservation)
        .where(Reservation.id.in_(keys))
        .order_by(Reservation.id != reservation_id, Reservation.starts_at, Reservation.id)
        .options(selectinload(Reservation.lines))
    ).all()


_TO_FETCH: Question[UUID] = Question(
    select(Reservation.id).where(
        Reservation.borrower_id == bindparam("borrower"),
        Reservation.state == ReservationState.CONFIRMED,
        (Reservation.id == bindparam("asked"))
        | ((Reservation.starts_at < bindparam("until")) & (Reservation.ends_at > bindparam("at"))),
    ),
    alone,
)


def _fetch(
    line: ReservationLine, loan_id: UUID, left: dict[UUID, int], models: dict[UUID, UUID]
) -> None:
    """Take from what leaves as much as `line` still waits for."""
    for key, quantity in left.items():
        fits = key == line.equipment_id if line.equipment_id else models[key] == line.model_id
        taken = min(quantity, line.left)
        if fits and taken > 0:
            line.picked_quantity += taken
            line.pick_ups.append(PickUp(loan_id=loan_id, quantity=taken))
            left[key] -= taken
    line.holds = line.left > 0


def _close_when_fetched(reservation: Reservation, at: datetime) -> None:
    if all(line.left == 0 for line in reservation.lines):
        reservation.state = ReservationState.PICKED_UP
        reservation.closed_at = at


def give_back(session: Session, loan: Loan) -> None:
    """A loan that was cancelled fetched nothing: what it took is promised again."""
    taken = session.scalars(
        select(PickUp)
        .where(PickUp.loan_id == loan.id)
        .options(selectinload(PickUp.line).selectinload(ReservationLine.reservation))
    ).all()
    for pick_up in taken:
        line, reservation = pick_up.line, pick_up.line.reservation
        if reservation.state is ReservationState.PICKED_UP:
            reservation.state = ReservationState.CONFIRMED
            reservation.closed_at = None
        line.holds = reservation.state in HOLDING
        line.pick_ups.remove(pick_up)
        fetched = sum(other.quantity for other in line.pick_ups)  # two posts may have fetched it
        line.picked_quantity = min(fetched, line.quantity)
    session.flush()

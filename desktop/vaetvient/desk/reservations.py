"""Promising things: reserve, change, confirm, decline, cancel; one transaction each.

The transaction is immediate: between looking at what is free and writing the promise nobody can
come, so that two people at two windows never promise the same thing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.desk.lending import BasketRefusedError
from vaetvient.desk.limits import check_units
from vaetvient.desk.numbering import RESERVATIONS
from vaetvient.desk.scrutiny import Scrutiny, scrutinise
from vaetvient.desk.volunteers import refuse_override
from vaetvient.domain import lending, promising
from vaetvient.domain.availability import Period
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.kit import Kit
from vaetvient.domain.records import key_within, new_id
from vaetvient.domain.reservation import (
    HOLDING,
    RESERVATION_STATE_WORDS,
    STANDING,
    Reservation,
    ReservationLine,
    ReservationState,
)
from vaetvient.domain.text import many_lines
from vaetvient.language import _, show_date
from vaetvient.storage.prepared import NewRows
from vaetvient.storage.queries.answers import Wanted
from vaetvient.storage.queries.availability import Besides


@dataclass(frozen=True, slots=True)
class WantedKit:
    """A kit by its key: its required parts, and its optional ones unless told otherwise."""

    kit_id: UUID
    quantity: int = 1
    with_optional: bool = True


@dataclass(frozen=True, slots=True)
class Reserve:
    """Everything that is decided when something is promised. Moments are aware."""

    borrower_id: UUID
    lines: tuple[Wanted | WantedKit, ...]
    start: datetime
    end: datetime
    purpose: str = ""
    note: str = ""
    override_reason: str = ""
    or_wait: bool = False
    """On the waiting list where it is not free."""


@dataclass(frozen=True, slots=True)
class Reserved:
    """A reservation just written."""

    reservation_id: UUID
    number: str
    state: ReservationState
    fee_cents: int
    deposit_cents: int
    gesture_id: UUID


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A line as it will be written, kits opened up."""

    wanted: Wanted
    kit_name: str = ""
    optional: bool = False
    """Whether it only comes with a kit that may go without it."""


def reserve(desk: Desk, command: Reserve) -> Reserved:
    """Promise: confirmed, or to be confirmed where a rule asks for someone's yes.

    Raises BasketRefusedError with every refusal, NotFoundError for what does not exist.
    """
    with desk.gesture("reserve") as gesture:
        reservation = reserve_in(gesture.session, desk, command)
        gesture.say(
            number=reservation.number,
            borrower=reservation.borrower_name,
            reservation=str(reservation.id),
        )
        return Reserved(
            reservation.id,
            reservation.number,
            reservation.state,
            reservation.fee_cents,
            reservation.deposit_cents,
            gesture.record.id,
        )


@dataclass(frozen=True, slots=True)
class Promise:
    """A reservation as it was written."""

    id: UUID
    number: str
    state: ReservationState
    borrower_name: str
    fee_cents: int
    deposit_cents: int


def reserve_in(
    session: Session,
    desk: Desk,
    command: Reserve,
    *,
    series_id: UUID | None = None,
    confirmed: bool = False,
) -> Promise:
    """Promise within an open gesture; see `reserve`. `confirmed`: someone's yes is given."""
    if command.end <= command.start:
        raise _backwards(desk, command.start, command.end)
    lines = planned(session, command.lines)
    found = scrutinise(
        session, desk, command.borrower_id, [p.wanted for p in lines], _period(command)
    )
    state = _accepted(session, desk, found, command.override_reason, command.or_wait)
    if confirmed and state is ReservationState.REQUESTED:
        state = ReservationState.CONFIRMED
    series = RESERVATIONS.following(session, desk, desk.today().year)
    promise = Promise(
        new_id(),
        series["number"],
        state,
        found.borrower.label,
        found.fee_cents,
        found.deposit_cents,
    )
    facts = {
        **series,
        "id": promise.id,
        "office_id": desk.office_id,
        "state": state,
        "borrower_id": found.borrower.id,
        "borrower_name": promise.borrower_name,
        "starts_at": command.start,
        "ends_at": command.end,
        "asked_at": desk.clock(),
        "purpose": many_lines(command.purpose),
        "note": many_lines(command.note),
        "series_id": series_id,
        "rule": found.approval,
        "fee_cents": promise.fee_cents,
        "deposit_cents": promise.deposit_cents,
        "override_reason": many_lines(command.override_reason) if found.refusals else "",
    }
    _RESERVATIONS.write(session, [facts])
    _LINES.write(
        session,
        [
            {"reservation_id": promise.id, **_line(place, line, found, holds=state in HOLDING)}
            for place, line in enumerate(lines)
        ],
    )
    return promise


_RESERVATIONS, _LINES = NewRows(Reservation), NewRows(ReservationLine)


def _period(command: Reserve) -> Period:
    return Period(command.start, command.end)


def _backwards(desk: Desk, start: datetime, end: datetime) -> promising.PeriodError:
    return promising.PeriodError(
        start=show_date(desk.day_of(start)), end=show_date(desk.day_of(end)), field="end"
    )


def planned(
    session: Session, lines: Sequence[Wanted | WantedKit | PlannedLine]
) -> list[PlannedLine]:
    """The lines, kits opened up and quantities of one thing added together.

    Raises NothingToLendError, TooManyError, NotFoundError.
    """
    opened: dict[tuple[UUID, UUID | None, str], int] = {}
    needed: set[tuple[UUID, UUID | None, str]] = set()
    for each in lines:
        line, came_with = (
            (each.wanted, each.kit_name) if isinstance(each, PlannedLine) else (each, "")
        )
        if line.quantity < 1:
            raise lending.NothingToLendError
        check_units(line.quantity)
        if isinstance(line, Wanted):
            key = (line.model_id, line.equipment_id, came_with)
            needed.add(key)
            opened[key] = opened.get(key, 0) + line.quantity
            continue
        kit = session.get(Kit, line.kit_id)
        if kit is None or kit.archived_at is not None:
            raise NotFoundError(what=str(line.kit_id))
        for part in kit.parts:
            if part.required or line.with_optional:
                key = (part.model_id, None, kit.name)
                opened[key] = opened.get(key, 0) + part.quantity * line.quantity
                if part.required:
                    needed.add(key)
    if not opened:
        raise lending.NothingToLendError
    for quantity in opened.values():
        check_units(quantity)
    return [
        PlannedLine(Wanted(key[0], key[1], quantity), key[2], optional=key not in needed)
        for key, quantity in opened.items()
    ]


def _accepted(
    session: Session, desk: Desk, found: Scrutiny, override_reason: str, or_wait: bool
) -> ReservationState:
    """The state in which it is written.

    Raises BasketRefusedError with what stands, MayNotOverrideError.
    """
    standing = found.standing(override_reason)
    if len(standing) < len(found.refusals):
        refuse_override(session, desk)
    clashes = [r for r in standing if isinstance(r.error, promising.NotFreeError)]
    if standing and not (or_wait and len(clashes) == len(standing)):
        raise BasketRefusedError(standing)
    if standing:
        return ReservationState.WAITING
    return ReservationState.REQUESTED if found.approval else ReservationState.CONFIRMED


def _line(place: int, line: PlannedLine, found: Scrutiny, *, holds: bool) -> dict[str, Any]:
    """A line by its columns, with the name the thing has today."""
    key = line.wanted.equipment_id
    thing = found.named.get(key) if key is not None else None
    return {
        "position": place,
        "model_id": line.wanted.model_id,
        "equipment_id": thing.id if thing else None,
        "quantity": line.wanted.quantity,
        "picked_quantity": 0,
        "holds": holds,
        "label": found.models[line.wanted.model_id].name,
        "tag": thing.tag if thing else "",
        "kit_name": line.kit_name,
    }


def reservation_called(session: Session, number_or_id: str) -> Reservation:
    """The reservation with this number (any case) or key. Raises NotFoundError."""
    typed = number_or_id.strip()
    found = session.scalar(select(Reservation).where(Reservation.number == typed.upper()))
    if found is None:
        try:
            found = session.get(Reservation, UUID(typed))
        except ValueError:
            found = None
    if found is None:
        raise NotFoundError(what=typed)
    return found


def _standing(session: Session, reservation_id: UUID) -> Reservation:
    found = session.get(Reservation, reservation_id)
    if found is None:
        raise NotFoundError(what=str(reservation_id))
    if found.state not in STANDING:
        state = _(RESERVATION_STATE_WORDS[found.state])
        raise promising.ReservationClosedError(number=found.number, state=state)
    return found


def change_reservation(
    desk: Desk,
    reservation_id: UUID,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    lines: Sequence[Wanted | WantedKit | PlannedLine] | None = None,
    override_reason: str = "",
) -> None:
    """Other dates, other things; what it was stays in the history.

    Raises ReservationClosedError, PartlyFetchedError, BasketRefusedError.
    """
    with desk.gesture("change_reservation") as gesture:
        session = gesture.session
        reservation = _standing(session, reservation_id)
        if any(line.picked_quantity for line in reservation.lines):
            raise promising.PartlyFetchedError(number=reservation.number)
        begin, finish = start or reservation.starts_at, end or reservation.ends_at
        if finish <= begin:
            raise _backwards(desk, begin, finish)
        kept = [
            PlannedLine(Wanted(e.model_id, e.equipment_id, e.quantity), e.kit_name)
            for e in reservation.lines
        ]
        new = kept if lines is None else planned(session, lines)
        found = scrutinise(
            session,
            desk,
            reservation.borrower_id,
            [line.wanted for line in new],
            Period(begin, finish),
            besides=Besides(reservations=frozenset({reservation.id})),
        )
        waiting = reservation.state is ReservationState.WAITING
        state = _accepted(session, desk, found, override_reason, waiting)
        reservation.starts_at, reservation.ends_at = begin, finish
        reservation.state, reservation.rule = state, found.approval
        reservation.fee_cents, reservation.deposit_cents = found.fee_cents, found.deposit_cents
        reservation.override_reason = many_lines(override_reason) if found.refusals else ""
        if lines is not None:
            reservation.lines.clear()
            session.flush()
            reservation.lines = [
                ReservationLine(
                    id=key_within(reservation.id, f"line/{place}"),
                    **_line(place, line, found, holds=True),
                )
                for place, line in enumerate(new)
            ]
        _hold(reservation)
        gesture.say(number=reservation.number, reservation=str(reservation.id))


def confirm_reservation(desk: Desk, reservation_id: UUID, *, override_reason: str = "") -> None:
    """Say yes to a request, or to the waiting list's first; what is free is looked at again.

    Raises ReservationClosedError, BasketRefusedError.
    """
    with desk.gesture("confirm_reservation") as gesture:
        session = gesture.session
        reservation = _standing(session, reservation_id)
        found = look_again(session, desk, reservation)
        standing = found.standing(override_reason)
        if standing:
            raise BasketRefusedError(standing)
        if found.refusals:
            refuse_override(session, desk)
            reservation.override_reason = many_lines(override_reason)
        reservation.state = ReservationState.CONFIRMED
        _hold(reservation)
        gesture.say(number=reservation.number, reservation=str(reservation.id))


def look_again(session: Session, desk: Desk, reservation: Reservation) -> Scrutiny:
    """Hold a standing reservation against today's rules and what is free without it."""
    return scrutinise(
        session,
        desk,
        reservation.borrower_id,
        [Wanted(e.model_id, e.equipment_id, e.left) for e in reservation.lines if e.left],
        Period(reservation.starts_at, reservation.ends_at),
        besides=Besides(reservations=frozenset({reservation.id})),
        long_asked=True,
    )


def cancel_reservation(desk: Desk, reservation_id: UUID, reason: str = "") -> None:
    """The borrower does not want it any more, or the rest of it. Raises ReservationClosedError."""
    _close(desk, "cancel_reservation", reservation_id, ReservationState.CANCELLED, reason)


def decline_reservation(desk: Desk, reservation_id: UUID, reason: str) -> None:
    """Say no to a request. Raises ReservationClosedError, ReasonNeededError."""
    if not reason.strip():
        raise lending.ReasonNeededError(field="reason")
    _close(desk, "decline_reservation", reservation_id, ReservationState.DECLINED, reason)


def note_no_show(desk: Desk, reservation_id: UUID, reason: str = "") -> None:
    """Nobody came: what it held is free again. Raises ReservationClosedError."""
    _close(desk, "no_show", reservation_id, ReservationState.NO_SHOW, reason)


def _close(
    desk: Desk, kind: str, reservation_id: UUID, state: ReservationState, reason: str
) -> None:
    with desk.gesture(kind) as gesture:
        reservation = _standing(gesture.session, reservation_id)
        fetched = any(line.picked_quantity for line in reservation.lines)
        reservation.state = ReservationState.PICKED_UP if fetched else state
        reservation.closed_at = desk.clock()
        reservation.close_reason = many_lines(reason)
        _hold(reservation)
        gesture.say(number=reservation.number, reservation=str(reservation.id))


def _hold(reservation: Reservation) -> None:
    """Lines keep units from others as long as their reservation says so."""
    for line in reservation.lines:
        line.holds = reservation.state in HOLDING and line.left > 0


def could_be_served(session: Session, desk: Desk) -> list[Reservation]:
    """Those of the waiting list for whom there would be enough now, who asked first comes first.

    Each is looked at for itself: confirming one may leave nothing for the next.
    """
    waiting = session.scalars(
        select(Reservation)
        .where(Reservation.state == ReservationState.WAITING, Reservation.ends_at > desk.clock())
        .order_by(Reservation.asked_at, Reservation.id)
    )
    return [waiter for waiter in waiting if not look_again(session, desk, waiter).clashes]

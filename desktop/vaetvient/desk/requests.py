"""Requests between offices: asked here, answered where the thing is kept, come back with an answer.

Only the office that keeps the thing says yes, and its yes is a reservation there (invariant 2).
Only the office that asked takes its request back. What each writes is its own, so that news that
cross on the way never clash.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.desk.limits import check_units
from vaetvient.desk.reservations import Reserve, reserve_in
from vaetvient.domain import lending
from vaetvient.domain.entities import (
    Equipment,
    Member,
    Model,
    Office,
    Request,
    Reservation,
    Transfer,
    TransferLine,
)
from vaetvient.domain.equipment import EquipmentKind
from vaetvient.domain.errors import NotFoundError, RefusedError
from vaetvient.domain.promising import PeriodError
from vaetvient.domain.request import (
    REQUEST_STATE_WORDS,
    NotAskedHereError,
    NotOurRequestError,
    NowKeptElsewhereError,
    OwnThingError,
    RequestAnswer,
    RequestClosedError,
    RequestState,
    request_number,
)
from vaetvient.domain.reservation import STANDING, ReservationState
from vaetvient.domain.text import many_lines
from vaetvient.language import _, show_date
from vaetvient.storage.queries.answers import Wanted


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of another office. Moments are aware."""

    borrower_id: UUID
    start: datetime
    end: datetime
    equipment_id: UUID | None = None
    """The thing itself; its office is asked."""
    model_id: UUID | None = None
    office_id: UUID | None = None
    """With a model: any unit that this office keeps."""
    quantity: int = 1
    message: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request just written; it leaves with the next exchange."""

    request_id: UUID
    number: str
    office: str
    gesture_id: UUID


def ask(desk: Desk, command: Ask) -> Asked:
    """Ask the office that keeps a thing. Raises OwnThingError, PeriodError, NotFoundError."""
    with desk.gesture("ask_office") as gesture:
        session = gesture.session
        check_units(command.quantity)
        if command.end <= command.start:
            start, end = (show_date(desk.day_of(m)) for m in (command.start, command.end))
            raise PeriodError(start=start, end=end, field="end")
        thing, model, office_id = _asked_thing(session, command)
        tag = thing.tag if thing else ""
        if office_id == desk.office_id:
            raise OwnThingError(label=" ".join(part for part in (tag, model.name) if part))
        keeper = session.get(Office, office_id)
        if keeper is None:
            raise NotFoundError(what=str(office_id))
        borrower = session.get(Member, command.borrower_id)
        if borrower is None:
            raise NotFoundError(what=str(command.borrower_id))
        if borrower.archived_at is not None:
            raise lending.ArchivedMemberError(member=borrower.label)
        own = session.get_one(Office, desk.office_id)
        request = Request(
            number="",
            asking_office_id=own.id,
            keeping_office_id=keeper.id,
            borrower_id=borrower.id,
            borrower_name=borrower.label,
            model_id=model.id,
            equipment_id=thing.id if thing else None,
            label=model.name,
            tag=tag,
            quantity=command.quantity,
            starts_at=command.start,
            ends_at=command.end,
            message=many_lines(command.message),
            asked_at=desk.clock(),
            asked_by=desk.volunteer,
        )
        session.add(request)
        session.flush()
        request.number = request_number(own.code, request.id)
        gesture.say(
            number=request.number, office=keeper.name, what=model.name, request=str(request.id)
        )
        return Asked(request.id, request.number, keeper.name, gesture.record.id)


def _asked_thing(session: Session, command: Ask) -> tuple[Equipment | None, Model, UUID]:
    if command.equipment_id is not None:
        thing = session.get(Equipment, command.equipment_id)
        if thing is None:
            raise NotFoundError(what=str(command.equipment_id))
        if thing.archived_at is not None:
            raise lending.ArchivedEquipmentError(tag=thing.tag)
        if thing.kind is EquipmentKind.ITEM and command.quantity != 1:
            raise lending.SameTagTwiceError(tag=thing.tag)
        return thing, thing.model, thing.custody_office_id
    model = session.get(Model, command.model_id) if command.model_id else None
    if model is None or command.office_id is None:
        raise NotFoundError(what=str(command.model_id or command.office_id or "?"))
    return None, model, command.office_id


def withdraw(desk: Desk, request_id: UUID) -> None:
    """Take a request back. The other office frees what it had promised once it hears of it.

    Raises NotAskedHereError, RequestClosedError.
    """
    with desk.gesture("withdraw_request") as gesture:
        request = _found(gesture.session, request_id)
        if request.asking_office_id != desk.office_id:
            office = _name(gesture.session, request.asking_office_id)
            raise NotAskedHereError(number=request.number, office=office)
        if request.state not in (RequestState.SENT, RequestState.CONFIRMED):
            raise _closed(request)
        request.withdrawn_at = desk.clock()
        gesture.say(number=request.number, request=str(request.id))


def confirm(desk: Desk, request_id: UUID, note: str = "") -> str:
    """Say yes: the thing is reserved here for the other office's borrower; the reservation's
    number.

    The borrower is known to the office that asks, which vouches: dues and papers are its affair.
    Raises NotOurRequestError, RequestClosedError, NowKeptElsewhereError, and BasketRefusedError
    where it is not free.
    """
    with desk.gesture("confirm_request") as gesture:
        session = gesture.session
        request = _to_answer(session, desk, request_id)
        thing = session.get(Equipment, request.equipment_id) if request.equipment_id else None
        if thing is not None and thing.custody_office_id != desk.office_id:
            office = _name(session, thing.custody_office_id)
            raise NowKeptElsewhereError(label=f"{thing.tag} {request.label}", office=office)
        asking = _name(session, request.asking_office_id)
        vouched = _("Demande {number} du bureau {office}, qui connaît l'emprunteur")
        reservation = reserve_in(
            session,
            desk,
            Reserve(
                borrower_id=request.borrower_id,
                lines=(Wanted(request.model_id, request.equipment_id, request.quantity),),
                start=request.starts_at,
                end=request.ends_at,
                note=request.message,
                override_reason=vouched.format(number=request.number, office=asking),
            ),
            confirmed=True,
        )
        _answer(desk, request, RequestAnswer.CONFIRMED, note)
        request.reservation_id = reservation.id
        gesture.say(number=request.number, request=str(request.id))
        return reservation.number


def decline(desk: Desk, request_id: UUID, reason: str, alternative: str = "") -> None:
    """Say no, why, and what could be had instead.

    Raises ReasonNeededError, NotOurRequestError, RequestClosedError.
    """
    if not reason.strip():
        raise lending.ReasonNeededError(field="reason")
    with desk.gesture("refuse_request") as gesture:
        request = _to_answer(gesture.session, desk, request_id)
        _answer(desk, request, RequestAnswer.REFUSED, reason)
        request.alternative = many_lines(alternative)
        gesture.say(number=request.number, request=str(request.id))


def release(desk: Desk, request_id: UUID) -> None:
    """Free what was promised for a request that was taken back since.

    Raises NotOurRequestError, RequestClosedError.
    """
    with desk.gesture("release_request") as gesture:
        session = gesture.session
        request = _found(session, request_id)
        _refuse_others(session, desk, request)
        reservation = _standing_for(session, request)
        if request.state is not RequestState.WITHDRAWN or reservation is None:
            raise _closed(request)
        said = _("Demande {number} retirée").format(number=request.number)
        _close(desk, reservation, ReservationState.CANCELLED, said)
        gesture.say(number=request.number, request=str(request.id))


# ---- with a transfer ---------------------------------------------------------------------------


def leave_with_transfer(session: Session, desk: Desk, request_id: UUID, receiver: UUID) -> None:
    """The thing is sent to the office that asked: its reservation here has served.

    Raises NotOurRequestError, RequestClosedError.
    """
    request = _found(session, request_id)
    _refuse_others(session, desk, request)
    if request.state not in (RequestState.SENT, RequestState.CONFIRMED):
        raise _closed(request)
    if request.asking_office_id != receiver:
        office = _name(session, request.asking_office_id)
        raise NotAskedHereError(number=request.number, office=office)
    if request.answer is RequestAnswer.NONE:
        _answer(desk, request, RequestAnswer.CONFIRMED, "")
    reservation = _standing_for(session, request)
    if reservation is not None:
        said = _("Envoyé à {office}").format(office=_name(session, receiver))
        _close(desk, reservation, ReservationState.CANCELLED, said)
    session.flush()


def promise_what_came(session: Session, desk: Desk, transfer: Transfer) -> None:
    """Reserve what came for the borrower of the request that it answers, for what is left of the
    period; left alone where that cannot be: the counter says why when the borrower comes."""
    request = session.get(Request, transfer.request_id) if transfer.request_id else None
    if (
        request is None
        or request.asking_office_id != desk.office_id
        or request.state is not RequestState.CONFIRMED
        or request.own_reservation_id is not None
        or request.ends_at <= desk.clock()
    ):
        return
    said = _("Venu pour la demande {number}").format(number=request.number)
    try:
        reservation = reserve_in(
            session,
            desk,
            Reserve(
                borrower_id=request.borrower_id,
                lines=_of_what_came(transfer, request),
                start=max(request.starts_at, desk.clock()),
                end=request.ends_at,
                note=said,
                override_reason=said,
            ),
        )
    except RefusedError:
        return
    request.own_reservation_id = reservation.id


def _of_what_came(transfer: Transfer, request: Request) -> tuple[Wanted, ...]:
    """As many as were asked for: first the very thing, then its model, then what came instead."""

    def nearness(line: TransferLine) -> tuple[bool, bool, int]:
        other = line.equipment_id != request.equipment_id
        return other, line.equipment.model_id != request.model_id, line.position

    left = request.quantity
    out = []
    for line in sorted(transfer.lines, key=nearness):
        if taken := min(left, line.quantity):
            out.append(Wanted(line.equipment.model_id, line.equipment_id, taken))
            left -= taken
    return tuple(out)


# ---- pieces ------------------------------------------------------------------------------------


def request_called(session: Session, typed: str) -> Request:
    """The request with this number (any case) or key. Raises NotFoundError."""
    wanted = typed.strip()
    found = session.scalars(select(Request).where(Request.number == wanted.upper())).all()
    if len(found) == 1:
        return found[0]
    try:
        return _found(session, UUID(wanted))
    except ValueError as error:
        raise NotFoundError(what=wanted) from error


def _found(session: Session, request_id: UUID) -> Request:
    request = session.get(Request, request_id)
    if request is None:
        raise NotFoundError(what=str(request_id))
    return request


def _to_answer(session: Session, desk: Desk, request_id: UUID) -> Request:
    request = _found(session, request_id)
    _refuse_others(session, desk, request)
    if request.state is not RequestState.SENT:
        raise _closed(request)
    return request


def _refuse_others(session: Session, desk: Desk, request: Request) -> None:
    if request.keeping_office_id != desk.office_id:
        office = _name(session, request.keeping_office_id)
        raise NotOurRequestError(number=request.number, office=office)


def _answer(desk: Desk, request: Request, answer: RequestAnswer, note: str) -> None:
    request.answer = answer
    request.answered_at = desk.clock()
    request.answered_by = desk.volunteer
    request.answer_note = many_lines(note)


def _standing_for(session: Session, request: Request) -> Reservation | None:
    """The reservation that this office made of a request, while it stands."""
    if request.reservation_id is None:
        return None
    reservation = session.get(Reservation, request.reservation_id)
    return reservation if reservation is not None and reservation.state in STANDING else None


def _close(desk: Desk, reservation: Reservation, state: ReservationState, reason: str) -> None:
    fetched = any(line.picked_quantity for line in reservation.lines)
    reservation.state = ReservationState.PICKED_UP if fetched else state
    reservation.closed_at = desk.clock()
    reservation.close_reason = reason
    for line in reservation.lines:
        line.holds = False


def _closed(request: Request) -> RequestClosedError:
    return RequestClosedError(number=request.number, state=_(REQUEST_STATE_WORDS[request.state]))


def _name(session: Session, office_id: UUID) -> str:
    office = session.get(Office, office_id)
    return office.name if office else "?"

"""Sending things to another office, and saying that they came: custody passes with each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.desk.baskets import stock_levels
from vaetvient.desk.desk import Desk
from vaetvient.desk.promises import Leaving, promised_to_others
from vaetvient.domain.entities import Equipment, Item, LoanLine, Office, Transfer, TransferLine
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.lending import ArchivedEquipmentError, ReasonNeededError
from vaetvient.domain.loan import LineState
from vaetvient.domain.text import many_lines, one_line
from vaetvient.domain.transfer import (
    TRANSFER_STATE_WORDS,
    NothingToSendError,
    NotKeptHereError,
    NotSentHereError,
    OnTheWayError,
    PromisedHereError,
    SameOfficeError,
    StillOutError,
    TransferClosedError,
    TransferState,
    transfer_number,
)
from vaetvient.language import _
from vaetvient.storage.queries.custody import on_the_way

_FOR_GOOD = timedelta(days=400)
"""How far ahead promises are looked at when a thing leaves for another office."""


@dataclass(frozen=True, slots=True)
class Send:
    """What leaves for which office."""

    office_id: UUID
    things: tuple[UUID, ...]
    carrier: str = ""
    note: str = ""
    request_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A transfer just written."""

    transfer_id: UUID
    number: str
    gesture_id: UUID


def send(desk: Desk, command: Send) -> Sent:
    """Hand things over to another office: from now on it keeps them, and nobody lends them until
    it says that they came.

    Whole things: an item, or all of a stock. Raises NothingToSendError, SameOfficeError,
    NotKeptHereError, OnTheWayError, StillOutError, PromisedHereError, ArchivedEquipmentError,
    NotFoundError.
    """
    with desk.gesture("send_transfer") as gesture:
        session = gesture.session
        if command.office_id == desk.office_id:
            raise SameOfficeError(field="office")
        receiver = session.get(Office, command.office_id)
        if receiver is None:
            raise NotFoundError(what=str(command.office_id))
        own = session.get_one(Office, desk.office_id)
        keys = tuple(dict.fromkeys(command.things))
        if not keys:
            raise NothingToSendError(field="things")
        if command.request_id is not None:
            from vaetvient.desk.requests import leave_with_transfer

            leave_with_transfer(session, desk, command.request_id, receiver.id)
        things = [_leaving(session, desk, key) for key in keys]
        _refuse_promised(session, desk, things)
        transfer = Transfer(
            sender_office_id=own.id,
            receiver_office_id=receiver.id,
            sent_at=desk.clock(),
            sent_by=desk.volunteer,
            carrier=one_line(command.carrier),
            note=many_lines(command.note),
            request_id=command.request_id,
            number="",
        )
        transfer.lines = [_line(session, place, thing) for place, thing in enumerate(things)]
        session.add(transfer)
        session.flush()
        transfer.number = transfer_number(own.code, transfer.id)
        for thing in things:
            thing.custody_office_id = receiver.id
        gesture.say(
            what=_what(transfer),
            office=receiver.name,
            number=transfer.number,
            transfer=str(transfer.id),
        )
        return Sent(transfer.id, transfer.number, gesture.record.id)


def _leaving(session: Session, desk: Desk, key: UUID) -> Equipment:
    thing = session.get(Equipment, key)
    if thing is None:
        raise NotFoundError(what=str(key))
    if thing.archived_at is not None:
        raise ArchivedEquipmentError(tag=thing.tag)
    if thing.custody_office_id != desk.office_id:
        keeper = session.get(Office, thing.custody_office_id)
        raise NotKeptHereError(tag=thing.tag, office=keeper.name if keeper else "?")
    refuse_on_the_way(session, thing)
    out = session.scalar(
        select(LoanLine.id).where(
            LoanLine.equipment_id == thing.id, LoanLine.state == LineState.OUT
        )
    )
    if out is not None:
        raise StillOutError(tag=thing.tag)
    return thing


def refuse_on_the_way(session: Session, thing: Equipment) -> None:
    """Nobody lends, promises or sends on what has not yet come. Raises OnTheWayError."""
    going = on_the_way(session, [thing.id]).get(thing.id)
    if going is not None:
        raise OnTheWayError(tag=thing.tag, office=going.office, number=going.number)


def _refuse_promised(session: Session, desk: Desk, things: Sequence[Equipment]) -> None:
    leaving = [Leaving(thing.id, thing.model_id, _units(session, thing)) for thing in things]
    until = desk.today() + _FOR_GOOD
    found = promised_to_others(session, desk, leaving, until, borrower_id=None)
    for thing in things:
        if (claim := found.get(thing.id)) is not None:
            raise PromisedHereError(tag=thing.tag, who=claim.who, number=claim.number)


def _units(session: Session, thing: Equipment) -> int:
    """How many leave: one item, or all there is of a stock."""
    if isinstance(thing, Item):
        return 1
    return max(1, stock_levels(session, [thing.id])[thing.id][0])


def _line(session: Session, place: int, thing: Equipment) -> TransferLine:
    item = thing if isinstance(thing, Item) else None
    return TransferLine(
        position=place,
        equipment_id=thing.id,
        label=thing.model.name,
        tag=thing.tag,
        serial=(item.serial or "") if item else "",
        quantity=_units(session, thing),
        condition=item.condition if item else None,
        defects=(item.defects or "") if item else "",
    )


def receive(desk: Desk, transfer_id: UUID, note: str = "") -> None:
    """Say that what was sent here has come: from now on this office lends it.

    What answers a request is promised to its borrower at once, where that can be. Raises
    NotSentHereError, TransferClosedError, NotFoundError.
    """
    with desk.gesture("receive_transfer") as gesture:
        session = gesture.session
        transfer = _answered(session, desk, transfer_id, TransferState.RECEIVED, note)
        session.flush()
        if transfer.request_id is not None:
            from vaetvient.desk.requests import promise_what_came

            promise_what_came(session, desk, transfer)
        gesture.say(what=_what(transfer), number=transfer.number, transfer=str(transfer.id))


def refuse(desk: Desk, transfer_id: UUID, reason: str) -> None:
    """Say that it did not come, or that it goes back: its sender keeps it again.

    Raises ReasonNeededError, NotSentHereError, TransferClosedError, NotFoundError.
    """
    if not reason.strip():
        raise ReasonNeededError(field="reason")
    with desk.gesture("refuse_transfer") as gesture:
        transfer = _answered(gesture.session, desk, transfer_id, TransferState.REFUSED, reason)
        for line in transfer.lines:
            if line.equipment.custody_office_id == desk.office_id:
                line.equipment.custody_office_id = transfer.sender_office_id
        gesture.say(what=_what(transfer), number=transfer.number, transfer=str(transfer.id))


def _answered(
    session: Session, desk: Desk, transfer_id: UUID, state: TransferState, note: str
) -> Transfer:
    transfer = session.get(Transfer, transfer_id)
    if transfer is None:
        raise NotFoundError(what=str(transfer_id))
    if transfer.receiver_office_id != desk.office_id:
        there = session.get(Office, transfer.receiver_office_id)
        raise NotSentHereError(number=transfer.number, office=there.name if there else "?")
    if transfer.state is not TransferState.ON_THE_WAY:
        words = _(TRANSFER_STATE_WORDS[transfer.state])
        raise TransferClosedError(number=transfer.number, state=words)
    transfer.state = state
    transfer.answered_at = desk.clock()
    transfer.answered_by = desk.volunteer
    transfer.answer_note = many_lines(note)
    return transfer


def transfer_called(session: Session, typed: str) -> Transfer:
    """The transfer with this number (any case) or key. Raises NotFoundError."""
    wanted = typed.strip()
    found = session.scalars(select(Transfer).where(Transfer.number == wanted.upper())).all()
    if len(found) == 1:
        return found[0]
    try:
        one = session.get(Transfer, UUID(wanted))
    except ValueError:
        one = None
    if one is None:
        raise NotFoundError(what=wanted)
    return one


def _what(transfer: Transfer) -> str:
    if not transfer.lines:  # taken back by its sender, while it was received here
        return transfer.number
    first = transfer.lines[0]
    words = f"{first.label} ({first.tag})"
    more = len(transfer.lines) - 1
    return f"{words} + {more}" if more else words

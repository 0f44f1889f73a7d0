"""`vaetvient transfer` and `vaetvient request`: things and questions that go between offices."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from vaetvient.cli.answer import Answer, Command, obey
from vaetvient.cli.asking import iso, moment_words, until_words
from vaetvient.cli.call import Call
from vaetvient.desk.desk import Desk
from vaetvient.desk.periods import period_between
from vaetvient.domain.entities import Office
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.request import REQUEST_STATE_WORDS
from vaetvient.domain.text import fold
from vaetvient.domain.transfer import TRANSFER_STATE_WORDS
from vaetvient.language import _
from vaetvient.storage.queries import custody
from vaetvient.storage.queries.custody import RequestRow, TransferRow


def transfer(call: Call) -> int:
    """`vaetvient transfer`."""
    return obey(call, _TRANSFERS)


def request(call: Call) -> int:
    """`vaetvient request`."""
    return obey(call, _REQUESTS)


# ---- transfers ---------------------------------------------------------------------------------


def transfer_list(desk: Desk, asked: Namespace) -> Answer:
    with desk.database.reading() as session:
        rows = custody.transfers(session, desk.office_id, closed=asked.all)
    return Answer(
        [_transfer(desk, row) for row in rows],
        [_transfer_line(row) for row in rows] or [_("Rien n'est en route.")],
    )


def transfer_send(desk: Desk, asked: Namespace) -> Answer:
    from vaetvient.desk.equipment import equipment_called
    from vaetvient.desk.requests import request_called
    from vaetvient.desk.transfers import Send, send

    with desk.database.reading() as session:
        things = tuple(equipment_called(session, tag).id for tag in asked.item)
        answers = request_called(session, asked.request) if asked.request else None
        to = _office(session, asked.to) if asked.to else None
        if to is None and answers is not None:
            to = answers.asking_office_id
        if to is None:
            raise NotFoundError(what="--to")
        request_id = answers.id if answers else None
    if asked.pdf:
        from vaetvient.exchange.saving import check_target

        check_target(Path(asked.pdf))
    sent = send(desk, Send(to, things, asked.carrier, asked.note, request_id))
    if asked.pdf:
        _write_slip(desk, sent.transfer_id, Path(asked.pdf))
    return _about_transfer(desk, sent.transfer_id)


def transfer_receive(desk: Desk, asked: Namespace) -> Answer:
    from vaetvient.desk.transfers import receive

    key = _transfer_key(desk, asked.number)
    receive(desk, key, asked.note)
    return _about_transfer(desk, key)


def transfer_refuse(desk: Desk, asked: Namespace) -> Answer:
    from vaetvient.desk.transfers import refuse

    key = _transfer_key(desk, asked.number)
    refuse(desk, key, asked.reason)
    return _about_transfer(desk, key)


def transfer_slip(desk: Desk, asked: Namespace) -> Answer:
    from vaetvient.exchange.saving import check_target

    target = Path(asked.file)
    check_target(target)
    key = _transfer_key(desk, asked.number)
    _write_slip(desk, key, target)
    answer = _about_transfer(desk, key)
    answer.data["pdf"] = str(target)
    return answer


def _write_slip(desk: Desk, key: UUID, target: Path) -> None:
    from vaetvient.desk.transfer_slips import slip_of
    from vaetvient.documents.transfer_slip import render_transfer_slip
    from vaetvient.exchange.saving import save

    save(target, render_transfer_slip(slip_of(desk, key)))


def _transfer_key(desk: Desk, number: str) -> UUID:
    from vaetvient.desk.transfers import transfer_called

    with desk.database.reading() as session:
        return transfer_called(session, number).id


def _about_transfer(desk: Desk, key: UUID) -> Answer:
    with desk.database.reading() as session:
        rows = custody.transfers(session, desk.office_id, closed=True)
    row = next(row for row in rows if row.id == key)
    return Answer(_transfer(desk, row), [_transfer_line(row)])


def _transfer(desk: Desk, row: TransferRow) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "number": row.number,
        "from": row.sender,
        "to": row.receiver,
        "state": row.state.value,
        "sent_at": iso(desk, row.sent_at),
        "sent_by": row.sent_by,
        "carrier": row.carrier,
        "note": row.note,
        "answered_at": iso(desk, row.answered_at),
        "answered_by": row.answered_by,
        "answer": row.answer_note,
        "waits_for_us": row.waits_for_us,
        "things": [
            {"tag": thing.tag, "label": thing.label, "quantity": thing.quantity}
            for thing in row.things
        ],
    }


def _transfer_line(row: TransferRow) -> str:
    said = _("{number}  {sender} → {receiver}  {things}  ({state})")
    return said.format(
        number=row.number,
        sender=row.sender,
        receiver=row.receiver,
        things=", ".join(thing.tag for thing in row.things),
        state=_(TRANSFER_STATE_WORDS[row.state]),
    )


# ---- requests ----------------------------------------------------------------------------------


def request_list(desk: Desk, asked: Namespace) -> Answer:
    with desk.database.reading() as session:
        rows = custody.requests(session, desk.office_id, closed=asked.all)
    return Answer(
        [_request(desk, row) for row in rows],
        [_request_line(desk, row) for row in rows] or [_("Aucune demande.")],
    )


def request_make(desk: Desk, asked: Namespace) -> Answer:
    from vaetvient.desk.members import member_called
    from vaetvient.desk.requests import Ask, ask
    from vaetvient.storage.queries.answers import Wanted, called

    period = period_between(desk, asked.start, asked.end)
    with desk.database.reading() as session:
        borrower = member_called(session, asked.member).id
        found = called(session, asked.item)
        if not isinstance(found, Wanted):
            raise NotFoundError(what=asked.item)
        office = _office(session, asked.to) if asked.to else None
    made = ask(
        desk,
        Ask(
            borrower_id=borrower,
            start=period.start,
            end=period.end,
            equipment_id=found.equipment_id,
            model_id=found.model_id,
            office_id=office,
            quantity=asked.quantity,
            message=asked.message,
        ),
    )
    return _about_request(desk, made.request_id)


def request_confirm(desk: Desk, asked: Namespace) -> Answer:
    from vaetvient.desk.requests import confirm

    key = _request_key(desk, asked.number)
    confirm(desk, key, asked.note)
    return _about_request(desk, key)


def request_refuse(desk: Desk, asked: Namespace) -> Answer:
    from vaetvient.desk.requests import decline

    key = _request_key(desk, asked.number)
    decline(desk, key, asked.reason, asked.alternative)
    return _about_request(desk, key)


def request_withdraw(desk: Desk, asked: Namespace) -> Answer:
    from vaetvient.desk.requests import withdraw

    key = _request_key(desk, asked.number)
    withdraw(desk, key)
    return _about_request(desk, key)


def request_release(desk: Desk, asked: Namespace) -> Answer:
    from vaetvient.desk.requests import release

    key = _request_key(desk, asked.number)
    release(desk, key)
    return _about_request(desk, key)


def _request_key(desk: Desk, number: str) -> UUID:
    from vaetvient.desk.requests import request_called

    with desk.database.reading() as session:
        return request_called(session, number).id


def _about_request(desk: Desk, key: UUID) -> Answer:
    with desk.database.reading() as session:
        rows = custody.requests(session, desk.office_id, closed=True)
    row = next(row for row in rows if row.id == key)
    return Answer(_request(desk, row), [_request_line(desk, row)])


def _request(desk: Desk, row: RequestRow) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "number": row.number,
        "what": row.label,
        "tag": row.tag,
        "quantity": row.quantity,
        "borrower": row.borrower,
        "from": row.asking,
        "to": row.keeping,
        "start": iso(desk, row.starts_at),
        "end": iso(desk, row.ends_at),
        "message": row.message,
        "asked_at": iso(desk, row.asked_at),
        "asked_by": row.asked_by,
        "state": row.state.value,
        "answered_at": iso(desk, row.answered_at),
        "answered_by": row.answered_by,
        "answer": row.answer_note,
        "alternative": row.alternative,
        "reservation": row.reservation or None,
        "waits_for_us": row.waits_for_us,
    }


def _request_line(desk: Desk, row: RequestRow) -> str:
    what = " ".join(part for part in (row.tag, row.label) if part)
    said = _("{number}  {asking} → {keeping}  {what}, du {start} {end}  ({state})")
    line = said.format(
        number=row.number,
        asking=row.asking,
        keeping=row.keeping,
        what=what if row.quantity == 1 else f"{row.quantity} × {what}",
        start=moment_words(desk, row.starts_at),
        end=until_words(desk, row.ends_at),
        state=_(REQUEST_STATE_WORDS[row.state]),
    )
    more = [part for part in (row.reservation, row.answer_note, row.alternative) if part]
    return " ".join([line, *more])


def _office(session: Session, typed: str) -> UUID:
    """The office called so, or whose code or key it is. Raises NotFoundError."""
    wanted = fold(typed)
    found = [
        office.id
        for office in session.query(Office)
        if wanted in (fold(office.name), fold(office.code), str(office.id), office.id.hex)
    ]
    if len(found) != 1:
        raise NotFoundError(what=typed)
    return found[0]


_TRANSFERS: dict[str, Command] = {
    "list": transfer_list,
    "send": transfer_send,
    "receive": transfer_receive,
    "refuse": transfer_refuse,
    "slip": transfer_slip,
}
_REQUESTS: dict[str, Command] = {
    "list": request_list,
    "make": request_make,
    "confirm": request_confirm,
    "refuse": request_refuse,
    "withdraw": request_withdraw,
    "release": request_release,
}

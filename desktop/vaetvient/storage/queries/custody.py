"""Who keeps what, as far as is known here: offices, when they were last heard, what is on the way,
what was asked of whom."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, or_, select, text
from sqlalchemy.orm import Session, aliased, selectinload

from vaetvient.domain.equipment import Equipment, Model
from vaetvient.domain.member import Member
from vaetvient.domain.office import Office, Site
from vaetvient.domain.request import Request, RequestAnswer, RequestState
from vaetvient.domain.reservation import STANDING, Reservation
from vaetvient.domain.transfer import Transfer, TransferLine, TransferState
from vaetvient.storage import settings
from vaetvient.storage.prepared import Question

SHOWN = 500
"""How many requests and transfers are listed at most, the newest first."""


def heard_from(session: Session, office_id: UUID) -> datetime | None:
    """When the newest news of an office were written, by its own clock; None: never heard."""
    newest = session.execute(
        text(
            "SELECT max(p.last_heard) FROM sync_partner p JOIN site s ON s.id = p.site "
            "WHERE s.office_id = :office"
        ),
        {"office": office_id.bytes},
    ).scalar()
    return None if newest is None else datetime.fromtimestamp(newest / 1000, UTC)


def in_network(session: Session) -> bool:
    """Whether this post exchanges with anybody."""
    asked = text("SELECT 1 FROM sync_fact WHERE name = 'network'")
    return session.execute(asked).first() is not None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another office as it is known here."""

    id: UUID
    name: str
    heard_at: datetime | None


def neighbours(session: Session, own: UUID) -> list[Neighbour]:
    """The other offices, by name."""
    rows = session.execute(
        select(Office.id, Office.name)
        .where(Office.id != own, Office.id.in_(select(Site.office_id)))
        .order_by(func.lower(Office.name))
    )
    return [Neighbour(key, name, heard_from(session, key)) for key, name in rows]


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """A thing that was sent and not yet said to have come."""

    transfer_id: UUID
    number: str
    office: str
    """Who sent it."""


def on_the_way(session: Session, things: Collection[UUID]) -> dict[UUID, OnTheWay]:
    """Of these things, those that are between two offices."""
    return dict(_ON_THE_WAY.all(session, keys=things)) if things else {}


_ON_THE_WAY: Question[tuple[UUID, OnTheWay]] = Question(
    select(TransferLine.equipment_id, Transfer.id, Transfer.number, Office.name)
    .join(Transfer, Transfer.id == TransferLine.transfer_id)
    .join(Office, Office.id == Transfer.sender_office_id)
    .where(
        TransferLine.equipment_id.in_(bindparam("keys", expanding=True)),
        Transfer.state == TransferState.ON_THE_WAY,
    ),
    lambda thing, *transfer: (thing, OnTheWay(*transfer)),
)


@dataclass(frozen=True, slots=True)
class KeptElsewhere:
    """A thing that another office keeps, and how old that knowledge is."""

    id: UUID
    model_id: UUID
    tag: str
    label: str
    office_id: UUID
    office: str
    heard_at: datetime | None


def kept_elsewhere(session: Session, own: UUID, thing_id: UUID) -> KeptElsewhere | None:
    """Who keeps a thing, if it is not this office."""
    row = session.execute(
        select(
            Equipment.id,
            Equipment.model_id,
            Equipment.tag,
            Model.name,
            Equipment.custody_office_id,
            Office.name,
        )
        .join(Model, Model.id == Equipment.model_id)
        .join(Office, Office.id == Equipment.custody_office_id)
        .where(Equipment.id == thing_id, Equipment.custody_office_id != own)
    ).first()
    return None if row is None else KeptElsewhere(*row, heard_at=heard_from(session, row[4]))


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request as it is listed."""

    id: UUID
    number: str
    label: str
    tag: str
    quantity: int
    borrower: str
    asking_id: UUID
    asking: str
    keeping_id: UUID
    keeping: str
    starts_at: datetime
    ends_at: datetime
    message: str
    asked_at: datetime
    asked_by: str
    state: RequestState
    answered_at: datetime | None
    answered_by: str
    answer_note: str
    alternative: str
    reservation: str
    """The number of the reservation that the keeping office made of it."""
    holds: bool
    """Whether that reservation still holds something."""
    ours_to_ask: bool
    """Whether this office asked; else it answers, or only looks on."""
    waits_for_us: bool
    """Whether it is this office's turn."""


def requests(session: Session, own: UUID, *, closed: bool = False) -> list[RequestRow]:
    """Requests from or to this office, those that wait for it first, then the newest."""
    asking, keeping = aliased(Office), aliased(Office)
    statement = (
        select(
            Request,
            asking.name,
            keeping.name,
            Reservation.number,
            Reservation.state,
            Member.label,
        )
        .join(asking, asking.id == Request.asking_office_id)
        .join(keeping, keeping.id == Request.keeping_office_id)
        .outerjoin(Reservation, Reservation.id == Request.reservation_id)
        .outerjoin(Member, Member.id == Request.borrower_id)
        .where(or_(Request.asking_office_id == own, Request.keeping_office_id == own))
        .order_by(Request.asked_at.desc(), Request.id.desc())
        .limit(SHOWN)
    )
    out = []
    for one, asking_name, keeping_name, number, state, borrower in session.execute(statement):
        holds = state in STANDING
        row = _request_row(one, own, asking_name, keeping_name, number or "", holds, borrower or "")
        if closed or row.waits_for_us or row.state in (RequestState.SENT, RequestState.CONFIRMED):
            out.append(row)
    return sorted(out, key=lambda row: not row.waits_for_us)


def _request_row(
    one: Request, own: UUID, asking: str, keeping: str, number: str, holds: bool, borrower: str
) -> RequestRow:
    state = one.state
    ours = one.asking_office_id == own
    to_answer = state is RequestState.SENT or (state is RequestState.WITHDRAWN and holds)
    return RequestRow(
        id=one.id,
        number=one.number,
        label=one.label,
        tag=one.tag,
        quantity=one.quantity,
        borrower=one.borrower_name or borrower,
        asking_id=one.asking_office_id,
        asking=asking,
        keeping_id=one.keeping_office_id,
        keeping=keeping,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        message=one.message,
        asked_at=one.asked_at,
        asked_by=one.asked_by,
        state=state,
        answered_at=one.answered_at,
        answered_by=one.answered_by,
        answer_note=one.answer_note,
        alternative=one.alternative,
        reservation=number,
        holds=holds,
        ours_to_ask=ours,
        waits_for_us=not ours and to_answer,
    )


def requests_waiting(session: Session, own: UUID) -> int:
    """How many requests wait for this office: to be answered, or withdrawn and still held."""
    unanswered = Request.withdrawn_at.is_(None) & (Request.answer == RequestAnswer.NONE)
    held = Request.withdrawn_at.is_not(None) & Request.reservation_id.in_(
        select(Reservation.id).where(Reservation.state.in_(STANDING))
    )
    return _count(session, (Request.keeping_office_id == own) & (unanswered | held))


def _count(session: Session, where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Request).where(where)) or 0


def transfers_waiting(session: Session, own: UUID) -> int:
    """How many transfers are on the way to this office."""
    statement = (
        select(func.count())
        .select_from(Transfer)
        .where(Transfer.receiver_office_id == own, Transfer.state == TransferState.ON_THE_WAY)
    )
    return session.scalar(statement) or 0


@dataclass(frozen=True, slots=True)
class TransferThing:
    """A line of a transfer."""

    id: UUID
    tag: str
    label: str
    quantity: int


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A transfer as it is listed."""

    id: UUID
    number: str
    sender_id: UUID
    sender: str
    receiver_id: UUID
    receiver: str
    sent_at: datetime
    sent_by: str
    carrier: str
    note: str
    state: TransferState
    answered_at: datetime | None
    answered_by: str
    answer_note: str
    things: tuple[TransferThing, ...]
    waits_for_us: bool
    """Whether this office is to say if it came."""


def transfers(session: Session, own: UUID, *, closed: bool = False) -> list[TransferRow]:
    """Transfers from or to this office, those that wait for it first, then the newest."""
    sender, receiver = aliased(Office), aliased(Office)
    statement = (
        select(Transfer, sender.name, receiver.name)
        .join(sender, sender.id == Transfer.sender_office_id)
        .join(receiver, receiver.id == Transfer.receiver_office_id)
        .where(or_(Transfer.sender_office_id == own, Transfer.receiver_office_id == own))
        .options(selectinload(Transfer.lines))
        .order_by(Transfer.sent_at.desc(), Transfer.id.desc())
        .limit(SHOWN)
    )
    if not closed:
        statement = statement.where(Transfer.state == TransferState.ON_THE_WAY)
    out = [_transfer_row(one, own, *names) for one, *names in session.execute(statement)]
    return sorted(out, key=lambda row: not row.waits_for_us)


def _transfer_row(one: Transfer, own: UUID, sender: str, receiver: str) -> TransferRow:
    return TransferRow(
        id=one.id,
        number=one.number,
        sender_id=one.sender_office_id,
        sender=sender,
        receiver_id=one.receiver_office_id,
        receiver=receiver,
        sent_at=one.sent_at,
        sent_by=one.sent_by,
        carrier=one.carrier,
        note=one.note,
        state=one.state,
        answered_at=one.answered_at,
        answered_by=one.answered_by,
        answer_note=one.answer_note,
        things=tuple(
            TransferThing(line.equipment_id, line.tag, line.label, line.quantity)
            for line in one.lines
        ),
        waits_for_us=one.receiver_office_id == own and one.state is TransferState.ON_THE_WAY,
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody of this office on the page of exchanges."""

    conflicts: int = 0
    requests: int = 0
    transfers: int = 0

    @property
    def total(self) -> int:
        return self.conflicts + self.requests + self.transfers


def waiting(session: Session, own: UUID) -> Waiting:
    """Conflicts to settle, requests to answer, transfers to say yes or no to."""
    if not in_network(session):
        return Waiting()
    conflicts = session.execute(
        text("SELECT count(*) FROM sync_conflict WHERE state = 'open'")
    ).scalar()
    return Waiting(
        int(conflicts or 0), requests_waiting(session, own), transfers_waiting(session, own)
    )


LAST = "exchange_last"
"""The setting that keeps what the last exchange brought to this post."""


@dataclass(frozen=True, slots=True)
class LastExchange:
    """What the last exchange brought, by office."""

    at: datetime
    fresh: tuple[tuple[str, int], ...]


def last_exchange(session: Session) -> LastExchange | None:
    """What came last, and when; None where nothing ever came."""
    kept = settings.read(session, LAST)
    try:
        fresh = tuple((str(who), int(changes)) for who, changes in kept["fresh"])
        return LastExchange(datetime.fromisoformat(kept["at"]), fresh)
    except (KeyError, TypeError, ValueError):
        return None


def note_exchange(session: Session, last: LastExchange) -> None:
    """Remember what came."""
    kept = {"at": last.at.isoformat(), "fresh": [list(pair) for pair in last.fresh]}
    settings.write(session, LAST, kept)

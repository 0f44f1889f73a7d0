"""The list of reservations, and all of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Column, ScalarSelect, Select, case, func, inspect, or_, select
from sqlalchemy.orm import Session, selectinload

from vaetvient.domain.days import ONE_DAY, midnight
from vaetvient.domain.equipment import Equipment
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.letter import LetterKind, LetterMeans
from vaetvient.domain.loan import Loan
from vaetvient.domain.reservation import (
    STANDING,
    PickUp,
    Reservation,
    ReservationLine,
    ReservationState,
    in_short,
)
from vaetvient.domain.sent_letter import ReservationNotice
from vaetvient.storage.queries.availability import Viewpoint
from vaetvient.storage.queries.clashes import clashing
from vaetvient.storage.queries.history import GestureRow, gestures_about
from vaetvient.storage.queries.listing import (
    MOST_MATCHES,
    LongList,
    Sorting,
    by_name,
    chunks,
    key_of,
)
from vaetvient.storage.queries.to_fetch import to_fetch
from vaetvient.storage.search import HitKind, Lexicon, keys_matching


class ReservationsShown(StrEnum):
    """Which reservations a list shows."""

    STANDING = "standing"
    TO_PREPARE = "to_prepare"
    """To be fetched today, or since some day without anyone coming."""
    TO_CONFIRM = "to_confirm"
    WAITING = "waiting"
    CLASHING = "clashing"
    """Those that collide with another use, as long as nobody settled it."""
    OVER = "over"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ReservationsAsked:
    """What the list is filtered by."""

    today: date
    zone: ZoneInfo
    lexicon: Lexicon
    text: str = ""
    shown: ReservationsShown = ReservationsShown.STANDING
    view: Viewpoint | None = None
    """From where one looks; needed for those that clash."""


@dataclass(frozen=True, slots=True)
class ReservationRow:
    id: UUID
    number: str
    borrower_id: UUID
    borrower: str
    """As it was on the day."""
    starts_at: datetime
    ends_at: datetime
    state: ReservationState
    what: str
    """Its first things, each with its quantity."""
    units: int
    in_series: bool


_KEY: Column[UUID] = key_of(Reservation)
_COLUMNS = Reservation.__table__.c
_BORROWER: Column[Any] = cast(Column[Any], inspect(Reservation).local_table.c.borrower_id)


def _units() -> ScalarSelect[Any]:
    return (
        select(func.coalesce(func.sum(ReservationLine.quantity), 0))
        .where(ReservationLine.reservation_id == Reservation.id)
        .correlate(Reservation)
        .scalar_subquery()
    )


def _first_thing() -> ScalarSelect[Any]:
    return (
        select(func.min(ReservationLine.label))
        .where(ReservationLine.reservation_id == Reservation.id)
        .correlate(Reservation)
        .scalar_subquery()
    )


def _restrict(session: Session, asked: ReservationsAsked) -> Select[Any]:
    statement = select(_KEY)
    typed = asked.text.strip()
    if typed:
        statement = statement.where(_called(session, asked.lexicon, typed))
    shown, state = asked.shown, Reservation.state
    if shown is ReservationsShown.STANDING:
        return statement.where(state.in_(STANDING))
    if shown is ReservationsShown.TO_PREPARE:
        return statement.where(to_fetch(asked.today, asked.zone))
    if shown is ReservationsShown.TO_CONFIRM:
        return statement.where(state == ReservationState.REQUESTED)
    if shown is ReservationsShown.WAITING:
        return statement.where(state == ReservationState.WAITING)
    if shown is ReservationsShown.CLASHING:
        assert asked.view is not None
        return statement.where(_KEY.in_(clashing(session, asked.view).parties))
    if shown is ReservationsShown.OVER:
        return statement.where(state.not_in(STANDING))
    return statement


def _called(session: Session, lexicon: Lexicon, typed: str) -> Any:
    """Whose borrower, number or things answer to what was typed."""
    members = keys_matching(session, lexicon, typed, HitKind.MEMBER, most=MOST_MATCHES)
    things = keys_matching(session, lexicon, typed, HitKind.EQUIPMENT, most=MOST_MATCHES)
    models = select(Equipment.model_id).where(Equipment.id.in_(things))
    lines = select(ReservationLine.reservation_id).where(
        or_(
            ReservationLine.equipment_id.in_(things),
            ReservationLine.equipment_id.is_(None) & ReservationLine.model_id.in_(models),
        )
    )
    return or_(
        Reservation.borrower_id.in_(members),
        Reservation.number.contains(typed.upper(), autoescape=True),
        Reservation.id.in_(lines),
    )


def _rows(session: Session, keys: Sequence[UUID]) -> dict[UUID, ReservationRow]:
    out: dict[UUID, ReservationRow] = {}
    for some in chunks(keys):
        lines: dict[UUID, list[tuple[str, int]]] = defaultdict(list)
        for key, label, tag, quantity in session.execute(
            select(
                ReservationLine.reservation_id,
                ReservationLine.label,
                ReservationLine.tag,
                ReservationLine.quantity,
            )
            .where(ReservationLine.reservation_id.in_(some))
            .order_by(ReservationLine.position)
        ):
            lines[key].append((" ".join(part for part in (tag, label) if part), quantity))
        rows = session.execute(
            select(
                Reservation.id,
                Reservation.number,
                Reservation.borrower_id,
                Reservation.borrower_name,
                Reservation.starts_at,
                Reservation.ends_at,
                Reservation.state,
                Reservation.series_id,
            ).where(Reservation.id.in_(some))
        )
        for row in rows:
            out[row.id] = ReservationRow(
                id=row.id,
                number=row.number,
                borrower_id=row.borrower_id,
                borrower=row.borrower_name,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                state=row.state,
                what=in_short(lines[row.id]),
                units=sum(quantity for _label, quantity in lines[row.id]),
                in_series=row.series_id is not None,
            )
    return out


_LIFE = case(
    (Reservation.state == ReservationState.REQUESTED, 0),
    (Reservation.state == ReservationState.WAITING, 1),
    (Reservation.state == ReservationState.CONFIRMED, 2),
    (Reservation.state == ReservationState.PICKED_UP, 3),
    else_=4,
)

RESERVATIONS: LongList[ReservationsAsked, ReservationRow] = LongList(
    key=_KEY,
    restrict=_restrict,
    sortings={
        "number": Sorting((_COLUMNS.office_id, _COLUMNS.number_year, _COLUMNS.number_sequence)),
        "borrower": by_name(_BORROWER, HitKind.MEMBER),
        "starts_at": Sorting((_COLUMNS.starts_at,)),
        "ends_at": Sorting((_COLUMNS.ends_at,)),
        "state": Sorting((_LIFE, _COLUMNS.starts_at)),
        "units": Sorting((_units(),)),
        "what": Sorting((_first_thing(),)),
    },
    read=lambda session, _asked, keys: _rows(session, keys),
    few=lambda asked: asked.shown not in (ReservationsShown.ALL, ReservationsShown.OVER),
)


# ---- all of one ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PromisedLine:
    """A line of a reservation."""

    id: UUID
    model_id: UUID
    equipment_id: UUID | None
    label: str
    tag: str
    kit: str
    quantity: int
    left: int


@dataclass(frozen=True, slots=True)
class FetchedWith:
    """A loan with which something of it left."""

    loan_id: UUID
    number: str
    units: int


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A letter that was sent about a reservation."""

    kind: LetterKind
    means: LetterMeans
    sent_at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class ReservationFile:
    """Everything there is to know of one reservation."""

    id: UUID
    revision: int
    number: str
    state: ReservationState
    borrower_id: UUID
    borrower: str
    starts_at: datetime
    ends_at: datetime
    asked_at: datetime
    purpose: str
    note: str
    rule: str
    fee_cents: int
    deposit_cents: int
    override_reason: str
    closed_at: datetime | None
    close_reason: str
    series_id: UUID | None
    series_left: int
    """How many of its series, itself included, are still to come."""
    lines: tuple[PromisedLine, ...]
    fetched: tuple[FetchedWith, ...]
    notices: tuple[NoticeRow, ...]
    history: tuple[GestureRow, ...]

    @property
    def is_standing(self) -> bool:
        return self.state in STANDING

    @property
    def partly_fetched(self) -> bool:
        return self.is_standing and any(line.left < line.quantity for line in self.lines)


def reservation_file(session: Session, key: UUID) -> ReservationFile:
    """All of one reservation. Raises NotFoundError."""
    found = session.scalar(
        select(Reservation).where(Reservation.id == key).options(selectinload(Reservation.lines))
    )
    if found is None:
        raise NotFoundError(what=str(key))
    return ReservationFile(
        id=found.id,
        revision=found.revision,
        number=found.number,
        state=found.state,
        borrower_id=found.borrower_id,
        borrower=found.borrower_name,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        asked_at=found.asked_at,
        purpose=found.purpose,
        note=found.note,
        rule=found.rule,
        fee_cents=found.fee_cents,
        deposit_cents=found.deposit_cents,
        override_reason=found.override_reason,
        closed_at=found.closed_at,
        close_reason=found.close_reason,
        series_id=found.series_id,
        series_left=_series_left(session, found),
        lines=tuple(
            PromisedLine(
                line.id,
                line.model_id,
                line.equipment_id,
                line.label,
                line.tag,
                line.kit_name,
                line.quantity,
                line.left,
            )
            for line in found.lines
        ),
        fetched=_fetched(session, [line.id for line in found.lines]),
        notices=tuple(
            NoticeRow(*row)
            for row in session.execute(
                select(
                    ReservationNotice.kind,
                    ReservationNotice.means,
                    ReservationNotice.sent_at,
                    ReservationNotice.who,
                )
                .where(ReservationNotice.reservation_id == key)
                .order_by(ReservationNotice.sent_at)
            )
        ),
        history=tuple(gestures_about(session, "reservation", key)),
    )


def _series_left(session: Session, found: Reservation) -> int:
    if found.series_id is None:
        return 0
    return (
        session.scalar(
            select(func.count()).where(
                Reservation.series_id == found.series_id,
                Reservation.state.in_(STANDING),
                Reservation.starts_at >= found.starts_at,
            )
        )
        or 0
    )


def _fetched(session: Session, lines: Sequence[UUID]) -> tuple[FetchedWith, ...]:
    rows = session.execute(
        select(Loan.id, Loan.number, func.sum(PickUp.quantity))
        .join(Loan, Loan.id == PickUp.loan_id)
        .where(PickUp.line_id.in_(lines))
        .group_by(Loan.id, Loan.number)
        .order_by(Loan.number)
    )
    return tuple(FetchedWith(key, number or "", int(units)) for key, number, units in rows)


def to_fetch_of(
    session: Session, borrower_id: UUID, today: date, zone: ZoneInfo
) -> list[ReservationRow]:
    """A member's confirmed reservations that begin today, or should have been fetched already."""
    keys = session.scalars(
        select(_KEY)
        .where(
            Reservation.borrower_id == borrower_id,
            Reservation.state == ReservationState.CONFIRMED,
            Reservation.starts_at < midnight(today + ONE_DAY, zone),
            Reservation.ends_at > midnight(today, zone),
        )
        .order_by(Reservation.starts_at, Reservation.number)
    ).all()
    found = _rows(session, keys)
    return [found[key] for key in keys]


def fee_to_come(session: Session, key: UUID) -> tuple[str, int]:
    """A reservation's number, and what was agreed for it, in cents: nothing once a part of it was
    fetched, which it was to be paid with."""
    fetched = (
        select(PickUp.id)
        .join(ReservationLine, ReservationLine.id == PickUp.line_id)
        .where(ReservationLine.reservation_id == key)
        .exists()
    )
    row = session.execute(
        select(Reservation.number, Reservation.fee_cents).where(Reservation.id == key, ~fetched)
    ).first()
    return (row.number, row.fee_cents) if row else ("", 0)

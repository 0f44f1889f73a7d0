"""What today brings to the desk: what is due, late, put aside, owed back, or about to end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from vaetvient.domain.days import ONE_DAY, midnight
from vaetvient.domain.lending import days_late
from vaetvient.domain.letter import LettersDue
from vaetvient.domain.loan import (
    Deposit,
    DepositMethod,
    DepositState,
    LineState,
    Loan,
    LoanLine,
    LoanState,
)
from vaetvient.domain.member import Member, Membership
from vaetvient.domain.reservation import (
    Reservation,
    ReservationLine,
    ReservationState,
    in_short,
)
from vaetvient.storage import settings
from vaetvient.storage.queries.custody import (
    LastExchange,
    Waiting,
    in_network,
    last_exchange,
    waiting,
)
from vaetvient.storage.queries.to_check import CheckRow, to_check
from vaetvient.storage.queries.to_fetch import to_fetch

SHOWN = 6
"""How many of each are listed; the rest is a number."""
ENDING_WITHIN = timedelta(days=14)
NO_LETTERS = LettersDue()


@dataclass(frozen=True, slots=True)
class DueRow:
    """A loan with something still out."""

    loan_id: UUID
    number: str
    borrower: str
    due_on: date
    days_late: int
    still_out: int


@dataclass(frozen=True, slots=True)
class PrepareRow:
    """A reservation to be fetched today, or since some day."""

    reservation_id: UUID
    number: str
    borrower: str
    starts_at: datetime
    what: str


@dataclass(frozen=True, slots=True)
class AsideRow:
    """A basket put aside."""

    basket_id: UUID
    borrower: str
    opened_at: datetime
    lines: int


@dataclass(frozen=True, slots=True)
class DepositRow:
    """A deposit still held for a loan that is over."""

    loan_id: UUID
    number: str
    borrower: str
    amount_cents: int
    method: DepositMethod


@dataclass(frozen=True, slots=True)
class EndingRow:
    """A member whose dues end soon."""

    member_id: UUID
    label: str
    until: date


@dataclass(frozen=True, slots=True)
class Today:
    """The board. Each list is short; its count says how many there are."""

    day: date
    due: tuple[DueRow, ...] = ()
    due_count: int = 0
    late: tuple[DueRow, ...] = ()
    late_count: int = 0
    prepare: tuple[PrepareRow, ...] = ()
    prepare_count: int = 0
    to_confirm: int = 0
    """Requests that wait for someone's yes."""
    servable: int = 0
    """Those of the waiting list for whom there would be enough again."""
    aside: tuple[AsideRow, ...] = ()
    deposits: tuple[DepositRow, ...] = ()
    deposit_count: int = 0
    ending: tuple[EndingRow, ...] = ()
    ending_count: int = 0
    check: tuple[CheckRow, ...] = ()
    check_count: int = 0
    letters: LettersDue = NO_LETTERS
    """Whom to write to."""
    clashing: int = 0
    """Promises that collide with another use; reckoned apart, for it may take long."""
    waiting: Waiting = field(default_factory=Waiting)
    """What waits on the page of exchanges."""
    came: LastExchange | None = None
    """What the last exchange brought; None without a network, or where nothing ever came."""

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to do."""
        due = (self.due, self.late, self.prepare, self.aside)
        owed = (self.deposits, self.ending, self.check)
        asked = self.to_confirm or self.servable or self.waiting.total
        asked = asked or self.letters.total or self.clashing
        return not (any((*due, *owed)) or asked)


def today_board(
    session: Session,
    today: date,
    zone: ZoneInfo,
    servable: int = 0,
    letters: LettersDue = NO_LETTERS,
    *,
    whole: bool = True,
) -> Today:
    """What the desk should know this morning; `servable`: how many of the waiting list there is
    enough for again. Not `whole`: without what takes long in a large office, the memberships that
    end and what is to be looked at."""
    prepare, prepare_count = _prepare(session, today, zone)
    due, due_count = _due(session, today, Loan.due_on == today)
    late, late_count = _due(session, today, Loan.due_on < today)
    deposits, deposit_count = _deposits(session)
    ending, ending_count = _ending(session, today) if whole else ((), 0)
    check = to_check(session, midnight(today + ONE_DAY, zone), zone) if whole else ()
    own = settings.own_office(session)
    return Today(
        day=today,
        due=due,
        due_count=due_count,
        late=late,
        late_count=late_count,
        prepare=prepare,
        prepare_count=prepare_count,
        to_confirm=_to_confirm(session, today, zone),
        servable=servable,
        letters=letters,
        aside=_aside(session),
        deposits=deposits,
        deposit_count=deposit_count,
        ending=ending,
        ending_count=ending_count,
        check=check[:SHOWN],
        check_count=len(check),
        waiting=waiting(session, own) if own else Waiting(),
        came=last_exchange(session) if in_network(session) else None,
    )


def _due(
    session: Session, today: date, when: ColumnElement[bool]
) -> tuple[tuple[DueRow, ...], int]:
    is_open = (Loan.state == LoanState.OUT, when)
    count = session.scalar(select(func.count()).select_from(Loan).where(*is_open)) or 0
    still_out = (
        select(func.sum(LoanLine.quantity - LoanLine.returned_quantity - LoanLine.lost_quantity))
        .where(LoanLine.loan_id == Loan.id, LoanLine.state == LineState.OUT)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Loan.id, Loan.number, Loan.borrower_name, Loan.due_on, still_out)
        .where(*is_open)
        .order_by(Loan.due_on, Loan.number)
        .limit(SHOWN)
    )
    out = tuple(
        DueRow(key, number, borrower, due_on, days_late(due_on, today), int(units or 0))
        for key, number, borrower, due_on, units in rows
    )
    return out, count


def _prepare(session: Session, today: date, zone: ZoneInfo) -> tuple[tuple[PrepareRow, ...], int]:
    """Confirmed reservations that begin today, or should have been fetched already."""
    due = to_fetch(today, zone)
    count = session.scalar(select(func.count()).select_from(Reservation).where(due)) or 0
    if not count:
        return (), 0
    rows = session.execute(
        select(Reservation.id, Reservation.number, Reservation.borrower_name, Reservation.starts_at)
        .where(due)
        .order_by(Reservation.starts_at.desc(), Reservation.number)
        .limit(SHOWN)
    ).all()
    lines: dict[UUID, list[tuple[str, int]]] = {row.id: [] for row in rows}
    for key, label, left in session.execute(
        select(
            ReservationLine.reservation_id,
            ReservationLine.label,
            ReservationLine.quantity - ReservationLine.picked_quantity,
        )
        .where(ReservationLine.reservation_id.in_(list(lines)))
        .order_by(ReservationLine.position)
    ):
        if left:
            lines[key].append((label, left))
    return tuple(PrepareRow(*row, what=in_short(lines[row.id])) for row in rows), count


def _to_confirm(session: Session, today: date, zone: ZoneInfo) -> int:
    asked = (
        Reservation.state == ReservationState.REQUESTED,
        Reservation.ends_at > midnight(today, zone),
    )
    return session.scalar(select(func.count()).select_from(Reservation).where(*asked)) or 0


def _aside(session: Session) -> tuple[AsideRow, ...]:
    lines = (
        select(func.count()).where(LoanLine.loan_id == Loan.id).correlate(Loan).scalar_subquery()
    )
    rows = session.execute(
        select(Loan.id, Loan.borrower_name, Loan.opened_at, lines)
        .where(Loan.state == LoanState.DRAFT, Loan.number.is_(None))
        .order_by(Loan.opened_at)
    )
    return tuple(AsideRow(*row) for row in rows)


def _deposits(session: Session) -> tuple[tuple[DepositRow, ...], int]:
    owed = (Deposit.state == DepositState.HELD, Loan.state != LoanState.OUT)
    count = (
        session.scalar(
            select(func.count())
            .select_from(Deposit)
            .join(Loan, Loan.id == Deposit.loan_id)
            .where(*owed)
        )
        or 0
    )
    rows = session.execute(
        select(Loan.id, Loan.number, Loan.borrower_name, Deposit.amount_cents, Deposit.method)
        .join(Loan, Loan.id == Deposit.loan_id)
        .where(*owed)
        .order_by(Loan.closed_at.desc())
        .limit(SHOWN)
    )
    out = tuple(
        DepositRow(key, number or "", borrower, amount, method)
        for key, number, borrower, amount, method in rows
    )
    return out, count


def _ending(session: Session, today: date) -> tuple[tuple[EndingRow, ...], int]:
    later = aliased(Membership)
    renewed = (
        select(later.id)
        .where(later.member_id == Membership.member_id, later.valid_to > Membership.valid_to)
        .exists()
    )
    ends = (
        Membership.valid_to.between(today, today + ENDING_WITHIN),
        ~renewed,
        Member.archived_at.is_(None),
    )
    found = select(Member.id, Member.label, Membership.valid_to).join(
        Member, Member.id == Membership.member_id
    )
    rows = session.execute(
        found.where(*ends).order_by(Membership.valid_to, Member.label).limit(SHOWN)
    )
    count = session.scalar(found.where(*ends).with_only_columns(func.count()))
    return tuple(EndingRow(*row) for row in rows), count or 0

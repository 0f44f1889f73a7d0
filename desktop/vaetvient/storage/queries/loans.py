"""The list of loans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Column, ScalarSelect, Select, case, func, select
from sqlalchemy.orm import Session

from vaetvient.domain.entities import Deposit, Loan, LoanLine, Member
from vaetvient.domain.lending import days_late
from vaetvient.domain.loan import DepositState, LineState, LoanState
from vaetvient.domain.member import MemberKind
from vaetvient.storage.queries.listing import (
    MOST_MATCHES,
    LongList,
    Sorting,
    by_name,
    chunks,
    key_of,
)
from vaetvient.storage.queries.spans import EVER, Span, days_within, moments_within
from vaetvient.storage.search import HitKind, Lexicon, keys_matching

_PARIS = ZoneInfo("Europe/Paris")


class LoansShown(StrEnum):
    """Which loans a list shows."""

    OPEN = "open"
    LATE = "late"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    BLANK = "blank"
    """Agreements numbered ahead, to be filled in by hand."""
    ALL = "all"


@dataclass(frozen=True, slots=True)
class LoansAsked:
    """What the list of loans is filtered by."""

    today: date
    lexicon: Lexicon
    text: str = ""
    shown: LoansShown = LoansShown.OPEN
    deposit_held: bool = False
    """Only those whose deposit is still held."""
    zone: ZoneInfo = _PARIS
    """In which moments are days."""
    handed_out: Span = EVER
    due: Span = EVER
    borrower_kind: MemberKind | None = None


@dataclass(frozen=True, slots=True)
class LoanRow:
    id: UUID
    number: str
    borrower_id: UUID | None
    borrower: str
    """As it was on the day."""
    handed_out_at: datetime | None
    due_on: date | None
    closed_at: datetime | None
    state: LoanState
    things: int
    still_out: int
    deposit_held_cents: int
    late_by: int
    """Days past the due date with something still out; 0 when it is not late."""


_KEY: Column[UUID] = key_of(Loan)
_COLUMNS = Loan.__table__.c


def _things() -> ScalarSelect[Any]:
    return (
        select(func.coalesce(func.sum(LoanLine.quantity), 0))
        .where(LoanLine.loan_id == Loan.id)
        .correlate(Loan)
        .scalar_subquery()
    )


def _still_out() -> ScalarSelect[Any]:
    still = LoanLine.quantity - LoanLine.returned_quantity - LoanLine.lost_quantity
    return (
        select(func.coalesce(func.sum(still), 0))
        .where(LoanLine.loan_id == Loan.id, LoanLine.state == LineState.OUT)
        .correlate(Loan)
        .scalar_subquery()
    )


def _held() -> ScalarSelect[Any]:
    return (
        select(func.coalesce(func.sum(Deposit.amount_cents), 0))
        .where(Deposit.loan_id == Loan.id, Deposit.state == DepositState.HELD)
        .correlate(Loan)
        .scalar_subquery()
    )


def _restrict(session: Session, asked: LoansAsked) -> Select[Any]:
    statement = select(_KEY).where(Loan.number.is_not(None))
    if asked.text.strip():
        keys = keys_matching(session, asked.lexicon, asked.text, HitKind.LOAN, most=MOST_MATCHES)
        statement = statement.where(Loan.id.in_(keys))
    if asked.shown is LoansShown.OPEN:
        statement = statement.where(Loan.state == LoanState.OUT)
    elif asked.shown is LoansShown.LATE:
        statement = statement.where(Loan.state == LoanState.OUT, Loan.due_on < asked.today)
    elif asked.shown is LoansShown.RETURNED:
        statement = statement.where(Loan.state == LoanState.RETURNED)
    elif asked.shown is LoansShown.CANCELLED:
        statement = statement.where(Loan.state == LoanState.CANCELLED)
    elif asked.shown is LoansShown.BLANK:
        statement = statement.where(Loan.state == LoanState.DRAFT)
    if asked.deposit_held:
        statement = statement.where(
            Loan.id.in_(select(Deposit.loan_id).where(Deposit.state == DepositState.HELD))
        )
    if asked.handed_out != EVER:
        within = moments_within(_COLUMNS.handed_out_at, asked.handed_out, asked.zone)
        statement = statement.where(within)
    if asked.due != EVER:
        statement = statement.where(days_within(_COLUMNS.due_on, asked.due))
    if asked.borrower_kind is not None:
        of_kind = select(Member.id).where(Member.kind == asked.borrower_kind)
        statement = statement.where(Loan.borrower_id.in_(of_kind))
    return statement


def _read(session: Session, asked: LoansAsked, keys: Sequence[UUID]) -> Mapping[UUID, LoanRow]:
    out: dict[UUID, LoanRow] = {}
    for some in chunks(keys):
        rows = session.execute(
            select(
                Loan.id,
                Loan.number,
                Loan.borrower_id,
                Loan.borrower_name,
                Loan.handed_out_at,
                Loan.due_on,
                Loan.closed_at,
                Loan.state,
                _things().label("things"),
                _still_out().label("still_out"),
                _held().label("deposit_held_cents"),
            ).where(Loan.id.in_(some))
        )
        for row in rows:
            out[row.id] = LoanRow(
                id=row.id,
                number=row.number or "",
                borrower_id=row.borrower_id,
                borrower=row.borrower_name,
                handed_out_at=row.handed_out_at,
                due_on=row.due_on,
                closed_at=row.closed_at,
                state=row.state,
                things=row.things,
                still_out=row.still_out,
                deposit_held_cents=row.deposit_held_cents,
                late_by=_late_by(row.state, row.due_on, asked.today),
            )
    return out


def _late_by(state: LoanState, due_on: date | None, today: date) -> int:
    return days_late(due_on, today) if state is LoanState.OUT and due_on is not None else 0


_LIFE = case(
    (Loan.state == LoanState.OUT, 0),
    (Loan.state == LoanState.DRAFT, 1),
    (Loan.state == LoanState.RETURNED, 2),
    else_=3,
)

LOANS: LongList[LoansAsked, LoanRow] = LongList(
    key=_KEY,
    restrict=_restrict,
    sortings={
        "number": Sorting((_COLUMNS.office_id, _COLUMNS.number_year, _COLUMNS.number_sequence)),
        "borrower": by_name(_KEY, HitKind.LOAN),
        "handed_out_at": Sorting((_COLUMNS.handed_out_at,)),
        "due_on": Sorting((_COLUMNS.due_on,)),
        "closed_at": Sorting((_COLUMNS.closed_at,)),
        "state": Sorting((_LIFE, _COLUMNS.due_on)),
        "things": Sorting((_things(),)),
        "deposit": Sorting((_held(),)),
    },
    read=_read,
    few=lambda asked: (
        bool(asked.text.strip()) or asked.shown not in (LoansShown.ALL, LoansShown.RETURNED)
    ),
)

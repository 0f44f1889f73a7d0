"""The cash book: its entries as a list, what the drawer should hold, past closings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from vaetvient.domain.cash import (
    IN_THE_DRAWER,
    KIND_WORDS,
    METHOD_WORDS,
    EntryKind,
    PaymentMethod,
    Totals,
    totals,
    words_of,
)
from vaetvient.domain.cash_book import CashClosing, CashCount, CashEntry, CashPayer, CashReceipt
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.loan import Loan
from vaetvient.domain.text import fold
from vaetvient.language import _
from vaetvient.storage.queries.listing import LongList, Sorting, chunks, key_of
from vaetvient.storage.queries.spans import EVER, Span, moments_within


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry as lists show it."""

    id: UUID
    payment_id: UUID
    at: datetime
    kind: EntryKind
    method: PaymentMethod
    amount_cents: int
    quantity: int
    label: str
    reference: str
    payer: str
    member_id: UUID | None
    who: str
    loan_id: UUID | None
    loan_number: str
    receipt: str
    """The receipt's number; empty while none was made."""
    corrects_id: UUID | None
    corrected_by: UUID | None
    reason: str

    @property
    def words(self) -> str:
        """What for."""
        return words_of(self.kind, self.label, self.quantity)


@dataclass(frozen=True, slots=True)
class CashAsked:
    """What the cash book is filtered by."""

    office_id: UUID
    zone: ZoneInfo
    text: str = ""
    kind: EntryKind | None = None
    method: PaymentMethod | None = None
    when: Span = EVER


def _restrict(session: Session, asked: CashAsked) -> Select[Any]:
    statement = (
        select(CashEntry.id)
        .outerjoin(CashPayer, CashPayer.id == CashEntry.payment_id)
        .where(CashEntry.office_id == asked.office_id)
    )
    for word in fold(asked.text).split():
        kinds = [kind for kind, said in KIND_WORDS.items() if word in fold(_(said))]
        methods = [method for method, said in METHOD_WORDS.items() if word in fold(_(said))]
        receipts = select(CashReceipt.id).where(
            func.fold(CashReceipt.number).contains(word, autoescape=True)
        )
        statement = statement.where(
            func.fold(CashEntry.label).contains(word, autoescape=True)
            | func.fold(CashPayer.reference).contains(word, autoescape=True)
            | func.fold(CashEntry.who).contains(word, autoescape=True)
            | func.fold(CashPayer.name).contains(word, autoescape=True)
            | CashEntry.kind.in_(kinds)
            | CashEntry.method.in_(methods)
            | CashEntry.payment_id.in_(receipts)
        )
    if asked.kind is not None:
        statement = statement.where(CashEntry.kind == asked.kind)
    if asked.method is not None:
        statement = statement.where(CashEntry.method == asked.method)
    if asked.when != EVER:
        at = CashEntry.__table__.c.at
        statement = statement.where(moments_within(at, asked.when, asked.zone))
    return statement


def _read(session: Session, _asked: CashAsked, keys: Sequence[UUID]) -> Mapping[UUID, EntryRow]:
    return {row.id: row for some in chunks(keys) for row in _rows(session, some)}


def _rows(session: Session, keys: Sequence[UUID]) -> list[EntryRow]:
    counter = aliased(CashEntry)
    corrected = (
        select(func.min(counter.id)).where(counter.corrects_id == CashEntry.id).scalar_subquery()
    )
    found = session.execute(
        select(
            CashEntry,
            CashPayer.name,
            CashPayer.reference,
            CashPayer.member_id,
            Loan.number,
            CashReceipt.number,
            corrected,
        )
        .outerjoin(CashPayer, CashPayer.id == CashEntry.payment_id)
        .outerjoin(Loan, Loan.id == CashEntry.loan_id)
        .outerjoin(CashReceipt, CashReceipt.id == CashEntry.payment_id)
        .where(CashEntry.id.in_(keys))
    )
    return [
        EntryRow(
            id=entry.id,
            payment_id=entry.payment_id,
            at=entry.at,
            kind=entry.kind,
            method=entry.method,
            amount_cents=entry.amount_cents,
            quantity=entry.quantity,
            label=entry.label,
            reference=reference or "",
            payer=name or "",
            member_id=member_id,
            who=entry.who,
            loan_id=entry.loan_id,
            loan_number=number or "",
            receipt=receipt or "",
            corrects_id=entry.corrects_id,
            corrected_by=corrected_by,
            reason=entry.reason,
        )
        for entry, name, reference, member_id, number, receipt, corrected_by in found
    ]


CASH: LongList[CashAsked, EntryRow] = LongList(
    key=key_of(CashEntry),
    restrict=_restrict,
    sortings={
        "at": Sorting((CashEntry.__table__.c.at,)),
        "what": Sorting((CashEntry.__table__.c.kind, func.fold(CashEntry.label))),
        "payer": Sorting((func.fold(func.coalesce(CashPayer.name, "")),)),
        "method": Sorting((CashEntry.__table__.c.method,)),
        "amount": Sorting((CashEntry.__table__.c.amount_cents,)),
        "who": Sorting((func.fold(CashEntry.who),)),
    },
    read=_read,
)


def entry_row(session: Session, entry_id: UUID) -> EntryRow:
    """One entry. Raises NotFoundError."""
    found = _rows(session, [entry_id])
    if not found:
        raise NotFoundError(what=str(entry_id))
    return found[0]


def first_of_payment(session: Session, payment_id: UUID) -> UUID:
    """The first entry of a payment. Raises NotFoundError."""
    key = session.scalar(
        select(CashEntry.id).where(CashEntry.payment_id == payment_id).order_by(CashEntry.id)
    )
    if key is None:
        raise NotFoundError(what=str(payment_id))
    return key


def entries_of_loan(session: Session, loan_id: UUID) -> tuple[EntryRow, ...]:
    """What was paid for a loan, in the order in which it was."""
    keys = list(session.scalars(select(CashEntry.id).where(CashEntry.loan_id == loan_id)))
    rows = [row for some in chunks(keys) for row in _rows(session, some)]
    return tuple(sorted(rows, key=lambda row: (row.at, row.id)))


def entry_called(session: Session, office_id: UUID, receipt_or_id: str) -> EntryRow:
    """The first entry of the payment with this receipt number, or the entry with this key.

    Raises NotFoundError.
    """
    text = receipt_or_id.strip()
    key = session.scalar(
        select(CashEntry.id)
        .join(CashReceipt, CashReceipt.id == CashEntry.payment_id)
        .where(CashReceipt.number == text.upper(), CashEntry.office_id == office_id)
        .order_by(CashEntry.id)
    )
    if key is None:
        try:
            key = UUID(text)
        except ValueError:
            raise NotFoundError(what=text) from None
    return entry_row(session, key)


def totals_asked(session: Session, asked: CashAsked) -> Totals:
    """The sums of the entries that answer."""
    keys = _restrict(session, asked).subquery()
    found = session.execute(
        select(CashEntry.kind, CashEntry.method, func.sum(CashEntry.amount_cents))
        .where(CashEntry.id.in_(select(keys.c.id)))
        .group_by(CashEntry.kind, CashEntry.method)
    )
    return totals(_Sum(kind, method, int(cents)) for kind, method, cents in found)


@dataclass(frozen=True, slots=True)
class _Sum:
    kind: EntryKind
    method: PaymentMethod
    amount_cents: int


@dataclass(frozen=True, slots=True)
class DrawerLine:
    """One method: what it moved since the last closing, and what it should amount to."""

    method: PaymentMethod
    moved_cents: int
    """Since the last closing."""
    expected_cents: int
    """In the drawer now; for what lies in none, what moved since the last closing."""


@dataclass(frozen=True, slots=True)
class Drawer:
    """What should be there, by method."""

    lines: tuple[DrawerLine, ...]
    closed_at: datetime | None
    """The last closing; None: never."""

    def expected(self, method: PaymentMethod) -> int:
        return next((line.expected_cents for line in self.lines if line.method is method), 0)


def drawer(session: Session, office_id: UUID) -> Drawer:
    """What the drawer should hold: all entries, and the differences that countings found.

    So an entry that another post wrote before a closing and that came after it is in the next.
    """
    own = CashEntry.office_id == office_id
    closed_at = session.scalar(
        select(func.max(CashClosing.closed_at)).where(CashClosing.office_id == office_id)
    )
    sums = _by_method(
        session, select(CashEntry.method, func.sum(CashEntry.amount_cents)).where(own)
    )
    since = sums
    if closed_at is not None:
        later = select(CashEntry.method, func.sum(CashEntry.amount_cents))
        since = _by_method(session, later.where(own, CashEntry.at > closed_at))
    found = _by_method(
        session,
        select(CashCount.method, func.sum(CashCount.counted_cents - CashCount.expected_cents))
        .join(CashClosing, CashClosing.id == CashCount.closing_id)
        .where(CashClosing.office_id == office_id),
        of=CashCount,
    )
    lines = []
    for method in PaymentMethod:
        moved = since.get(method, 0)
        if method in IN_THE_DRAWER:
            lines.append(DrawerLine(method, moved, sums.get(method, 0) + found.get(method, 0)))
        elif moved or method in since:
            lines.append(DrawerLine(method, moved, moved))
    return Drawer(tuple(lines), closed_at)


def _by_method(
    session: Session,
    statement: Select[*tuple[Any, ...]],
    of: type[CashEntry | CashCount] = CashEntry,
) -> dict[PaymentMethod, int]:
    return {method: int(cents) for method, cents in session.execute(statement.group_by(of.method))}


@dataclass(frozen=True, slots=True)
class Ware:
    """Something that was sold before, and for how much the last time."""

    label: str
    unit_cents: int


def wares(session: Session, office_id: UUID, text: str, limit: int = 8) -> tuple[Ware, ...]:
    """What was sold under words like these, the newest price of each."""
    statement = select(CashEntry.label, CashEntry.amount_cents, CashEntry.quantity).where(
        CashEntry.office_id == office_id,
        CashEntry.kind == EntryKind.SALE,
        CashEntry.amount_cents > 0,
        CashEntry.corrects_id.is_(None),
    )
    for word in fold(text).split():
        statement = statement.where(func.fold(CashEntry.label).contains(word, autoescape=True))
    found: dict[str, Ware] = {}
    for label, cents, quantity in session.execute(
        statement.order_by(CashEntry.at.desc(), CashEntry.id.desc()).limit(500)
    ):
        found.setdefault(fold(label), Ware(label, cents // quantity))
    return tuple(found.values())[:limit]


@dataclass(frozen=True, slots=True)
class CountRow:
    """One method of a closing."""

    method: PaymentMethod
    expected_cents: int
    counted_cents: int


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """A past closing."""

    id: UUID
    at: datetime
    who: str
    note: str
    counts: tuple[CountRow, ...]

    @property
    def difference_cents(self) -> int:
        return sum(count.counted_cents - count.expected_cents for count in self.counts)


def closings(session: Session, office_id: UUID, limit: int = 50) -> tuple[ClosingRow, ...]:
    """The last closings, the newest first."""
    rows = session.scalars(
        select(CashClosing)
        .where(CashClosing.office_id == office_id)
        .order_by(CashClosing.closed_at.desc(), CashClosing.id.desc())
        .limit(limit)
    ).all()
    counts: dict[UUID, list[CountRow]] = {}
    for count in session.scalars(
        select(CashCount)
        .where(CashCount.closing_id.in_([row.id for row in rows]))
        .order_by(CashCount.id)
    ):
        counts.setdefault(count.closing_id, []).append(
            CountRow(count.method, count.expected_cents, count.counted_cents)
        )
    return tuple(
        ClosingRow(row.id, row.closed_at, row.who, row.note, tuple(counts.get(row.id, ())))
        for row in rows
    )

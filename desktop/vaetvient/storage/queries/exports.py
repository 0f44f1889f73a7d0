"""Everything of one kind, row after row, for a file: read as it is written, never held whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from vaetvient.domain.entities import (
    Category,
    Deposit,
    Equipment,
    Loan,
    LoanLine,
    Member,
    Model,
    StockMovement,
)
from vaetvient.domain.equipment import Condition, EquipmentKind
from vaetvient.domain.loan import DepositMethod, DepositState, LineState, LoanState
from vaetvient.domain.member import MemberKind
from vaetvient.domain.records import Record

_AT_ONCE = 2000
_MEMBER = Record.metadata.tables["member"].c
_EQUIPMENT = Record.metadata.tables["equipment"].c
"""Columns of one kind alone, asked of rows of every kind."""


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member as a file tells it; texts that were never given are empty or None."""

    number: str
    kind: MemberKind
    last_name: str | None
    first_name: str | None
    name: str | None
    acronym: str | None
    email: str | None
    phone: str | None
    mobile: str | None
    birth_date: date | None
    address: str
    postal_code: str
    commune: str
    rna: str | None
    siret: str | None
    card: str | None
    tags: str
    notes: str


@dataclass(frozen=True, slots=True)
class EquipmentRow:
    """One item, or one stock with how many of it there are."""

    tag: str
    model: str
    brand: str
    reference: str
    category: tuple[str, ...]
    """From the root of the tree down; empty without a category."""
    kind: EquipmentKind
    serial: str | None
    value_cents: int | None
    quantity: int | None
    owner: str
    location: str
    condition: Condition | None
    defects: str | None
    purchased_on: date | None
    notes: str


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of a loan with what is said of the whole loan; one row without line where a
    number was given to a blank agreement."""

    number: str
    borrower_number: str | None
    borrower: str
    signatory: str
    state: LoanState
    handed_out_at: datetime | None
    due_on: date | None
    closed_at: datetime | None
    tag: str | None
    label: str | None
    serial: str | None
    quantity: int | None
    returned: int | None
    lost: int | None
    line_state: LineState | None
    returned_at: datetime | None
    condition_out: Condition | None
    condition_in: Condition | None
    deposit_cents: int | None
    deposit_method: DepositMethod | None
    deposit_state: DepositState | None
    deposit_kept_cents: int | None
    purpose: str
    note: str
    cancel_reason: str


def count_members(session: Session) -> int:
    """How many rows `member_rows` gives."""
    return _count(session, _members())


def member_rows(session: Session) -> Iterator[MemberRow]:
    """Members in use, by number."""
    for row in session.execute(_members()).yield_per(_AT_ONCE):
        yield MemberRow(*row)


def count_equipment(session: Session) -> int:
    """How many rows `equipment_rows` gives."""
    return _count(session, _equipment())


def equipment_rows(session: Session) -> Iterator[EquipmentRow]:
    """Items and stocks in use, by tag."""
    paths = category_paths(session)
    for row in session.execute(_equipment()).yield_per(_AT_ONCE):
        is_stock = row.kind is EquipmentKind.STOCK
        yield EquipmentRow(
            tag=row.tag,
            model=row.name,
            brand=row.brand,
            reference=row.reference,
            category=paths.get(row.category_id, ()),
            kind=row.kind,
            serial=row.serial,
            value_cents=row.value_cents,
            quantity=(row.owned or 0) if is_stock else None,
            owner=row.owner_name,
            location=row.location,
            condition=None if is_stock else row.condition,
            defects=row.defects,
            purchased_on=row.purchased_on,
            notes=row.notes,
        )


def count_loan_lines(session: Session) -> int:
    """How many rows `loan_rows` gives."""
    return _count(session, _loans())


def loan_rows(session: Session) -> Iterator[LineRow]:
    """Every line of every loan that has a number, in the order of the numbers."""
    for row in session.execute(_loans()).yield_per(_AT_ONCE):
        yield LineRow(*row)


def category_paths(session: Session) -> dict[UUID, tuple[str, ...]]:
    """For each category the names from the root down to its own."""
    nodes: dict[UUID, tuple[UUID | None, str]] = {
        key: (parent, name)
        for key, parent, name in session.execute(
            select(Category.id, Category.parent_id, Category.name)
        )
    }

    def path(key: UUID | None, seen: frozenset[UUID]) -> tuple[str, ...]:
        if key is None or key not in nodes or key in seen:
            return ()
        parent, name = nodes[key]
        return (*path(parent, seen | {key}), name)

    return {key: path(key, frozenset()) for key in nodes}


def _count(session: Session, statement: Select[*tuple[Any, ...]]) -> int:
    plain = statement.order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(plain)) or 0


def _members() -> Select[*tuple[Any, ...]]:
    statement: Select[*tuple[Any, ...]] = (
        select(
            Member.number,
            Member.kind,
            _MEMBER.last_name,
            _MEMBER.first_name,
            _MEMBER.name,
            _MEMBER.acronym,
            Member.email,
            Member.phone,
            Member.mobile,
            _MEMBER.birth_date,
            Member.address,
            Member.postal_code,
            Member.commune_name,
            _MEMBER.rna,
            _MEMBER.siret,
            Member.card,
            Member.tags,
            Member.notes,
        )
        .where(Member.archived_at.is_(None), Member.merged_into_id.is_(None))
        .order_by(func.length(Member.number), Member.number)
    )
    return statement


def _equipment() -> Select[*tuple[Any, ...]]:
    owned = (
        select(func.sum(StockMovement.delta))
        .where(StockMovement.stock_id == Equipment.id)
        .correlate(Equipment)
        .scalar_subquery()
    )
    return (
        select(
            Equipment.tag,
            Model.name,
            Model.brand,
            Model.reference,
            Model.category_id,
            Equipment.kind,
            _EQUIPMENT.serial,
            func.coalesce(Equipment.value_cents, Model.value_cents).label("value_cents"),
            owned.label("owned"),
            Equipment.owner_name,
            Equipment.location,
            _EQUIPMENT.condition,
            _EQUIPMENT.defects,
            _EQUIPMENT.purchased_on,
            Equipment.notes,
        )
        .join(Model, Model.id == Equipment.model_id)
        .where(Equipment.archived_at.is_(None))
        .order_by(Equipment.tag)
    )


def _loans() -> Select[*tuple[Any, ...]]:
    borrower = aliased(Member)
    statement: Select[*tuple[Any, ...]] = (
        select(
            Loan.number,
            borrower.number,
            Loan.borrower_name,
            Loan.signatory_name,
            Loan.state,
            Loan.handed_out_at,
            Loan.due_on,
            Loan.closed_at,
            LoanLine.tag,
            LoanLine.label,
            LoanLine.serial,
            LoanLine.quantity,
            LoanLine.returned_quantity,
            LoanLine.lost_quantity,
            LoanLine.state,
            LoanLine.returned_at,
            LoanLine.condition_out,
            LoanLine.condition_in,
            Deposit.amount_cents,
            Deposit.method,
            Deposit.state,
            Deposit.kept_cents,
            Loan.purpose,
            Loan.note,
            Loan.cancel_reason,
        )
        .select_from(Loan)
        .outerjoin(LoanLine, LoanLine.loan_id == Loan.id)
        .outerjoin(Deposit, Deposit.loan_id == Loan.id)
        .outerjoin(borrower, borrower.id == Loan.borrower_id)
        .where(Loan.number.is_not(None))
        .order_by(Loan.office_id, Loan.number_year, Loan.number_sequence, LoanLine.position)
    )
    return statement

"""The list of equipment: items and stocks, where each one is now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from vaetvient.domain.entities import (
    Category,
    Equipment,
    Loan,
    LoanLine,
    Maintenance,
    Model,
    StockMovement,
)
from vaetvient.domain.equipment import UNUSABLE, Condition, EquipmentKind
from vaetvient.domain.loan import LineState, LoanState
from vaetvient.storage.queries.categories import with_descendants
from vaetvient.storage.queries.listing import (
    MOST_MATCHES,
    LongList,
    Sorting,
    by_name,
    chunks,
    key_of,
)
from vaetvient.storage.queries.members import Kept
from vaetvient.storage.search import HitKind, Lexicon, keys_matching


class Whereabouts(StrEnum):
    """Where a thing is: what a list says of it and filters by."""

    FREE = "free"
    OUT = "out"
    STOPPED = "stopped"
    """Out of service, or in no state to be lent."""
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class EquipmentAsked:
    """What the list of equipment is filtered by."""

    today: date
    lexicon: Lexicon
    text: str = ""
    category_id: UUID | None = None
    """This category and all below it."""
    model_id: UUID | None = None
    kind: EquipmentKind | None = None
    where: Whereabouts | None = None
    kept: Kept = Kept.CURRENT
    condition: Condition | None = None
    location: str | None = None
    """Kept there; empty: nowhere said."""
    owner: str | None = None
    late: bool = False
    """Only what should have come back."""


@dataclass(frozen=True, slots=True)
class EquipmentRow:
    id: UUID
    kind: EquipmentKind
    tag: str
    label: str
    category: str
    condition: Condition | None
    location: str
    owner: str
    serial: str
    value_cents: int | None
    total: int
    """Units there are; 1 for an item."""
    out: int
    """Units that are out."""
    where: Whereabouts
    due_on: date | None
    """The next return expected, when something is out."""
    borrower: str
    """Who has it; empty when several do."""


_COLUMNS = Equipment.__table__.c
_MOST_VALUES = 500
_KEY: Column[UUID] = key_of(Equipment)


def _total() -> ScalarSelect[Any]:
    return (
        select(func.coalesce(func.sum(StockMovement.delta), 0))
        .where(StockMovement.stock_id == _KEY)
        .correlate(Equipment)
        .scalar_subquery()
    )


def _out() -> ScalarSelect[Any]:
    still = LoanLine.quantity - LoanLine.returned_quantity - LoanLine.lost_quantity
    return (
        select(func.coalesce(func.sum(still), 0))
        .where(LoanLine.equipment_id == _KEY, LoanLine.state == LineState.OUT)
        .correlate(Equipment)
        .scalar_subquery()
    )


def _is_out() -> ColumnElement[bool]:
    """Written as the two partial indexes of lines that are out are: they answer, not the lines."""
    out = literal(LineState.OUT, LoanLine.state.type, literal_execute=True)
    lines = [
        select(LoanLine.equipment_id).where(
            LoanLine.kind == literal(kind, LoanLine.kind.type, literal_execute=True),
            LoanLine.state == out,
        )
        for kind in EquipmentKind
    ]
    return _KEY.in_(union_all(*lines))


def _is_stopped(today: date) -> ColumnElement[bool]:
    """Kept from being lent today: an open maintenance, or in no state to be lent."""
    maintained = (
        exists()
        .where(
            Maintenance.item_id == _KEY,
            Maintenance.first_day <= today,
            or_(Maintenance.last_day.is_(None), Maintenance.last_day >= today),
        )
        .correlate(Equipment)
    )
    return or_(maintained, _COLUMNS.condition.in_(UNUSABLE))


def _restrict(session: Session, asked: EquipmentAsked) -> Select[Any]:
    statement = select(_KEY).join(Model, Model.id == Equipment.model_id)
    if asked.text.strip():
        keys = keys_matching(
            session, asked.lexicon, asked.text, HitKind.EQUIPMENT, most=MOST_MATCHES
        )
        statement = statement.where(Equipment.id.in_(keys))
    if asked.category_id is not None:
        family = with_descendants(session, [asked.category_id])
        statement = statement.where(Model.category_id.in_(family))
    if asked.model_id is not None:
        statement = statement.where(Equipment.model_id == asked.model_id)
    if asked.kind is not None:
        statement = statement.where(Equipment.kind == asked.kind)
    if asked.condition is not None:
        statement = statement.where(_COLUMNS.condition == asked.condition)
    if asked.location is not None:
        statement = statement.where(_COLUMNS.location == asked.location)
    if asked.owner is not None:
        statement = statement.where(_COLUMNS.owner_name == asked.owner)
    if asked.late:
        late = (
            select(LoanLine.equipment_id)
            .join(Loan, Loan.id == LoanLine.loan_id)
            .where(
                Loan.state == LoanState.OUT,
                Loan.due_on < asked.today,
                LoanLine.state == LineState.OUT,
            )
        )
        statement = statement.where(_KEY.in_(late))
    return _restrict_state(statement, asked)


def _restrict_state(statement: Select[Any], asked: EquipmentAsked) -> Select[Any]:
    if asked.where is Whereabouts.ARCHIVED or asked.kept is Kept.ARCHIVED:
        statement = statement.where(Equipment.archived_at.is_not(None))
    elif asked.kept is Kept.CURRENT:
        statement = statement.where(Equipment.archived_at.is_(None))
    if asked.where is Whereabouts.OUT:
        statement = statement.where(_is_out())
    elif asked.where is Whereabouts.STOPPED:
        statement = statement.where(_is_stopped(asked.today))
    elif asked.where is Whereabouts.FREE:
        statement = statement.where(
            ~func.coalesce(_is_stopped(asked.today), False),
            or_(
                and_(Equipment.kind == EquipmentKind.ITEM, ~_is_out()),
                and_(Equipment.kind == EquipmentKind.STOCK, _total() > _out()),
            ),
        )
    return statement


def _read(
    session: Session, asked: EquipmentAsked, keys: Sequence[UUID]
) -> Mapping[UUID, EquipmentRow]:
    out: dict[UUID, EquipmentRow] = {}
    for some in chunks(keys):
        holders = _holders(session, some)
        rows = session.execute(
            select(
                Equipment.id,
                Equipment.kind,
                Equipment.tag,
                Model.name,
                func.coalesce(Category.name, "").label("category"),
                _COLUMNS.condition,
                Equipment.location,
                Equipment.owner_name,
                func.coalesce(_COLUMNS.serial, "").label("serial"),
                func.coalesce(Equipment.value_cents, Model.value_cents).label("value_cents"),
                _total().label("total"),
                _out().label("out"),
                func.coalesce(_is_stopped(asked.today), False).label("stopped"),
                Equipment.archived_at,
            )
            .join(Model, Model.id == Equipment.model_id)
            .outerjoin(Category, Category.id == Model.category_id)
            .where(Equipment.id.in_(some))
        )
        for row in rows:
            borrower, due_on = holders.get(row.id, ("", None))
            out[row.id] = EquipmentRow(
                id=row.id,
                kind=row.kind,
                tag=row.tag,
                label=row.name,
                category=row.category,
                condition=row.condition,
                location=row.location,
                owner=row.owner_name,
                serial=row.serial,
                value_cents=row.value_cents,
                total=1 if row.kind is EquipmentKind.ITEM else row.total,
                out=row.out,
                where=_whereabouts(row),
                due_on=due_on,
                borrower=borrower,
            )
    return out


def _whereabouts(row: Any) -> Whereabouts:
    if row.archived_at is not None:
        return Whereabouts.ARCHIVED
    units = 1 if row.kind is EquipmentKind.ITEM else row.total
    if row.out and row.out >= units:
        return Whereabouts.OUT
    return Whereabouts.STOPPED if row.stopped else Whereabouts.FREE


def _holders(session: Session, keys: Sequence[UUID]) -> dict[UUID, tuple[str, date | None]]:
    """Who has each thing that is out and when it is due; nobody named when several have some."""
    rows = session.execute(
        select(
            LoanLine.equipment_id,
            func.min(Loan.borrower_name).label("borrower"),
            func.min(Loan.due_on).label("due_on"),
            func.count(Loan.id.distinct()).label("loans"),
        )
        .join(Loan, Loan.id == LoanLine.loan_id)
        .where(LoanLine.equipment_id.in_(keys), LoanLine.state == LineState.OUT)
        .group_by(LoanLine.equipment_id)
    )
    return {row.equipment_id: (row.borrower if row.loans == 1 else "", row.due_on) for row in rows}


def _join_category(statement: Select[Any]) -> Select[Any]:
    return statement.outerjoin(Category, Category.id == Model.category_id)


_STATE = case(
    (_COLUMNS.archived_at.is_not(None), 3),
    (_is_out(), 0),
    (
        or_(
            exists()
            .where(Maintenance.item_id == _KEY, Maintenance.last_day.is_(None))
            .correlate(Equipment),
            _COLUMNS.condition == Condition.BROKEN,
        ),
        1,
    ),
    else_=2,
)

_WEAR = case({state: place for place, state in enumerate(Condition)}, value=_COLUMNS.condition)

EQUIPMENT: LongList[EquipmentAsked, EquipmentRow] = LongList(
    key=_KEY,
    restrict=_restrict,
    sortings={
        "tag": Sorting((_COLUMNS.tag,)),
        "label": by_name(_KEY, HitKind.EQUIPMENT),
        "category": Sorting((func.fold(func.coalesce(Category.name, "")),), _join_category),
        "condition": Sorting((_WEAR,)),
        "where": Sorting((_STATE,)),
        "location": Sorting((func.fold(_COLUMNS.location),)),
        "owner": Sorting((func.fold(_COLUMNS.owner_name),)),
        "serial": Sorting((_COLUMNS.serial,)),
        "value": Sorting((func.coalesce(Equipment.value_cents, Model.value_cents),)),
        "total": Sorting(
            (case((_COLUMNS.kind == EquipmentKind.ITEM, 1), else_=_total()),),
        ),
    },
    read=_read,
    few=lambda asked: bool(asked.text.strip()) or asked.where is Whereabouts.OUT or asked.late,
)


def places_present(session: Session) -> tuple[tuple[str, int], ...]:
    """Where things are kept, with how many, by name."""
    return _values_present(session, _COLUMNS.location)


def owners_present(session: Session) -> tuple[tuple[str, int], ...]:
    """Whose things are, with how many, by name."""
    return _values_present(session, _COLUMNS.owner_name)


def _values_present(session: Session, column: ColumnElement[str]) -> tuple[tuple[str, int], ...]:
    rows = session.execute(
        select(column, func.count())
        .where(_COLUMNS.archived_at.is_(None), column != "")
        .group_by(column)
        .order_by(func.fold(column))
        .limit(_MOST_VALUES)
    )
    return tuple((value, n) for value, n in rows)

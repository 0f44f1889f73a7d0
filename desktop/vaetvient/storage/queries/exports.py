"""Everything of one kind, row after row, for a file: read as it is written, never held whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session

from vaetvient.domain.equipment import Category, EquipmentKind
from vaetvient.domain.records import Record
from vaetvient.storage.prepared import Question, row

_AT_ONCE = 2000
_TABLES = Record.metadata.tables


@dataclass(frozen=True, slots=True)
class Extract:
    """Rows on their way to a file: what their cells are called, how many there are, the rows."""

    keys: tuple[str, ...]
    total: int
    chunks: Iterator[Sequence[Sequence[Any]]]


def members(session: Session) -> Extract:
    """Members in use, by number, each with the dues that end last."""
    return _extract(session, _members())


def equipment(session: Session) -> Extract:
    """Items and stocks in use, by tag, each with its category as a path from the root down."""
    statement = _equipment()
    plain = _extract(session, statement)
    paths = category_paths(session)
    kind, category, owned = (plain.keys.index(key) for key in ("kind", "category", "quantity"))

    def told(thing: Sequence[Any]) -> Sequence[Any]:
        cells = list(thing)
        cells[category] = paths.get(thing[category], ())
        cells[owned] = (thing[owned] or 0) if thing[kind] is EquipmentKind.STOCK else None
        return cells

    chunks = ([told(thing) for thing in chunk] for chunk in plain.chunks)
    return Extract(plain.keys, plain.total, chunks)


def loan_lines(session: Session) -> Extract:
    """Every line of every loan that has a number, in the order of the numbers.

    A row without a line where a number was given to a blank agreement.
    """
    return _extract(session, loans_statement())


def reservation_lines(session: Session) -> Extract:
    """Every line of every reservation, in the order of the numbers."""
    return _extract(session, _reservations())


def _extract(session: Session, statement: Select[*tuple[Any, ...]]) -> Extract:
    total = session.scalar(select(func.count()).select_from(statement.order_by(None).subquery()))
    chunks = Question(statement, row).portions(session, _AT_ONCE)
    return Extract(tuple(statement.selected_columns.keys()), total or 0, chunks)


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


def _members() -> Select[*tuple[Any, ...]]:
    member, dues = _TABLES["member"].c, _TABLES["membership"].c
    newest = func.row_number().over(
        partition_by=dues.member_id, order_by=(dues.valid_to.desc(), dues.id.desc())
    )
    last = select(
        dues.member_id,
        dues.valid_from,
        dues.valid_to,
        dues.amount_cents,
        dues.method,
        newest.label("place"),
    ).subquery("last_dues")
    statement: Select[*tuple[Any, ...]] = (
        select(
            member.number,
            member.kind,
            member.last_name,
            member.first_name,
            member.name,
            member.acronym,
            member.email,
            member.phone,
            member.mobile,
            member.birth_date,
            member.address,
            member.postal_code,
            member.commune_name,
            member.rna,
            member.siret,
            member.card,
            member.tags,
            member.notes,
            last.c.valid_from,
            last.c.valid_to,
            last.c.amount_cents,
            last.c.method,
        )
        .outerjoin(last, and_(last.c.member_id == member.id, last.c.place == 1))
        .where(member.archived_at.is_(None), member.merged_into_id.is_(None))
        .order_by(func.length(member.number), member.number)
    )
    return statement


def _equipment() -> Select[*tuple[Any, ...]]:
    thing, model, movement = (_TABLES[name].c for name in ("equipment", "model", "stock_movement"))
    owned = (
        select(func.sum(movement.delta))
        .where(movement.stock_id == thing.id)
        .correlate(_TABLES["equipment"])
        .scalar_subquery()
    )
    statement: Select[*tuple[Any, ...]] = (
        select(
            thing.tag,
            model.name.label("model"),
            model.brand,
            model.reference,
            model.category_id.label("category"),
            thing.kind,
            thing.serial,
            func.coalesce(thing.value_cents, model.value_cents).label("value_cents"),
            owned.label("quantity"),
            thing.owner_name,
            thing.location,
            case((thing.kind == EquipmentKind.ITEM, thing.condition)).label("condition"),
            thing.defects,
            thing.purchased_on,
            thing.notes,
        )
        .select_from(_TABLES["equipment"])
        .join(_TABLES["model"], model.id == thing.model_id)
        .where(thing.archived_at.is_(None))
        .order_by(thing.tag)
    )
    return statement


def loans_statement() -> Select[*tuple[Any, ...]]:
    """What `loan_lines` asks."""
    loan, line, deposit, borrower = (
        _TABLES[name].c for name in ("loan", "loan_line", "deposit", "member")
    )
    statement: Select[*tuple[Any, ...]] = (
        select(
            loan.number,
            borrower.number.label("borrower_number"),
            loan.borrower_name,
            loan.signatory_name,
            loan.state,
            loan.handed_out_at,
            loan.due_on,
            loan.closed_at,
            line.tag,
            line.label,
            line.serial,
            line.quantity,
            line.returned_quantity,
            line.lost_quantity,
            line.state.label("line_state"),
            line.returned_at,
            line.condition_out,
            line.condition_in,
            deposit.amount_cents,
            deposit.method,
            deposit.state.label("deposit_state"),
            deposit.kept_cents,
            loan.purpose,
            loan.note,
            loan.cancel_reason,
        )
        .select_from(_TABLES["loan"])
        .outerjoin(_TABLES["loan_line"], line.loan_id == loan.id)
        .outerjoin(_TABLES["deposit"], deposit.loan_id == loan.id)
        .outerjoin(_TABLES["member"], borrower.id == loan.borrower_id)
        .where(loan.number.is_not(None))
        .order_by(loan.office_id, loan.number_year, loan.number_sequence, line.position)
    )
    return statement


def _reservations() -> Select[*tuple[Any, ...]]:
    promise, line, borrower = (
        _TABLES[name].c for name in ("reservation", "reservation_line", "member")
    )
    statement: Select[*tuple[Any, ...]] = (
        select(
            promise.number,
            borrower.number.label("borrower_number"),
            promise.borrower_name,
            promise.state,
            promise.starts_at,
            promise.ends_at,
            promise.asked_at,
            line.label,
            line.tag,
            line.kit_name,
            line.quantity,
            line.picked_quantity,
            promise.fee_cents,
            promise.deposit_cents,
            promise.purpose,
            promise.note,
            promise.close_reason,
        )
        .select_from(_TABLES["reservation"])
        .outerjoin(_TABLES["reservation_line"], line.reservation_id == promise.id)
        .outerjoin(_TABLES["member"], borrower.id == promise.borrower_id)
        .order_by(promise.office_id, promise.number_year, promise.number_sequence, line.position)
    )
    return statement

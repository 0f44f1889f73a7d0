"""What stands at the desk when something leaves or is promised: things, their models, who borrows.

Plain rows, by prepared questions: asked with someone waiting, at every scan and every loan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, case, func, select, text
from sqlalchemy.orm import Session

from vaetvient.domain.equipment import (
    Accessory,
    Category,
    CategoryKind,
    Condition,
    Equipment,
    EquipmentKind,
    Maintenance,
    Model,
)
from vaetvient.domain.loan import Loan, LoanLine
from vaetvient.domain.member import (
    Member,
    MemberKind,
    Membership,
    Representative,
    signs_on,
    spoken_person,
)
from vaetvient.domain.policy import ModelTerms
from vaetvient.storage.prepared import Question, alone, row

_KEYS: BindParameter[UUID] = bindparam("keys", expanding=True)
_equipment, _model, _member = Equipment.__table__.c, Model.__table__.c, Member.__table__.c
_category = Category.__table__.c
"""Through their tables: the entities would keep to one kind."""


class PartRow(NamedTuple):
    """An accessory: so many with every unit."""

    position: int
    name: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model, with its own terms and what goes out with each unit."""

    id: UUID
    category_id: UUID | None
    name: str
    value_cents: int | None
    loan_days: int | None
    deposit_cents: int | None
    accessories: tuple[PartRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ThingRow:
    """An item or a stock as it is now."""

    model: ModelRow
    id: UUID
    kind: EquipmentKind
    tag: str
    serial: str
    condition: Condition | None
    """None for a stock."""
    defects: str
    value_cents: int | None
    """Its own; None: the model's."""
    custody_office_id: UUID
    archived_at: datetime | None
    mileage_km: int | None = None
    category_kind: CategoryKind | None = None

    @property
    def model_id(self) -> UUID:
        return self.model.id

    @property
    def is_item(self) -> bool:
        return self.kind is EquipmentKind.ITEM

    @property
    def is_vehicle(self) -> bool:
        """Whether its mileage and fuel are read when it leaves and comes back."""
        return self.is_item and self.category_kind is CategoryKind.VEHICLE


class CategoryRow(NamedTuple):
    """A category and its terms."""

    id: UUID
    parent_id: UUID | None
    name: str
    loan_days: int | None
    deposit_cents: int | None
    membership_required: bool | None


class BorrowerRow(NamedTuple):
    """Who borrows."""

    id: UUID
    office_id: UUID
    kind: MemberKind
    label: str
    first_name: str | None
    last_name: str | None
    birth_date: date | None
    commune_insee: str | None
    archived_at: datetime | None

    @property
    def spoken_name(self) -> str:
        """As one is named on paper."""
        if self.kind is MemberKind.PERSON:
            return spoken_person(self.first_name, self.last_name)
        return self.label


class Mandate(NamedTuple):
    """A person who acts for an association."""

    person_id: UUID
    first_name: str | None
    last_name: str | None
    role: str
    may_sign: bool
    valid_from: date | None
    valid_to: date | None

    @property
    def spoken_name(self) -> str:
        return spoken_person(self.first_name, self.last_name)

    def signs_on(self, day: date) -> bool:
        """See `domain.member.signs_on`."""
        return signs_on(self, day)


class OutRow(NamedTuple):
    """The open loan of an item."""

    equipment_id: UUID
    loan_id: UUID
    borrower_name: str
    number: str | None
    due_on: date | None


class Stopped(NamedTuple):
    """An item out of service, and why."""

    item_id: UUID
    reason: str


_MODEL_COLUMNS = (
    _model.id,
    _model.category_id,
    _model.name,
    _model.value_cents,
    _model.loan_days,
    _model.deposit_cents,
)
_THINGS: Question[tuple[Any, ...]] = Question(
    select(
        _equipment.id,
        _equipment.kind,
        _equipment.tag,
        func.coalesce(_equipment.serial, ""),
        case((_equipment.kind == EquipmentKind.ITEM, _equipment.condition)),
        func.coalesce(_equipment.defects, ""),
        _equipment.value_cents,
        _equipment.custody_office_id,
        _equipment.archived_at,
        _equipment.mileage_km,
        _category.kind,
        *_MODEL_COLUMNS,
    )
    .join_from(Equipment.__table__, Model.__table__)
    .outerjoin(Category.__table__, _category.id == _model.category_id)
    .where(_equipment.id.in_(_KEYS)),
    row,
)
_MODELS = Question(select(*_MODEL_COLUMNS).where(_model.id.in_(_KEYS)), ModelRow)
_PARTS = Question(
    select(Accessory.model_id, Accessory.position, Accessory.name, Accessory.quantity)
    .where(Accessory.model_id.in_(_KEYS))
    .order_by(Accessory.position),
    lambda model_id, *part: (model_id, PartRow(*part)),
)
_CATEGORY_COLUMNS = (
    _category.id,
    _category.parent_id,
    _category.name,
    _category.loan_days,
    _category.deposit_cents,
    _category.membership_required,
)
_lineage = select(*_CATEGORY_COLUMNS).where(_category.id.in_(_KEYS)).cte(recursive=True)
_lineage = _lineage.union(  # not UNION ALL: a circle, should there be one, ends
    select(*_CATEGORY_COLUMNS).where(_category.id == _lineage.c.parent_id)
)
_CATEGORIES = Question(select(*_lineage.c), CategoryRow)
_BORROWER = Question(
    select(
        _member.id,
        _member.office_id,
        _member.kind,
        _member.label,
        _member.first_name,
        _member.last_name,
        _member.birth_date,
        _member.commune_insee,
        _member.archived_at,
    ).where(_member.id == bindparam("key")),
    BorrowerRow,
)
_DUES = Question(
    select(func.max(Membership.valid_to)).where(
        Membership.member_id == bindparam("member"), Membership.valid_from <= bindparam("day")
    ),
    alone,
)
_MANDATES = Question(
    select(
        _member.id,
        _member.first_name,
        _member.last_name,
        Representative.role,
        Representative.may_sign,
        Representative.valid_from,
        Representative.valid_to,
    )
    .join_from(Representative, Member.__table__, _member.id == Representative.person_id)
    .where(Representative.association_id == bindparam("association"))
    .order_by(Representative.valid_from),
    Mandate,
)
_OUT = Question(
    select(LoanLine.equipment_id, Loan.id, Loan.borrower_name, Loan.number, Loan.due_on)
    .join(Loan, Loan.id == LoanLine.loan_id)
    .where(
        LoanLine.equipment_id.in_(_KEYS),
        text("loan_line.kind = 'item' AND loan_line.state = 'out'"),  # its index's own words
    ),
    OutRow,
)
_STOPPED = Question(
    select(Maintenance.item_id, Maintenance.reason).where(
        Maintenance.item_id.in_(_KEYS),
        Maintenance.first_day <= bindparam("day"),
        (Maintenance.last_day.is_(None)) | (Maintenance.last_day >= bindparam("day")),
    ),
    Stopped,
)


def things(session: Session, keys: Collection[UUID]) -> dict[UUID, ThingRow]:
    """The things with these keys; those that do not exist are left out."""
    rows = _THINGS.all(session, keys=keys) if keys else []
    models = {found[_OWN]: ModelRow(*found[_OWN:]) for found in rows}
    for key, parts in _parts(session, models).items() if models else ():
        models[key] = replace(models[key], accessories=tuple(parts))
    return {found[0]: ThingRow(models[found[_OWN]], *found[:_OWN]) for found in rows}


_OWN = 11
"""How many columns of `_THINGS` are the thing's own; the model's follow."""


def models(session: Session, keys: Collection[UUID]) -> dict[UUID, ModelRow]:
    """The models with these keys, without what goes out with them."""
    return {model.id: model for model in _MODELS.all(session, keys=keys)}


def _parts(session: Session, model_ids: Collection[UUID]) -> dict[UUID, list[PartRow]]:
    out: dict[UUID, list[PartRow]] = defaultdict(list)
    for model_id, part in _PARTS.all(session, keys=model_ids):
        out[model_id].append(part)
    return out


def categories_of(session: Session, models: Iterable[ModelTerms]) -> dict[UUID, CategoryRow]:
    """The categories of `models`, and all those above them."""
    keys = {model.category_id for model in models if model.category_id is not None}
    return {category.id: category for category in _CATEGORIES.all(session, keys=keys)}


def borrower(session: Session, key: UUID) -> BorrowerRow | None:
    """The member with this key."""
    return _BORROWER.first(session, key=key)


def dues_until(session: Session, member_id: UUID, day: date) -> date | None:
    """The last day covered by dues that began by `day`; None where none are on file."""
    return _DUES.first(session, member=member_id, day=day)


def mandates(session: Session, association_id: UUID) -> Sequence[Mandate]:
    """Everyone who acts or acted for an association, the oldest mandate first."""
    return _MANDATES.all(session, association=association_id)


def loans_of(session: Session, items: Collection[UUID]) -> dict[UUID, OutRow]:
    """The open loan of each item that is out."""
    return {row.equipment_id: row for row in _OUT.all(session, keys=items)}


def out_of_service(session: Session, items: Iterable[UUID], day: date) -> dict[UUID, str]:
    """Why each item that is out of service on `day` is."""
    return dict(_STOPPED.all(session, keys=list(items), day=day))

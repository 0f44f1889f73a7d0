"""A kit at the counter: its units chosen, what of it is missing, what may go with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from vaetvient.desk.baskets import Basket, KitWanted, LineWanted, lending_rules
from vaetvient.desk.choosing import Shelf
from vaetvient.desk.desk import Desk
from vaetvient.domain.availability import Period
from vaetvient.domain.days import ONE_DAY, midnight
from vaetvient.domain.equipment import Equipment
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.kit import Kit, KitPart
from vaetvient.storage.queries.availability import NOTHING, Besides


@dataclass(frozen=True, slots=True)
class KitOpened:
    """A kit as a basket takes it: the first free units of each part that it cannot go without."""

    wanted: KitWanted
    name: str
    lines: tuple[LineWanted, ...]


@dataclass(frozen=True, slots=True)
class KitOption:
    """An optional part that is free and not in the basket."""

    kit_id: UUID
    kit: str
    model_id: UUID
    label: str
    quantity: int
    """How many the kit says, or as many of them as are free."""


def open_kit(
    session: Session, desk: Desk, kit_id: UUID, quantity: int, basket: Basket
) -> KitOpened:
    """The units that `quantity` kits add to a basket; what is not free is left out, and said when
    the basket is examined. Raises NotFoundError."""
    kit = _kit(session, kit_id)
    parts = [part for part in kit.parts if part.required]
    shelf = _shelf(session, desk, kit, basket)
    lines = [
        LineWanted(key, count, kit_name=kit.name)
        for part in parts
        for key, count in shelf.take(part.model_id, part.quantity * quantity)
    ]
    return KitOpened(KitWanted(kit.id, quantity), kit.name, tuple(lines))


def kits_among(session: Session, lines: Sequence[LineWanted]) -> tuple[KitOpened, ...]:
    """The kits that lines say they came with, as many of each as its fullest part makes: a basket
    that is taken up again is held against them anew. Kits that are gone since are left out."""
    names = {line.kit_name for line in lines if line.kit_name}
    if not names:
        return ()
    of = _models_of(session, lines)
    found = session.scalars(
        select(Kit)
        .where(Kit.name.in_(names), Kit.archived_at.is_(None))
        .order_by(Kit.name)
        .options(selectinload(Kit.parts))
    )
    out = []
    for kit in found:
        mine = tuple(line for line in lines if line.kit_name == kit.name)
        inside: Counter[UUID] = Counter()
        for line in mine:
            inside[of[line.equipment_id]] += line.quantity
        wholes = [-(-inside[part.model_id] // part.quantity) for part in kit.parts]
        out.append(KitOpened(KitWanted(kit.id, max(1, *wholes)), kit.name, mine))
    return tuple(out)


def take_option(
    session: Session, desk: Desk, option: KitOption, basket: Basket
) -> tuple[LineWanted, ...]:
    """The units of an optional part that a basket takes along. Raises NotFoundError."""
    kit = _kit(session, option.kit_id)
    found = _shelf(session, desk, kit, basket).take(option.model_id, option.quantity)
    return tuple(LineWanted(key, count, kit_name=kit.name) for key, count in found)


def options(session: Session, desk: Desk, basket: Basket) -> tuple[KitOption, ...]:
    """The optional parts of a basket's kits that are not in it and are free."""
    out: list[KitOption] = []
    inside = _counted(session, basket)
    for wanted in basket.kits:
        kit = _kit(session, wanted.kit_id)
        shelf: Shelf | None = None
        for part in kit.parts:
            lacking = part.quantity * wanted.quantity - inside[part.model_id]
            if part.required or lacking <= 0:
                continue
            shelf = shelf or _shelf(session, desk, kit, basket)
            free = min(lacking, shelf.free(part.model_id))
            if free > 0:
                out.append(KitOption(kit.id, kit.name, part.model_id, part.model.name, free))
    return tuple(out)


def _kit(session: Session, kit_id: UUID) -> Kit:
    kit = session.scalar(
        select(Kit)
        .where(Kit.id == kit_id)
        .options(selectinload(Kit.parts).joinedload(KitPart.model))
    )
    if kit is None:
        raise NotFoundError(what=str(kit_id))
    return kit


def _shelf(session: Session, desk: Desk, kit: Kit, basket: Basket) -> Shelf:
    """What is free of a kit's models until the basket's return, without what is in it."""
    models = {part.model_id: part.model for part in kit.parts}
    due_on = basket.due_on or _due(session, desk, kit)
    period = Period(desk.clock(), midnight(max(due_on, desk.today()) + ONE_DAY, desk.zone))
    own = NOTHING
    if basket.borrower_id is not None:
        own = Besides(borrowers=frozenset({basket.borrower_id}))
    shelf = Shelf(session, desk, models, period, besides=own)
    of = _models_of(session, basket.lines)
    for line in basket.lines:
        shelf.leave_out(of[line.equipment_id], [(line.equipment_id, line.quantity)])
    return shelf


def _due(session: Session, desk: Desk, kit: Kit) -> date:
    """The day on which the rules would have the kit back: its shortest part's."""
    rules = lending_rules(session, [part.model for part in kit.parts])
    return desk.today() + ONE_DAY * min(rule.loan_days for rule in rules.values())


def _models_of(session: Session, lines: Sequence[LineWanted]) -> Mapping[UUID, UUID]:
    keys = {line.equipment_id for line in lines}
    found = session.execute(select(Equipment.id, Equipment.model_id).where(Equipment.id.in_(keys)))
    return {row.id: row.model_id for row in found}


def _counted(session: Session, basket: Basket) -> Counter[UUID]:
    """How many units of each model a basket holds."""
    of = _models_of(session, basket.lines)
    out: Counter[UUID] = Counter()
    for line in basket.lines:
        if line.equipment_id in of:
            out[of[line.equipment_id]] += line.quantity
    return out

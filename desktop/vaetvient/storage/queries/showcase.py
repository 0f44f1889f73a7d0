"""What an office keeps and lends, as the public may see it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from vaetvient.domain.entities import Accessory, Office, Photo
from vaetvient.domain.equipment import Condition, EquipmentKind
from vaetvient.domain.records import Record
from vaetvient.domain.registration import show_phone
from vaetvient.domain.showcase import Shelf, Showcase, Shown
from vaetvient.domain.text import fold
from vaetvient.storage.queries.exports import category_paths

_TABLES = Record.metadata.tables


def showcase(session: Session, office_id: UUID, today: date) -> Showcase:
    """Every model of which the office keeps something that can be used."""
    office = session.get_one(Office, office_id)
    by_path: dict[tuple[str, ...], list[Shown]] = defaultdict(list)
    paths = category_paths(session)
    parts = _accessories(session)
    for row in session.execute(_models(office_id)):
        shown = Shown(
            key=row.id,
            name=row.name,
            maker=" ".join(
                part for part in (row.brand, row.reference) if fold(part) not in fold(row.name)
            ),
            description=row.description,
            quantity=row.quantity,
            accessories=tuple(parts.get(row.id, ())),
            seats=row.seats,
            step_free=bool(row.step_free),
            photo_id=row.photo_id or row.item_photo_id,
        )
        by_path[paths.get(row.category_id, ())].append(shown)
    place = ", ".join(
        part
        for part in (office.address, f"{office.postal_code} {office.commune_name}".strip())
        if part
    )
    return Showcase(
        office=office.name,
        address=place,
        email=office.email or "",
        phone=show_phone(office.phone),
        opening_hours=office.opening_hours,
        language=office.language,
        made_on=today.isoformat(),
        shelves=tuple(
            Shelf(path, tuple(sorted(shown, key=lambda one: fold(one.name))))
            for path, shown in sorted(by_path.items(), key=lambda item: _order(item[0]))
        ),
    )


def photo(session: Session, photo_id: UUID) -> tuple[bytes, int, int] | None:
    """A photo as JPEG with its width and height in pixels; None if it is gone."""
    found = session.execute(
        select(Photo.jpeg, Photo.width, Photo.height).where(Photo.id == photo_id)
    ).first()
    return None if found is None else (found.jpeg, found.width, found.height)


def thumbnail(session: Session, photo_id: UUID) -> bytes | None:
    """The same, 256 px a side at most."""
    return session.scalar(select(Photo.thumbnail).where(Photo.id == photo_id))


def _order(path: tuple[str, ...]) -> tuple[bool, tuple[str, ...]]:
    return not path, tuple(fold(name) for name in path)  # what has no category comes last


def _models(office_id: UUID) -> Select[*tuple[Any, ...]]:
    thing, model, movement = (_TABLES[name].c for name in ("equipment", "model", "stock_movement"))
    owned = (
        select(func.coalesce(func.sum(movement.delta), 0))
        .where(movement.stock_id == thing.id)
        .correlate(_TABLES["equipment"])
        .scalar_subquery()
    )
    quantity = func.sum(case((thing.kind == EquipmentKind.ITEM, 1), else_=owned))
    statement: Select[*tuple[Any, ...]] = (
        select(
            model.id,
            model.name,
            model.brand,
            model.reference,
            model.description,
            model.category_id,
            model.photo_id,
            func.max(thing.photo_id).label("item_photo_id"),
            func.max(thing.seats).label("seats"),
            func.max(thing.step_free).label("step_free"),
            quantity.label("quantity"),
        )
        .select_from(_TABLES["equipment"])
        .join(_TABLES["model"], model.id == thing.model_id)
        .where(
            thing.archived_at.is_(None),
            thing.custody_office_id == office_id,
            func.coalesce(thing.condition, Condition.GOOD) != Condition.BROKEN,
        )
        .group_by(model.id)
        .having(quantity > 0)
    )
    return statement


def _accessories(session: Session) -> dict[UUID, list[str]]:
    out: dict[UUID, list[str]] = defaultdict(list)
    for model_id, name, quantity in session.execute(
        select(Accessory.model_id, Accessory.name, Accessory.quantity).order_by(
            Accessory.model_id, Accessory.position
        )
    ):
        out[model_id].append(name if quantity == 1 else f"{quantity} × {name}")
    return out

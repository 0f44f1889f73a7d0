"""Kits, and rooms that are parts of a larger one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.desk.limits import check_tag_length
from vaetvient.domain.equipment import Equipment, Item, Model
from vaetvient.domain.errors import (
    ChangedElsewhereError,
    InvalidValueError,
    NotFoundError,
    RefusedError,
)
from vaetvient.domain.kit import Kit, KitPart, RoomPart
from vaetvient.domain.records import key_within, new_id
from vaetvient.domain.text import many_lines, one_line
from vaetvient.language import N_
from vaetvient.storage.journal import last_hand


class EmptyKitError(InvalidValueError):
    code = "empty_kit"
    text = N_("Un kit a un nom et au moins un élément.")


class KitTagTakenError(RefusedError):
    code = "kit_tag_taken"
    text = N_("L'étiquette {tag} est déjà celle de « {label} ».")
    way_out = N_("Choisissez-en une autre pour le kit, ou n'en mettez pas.")


class NotARoomPartError(InvalidValueError):
    code = "not_a_room_part"
    text = N_("« {value} » ne peut pas faire partie de lui-même.")


@dataclass(frozen=True, slots=True)
class PartForm:
    """So many of a model in a kit."""

    model_id: UUID
    quantity: int = 1
    required: bool = True


def write_kit(
    desk: Desk,
    name: str,
    parts: tuple[PartForm, ...],
    *,
    description: str = "",
    tag: str = "",
    kit_id: UUID | None = None,
    revision: int | None = None,
) -> UUID:
    """Write a kit, or write it anew; what was promised before keeps what it had. Its key.

    Raises EmptyKitError, KitTagTakenError, InvalidValueError, NotFoundError,
    ChangedElsewhereError where it is no longer at `revision`.
    """
    if not one_line(name) or not parts:
        raise EmptyKitError(value=name, field="name" if not one_line(name) else "parts")
    with desk.gesture("write_kit") as gesture:
        session = gesture.session
        kit = session.get(Kit, kit_id) if kit_id else Kit(id=new_id(), office_id=desk.office_id)
        if kit is None:
            raise NotFoundError(what=str(kit_id))
        if revision is not None and kit_id is not None and revision != kit.revision:
            raise ChangedElsewhereError(who=last_hand(session, kit_id))
        kit.name, kit.description = one_line(name), many_lines(description)
        kit.tag = _own_tag(session, one_line(tag), kit_id)
        kit.parts.clear()
        session.flush()
        for place, part in enumerate(parts):
            if part.quantity < 1:
                raise InvalidValueError(value=part.quantity, field="quantity")
            if session.get(Model, part.model_id) is None:
                raise NotFoundError(what=str(part.model_id))
            kit.parts.append(
                KitPart(
                    id=key_within(kit.id, f"kit_part/{place}"),
                    position=place,
                    model_id=part.model_id,
                    quantity=part.quantity,
                    required=part.required,
                )
            )
        session.add(kit)
        session.flush()
        gesture.say(kit=kit.name, id=str(kit.id))
        return kit.id


def _own_tag(session: Session, tag: str, kit_id: UUID | None) -> str:
    """What is scanned for a kit, which nothing else has. Raises KitTagTakenError."""
    if not tag:
        return ""
    check_tag_length(tag)
    label = session.scalar(
        select(Model.name)
        .join(Equipment, Equipment.model_id == Model.id)
        .where(func.upper(Equipment.tag) == tag.upper())
    ) or session.scalar(
        select(Kit.name).where(
            func.upper(Kit.tag) == tag.upper(), Kit.archived_at.is_(None), Kit.id.is_not(kit_id)
        )
    )
    if label is not None:
        raise KitTagTakenError(tag=tag, label=label, field="tag")
    return tag


def drop_kit(desk: Desk, kit_id: UUID) -> None:
    """Put a kit away; what was promised of it stays promised. Raises NotFoundError."""
    with desk.gesture("drop_kit") as gesture:
        kit = gesture.session.get(Kit, kit_id)
        if kit is None or kit.archived_at is not None:
            raise NotFoundError(what=str(kit_id))
        kit.archived_at = desk.clock()
        gesture.say(kit=kit.name, id=str(kit.id))


def join_rooms(desk: Desk, whole_id: UUID, part_id: UUID) -> None:
    """Say that a room is part of another: they are not promised at the same time any more.

    Raises NotARoomPartError, NotFoundError.
    """
    with desk.gesture("join_rooms") as gesture:
        whole, part = _rooms(gesture.session, (whole_id, part_id))
        _join(gesture.session, whole, part)
        gesture.say(whole=whole.tag, part=part.tag)


def divide_room(session: Session, whole_id: UUID, part_ids: Collection[UUID]) -> None:
    """Say within an open gesture which rooms are the parts of another: these and no others.

    Raises NotARoomPartError for a room that would be a part of itself, NotFoundError.
    """
    whole, *parts = _rooms(session, (whole_id, *part_ids))
    wanted = {part.id for part in parts}
    known = session.scalars(select(RoomPart).where(RoomPart.whole_id == whole_id)).all()
    for row in known:
        if row.part_id not in wanted:
            session.delete(row)
    session.flush()
    there = {row.part_id for row in known}
    for part in parts:
        if part.id not in there:
            _join(session, whole, part)
    session.flush()


def _rooms(session: Session, keys: Sequence[UUID]) -> list[Item]:
    out = []
    for key in keys:
        room = session.get(Item, key)
        if room is None:
            raise NotFoundError(what=str(key))
        out.append(room)
    return out


def _join(session: Session, whole: Item, part: Item) -> None:
    """Say it, unless it was said. Raises NotARoomPartError where the whole would be within its own
    part."""
    known = select(RoomPart.id).where(RoomPart.whole_id == whole.id, RoomPart.part_id == part.id)
    if session.scalar(known) is not None:
        return
    inside = {part.id}
    while True:
        found = select(RoomPart.part_id).where(RoomPart.whole_id.in_(inside))
        below = set(session.scalars(found)) - inside
        if not below:
            break
        inside |= below
    if whole.id in inside:
        raise NotARoomPartError(value=whole.tag, field="room_parts")
    key = key_within(whole.id, f"room_part/{part.id}")
    session.add(RoomPart(id=key, whole_id=whole.id, part_id=part.id))
    session.flush()

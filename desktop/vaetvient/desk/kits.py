"""Kits, and rooms that are parts of a larger one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from vaetvient.desk.desk import Desk
from vaetvient.domain.equipment import Item, Model
from vaetvient.domain.errors import InvalidValueError, NotFoundError
from vaetvient.domain.kit import Kit, KitPart, RoomPart
from vaetvient.domain.text import many_lines, one_line
from vaetvient.language import N_


class EmptyKitError(InvalidValueError):
    code = "empty_kit"
    text = N_("Un kit a un nom et au moins un élément.")


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
    kit_id: UUID | None = None,
) -> UUID:
    """Write a kit, or write it anew; what was promised before keeps what it had. Its key.

    Raises EmptyKitError, InvalidValueError, NotFoundError.
    """
    if not one_line(name) or not parts:
        raise EmptyKitError(value=name, field="name")
    with desk.gesture("write_kit") as gesture:
        session = gesture.session
        kit = session.get(Kit, kit_id) if kit_id else Kit(office_id=desk.office_id)
        if kit is None:
            raise NotFoundError(what=str(kit_id))
        kit.name, kit.description = one_line(name), many_lines(description)
        kit.parts.clear()
        session.flush()
        for place, part in enumerate(parts):
            if part.quantity < 1:
                raise InvalidValueError(value=part.quantity, field="quantity")
            if session.get(Model, part.model_id) is None:
                raise NotFoundError(what=str(part.model_id))
            kit.parts.append(
                KitPart(
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
        session = gesture.session
        whole, part = session.get(Item, whole_id), session.get(Item, part_id)
        if whole is None or part is None:
            raise NotFoundError(what=str(part_id if whole else whole_id))
        if whole_id == part_id:
            raise NotARoomPartError(value=part.tag, field="part")
        session.add(RoomPart(whole_id=whole_id, part_id=part_id))
        gesture.say(whole=whole.tag, part=part.tag)

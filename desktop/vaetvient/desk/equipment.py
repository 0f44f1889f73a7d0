"""Equipment: items and stock; entered, corrected, counted, stopped, archived."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vaetvient.desk.baskets import stock_levels
from vaetvient.desk.catalogue import ModelForm, new_model
from vaetvient.desk.desk import Desk
from vaetvient.desk.inventory import recognise
from vaetvient.desk.kits import divide_room
from vaetvient.desk.limits import QuantityError, check_tag_length, check_terms, check_units
from vaetvient.domain.equipment import (
    Category,
    Condition,
    Equipment,
    EquipmentKind,
    Item,
    Maintenance,
    Model,
    MovementReason,
    Stock,
    StockMovement,
    following_tags,
)
from vaetvient.domain.errors import (
    ChangedElsewhereError,
    InvalidValueError,
    NotFoundError,
    RefusedError,
)
from vaetvient.domain.lending import ReasonNeededError
from vaetvient.domain.loan import LineState, LoanLine
from vaetvient.domain.member import Member
from vaetvient.domain.text import many_lines, one_line
from vaetvient.language import N_, show_date
from vaetvient.storage.journal import last_hand

MOST_AT_ONCE = 500
NO_MODEL = UUID(int=0)
"""What a form names whose model is entered with it."""
Stored = TypeVar("Stored", Category, Model, Equipment, Member)


class TagTakenError(RefusedError):
    code = "tag_taken"
    text = N_("L'étiquette {tag} est déjà celle de « {label} ».")
    way_out = N_("Choisissez-en une autre, ou laissez vide pour recevoir la suivante.")


class NotAnItemError(RefusedError):
    code = "not_an_item"
    text = N_("{tag} est un lot : il ne se met pas hors service en entier.")
    way_out = N_("Retirez plutôt du lot ce qui ne sert plus.")


class StillOutError(RefusedError):
    code = "still_out"
    text = N_("{tag} est en prêt.")
    way_out = N_("Attendez son retour.")


class NoSuchRoomError(InvalidValueError):
    code = "no_such_room"
    text = N_("« {value} » n'est l'étiquette d'aucune salle.")


class StockTooLowError(RefusedError):
    code = "stock_too_low"
    text = N_("{tag} : il y en a {total}, dont {out} en prêt ; impossible d'en retirer {asked}.")


@dataclass(frozen=True, slots=True)
class EquipmentForm:
    """One item or one stock, whose model exists."""

    model_id: UUID
    kind: EquipmentKind = EquipmentKind.ITEM
    tag: str = ""
    """Empty: the next tag of the category."""
    serial: str = ""
    owner_name: str = ""
    owner_member_id: UUID | None = None
    location: str = ""
    value_cents: int | None = None
    condition: Condition = Condition.GOOD
    defects: str = ""
    purchased_on: date | None = None
    notes: str = ""
    plate: str = ""
    licence_class: str = ""
    mileage_km: int | None = None
    seats: int | None = None
    step_free: bool | None = None
    fittings: str = ""
    """What a room has in it."""
    room_parts: tuple[str, ...] | None = None
    """The labels of the rooms that are parts of this one; None: as they were."""


def enter_equipment(
    desk: Desk, form: EquipmentForm, *, count: int = 1, model: ModelForm | None = None
) -> list[str]:
    """Add `count` items (or one stock of `count` units); their tags, consecutive.

    A `model` that is not in the catalogue yet is added in the same gesture, in place of the one
    that the form names. Raises TagTakenError, QuantityError, MissingModelError, NotFoundError.
    """
    with desk.gesture("enter_equipment") as gesture:
        if model is not None:
            form = replace(form, model_id=new_model(gesture.session, model).id)
        tags = new_equipment(gesture.session, desk, form, count)
        model_name = _get(gesture.session, Model, form.model_id).name
        gesture.say(what=f"{model_name} ({tags[0]}{' …' if len(tags) > 1 else ''})")
        return tags


def new_equipment(session: Session, desk: Desk, form: EquipmentForm, count: int) -> list[str]:
    """Add equipment within an open gesture; see `enter_equipment`."""
    units = 1 if form.kind is EquipmentKind.STOCK else count
    if not 1 <= units <= MOST_AT_ONCE or count < 0:
        raise QuantityError(value=count, field="quantity")
    check_units(count)
    model = _get(session, Model, form.model_id)
    for tag in (tags := tags_ahead(session, model.category_id, form.tag, units)):
        _check_tag(session, tag, None)
        thing = _thing(session, desk, form, tag)
        session.add(thing)
        session.flush()
        if isinstance(thing, Stock) and count:
            session.add(
                StockMovement(
                    stock_id=thing.id,
                    delta=count,
                    reason=MovementReason.PURCHASE,
                    moved_at=desk.clock(),
                )
            )
        _divide(session, thing, form)
    session.flush()
    recognise(session, desk, tags)
    return tags


def _divide(session: Session, thing: Equipment, form: EquipmentForm) -> None:
    """Write which rooms are the parts of a room. Raises NoSuchRoomError, NotARoomPartError."""
    if form.room_parts is None or not isinstance(thing, Item):
        return
    keys: list[UUID] = []
    for tag in filter(None, map(one_line, form.room_parts)):
        try:
            part = equipment_called(session, tag)
        except NotFoundError:
            raise NoSuchRoomError(value=tag, field="room_parts") from None
        if not isinstance(part, Item):
            raise NoSuchRoomError(value=tag, field="room_parts")
        keys.append(part.id)
    divide_room(session, thing.id, keys)


def _thing(session: Session, desk: Desk, form: EquipmentForm, tag: str) -> Equipment:
    common: dict[str, Any] = {
        "model_id": form.model_id,
        "tag": tag,
        "custody_office_id": desk.office_id,
        **_common_columns(session, form),
    }
    if form.kind is EquipmentKind.ITEM:
        return Item(**common, **_item_columns(form))
    return Stock(**common)


def _common_columns(session: Session, form: EquipmentForm) -> dict[str, Any]:
    check_terms(value_cents=form.value_cents)
    if form.owner_member_id is not None:
        _get(session, Member, form.owner_member_id)
    return {
        "owner_name": one_line(form.owner_name),
        "owner_member_id": form.owner_member_id,
        "location": one_line(form.location),
        "value_cents": form.value_cents,
        "notes": many_lines(form.notes),
    }


def _item_columns(form: EquipmentForm) -> dict[str, Any]:
    return {
        "serial": one_line(form.serial),
        "condition": form.condition,
        "defects": many_lines(form.defects),
        "purchased_on": form.purchased_on,
        "plate": one_line(form.plate).upper(),
        "licence_class": one_line(form.licence_class).upper(),
        "mileage_km": form.mileage_km,
        "seats": form.seats,
        "step_free": form.step_free,
        "fittings": many_lines(form.fittings),
    }


def change_equipment(
    desk: Desk, equipment_id: UUID, form: EquipmentForm, *, revision: int | None = None
) -> None:
    """Correct an item or a stock; how many of a stock there are changes by `move_stock`."""
    with desk.gesture("change_equipment") as gesture:
        thing = _get(gesture.session, Equipment, equipment_id)
        if revision is not None and revision != thing.revision:
            raise ChangedElsewhereError(who=last_hand(gesture.session, equipment_id))
        amend_equipment(gesture.session, thing, form)
        gesture.say(what=thing.tag, id=str(thing.id))


def amend_equipment(session: Session, thing: Equipment, form: EquipmentForm) -> None:
    """Write `form` over `thing` within an open gesture; an empty tag keeps its own.

    The owner's entry stays known while the owner's name is the same.
    """
    tag = one_line(form.tag) or thing.tag
    _check_tag(session, tag, thing.id)
    model = _get(session, Model, form.model_id)
    values = {"tag": tag, "model_id": model.id, **_common_columns(session, form)}
    if form.owner_member_id is None and values["owner_name"] == thing.owner_name:
        values["owner_member_id"] = thing.owner_member_id
    if isinstance(thing, Item):
        values |= _item_columns(form)
    for column, value in values.items():
        if getattr(thing, column) != value:
            setattr(thing, column, value)
    session.flush()
    _divide(session, thing, form)


def tags_ahead(session: Session, category_id: UUID | None, first: str, count: int) -> list[str]:
    """The tags that `count` things would be given: from `first` on, or, when it is empty, those
    that follow the highest of their category."""
    tag = one_line(first)
    if tag:
        check_tag_length(tag)
        return [tag, *following_tags(tag, count - 1)]
    category = session.get(Category, category_id) if category_id else None
    prefix = category.prefix if category and category.prefix else "MAT"
    pattern = f"{prefix}-%"
    taken = session.scalars(select(Equipment.tag).where(Equipment.tag.like(pattern)))
    numbers = [int(rest) for tag in taken if (rest := tag[len(prefix) + 1 :]).isdecimal()]
    usual = [number for number in numbers if number < 10**9]  # not the bar code of a box
    return following_tags(f"{prefix}-{max(usual, default=0):03}", count)


def _check_tag(session: Session, tag: str, own: UUID | None) -> None:
    check_tag_length(tag)
    row = session.execute(
        select(Equipment.id, Model.name)
        .join(Model, Model.id == Equipment.model_id)
        .where(Equipment.tag == tag)
    ).first()
    if row is not None and row.id != own:
        raise TagTakenError(tag=tag, label=row.name, field="tag")


def equipment_called(session: Session, text_or_id: str) -> Equipment:
    """The item or stock with this tag (any case) or key. Raises NotFoundError."""
    typed = one_line(text_or_id)
    thing = session.scalar(select(Equipment).where(Equipment.tag == typed)) or session.scalar(
        select(Equipment).where(func.upper(Equipment.tag) == typed.upper())
    )
    if thing is None:
        try:
            thing = session.get(Equipment, UUID(typed))
        except ValueError:
            thing = None
    if thing is None:
        raise NotFoundError(what=typed)
    return thing


def move_stock(
    desk: Desk, stock_id: UUID, delta: int, *, reason: MovementReason, note: str = ""
) -> None:
    """Add to or take from a stock. Raises StockTooLowError, QuantityError."""
    with desk.gesture("move_stock") as gesture:
        session = gesture.session
        stock = _get(session, Equipment, stock_id)
        move_in(session, desk, stock, delta, reason=reason, note=note)
        gesture.say(what=stock.tag, delta=delta, id=str(stock.id))


def move_in(
    session: Session,
    desk: Desk,
    stock: Equipment,
    delta: int,
    *,
    reason: MovementReason,
    note: str = "",
) -> None:
    """Add to or take from a stock within an open gesture; see `move_stock`."""
    if not isinstance(stock, Stock) or delta == 0:
        raise QuantityError(value=delta, field="quantity")
    check_units(delta)
    total, out = stock_levels(session, [stock.id])[stock.id]
    if total + delta < out:
        raise StockTooLowError(tag=stock.tag, total=total, out=out, asked=-delta)
    check_units(total + delta)
    session.add(
        StockMovement(
            stock_id=stock.id,
            delta=delta,
            reason=reason,
            moved_at=desk.clock(),
            note=many_lines(note),
        )
    )


def take_out_of_service(
    desk: Desk, item_id: UUID, reason: str, *, until: date | None = None
) -> UUID:
    """Keep an item from being lent, from today until a day or until further notice.

    Raises NotAnItemError for a stock, ReasonNeededError, InvalidValueError for a day gone by.
    """
    with desk.gesture("take_out_of_service") as gesture:
        item = _get(gesture.session, Equipment, item_id)
        stop = stop_in(gesture.session, desk, item, reason, until=until)
        gesture.say(what=item.tag, id=str(item.id))
        gesture.session.flush()
        return stop.id


def stop_in(
    session: Session, desk: Desk, item: Equipment, reason: str, *, until: date | None
) -> Maintenance:
    """Take out of service within an open gesture; see `take_out_of_service`."""
    if not isinstance(item, Item):
        raise NotAnItemError(tag=item.tag)
    if not one_line(reason):
        raise ReasonNeededError(field="reason")
    if until is not None and until < desk.today():
        raise InvalidValueError(value=show_date(until), field="until")
    stop = Maintenance(
        item_id=item.id, first_day=desk.today(), last_day=until, reason=many_lines(reason)
    )
    session.add(stop)
    return stop


def put_in_service(desk: Desk, item_id: UUID) -> None:
    """Let an item be lent again: what stops it ends yesterday; a broken one is in good state."""
    with desk.gesture("put_in_service") as gesture:
        item = _get(gesture.session, Equipment, item_id)
        today = desk.today()
        stops = gesture.session.scalars(
            select(Maintenance).where(
                Maintenance.item_id == item.id,
                (Maintenance.last_day.is_(None)) | (Maintenance.last_day >= today),
            )
        )
        for stop in stops:
            stop.last_day = today - timedelta(days=1)
        if isinstance(item, Item) and item.condition is Condition.BROKEN:
            item.condition = Condition.GOOD
        gesture.say(what=item.tag, id=str(item.id))


def archive_equipment(desk: Desk, equipment_id: UUID) -> None:
    """Withdraw something from what is lent; refused while it is out."""
    with desk.gesture("archive_equipment") as gesture:
        thing = _get(gesture.session, Equipment, equipment_id)
        archive_in(gesture.session, desk, thing)
        gesture.say(what=thing.tag, id=str(thing.id))


def archive_in(session: Session, desk: Desk, thing: Equipment) -> None:
    """Withdraw something within an open gesture. Raises StillOutError."""
    if is_out(session, thing.id):
        raise StillOutError(tag=thing.tag)
    thing.archived_at = thing.archived_at or desk.clock()


def restore_equipment(desk: Desk, equipment_id: UUID) -> None:
    """Put something back among what is lent."""
    with desk.gesture("restore_equipment") as gesture:
        thing = _get(gesture.session, Equipment, equipment_id)
        thing.archived_at = None
        gesture.say(what=thing.tag, id=str(thing.id))


def is_out(session: Session, equipment_id: UUID) -> bool:
    """Whether any unit is out."""
    found = session.scalar(
        select(LoanLine.id).where(
            LoanLine.equipment_id == equipment_id, LoanLine.state == LineState.OUT
        )
    )
    return found is not None


def _get(session: Session, entity: type[Stored], key: UUID) -> Stored:
    found = session.get(entity, key)
    if found is None:
        raise NotFoundError(what=str(key))
    return found

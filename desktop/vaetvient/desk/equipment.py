"""Equipment: categories, models, items and stock; entered, corrected, stopped, archived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vaetvient.desk.baskets import stock_levels
from vaetvient.desk.desk import Desk
from vaetvient.domain.equipment import (
    Accessory,
    Category,
    CategoryKind,
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
from vaetvient.domain.text import fold, many_lines, one_line
from vaetvient.language import N_
from vaetvient.storage.journal import last_hand

MOST_AT_ONCE = 500
Stored = TypeVar("Stored", Category, Model, Equipment)


class TagTakenError(RefusedError):
    code = "tag_taken"
    text = N_("L'étiquette {tag} est déjà celle de « {label} ».")
    way_out = N_("Choisissez-en une autre, ou laissez vide pour recevoir la suivante.")


class MissingModelError(InvalidValueError):
    code = "missing_model"
    text = N_("Il manque le nom du modèle.")


class QuantityError(InvalidValueError):
    code = "bad_quantity"
    text = N_("« {value} » n'est pas une quantité possible.")


class StillOutError(RefusedError):
    code = "still_out"
    text = N_("{tag} est en prêt.")
    way_out = N_("Attendez son retour.")


class StockTooLowError(RefusedError):
    code = "stock_too_low"
    text = N_("{tag} : il y en a {total}, dont {out} en prêt ; impossible d'en retirer {asked}.")


class CategoryLoopError(RefusedError):
    code = "category_loop"
    text = N_("Une catégorie ne peut pas être rangée dans elle-même.")


@dataclass(frozen=True, slots=True)
class CategoryForm:
    name: str
    parent_id: UUID | None = None
    kind: CategoryKind = CategoryKind.THING
    prefix: str = ""
    loan_days: int | None = None
    deposit_cents: int | None = None
    membership_required: bool | None = None


@dataclass(frozen=True, slots=True)
class ModelForm:
    name: str
    category_id: UUID | None = None
    brand: str = ""
    reference: str = ""
    description: str = ""
    instructions: str = ""
    value_cents: int | None = None
    deposit_cents: int | None = None
    loan_days: int | None = None
    accessories: tuple[tuple[str, int], ...] = ()
    """Name and quantity of each part counted at return."""


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


def enter_category(desk: Desk, form: CategoryForm) -> UUID:
    """Add a kind of equipment; its key."""
    with desk.gesture("enter_category") as gesture:
        category = new_category(gesture.session, form)
        gesture.say(category=category.name)
        return category.id


def new_category(session: Session, form: CategoryForm) -> Category:
    """Add a category within an open gesture; its tag prefix is made from its name if not given."""
    name = one_line(form.name)
    if not name:
        raise InvalidValueError(value="", field="name")
    category = Category(
        name=name,
        parent_id=form.parent_id,
        kind=form.kind,
        prefix=one_line(form.prefix).upper() or _free_prefix(session, name),
        loan_days=form.loan_days,
        deposit_cents=form.deposit_cents,
        membership_required=form.membership_required,
    )
    session.add(category)
    session.flush()
    return category


def change_category(desk: Desk, category_id: UUID, form: CategoryForm) -> None:
    """Correct a category and the rule it carries."""
    with desk.gesture("change_category") as gesture:
        session = gesture.session
        category = _get(session, Category, category_id)
        node = form.parent_id
        while node is not None:
            if node == category_id:
                raise CategoryLoopError(field="parent_id")
            node = _get(session, Category, node).parent_id
        category.name = one_line(form.name) or category.name
        category.parent_id = form.parent_id
        category.kind = form.kind
        category.prefix = one_line(form.prefix).upper() or category.prefix
        category.loan_days = form.loan_days
        category.deposit_cents = form.deposit_cents
        category.membership_required = form.membership_required
        gesture.say(category=category.name)


def category_called(session: Session, name: str) -> Category | None:
    """The category with this name, read without case or accents."""
    wanted = fold(one_line(name))
    for category in session.scalars(select(Category)):
        if fold(category.name) == wanted:
            return category
    return None


def _free_prefix(session: Session, name: str) -> str:
    letters = "".join(c for c in fold(name).upper() if c.isascii() and c.isalpha()) or "MAT"
    taken = set(session.scalars(select(Category.prefix)))
    for length in (3, 4, 5):
        if letters[:length] not in taken:
            return letters[:length]
    return letters[:3] + str(len(taken))


def enter_model(desk: Desk, form: ModelForm) -> UUID:
    """Add a catalogue title; its key."""
    with desk.gesture("enter_model") as gesture:
        model = new_model(gesture.session, form)
        gesture.say(model=model.name)
        return model.id


def new_model(session: Session, form: ModelForm) -> Model:
    """Add a model within an open gesture."""
    name = one_line(form.name)
    if not name:
        raise MissingModelError(field="model")
    model = Model()
    session.add(model)
    _fill_model(model, form)
    session.flush()
    return model


def change_model(
    desk: Desk, model_id: UUID, form: ModelForm, *, revision: int | None = None
) -> None:
    """Correct a model; lines already lent keep the name and parts they had."""
    with desk.gesture("change_model") as gesture:
        model = _get(gesture.session, Model, model_id)
        if revision is not None and revision != model.revision:
            raise ChangedElsewhereError(who=last_hand(gesture.session, model_id))
        if not one_line(form.name):
            raise MissingModelError(field="model")
        _fill_model(model, form)
        gesture.say(model=model.name)


def _fill_model(model: Model, form: ModelForm) -> None:
    model.name = one_line(form.name)
    model.category_id = form.category_id
    model.brand = one_line(form.brand)
    model.reference = one_line(form.reference)
    model.description = many_lines(form.description)
    model.instructions = many_lines(form.instructions)
    model.value_cents = form.value_cents
    model.deposit_cents = form.deposit_cents
    model.loan_days = form.loan_days
    known = {part.name: part for part in model.accessories}
    wanted = [(one_line(name), quantity) for name, quantity in form.accessories if one_line(name)]
    kept: list[Accessory] = []
    for position, (name, quantity) in enumerate(wanted):
        if quantity < 1:
            raise QuantityError(value=quantity, field="accessories")
        part = known.pop(name, None) or Accessory(name=name)
        part.position, part.quantity = position, quantity
        kept.append(part)
    model.accessories = kept


def enter_equipment(desk: Desk, form: EquipmentForm, *, count: int = 1) -> list[str]:
    """Add `count` items (or one stock of `count` units); their tags, consecutive.

    Raises TagTakenError, QuantityError, NotFoundError.
    """
    with desk.gesture("enter_equipment") as gesture:
        tags = new_equipment(gesture.session, desk, form, count)
        model = _get(gesture.session, Model, form.model_id)
        gesture.say(what=f"{model.name} ({tags[0]}{' …' if len(tags) > 1 else ''})")
        return tags


def new_equipment(session: Session, desk: Desk, form: EquipmentForm, count: int) -> list[str]:
    """Add equipment within an open gesture; see `enter_equipment`."""
    units = 1 if form.kind is EquipmentKind.STOCK else count
    if not 1 <= units <= MOST_AT_ONCE or count < 0:
        raise QuantityError(value=count, field="quantity")
    model = _get(session, Model, form.model_id)
    first = one_line(form.tag)
    tags = _next_tags(session, model, units) if not first else [first]
    if first and units > 1:
        tags += following_tags(first, units - 1)
    for tag in tags:
        _check_tag(session, tag, None)
        thing = _thing(desk, form, tag)
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
    session.flush()
    return tags


def _thing(desk: Desk, form: EquipmentForm, tag: str) -> Equipment:
    common: dict[str, Any] = {
        "model_id": form.model_id,
        "tag": tag,
        "custody_office_id": desk.office_id,
        **_common_columns(form),
    }
    if form.kind is EquipmentKind.ITEM:
        return Item(**common, **_item_columns(form))
    return Stock(**common)


def _common_columns(form: EquipmentForm) -> dict[str, Any]:
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
    """Write `form` over `thing` within an open gesture; an empty tag keeps its own."""
    tag = one_line(form.tag) or thing.tag
    _check_tag(session, tag, thing.id)
    values = {"tag": tag, "model_id": form.model_id, **_common_columns(form)}
    if isinstance(thing, Item):
        values |= _item_columns(form)
    for column, value in values.items():
        if getattr(thing, column) != value:
            setattr(thing, column, value)
    session.flush()


def _next_tags(session: Session, model: Model, count: int) -> list[str]:
    """The tags that follow the highest of the category's prefix."""
    category = session.get(Category, model.category_id) if model.category_id else None
    prefix = category.prefix if category and category.prefix else "MAT"
    pattern = f"{prefix}-%"
    taken = session.scalars(select(Equipment.tag).where(Equipment.tag.like(pattern)))
    numbers = [int(rest) for tag in taken if (rest := tag[len(prefix) + 1 :]).isdecimal()]
    return following_tags(f"{prefix}-{max(numbers, default=0):03}", count)


def _check_tag(session: Session, tag: str, own: UUID | None) -> None:
    row = session.execute(
        select(Equipment.id, Model.name)
        .join(Model, Model.id == Equipment.model_id)
        .where(Equipment.tag == tag)
    ).first()
    if row is not None and row.id != own:
        raise TagTakenError(tag=tag, label=row.name, field="tag")


def equipment_called(session: Session, text_or_id: str) -> Equipment:
    """The item or stock with this tag (any case) or key. Raises NotFoundError."""
    typed = text_or_id.strip()
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
        if not isinstance(stock, Stock) or delta == 0:
            raise QuantityError(value=delta, field="quantity")
        total, out = stock_levels(session, [stock.id])[stock.id]
        if total + delta < out:
            raise StockTooLowError(tag=stock.tag, total=total, out=out, asked=-delta)
        session.add(
            StockMovement(
                stock_id=stock.id,
                delta=delta,
                reason=reason,
                moved_at=desk.clock(),
                note=many_lines(note),
            )
        )
        gesture.say(what=stock.tag, delta=delta, id=str(stock.id))


def take_out_of_service(
    desk: Desk, item_id: UUID, reason: str, *, until: date | None = None
) -> UUID:
    """Keep an item from being lent, from today until a day or until further notice."""
    with desk.gesture("take_out_of_service") as gesture:
        item = _get(gesture.session, Equipment, item_id)
        if not one_line(reason):
            raise ReasonNeededError(field="reason")
        stop = Maintenance(
            item_id=item.id, first_day=desk.today(), last_day=until, reason=many_lines(reason)
        )
        gesture.session.add(stop)
        gesture.say(what=item.tag, id=str(item.id))
        gesture.session.flush()
        return stop.id


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
        if is_out(gesture.session, thing.id):
            raise StillOutError(tag=thing.tag)
        thing.archived_at = desk.clock()
        gesture.say(what=thing.tag, id=str(thing.id))


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

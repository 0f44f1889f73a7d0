"""The catalogue: categories, which carry lending rules, and the models that are in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.desk.limits import QuantityError, check_terms, check_units
from vaetvient.domain.equipment import Accessory, Category, CategoryKind, Model
from vaetvient.domain.errors import (
    ChangedElsewhereError,
    InvalidValueError,
    NotFoundError,
    RefusedError,
)
from vaetvient.domain.records import key_within, new_id
from vaetvient.domain.text import fold, many_lines, one_line
from vaetvient.language import N_
from vaetvient.storage.journal import last_hand

Stored = TypeVar("Stored", Category, Model)


class MissingModelError(InvalidValueError):
    code = "missing_model"
    text = N_("Il manque le nom du modèle.")


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
    check_terms(loan_days=form.loan_days, deposit_cents=form.deposit_cents)
    parent = _get(session, Category, form.parent_id) if form.parent_id else None
    category = Category(
        name=name,
        parent_id=parent.id if parent else None,
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
        check_terms(loan_days=form.loan_days, deposit_cents=form.deposit_cents)
        above: set[UUID] = set()
        node = form.parent_id
        while node is not None and node not in above:
            if node == category_id:
                raise CategoryLoopError(field="parent_id")
            above.add(node)
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
    model = Model(id=new_id())
    _fill_model(session, model, form)
    session.add(model)
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
        _fill_model(gesture.session, model, form)
        gesture.say(model=model.name)


def _fill_model(session: Session, model: Model, form: ModelForm) -> None:
    check_terms(
        loan_days=form.loan_days, deposit_cents=form.deposit_cents, value_cents=form.value_cents
    )
    if form.category_id is not None:
        _get(session, Category, form.category_id)
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
    used = {part.id for part in model.accessories}
    for position, (name, quantity) in enumerate(wanted):
        if quantity < 1:
            raise QuantityError(value=quantity, field="accessories")
        check_units(quantity, "accessories")
        part = known.pop(name, None)
        if part is None:
            key = key_within(model.id, f"accessory/{name}")
            part = Accessory(id=new_id() if key in used else key, name=name)
        used.add(part.id)
        part.position, part.quantity = position, quantity
        kept.append(part)
    model.accessories = kept


def _get(session: Session, entity: type[Stored], key: UUID) -> Stored:
    found = session.get(entity, key)
    if found is None:
        raise NotFoundError(what=str(key))
    return found

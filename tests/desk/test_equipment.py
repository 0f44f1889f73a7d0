"""Equipment: tags, models and categories, stock that is counted, service, archive."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.trial_office import PHASES, TrialOffice, examples
from vaetvient.desk import catalogue, equipment
from vaetvient.desk.baskets import stock_levels
from vaetvient.desk.catalogue import (
    CategoryForm,
    CategoryLoopError,
    MissingModelError,
    ModelForm,
)
from vaetvient.desk.equipment import (
    EquipmentForm,
    NotAnItemError,
    StillOutError,
    StockTooLowError,
    TagTakenError,
)
from vaetvient.desk.lending import BasketRefusedError
from vaetvient.desk.limits import QuantityError, TagTooLongError, TooManyError
from vaetvient.domain.entities import Accessory, Category, Equipment, Item, Model, StockMovement
from vaetvient.domain.equipment import Condition, EquipmentKind, MovementReason
from vaetvient.domain.errors import ChangedElsewhereError, InvalidValueError, NotFoundError
from vaetvient.domain.lending import ReasonNeededError
from vaetvient.domain.money import BadAmountError
from vaetvient.domain.records import new_id


def tags(office: TrialOffice, model: UUID, count: int = 1, first: str = "") -> list[str]:
    return equipment.enter_equipment(office.desk, EquipmentForm(model, tag=first), count=count)


def levels(office: TrialOffice, stock: UUID) -> tuple[int, int]:
    with office.reading() as session:
        return stock_levels(session, [stock])[stock]


# Tags


def test_ten_of_the_same_get_ten_consecutive_tags(office: TrialOffice) -> None:
    model = office.model(category_id=office.category("Image et son", prefix="vid"))
    assert tags(office, model, 10) == [f"VID-{n:03}" for n in range(1, 11)]
    assert tags(office, model, 2) == ["VID-011", "VID-012"]
    assert office.count("equipment") == 12


def test_ten_tags_from_a_first_one(office: TrialOffice) -> None:
    assert tags(office, office.model(), 10, " SON-098 ") == [f"SON-{n:03}" for n in range(98, 108)]


def test_a_category_names_its_tags_and_no_two_take_the_same(office: TrialOffice) -> None:
    prefixes = [
        office.get(Category, office.category(name)).prefix
        for name in ("Image et son", "Imagerie", "Image", "Été", "李", "Images fixes")
    ]
    assert prefixes[:2] == ["IMA", "IMAG"]
    assert prefixes[3:5] == ["ETE", "MAT"]
    assert len(set(prefixes)) == len(prefixes)


def test_tags_go_on_from_the_highest_archived_ones_included(office: TrialOffice) -> None:
    model = office.model(category_id=office.category("Son", prefix="SON"))
    tags(office, model, 1, "SON-041")
    equipment.archive_equipment(office.desk, office.tagged("SON-041").id)
    tags(office, model, 1, "son-050")
    tags(office, model, 1, "SON-A7")
    tags(office, model, 1, "SON-3760123456789")  # the bar code on its box
    assert tags(office, model) == ["SON-051"]


def test_a_tag_is_one_thing_s_only_and_none_of_ten_is_added_if_one_is_taken(
    office: TrialOffice,
) -> None:
    model = office.model("Vidéoprojecteur")
    tags(office, model, 1, "VID-005")
    with pytest.raises(TagTakenError) as refused:
        tags(office, model, 10, "VID-001")
    assert "VID-005 est déjà celle de « Vidéoprojecteur »" in refused.value.message
    assert refused.value.field == "tag"
    assert office.count("equipment") == 1


@pytest.mark.parametrize("count", [0, -1, 501, 10**9])
def test_so_many_things_are_not_entered(office: TrialOffice, count: int) -> None:
    with pytest.raises(QuantityError):
        tags(office, office.model(), count)


def test_a_tag_that_no_label_could_bear(office: TrialOffice) -> None:
    tags(office, office.model(), 1, "x" * 64)
    for wrong in ("x" * 65, "9" * 5000):
        with pytest.raises(TagTooLongError) as refused:
            tags(office, office.model(), 2, wrong)
        assert refused.value.field == "tag"


@pytest.mark.parametrize("typed", ["VID-001", "vid-001", " VID-001\r\n"])
def test_a_thing_is_called_by_its_tag_in_any_case(office: TrialOffice, typed: str) -> None:
    thing = office.item(tag="VID-001")
    with office.reading() as session:
        assert equipment.equipment_called(session, typed).id == thing
        assert equipment.equipment_called(session, str(thing)).id == thing
        for unknown in ("", "VID-002", "\udc80", "\x00"):
            with pytest.raises(NotFoundError):
                equipment.equipment_called(session, unknown)


# Categories and models


def test_a_category_is_not_put_into_itself(office: TrialOffice) -> None:
    top = office.category("Matériel")
    middle = office.category("Son", parent_id=top)
    below = office.category("Sonos", parent_id=middle)
    for parent in (top, middle, below):
        with pytest.raises(CategoryLoopError):
            catalogue.change_category(office.desk, top, CategoryForm("Matériel", parent))
    catalogue.change_category(office.desk, below, CategoryForm("Sonos", top))


def test_what_does_not_exist_is_not_referred_to(office: TrialOffice) -> None:
    """As when it was undone in another window."""
    ghost, model, thing = new_id(), office.model(), office.item()
    form = EquipmentForm(model, owner_member_id=ghost)
    for attempt in (
        lambda: catalogue.enter_category(office.desk, CategoryForm("Son", ghost)),
        lambda: catalogue.change_category(office.desk, ghost, CategoryForm("Son")),
        lambda: catalogue.enter_model(office.desk, ModelForm("Sono", ghost)),
        lambda: catalogue.change_model(office.desk, model, ModelForm("Sono", ghost)),
        lambda: equipment.enter_equipment(office.desk, EquipmentForm(ghost)),
        lambda: equipment.enter_equipment(office.desk, form),
        lambda: equipment.change_equipment(office.desk, thing, EquipmentForm(ghost)),
        lambda: equipment.change_equipment(office.desk, thing, form),
        lambda: equipment.change_equipment(office.desk, ghost, EquipmentForm(model)),
        lambda: equipment.archive_equipment(office.desk, ghost),
    ):
        with pytest.raises(NotFoundError):
            attempt()


@pytest.mark.parametrize(
    ("terms", "error"),
    [
        ({"loan_days": -1}, InvalidValueError),
        ({"loan_days": 10**9}, InvalidValueError),
        ({"deposit_cents": -1}, BadAmountError),
        ({"deposit_cents": 10**20}, BadAmountError),
        ({"value_cents": 10**20}, BadAmountError),
        ({"accessories": (("micro", 0),)}, QuantityError),
        ({"accessories": (("micro", 10**9),)}, TooManyError),
    ],
)
def test_impossible_terms_are_refused_when_they_are_written(
    office: TrialOffice, terms: dict[str, Any], error: type[InvalidValueError]
) -> None:
    """Not when something is lent under them."""
    model = office.model("Sono")
    for attempt in (
        lambda: catalogue.enter_model(office.desk, ModelForm("Autre", **terms)),
        lambda: catalogue.change_model(office.desk, model, ModelForm("Sono", **terms)),
    ):
        with pytest.raises(error) as refused:
            attempt()
        assert refused.value.field
    if terms.keys() <= {"loan_days", "deposit_cents"}:
        with pytest.raises(error):
            catalogue.enter_category(office.desk, CategoryForm("Son", **terms))
    assert office.count("model") == 1


def test_the_longest_rule_gives_a_loan_that_is_allowed(office: TrialOffice) -> None:
    model = office.model("Exposition", loan_days=5 * 365)
    office.lend(office.person(dues=False), office.item(model=model))


def test_the_parts_of_a_model_are_kept_in_order(office: TrialOffice) -> None:
    model = office.model("Sono", accessories=(("micro", 2), ("câble", 1), ("", 5)))
    micro = office.one(select(Accessory).where(Accessory.name == "micro"))
    form = ModelForm("Sono", accessories=(("pied", 1), ("micro", 3)))
    catalogue.change_model(office.desk, model, form)
    with office.reading() as session:
        parts = session.get_one(Model, model).accessories
        assert [(part.name, part.quantity) for part in parts] == [("pied", 1), ("micro", 3)]
        assert parts[1].id == micro.id
    assert office.count("accessory") == 2


def test_a_form_opened_before_someone_else_s_change_is_told_so(office: TrialOffice) -> None:
    model, thing = office.model("Sono"), office.item(tag="SON-1")
    opened = office.get(Model, model).revision, office.get(Item, thing).revision
    catalogue.change_model(office.desk.seated("Marcel"), model, ModelForm("Enceinte"))
    equipment.change_equipment(office.desk.seated("Marcel"), thing, EquipmentForm(model))
    with pytest.raises(ChangedElsewhereError) as refused:
        catalogue.change_model(office.desk, model, ModelForm("Sono 2"), revision=opened[0])
    assert "Marcel" in refused.value.message
    with pytest.raises(ChangedElsewhereError):
        equipment.change_equipment(office.desk, thing, EquipmentForm(model), revision=opened[1])


@pytest.mark.parametrize("name", ["", "  ", "\x00", "\udc80"])
def test_a_name_is_needed(office: TrialOffice, name: str) -> None:
    with pytest.raises(MissingModelError):
        catalogue.enter_model(office.desk, ModelForm(name))
    with pytest.raises(InvalidValueError):
        catalogue.enter_category(office.desk, CategoryForm(name))


# Stock


def test_stock_is_the_sum_of_its_movements(office: TrialOffice) -> None:
    chairs = office.stock(count=200, tag="CHA-1")
    for delta, reason in (
        (50, MovementReason.PURCHASE),
        (-12, MovementReason.DISPOSAL),
        (3, MovementReason.COUNT),
    ):
        equipment.move_stock(office.desk, chairs, delta, reason=reason, note=" vu  à la cave ")
    assert levels(office, chairs) == (241, 0)
    with office.reading() as session:
        moved = session.scalars(select(StockMovement.delta).order_by(StockMovement.id)).all()
        assert moved == [200, 50, -12, 3]


def test_what_is_lent_is_not_taken_from_a_stock(office: TrialOffice) -> None:
    chairs = office.stock(count=200, tag="CHA-1")
    office.lend(office.person(), (chairs, 150))
    equipment.move_stock(office.desk, chairs, -50, reason=MovementReason.DISPOSAL)
    with pytest.raises(StockTooLowError) as refused:
        equipment.move_stock(office.desk, chairs, -1, reason=MovementReason.DISPOSAL)
    assert refused.value.message == (
        "CHA-1 : il y en a 150, dont 150 en prêt ; impossible d'en retirer 1."
    )
    with pytest.raises(BasketRefusedError):
        office.lend(office.person("Martin"), (chairs, 1))


def test_a_stock_may_be_empty_and_filled_again(office: TrialOffice) -> None:
    chairs = office.stock(count=0)
    assert levels(office, chairs) == (0, 0)
    with pytest.raises(BasketRefusedError):
        office.lend(office.person(), (chairs, 1))
    equipment.move_stock(office.desk, chairs, 10, reason=MovementReason.PURCHASE)
    equipment.move_stock(office.desk, chairs, -10, reason=MovementReason.LOSS)
    assert levels(office, chairs) == (0, 0)


@pytest.mark.parametrize("delta", [0, 10**6 + 1, 10**30, -(10**30)])
def test_an_impossible_movement_is_refused(office: TrialOffice, delta: int) -> None:
    chairs = office.stock(count=10)
    with pytest.raises(InvalidValueError) as refused:
        equipment.move_stock(office.desk, chairs, delta, reason=MovementReason.COUNT)
    assert refused.value.field == "quantity"
    with pytest.raises(TooManyError):
        office.stock(count=10**9)


def test_a_stock_does_not_grow_beyond_what_can_be_meant(office: TrialOffice) -> None:
    chairs = office.stock(count=10**6)
    with pytest.raises(TooManyError):
        equipment.move_stock(office.desk, chairs, 1, reason=MovementReason.COUNT)


def test_an_item_is_not_counted(office: TrialOffice) -> None:
    with pytest.raises(QuantityError):
        equipment.move_stock(office.desk, office.item(), 1, reason=MovementReason.COUNT)


@settings(max_examples=examples(5), phases=PHASES)
@given(deltas=st.lists(st.integers(-60, 60), max_size=12), lent=st.integers(0, 80))
def test_a_stock_never_holds_less_than_what_is_out(
    empty_office: Any, tmp_path_factory: pytest.TempPathFactory, deltas: list[int], lent: int
) -> None:
    office = TrialOffice.at(empty_office, tmp_path_factory.mktemp("stock"))
    chairs, total = office.stock(count=80), 80
    if lent:
        office.lend(office.person(), (chairs, lent))
    for delta in deltas:
        fits = delta != 0 and total + delta >= lent
        try:
            equipment.move_stock(office.desk, chairs, delta, reason=MovementReason.COUNT)
        except (StockTooLowError, QuantityError):
            assert not fits
        else:
            assert fits
            total += delta
        assert levels(office, chairs) == (total, lent)
    office.close()


# In and out of service


def test_a_thing_out_of_service_is_put_in_service_again(office: TrialOffice) -> None:
    zoe, thing = office.person(), office.item(condition=Condition.BROKEN)
    with pytest.raises(ReasonNeededError):
        equipment.take_out_of_service(office.desk, thing, " ")
    equipment.take_out_of_service(office.desk, thing, "lampe", until=date(2026, 12, 1))
    equipment.take_out_of_service(office.desk, thing, "chez le réparateur")
    with pytest.raises(BasketRefusedError):
        office.lend(zoe, thing)
    equipment.put_in_service(office.desk, thing)
    assert office.get(Item, thing).condition is Condition.GOOD
    office.lend(zoe, thing)


def test_out_of_service_until_a_day_gone_by_is_a_slip(office: TrialOffice) -> None:
    with pytest.raises(InvalidValueError) as refused:
        equipment.take_out_of_service(office.desk, office.item(), "lampe", until=date(2026, 11, 22))
    assert refused.value.field == "until"
    equipment.take_out_of_service(office.desk, office.item(), "lampe", until=office.today())


def test_a_stock_is_not_put_out_of_service(office: TrialOffice) -> None:
    with pytest.raises(NotAnItemError) as refused:
        equipment.take_out_of_service(office.desk, office.stock(tag="CHA-1"), "rouillées")
    assert "CHA-1 est un lot" in refused.value.message


# Archive


def test_what_is_out_is_not_archived(office: TrialOffice) -> None:
    thing, chairs = office.item(tag="VID-1"), office.stock(count=10)
    lent = office.lend(office.person(), thing, (chairs, 1))
    for key in (thing, chairs):
        with pytest.raises(StillOutError):
            equipment.archive_equipment(office.desk, key)
    office.bring_back(lent)
    equipment.archive_equipment(office.desk, thing)
    first = office.get(Equipment, thing).archived_at
    office.later(days=1)
    equipment.archive_equipment(office.desk, thing)
    assert office.get(Equipment, thing).archived_at == first
    equipment.restore_equipment(office.desk, thing)
    office.lend(office.person("Martin"), thing)


def test_a_changed_thing_keeps_what_it_is(office: TrialOffice) -> None:
    """A form of another kind changes an item's tag and place, not what it is."""
    chairs, model = office.stock(count=10, tag="CHA-1"), office.model("Table")
    form = EquipmentForm(model, kind=EquipmentKind.ITEM, tag="TAB-1", serial="x", location="Cave")
    equipment.change_equipment(office.desk, chairs, form)
    table = office.get(Equipment, chairs)
    assert (table.kind, table.tag, table.location) == (EquipmentKind.STOCK, "TAB-1", "Cave")
    assert levels(office, chairs) == (10, 0)

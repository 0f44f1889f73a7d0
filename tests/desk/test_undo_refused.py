"""What cannot be undone any more, and the later gesture that stands in the way, by its name."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.desk.morning import PAUL, Morning
from vaetvient.desk import equipment, loans, members
from vaetvient.desk.equipment import EquipmentForm
from vaetvient.desk.members import MemberForm
from vaetvient.desk.returning import LineBack
from vaetvient.desk.undo import (
    CannotUndoError,
    NotUndoableError,
    UndoneAlreadyError,
    redo,
    undo,
)
from vaetvient.domain.entities import Item, Member
from vaetvient.domain.equipment import Condition, MovementReason
from vaetvient.domain.member import MemberKind


def refused(office: Morning, gesture_id: UUID) -> CannotUndoError:
    """Try, and see that nothing changed."""
    before = office.state()
    with pytest.raises(CannotUndoError) as error:
        undo(office.desk, gesture_id)
    assert office.state() == before
    assert "Annulez d'abord ce geste-là" in error.value.message
    return error.value


def test_undone_twice(morning: Morning) -> None:
    morning.association("Une fois", dues=False)
    gesture = morning.last("enter_member")
    undo(morning.desk, gesture)
    with pytest.raises(UndoneAlreadyError) as error:
        undo(morning.desk, gesture)
    assert "Fiche de Une fois créée" in error.value.message


def test_what_was_numbered_or_printed_stays_so(morning: Morning) -> None:
    loans.prepare_blank(morning.desk)
    with pytest.raises(NotUndoableError):
        undo(morning.desk, morning.last("print_blank"))


def test_an_entry_that_was_corrected_since_stays(morning: Morning) -> None:
    paul = members.enter_member(morning.desk, PAUL)
    entered = morning.last("enter_member")
    members.change_member(
        morning.desk, paul, MemberForm(MemberKind.PERSON, last_name="Giraud", phone="0476012345")
    )
    assert "Fiche de Giraud modifiée" in refused(morning, entered).message
    undo(morning.desk)
    undo(morning.desk, entered)
    with morning.reading() as session:
        assert session.get(Member, paul) is None


def test_a_correction_that_was_corrected_since_stays(morning: Morning) -> None:
    members.change_member(morning.desk, morning.zoe, PAUL)
    first = morning.last("change_member")
    members.change_member(
        morning.desk, morning.zoe, MemberForm(MemberKind.PERSON, last_name="Girault")
    )
    assert "Fiche de Girault modifiée" in refused(morning, first).message


def test_two_corrections_of_different_fields_do_not_depend_on_each_other(morning: Morning) -> None:
    form = MemberForm(MemberKind.PERSON, last_name="Lefèvre", first_name="Zoé", card="C-1")
    from dataclasses import replace

    members.change_member(morning.desk, morning.zoe, replace(form, phone="0476012345"))
    first = morning.last("change_member")
    members.change_member(
        morning.desk, morning.zoe, replace(form, phone="0476012345", notes="appeler le soir")
    )
    undo(morning.desk, first)
    zoe = morning.get(Member, morning.zoe)
    assert (zoe.phone, zoe.notes) == (None, "appeler le soir")


def test_a_member_who_borrowed_since_stays(morning: Morning) -> None:
    paul = members.enter_member(morning.desk, PAUL)
    lent = morning.lend(paul, morning.first, override_reason="promis")
    error = refused(morning, morning.last("enter_member"))
    assert f"Prêt {lent.number} à Giraud Paul" in error.message


def test_a_thing_that_was_lent_since_stays(morning: Morning) -> None:
    thing = morning.item(model=morning.speaker)
    entered = morning.last("enter_equipment")
    lent = morning.lend(morning.lea, thing)
    assert lent.number in refused(morning, entered).message
    morning.bring_back(lent)
    refused(morning, entered)


def test_a_category_that_is_used_since_stays(morning: Morning) -> None:
    category = morning.category("Mobilier")
    morning.model("Table", category_id=category)
    assert "Modèle Table créé" in refused(morning, morning.last("enter_category")).message


def test_a_number_that_someone_else_was_given_is_not_taken_back(morning: Morning) -> None:
    form = MemberForm(MemberKind.PERSON, last_name="Lefèvre", card="C-2")
    members.change_member(morning.desk, morning.zoe, form)
    morning.association("Les Autres", card="C-1", dues=False)
    error = refused(morning, morning.last("change_member"))
    assert "Fiche de Les Autres créée" in error.message


def test_a_cancelled_loan_does_not_come_back_for_what_is_lent_elsewhere(morning: Morning) -> None:
    loans.cancel_loan(morning.desk, morning.lent.loan_id, "erreur")
    other = morning.lend(morning.lea, morning.three)
    error = refused(morning, morning.last("cancel_loan"))
    assert f"Prêt {other.number} à Martin Léa" in error.message


def test_a_return_stands_once_the_thing_left_again(morning: Morning) -> None:
    morning.bring_back(morning.lent)
    other = morning.lend(morning.lea, morning.three)
    error = refused(morning, morning.last("take_back"))
    assert f"Prêt {other.number} à Martin Léa" in error.message
    morning.bring_back(other)
    undo(morning.desk, morning.last("take_back"))


@pytest.mark.parametrize("kind", ["cancel_loan", "take_back", "move_stock"])
def test_stock_is_not_over_lent_by_undoing(morning: Morning, kind: str) -> None:
    """30 chairs, 10 out; another 25 leave once those are back, or once 20 more were bought."""
    if kind == "cancel_loan":
        loans.cancel_loan(morning.desk, morning.lent.loan_id, "erreur")
    elif kind == "take_back":
        morning.bring_back(morning.lent)
    else:
        equipment.move_stock(morning.desk, morning.chairs, 20, reason=MovementReason.PURCHASE)
    other = morning.lend(morning.lea, (morning.chairs, 25))
    assert other.number in refused(morning, morning.last(kind)).message


def test_a_hand_out_whose_undo_was_undone_is_cancelled_by_its_rules(morning: Morning) -> None:
    """Redone, then partly back: it can no longer be taken back."""
    lent = morning.lend(morning.lea, (morning.chairs, 5))
    undo(morning.desk)
    redo(morning.desk)
    redone = morning.last("redo")
    morning.take(LineBack(morning.loan(lent).lines[0].id, quantity=2))
    assert "Retour de CHA-1" in refused(morning, redone).message


def test_a_hand_out_that_came_back_stands(morning: Morning) -> None:
    lent = morning.lend(morning.lea, morning.first)
    handed_out = morning.last("hand_out")
    morning.bring_back(lent)
    assert f"({lent.number})" in refused(morning, handed_out).message


def test_an_undone_hand_out_is_not_done_again_over_another(morning: Morning) -> None:
    morning.lend(morning.lea, (morning.chairs, 20))
    undone = undo(morning.desk)
    other = morning.lend(morning.zoe, (morning.chairs, 15))
    assert other.number in refused(morning, undone.gesture_id).message


def test_a_partial_return_stands_once_the_rest_came_back_too(morning: Morning) -> None:
    """Else the loan would be closed with something out."""
    morning.take(LineBack(morning.loan(morning.lent).lines[0].id))
    first = morning.last("take_back")
    morning.take(LineBack(morning.loan(morning.lent).lines[1].id))
    assert "Retour de CHA-1" in refused(morning, first).message


def test_a_return_stands_once_the_thing_or_the_member_was_archived(morning: Morning) -> None:
    morning.bring_back(morning.lent)
    returned = morning.last("take_back")
    equipment.archive_equipment(morning.desk, morning.three)
    error = refused(morning, returned)
    assert "retiré du matériel" in error.message
    equipment.restore_equipment(morning.desk, morning.three)
    members.archive_member(morning.desk, morning.zoe)
    error = refused(morning, returned)
    assert "Fiche de Lefèvre Zoé archivée" in error.message
    members.restore_member(morning.desk, morning.zoe)
    undo(morning.desk, returned)


def test_an_item_restored_and_lent_is_not_archived_again_by_undoing(morning: Morning) -> None:
    equipment.archive_equipment(morning.desk, morning.first)
    equipment.restore_equipment(morning.desk, morning.first)
    lent = morning.lend(morning.lea, morning.first)
    assert lent.number in refused(morning, morning.last("restore_equipment")).message


def test_a_basket_that_became_a_loan_stands(morning: Morning) -> None:
    empty = loans.put_aside(morning.desk, borrower_id=morning.lea, lines=())
    aside = morning.last("put_aside")
    lent = morning.lend(morning.lea, morning.first, basket_id=empty)
    assert lent.number in refused(morning, aside).message


def test_the_condition_noted_at_a_return_stands_once_it_was_corrected(morning: Morning) -> None:
    morning.bring_back(morning.lent, condition=Condition.WORN)
    equipment.change_equipment(
        morning.desk, morning.three, EquipmentForm(morning.speaker, condition=Condition.GOOD)
    )
    refused(morning, morning.last("take_back"))
    undo(morning.desk)
    undo(morning.desk)
    assert morning.get(Item, morning.three).condition is Condition.GOOD

"""Every gesture can be taken back while nothing depends on it (invariant 5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tests.desk.morning import PAUL, Morning
from tests.trial_office import TrialOffice
from vaetvient.desk import catalogue, equipment, loans, mandates, members, merging
from vaetvient.desk import office as own_office
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.catalogue import CategoryForm, ModelForm
from vaetvient.desk.desk import own_language
from vaetvient.desk.equipment import EquipmentForm
from vaetvient.desk.lending import HandOut, hand_out
from vaetvient.desk.preferences import set_language
from vaetvient.desk.returning import LineBack
from vaetvient.desk.undo import (
    NothingToUndoError,
    last_redoable,
    last_undoable,
    redo,
    undo,
)
from vaetvient.domain.entities import Gesture
from vaetvient.domain.equipment import Condition, MovementReason
from vaetvient.domain.loan import DepositState, LineState, LoanState

# Each gesture, taken back to the letter, and done again to the letter


GESTURES: dict[str, Callable[[Morning], object]] = {
    "enter a member": lambda o: members.enter_member(o.desk, PAUL),
    "change a member": lambda o: members.change_member(o.desk, o.zoe, PAUL),
    "archive a member": lambda o: members.archive_member(o.desk, o.lea),
    "renew a membership": lambda o: members.renew_membership(o.desk, o.zoe),
    "merge two members": lambda o: merging.merge_members(o.desk, o.lea, o.zoe),
    "name a representative": lambda o: mandates.name_representative(
        o.desk, o.jardins, o.zoe, role="trésorière"
    ),
    "enter a category": lambda o: catalogue.enter_category(o.desk, CategoryForm("Mobilier")),
    "change a category": lambda o: catalogue.change_category(
        o.desk, o.sound, CategoryForm("Musique", loan_days=3)
    ),
    "enter a model with its parts": lambda o: catalogue.enter_model(
        o.desk, ModelForm("Tente", o.sound, accessories=(("piquet", 12),))
    ),
    "change a model and its parts": lambda o: catalogue.change_model(
        o.desk, o.speaker, ModelForm("Enceinte", accessories=(("micro", 3), ("pied", 1)))
    ),
    "enter ten things": lambda o: equipment.enter_equipment(
        o.desk, EquipmentForm(o.speaker), count=10
    ),
    "change a thing": lambda o: equipment.change_equipment(
        o.desk, o.first, EquipmentForm(o.speaker, tag="X-1", condition=Condition.WORN)
    ),
    "archive a thing": lambda o: equipment.archive_equipment(o.desk, o.first),
    "take out of service": lambda o: equipment.take_out_of_service(o.desk, o.first, "lampe"),
    "move stock": lambda o: equipment.move_stock(o.desk, o.chairs, 7, reason=MovementReason.COUNT),
    "set the office": lambda o: own_office.set_office(o.desk, {"name": "MDA", "commune": "Vif"}),
    "close the office": lambda o: own_office.close_office(
        o.desk, date(2026, 12, 24), date(2026, 12, 31)
    ),
    "extend a loan": lambda o: loans.extend(o.desk, o.lent.loan_id, date(2026, 12, 15)),
    "note a loan": lambda o: loans.note_loan(o.desk, o.lent.loan_id, "fragile"),
    "take back, damaged": lambda o: o.bring_back(
        o.lent, condition=Condition.DAMAGED, remarks="pied tordu"
    ),
    "take back a part, lose another": lambda o: o.take(
        LineBack(o.loan(o.lent).lines[1].id, quantity=3, lost=2)
    ),
    "lose a thing": lambda o: o.take(LineBack(o.loan(o.lent).lines[0].id, lost=1)),
    "cancel a loan": lambda o: loans.cancel_loan(o.desk, o.lent.loan_id, "erreur"),
    "keep a deposit": lambda o: loans.settle_deposit(
        o.desk, o.lent.loan_id, kept_cents=10_00, reason="cassé"
    ),
    "put a basket aside": lambda o: loans.put_aside(
        o.desk, borrower_id=o.lea, lines=(LineWanted(o.first), LineWanted(o.chairs, 4))
    ),
    "put it aside again": lambda o: loans.put_aside(
        o.desk, borrower_id=o.lea, lines=(LineWanted(o.first),), basket_id=o.basket
    ),
    "drop a basket": lambda o: loans.drop_basket(o.desk, o.basket),
}


@pytest.mark.parametrize("gesture", GESTURES.values(), ids=GESTURES)
def test_a_gesture_is_taken_back_and_done_again_to_the_letter(
    morning: Morning, gesture: Callable[[Morning], object]
) -> None:
    before = morning.state()
    gesture(morning)
    after = morning.state()
    assert after != before
    for _turn in range(2):
        done = undo(morning.desk)
        assert morning.state() == before
        assert redo(morning.desk).what == done.what
        assert morning.state() == after


def test_a_hand_out_is_not_wiped_out_but_cancelled_and_keeps_its_number(morning: Morning) -> None:
    lent = morning.lend(morning.lea, morning.first, (morning.chairs, 5), deposit_cents=20_00)
    after = morning.state()
    assert undo(morning.desk).what == f"Prêt {lent.number} à Martin Léa"
    loan = morning.loan(lent)
    assert (loan.state, loan.number) == (LoanState.CANCELLED, "BUR-2026-0002")
    assert loan.cancel_reason
    assert [line.state for line in loan.lines] == [LineState.CANCELLED] * 2
    assert loan.deposit is not None
    assert loan.deposit.state is DepositState.RETURNED
    again = morning.lend(morning.lea, morning.first)
    assert again.number == "BUR-2026-0003"
    undo(morning.desk)
    assert after["loan"] != morning.state()["loan"]


def test_a_hand_out_is_done_again_under_its_number(morning: Morning) -> None:
    lent = morning.lend(morning.lea, morning.first, deposit_cents=20_00)
    after = morning.state()
    for _turn in range(3):
        undo(morning.desk)
        assert morning.loan(lent).state is LoanState.CANCELLED
        redo(morning.desk)
        assert morning.state() == after


# In which order


def test_undo_walks_back_and_redo_walks_forth(morning: Morning) -> None:
    states = [morning.state()]
    for number in range(4):
        morning.association(f"Association {number}", dues=False)
        states.append(morning.state())
    for state in reversed(states[:-1]):
        undo(morning.desk)
        assert morning.state() == state
    for state in states[1:]:
        redo(morning.desk)
        assert morning.state() == state
    with pytest.raises(NothingToUndoError):
        redo(morning.desk)


def test_what_was_undone_before_something_new_is_not_done_again(morning: Morning) -> None:
    morning.association("Ancienne", dues=False)
    undo(morning.desk)
    morning.association("Nouvelle", dues=False)
    with pytest.raises(NothingToUndoError):
        redo(morning.desk)
    undo(morning.desk)
    assert redo(morning.desk).what == "Fiche de Nouvelle créée"
    with pytest.raises(NothingToUndoError):
        redo(morning.desk)


def test_undo_and_redo_are_said_beforehand(morning: Morning) -> None:
    morning.association("La Courte Échelle", dues=False)
    with morning.reading() as session:
        said = last_undoable(session, morning.desk)
        assert said is not None
        assert (said.what, said.who) == ("Fiche de La Courte Échelle créée", "Odile")
        assert last_redoable(session, morning.desk) is None
    undo(morning.desk)
    with morning.reading() as session:
        said = last_redoable(session, morning.desk)
        assert said is not None
        assert said.what == "Fiche de La Courte Échelle créée"


def test_a_long_row_of_undos_and_prints_does_not_hide_what_is_before(morning: Morning) -> None:
    morning.association("Première", dues=False)
    with morning.desk.database.writing() as session:
        for _n in range(250):
            session.add(
                Gesture(
                    at=morning.moment,
                    who="Odile",
                    site_id=morning.desk.site_id,
                    kind="print_paper",
                )
            )
    assert undo(morning.desk).what == "Fiche de Première créée"


def test_after_a_basket_was_lent_and_undone_undo_goes_on_with_what_was_before(
    morning: Morning,
) -> None:
    """The basket is a cancelled loan now, which keeps its number: nothing of it is left to undo."""
    command = HandOut(morning.zoe, (LineWanted(morning.two),), basket_id=morning.basket)
    lent = hand_out(morning.desk, command)
    undo(morning.desk)
    with morning.reading() as session:
        found = last_undoable(session, morning.desk)
    assert found is not None
    assert found.what == f"Prêt {morning.lent.number} à Lefèvre Zoé"
    undo(morning.desk)
    assert morning.loan(morning.lent).state is LoanState.CANCELLED
    assert morning.loan(lent).number == lent.number


def test_the_window_speaks_as_before_once_the_offices_language_is_undone(morning: Morning) -> None:
    def spoken() -> str:
        with morning.reading() as session:
            return own_language(session)

    own_office.set_office(morning.desk, {"language": "en"})
    assert spoken() == "en"
    undo(morning.desk)
    assert spoken() == "fr"
    redo(morning.desk)
    assert spoken() == "en"
    set_language(morning.desk, "fr")  # chosen since: undoing the office's does not touch it
    undo(morning.desk)
    assert spoken() == "fr"


def test_a_new_office_has_nothing_to_undo(office: TrialOffice) -> None:
    with pytest.raises(NothingToUndoError):
        undo(office.desk)
    with pytest.raises(NothingToUndoError):
        redo(office.desk)


def test_what_another_post_did_is_not_undone_by_the_last_gesture(morning: Morning) -> None:
    from dataclasses import replace

    from vaetvient.domain.records import new_id

    beside = replace(morning.desk, site_id=new_id())
    morning.association("Ici", dues=False)
    members.enter_member(beside, PAUL)
    assert undo(morning.desk).what == "Fiche de Ici créée"
    assert undo(beside).what == "Fiche de Giraud Paul créée"


def test_undo_on_the_next_day_and_after_the_clock_stepped_back(morning: Morning) -> None:
    before = morning.state()
    morning.association("Hier", dues=False)
    morning.later(days=1)
    undo(morning.desk)
    assert morning.state() == before
    morning.later(days=-5)
    redo(morning.desk)
    undo(morning.desk)
    assert morning.state() == before

"""Every gesture can be taken back while nothing depends on it (invariant 5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from tests.trial_office import TrialOffice
from vaetvient.desk import catalogue, equipment, loans, members, merging
from vaetvient.desk import office as own_office
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.catalogue import CategoryForm, ModelForm
from vaetvient.desk.equipment import EquipmentForm
from vaetvient.desk.members import MemberForm
from vaetvient.desk.returning import LineBack
from vaetvient.desk.undo import (
    CannotUndoError,
    NothingToUndoError,
    NotUndoableError,
    UndoneAlreadyError,
    last_redoable,
    last_undoable,
    redo,
    undo,
)
from vaetvient.domain.entities import Gesture, Item, Member
from vaetvient.domain.equipment import Condition, MovementReason
from vaetvient.domain.loan import DepositState, LineState, LoanState
from vaetvient.domain.member import MemberKind
from vaetvient.storage.sqlite import journalled_tables

PAUL = MemberForm(MemberKind.PERSON, last_name="Giraud", first_name="Paul")


class Morning(TrialOffice):
    """Some members and things, a loan that is out, a basket put aside."""

    @classmethod
    def begun(cls, template: Path, folder: Path) -> Morning:
        office = cls.at(template, folder)
        office.zoe = office.person("Lefèvre", "Zoé", card="C-1")
        office.lea = office.person("Martin", "Léa")
        office.jardins = office.association("Les Jardins")
        office.sound = office.category("Son")
        office.speaker = office.model(
            "Sono", category_id=office.sound, accessories=(("micro", 2), ("câble", 1))
        )
        office.first, office.two, office.three = office.items(3, model=office.speaker)
        office.chairs = office.stock("Chaise", 30, tag="CHA-1")
        office.lent = office.lend(
            office.zoe, office.three, (office.chairs, 10), deposit_cents=50_00
        )
        office.basket = loans.put_aside(
            office.desk, borrower_id=office.zoe, lines=(LineWanted(office.two),)
        )
        return office

    def state(self) -> dict[str, list[Any]]:
        """Every exchanged row to the letter, without its revision."""
        out: dict[str, list[Any]] = {}
        with self.reading() as session:
            for table in journalled_tables():
                columns = ", ".join(c.name for c in table.columns if c.name != "revision")
                rows = session.execute(text(f"SELECT {columns} FROM {table.name} ORDER BY id"))
                out[table.name] = [tuple(row) for row in rows]
        return out

    def last(self, kind: str) -> UUID:
        """The last gesture of a kind."""
        newest = select(Gesture.id).where(Gesture.kind == kind).order_by(Gesture.id.desc())
        with self.reading() as session:
            found: UUID = session.scalars(newest.limit(1)).one()
            return found

    zoe: UUID
    lea: UUID
    jardins: UUID
    sound: UUID
    speaker: UUID
    first: UUID
    two: UUID
    three: UUID
    chairs: UUID
    lent: Any
    basket: UUID


@pytest.fixture(scope="module")
def begun_once(empty_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    office = Morning.begun(empty_office, tmp_path_factory.mktemp("morning"))
    office.close()
    return office


@pytest.fixture
def morning(begun_once: Morning, tmp_path: Path) -> Any:
    office = Morning.at(begun_once.folder / "vaetvient.sqlite3", tmp_path / "office")
    for name, value in vars(begun_once).items():
        if name not in vars(office):
            setattr(office, name, value)
    yield office
    office.close()


# Each gesture, taken back to the letter, and done again to the letter


GESTURES: dict[str, Callable[[Morning], object]] = {
    "enter a member": lambda o: members.enter_member(o.desk, PAUL),
    "change a member": lambda o: members.change_member(o.desk, o.zoe, PAUL),
    "archive a member": lambda o: members.archive_member(o.desk, o.lea),
    "renew a membership": lambda o: members.renew_membership(o.desk, o.zoe),
    "merge two members": lambda o: merging.merge_members(o.desk, o.lea, o.zoe),
    "name a representative": lambda o: members.name_representative(
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


# What cannot be undone


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

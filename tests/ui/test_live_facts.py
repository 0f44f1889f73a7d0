"""Facts are corrected where they stand, each as one gesture, and nothing else changes."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QPlainTextEdit

from tests.trial_office import TrialOffice
from tests.ui.records import choose, focused, nameless, settle, unreachable
from vaetvient.desk import equipment, members, undo
from vaetvient.desk.equipment import EquipmentForm
from vaetvient.desk.members import MemberForm
from vaetvient.domain.entities import Member
from vaetvient.domain.equipment import Condition, Equipment, Item
from vaetvient.domain.member import MemberKind
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.equipment.page import EquipmentPage
from vaetvient.ui.pages.members.page import MembersPage

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def members_page(office: TrialOffice, window: MainWindow, hand: Hand) -> MembersPage:
    office.person("Lefèvre", "Zoé", phone="0476010203", email="zoe@example.org", card="C1")
    page = window.visit("members")
    assert isinstance(page, MembersPage)
    settle(hand)
    choose(page, hand, 0)
    return page


@pytest.fixture
def equipment_page(office: TrialOffice, window: MainWindow, hand: Hand) -> EquipmentPage:
    office.item("Sono", "SON-001", location="Cave", serial="S-1", value_cents=12345)
    page = window.visit("equipment")
    assert isinstance(page, EquipmentPage)
    settle(hand)
    choose(page, hand, 0)
    return page


def zoe(office: TrialOffice, page: MembersPage) -> Member:
    key = page.table.chosen_key
    assert key is not None
    found: Member = office.get(Member, key)
    return found


def test_a_telephone_is_corrected_by_keyboard_alone(
    office: TrialOffice, members_page: MembersPage, hand: Hand
) -> None:
    facts = members_page.details.facts
    facts.pencil("phone").setFocus()
    hand.press(Qt.Key.Key_F2)
    assert facts.editing == "phone"
    hand.press(Qt.Key.Key_A, CONTROL)
    hand.type("04 76 99 88 77")
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    member = zoe(office, members_page)
    assert member.phone == "+33476998877"
    assert (member.email, member.card) == ("zoe@example.org", "C1"), "the rest is as it was"
    assert facts.editing == ""
    assert focused() is facts.pencil("phone"), "Tab goes on from there"
    undo.undo(office.desk)
    assert zoe(office, members_page).phone == "+33476010203"


def test_escape_leaves_it_as_it_was(
    office: TrialOffice, members_page: MembersPage, hand: Hand
) -> None:
    before = office.count("gesture")
    facts = members_page.details.facts
    facts.begin("email")
    hand.type("x")
    hand.press(Qt.Key.Key_Escape)
    settle(hand)
    assert facts.editing == ""
    facts.begin("email")
    hand.press(Qt.Key.Key_Return)  # nothing was changed
    settle(hand)
    assert office.count("gesture") == before


def test_what_cannot_be_is_said_beside_the_field_and_stays_typed(
    office: TrialOffice, members_page: MembersPage, hand: Hand
) -> None:
    facts = members_page.details.facts
    facts.begin("phone")
    hand.press(Qt.Key.Key_A, CONTROL)
    hand.type("12")
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert facts.entry is not None
    assert "12" in facts.entry.error
    assert facts.entry.text() == "12"


def test_what_is_typed_outlives_a_change_elsewhere_which_is_then_told(
    office: TrialOffice, members_page: MembersPage, hand: Hand
) -> None:
    facts = members_page.details.facts
    facts.begin("notes")
    assert facts.entry is not None
    assert isinstance(facts.entry.field, QPlainTextEdit)
    hand.type("préfère le matin")
    form = MemberForm(MemberKind.PERSON, last_name="Lefèvre", first_name="Zoé", tags="chorale")
    before = zoe(office, members_page)
    stale = members_page.details.file
    assert stale is not None
    members.change_member(office.desk.seated("Luc"), before.id, form)
    members_page.details._file = stale  # typed on before the change was heard of
    hand.press(Qt.Key.Key_Return, CONTROL)
    settle(hand)
    assert facts.entry is not None
    assert "Luc" in facts.entry.error
    assert facts.entry.text() == "préfère le matin"


def test_an_empty_fact_is_filled_in_and_enter_begins_a_line_in_a_note(
    office: TrialOffice, members_page: MembersPage, hand: Hand
) -> None:
    facts = members_page.details.facts
    facts.begin("notes")
    hand.type("sonnette en panne")
    hand.press(Qt.Key.Key_Return)
    hand.type("frapper fort")
    hand.press(Qt.Key.Key_Return, CONTROL)
    settle(hand)
    assert zoe(office, members_page).notes == "sonnette en panne\nfrapper fort"


def test_a_condition_is_chosen_and_a_place_typed(
    office: TrialOffice, equipment_page: EquipmentPage, hand: Hand
) -> None:
    facts = equipment_page.details.facts
    facts.begin("condition")
    assert facts.entry is not None
    field = facts.entry.field
    assert isinstance(field, QComboBox)
    field.setCurrentIndex(field.findData(Condition.DAMAGED.value))
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    facts.begin("location")
    hand.press(Qt.Key.Key_A, CONTROL)
    hand.type("Grenier")
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    item = office.tagged("SON-001")
    assert isinstance(item, Item)
    assert (item.condition, item.location) == (Condition.DAMAGED, "Grenier")
    assert (item.serial, item.value_cents) == ("S-1", 12345)


def test_an_owner_who_is_known_stays_known(office: TrialOffice) -> None:
    owner = office.association("Ciné-club")
    model = office.model("Écran")
    form = EquipmentForm(model, tag="ECR-001", owner_name="Ciné-club", owner_member_id=owner)
    equipment.enter_equipment(office.desk, form)
    item = office.tagged("ECR-001")
    moved = EquipmentForm(model, tag="ECR-001", owner_name="Ciné-club", location="Cave")
    equipment.change_equipment(office.desk, item.id, moved)
    assert office.get(Equipment, item.id).owner_member_id == owner
    given = EquipmentForm(model, tag="ECR-001", owner_name="Autre")
    equipment.change_equipment(office.desk, item.id, given)
    assert office.get(Equipment, item.id).owner_member_id is None


def test_another_record_closes_what_was_being_corrected(
    office: TrialOffice, members_page: MembersPage, hand: Hand
) -> None:
    office.person("Petit", "Anne")
    settle(hand)
    members_page.details.facts.begin("phone")
    choose(members_page, hand, 1)
    assert members_page.details.facts.editing == ""


def test_what_is_put_away_is_only_read(
    office: TrialOffice, equipment_page: EquipmentPage, hand: Hand
) -> None:
    key = equipment_page.table.chosen_key
    assert key is not None
    equipment.archive_equipment(office.desk, key)
    settle(hand)
    with pytest.raises(KeyError):
        equipment_page.details.facts.pencil("location")


def test_pencils_are_named_and_walked_by_tab(members_page: MembersPage) -> None:
    assert members_page.details.facts.pencil("phone").accessibleName() == "Corriger : Téléphone"
    assert list(unreachable(members_page)) == []
    assert nameless(members_page) == []


def test_tab_goes_through_a_record_as_it_is_read(equipment_page: EquipmentPage, hand: Hand) -> None:
    details = equipment_page.details
    details.correct_button.setFocus()
    tops = []
    while (at := focused()) is not None and details.inside.isAncestorOf(at):
        tops.append(at.mapTo(details.inside, QPoint(0, at.height() // 2)).y())
        hand.press(Qt.Key.Key_Tab)
    assert len(tops) > 6
    assert tops == sorted(tops)


def test_tab_goes_over_a_list_as_it_is_read(equipment_page: EquipmentPage, hand: Hand) -> None:
    equipment_page.put_away()
    equipment_page.filters.more.setChecked(True)
    settle(hand)
    left = equipment_page.table.window()
    equipment_page.print_button.setFocus()
    tops: list[int] = []
    while (at := focused()) is not None and at is not equipment_page.table:
        tops.append(at.mapTo(left, QPoint(0, at.height() // 2)).y())
        hand.press(Qt.Key.Key_Tab)
        assert len(tops) < 40
    assert len(tops) > 8
    assert tops == sorted(tops)
    for _back in range(3):
        hand.press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert equipment_page.isAncestorOf(focused() or left)

"""An inventory round in the real window, by scanner and keyboard alone."""

import pytest
from PySide6.QtCore import Qt

from tests.trial_office import TrialOffice
from tests.ui.conftest import Opener
from tests.ui.records import focused, nameless, settle, unreachable
from vaetvient.desk import equipment, inventory
from vaetvient.desk.inventory import RoundWanted
from vaetvient.domain.equipment import EquipmentKind
from vaetvient.domain.inventory import RoundScope
from vaetvient.domain.loan import LoanState
from vaetvient.storage.queries.rounds import RoundRow, rounds
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.counter.field import ScanField
from vaetvient.ui.pages.inventory.page import InventoryPage
from vaetvient.ui.pages.inventory.rows import Shown, Way
from vaetvient.ui.widgets.panes import LineButton

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def kept(office: TrialOffice) -> TrialOffice:
    """Three projectors and chairs in the reserve, a sewing machine in the cellar."""
    for number in (1, 2, 3):
        office.item("Vidéoprojecteur", f"VID-00{number}", location="Réserve")
    office.item("Machine à coudre", "COU-001", location="Cave")
    form = equipment.EquipmentForm(
        office.model("Chaise pliante"),
        kind=EquipmentKind.STOCK,
        tag="CHA-LOT",
        location="Réserve",
    )
    equipment.enter_equipment(office.desk, form, count=200)
    return office


@pytest.fixture
def page(kept: TrialOffice, window: MainWindow, hand: Hand) -> InventoryPage:
    found = window.visit("inventory")
    assert isinstance(found, InventoryPage)
    settle(hand)
    return found


def begin(page: InventoryPage, hand: Hand, place: str = "Réserve") -> None:
    page.start.place.choose(place)
    page.start.begin_button.click()
    settle(hand)


def listed(page: InventoryPage, shown: Shown) -> list[tuple[str, str]]:
    page.round.show_part(shown)
    return [(row.tag, row.words) for row in page.round.table.found.rows]


def all_rounds(office: TrialOffice) -> tuple[RoundRow, ...]:
    with office.reading() as session:
        return rounds(session, office.desk.office_id)


# Beginning


def test_an_office_without_equipment_is_shown_the_way_to_it(window: MainWindow, hand: Hand) -> None:
    page = window.visit("inventory")
    assert isinstance(page, InventoryPage)
    settle(hand)
    assert page.start.nothing.isVisible()
    assert not page.start.begin_button.isVisible()
    hand.press(Qt.Key.Key_Return)
    assert window.shown == "equipment"


def test_where_no_place_is_known_all_is_offered(
    office: TrialOffice, window: MainWindow, hand: Hand
) -> None:
    office.item(tag="VID-001")
    page = window.visit("inventory")
    assert isinstance(page, InventoryPage)
    settle(hand)
    assert [s for s, chip in page.start.chips.items() if chip.isVisible()] == [page.start.scope]
    page.start.begin_button.click()
    settle(hand)
    assert page.shows_round


def test_without_a_place_one_is_asked_for_beside_the_field(page: InventoryPage, hand: Hand) -> None:
    page.start.begin_button.click()
    settle(hand)
    assert page.start.place_entry.error == "Il manque le lieu à inventorier."
    assert not page.shows_round


def test_a_round_begins_with_the_scanners_field_and_what_is_to_be_seen(
    page: InventoryPage, hand: Hand
) -> None:
    begin(page, hand)
    assert isinstance(focused(), ScanField)
    assert page.round.title.text() == "Inventaire : Réserve"
    assert listed(page, Shown.WAITING) == [
        ("VID-001", "à voir"),
        ("VID-002", "à voir"),
        ("VID-003", "à voir"),
    ]
    assert listed(page, Shown.COUNTS) == [("CHA-LOT", "à compter · 200 attendus")]


def test_a_round_that_is_going_on_is_taken_up_instead_of_a_second_one(
    kept: TrialOffice, page: InventoryPage, hand: Hand
) -> None:
    going = inventory.begin_round(kept.desk, RoundWanted(RoundScope.LOCATION, "Réserve"))
    begin(page, hand)
    assert page.round.round_id == going
    assert len(all_rounds(kept)) == 1


# Scanning


def test_scans_at_full_speed_are_all_noted(page: InventoryPage, hand: Hand) -> None:
    begin(page, hand)
    for tag in ("VID-001", "VID-002", "VID-003", "VID-001"):
        hand.scan(tag)
    settle(hand)
    assert page.round.feedback.words == "VID-001 · déjà vu"
    assert sorted(tag for tag, _words in listed(page, Shown.SEEN)) == [
        "VID-001",
        "VID-002",
        "VID-003",
    ]
    assert page.round.subtitle.text().startswith("3 vus sur 3")


def test_a_stock_is_scanned_then_counted_in_the_same_field(page: InventoryPage, hand: Hand) -> None:
    begin(page, hand)
    hand.scan("CHA-LOT")
    settle(hand)
    assert page.round.feedback.words == "Combien de Chaise pliante ici ?"
    hand.scan("150")
    settle(hand)
    assert page.round.feedback.words == "CHA-LOT · 150 comptés, 200 attendus : −50"
    assert page.round.bulk[Way.ACCEPT_COUNT].isHidden()  # one stock alone
    assert page.round.chips[Shown.SEEN].text() == "Vus 0"


def test_what_someone_else_counted_is_added_to(page: InventoryPage, hand: Hand) -> None:
    begin(page, hand)
    for text in ("CHA-LOT", "150", "CHA-LOT", "+50"):  # as fast as events go
        hand.scan(text)
    settle(hand)
    assert page.round.feedback.words == "CHA-LOT · 200 comptés, 200 attendus"


def test_the_next_scan_is_no_number(page: InventoryPage, hand: Hand) -> None:
    begin(page, hand)
    hand.scan("CHA-LOT")
    hand.scan("VID-002")
    settle(hand)
    assert page.round.feedback.words == "VID-002 · vu"
    assert page.round.scanning.counting is None
    assert listed(page, Shown.COUNTS) == [("CHA-LOT", "à compter · 200 attendus")]


def test_escape_counts_nothing(page: InventoryPage, hand: Hand) -> None:
    begin(page, hand)
    hand.scan("CHA-LOT")
    settle(hand)
    hand.press(Qt.Key.Key_Escape)
    settle(hand)
    assert page.round.scanning.counting is None
    assert page.round.feedback.words == "Scannez la suite."


def test_the_last_scan_is_taken_back_by_delete_and_by_undo(page: InventoryPage, hand: Hand) -> None:
    begin(page, hand)
    hand.scan("VID-001")
    settle(hand)
    hand.press(Qt.Key.Key_Delete)
    settle(hand)
    assert listed(page, Shown.SEEN) == []
    hand.scan("VID-002")
    settle(hand)
    hand.press(Qt.Key.Key_Z, CTRL)
    settle(hand)
    assert listed(page, Shown.SEEN) == []


# What is amiss


def test_what_is_out_of_its_place_is_kept_here_by_one_key(
    kept: TrialOffice, page: InventoryPage, hand: Hand
) -> None:
    begin(page, hand)
    hand.scan("COU-001")
    settle(hand)
    assert page.round.feedback.words == "COU-001 n'est pas à sa place"
    hand.press(Qt.Key.Key_F4)
    settle(hand)
    assert kept.tagged("COU-001").location == "Réserve"
    assert listed(page, Shown.ODD) == [("COU-001", "pas à sa place · réglé")]


def test_what_is_out_on_loan_and_here_comes_back_by_one_key(
    kept: TrialOffice, page: InventoryPage, hand: Hand
) -> None:
    lent = kept.lend(kept.person(), kept.tagged("VID-002").id)
    begin(page, hand)
    hand.scan("VID-002")
    settle(hand)
    assert page.round.feedback.words == "VID-002 est noté en prêt, et pourtant là"
    hand.press(Qt.Key.Key_F4)
    settle(hand)
    assert kept.loan(lent).state is LoanState.RETURNED


def test_an_unknown_tag_is_kept_for_later_then_forgotten_or_added_to_the_equipment(
    kept: TrialOffice, window: MainWindow, page: InventoryPage, hand: Hand
) -> None:
    begin(page, hand)
    hand.scan("XYZ-999")
    settle(hand)
    assert page.round.feedback.words == "« XYZ-999 » : étiquette inconnue"
    page.round.show_part(Shown.ODD)
    hand.press(Qt.Key.Key_Down)
    hand.press(Qt.Key.Key_Delete)
    settle(hand)
    assert listed(page, Shown.ODD) == []
    hand.scan("NEUF-1")
    settle(hand)
    hand.press(Qt.Key.Key_F4)
    settle(hand)
    assert window.shown == "equipment"
    hand.type("Perceuse")
    settle(hand)
    hand.press(Qt.Key.Key_S, CTRL)
    settle(hand)
    assert window.shown == "inventory"
    assert listed(page, Shown.ODD) == []
    with kept.reading() as session:
        drill = equipment.equipment_called(session, "NEUF-1")
        assert (drill.model.name, drill.location) == ("Perceuse", "Réserve")


def test_a_thing_whose_tag_is_worn_is_seen_from_the_list(page: InventoryPage, hand: Hand) -> None:
    begin(page, hand)
    hand.press(Qt.Key.Key_Down)
    hand.press(Qt.Key.Key_Down)
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert [tag for tag, _words in listed(page, Shown.SEEN)] == ["VID-002"]


def test_letters_typed_in_the_list_go_to_the_field(page: InventoryPage, hand: Hand) -> None:
    begin(page, hand)
    hand.press(Qt.Key.Key_Down)
    hand.scan("VID-003")
    settle(hand)
    assert page.round.feedback.words == "VID-003 · vu"


# Interrupted, closed, looked up


def test_after_a_crash_the_round_is_where_it_was(
    page: InventoryPage, hand: Hand, window: MainWindow, open_window: Opener
) -> None:
    begin(page, hand)
    hand.scan("VID-001")
    settle(hand)
    again = open_window()  # the first one never said good-bye
    found = again.visit("inventory")
    assert isinstance(found, InventoryPage)
    settle(Hand(again))
    assert found.shows_round
    assert found.round.subtitle.text().startswith("1 vus sur 3")


def test_a_round_left_waits_in_the_list_to_be_taken_up(page: InventoryPage, hand: Hand) -> None:
    begin(page, hand)
    page.round.pause_button.click()
    settle(hand)
    assert not page.shows_round
    (line,) = [one for one in page.start.findChildren(LineButton) if not one.isHidden()]
    assert line.accessibleName().startswith("Réserve, commencé le ")
    assert focused() is line
    hand.press(Qt.Key.Key_Space)
    settle(hand)
    assert page.shows_round


def test_closing_lists_what_was_missed_and_stops_it_by_one_gesture(
    kept: TrialOffice, page: InventoryPage, hand: Hand
) -> None:
    begin(page, hand)
    for text in ("VID-001", "CHA-LOT", "198"):
        hand.scan(text)
    page.round.close_button.click()
    settle(hand)
    assert page.round.field.isHidden()
    assert listed(page, Shown.WAITING) == [("VID-002", "pas vu"), ("VID-003", "pas vu")]
    page.round.table.setFocus()
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert listed(page, Shown.WAITING)[0] == ("VID-002", "pas vu · réglé")
    assert listed(page, Shown.COUNTS) == [("CHA-LOT", "198 comptés, 200 attendus : −2")]
    page.round.table.setFocus()
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert kept.count("stock_movement") == 2
    assert listed(page, Shown.COUNTS)[0][1].endswith("réglé")


def test_all_that_is_missing_is_stopped_at_once(
    kept: TrialOffice, page: InventoryPage, hand: Hand
) -> None:
    begin(page, hand)
    page.round.close_button.click()
    settle(hand)
    everything = page.round.bulk[Way.MARK_MISSING]
    assert everything.text() == "Tous les manquants hors service (3)"
    everything.click()
    settle(hand)
    assert kept.count("maintenance") == 3


def test_a_closed_round_is_looked_up_again(
    page: InventoryPage, hand: Hand, window: MainWindow
) -> None:
    begin(page, hand)
    page.round.close_button.click()
    settle(hand)
    page.round.pause_button.click()
    settle(hand)
    (line,) = [one for one in page.start.findChildren(LineButton) if not one.isHidden()]
    line.click()
    settle(hand)
    assert page.round.subtitle.text().startswith("clos le 23 novembre 2026")
    page.round.print_report()
    settle(hand)
    paper = window.papers.shown
    assert paper is not None
    assert paper.windowTitle() == "Inventaire : Réserve"
    assert paper.pdf.startswith(b"%PDF")


def test_a_round_given_up_is_brought_back_by_undo(
    kept: TrialOffice, page: InventoryPage, hand: Hand
) -> None:
    begin(page, hand)
    hand.scan("VID-001")
    settle(hand)
    page.round.drop_button.click()
    settle(hand)
    assert all_rounds(kept) == ()
    hand.press(Qt.Key.Key_Z, CTRL)
    settle(hand)
    assert [row.noted for row in all_rounds(kept)] == [1]


def test_everything_is_named_and_reached_by_keyboard(page: InventoryPage, hand: Hand) -> None:
    assert nameless(page) == []
    assert list(unreachable(page)) == []
    begin(page, hand)
    hand.scan("COU-001")
    settle(hand)
    assert nameless(page) == []
    assert list(unreachable(page)) == []


def test_where_one_stands_is_said_in_a_round_through_everything(
    kept: TrialOffice, page: InventoryPage, hand: Hand
) -> None:
    inventory.begin_round(kept.desk, RoundWanted(RoundScope.EVERYTHING))
    settle(hand)
    page.show_record(all_rounds(kept)[0].id)
    settle(hand)
    assert not page.round.here_field.isHidden()
    page.round.here.choose("Cave")
    hand.scan("VID-001")
    settle(hand)
    page.round.show_part(Shown.ODD)
    (row,) = page.round.table.found.rows
    assert (row.tag, row.detail) == ("VID-001", "Réserve → trouvé : Cave")
    assert row.ways[0] is Way.KEEP_HERE

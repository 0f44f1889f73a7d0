"""The page of members, worked by keyboard on the real database."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from sqlalchemy import select

from tests.trial_office import TrialOffice
from tests.ui.records import choose, fill, lines_of, nameless, names, settle, unreachable
from vaetvient.desk import members
from vaetvient.desk.members import MemberForm
from vaetvient.domain.member import MemberKind, Membership
from vaetvient.storage.queries.member_file import member_file
from vaetvient.storage.queries.members import Dues, Kept
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.members import MembersPage

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(window: MainWindow, hand: Hand) -> MembersPage:
    found = window.visit("members")
    assert isinstance(found, MembersPage)
    settle(hand)
    return found


def test_an_empty_list_says_what_to_do_first(page: MembersPage, hand: Hand) -> None:
    assert page.empty.isVisible()
    assert page.empty.words == "Il n'y a pas encore d'adhérent."


def test_a_person_is_entered_by_keyboard_alone(
    page: MembersPage, hand: Hand, office: TrialOffice, window: MainWindow
) -> None:
    hand.press(Qt.Key.Key_N, CTRL)
    hand.type("Lefèvre")
    hand.press(Qt.Key.Key_Return)
    hand.type("Zoé")
    hand.press(Qt.Key.Key_S, CTRL)
    settle(hand)
    assert names(page, "label") == ["Lefèvre Zoé"]
    assert page.details.isVisible()
    assert page.details.head.title.text() == "Lefèvre Zoé"
    assert "Lefèvre Zoé" in window.done_bar.text


def test_a_list_that_is_led_to_opens_no_record_of_the_one_before(
    page: MembersPage, hand: Hand, office: TrialOffice, window: MainWindow
) -> None:
    gone = office.person("Martin", "Paul")
    members.archive_member(office.desk, gone)
    office.person("Lefèvre", "Zoé")
    settle(hand)
    window.visit("counter")
    window.context.go_to_list("members", kept="archived")
    settle(hand)
    assert names(page, "label") == ["Martin Paul"]
    assert page.table.hasFocus()
    assert page.record_pane is page.nothing
    hand.press(Qt.Key.Key_Down)
    settle(hand)
    assert page.details.head.title.text() == "Martin Paul"


def test_a_refused_rna_is_said_beside_its_field(page: MembersPage, hand: Hand) -> None:
    page.kind.choose(MemberKind.ASSOCIATION)
    hand.press(Qt.Key.Key_N, CTRL)
    hand.type("Les Amis du vélo")
    rna = page.form.entries["rna"]
    fill(hand, rna.field, "W38")
    assert not rna.error, "nobody is scolded in the middle of a word"
    hand.press(Qt.Key.Key_Tab)
    assert "n'est pas un numéro RNA" in rna.error
    assert rna.field.accessibleDescription() == rna.error
    hand.press(Qt.Key.Key_S, CTRL)
    assert rna.field.hasFocus(), "saving goes to what is wrong"
    fill(hand, rna.field, "W381001234")
    assert not rna.error
    hand.press(Qt.Key.Key_S, CTRL)
    settle(hand)
    assert names(page, "label") == ["Les Amis du vélo"]


def test_someone_who_seems_to_exist_already_is_one_press_away(
    page: MembersPage, hand: Hand, office: TrialOffice
) -> None:
    office.person("Lefèvre", "Zoé")
    settle(hand)
    hand.press(Qt.Key.Key_N, CTRL)
    hand.type("lefevre")
    hand.press(Qt.Key.Key_Return)
    hand.type("zoe")
    hand.wait_until(page.form.lookalikes.isVisible, "the lookalike is shown")
    assert lines_of(page.form.lookalikes) == ["Lefèvre Zoé, n° 1, même nom"]
    link = page.form.lookalikes.findChildren(type(page.form.save_button))[0]
    link.click()
    settle(hand)
    assert page.details.isVisible()
    assert page.details.head.title.text() == "Lefèvre Zoé"


def test_what_was_typed_and_left_comes_back(page: MembersPage, hand: Hand) -> None:
    hand.press(Qt.Key.Key_N, CTRL)
    hand.type("Lefèvre")
    hand.press(Qt.Key.Key_Escape)
    settle(hand)
    assert not page.form.isVisible()
    hand.press(Qt.Key.Key_N, CTRL)
    assert page.form.entries["last_name"].text() == "Lefèvre"
    assert page.form.banner.isVisible()
    page.form.start_anew()
    assert page.form.entries["last_name"].text() == ""


def test_a_commune_is_found_by_its_postal_code(page: MembersPage, hand: Hand) -> None:
    hand.press(Qt.Key.Key_N, CTRL)
    fill(hand, page.form.postal_code, "38400")
    settle(hand)
    assert page.form.commune.text() == "Saint-Martin-d'Hères"
    fill(hand, page.form.commune, "echirol")
    hand.wait_until(lambda: bool(page.form.commune.offered), "communes are offered")
    assert page.form.commune.offered[0].text == "Échirolles"


def test_a_form_left_open_while_its_record_changes_says_so(
    page: MembersPage, hand: Hand, office: TrialOffice
) -> None:
    key = office.person("Lefèvre", "Zoé")
    settle(hand)
    choose(page, hand, 0)
    page.details.correct_button.click()
    fill(hand, page.form.entries["first_name"].field, "Zoë")
    other = office.desk.seated("Marcel")
    members.change_member(
        other, key, MemberForm(MemberKind.PERSON, last_name="Lefebvre", first_name="Zoé")
    )
    settle(hand)
    assert page.form.isVisible(), "what is typed is left alone"
    hand.press(Qt.Key.Key_S, CTRL)
    settle(hand)
    assert "Marcel" in page.form.banner.words.text()
    page.form.save(overwrite=True)
    settle(hand)
    with office.reading() as session:
        assert member_file(session, key).label == "Lefèvre Zoë"


def test_dues_are_renewed_in_place(page: MembersPage, hand: Hand, office: TrialOffice) -> None:
    office.person("Lefèvre", "Zoé", dues=False)
    settle(hand)
    choose(page, hand, 0)
    page.details.dues.renew_button.setFocus()
    hand.press(Qt.Key.Key_Space)
    fill(hand, page.details.dues.amount, "15")
    page.details.dues.means.setCurrentIndex(1)
    fill(hand, page.details.dues.means.number, "n° 4815162")
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert not page.details.dues.asked.isVisible()
    assert "15,00 €" in lines_of(page.details.dues)[0].replace("\u202f", " ").replace("\xa0", " ")
    assert "chèque" in lines_of(page.details.dues)[0]
    assert office.one(select(Membership)).method == "cheque"
    assert "jusqu'au" in page.details.head.state.word


def test_a_representative_is_entered_on_the_way_and_ends(
    page: MembersPage, hand: Hand, office: TrialOffice
) -> None:
    office.association("Les Jardins")
    settle(hand)
    choose(page, hand, 0)
    section = page.details.mandates
    section.add_button.click()
    fill(hand, section.person, "Petit Paul")
    fill(hand, section.asked.entries["role"].field, "trésorier")
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert lines_of(section) == ["Petit Paul, trésorier, signe"]
    assert office.count("gesture") == 3, "entered and named in one gesture"
    (end,) = [b for b in section.findChildren(type(section.add_button)) if b.text() == "Terminer"]
    end.click()
    settle(hand)
    assert lines_of(section) == ["Petit Paul, trésorier, jusqu'au 22/11/2026"]


def test_two_entries_are_made_one_and_apart_again(
    page: MembersPage, hand: Hand, office: TrialOffice, window: MainWindow
) -> None:
    kept = office.person("Lefèvre", "Zoé", phone="0476010203")
    gone = office.person("Lefevre", "Zoé", email="zoe@example.org", dues=False)
    projector = office.item()
    office.lend(kept, projector)
    settle(hand)
    page.show_record(kept)
    settle(hand)
    page.details.merge_button.click()
    page.merge.compare_with(gone)
    settle(hand)
    outcome = {name: (result, other) for name, result, other in page.merge.preview_rows}
    assert outcome["E-mail"] == ("zoe@example.org", "zoe@example.org")
    assert outcome["Téléphone"] == ("04 76 01 02 03", "")
    page.merge.merge_button.click()
    settle(hand)
    assert names(page, "label") == ["Lefèvre Zoé"]
    assert page.details.file is not None
    assert page.details.file.email == "zoe@example.org"
    window.undo()
    settle(hand)
    assert len(names(page, "label")) == 2


def test_an_archived_member_leaves_the_list_and_can_be_taken_out(
    page: MembersPage, hand: Hand, office: TrialOffice
) -> None:
    office.person("Lefèvre", "Zoé")
    settle(hand)
    choose(page, hand, 0)
    page.details.archive_button.click()
    settle(hand)
    assert page.empty.isVisible()
    assert page.details.head.state.word == "archivé", "the record stays in view"
    page.kept.choose(Kept.ARCHIVED)
    settle(hand)
    assert names(page, "label") == ["Lefèvre Zoé"]
    page.details.restore_button.click()
    settle(hand)
    assert page.empty.isVisible()


def test_a_borrower_cannot_be_archived_and_is_told_why(
    page: MembersPage, hand: Hand, office: TrialOffice, window: MainWindow
) -> None:
    zoe = office.person("Lefèvre", "Zoé")
    office.lend(zoe, office.item())
    settle(hand)
    choose(page, hand, 0)
    page.details.archive_button.click()
    settle(hand)
    assert "a encore du matériel en prêt" in window.error_bar.text


def test_the_list_is_filtered_by_several_things_at_once(
    page: MembersPage, hand: Hand, office: TrialOffice
) -> None:
    office.person("Lefèvre", "Zoé", commune="Grenoble")
    office.person("Petit", "Paul", commune="Échirolles", dues=False)
    office.association("Échirolles Musique", commune="Échirolles")
    settle(hand)
    assert names(page, "label") == ["Échirolles Musique", "Lefèvre Zoé", "Petit Paul"]
    page.commune.choose("Échirolles")
    settle(hand)
    assert names(page, "label") == ["Échirolles Musique", "Petit Paul"]
    page.dues.choose(Dues.NEVER)
    settle(hand)
    assert names(page, "label") == ["Petit Paul"]
    page.filters.field.setFocus()
    hand.type("zoé")
    settle(hand)
    assert page.empty.words == "Aucun adhérent ne correspond."
    page.filters.reset()
    settle(hand)
    assert len(names(page, "label")) == 3
    hand.type("musiqe")
    settle(hand)
    assert names(page, "label") == ["Échirolles Musique"], "a slip is forgiven"


def test_what_another_desk_does_is_shown_and_the_choice_stays(
    page: MembersPage, hand: Hand, office: TrialOffice
) -> None:
    office.person("Martin", "Luc")
    settle(hand)
    choose(page, hand, 0)
    other = office.desk.seated("Marcel")
    members.enter_member(other, MemberForm(MemberKind.PERSON, last_name="Abadie", first_name="Ana"))
    settle(hand)
    assert names(page, "label") == ["Abadie Ana", "Martin Luc"]
    assert page.table.currentIndex().row() == 1
    assert page.details.head.title.text() == "Martin Luc"


def test_rows_are_copied_to_a_spreadsheet(
    page: MembersPage, hand: Hand, office: TrialOffice
) -> None:
    office.person("Lefèvre", "Zoé", commune="Grenoble")
    office.person("Petit", "Paul", commune="Meylan")
    settle(hand)
    page.table.setFocus()
    page.table.selectAll()
    page.table.copy_rows()
    settle(hand)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[0] == "Nom"
    assert [line.split("\t")[0] for line in lines[1:]] == ["Lefèvre Zoé", "Petit Paul"]


def test_letters_typed_on_the_list_filter_it(
    page: MembersPage, hand: Hand, office: TrialOffice
) -> None:
    office.person("Lefèvre", "Zoé")
    office.person("Petit", "Paul")
    settle(hand)
    choose(page, hand, 0)
    hand.type("pet")
    settle(hand)
    assert page.filters.text == "pet"
    assert names(page, "label") == ["Petit Paul"]
    hand.press(Qt.Key.Key_Down)
    settle(hand)
    assert page.details.head.title.text() == "Petit Paul"


def test_a_birthday_has_no_future(page: MembersPage, hand: Hand, office: TrialOffice) -> None:
    key = office.person("Lefèvre", "Zoé", birth_date="23/11/1980")
    settle(hand)
    page.show_record(key)
    settle(hand)
    assert page.details.file is not None
    assert page.details.file.birth_date == date(1980, 11, 23)
    page.details.correct_button.click()
    assert page.form.entries["birth_date"].text() == "23/11/1980"


def test_every_control_has_a_name_and_a_key(
    page: MembersPage, hand: Hand, office: TrialOffice
) -> None:
    office.association("Les Jardins")
    settle(hand)
    choose(page, hand, 0)
    assert nameless(page) == []
    assert list(unreachable(page)) == []
    hand.press(Qt.Key.Key_N, CTRL)
    assert nameless(page) == []
    assert list(unreachable(page)) == []
    page.filters.more.click()
    assert nameless(page) == []


def test_a_correction_left_for_another_record_comes_back(
    page: MembersPage, hand: Hand, office: TrialOffice
) -> None:
    zoe = office.person("Lefèvre", "Zoé")
    paul = office.person("Petit", "Paul")
    settle(hand)
    page.show_record(zoe)
    settle(hand)
    page.details.correct_button.click()
    fill(hand, page.form.entries["email"].field, "zoe@example.org")
    page.context.go("members", paul)
    settle(hand)
    assert page.details.isVisible()
    assert page.details.head.title.text() == "Petit Paul"
    page.show_record(zoe)
    settle(hand)
    page.details.correct_button.click()
    assert page.form.entries["email"].text() == "zoe@example.org"
    page.form.start_anew()
    settle(hand)
    assert page.form.entries["email"].text() == ""

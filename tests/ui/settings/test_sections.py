"""Each section shows what is set, keeps what is typed at once, and says what is wrong with it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from sqlalchemy import select

from tests.trial_office import TrialOffice
from vaetvient.desk import office_texts, volunteers
from vaetvient.desk.office import close_office
from vaetvient.domain.entities import Closure, Consent, Office, OfficeText
from vaetvient.domain.scanner import Keyboard, scramble
from vaetvient.storage import backups
from vaetvient.storage.letter_texts import shipped_letters
from vaetvient.storage.settings import scanner_settings
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.settings.article_editor import OwnArticle, ShippedArticle
from vaetvient.ui.pages.settings.data import DataSection
from vaetvient.ui.pages.settings.letter_texts import LetterTextsSection
from vaetvient.ui.pages.settings.office import OfficeSection
from vaetvient.ui.pages.settings.opening import OpeningSection
from vaetvient.ui.pages.settings.page import SettingsPage
from vaetvient.ui.pages.settings.personal import PersonalSection
from vaetvient.ui.pages.settings.printers import PrintersSection
from vaetvient.ui.pages.settings.scanner import ScannerSection
from vaetvient.ui.pages.settings.section import Section
from vaetvient.ui.pages.settings.terms import TermsSection
from vaetvient.ui.pages.settings.texts import TextsSection
from vaetvient.ui.pages.settings.volunteers import VolunteersSection
from vaetvient.ui.printing.sending import PrinterSeen
from vaetvient.ui.printing.uses import PaperUse, PrintChoice
from vaetvient.ui.widgets.fields import Choice

CTRL = Qt.KeyboardModifier.ControlModifier
Open = Callable[[str], Section]


@pytest.fixture
def open_section(window: MainWindow, hand: Hand) -> Open:
    page = window.visit("settings")
    assert isinstance(page, SettingsPage)

    def show(name: str) -> Section:
        section = page.open(name)
        hand.settle()
        return section

    return show


def write(section: Section, name: str, text: str) -> None:
    """Type into a field and leave it."""
    field = section.entries[name].field
    assert isinstance(field, QLineEdit)
    field.setText(text)
    field.editingFinished.emit()


def the_office(office: TrialOffice) -> Office:
    found: Office = office.get(Office, office.desk.office_id)
    return found


# The office


def test_a_name_is_kept_when_one_leaves_it_and_the_window_bears_it(
    office: TrialOffice, window: MainWindow, open_section: Open, hand: Hand
) -> None:
    section = open_section("office")
    write(section, "name", "MJC du Vercors")
    hand.wait_until(lambda: window.windowTitle() == "MJC du Vercors – Va-et-vient", "the title")
    assert the_office(office).name == "MJC du Vercors"
    window.undo()
    hand.wait_until(lambda: section.entries["name"].text() == "Bureau", "the name as before")


def test_a_wrong_number_is_said_beside_it_and_nothing_is_changed(
    office: TrialOffice, open_section: Open, hand: Hand
) -> None:
    section = open_section("office")
    write(section, "siret", "123")
    hand.settle()
    assert section.entries["siret"].error
    assert section.check() == "siret"
    assert the_office(office).siret is None


def test_an_office_keeps_a_name(office: TrialOffice, open_section: Open) -> None:
    section = open_section("office")
    write(section, "name", "  ")
    assert section.entries["name"].error == "Il manque le nom du bureau."


def test_a_commune_brings_its_postal_code_and_the_code_of_the_numbers(
    office: TrialOffice, open_section: Open, hand: Hand
) -> None:
    section = open_section("office")
    write(section, "commune", "saint martin d'heres")
    hand.settle()
    hand.wait_until(lambda: section.entries["postal_code"].text() == "38400", "the postal code")
    assert the_office(office).commune_name == "Saint-Martin-d'Hères"
    assert the_office(office).code == "SAI"


def test_a_logo_is_dropped_shown_and_taken_away(
    office: TrialOffice, open_section: Open, hand: Hand, tmp_path: Path
) -> None:
    file = tmp_path / "logo.png"
    Image.new("RGB", (300, 200), "red").save(file)
    section = open_section("office")
    assert isinstance(section, OfficeSection)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    section.logo.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    hand.wait_until(lambda: section.logo.has_picture, "the logo")
    section.no_logo.click()
    hand.wait_until(lambda: not section.logo.has_picture, "no logo")


def test_what_is_no_picture_is_said_below_the_logo(
    open_section: Open, hand: Hand, tmp_path: Path
) -> None:
    file = tmp_path / "lettre.txt"
    file.write_text("Bonjour")
    section = open_section("office")
    assert isinstance(section, OfficeSection)
    section.logo.given.emit(file)
    hand.settle()
    assert "lettre.txt" in section.entries["logo"].error


# Opening


def test_a_day_is_closed_by_one_click_but_not_all_seven(
    office: TrialOffice, open_section: Open, hand: Hand
) -> None:
    section = open_section("opening")
    assert isinstance(section, OpeningSection)
    section.days.boxes[0].click()
    hand.settle()
    assert the_office(office).opening_days == 0b0111110
    for box in section.days.boxes[1:6]:
        box.click()
    hand.settle()
    assert section.entries["opening_days"].error
    assert the_office(office).opening_days == 0b0100000


def test_a_closure_is_added_by_its_days_and_taken_away(
    office: TrialOffice, open_section: Open, hand: Hand
) -> None:
    section = open_section("opening")
    assert isinstance(section, OpeningSection)
    section.add_button.click()
    section.first.setText("24/12")
    section.last.setText("02/01/2027")
    section.asked.confirm.click()
    hand.settle()
    closure = office.one(select(Closure))
    assert (closure.first_day, closure.last_day) == (date(2026, 12, 24), date(2027, 1, 2))
    assert section.asked.isHidden()
    section._reopen(closure.id)
    hand.settle()
    assert office.count("closure") == 0


def test_a_day_that_is_none_is_said_beside_it(open_section: Open) -> None:
    section = open_section("opening")
    assert isinstance(section, OpeningSection)
    section.add_button.click()
    section.first.setText("hier")
    section.asked.confirm.click()
    assert section.asked.entries["first"].error
    assert not section.asked.isHidden()


def test_closures_that_are_past_are_only_counted(office: TrialOffice, open_section: Open) -> None:
    close_office(office.desk, date(2025, 12, 24), date(2026, 1, 2), "Noël")
    section = open_section("opening")
    texts = [w.text() for w in section.findChildren(type(section.entries["closures"].label))]
    assert "1 fermeture passée" in texts


def test_holidays_are_those_of_the_year_and_of_the_department(
    office: TrialOffice, open_section: Open, hand: Hand
) -> None:
    section = open_section("opening")
    assert isinstance(section, OpeningSection)

    def names() -> list[str]:
        labels = section.holidays.findChildren(type(section.entries["closures"].label))
        return [label.text() for label in labels if not label.isHidden()]

    assert "Noël" in names()
    assert "Vendredi saint" not in names()
    write(open_section("office"), "commune", "Strasbourg")
    hand.wait_until(lambda: "Vendredi saint" in names(), "the holidays of Alsace")
    section.after.click()
    assert section.year == 2027
    assert "ven. 26 mars" in names()


# Terms


def test_the_next_number_is_said_and_follows_the_code(
    office: TrialOffice, open_section: Open, hand: Hand
) -> None:
    office.lend(office.person(), office.item())
    section = open_section("terms")
    assert isinstance(section, TermsSection)
    assert "BUR-2026-0002" in section.next_number.text()
    write(section, "code", "mjc")
    hand.wait_until(lambda: "MJC-2026-0002" in section.next_number.text(), "the next number")
    write(section, "code", "trop long !")
    assert section.entries["code"].error


def test_terms_are_kept_and_a_wrong_one_is_said(
    office: TrialOffice, open_section: Open, hand: Hand
) -> None:
    section = open_section("terms")
    write(section, "loan_days", "14")
    write(section, "deposit_cents", "20")
    write(section, "dues_cents", "12,50")
    hand.settle()
    assert the_office(office).dues_cents == 1_250
    lent = office.loan(office.lend(office.person(), office.item()))
    assert lent.due_on == date(2026, 12, 7)
    assert lent.deposit is not None
    write(section, "loan_days", "beaucoup")
    assert "nombre de jours" in section.entries["loan_days"].error


# Texts


def body(section: TextsSection) -> QPlainTextEdit:
    assert isinstance(section.editor, ShippedArticle)
    return next(iter(section.editor.editors.values())).field


def test_the_paper_is_drawn_while_one_writes(open_section: Open, hand: Hand) -> None:
    section = open_section("texts")
    assert isinstance(section, TextsSection)
    hand.wait_until(lambda: bool(section.preview.pages), "the paper")
    before = section.preview.pages[0]
    body(section).setPlainText("Des mots à nous, pour {borrower}.")
    hand.wait_until(lambda: section.preview.pages[0] != before, "the paper drawn anew")


def test_a_text_is_kept_once_it_is_left_and_undone_like_any_gesture(
    office: TrialOffice, window: MainWindow, open_section: Open, hand: Hand
) -> None:
    section = open_section("texts")
    assert isinstance(section, TextsSection)
    original = body(section).toPlainText()
    body(section).setPlainText("À nous.")
    section.flush()
    hand.settle()
    assert office.one(select(OfficeText)).body == "À nous."
    assert section.articles.itemText(0).endswith("•")
    window.undo()
    hand.wait_until(lambda: body(section).toPlainText() == original, "as shipped")
    body(section).setPlainText("À nous.")
    section.flush()
    editor = section.editor
    assert isinstance(editor, ShippedArticle)
    next(iter(editor.editors.values())).back.click()
    hand.settle()
    assert office.one(select(OfficeText)).body is None


def test_an_unknown_field_is_said_while_one_writes_and_is_not_kept(
    office: TrialOffice, open_section: Open, hand: Hand
) -> None:
    section = open_section("texts")
    assert isinstance(section, TextsSection)
    body(section).setPlainText("Pour {emprunteur}.")
    section.flush()
    hand.settle()
    assert isinstance(section.editor, ShippedArticle)
    editor = next(iter(section.editor.editors.values()))
    assert "« {emprunteur} » n'est pas un champ connu." in editor.entry.error
    assert office.count("office_text") == 0
    assert body(section).toPlainText() == "Pour {emprunteur}."


def test_an_article_of_ones_own_is_written_and_taken_away(
    office: TrialOffice, open_section: Open, hand: Hand
) -> None:
    section = open_section("texts")
    assert isinstance(section, TextsSection)
    place = section.articles.findData("")
    section.articles.setCurrentIndex(place)
    section.articles.activated.emit(place)
    editor = section.editor
    assert isinstance(editor, OwnArticle)
    editor.title.setText("Confettis")
    editor.editor.field.setPlainText("Pas de confettis.")
    section.flush()
    hand.settle()
    row = office.one(select(OfficeText))
    assert (row.title, row.body) == ("Confettis", "Pas de confettis.")
    hand.wait_until(lambda: section.articles.findText("Confettis •") >= 0, "the article listed")
    editor.dropped.emit()
    hand.settle()
    assert office.one(select(OfficeText)).body is None


def test_a_letter_is_drawn_while_one_writes_kept_and_given_back(
    office: TrialOffice, open_section: Open, hand: Hand, window: MainWindow
) -> None:
    section = open_section("letters")
    assert isinstance(section, LetterTextsSection)
    hand.wait_until(lambda: bool(section.preview.pages), "the letter")
    shipped = section.written()
    drawn = section.preview.pages[0]
    section.editor.field.setPlainText("Rendez-nous :\n\n{things}\n\n{rien}")
    section.flush()
    assert "{rien}" in section.editor.entry.error
    assert office.count("office_text") == 0
    section.editor.field.setPlainText("Rendez-nous :\n\n{things}")
    section.flush()
    hand.wait_until(lambda: office.count("office_text") == 1, "the text")
    hand.wait_until(lambda: section.preview.pages[0] != drawn, "the new letter")
    hand.wait_until(lambda: section.letters.currentText().endswith("•"), "the mark")
    window.undo()
    hand.wait_until(lambda: section.written() == shipped, "the text before")
    window.redo()
    hand.wait_until(lambda: section.written() != shipped, "the text again")
    for language in ("en", "fr"):
        section.languages.setCurrentIndex(section.languages.findData(language))
        section.languages.activated.emit(section.languages.currentIndex())
        hand.settle()
        if language == "en":
            assert section.written() == shipped_letters("en")["late1"]
            assert office.count("office_text") == 1, "no French is written as English"
    assert section.written() != shipped
    section.editor.back.click()
    hand.wait_until(
        lambda: (
            office.one(select(OfficeText.body).where(OfficeText.slot == "letter.late1")) is None
        ),
        "the shipped text",
    )
    assert section.written() == shipped


def test_each_language_has_its_texts(office: TrialOffice, open_section: Open, hand: Hand) -> None:
    office_texts.write_text(office.desk, "en", "nature", "Our own words.")
    section = open_section("texts")
    assert isinstance(section, TextsSection)
    place = section.languages.findData("en")
    section.languages.setCurrentIndex(place)
    section.languages.activated.emit(place)
    hand.wait_until(
        lambda: section.editor is not None and body(section).toPlainText() == "Our own words.",
        "the English text",
    )


# Volunteers


def test_a_name_sits_at_the_desk_and_signs_what_is_done(
    office: TrialOffice, window: MainWindow, open_section: Open, hand: Hand
) -> None:
    section = open_section("volunteers")
    write(section, "volunteer", "Zoé")
    hand.wait_until(lambda: window.context.desk.volunteer == "Zoé", "Zoé at the desk")
    assert isinstance(section, VolunteersSection)
    hand.wait_until(lambda: "Zoé" in section.boxes, "Zoé on the list")


def test_the_right_of_the_last_is_not_taken_and_the_box_says_so(
    office: TrialOffice, open_section: Open, hand: Hand
) -> None:
    volunteers.sit_down(office.desk, "Odile")
    volunteers.sit_down(office.desk, "Ali")
    section = open_section("volunteers")
    assert isinstance(section, VolunteersSection)
    section.boxes["Ali"].click()
    hand.settle()
    assert not section.boxes["Ali"].isChecked()
    section.boxes["Odile"].click()
    hand.settle()
    assert section.boxes["Odile"].isChecked()
    assert "dernière personne" in section.entries["rights"].error


# Scanner


def test_a_scanner_set_for_another_keyboard_is_recognised_and_mended(
    office: TrialOffice, open_section: Open, hand: Hand
) -> None:
    office.item(tag="VID-012")
    section = open_section("scanner")
    assert isinstance(section, ScannerSection)
    section.trial.setFocus()
    hand.scan(scramble("VID-012", Keyboard.US_ON_AZERTY))
    hand.settle()
    assert "c'est réparé" in section.verdict.word
    with office.reading() as session:
        assert scanner_settings(session).keyboard is Keyboard.US_ON_AZERTY
    assert section.trial.text() == ""
    assert section.trial.hasFocus()


def test_a_good_scanner_is_said_to_be_one_whatever_it_ends_with(
    office: TrialOffice, open_section: Open, hand: Hand
) -> None:
    office.item(tag="VID-012")
    section = open_section("scanner")
    assert isinstance(section, ScannerSection)
    section.trial.setFocus()
    hand.scan("VID-012", Qt.Key.Key_Tab)
    hand.settle()
    assert section.verdict.word == "Il est bien réglé."
    assert section.trial.hasFocus()
    hand.scan("INCONNU-1")
    hand.settle()
    assert section.verdict.word.startswith("Reçu, mais rien ici")


def test_a_prefix_is_taken_off_at_the_counter(
    office: TrialOffice, window: MainWindow, open_section: Open, hand: Hand
) -> None:
    office.item(tag="VID-012")
    section = open_section("scanner")
    write(section, "prefix", "]C1")
    hand.settle()
    window.visit("counter")
    hand.scan("]C1VID-012")
    hand.settle()
    assert window.error_bar.text == ""


# Data


def test_copies_are_said_made_and_gone_back_to(
    office: TrialOffice, window: MainWindow, open_section: Open, hand: Hand
) -> None:
    section = open_section("data")
    assert isinstance(section, DataSection)
    assert "Aucune copie" in section.state.word
    section.now_button.click()
    hand.wait_until(lambda: bool(section.copies), "a copy")
    office.later(minutes=5)
    office.person(dues=False)
    section.back_button.click()
    hand.settle()
    assert "Fiche de Lefèvre Zoé créée" in section.lacking.text()
    section.asked.confirm.click()
    hand.wait_until(lambda: not window.isVisible(), "the window closed")
    assert window.reopening is not None
    assert window.reopening.copy == section.copies[0].path


def test_a_damaged_copy_is_refused_before_anything_closes(
    office: TrialOffice, window: MainWindow, open_section: Open, hand: Hand
) -> None:
    copy = backups.make_copy(office.desk.database.path)
    section = open_section("data")
    assert isinstance(section, DataSection)
    copy.path.write_bytes(b"rien de bon" * 1000)
    section.back_button.click()
    hand.settle()
    section.asked.confirm.click()
    hand.settle()
    assert "abîmée" in section.asked.wrong.text()
    assert window.isVisible()


def test_a_second_folder_that_is_not_there_is_said(
    open_section: Open, hand: Hand, tmp_path: Path
) -> None:
    section = open_section("data")
    write(section, "second_folder", str(tmp_path / "pas-là"))
    hand.settle()
    assert "n'est pas là" in section.entries["second_folder"].error
    write(section, "second_folder", str(tmp_path))
    hand.settle()
    assert section.entries["second_folder"].error == ""


def test_every_choice_has_a_name_for_who_does_not_see_it(
    window: MainWindow, open_section: Open
) -> None:
    page = window.page
    assert isinstance(page, SettingsPage)
    for name in ("office", "opening", "terms", "texts", "volunteers", "scanner", "look", "data"):
        section = open_section(name)
        for kind in (Choice, QLineEdit, QPlainTextEdit):
            fields = section.findChildren(kind)
            assert all(field.accessibleName() for field in fields), (name, kind)


# People's data


def test_how_long_entries_are_kept_and_what_the_register_adds(
    office: TrialOffice, open_section: Open, hand: Hand
) -> None:
    office.person("Silencieux", "Paul", dues=False)
    shown = office.person(shared=True)
    with office.desk.gesture("change_member") as gesture:  # as before consents were noted
        for consent in gesture.session.scalars(select(Consent).where(Consent.member_id == shown)):
            gesture.session.delete(consent)
    office.later(days=2 * 366)
    section = open_section("personal")
    assert isinstance(section, PersonalSection)
    assert section.silent.text().startswith("Aucune fiche")
    assert section.see_unagreed.isVisible()
    assert "1 fiche est montrée" in section.unagreed.text()
    write(section, "retention_years", "zéro")
    assert "de 1 à 30 ans" in section.entries["retention_years"].error
    write(section, "retention_years", "1")
    hand.wait_until(section.see_silent.isVisible, "who is silent")
    assert the_office(office).retention_years == 1
    annex = section.entries["register_annex"].field
    assert isinstance(annex, QPlainTextEdit)
    annex.setPlainText("Lettre : chez l'imprimeur.")
    section.flush()
    hand.wait_until(lambda: bool(the_office(office).register_annex), "the annex")


def test_a_printer_is_chosen_for_each_paper_and_one_that_is_away_is_kept(
    open_section: Open, window: MainWindow
) -> None:
    section = open_section("printers")
    assert isinstance(section, PrintersSection)
    desk, roll = PrinterSeen("desk", "Accueil", is_default=True), PrinterSeen("roll", "Étiquettes")
    section.show_printers([desk, roll])
    labels = section.choices[PaperUse.LABEL_ROLL]
    labels.setCurrentIndex(labels.findText("Étiquettes"))
    labels.activated.emit(labels.currentIndex())
    section.counts[PaperUse.AGREEMENT].setValue(3)
    section.two_sided.click()
    memory = window.papers.memory
    assert memory.recall(PaperUse.LABEL_ROLL).printer == "roll"
    assert memory.recall(PaperUse.AGREEMENT) == PrintChoice("", 3, two_sided=True)
    section.show_printers([desk])
    assert labels.currentText() == "roll (absente)"
    assert section.trial_button.isEnabled()
    section.show_printers([])
    assert not section.trial_button.isEnabled()
    assert memory.recall(PaperUse.LABEL_ROLL).printer == "roll"

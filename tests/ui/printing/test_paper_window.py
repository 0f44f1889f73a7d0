"""A paper is looked at, then printed, saved or opened elsewhere: always the same one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.trial_office import TrialOffice
from tests.ui.access import part_in_focus, parts_told
from tests.ui.records import nameless, settle, unreachable
from vaetvient.desk import papers
from vaetvient.domain.letter import LetterKind
from vaetvient.storage.queries.label_choice import LabelsOf
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.equipment.page import EquipmentPage
from vaetvient.ui.printing import letters as letters_shown
from vaetvient.ui.printing import paper_window, print_pane, sending
from vaetvient.ui.printing.asked import (
    BlankAgreementsAsked,
    CardsAsked,
    LabelsAsked,
    LettersAsked,
    OutListAsked,
    PaperAsked,
    ShelfListAsked,
)
from vaetvient.ui.printing.blanks import BlankOptions
from vaetvient.ui.printing.labels import LabelOptions
from vaetvient.ui.printing.letters import LettersSource
from vaetvient.ui.printing.page_view import Fit
from vaetvient.ui.printing.paper_window import PaperWindow
from vaetvient.ui.printing.pdf import page_sizes, page_words
from vaetvient.ui.printing.sending import PrinterGoneError, PrinterSeen, PrintJob, PrintSent
from vaetvient.ui.printing.uses import PaperUse

CTRL = Qt.KeyboardModifier.ControlModifier


class PrintRoom:
    """Two printers that print into files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seen = [PrinterSeen("accueil", "Accueil", is_default=True), PrinterSeen("ql", "QL")]
        self.jobs: list[PrintJob] = []
        self.gone = False

    def printers(self) -> tuple[PrinterSeen, ...]:
        return tuple(self.seen)

    def send(
        self, job: PrintJob, report: Callable[[int, int, str], None] | None = None
    ) -> PrintSent:
        if self.gone:
            raise PrinterGoneError(printer=job.choice.printer)
        self.jobs.append(job)
        return real_send(replace(job, into=self.folder / f"{len(self.jobs)}.pdf"), report)

    def printed(self, number: int) -> bytes:
        return (self.folder / f"{number}.pdf").read_bytes()


real_send = sending.send


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PrintRoom:
    made = PrintRoom(tmp_path)
    monkeypatch.setattr(print_pane, "printers", made.printers)
    monkeypatch.setattr(paper_window, "send", made.send)
    monkeypatch.setattr(sending, "send", made.send)
    return made


def show(window: MainWindow, hand: Hand, asked: PaperAsked) -> PaperWindow:
    window.context.show_asked(asked)
    paper = window.papers.shown
    assert paper is not None
    hand.wait_until(lambda: _is_ready(paper), "the pages")
    settle(hand)
    return paper


def _is_ready(paper: PaperWindow) -> bool:
    return (bool(paper.pdf) and paper.view.count > 0) or not paper.nothing.isHidden()


def lent_paper(office: TrialOffice, window: MainWindow, hand: Hand, things: int = 1) -> PaperWindow:
    jardins = office.association("Les Jardins")
    lent = office.lend(jardins, *office.items(things, "Vidéoprojecteur"))
    window.context.show_paper(papers.agreement_of(office.desk, lent.loan_id))
    hand.wait_until(lambda: window.papers.shown is not None, "the paper")
    paper = window.papers.shown
    assert paper is not None
    hand.wait_until(lambda: _is_ready(paper), "the pages")
    settle(hand)
    return paper


def of(paper: PaperWindow) -> LabelOptions:
    options = paper.source.options
    assert isinstance(options, LabelOptions)
    return options


def changed(paper: PaperWindow, hand: Hand) -> None:
    before = paper.pdf
    hand.wait_until(lambda: paper.pdf != before, "other pages")
    settle(hand)


# Looking


def test_pages_are_gone_through_and_made_larger_by_keyboard(
    office: TrialOffice, window: MainWindow, hand: Hand, room: PrintRoom
) -> None:
    paper = lent_paper(office, window, hand, things=30)
    view = paper.view
    assert view.count >= 2
    assert paper.where.text() == f"page 1 / {view.count}"
    assert not paper.list.isHidden()
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert view.page == 1
    assert view.accessibleName() == f"Aperçu : page 2 sur {view.count}"
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.page == 0
    QTest.keyClick(view, Qt.Key.Key_0, CTRL)
    assert view.percent == 100
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.percent == 125
    QTest.keyClick(view, Qt.Key.Key_2, CTRL)
    assert view.fitting is Fit.PAGE
    hand.wait_until(lambda: view.is_drawn, "a sharp page")
    assert "Les Jardins" in view.accessibleDescription()
    assert len(parts_told(view)) == view.count
    assert part_in_focus(view).startswith(f"page 1 sur {view.count}\n")
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert window.papers.shown is None


def test_a_page_is_drawn_pixel_for_pixel_at_any_size(
    office: TrialOffice, window: MainWindow, hand: Hand, room: PrintRoom
) -> None:
    view = lent_paper(office, window, hand).view
    for percent in (100, 150, 200):
        view.zoom(percent)
        hand.wait_until(lambda: view.is_drawn, "a sharp page")
        drawn = view._drawn[view.page].picture
        dpi = view.logicalDpiX() * percent / 100 * view.devicePixelRatioF()
        assert drawn.width() == pytest.approx(210 / 25.4 * dpi, abs=1.5)


@pytest.mark.parametrize(
    "asked",
    [LabelsAsked(), CardsAsked(), OutListAsked(), ShelfListAsked(), BlankAgreementsAsked()],
    ids=lambda asked: type(asked).__name__,
)
def test_every_paper_shows_is_named_and_is_worked_by_keyboard(
    office: TrialOffice, window: MainWindow, hand: Hand, room: PrintRoom, asked: PaperAsked
) -> None:
    zoe = office.person()
    office.lend(zoe, office.item())
    paper = show(window, hand, asked)
    assert paper.pdf.startswith(b"%PDF")
    assert nameless(paper) == []
    assert list(unreachable(paper)) == []


# Printing


def test_printing_says_where_it_went_and_remembers_it_for_this_kind(
    office: TrialOffice, window: MainWindow, hand: Hand, room: PrintRoom
) -> None:
    paper = lent_paper(office, window, hand)
    shown = paper.pdf
    assert paper.pane.copies.value() == 2  # one for each side
    QTest.keyClick(paper.view, Qt.Key.Key_P, CTRL)
    settle(hand)
    (job,) = room.jobs
    assert job.pdf == shown
    assert (job.choice.printer, job.choice.copies) == ("accueil", 2)
    assert page_sizes(room.printed(1))
    assert window.papers.shown is None
    assert window.done_bar.text == (
        "Envoyé à l'imprimante « accueil » : BUR-2026-0001, 2 exemplaires"
    )
    assert window.papers.memory.recall(PaperUse.AGREEMENT).printer == "accueil"
    assert window.papers.memory.recall(PaperUse.LABEL_SHEET).printer == ""


def test_enter_prints_nothing_by_itself(
    office: TrialOffice, window: MainWindow, hand: Hand, room: PrintRoom
) -> None:
    paper = lent_paper(office, window, hand)
    for letter in "VID-001":
        QTest.keyClick(paper.view, Qt.Key(ord(letter)))
    QTest.keyClick(paper.view, Qt.Key.Key_Return)
    settle(hand)
    assert room.jobs == []
    assert window.papers.shown is paper


def test_a_printer_gone_meanwhile_is_said_and_nothing_is_lost(
    office: TrialOffice, window: MainWindow, hand: Hand, room: PrintRoom
) -> None:
    paper = lent_paper(office, window, hand)
    room.gone = True
    paper.print_now()
    settle(hand)
    assert paper.said.text().startswith("L'imprimante « accueil » n'est plus là.")
    room.gone = False
    paper.print_now()
    settle(hand)
    assert len(room.jobs) == 1


def test_without_a_printer_the_pdf_remains(
    office: TrialOffice,
    window: MainWindow,
    hand: Hand,
    room: PrintRoom,
) -> None:
    room.seen = []
    paper = lent_paper(office, window, hand)
    assert not paper.print_button.isEnabled()
    assert "Aucune imprimante" in paper.pane.words.text()
    saved = room.folder / "convention.pdf"
    paper.save_to(saved)
    settle(hand)
    assert saved.read_bytes() == paper.pdf
    assert str(saved) in paper.said.text()


def test_where_nothing_can_be_written_it_is_said(
    office: TrialOffice, window: MainWindow, hand: Hand, room: PrintRoom
) -> None:
    paper = lent_paper(office, window, hand)
    paper.save_to(room.folder / "nulle part" / "convention.pdf")
    settle(hand)
    assert "nulle part" in paper.said.text()


def test_pages_that_are_none_are_said_beside_their_field(
    office: TrialOffice, window: MainWindow, hand: Hand, room: PrintRoom
) -> None:
    paper = lent_paper(office, window, hand)
    paper.pane.pages.setText("7")
    paper.print_now()
    settle(hand)
    assert "ne désigne aucune page" in paper.pane.pages_entry.error
    assert window.papers.shown is paper


def test_a_stopped_printer_is_named_as_such(
    office: TrialOffice, window: MainWindow, hand: Hand, room: PrintRoom
) -> None:
    room.seen = [PrinterSeen("accueil", "Accueil", stopped=True)]
    paper = lent_paper(office, window, hand)
    assert paper.pane.printer.currentText() == "Accueil (arrêtée)"
    assert "attendra dans sa file" in paper.pane.words.text()


# From the counter


def test_lending_prints_straight_where_agreements_were_printed_before(
    office: TrialOffice, window: MainWindow, hand: Hand, room: PrintRoom
) -> None:
    window.papers.memory.keep(
        PaperUse.AGREEMENT, replace(window.papers.memory.recall(PaperUse.AGREEMENT), printer="ql")
    )
    office.person(card="C-1")
    office.item("Vidéoprojecteur", "VID-001")
    hand.scan("C-1")
    hand.scan("VID-001")
    hand.settle()
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    hand.wait_until(lambda: bool(room.jobs), "the job")
    settle(hand)
    assert room.jobs[0].choice.printer == "ql"
    assert window.papers.shown is None  # the next person is not kept waiting
    assert "Envoyé à l'imprimante « ql »" in window.done_bar.text


def test_lending_with_a_printer_gone_is_said_and_done_again_by_one_key(
    office: TrialOffice, window: MainWindow, hand: Hand, room: PrintRoom
) -> None:
    window.papers.memory.keep(
        PaperUse.AGREEMENT, replace(window.papers.memory.recall(PaperUse.AGREEMENT), printer="ql")
    )
    room.gone = True
    office.person(card="C-1")
    office.item("Vidéoprojecteur", "VID-001")
    hand.scan("C-1")
    hand.scan("VID-001")
    hand.settle()
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    hand.wait_until(lambda: bool(window.error_bar.text), "the refusal")
    assert window.error_bar.text.startswith("L'imprimante « ql » n'est plus là.")
    assert office.count("loan") == 1
    hand.press(Qt.Key.Key_P, CTRL)
    settle(hand)
    assert window.papers.shown is not None


# Labels


def test_labels_begin_where_one_clicks_and_go_on_there_next_time(
    office: TrialOffice, window: MainWindow, hand: Hand, room: PrintRoom
) -> None:
    office.items(2, "Chaise", "CHA-001")
    paper = show(window, hand, LabelsAsked())
    options = of(paper)
    picker = options.picker
    sheet = picker._sheet()
    fifth = QPoint(round(sheet.center().x()), round(sheet.top() + sheet.height() * 0.22))
    QTest.mouseClick(picker, Qt.MouseButton.LeftButton, pos=fifth)
    assert picker.first == 5
    assert picker.accessibleName() == "Première étiquette : 5 sur 21, rangée 2, colonne 2"
    QTest.keyClick(picker, Qt.Key.Key_Down)
    assert picker.first == 8
    told = parts_told(picker)
    assert told[6][1] == "Étiquette 7 sur 21, rangée 3, colonne 1, déjà utilisée"
    assert told[8][1] == "Étiquette 9 sur 21, rangée 3, colonne 3, à imprimer"
    assert {role for role, _name in told} == {QAccessible.Role.ListItem}
    assert part_in_focus(picker) == told[7][1]
    changed(paper, hand)
    paper.print_now()
    settle(hand)
    assert room.jobs[0].true_size
    again = show(window, hand, LabelsAsked((office.tagged("CHA-001").id,)))
    assert of(again).picker.first == 10


def test_what_has_its_label_is_no_longer_new(
    office: TrialOffice, window: MainWindow, hand: Hand, room: PrintRoom
) -> None:
    office.item("Sono", "SON-001")
    paper = show(window, hand, LabelsAsked())
    assert of(paper).of.value is LabelsOf.NEW
    assert "SON-001" in page_words(paper.pdf, 0)
    paper.print_now()
    settle(hand)
    office.item("Sono", "SON-002")
    later = show(window, hand, LabelsAsked())
    assert "SON-001" not in page_words(later.pdf, 0)
    assert "SON-002" in page_words(later.pdf, 0)
    later.print_now()
    settle(hand)
    nothing = show(window, hand, LabelsAsked())
    assert nothing.nothing.words == "Rien de nouveau : tout a déjà son étiquette."
    assert not nothing.print_button.isEnabled()


def test_labels_of_scanned_tags_say_which_are_unknown(
    office: TrialOffice, window: MainWindow, hand: Hand, room: PrintRoom
) -> None:
    office.item("Sono", "SON-001")
    office.item("Sono", "SON-002")
    paper = show(window, hand, LabelsAsked())
    options = of(paper)
    options.of.choose(LabelsOf.TYPED)
    options.typed.setPlainText("son-002\n\nXYZ-999\n")
    changed(paper, hand)
    words = page_words(paper.pdf, 0)
    assert "SON-002" in words
    assert "SON-001" not in words
    assert options.said.text() == "1 étiquette à imprimer · inconnues : XYZ-999"


def test_a_label_says_no_more_than_wanted(
    office: TrialOffice, window: MainWindow, hand: Hand, room: PrintRoom
) -> None:
    office.item("Sono portable", "SON-001")
    paper = show(window, hand, LabelsAsked())
    assert "Sono portable" in page_words(paper.pdf, 0)
    of(paper).boxes["name"].setChecked(False)
    changed(paper, hand)
    assert "Sono portable" not in page_words(paper.pdf, 0)
    assert "SON-001" in page_words(paper.pdf, 0)


def test_a_roll_has_its_own_printer_and_no_first_label(
    office: TrialOffice, window: MainWindow, hand: Hand, room: PrintRoom
) -> None:
    office.item("Sono", "SON-001")
    paper = show(window, hand, LabelsAsked())
    options = of(paper)
    roll = next(known for known in options.format._values if known.roll)
    options.format.choose(roll)
    changed(paper, hand)
    assert options.picker.isHidden()
    assert paper.source.use is PaperUse.LABEL_ROLL
    paper.pane.printer.setCurrentIndex(paper.pane.printer.findData("ql"))
    paper.print_now()
    settle(hand)
    assert window.papers.memory.recall(PaperUse.LABEL_ROLL).printer == "ql"
    assert window.papers.memory.recall(PaperUse.LABEL_SHEET).printer == ""


# Blank agreements


def test_blank_agreements_take_their_numbers_when_they_are_printed(
    office: TrialOffice, window: MainWindow, hand: Hand, room: PrintRoom
) -> None:
    paper = show(window, hand, BlankAgreementsAsked())
    assert office.count("loan") == 0
    options = paper.source.options
    assert options is not None
    assert isinstance(options, BlankOptions)
    options.count.setValue(2)
    paper.print_now()
    settle(hand)
    (job,) = room.jobs
    words = " ".join(page_words(job.pdf, page) for page in range(len(page_sizes(job.pdf))))
    for number in ("BUR-2026-0001", "BUR-2026-0002"):
        assert number in words
    assert office.count("loan") == 2


def test_a_failed_printing_takes_no_further_numbers(
    office: TrialOffice, window: MainWindow, hand: Hand, room: PrintRoom
) -> None:
    paper = show(window, hand, BlankAgreementsAsked())
    options = paper.source.options
    assert isinstance(options, BlankOptions)
    options.count.setValue(1)
    room.gone = True
    paper.print_now()
    settle(hand)
    room.gone = False
    paper.print_now()
    settle(hand)
    assert office.count("loan") == 1
    assert len(room.jobs) == 1


# Lists


def test_a_list_is_printed_as_it_is_filtered_and_sorted(
    office: TrialOffice, window: MainWindow, hand: Hand, room: PrintRoom
) -> None:
    office.item("Sono portable", "SON-001")
    office.item("Machine à coudre", "COU-001")
    page = window.visit("equipment")
    assert isinstance(page, EquipmentPage)
    settle(hand)
    page.filters.field.setText("sono")
    settle(hand)
    page.tools.print_list()
    paper = window.papers.shown
    assert paper is not None
    hand.wait_until(lambda: _is_ready(paper), "the pages")
    words = page_words(paper.pdf, 0)
    assert "SON-001" in words
    assert "COU-001" not in words
    assert "« sono »" in words


def test_a_letter_goes_by_mail_instead_of_paper_and_is_noted(
    office: TrialOffice,
    window: MainWindow,
    hand: Hand,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[str] = []

    class Desktop:
        @staticmethod
        def openUrl(url: QUrl) -> bool:
            opened.append(url.toString())
            return True

    monkeypatch.setattr(letters_shown, "QDesktopServices", Desktop)
    office.lend(office.person(email="zoe@example.org"), office.item(tag="VID-001"))
    office.lend(office.association(email="jardins@example.org"), office.item(tag="SON-001"))
    office.lend(office.person("Sans", "Adresse"), office.item(tag="TEN-001"))
    office.later(days=10)
    paper = show(window, hand, LettersAsked())
    source = paper.source
    assert isinstance(source, LettersSource)
    assert paper.view.count == 3
    zoe = next(b for b in source.options.findChildren(QPushButton) if "Zoé" in b.accessibleName())
    zoe.click()
    hand.wait_until(lambda: paper.view.count == 2, "the others")
    assert opened[0].startswith("mailto:zoe@example.org?subject=")
    source.write_to(tmp_path / "messages")
    hand.wait_until(lambda: paper.view.count == 1, "the one without an address")
    (file,) = (tmp_path / "messages").iterdir()
    assert b"jardins@example.org" in file.read_bytes()
    assert "TEN-001" in page_words(paper.pdf, 0)
    paper.save_to(tmp_path / "lettre.pdf")
    hand.wait_until(lambda: office.count("letter") == 3, "all noted")
    source.options.kind.choose(LetterKind.PICK_UP)
    hand.wait_until(lambda: "retrait" in paper.nothing.words, "nobody to announce to")

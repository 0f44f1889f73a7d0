"""A volunteer's Saturday in the window: a fête, a clash, a choir's Tuesdays, a minibus, a pick-up,
and someone who is late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from sqlalchemy import select

from tests.trial_office import TrialOffice
from tests.ui.records import fill, names, settle
from vaetvient.desk.kits import PartForm, write_kit
from vaetvient.desk.rules import RuleForm, write_rule
from vaetvient.domain.entities import Loan, LoanLine, Reservation
from vaetvient.domain.equipment import CategoryKind
from vaetvient.domain.loan import LoanState
from vaetvient.domain.member import MemberKind
from vaetvient.domain.policy import FeeUnit, Price
from vaetvient.domain.reservation import ReservationState
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.counter.page import CounterPage
from vaetvient.ui.pages.members.page import MembersPage
from vaetvient.ui.pages.reservations import ReservationsPage
from vaetvient.ui.pages.reservations.form import ReserveForm
from vaetvient.ui.printing.pdf import page_words

SATURDAY_MORNING = datetime(2026, 11, 28, 8, 30, tzinfo=UTC)
FONTAINE, GRENOBLE = "38169", "38185"
CTRL = Qt.KeyboardModifier.ControlModifier
Look = Callable[[str], object]


class Saturday:
    """The office as it opens at half past nine, and what the volunteer does."""

    def __init__(self, office: TrialOffice, look: Look = lambda _name: None) -> None:
        self.office, self.look = office, look
        office.moment = SATURDAY_MORNING - timedelta(days=20)
        fete = office.category("Fête")
        self.tents = office.model("Barnum 3 × 3 m", category_id=fete)
        office.items(2, model=self.tents, tag="BAR-001")
        self.tables = office.model("Table pliante", category_id=fete)
        office.stock(count=20, tag="TAB-001", model=self.tables)
        self.kit = write_kit(
            office.desk, "Kit fête de quartier", (PartForm(self.tents, 2), PartForm(self.tables, 8))
        )
        rooms = office.category("Salles", kind=CategoryKind.ROOM)
        self.room = office.item(
            model=office.model("Salle du Vercors", category_id=rooms), tag="SAL-001"
        )
        cars = office.category("Véhicules", kind=CategoryKind.VEHICLE)
        bus = office.model("Minibus neuf places", category_id=cars)
        self.bus = office.item(
            model=bus,
            tag="MIN-001",
            mileage_km=45_210,
            plate="AB-123-CD",
            licence_class="B",
            defects="aile rayée",
        )
        self.fanfare = office.association(
            "Fanfare de Fontaine", commune="Fontaine", email="fanfare@example.org"
        )
        self.jardins = office.association("Les Jardins d'Échirolles", email="jardins@example.org")
        self.choir = office.association("Chorale des Buttes", card="2900000000028")
        self.ali = office.person("Benali", "Ali", birth_date="01/03/1986")
        write_rule(
            office.desk,
            RuleForm(
                "Associations de Fontaine",
                {"commune_insee": FONTAINE, "borrower_kind": MemberKind.ASSOCIATION},
                {"longest_days": 3, "deposit_cents": 50_00, "insurance_required": True},
                (Price(FeeUnit.WEEKEND, 20_00),),
            ),
        )
        self.projector = office.item("Vidéoprojecteur", "VID-001")
        office.lend(self.jardins, self.projector, due_on=date(2026, 11, 16))
        office.moment = SATURDAY_MORNING

    def open(self, window: MainWindow, hand: Hand) -> None:
        self.window, self.hand = window, hand
        window.context.refresh_requested.emit()
        settle(hand)

    @property
    def counter(self) -> CounterPage:
        page = self.window.visit("counter")
        assert isinstance(page, CounterPage)
        settle(self.hand)
        return page

    @property
    def reservations(self) -> ReservationsPage:
        page = self.window.visit("reservations")
        assert isinstance(page, ReservationsPage)
        settle(self.hand)
        return page

    def begin(self, first: str, last: str, thing: str, who: str) -> ReserveForm:
        """Dates first, then what, then for whom."""
        page = self.reservations
        self.hand.press(Qt.Key.Key_N, CTRL)
        form, hand = page.list.form, self.hand
        form.start_anew()
        settle(hand)
        fill(hand, form.entries["start"].field, first)
        fill(hand, form.entries["end"].field, last)
        fill(hand, form.free.field, thing)
        hand.press(Qt.Key.Key_Return)
        field = form.entries["borrower"].field
        fill(hand, field, who)
        settle(hand)
        field.picked.emit(field.offered[0].value)  # type: ignore[attr-defined]
        self.foreseen(form)
        return form

    def foreseen(self, form: ReserveForm) -> None:
        self.hand.wait_until(lambda: form.foreseen is not None, "what the desk foresees")
        settle(self.hand)

    def against(self, form: ReserveForm) -> str:
        """What stands against it, in words."""
        assert form.foreseen is not None
        return " ".join(error.sentence for error in form.foreseen.everything_against)

    def save(self, form: ReserveForm) -> None:
        form.save()
        settle(self.hand)

    # What the day brings

    def note_the_insurance(self, who: UUID, until: str) -> None:
        page = self.window.visit("members")
        assert isinstance(page, MembersPage)
        page.show_record(who)
        settle(self.hand)
        dossier = page.details.dossier
        dossier.note_button.click()
        fill(self.hand, dossier.asked.entries["reference"].field, "MAIF 1234567")
        fill(self.hand, dossier.asked.until, until)
        self.look("member")
        dossier.asked.confirm.click()
        settle(self.hand)

    def reserve_the_fete(self) -> None:
        """The rule of the other commune asks for an insurance; the paper is brought: reserved."""
        form = self.begin("04/12", "05/12", "kit f", "fanfare")
        self.look("fete-refused")
        assert "il manque une attestation d'assurance" in self.against(form)
        self.note_the_insurance(self.fanfare, "04/12/2026")
        form = self.begin("04/12", "05/12", "kit f", "fanfare")
        assert "finit le 4 décembre 2026, avant le retour du 5 décembre" in self.against(form)
        self.look("fete-insurance-ends")
        self.note_the_insurance(self.fanfare, "31/12/2026")
        form = self.begin("04/12", "05/12", "kit f", "fanfare")
        assert form.foreseen is not None
        assert form.foreseen.can_be_made
        self.look("fete-form")
        self.save(form)
        assert self.reservations.list.details.head.state.word == "confirmée"
        self.look("fete-reserved")

    def refuse_a_clash(self) -> None:
        """The same kit on the same days: no, and what would do instead."""
        form = self.begin("05/12", "05/12", "kit f", "jardins")
        self.look("clash")
        self.save(form)
        assert "Fanfare de Fontaine" in form.banner.words.text()
        chips = [b for b in form.things.findChildren(QPushButton) if b.isVisible()]
        next(chip for chip in chips if chip.text().startswith("Prendre")).click()
        self.foreseen(form)
        assert form.banner.isHidden(), "what was refused is not asked for any more"
        self.save(form)
        assert self.office.count("reservation") == 2
        self.look("clash-settled")

    def book_the_room(self) -> None:
        """Every Tuesday evening; Christmas is left out by itself."""
        form = self.begin("01/12", "01/12", "salle", "chorale")
        fill(self.hand, form.entries["start_hour"].field, "18h")
        fill(self.hand, form.entries["end_hour"].field, "20h")
        form.series.repeats.setChecked(True)
        fill(self.hand, form.series.until, "22/12/2026")
        form.series.until.editingFinished.emit()
        self.hand.wait_until(lambda: "4 dates" in form.series.said.text(), "the dates")
        self.look("series")
        self.save(form)
        assert self.office.count("reservation") == 6

    def lend_the_minibus(self) -> None:
        """The licence is seen and noted; the mileage is read; the check-list is on the paper."""
        counter, hand = self.counter, self.hand
        hand.type("benali")
        settle(hand)
        hand.press(Qt.Key.Key_Return)
        settle(hand)
        hand.scan("MIN-001")
        settle(hand)
        self.look("minibus")
        hand.press(Qt.Key.Key_F4)
        hand.press(Qt.Key.Key_Return)
        settle(hand)
        hand.press(Qt.Key.Key_Return)
        settle(hand)
        self.hand.wait_until(lambda: counter.till.draft.is_empty, "the minibus lent")
        self.look("minibus-lent")
        assert self.office.count("loan") == 2

    def hand_over_in_one_gesture(self) -> None:
        """On the Friday the fanfare comes: one key, and what was reserved is in the basket."""
        self.office.later(days=6)
        self.window.context.refresh_requested.emit()
        counter, hand = self.counter, self.hand
        self.look("today")
        hand.type("fanfare")
        settle(hand)
        hand.press(Qt.Key.Key_Return)
        settle(hand)
        hand.press(Qt.Key.Key_F9)
        settle(hand)
        self.look("pick-up")
        assert {line.tag for line in counter.till.draft.lines} == {"BAR-001", "BAR-002", "TAB-001"}
        hand.press(Qt.Key.Key_Return)
        settle(hand)
        self.look("pick-up-lent")
        with self.office.reading() as session:
            states = list(session.scalars(select(Reservation.state).order_by(Reservation.number)))
        assert states[0] is ReservationState.PICKED_UP

    def write_to_the_late(self, folder: Path) -> None:
        """Their letter is looked at, printed, noted; then the thing comes back after all."""
        self.window.context.go("loans", self._late_loan())
        settle(self.hand)
        page = self.window.page
        page.details.letter_button.click()
        self.hand.wait_until(lambda: self.window.papers.shown is not None, "the letter")
        paper = self.window.papers.shown
        assert paper is not None
        self.hand.wait_until(lambda: bool(paper.pdf), "the pages")
        settle(self.hand)
        self.look("letter")
        assert "VID-001" in page_words(paper.pdf, 0)
        paper.save_to(folder / "rappel.pdf")
        self.hand.wait_until(lambda: self.office.count("letter") == 1, "the letter noted")
        paper.reject()
        settle(self.hand)
        self.look("letter-noted")
        counter = self.counter
        assert counter.isVisible()
        self.hand.scan("VID-001")
        settle(self.hand)
        self.look("late-return")
        assert self.office.tagged("VID-001").id == self.projector
        with self.office.reading() as session:
            loan = session.get_one(Loan, self._late_loan())
            assert loan.state is LoanState.RETURNED

    def _late_loan(self) -> UUID:
        with self.office.reading() as session:
            (key,) = session.scalars(select(LoanLine.loan_id).where(LoanLine.tag == "VID-001"))
            return key

    def play(self, folder: Path) -> None:
        """The whole day."""
        self.reserve_the_fete()
        self.refuse_a_clash()
        self.book_the_room()
        self.lend_the_minibus()
        self.hand_over_in_one_gesture()
        self.write_to_the_late(folder)


@pytest.fixture
def saturday(office: TrialOffice) -> Saturday:
    return Saturday(office)


def test_a_saturday_at_the_desk(
    saturday: Saturday, window: MainWindow, hand: Hand, tmp_path: Path
) -> None:
    saturday.open(window, hand)
    saturday.play(tmp_path)
    assert names(saturday.reservations.list, "borrower") == [
        "Chorale des Buttes",
        "Les Jardins d'Échirolles",
        *["Chorale des Buttes"] * 3,
    ]


def test_a_missing_paper_is_noted_in_the_form_and_the_focus_stays_there(
    saturday: Saturday, window: MainWindow, hand: Hand
) -> None:
    saturday.open(window, hand)
    form = saturday.begin("04/12", "05/12", "kit f", "fanfare")
    notes = [b for b in form.things.findChildren(QPushButton) if b.text() == "Noter la pièce"]
    assert len([note for note in notes if note.isVisible()]) == 1, "once for the whole kit"
    notes[-1].setFocus()
    hand.press(Qt.Key.Key_Return)
    fill(hand, form.document.entries["reference"].field, "MAIF")
    fill(hand, form.document.until, "31/12/2026")
    hand.press(Qt.Key.Key_Return)
    saturday.foreseen(form)
    hand.wait_until(lambda: bool(form.foreseen and form.foreseen.can_be_made), "nothing against")
    assert form.entries["borrower"].field.hasFocus()
    hand.press(Qt.Key.Key_Return, CTRL)
    settle(hand)
    assert saturday.office.count("reservation") == 1


def test_a_kit_is_reserved_without_what_it_may_go_without(
    saturday: Saturday, window: MainWindow, hand: Hand
) -> None:
    office = saturday.office
    garland = office.item("Guirlande", "GUI-001")
    model = office.tagged("GUI-001").model_id
    parts = (PartForm(saturday.tents, 1), PartForm(model, required=False))
    write_kit(office.desk, "Stand", parts)
    office.lend(saturday.ali, garland, due_on=date(2026, 12, 20))
    saturday.open(window, hand)
    form = saturday.begin("04/12", "04/12", "stand", "chorale")
    assert form.foreseen is not None
    assert not form.foreseen.can_be_made
    chips = form.things.findChildren(QPushButton)
    next(chip for chip in chips if chip.text() == "Sans les éléments facultatifs").click()
    saturday.foreseen(form)
    saturday.save(form)
    assert office.count("reservation_line") == 1

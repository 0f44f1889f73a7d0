"""Coming to the counter for what was reserved."""

from datetime import date, timedelta

from PySide6.QtCore import Qt

from tests.trial_office import TrialOffice
from vaetvient.desk.reservations import Reserve, Reserved, reserve
from vaetvient.desk.rules import RuleForm, write_rule
from vaetvient.domain.days import whole_days
from vaetvient.domain.entities import Reservation
from vaetvient.domain.policy import FeeUnit, Price
from vaetvient.domain.reservation import ReservationState
from vaetvient.storage.queries.answers import Wanted
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.counter.page import CounterPage

MONDAY = date(2026, 11, 23)


def promise(office: TrialOffice, who: object, first: int, *lines: Wanted) -> Reserved:
    day = MONDAY + timedelta(days=first)
    period = whole_days(day, day + timedelta(days=2), office.desk.zone)
    return reserve(office.desk, Reserve(who, lines, period.start, period.end))  # type: ignore[arg-type]


def test_a_member_at_the_counter_fetches_what_was_reserved_in_one_key(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    model = office.model()
    office.items(2, model=model, tag="VID-001")
    jardins = office.association("Les Jardins", card="2900000000011")
    write_rule(office.desk, RuleForm("Tarif", {}, {}, (Price(FeeUnit.LOAN, 12_00),)))
    made = promise(office, jardins, 0, Wanted(model))
    hand.scan("2900000000011")
    hand.settle()
    (chip,) = counter.basket.fetch_buttons
    assert chip.text() == "Venue chercher : Vidéoprojecteur"
    hand.press(Qt.Key.Key_F9)
    hand.settle()
    draft = counter.till.draft
    assert [line.tag for line in draft.lines] == ["VID-001"]
    assert str(draft.due_on) == "2026-11-25"
    assert counter.basket.fetch_buttons == [], "it is being fetched"
    assert counter.basket.fee.text == "Tarif : 12,00\N{NO-BREAK SPACE}€", "as it was agreed"
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    assert office.get(Reservation, made.reservation_id).state is ReservationState.PICKED_UP


def test_another_unit_may_be_chosen_by_scanning_it(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    model = office.model()
    office.items(2, model=model, tag="VID-001")
    made = promise(office, office.association("Les Jardins"), 0, Wanted(model))
    hand.scan(made.number)
    hand.settle()
    counter.basket.remove_current()
    hand.scan("VID-002")
    hand.settle()
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    assert office.get(Reservation, made.reservation_id).state is ReservationState.PICKED_UP


def test_one_fetched_before_its_day_is_kept_as_fetched(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    item = office.item(tag="VID-001")
    model = office.tagged("VID-001").model_id
    made = promise(office, office.association("Les Jardins"), 2, Wanted(model, item))
    hand.scan(made.number.lower())
    hand.settle()
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    assert office.get(Reservation, made.reservation_id).state is ReservationState.PICKED_UP


def test_one_that_is_over_says_so(
    office: TrialOffice, counter: CounterPage, hand: Hand, window: MainWindow
) -> None:
    from vaetvient.desk.reservations import cancel_reservation

    office.item(tag="VID-001")
    model = office.tagged("VID-001").model_id
    made = promise(office, office.association("Les Jardins"), 0, Wanted(model))
    cancel_reservation(office.desk, made.reservation_id)
    hand.scan(made.number)
    hand.settle()
    assert "est annulée" in window.error_bar.text or "annulée" in window.error_bar.text
    assert counter.till.draft.is_empty


def test_the_board_says_what_is_to_be_prepared(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    office.item(tag="VID-001")
    model = office.tagged("VID-001").model_id
    promise(office, office.association("Les Jardins"), 0, Wanted(model))
    hand.settle()
    hand.wait_until(
        lambda: counter.board.today is not None and bool(counter.board.today.prepare), "the board"
    )
    today = counter.board.today
    assert today is not None
    assert [(row.borrower, row.what) for row in today.prepare] == [
        ("Les Jardins", "Vidéoprojecteur")
    ]

"""Taking back at the counter: a thing by its tag, a loan by its number."""

from datetime import timedelta

from PySide6.QtCore import QDateTime, Qt

from tests.trial_office import TrialOffice
from vaetvient.domain.equipment import Condition
from vaetvient.domain.loan import DepositState, LineState, LoanState
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.counter.page import CounterPage

CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_thing_that_is_out_comes_back_with_one_scan(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    lent = office.lend(office.person(), office.item(tag="VID-001"), office.item(tag="VID-002"))
    hand.scan("VID-002")
    hand.settle()
    assert counter.panel is counter.returns
    assert [line.state for line in office.loan(lent).lines] == [LineState.OUT, LineState.RETURNED]
    assert counter.returns.strip.line is not None
    assert counter.returns.strip.line.tag == "VID-002"


def test_its_condition_is_one_key_and_undo_takes_that_back_first(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    lent = office.lend(office.person(), office.item(tag="VID-001"))
    hand.scan("VID-001")
    hand.settle()
    hand.press(Qt.Key.Key_F2)
    hand.settle()
    assert office.loan(lent).lines[0].condition_in is Condition.WORN
    hand.press(Qt.Key.Key_5, Qt.KeyboardModifier.AltModifier)
    hand.settle()
    assert office.loan(lent).lines[0].condition_in is Condition.BROKEN
    for _n in range(3):
        hand.press(Qt.Key.Key_Z, CTRL)
        hand.settle()
    assert office.loan(lent).state is LoanState.OUT


def test_a_whole_loan_comes_back_in_two_gestures(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    lent = office.lend(office.person(), office.item(), office.item(), (office.stock(), 30))
    hand.scan(lent.number)
    hand.settle()
    hand.press(Qt.Key.Key_Return, CTRL)
    hand.settle()
    assert hand.gestures == 2
    assert office.loan(lent).state is LoanState.RETURNED
    assert not counter.returns.all_button.isEnabled()


def test_things_of_other_loans_come_back_while_one_is_open(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    office.person(card="C1")
    first = office.lend(office.person("A"), office.item(tag="A1"))
    second = office.lend(office.person("B"), office.item(tag="B1"))
    hand.scan("C1")
    hand.scan(first.number)
    hand.scan("B1")
    hand.settle()
    assert office.loan(second).state is LoanState.RETURNED
    assert counter.returns.loan_id == second.loan_id
    hand.press(Qt.Key.Key_Escape)
    assert counter.panel is counter.basket


def test_what_the_borrower_at_the_desk_brings_comes_back(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    lent = office.lend(office.person(card="C1"), office.item(tag="A1"))
    hand.scan("C1")
    hand.scan("A1")
    hand.settle()
    assert office.loan(lent).state is LoanState.RETURNED


def test_in_the_list_a_digit_says_the_state_and_a_scanner_is_told_from_a_finger(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    lent = office.lend(office.person(), office.item(tag="12345"), office.item(tag="A2"))
    hand.scan(lent.number)
    hand.settle()
    counter.returns.view.setFocus()
    hand.press(Qt.Key.Key_3)
    hand.wait_until(lambda: not office.loan(lent).lines[0].still_out, "the digit was understood")
    assert office.loan(lent).lines[0].condition_in is Condition.WORN
    hand.settle()
    counter.returns.view.setFocus()
    hand.type("12")
    assert counter.field.hasFocus()
    assert counter.field.text() == "12"


def test_accessories_are_counted_and_remarked_upon(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    model = office.model("Sono portable", accessories=(("micro", 2), ("pied", 1)))
    lent = office.lend(office.person(), office.item(tag="SON-1", model=model))
    hand.scan("SON-1")
    hand.settle()
    microphones = next(iter(counter.returns.strip.counts.values()))
    microphones.setValue(1)
    hand.settle()
    counter.returns.strip.remark.setFocus()
    hand.type("piles à changer")
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    (line,) = office.loan(lent).lines
    assert [part.missing for part in line.parts] == [1, 0]
    assert line.returns[-1].remarks == "piles à changer"


def test_part_of_a_quantity_comes_back_and_part_is_lost(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    lent = office.lend(office.person(), (office.stock(tag="CHA"), 30))
    hand.scan(lent.number)
    hand.settle()
    counter.returns.strip.back.setValue(20)
    counter.returns.strip.lost.setValue(2)
    counter.returns.strip.take_button.click()
    hand.settle()
    (line,) = office.loan(lent).lines
    assert (line.returned_quantity, line.lost_quantity, line.still_out) == (20, 2, 8)
    assert counter.returns.strip.back.maximum() == 8


def test_a_typed_quantity_comes_back_on_the_loan_that_is_open(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    chairs = office.stock("Chaise pliante", 200, tag="CHA")
    lent = office.lend(office.person(), office.item(tag="A1"), (chairs, 30))
    office.stock(model=office.model("Table", category_id=office.category("Tables, chaises")))
    hand.scan(lent.number)
    hand.scan("CHA")
    hand.settle()
    assert counter.returns.strip.back.value() == 30
    hand.scan("20 chaises")
    hand.settle()
    (_item, line) = office.loan(lent).lines
    assert (line.returned_quantity, line.still_out) == (20, 10)
    assert counter.panel is counter.returns
    assert counter.till.draft.is_empty


def test_a_return_may_be_dated_back(office: TrialOffice, counter: CounterPage, hand: Hand) -> None:
    lent = office.lend(office.person(), office.item())
    office.later(days=9)
    hand.scan(lent.number)
    hand.settle()
    counter.returns.dated.setChecked(True)
    yesterday = office.moment - timedelta(days=1)
    counter.returns.at.setDateTime(
        QDateTime(yesterday.year, yesterday.month, yesterday.day, 15, 30, 0)
    )
    counter.returns.take_all()
    hand.settle()
    loan = office.loan(lent)
    assert loan.closed_at is not None
    assert office.desk.day_of(loan.closed_at) == office.today() - timedelta(days=1)


def test_the_deposit_is_given_back_or_kept_with_a_reason(
    office: TrialOffice, window: MainWindow, counter: CounterPage, hand: Hand
) -> None:
    zoe = office.person()
    first = office.lend(zoe, office.item(tag="A1"), deposit_cents=15000)
    second = office.lend(zoe, office.item(tag="A2"), deposit_cents=15000)
    hand.scan("A1")
    hand.settle()
    counter.returns.deposit.give_back.click()
    hand.settle()
    hand.scan("A2")
    hand.settle()
    counter.returns.deposit.keep.click()
    counter.returns.deposit.amount.setText("40")
    counter.returns.deposit.confirm.click()
    hand.settle()
    assert "raison" in window.error_bar.text
    counter.returns.deposit.reason.setText("pied perdu")
    counter.returns.deposit.confirm.click()
    hand.settle()
    states = [office.loan(loan).deposit for loan in (first, second)]
    assert [deposit.state for deposit in states if deposit] == [
        DepositState.RETURNED,
        DepositState.KEPT,
    ]


def test_the_receipt_is_shown_and_saved_beside_the_agreement(
    office: TrialOffice, window: MainWindow, counter: CounterPage, hand: Hand
) -> None:
    lent = office.lend(office.person(), office.item(tag="A1"))
    hand.scan("A1")
    hand.settle()
    counter.returns.receipt_button.click()
    hand.settle()
    hand.wait_until(lambda: window.papers.shown is not None, "the receipt")
    paper = window.papers.shown
    assert paper is not None
    assert paper.windowTitle() == f"Reçu de retour {lent.number}"
    assert (office.folder / "conventions" / "2026" / f"{lent.number}-retour.pdf").exists()


def test_a_late_loan_of_today_leads_to_its_return(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    lent = office.lend(office.person(), office.item())
    office.later(days=12)
    hand.press(Qt.Key.Key_F5)
    hand.settle()
    assert counter.board.today is not None
    assert [row.number for row in counter.board.today.late] == [lent.number]
    counter.board.loan_wanted.emit(lent.loan_id)
    hand.settle()
    assert counter.panel is counter.returns
    assert counter.returns.file is not None
    assert counter.returns.file.late_by == 5

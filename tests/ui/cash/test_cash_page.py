"""The cash book in the window: copies sold, a mistake put right, the drawer counted."""

import pytest
from PySide6.QtCore import Qt

from tests.trial_office import TrialOffice
from tests.ui.records import choose, fill, lines_of, nameless, names, settle, unreachable
from vaetvient.desk import members
from vaetvient.desk.cash import Paid, Payment, take_payment
from vaetvient.domain.cash import EntryKind, PaymentMethod
from vaetvient.language import NBSP
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.cash.page import CashPage


@pytest.fixture
def page(office: TrialOffice, window: MainWindow, hand: Hand) -> CashPage:
    shown = window.visit("cash")
    settle(hand)
    assert isinstance(shown, CashPage)
    return shown


def euros(text: str) -> str:
    return f"{text}{NBSP}€"


def sell(office: TrialOffice, cents: int = 300, quantity: int = 30) -> None:
    sale = Paid(EntryKind.SALE, cents, "copies", quantity)
    take_payment(office.desk, Payment((sale,)))


def test_thirty_copies_are_sold_without_the_mouse(page: CashPage, hand: Hand) -> None:
    hand.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    settle(hand)
    hand.type("copies")
    hand.press(Qt.Key.Key_Tab)
    fill(hand, page.taking.quantity, "30")
    fill(hand, page.taking.amount, "0,10")
    assert page.taking.total._hint == f"En tout : {euros('3,00')}"
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert names(page, "what") == ["30 × copies"]
    assert names(page, "amount") == [euros("3,00")]
    assert page.record_pane is page.details
    assert page.details.entry is not None
    assert page.details.entry.amount_cents == 300


def test_what_was_sold_before_proposes_its_last_price(
    office: TrialOffice, page: CashPage, hand: Hand
) -> None:
    sell(office)
    page.begin_new()
    settle(hand)
    (ware,) = page.taking._suggest("COPI")
    page.taking._picked(ware.value)
    assert page.taking.amount.text() == euros("0,10")


def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_written(
    office: TrialOffice, page: CashPage, hand: Hand
) -> None:
    page.begin_new()
    settle(hand)
    fill(hand, page.taking.quantity, "beaucoup")
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert page.taking.asked.entries["quantity"].error
    fill(hand, page.taking.quantity, "2")
    fill(hand, page.taking.label, "copies")
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert "ne s'inscrit pas" in page.taking.asked.entries["amount"].error
    assert office.count("cash_entry") == 0


def test_a_cheque_asks_for_its_number_and_an_expense_for_no_quantity(
    page: CashPage, hand: Hand
) -> None:
    page.begin_new()
    settle(hand)
    asked = page.taking.asked.entries
    assert asked["reference"].isHidden()
    page.taking.means.setCurrentIndex(list(PaymentMethod).index(PaymentMethod.CHEQUE))
    assert not asked["reference"].isHidden()
    page.taking.begin(EntryKind.EXPENSE)
    assert asked["quantity"].isHidden()
    assert page.taking.asked.question.text() == "Sortir de la caisse"


def test_a_mistake_is_put_right_in_place(office: TrialOffice, page: CashPage, hand: Hand) -> None:
    sell(office)
    settle(hand)
    choose(page, hand, 0)
    page.details.correct_button.click()
    settle(hand)
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert page.details.asked.entries["reason"].error
    fill(hand, page.details.asked.entries["reason"].field, "c'étaient 3 copies")
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert names(page, "amount") == [euros("-3,00"), euros("3,00")]
    assert page.details.correct_button.isHidden()


def test_the_drawer_is_counted_and_a_difference_must_be_said(
    office: TrialOffice, page: CashPage, hand: Hand
) -> None:
    sell(office)
    settle(hand)
    page.count_button.click()
    settle(hand)
    field, entry = page.counting.fields[PaymentMethod.CASH]
    assert field.text() == euros("3,00")
    fill(hand, field, "2,50")
    assert entry._hint == f"Attendu : {euros('3,00')}. Écart : {euros('-0,50')}"
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert page.counting.asked.entries["note"].error
    fill(hand, page.counting.asked.entries["note"].field, "une pièce perdue")
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert office.count("cash_closing") == 1
    window = page.window()
    assert isinstance(window, MainWindow)
    assert window.done_bar.text.startswith("Caisse comptée, écart noté : ")
    page.count_button.click()
    settle(hand)
    assert page.counting.fields[PaymentMethod.CASH][0].text() == euros("2,50")
    (past,) = lines_of(page.counting.past)
    assert "une pièce perdue" in past


def test_entries_lead_to_the_member_and_to_the_loan(
    office: TrialOffice, window: MainWindow, page: CashPage, hand: Hand
) -> None:
    zoe = office.person(dues=False)
    members.renew_membership(office.desk, zoe, amount_cents=1500, method="chèque")
    settle(hand)
    choose(page, hand, 0)
    assert page.details.loan_button.isHidden()
    page.details.member_button.click()
    settle(hand)
    assert window.shown == "members"


def test_the_page_is_worked_by_keyboard_and_read_aloud(
    office: TrialOffice, page: CashPage, hand: Hand
) -> None:
    sell(office)
    settle(hand)
    for show in (lambda: choose(page, hand, 0), page.begin_new, page.begin_count):
        show()
        settle(hand)
        assert nameless(page) == []
        assert list(unreachable(page)) == []

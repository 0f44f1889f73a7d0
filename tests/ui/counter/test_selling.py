"""Fees, late returns and copies at the counter."""

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from tests.desk.test_owing import Hire
from tests.desk.test_sales import Shop
from tests.trial_office import TrialOffice
from tests.ui.records import fill, nameless, settle
from vaetvient.desk.undo import undo
from vaetvient.domain.cash import PaymentMethod
from vaetvient.domain.cash_book import CashPayer
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.cash.page import CashPage
from vaetvient.ui.pages.counter.fee_strip import WAIVED
from vaetvient.ui.pages.counter.page import CounterPage


@pytest.fixture
def hire(office: TrialOffice, counter: CounterPage, hand: Hand) -> Hire:
    made = Hire(office)
    counter.show_record(made.jardins)
    hand.settle()
    hand.scan("MIN-001")
    hand.settle()
    return made


def test_a_fee_is_said_let_off_with_a_reason_or_taken_and_lateness_after(
    hire: Hire, counter: CounterPage, hand: Hand
) -> None:
    fee = counter.basket.fee
    assert fee.text == "Tarif : 50,00\N{NO-BREAK SPACE}€"
    fee.how.setCurrentIndex(fee.how.findData(WAIVED))
    fee.how.activated.emit(fee.how.currentIndex())
    hand.settle()
    assert not counter.basket.lend_button.isEnabled(), "a reason is needed"
    fee.how.setCurrentIndex(fee.how.findData("cheque"))
    fee.how.activated.emit(fee.how.currentIndex())
    hand.settle()
    assert fee.number.isVisible()
    fill(hand, fee.number, "0098765, Crédit mutuel")
    fuel = counter.basket.vehicle.fuel_keys
    fuel[0].click()
    assert all(key.focusPolicy() & Qt.FocusPolicy.TabFocus for key in fuel)
    fuel[4].click()
    hand.settle()
    assert nameless(counter.basket) == []
    counter.finish_all()
    hand.settle()
    newest = select(CashPayer.reference).order_by(CashPayer.id.desc()).limit(1)
    with hire.office.reading() as session:
        assert session.scalar(newest) == "0098765, Crédit mutuel"
    hire.office.later(days=9)
    loan_id = counter.lent.loan_id
    assert loan_id is not None
    counter.show_record(loan_id)
    hand.settle()
    owed = counter.returns.owed
    assert owed.text == "Reste à payer : pénalité de retard 40,00\N{NO-BREAK SPACE}€"
    owed.waive.click()
    owed.reason.setText("panne")
    owed.confirm.click()
    settle(hand)
    assert owed.isHidden()
    undo(hire.office.desk)
    hand.wait_until(owed.isVisible, "what is owed again")
    assert owed.means.number.isHidden(), "a number is asked for a cheque alone"
    owed.means.setCurrentIndex(owed.means.findData(PaymentMethod.CHEQUE))
    owed.means.number.setText("0012345, La Banque postale")
    owed.take.click()
    settle(hand)
    assert owed.isHidden()
    with hire.office.reading() as session:
        assert session.scalar(newest) == "0012345, La Banque postale"


def test_thirty_copies_are_sold_in_two_gestures(
    office: TrialOffice, window: MainWindow, counter: CounterPage, hand: Hand
) -> None:
    shop = Shop(office)
    hand.scan("30 copies")
    hand.settle()
    assert counter.panel is counter.selling
    assert nameless(counter.selling) == []
    hand.scan("")
    settle(hand)
    assert shop.cash() == 300
    assert counter.selling.receipt_button.isVisible()
    window.undo()
    settle(hand)
    assert shop.cash() == 0
    hand.scan("gobelet")
    cash = window.visit("cash")
    assert isinstance(cash, CashPage)
    settle(hand)
    cash.show_wares()
    settle(hand)
    assert [(row.name, row.left) for row in cash.wares.rows] == [
        ("Copie noir et blanc", None),
        ("Gobelet", 200),
    ]
    cash.wares.begin_ware(cash.wares.rows[0])
    cash.wares.asked.entries["amount"].put("0,15")
    cash.wares.asked.confirmed.emit()
    settle(hand)
    assert cash.wares.rows[0].unit_cents == 15

"""What was paid for a loan, shown on it and paid in place."""

import pytest

from tests.trial_office import TrialOffice
from tests.ui.records import choose, fill, lines_of, settle
from vaetvient.domain.cash import EntryKind
from vaetvient.domain.loan import DepositMethod
from vaetvient.language import NBSP
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.loans.page import LoansPage


@pytest.fixture
def page(office: TrialOffice, window: MainWindow, hand: Hand) -> LoansPage:
    office.lend(
        office.person(), office.item(), deposit_cents=50_00, deposit_method=DepositMethod.CASH
    )
    shown = window.visit("loans")
    settle(hand)
    assert isinstance(shown, LoansPage)
    choose(shown, hand, 0)
    return shown


def test_a_deposit_in_cash_is_among_the_payments(page: LoansPage) -> None:
    assert lines_of(page.details.money) == [f"caution, 50,00{NBSP}€ · espèces"]


def test_a_fee_is_paid_on_the_loan_and_leads_to_the_cash_book(
    office: TrialOffice, window: MainWindow, page: LoansPage, hand: Hand
) -> None:
    money = page.details.money
    money.take_button.click()
    settle(hand)
    fill(hand, money.asked.entries["amount"].field, "12")
    money.asked.confirm.click()
    settle(hand)
    assert lines_of(money)[-1] == f"tarif de prêt, 12,00{NBSP}€ · espèces"
    assert [entry.kind for entry in money.money.entries] == [EntryKind.DEPOSIT, EntryKind.FEE]
    assert money.money.entries[-1].payer == "Lefèvre Zoé"


def test_nothing_is_no_payment(page: LoansPage, hand: Hand) -> None:
    money = page.details.money
    money.take_button.click()
    settle(hand)
    money.asked.confirm.click()
    settle(hand)
    assert "ne s'inscrit pas" in money.asked.entries["amount"].error
    assert len(money.money.entries) == 1

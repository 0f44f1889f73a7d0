"""The page of loans, worked by keyboard on the real database."""

import pytest
from PySide6.QtCore import Qt

from tests.trial_office import TrialOffice
from tests.ui.records import choose, fill, lines_of, nameless, names, settle, unreachable
from vaetvient.desk import loans
from vaetvient.desk.returning import LineBack
from vaetvient.domain.equipment import Condition
from vaetvient.domain.loan import DepositState, LoanState, Paper
from vaetvient.storage.queries.loans import LoansShown
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.counter.page import CounterPage
from vaetvient.ui.pages.loans import LoansPage


@pytest.fixture
def page(window: MainWindow, hand: Hand) -> LoansPage:
    found = window.visit("loans")
    assert isinstance(found, LoansPage)
    settle(hand)
    return found


def test_an_empty_list_says_what_to_do_first(page: LoansPage) -> None:
    assert page.empty.words == "Rien n'est en prêt."


def test_a_loan_shows_its_lines_deposit_and_lateness(
    page: LoansPage, hand: Hand, office: TrialOffice
) -> None:
    model = office.model("Sono portable", accessories=(("micro", 2),))
    jardins = office.association("Les Jardins")
    office.lend(
        jardins,
        office.item("Sono portable", "SON-003", model=model),
        (office.stock(), 30),
        deposit_cents=15000,
        deposit_reference="n° 123 Banque postale",
        purpose="Fête de quartier",
    )
    office.later(days=11)
    page.context.refresh_requested.emit()
    settle(hand)
    assert names(page, "state") == ["4 jours de retard"]
    assert names(page, "things") == ["31"]
    choose(page, hand, 0)
    details = page.details
    assert details.head.state.word == "en cours, 4 jours de retard"
    assert details.borrower_button.text() == "Les Jardins"
    assert lines_of(details.lines) == [
        "SON-003  Sono portable, bon état · 2 × micro, en prêt",
        "30 × Chaise pliante, en prêt",
    ]
    assert details.deposit.state.word.endswith("détenue")


def test_more_time_is_given_in_place_and_a_closed_day_moves(
    page: LoansPage, hand: Hand, office: TrialOffice, window: MainWindow
) -> None:
    lent = office.lend(office.person(), office.item())
    settle(hand)
    choose(page, hand, 0)
    page.details.extend_button.setFocus()
    hand.press(Qt.Key.Key_Space)
    asked = page.details.extend_asked
    assert asked.day.text() == "07/12/2026", "a week more is proposed"
    fill(hand, asked.day, "13/12")
    settle(hand)
    said = [label.text() for label in asked.entry.findChildren(type(asked.question))]
    assert "Le bureau est fermé le 13/12/2026 : ce sera le lundi 14 décembre 2026" in " ".join(said)
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert not asked.isVisible()
    assert names(page, "due_on") == ["14/12/2026"]
    assert "prolongé" in window.done_bar.text
    window.undo()
    settle(hand)
    assert str(office.loan(lent).due_on) == "2026-11-30"


def test_a_date_that_cannot_be_is_said_beside_the_field(
    page: LoansPage, hand: Hand, office: TrialOffice
) -> None:
    office.lend(office.person(), office.item())
    settle(hand)
    choose(page, hand, 0)
    page.details.extend_button.setFocus()
    hand.press(Qt.Key.Key_Space)
    asked = page.details.extend_asked
    for typed, said in (("31/02", "n'est pas une date"), ("24/11", "est déjà attendu")):
        fill(hand, asked.day, typed)
        hand.press(Qt.Key.Key_Return)
        settle(hand)
        assert said in asked.entry.error
        assert asked.isVisible()
    hand.press(Qt.Key.Key_Escape)
    assert not asked.isVisible()
    assert page.details.extend_button.hasFocus()


def test_a_loan_is_cancelled_with_a_reason(
    page: LoansPage, hand: Hand, office: TrialOffice
) -> None:
    lent = office.lend(office.person(), office.item())
    settle(hand)
    choose(page, hand, 0)
    page.details.cancel_button.click()
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert "raison" in page.details.cancel_asked.entries["reason"].error
    hand.type("erreur de personne")
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert office.loan(lent).state is LoanState.CANCELLED
    assert page.details.head.state.word == "annulé", "it stays in view though the list moved on"
    assert page.empty.words == "Rien n'est en prêt."
    page.shown.choose(LoansShown.CANCELLED)
    settle(hand)
    assert names(page, "number") == [lent.number]


def test_a_deposit_is_given_back_or_kept_with_a_reason(
    page: LoansPage, hand: Hand, office: TrialOffice
) -> None:
    lent = office.lend(office.person(), office.item(), deposit_cents=15000)
    settle(hand)
    choose(page, hand, 0)
    section = page.details.deposit
    section.keep_button.click()
    fill(hand, section.amount, "200")
    fill(hand, section.keep_asked.entries["reason"].field, "lampe cassée")
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert "on ne peut pas en conserver plus" in section.keep_asked.entries["kept"].error
    fill(hand, section.amount, "50")
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    deposit = office.loan(lent).deposit
    assert deposit is not None
    assert (deposit.state, deposit.kept_cents) == (DepositState.KEPT, 5000)
    assert not section.keep_button.isVisible()

    office.lend(office.person("Petit", "Paul"), office.item(), deposit_cents=1000)
    settle(hand)
    choose(page, hand, 0)
    section.give_back_button.click()
    settle(hand)
    assert section.state.word.endswith("rendue")


def test_a_note_is_written_and_rewritten(page: LoansPage, hand: Hand, office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item())
    settle(hand)
    choose(page, hand, 0)
    page.details.note_button.click()
    hand.type("rappeler jeudi")
    page.details.note_asked.confirm.click()
    settle(hand)
    assert office.loan(lent).note == "rappeler jeudi"
    assert page.details.note_button.text() == "Modifier"


def test_returning_leads_to_the_counter(
    page: LoansPage, hand: Hand, office: TrialOffice, window: MainWindow
) -> None:
    office.lend(office.person(), office.item("Barnum", "BAR-001"))
    settle(hand)
    choose(page, hand, 0)
    page.details.return_button.click()
    settle(hand)
    assert isinstance(window.page, CounterPage)


def test_papers_are_printed_again_from_the_loan(
    page: LoansPage, hand: Hand, office: TrialOffice
) -> None:
    lent = office.lend(office.person(), office.item())
    settle(hand)
    choose(page, hand, 0)
    wanted: list[Paper] = []
    page.context.paper_wanted.disconnect()
    page.context.paper_wanted.connect(lambda paper, _what: wanted.append(paper))
    assert not page.details.receipt_button.isVisible(), "nothing came back yet"
    page.details.agreement_button.click()
    settle(hand)
    office.bring_back(lent)
    settle(hand)
    page.details.receipt_button.click()
    settle(hand)
    assert [str(paper.kind) for paper in wanted] == ["agreement", "receipt"]


def test_a_partial_return_by_another_desk_is_shown_at_once(
    page: LoansPage, hand: Hand, office: TrialOffice
) -> None:
    lent = office.lend(office.person(), (office.stock(), 30))
    settle(hand)
    choose(page, hand, 0)
    line = office.loan(lent).lines[0]
    office.take(LineBack(line.id, quantity=18, lost=2))
    settle(hand)
    assert names(page, "things") == ["10 / 30"]
    assert lines_of(page.details.lines) == ["30 × Chaise pliante, 2 perdus, 10 encore dehors"]
    assert page.table.currentIndex().row() == 0
    assert not page.details.cancel_button.isVisible()


def test_what_came_back_worse_is_told(page: LoansPage, hand: Hand, office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item("Barnum", "BAR-001"))
    office.bring_back(lent, condition=Condition.DAMAGED, remarks="toile déchirée")
    page.shown.choose(LoansShown.RETURNED)
    settle(hand)
    choose(page, hand, 0)
    assert lines_of(page.details.lines) == [
        "BAR-001  Barnum, bon état → abîmé · toile déchirée, rendu 23/11/2026"
    ]


def test_a_blank_agreement_can_be_printed_and_cancelled(
    page: LoansPage, hand: Hand, office: TrialOffice
) -> None:
    loans.prepare_blank(office.desk)
    page.shown.choose(LoansShown.BLANK)
    settle(hand)
    assert names(page, "state") == ["à remplir"]
    choose(page, hand, 0)
    assert page.details.agreement_button.isVisible()
    assert not page.details.return_button.isVisible()
    page.details.cancel_button.click()
    hand.type("mal imprimée")
    hand.press(Qt.Key.Key_Return)
    settle(hand)
    assert page.empty.words == "Aucune convention vierge n'attend d'être remplie."


def test_every_control_has_a_name_and_a_key(
    page: LoansPage, hand: Hand, office: TrialOffice
) -> None:
    office.lend(office.person(), office.item(), deposit_cents=1000)
    settle(hand)
    choose(page, hand, 0)
    assert nameless(page) == []
    assert list(unreachable(page)) == []
    page.details.extend_button.click()
    assert nameless(page) == []

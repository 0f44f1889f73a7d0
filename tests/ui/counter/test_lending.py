"""Lending at the counter: a card, things, Enter; by keyboard and scanner alone."""

from PySide6.QtCore import Qt

from tests.trial_office import TrialOffice
from vaetvient.desk import loans, members
from vaetvient.domain.entities import Loan
from vaetvient.domain.equipment import Condition
from vaetvient.domain.loan import LoanState
from vaetvient.domain.records import new_id
from vaetvient.storage.notices import ChangeNotice
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.counter.page import CounterPage


def the_loan(office: TrialOffice, number: str) -> Loan:
    with office.reading() as session:
        return office.loan(loans.loan_called(session, number).id)


def test_three_things_and_their_paper_are_five_gestures(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    office.association("Les Jardins d'Échirolles", card="2040017")
    for tag in ("VID-001", "SON-003", "TEN-002"):
        office.item(tag=tag)
    hand.scan("2040017")
    for tag in ("VID-001", "SON-003", "TEN-002"):
        hand.scan(tag)
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    assert hand.gestures == 5
    loan = the_loan(office, "BUR-2026-0001")
    assert loan.state is LoanState.OUT
    assert [line.tag for line in loan.lines] == ["VID-001", "SON-003", "TEN-002"]
    assert counter.panel is counter.lent
    paper = office.folder / "conventions" / "2026" / "BUR-2026-0001.pdf"
    assert paper.read_bytes().startswith(b"%PDF")
    assert not counter.lent.sheet.is_empty
    assert counter.till.draft.is_empty


def test_what_was_lent_stays_announced_when_everything_changed_until_it_is_taken_back(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    office.person(card="C1")
    office.item(tag="A1")
    hand.scan("C1")
    hand.scan("A1")
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    much = ChangeNotice(everything=True)
    office.desk.database.notices.publish(much)  # as a list of thousands does
    hand.settle()
    assert counter.panel is counter.lent
    counter.lent.loan_id = new_id()  # as if it had gone within what changed
    office.desk.database.notices.publish(much)
    hand.settle()
    assert counter.panel is counter.idle


def test_a_quantity_of_something_named_is_lent_at_once(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    office.person(card="C1")
    office.stock("Chaise pliante", 200, "CHA")
    hand.scan("C1")
    hand.scan("30 chaises")
    hand.scan("CHA")
    hand.settle()
    (line,) = counter.till.draft.lines
    assert (line.tag, line.quantity) == ("CHA", 31)


def test_a_scanner_may_end_with_tab_or_with_two_enters(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    office.person(card="C1")
    office.item(tag="A1")
    hand.scan("C1", end=Qt.Key.Key_Tab)
    hand.scan("A1\r")
    hand.settle()
    assert counter.field.hasFocus()
    assert [line.tag for line in counter.till.draft.lines] == ["A1"]
    assert counter.panel is counter.basket


def test_a_name_is_typed_and_its_answer_taken_with_enter(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    office.association("Ciné-club de la Villeneuve")
    jardins = office.association("Les Jardins d'Échirolles")
    hand.type("jardins")
    hand.settle()
    assert counter.answers.isVisible()
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    assert counter.till.draft.borrower_id == jardins
    assert not counter.answers.isVisible()


def test_the_arrows_choose_among_answers(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    for first_name in ("Anne", "Basile", "Chloé"):
        office.person("Martin", first_name)
    hand.type("martin")
    hand.settle()
    shown = counter.answers.list.said()
    hand.press(Qt.Key.Key_Down)
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    examined = counter.till.examined
    assert examined is not None
    assert examined.borrower is not None
    assert shown[1].startswith(examined.borrower.label)


def test_what_is_scanned_and_unknown_is_said_and_nothing_near_is_taken(
    office: TrialOffice, window: MainWindow, counter: CounterPage, hand: Hand
) -> None:
    office.item("Vidéoprojecteur", tag="VID-012")
    hand.scan("VID-013")
    hand.settle()
    assert "VID-013" in window.error_bar.text
    assert counter.field.selectedText() == "VID-013"
    assert counter.till.draft.is_empty
    hand.scan("VID-012")
    hand.settle()
    assert window.error_bar.text == ""


def test_a_thing_that_is_out_is_refused_beside_it_while_a_basket_is_made(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    office.lend(office.person("Martin", "Sam"), office.item(tag="VID-001"))
    office.person(card="C1")
    hand.scan("C1")
    hand.scan("VID-001")
    hand.settle()
    assert "déjà prêté à Martin Sam" in counter.basket.model.index(0, 0).data()
    assert not counter.basket.lend_button.isEnabled()
    hand.press(Qt.Key.Key_Delete)
    hand.settle()
    assert counter.till.draft.lines == ()


def test_dues_are_renewed_in_place_and_the_loan_made_in_seven_gestures(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    zoe = office.person(card="C1", dues=False)
    members.renew_membership(office.desk, zoe, amount_cents=1500)
    for tag in ("A1", "A2", "A3"):
        office.item(tag=tag)
    office.later(days=400)
    hand.scan("C1")
    hand.settle()
    hand.press(Qt.Key.Key_F7)
    assert counter.basket.renewal.amount.text() == "15,00"
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    assert counter.field.hasFocus()
    for tag in ("A1", "A2", "A3"):
        hand.scan(tag)
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    assert hand.gestures == 7
    assert counter.panel is counter.lent


def test_a_rule_is_passed_with_a_reason_that_is_kept(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    office.person(card="C1")
    office.item(tag="A1")
    office.later(days=400)
    hand.scan("C1")
    hand.scan("A1")
    hand.settle()
    assert counter.basket.override.isVisible()
    counter.basket.override.setFocus()
    hand.type("réunion ce soir, cotisation demain")
    hand.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hand.settle()
    loan = the_loan(office, "BUR-2027-0001")
    assert loan.override_reason == "réunion ce soir, cotisation demain"


def test_the_state_in_which_a_thing_leaves_is_one_key(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    office.person(card="C1")
    office.item(tag="A1")
    hand.scan("C1")
    hand.scan("A1")
    hand.settle()
    hand.press(Qt.Key.Key_F2)
    assert counter.basket.model.condition_of(0) is Condition.WORN
    hand.press(Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert counter.basket.model.condition_of(0) is Condition.DAMAGED
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    assert the_loan(office, "BUR-2026-0001").lines[0].condition_out is Condition.DAMAGED


def test_without_a_borrower_enter_says_who_is_missing(
    office: TrialOffice, window: MainWindow, counter: CounterPage, hand: Hand
) -> None:
    office.item(tag="A1")
    hand.scan("A1")
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    assert "Personne n'emprunte encore" in window.error_bar.text
    assert office.count("loan") == 0


def test_the_terms_are_changed_in_place(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    office.person(card="C1")
    office.item(tag="A1")
    hand.scan("C1")
    hand.scan("A1")
    hand.settle()
    assert "7 jours" in counter.basket.terms.rule.text()
    counter.basket.terms.due.setFocus()
    hand.press(Qt.Key.Key_Tab)
    assert counter.basket.terms.deposit.hasFocus()
    counter.basket.terms.deposit.selectAll()
    hand.type("150")
    counter.basket.terms.purpose.setFocus()
    hand.type("fête de quartier")
    hand.press(Qt.Key.Key_Return)
    assert counter.field.hasFocus()
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    loan = the_loan(office, "BUR-2026-0001")
    assert loan.deposit is not None
    assert (loan.deposit.amount_cents, loan.purpose) == (15000, "fête de quartier")


def test_a_refusal_goes_once_something_is_changed_and_no_terms_are_shown_before_they_are_known(
    office: TrialOffice, window: MainWindow, counter: CounterPage, hand: Hand
) -> None:
    office.person(card="C1")
    hand.scan("C1")
    assert counter.basket.terms.isHidden()
    hand.settle()
    assert counter.basket.terms.isVisible()
    counter.basket.terms.deposit.setFocus()
    hand.type("beaucoup")
    hand.press(Qt.Key.Key_Return)
    assert window.error_bar.isVisible()
    counter.basket.terms.pickup.setFocus()
    hand.type("Léa")
    hand.press(Qt.Key.Key_Escape)
    assert not window.error_bar.isVisible()
    counter.basket.drop_button.click()
    hand.settle()
    assert counter.basket.terms.isHidden()


def test_ctrl_z_takes_the_loan_back_and_says_so(
    office: TrialOffice, window: MainWindow, counter: CounterPage, hand: Hand
) -> None:
    office.person(card="C1")
    office.item(tag="A1")
    hand.scan("C1")
    hand.scan("A1")
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    assert window.done_bar.text == "Prêt BUR-2026-0001 à Lefèvre Zoé"
    hand.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hand.settle()
    assert the_loan(office, "BUR-2026-0001").state is LoanState.CANCELLED
    assert window.done_bar.text.startswith("Annulé : Prêt BUR-2026-0001")
    assert counter.panel is counter.idle


def test_another_page_sends_a_member_a_loan_or_a_thing_here(
    office: TrialOffice, window: MainWindow, counter: CounterPage, hand: Hand
) -> None:
    zoe, free = office.person(), office.item(tag="A1")
    lent = office.lend(office.person("Martin"), office.item(tag="A2"))
    window.context.go("counter", zoe)
    window.context.go("counter", free)
    hand.settle()
    assert counter.till.draft.borrower_id == zoe
    assert [line.tag for line in counter.till.draft.lines] == ["A1"]
    window.context.go("counter", lent.loan_id)
    hand.settle()
    assert counter.panel is counter.returns

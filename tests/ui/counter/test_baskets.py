"""Interrupted baskets: put aside, taken back up, never lost."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt

from tests.trial_office import TrialOffice
from tests.ui.conftest import Opener
from vaetvient.desk import loans
from vaetvient.desk.drafts import kept_draft
from vaetvient.domain.equipment import Condition, EquipmentKind
from vaetvient.domain.loan import DepositMethod
from vaetvient.domain.records import new_id
from vaetvient.ui.hand import Hand
from vaetvient.ui.pages.counter.draft import Draft, DraftLine, draft_from_text
from vaetvient.ui.pages.counter.page import CounterPage


def test_a_basket_is_put_aside_with_one_key_and_taken_back_up_from_today(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    zoe = office.person(card="C1")
    office.item(tag="A1")
    hand.scan("C1")
    hand.scan("A1")
    hand.settle()
    typed = replace(counter.till.draft, pickup_name="Sam", due_on=office.today() + timedelta(2))
    counter.till.put(typed)
    hand.settle()
    hand.press(Qt.Key.Key_F8)
    hand.settle()
    assert counter.panel is counter.idle
    assert counter.board.today is not None
    (aside,) = counter.board.today.aside
    counter.board.basket_wanted.emit(aside.basket_id)
    hand.settle()
    assert counter.till.draft.borrower_id == zoe
    for _aside_and_back in range(2):
        hand.press(Qt.Key.Key_F8)
        hand.settle()
    again = counter.till.draft
    assert (again.borrower_id, again.pickup_name, again.due_on) == (zoe, "Sam", typed.due_on)
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    assert counter.panel is counter.lent
    assert office.count("loan") == 1


def test_taking_one_up_puts_the_one_on_the_counter_aside(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    office.person(card="C1")
    sam = office.person("Martin", "Sam")
    aside = loans.put_aside(office.desk, borrower_id=sam, lines=())
    hand.scan("C1")
    hand.settle()
    counter.board.basket_wanted.emit(aside)
    hand.settle()
    assert counter.till.draft.borrower_id == sam
    assert office.count("loan") == 2


def test_an_abandoned_basket_leaves_nothing(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    office.person(card="C1")
    hand.scan("C1")
    hand.settle()
    counter.basket.drop_button.click()
    hand.settle()
    assert counter.panel is counter.idle
    assert office.count("loan") == 0
    assert kept_draft(office.desk) == ""


def test_what_was_being_typed_is_there_again_at_the_next_start(
    office: TrialOffice, counter: CounterPage, hand: Hand, open_window: Opener
) -> None:
    zoe = office.person(card="C1")
    office.item(tag="A1")
    hand.scan("C1")
    hand.scan("A1")
    hand.settle()
    page = open_window().page
    assert isinstance(page, CounterPage)
    assert page.till.draft.borrower_id == zoe
    assert [line.tag for line in page.till.draft.lines] == ["A1"]
    assert page.panel is page.basket


def test_a_blank_agreement_filled_in_by_hand_keeps_its_number(
    office: TrialOffice, counter: CounterPage, hand: Hand
) -> None:
    office.person(card="C1")
    office.item(tag="A1")
    (blank,) = loans.prepare_blank(office.desk)
    hand.scan("BUR-2026-0001")
    hand.settle()
    hand.scan("C1")
    hand.scan("A1")
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    assert office.loan(blank).borrower_name == "Lefèvre Zoé"


def test_a_draft_survives_as_text() -> None:
    line = DraftLine(new_id(), EquipmentKind.STOCK, "CHA", "Chaise", 30, Condition.WORN)
    draft = Draft(
        borrower_id=new_id(),
        lines=(line,),
        deposit_cents=0,
        deposit_method=DepositMethod.CASH,
        pickup_name="Zoé",
    )
    assert draft_from_text(draft.as_text()) == draft
    assert draft_from_text("") == Draft()
    assert draft_from_text("{") == Draft()
    assert draft_from_text('{"lines": [{"tag": "A"}]}') == Draft()

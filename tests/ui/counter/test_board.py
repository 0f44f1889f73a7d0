"""Today beside the counter: lines that lead somewhere, parts that fold, the rest one press away."""

import pytest
from PySide6.QtWidgets import QPushButton

from tests.trial_office import TrialOffice
from tests.ui.records import settle
from vaetvient.desk import together
from vaetvient.desk.returning import LineBack
from vaetvient.domain.equipment import Condition
from vaetvient.ui.hand import Hand
from vaetvient.ui.main_window import MainWindow
from vaetvient.ui.pages.counter.board_rows import BoardHead, BoardRow
from vaetvient.ui.pages.counter.page import CounterPage
from vaetvient.ui.pages.equipment.page import EquipmentPage
from vaetvient.ui.pages.loans.page import LoansPage


def heads(counter: CounterPage) -> list[BoardHead]:
    return [head for head in counter.board.findChildren(BoardHead) if not head.isHidden()]


def rows(counter: CounterPage) -> list[str]:
    found = counter.board.findChildren(BoardRow)
    return [row.accessibleName() for row in found if not row.isHidden()]


def test_a_part_folds_and_stays_folded(
    office: TrialOffice, window: MainWindow, counter: CounterPage, hand: Hand
) -> None:
    lent = office.lend(office.person(), office.item())
    office.later(days=20)
    window.context.refresh_requested.emit()
    settle(hand)
    late, letters = heads(counter)
    assert late.accessibleName() == "1 en retard, dépliée"
    letters.click()
    settle(hand)
    late, letters = heads(counter)
    assert any(lent.number in row for row in rows(counter))
    late.setFocus()
    late.click()
    settle(hand)
    late, letters = heads(counter)
    assert late.accessibleName() == "1 en retard, repliée"
    assert rows(counter) == []
    assert late.hasFocus(), "the key can be pressed again"
    window.context.refresh_requested.emit()
    settle(hand)
    assert rows(counter) == []


def test_the_rest_of_a_long_part_is_one_press_away(
    office: TrialOffice, window: MainWindow, counter: CounterPage, hand: Hand
) -> None:
    zoe = office.person()
    for _number in range(8):
        office.lend(zoe, office.item())
    office.later(days=20)
    window.context.refresh_requested.emit()
    settle(hand)
    more = next(
        button
        for button in counter.board.findChildren(QPushButton)
        if button.property("kind") == "more" and not button.isHidden()
    )
    assert more.text() == "et 2 autres : tout voir"
    more.click()
    settle(hand)
    page = window.page
    assert isinstance(page, LoansPage)
    assert page.model.total == 8
    assert page.filters.state() == {"shown": "late"}


def test_what_is_to_be_checked_leads_to_the_thing_and_goes_once_seen_to(
    office: TrialOffice, window: MainWindow, counter: CounterPage, hand: Hand
) -> None:
    item = office.item("Sono", "SON-001")
    lent = office.lend(office.person(), item)
    (line,) = office.loan(lent).lines
    office.take(LineBack(line.id, condition=Condition.DAMAGED, remarks="câble dénudé"))
    settle(hand)
    row = next(
        row
        for row in counter.board.findChildren(BoardRow)
        if "SON-001" in row.accessibleName() and not row.isHidden()
    )
    assert row.accessibleName() == "SON-001  Sono, abîmé, câble dénudé"
    row.click()
    settle(hand)
    assert isinstance(window.page, EquipmentPage)
    together.stop_things(office.desk, [item], "réparation")
    window.visit("counter")
    settle(hand)
    assert not any("SON-001" in each for each in rows(counter))


def test_a_line_leads_to_its_own_record_and_a_fault_of_ours_stops_nobody(
    office: TrialOffice, counter: CounterPage, hand: Hand, caplog: pytest.LogCaptureFixture
) -> None:
    zoe, tag = office.person("Lefèvre", "Zoé", card="C1"), "A1"
    office.item(tag=tag)
    office.later(days=360)
    counter.refresh()
    settle(hand)
    (row,) = (r for r in counter.board.findChildren(BoardRow) if "Lefèvre" in r.accessibleName())
    row.click()
    hand.settle()
    assert counter.till.draft.borrower_id == zoe
    with caplog.at_level("CRITICAL"):
        counter.show_record(False)  # type: ignore[arg-type]  # what no record has for its key
        hand.scan(tag)
        hand.settle()
    assert [line.tag for line in counter.till.draft.lines] == [tag]

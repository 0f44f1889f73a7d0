"""Baskets put aside, blank agreements for power cuts, extensions, cancellations, deposits."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from tests.trial_office import TrialOffice
from vaetvient.desk import loans
from vaetvient.desk import office as own_office
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.lending import BasketRefusedError
from vaetvient.desk.limits import QuantityError, TooManyError
from vaetvient.desk.loans import (
    KeepTooMuchError,
    NoDepositHeldError,
    NotAfterDueError,
    NumberedBasketError,
    SomethingCameBackError,
)
from vaetvient.desk.returning import LineBack
from vaetvient.domain import lending
from vaetvient.domain.entities import Deposit
from vaetvient.domain.equipment import Condition
from vaetvient.domain.errors import InvalidValueError, NotFoundError
from vaetvient.domain.loan import DepositState, LineState, LoanState
from vaetvient.domain.records import new_id

# Put aside when someone else comes to the desk


def test_a_basket_put_aside_is_taken_up_again_and_lent(office: TrialOffice) -> None:
    zoe, thing, chairs = office.person(), office.item(), office.stock()
    wanted = (LineWanted(thing, condition=Condition.WORN), LineWanted(chairs, 12))
    basket = loans.put_aside(office.desk, borrower_id=zoe, lines=wanted, note="revient à 14 h")
    aside = office.loan(basket)
    assert (aside.state, aside.number, aside.borrower_name) == (
        LoanState.DRAFT,
        None,
        "Lefèvre Zoé",
    )
    assert [(line.quantity, line.condition_out) for line in aside.lines] == [
        (1, Condition.WORN),
        (12, None),
    ]
    lent = office.lend(zoe, thing, (chairs, 15), basket_id=basket)
    assert lent.loan_id == basket
    loan = office.loan(basket)
    assert (loan.state, loan.number) == (LoanState.OUT, "BUR-2026-0001")
    assert [line.quantity for line in loan.lines] == [1, 15]
    assert office.count("loan") == 1


@pytest.mark.parametrize("numbered", [False, True])
def test_a_basket_is_lent_until_a_chosen_day(office: TrialOffice, numbered: bool) -> None:
    zoe, thing = office.person(), office.item()
    (blank,) = loans.prepare_blank(office.desk)
    basket = loans.put_aside(
        office.desk,
        borrower_id=zoe,
        lines=(LineWanted(thing),),
        basket_id=blank if numbered else None,
    )
    lent = office.lend(zoe, thing, basket_id=basket, due_on=date(2026, 11, 29), deposit_cents=5_00)
    assert lent.due_on == date(2026, 11, 30)
    assert office.loan(basket).due_on == date(2026, 11, 30)


def test_what_is_put_aside_is_not_yet_lent(office: TrialOffice) -> None:
    thing = office.item()
    for name in ("Léa", "Zoé"):
        loans.put_aside(
            office.desk, borrower_id=office.person("Martin", name), lines=(LineWanted(thing),)
        )
    office.lend(office.person("Giraud"), thing)


def test_a_basket_is_lent_once(office: TrialOffice) -> None:
    zoe, chairs = office.person(), office.stock()
    basket = loans.put_aside(office.desk, borrower_id=zoe, lines=(LineWanted(chairs),))
    office.lend(zoe, (chairs, 5), basket_id=basket)
    with pytest.raises(lending.LoanNotOpenError) as refused:
        office.lend(zoe, (chairs, 5), basket_id=basket)
    assert "en cours" in refused.value.message
    assert "out" not in refused.value.message
    for attempt in (
        lambda: loans.put_aside(
            office.desk, borrower_id=zoe, lines=(LineWanted(chairs),), basket_id=basket
        ),
        lambda: loans.drop_basket(office.desk, basket),
    ):
        with pytest.raises(lending.LoanNotOpenError):
            attempt()


def test_a_dropped_basket_leaves_nothing(office: TrialOffice) -> None:
    zoe, thing = office.person(), office.item()
    basket = loans.put_aside(office.desk, borrower_id=zoe, lines=(LineWanted(thing),))
    loans.drop_basket(office.desk, basket)
    assert (office.count("loan"), office.count("loan_line")) == (0, 0)
    with pytest.raises(NotFoundError):
        office.lend(zoe, thing, basket_id=basket)
    assert office.lend(zoe, thing).number == "BUR-2026-0001"


@pytest.mark.parametrize(
    ("quantity", "error"), [(0, QuantityError), (-3, QuantityError), (10**9, TooManyError)]
)
def test_an_impossible_quantity_is_not_put_aside(
    office: TrialOffice, quantity: int, error: type[InvalidValueError]
) -> None:
    with pytest.raises(error) as refused:
        loans.put_aside(
            office.desk, borrower_id=None, lines=(LineWanted(office.stock(), quantity),)
        )
    assert refused.value.field == "quantity"


def test_an_item_put_aside_is_one_thing_whatever_quantity_is_asked(office: TrialOffice) -> None:
    wanted = (LineWanted(office.item(), 3),)
    basket = loans.put_aside(office.desk, borrower_id=None, lines=wanted)
    assert [line.quantity for line in office.loan(basket).lines] == [1]


def test_nothing_and_nobody_is_no_basket(office: TrialOffice) -> None:
    with pytest.raises(lending.NothingToLendError):
        loans.put_aside(office.desk, borrower_id=None, lines=())
    for borrower, line in ((new_id(), None), (None, LineWanted(new_id()))):
        with pytest.raises(NotFoundError):
            loans.put_aside(
                office.desk, borrower_id=borrower, lines=() if line is None else (line,)
            )


# Blank agreements, printed for a power cut


def test_a_blank_agreement_keeps_its_number_when_it_is_typed_in(office: TrialOffice) -> None:
    zoe, things = office.person(), office.items(3)
    first, second, third = loans.prepare_blank(office.desk, 3)
    assert office.loan(second).number == "BUR-2026-0002"
    assert office.lend(zoe, things[0]).number == "BUR-2026-0004"
    office.later(days=2)
    during_the_cut = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
    lent = office.lend(zoe, things[1], basket_id=second, out_at=during_the_cut)
    assert (lent.number, lent.due_on) == ("BUR-2026-0002", date(2026, 11, 30))
    assert office.loan(lent).handed_out_at == during_the_cut
    loans.cancel_loan(office.desk, first, "taché de café")
    loan = office.loan(first)
    assert (loan.state, loan.number, loan.cancel_reason) == (
        LoanState.CANCELLED,
        "BUR-2026-0001",
        "taché de café",
    )
    assert office.loan(third).state is LoanState.DRAFT


def test_a_blank_agreement_of_last_year_keeps_last_year_s_number(office: TrialOffice) -> None:
    (blank,) = loans.prepare_blank(office.desk)
    office.moment = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
    lent = office.lend(office.person(), office.item(), basket_id=blank)
    assert lent.number == "BUR-2026-0001"
    assert office.lend(office.person("Martin"), office.item()).number == "BUR-2027-0001"


def test_a_numbered_agreement_is_cancelled_not_dropped(office: TrialOffice) -> None:
    (blank,) = loans.prepare_blank(office.desk)
    with pytest.raises(NumberedBasketError) as refused:
        loans.drop_basket(office.desk, blank)
    assert "BUR-2026-0001" in refused.value.message
    with pytest.raises(lending.ReasonNeededError):
        loans.cancel_loan(office.desk, blank, "\x00")


def test_a_basket_without_a_number_is_not_cancelled(office: TrialOffice) -> None:
    basket = loans.put_aside(office.desk, borrower_id=office.person(), lines=())
    with pytest.raises(lending.LoanNotOpenError):
        loans.cancel_loan(office.desk, basket, "erreur")


@pytest.mark.parametrize("count", [0, -1, 51, 10**9])
def test_so_many_blanks_are_not_printed(office: TrialOffice, count: int) -> None:
    with pytest.raises(InvalidValueError) as refused:
        loans.prepare_blank(office.desk, count)
    assert refused.value.field == "count"


# More time


def test_a_loan_is_given_more_time_until_an_open_day(office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item())
    extended = loans.extend(office.desk, lent.loan_id, date(2026, 12, 25))
    assert (extended.asked, extended.due_on) == (date(2026, 12, 25), date(2026, 12, 26))
    assert office.loan(lent).due_on == date(2026, 12, 26)
    assert office.loan(lent).rule == ""


@pytest.mark.parametrize("due_on", [date(2026, 11, 30), date(2026, 11, 24)])
def test_more_time_is_a_later_day(office: TrialOffice, due_on: date) -> None:
    lent = office.lend(office.person(), office.item())
    with pytest.raises(NotAfterDueError) as refused:
        loans.extend(office.desk, lent.loan_id, due_on)
    assert "30 novembre 2026" in refused.value.message


def test_more_time_than_five_years_is_a_slip(office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item())
    for due_on in (date(2062, 1, 4), date.max):
        with pytest.raises(lending.DueTooFarError):
            loans.extend(office.desk, lent.loan_id, due_on)


# Handed out by mistake


def test_a_cancelled_loan_keeps_its_number_its_lines_and_why(office: TrialOffice) -> None:
    thing = office.item()
    lent = office.lend(office.person(), thing, deposit_cents=50_00)
    office.later(hours=1)
    loans.cancel_loan(office.desk, lent.loan_id, " mauvaise  carte ")
    loan = office.loan(lent)
    assert (loan.state, loan.number) == (LoanState.CANCELLED, "BUR-2026-0001")
    assert (loan.cancel_reason, loan.closed_at) == ("mauvaise carte", office.moment)
    assert [line.state for line in loan.lines] == [LineState.CANCELLED]
    assert loan.deposit is not None
    assert loan.deposit.state is DepositState.RETURNED
    assert office.lend(office.person("Martin"), thing).number == "BUR-2026-0002"


def test_what_came_back_in_part_is_not_cancelled(office: TrialOffice) -> None:
    lent = office.lend(office.person(), (office.stock(), 10))
    office.take(LineBack(office.loan(lent).lines[0].id, quantity=3))
    with pytest.raises(SomethingCameBackError) as refused:
        loans.cancel_loan(office.desk, lent.loan_id, "erreur")
    assert lent.number in refused.value.message


# The deposit


def _deposit(office: TrialOffice, lent: Any) -> Deposit:
    deposit = office.loan(lent).deposit
    assert deposit is not None
    return deposit


def test_a_deposit_is_given_back(office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item(), deposit_cents=50_00)
    loans.settle_deposit(office.desk, lent.loan_id)
    deposit = _deposit(office, lent)
    assert (deposit.state, deposit.kept_cents) == (DepositState.RETURNED, 0)
    assert deposit.settled_at == office.moment
    with pytest.raises(NoDepositHeldError):
        loans.settle_deposit(office.desk, lent.loan_id)


def test_a_part_of_a_deposit_is_kept_with_a_reason(office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item(), deposit_cents=50_00)
    with pytest.raises(lending.ReasonNeededError):
        loans.settle_deposit(office.desk, lent.loan_id, kept_cents=20_00, reason=" ")
    loans.settle_deposit(office.desk, lent.loan_id, kept_cents=20_00, reason="pied cassé")
    deposit = _deposit(office, lent)
    assert (deposit.state, deposit.kept_cents) == (DepositState.KEPT, 20_00)
    assert deposit.kept_reason == "pied cassé"


@pytest.mark.parametrize("cents", [50_01, -1, 10**30])
def test_no_more_is_kept_than_was_left(office: TrialOffice, cents: int) -> None:
    lent = office.lend(office.person(), office.item(), deposit_cents=50_00)
    with pytest.raises(KeepTooMuchError) as refused:
        loans.settle_deposit(office.desk, lent.loan_id, kept_cents=cents, reason="cassé")
    assert "50,00" in refused.value.message
    assert _deposit(office, lent).state is DepositState.HELD


def test_no_deposit_was_asked(office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item(), deposit_cents=0)
    assert office.loan(lent).deposit is None
    with pytest.raises(NoDepositHeldError) as refused:
        loans.settle_deposit(office.desk, lent.loan_id)
    assert lent.number in refused.value.message


# Called by number


@pytest.mark.parametrize("typed", ["BUR-2026-0001", "bur-2026-0001", " BUR-2026-0001\r\n"])
def test_a_loan_is_called_by_its_number_in_any_case(office: TrialOffice, typed: str) -> None:
    lent = office.lend(office.person(), office.item())
    with office.reading() as session:
        assert loans.loan_called(session, typed).id == lent.loan_id
        assert loans.loan_called(session, str(lent.loan_id)).id == lent.loan_id


@pytest.mark.parametrize("typed", ["", "BUR-2026-9999", "\udc80", "\x00", str(UUID(int=0))])
def test_no_loan_is_called_that(office: TrialOffice, typed: str) -> None:
    with office.reading() as session, pytest.raises(NotFoundError):
        loans.loan_called(session, typed)


def test_a_note_is_written_on_any_loan(office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item())
    office.bring_back(lent)
    loans.note_loan(office.desk, lent.loan_id, "rendu propre\n\n")
    assert office.loan(lent).note == "rendu propre"


# At once: in two windows, in the window and on the command line


def test_of_two_who_lend_the_same_thing_at_once_one_wins(office: TrialOffice) -> None:
    people, thing = [office.person("Martin", str(n)) for n in range(4)], office.item()
    told: list[str] = []
    barrier = threading.Barrier(4)

    def lend(borrower: UUID) -> None:
        barrier.wait()
        try:
            told.append(office.lend(borrower, thing).number)
        except BasketRefusedError as refused:
            told.append(refused.refusals[0].error.code)

    threads = [threading.Thread(target=lend, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["BUR-2026-0001", *["item_already_out"] * 3]


def test_numbers_have_no_gap_when_many_lend_at_once(office: TrialOffice) -> None:
    zoe, chairs = office.person(), office.stock(count=12)
    made: list[str] = []

    def lend() -> None:
        for _n in range(5):
            try:
                made.append(office.lend(zoe, (chairs, 1)).number)
            except BasketRefusedError:
                continue  # the chairs are all out: no number is lost

    threads = [threading.Thread(target=lend) for _n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [f"BUR-2026-{n:04}" for n in range(1, 13)]


LEND_FIVE = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.desk import open_desk
from vaetvient.desk.lending import BasketRefusedError, HandOut, hand_out

door, key = os.pipe()
windows = []
for _n in range(2):
    pid = os.fork()
    if pid == 0:
        os.close(key)
        desk = open_desk(Path(sys.argv[1]), clock=lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))
        os.read(door, 1)
        for thing in sys.argv[3:]:
            command = HandOut(UUID(sys.argv[2]), (LineWanted(UUID(thing)),))
            try:
                said = hand_out(desk, command).number
            except BasketRefusedError as refused:
                said = refused.refusals[0].error.code
            os.write(1, f"{said}\\n".encode())
        desk.database.close()
        os._exit(0)
    windows.append(pid)
os.close(key)
for pid in windows:
    os.waitpid(pid, 0)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="two interpreters by fork")
def test_of_two_processes_that_lend_the_same_things_one_wins_each(office: TrialOffice) -> None:
    zoe, things = office.person(), office.items(5)
    office.close()
    tried = subprocess.run(
        [sys.executable, "-c", LEND_FIVE, str(office.folder), str(zoe), *map(str, things)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert tried.stderr == ""
    numbers = [said for said in tried.stdout.split() if said != "item_already_out"]
    assert sorted(numbers) == [f"BUR-2026-{n:04}" for n in range(1, 6)]
    assert tried.stdout.split().count("item_already_out") == 5
    assert office.count("loan") == 5


def test_a_closed_day_is_the_office_s_own_affair(office: TrialOffice) -> None:
    """Open on Mondays alone."""
    own_office.set_office(office.desk, {"opening_days": 0b0000001})
    lent = office.lend(office.person(), office.item(), due_on=date(2026, 11, 24))
    assert lent.due_on == date(2026, 11, 30)

"""Taking back: whole loans, parts of them, late, lost, damaged, dated back, counted."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.trial_office import TrialOffice
from vaetvient.desk import loans, returning
from vaetvient.desk.amending import ReturnAmended, amend_return
from vaetvient.desk.baskets import stock_levels
from vaetvient.desk.lending import BasketRefusedError
from vaetvient.desk.returning import LineBack, PartMissing, SeveralLoansError
from vaetvient.domain import lending
from vaetvient.domain.entities import Incident, Item, StockMovement
from vaetvient.domain.equipment import Condition, MovementReason
from vaetvient.domain.errors import InvalidValueError, NotFoundError
from vaetvient.domain.loan import IncidentKind, LineState, LoanState
from vaetvient.domain.records import new_id


def line(office: TrialOffice, lent: Any, place: int = 0) -> Any:
    return office.loan(lent).lines[place]


def incidents(office: TrialOffice) -> list[tuple[IncidentKind, str]]:
    with office.reading() as session:
        rows = session.execute(select(Incident.kind, Incident.description).order_by(Incident.id))
        return [(row.kind, row.description) for row in rows]


def levels(office: TrialOffice, stock: Any) -> tuple[int, int]:
    """How many there are, and how many of them are out."""
    with office.reading() as session:
        return stock_levels(session, [stock])[stock]


# A loan's life


def test_a_whole_loan_comes_back_at_once(office: TrialOffice) -> None:
    things, chairs = office.items(2, tag="VID-001"), office.stock(count=50)
    lent = office.lend(office.person(), *things, (chairs, 30), deposit_cents=80_00)
    office.later(days=2)
    back = office.bring_back(lent)
    (after,) = back.loans
    assert back.tags == ("VID-001", "VID-002", "MAT-001")
    assert (after.state, after.still_out, after.days_late) == (LoanState.RETURNED, 0, 0)
    assert after.deposit_to_return_cents == 80_00
    loan = office.loan(lent)
    assert (loan.state, loan.closed_at) == (LoanState.RETURNED, office.moment)
    assert [li.state for li in loan.lines] == [LineState.RETURNED] * 3
    assert levels(office, chairs) == (50, 0)
    office.lend(office.person("Martin"), *things)


def test_a_loan_comes_back_in_parts(office: TrialOffice) -> None:
    thing, chairs = office.item(), office.stock(count=50)
    lent = office.lend(office.person(), thing, (chairs, 30), deposit_cents=80_00)
    (after,) = office.take(LineBack(line(office, lent, 1).id, quantity=12)).loans
    assert (after.state, after.still_out, after.deposit_to_return_cents) == (LoanState.OUT, 19, 0)
    office.later(days=1)
    office.take(LineBack(line(office, lent, 1).id))
    assert line(office, lent, 1).state is LineState.RETURNED
    assert [r.quantity for r in line(office, lent, 1).returns] == [12, 18]
    assert office.loan(lent).state is LoanState.OUT
    office.take(LineBack(line(office, lent, 0).id))
    assert office.loan(lent).state is LoanState.RETURNED


def test_one_line_twice_in_one_return_is_counted_twice(office: TrialOffice) -> None:
    lent = office.lend(office.person(), (office.stock(), 10))
    key = line(office, lent).id
    office.take(LineBack(key, quantity=3), LineBack(key, quantity=4))
    assert line(office, lent).returned_quantity == 7
    with pytest.raises(lending.ReturnTooManyError):
        office.take(LineBack(key, quantity=2), LineBack(key, quantity=2))
    assert line(office, lent).returned_quantity == 7


def test_things_of_several_loans_come_back_together(office: TrialOffice) -> None:
    one, other = (office.lend(office.person(), office.item()) for _n in range(2))
    back = office.take(LineBack(line(office, one).id), LineBack(line(office, other).id))
    assert [after.number for after in back.loans] == [one.number, other.number]
    assert {after.state for after in back.loans} == {LoanState.RETURNED}


def test_a_closed_loan_takes_nothing_more(office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item())
    office.bring_back(lent)
    before = office.count("recorded_change")
    for attempt in (
        lambda: office.take(LineBack(line(office, lent).id)),
        lambda: loans.extend(office.desk, lent.loan_id, date(2027, 1, 4)),
        lambda: loans.cancel_loan(office.desk, lent.loan_id, "erreur"),
    ):
        with pytest.raises(lending.LendingRefusedError):
            attempt()
    assert office.count("recorded_change") == before


# Late, early, dated back, with a clock that is wrong


def test_lateness_is_said_with_the_days(office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item(), due_on=date(2026, 12, 1))
    office.moment = datetime(2026, 12, 4, 8, 0, tzinfo=UTC)
    (after,) = office.bring_back(lent).loans
    assert after.days_late == 3


def test_a_return_typed_late_is_dated_back(office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item(), due_on=date(2026, 12, 1))
    came_back = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)
    office.moment = datetime(2026, 12, 14, 8, 0, tzinfo=UTC)
    (after,) = office.bring_back(lent, at=came_back).loans
    assert after.days_late == 0
    loan = office.loan(lent)
    assert loan.closed_at == came_back
    assert loan.lines[0].returned_at == came_back


def test_a_loan_closes_when_its_last_thing_came_back_whatever_was_typed_last(
    office: TrialOffice,
) -> None:
    lent = office.lend(office.person(), *office.items(2))
    office.later(days=3)
    office.take(LineBack(line(office, lent, 0).id))
    office.take(LineBack(line(office, lent, 1).id), at=office.moment - timedelta(days=2))
    assert office.loan(lent).closed_at == office.moment


@pytest.mark.parametrize("step", [timedelta(seconds=2), timedelta(days=365 * 46)])
def test_a_clock_that_stepped_back_keeps_nothing_out(office: TrialOffice, step: timedelta) -> None:
    """Handed out in a year that never was, or a moment before the clock was set right."""
    lent = office.lend(office.person(dues=False), office.item())
    handed_out = office.moment
    office.moment -= step
    office.bring_back(lent)
    loan = office.loan(lent)
    assert loan.state is LoanState.RETURNED
    assert loan.closed_at == handed_out


@pytest.mark.parametrize(
    ("ahead", "taken"), [(timedelta(minutes=5), True), (timedelta(hours=1), False)]
)
def test_nothing_comes_back_tomorrow(office: TrialOffice, ahead: timedelta, taken: bool) -> None:
    """A clock that is a little behind stops nobody."""
    lent = office.lend(office.person(), office.item())
    office.later(days=1)
    refused = contextlib.nullcontext() if taken else pytest.raises(lending.ReturnToComeError)
    with refused:
        office.bring_back(lent, at=office.moment + ahead)
    assert (office.loan(lent).state is LoanState.RETURNED) is taken


# Condition, defects, incidents


@pytest.mark.parametrize(
    ("condition", "remarks", "kept", "defects", "noted"),
    [
        (None, "", Condition.GOOD, "", []),
        (Condition.GOOD, "un peu sale", Condition.GOOD, "", []),
        (Condition.WORN, "rayure", Condition.WORN, "rayure", []),
        (
            Condition.DAMAGED,
            "pied tordu",
            Condition.DAMAGED,
            "pied tordu",
            [(IncidentKind.DAMAGE, "pied tordu")],
        ),
        (Condition.BROKEN, "", Condition.BROKEN, "", [(IncidentKind.DAMAGE, "")]),
    ],
)
def test_a_thing_keeps_the_state_in_which_it_came_back(
    office: TrialOffice,
    condition: Condition | None,
    remarks: str,
    kept: Condition,
    defects: str,
    noted: list[Any],
) -> None:
    thing = office.item()
    lent = office.lend(office.person(), thing)
    office.bring_back(lent, condition=condition, remarks=remarks)
    item = office.get(Item, thing)
    assert (item.condition, item.defects) == (kept, defects)
    assert line(office, lent).condition_in is kept
    assert incidents(office) == noted
    if condition is Condition.BROKEN:
        with pytest.raises(BasketRefusedError):
            office.lend(office.person("Martin"), thing)


def test_parts_are_counted(office: TrialOffice) -> None:
    model = office.model("Tente", accessories=(("piquet", 12), ("housse", 1)))
    lent = office.lend(office.person(), office.item(model=model))
    pegs, bag = line(office, lent).parts
    office.take(
        LineBack(
            line(office, lent).id,
            missing_parts=(PartMissing(pegs.id, 3), PartMissing(bag.id, 0)),
            missing_words="la notice",
        )
    )
    pegs, bag = line(office, lent).parts
    assert (pegs.missing, bag.missing) == (3, 0)
    assert incidents(office) == [(IncidentKind.LOSS, "manque : 3 × piquet, la notice")]


@pytest.mark.parametrize("quantity", [-1, 13, 10**30])
def test_more_parts_cannot_be_missing_than_there_were(office: TrialOffice, quantity: int) -> None:
    model = office.model("Tente", accessories=(("piquet", 12),))
    lent = office.lend(office.person(), office.item(model=model))
    missing = (PartMissing(line(office, lent).parts[0].id, quantity),)
    with pytest.raises(InvalidValueError) as refused:
        office.take(LineBack(line(office, lent).id, missing_parts=missing))
    assert str(quantity) in refused.value.message
    assert line(office, lent).state is LineState.OUT


def test_parts_of_another_thing_are_not_missing_here(office: TrialOffice) -> None:
    lent = office.lend(office.person(), office.item())
    with pytest.raises(NotFoundError):
        office.take(LineBack(line(office, lent).id, missing_parts=(PartMissing(new_id(), 1),)))


# Lost


def test_a_lost_thing_leaves_the_equipment(office: TrialOffice) -> None:
    thing = office.item("Sono", tag="SON-1")
    lent = office.lend(office.person(), thing)
    office.take(LineBack(line(office, lent).id, lost=1))
    assert line(office, lent).state is LineState.LOST
    assert office.loan(lent).state is LoanState.RETURNED
    assert office.get(Item, thing).archived_at is not None
    assert incidents(office) == [(IncidentKind.LOSS, "1 × Sono")]


def test_lost_chairs_leave_the_stock_and_say_which_loan_lost_them(office: TrialOffice) -> None:
    chairs = office.stock(count=50)
    lent = office.lend(office.person(), (chairs, 10))
    office.take(LineBack(line(office, lent).id, quantity=7, lost=2))
    assert levels(office, chairs) == (48, 1)
    office.bring_back(lent)
    assert levels(office, chairs) == (48, 0)
    assert line(office, lent).state is LineState.RETURNED
    with office.reading() as session:
        lost = session.scalars(
            select(StockMovement).where(StockMovement.reason == MovementReason.LOSS)
        ).one()
        assert (lost.delta, lost.note) == (-2, lent.number)


@pytest.mark.parametrize(
    ("quantity", "lost"), [(11, 0), (0, 11), (6, 5), (-1, 0), (5, -1), (None, 11), (10**30, 0)]
)
def test_no_more_comes_back_than_left(office: TrialOffice, quantity: int | None, lost: int) -> None:
    lent = office.lend(office.person(), (office.stock(), 10))
    with pytest.raises(lending.ReturnTooManyError):
        office.take(LineBack(line(office, lent).id, quantity=quantity, lost=lost))
    assert line(office, lent).still_out == 10


def test_nothing_came_back_is_no_gesture(office: TrialOffice) -> None:
    lent = office.lend(office.person(), (office.stock(), 10))
    before = office.count("gesture")
    office.take(LineBack(line(office, lent).id, quantity=0))
    office.take()
    assert office.count("gesture") == before


# Scanned back


@pytest.mark.parametrize("scanned", ["VID-001", " vid-001 ", "VID-001\r\n"])
def test_a_thing_is_found_by_its_tag_in_any_case(office: TrialOffice, scanned: str) -> None:
    lent = office.lend(office.person(), office.item(tag="VID-001"))
    with office.reading() as session:
        (found,) = returning.open_lines_of(session, [scanned])
        assert found.loan_id == lent.loan_id


def test_what_is_scanned_back_and_is_not_out(office: TrialOffice) -> None:
    office.item(tag="VID-001")
    chairs = office.stock(tag="CHA-1")
    for name in ("Léa", "Zoé"):
        office.lend(office.person("Martin", name), (chairs, 5))
    with office.reading() as session:
        with pytest.raises(lending.NotHandedOutError):
            returning.open_lines_of(session, ["VID-001"])
        with pytest.raises(SeveralLoansError):
            returning.open_lines_of(session, ["CHA-1"])
        for unknown in ("XXX", "", "\udc80", "\x00"):
            with pytest.raises(NotFoundError):
                returning.open_lines_of(session, [unknown])


# Saying more of it afterwards


def test_saying_more_of_an_old_return_leaves_the_thing_as_it_is_now(office: TrialOffice) -> None:
    """It left again since, and came back in another state."""
    thing = office.item()
    first = office.lend(office.person(), thing)
    office.bring_back(first)
    office.later(days=1)
    second = office.lend(office.person("Martin"), thing)
    office.later(days=1)
    office.bring_back(second, condition=Condition.BROKEN)
    amend_return(office.desk, ReturnAmended(line(office, first).id, condition=Condition.WORN))
    assert line(office, first).condition_in is Condition.WORN
    assert office.get(Item, thing).condition is Condition.BROKEN

"""A day at the counter, drawn at random, held at each step against a model in plain Python.

The model knows nothing of tables: what is out, to whom, how much is left, what each number was
given to. Undo and redo walk back and forth through its copies.
"""

from __future__ import annotations

import copy
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tests.trial_office import PHASES, TrialOffice, examples
from vaetvient.desk import equipment, loans, members
from vaetvient.desk.baskets import stock_levels
from vaetvient.desk.desk import office_calendar
from vaetvient.desk.equipment import StillOutError, StockTooLowError
from vaetvient.desk.lending import BasketRefusedError
from vaetvient.desk.members import StillBorrowingError
from vaetvient.desk.returning import LineBack
from vaetvient.desk.undo import NothingToUndoError, redo, undo
from vaetvient.domain.entities import Item, Loan, Member
from vaetvient.domain.equipment import Condition, MovementReason
from vaetvient.domain.lending import LendingRefusedError
from vaetvient.domain.loan import LoanState
from vaetvient.storage.queries.doctor import examine


@dataclass
class Line:
    thing: str
    quantity: int
    back: int = 0
    lost: int = 0

    @property
    def out(self) -> int:
        return self.quantity - self.back - self.lost


@dataclass
class ModelLoan:
    borrower: str
    due: date
    lines: list[Line]
    state: str = "out"
    deposit: str = ""

    @property
    def out(self) -> int:
        return sum(line.out for line in self.lines) if self.state == "out" else 0


@dataclass
class Office:
    """All that the counter may change."""

    items: dict[str, str] = field(default_factory=dict)
    """Tag → good, broken, archived or lost."""
    stocks: dict[str, int] = field(default_factory=dict)
    archived: set[str] = field(default_factory=set)
    loans: dict[str, ModelLoan] = field(default_factory=dict)

    def lent(self, thing: str) -> int:
        return sum(
            line.out
            for loan in self.loans.values()
            if loan.state == "out"
            for line in loan.lines
            if line.thing == thing
        )


ITEMS = ["VID-1", "VID-2", "SON-1"]
STOCKS = {"CHA-1": 12, "TAB-1": 5}
PEOPLE = ["Lefèvre Zoé", "Martin Léa"]
THINGS = st.dictionaries(
    st.sampled_from([*ITEMS, *STOCKS]), st.integers(1, 9), min_size=1, max_size=4
)
OPEN = st.integers(0, 6)
"""Which of the open loans, counted round."""


class Counter(RuleBasedStateMachine):
    template: ClassVar[Path]
    """An office without anything, copied for each story."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="counter"))
        self.office = TrialOffice.at(self.template, self.folder)
        self.now = Office()
        self.done: list[tuple[Office, Office, str]] = []
        self.undone: list[tuple[Office, Office, str]] = []
        self.scrapped: dict[str, ModelLoan] = {}
        """Loans whose hand-out was undone: cancelled, their number never given again."""
        self.given = 0

    @initialize()
    def open_in_the_morning(self) -> None:
        self.keys: dict[str, UUID] = {}
        for name in PEOPLE:
            self.keys[name] = self.office.person(*name.split(), dues=False)
        for tag in ITEMS:
            self.keys[tag] = self.office.item(tag, tag)
            self.now.items[tag] = "good"
        for tag, count in STOCKS.items():
            self.keys[tag] = self.office.stock(tag, count, tag)
            self.now.stocks[tag] = count

    def made(self, before: Office, number: str = "") -> None:
        self.done.append((before, copy.deepcopy(self.now), number))
        self.undone.clear()

    def open_loan(self, which: int) -> tuple[str, ModelLoan] | None:
        still = [pair for pair in self.now.loans.items() if pair[1].state == "out"]
        return still[which % len(still)] if still else None

    def loan_key(self, number: str) -> UUID:
        with self.office.reading() as session:
            return loans.loan_called(session, number).id

    # ---- gestures ------------------------------------------------------------------------------

    @rule(
        borrower=st.sampled_from(PEOPLE),
        things=THINGS,
        days=st.integers(-1, 40),
        deposit=st.sampled_from([0, 50_00]),
    )
    def hand_out(self, borrower: str, things: dict[str, int], days: int, deposit: int) -> None:
        due = self.office.today() + timedelta(days=days)
        fits = (
            days >= 0
            and borrower not in self.now.archived
            and all(
                self.now.items[thing] == "good" and not self.now.lent(thing)
                if thing in self.now.items
                else count + self.now.lent(thing) <= self.now.stocks[thing]
                for thing, count in things.items()
            )
        )
        before = copy.deepcopy(self.now)
        asked = [
            (self.keys[thing], count) if thing in STOCKS else self.keys[thing]
            for thing, count in things.items()
        ]
        try:
            lent = self.office.lend(self.keys[borrower], *asked, due_on=due, deposit_cents=deposit)
        except BasketRefusedError:
            assert not fits
            return
        assert fits
        self.given += 1
        assert lent.number == f"BUR-2026-{self.given:04}"
        self.now.loans[lent.number] = ModelLoan(
            borrower,
            self.next_open_day(due),
            [Line(thing, count if thing in STOCKS else 1) for thing, count in things.items()],
            deposit="held" if deposit else "",
        )
        self.made(before, lent.number)

    def next_open_day(self, day: date) -> date:
        with self.office.reading() as session:
            return office_calendar(session, self.office.desk.office_id).next_open_day(day)

    @rule(
        which=OPEN,
        place=st.integers(0, 3),
        count=st.integers(0, 9),
        lost=st.integers(0, 3),
        broken=st.booleans(),
        days_ago=st.sampled_from([0, 0, 1, 400]),
    )
    def take_back(
        self, which: int, place: int, count: int, lost: int, broken: bool, days_ago: int
    ) -> None:
        chosen = self.open_loan(which)
        if chosen is None:
            return
        number, loan = chosen
        place %= len(loan.lines)
        line = loan.lines[place]
        before = copy.deepcopy(self.now)
        back = LineBack(
            self.office.loan(self.loan_key(number)).lines[place].id,
            quantity=count,
            lost=lost,
            condition=Condition.BROKEN if broken else None,
        )
        fits = line.out > 0 and count + lost <= line.out and days_ago == 0
        at = self.office.moment - timedelta(days=days_ago) if days_ago else None
        try:
            self.office.take(back, at=at)
        except LendingRefusedError:
            assert not fits or days_ago == 400
            return
        if count + lost == 0:
            return
        assert count + lost <= line.out
        line.back += count
        line.lost += lost
        if line.thing in self.now.items:
            if lost:
                self.now.items[line.thing] = "archived broken" if broken else "archived good"
            elif broken:
                self.now.items[line.thing] = "broken"
        elif lost:
            self.now.stocks[line.thing] -= lost
        if loan.out == 0:
            loan.state = "returned"
        self.made(before)

    @rule(which=OPEN)
    def take_everything_back(self, which: int) -> None:
        chosen = self.open_loan(which)
        if chosen is None:
            return
        number, loan = chosen
        before = copy.deepcopy(self.now)
        (after,) = self.office.bring_back(self.loan_key(number)).loans
        assert after.state is LoanState.RETURNED
        for line in loan.lines:
            line.back += line.out
        loan.state = "returned"
        self.made(before)

    @rule(which=OPEN, days=st.integers(-3, 30))
    def extend(self, which: int, days: int) -> None:
        chosen = self.open_loan(which)
        if chosen is None:
            return
        number, loan = chosen
        before = copy.deepcopy(self.now)
        wanted = loan.due + timedelta(days=days)
        try:
            loans.extend(self.office.desk, self.loan_key(number), wanted)
        except loans.NotAfterDueError:
            assert days <= 0
            return
        loan.due = self.next_open_day(wanted)
        self.made(before)

    @rule(which=OPEN)
    def cancel(self, which: int) -> None:
        chosen = self.open_loan(which)
        if chosen is None:
            return
        number, loan = chosen
        before = copy.deepcopy(self.now)
        try:
            loans.cancel_loan(self.office.desk, self.loan_key(number), "erreur")
        except loans.SomethingCameBackError:
            assert any(line.back or line.lost for line in loan.lines)
            return
        loan.state = "cancelled"
        if loan.deposit == "held":
            loan.deposit = "returned"
        self.made(before)

    @rule(which=st.integers(0, 9), kept=st.sampled_from([0, 10_00, 60_00]))
    def settle(self, which: int, kept: int) -> None:
        if not self.now.loans:
            return
        number, loan = list(self.now.loans.items())[which % len(self.now.loans)]
        before = copy.deepcopy(self.now)
        try:
            loans.settle_deposit(
                self.office.desk, self.loan_key(number), kept_cents=kept, reason="rayure"
            )
        except (loans.NoDepositHeldError, loans.KeepTooMuchError):
            assert loan.deposit != "held" or kept == 60_00
            return
        assert loan.deposit == "held"
        loan.deposit = "kept" if kept else "returned"
        self.made(before)

    @rule(stock=st.sampled_from(list(STOCKS)), delta=st.integers(-6, 6).filter(bool))
    def move_stock(self, stock: str, delta: int) -> None:
        before = copy.deepcopy(self.now)
        fits = self.now.stocks[stock] + delta >= self.now.lent(stock)
        try:
            equipment.move_stock(
                self.office.desk, self.keys[stock], delta, reason=MovementReason.COUNT
            )
        except StockTooLowError:
            assert not fits
            return
        assert fits
        self.now.stocks[stock] += delta
        self.made(before)

    @rule(tag=st.sampled_from(ITEMS))
    def archive_or_restore_a_thing(self, tag: str) -> None:
        before = copy.deepcopy(self.now)
        state = self.now.items[tag]
        if state.startswith("archived"):
            equipment.restore_equipment(self.office.desk, self.keys[tag])
            self.now.items[tag] = state.removeprefix("archived ")
            self.made(before)
            return
        try:
            equipment.archive_equipment(self.office.desk, self.keys[tag])
        except StillOutError:
            assert self.now.lent(tag)
            return
        assert not self.now.lent(tag)
        self.now.items[tag] = f"archived {state}"
        self.made(before)

    @rule(name=st.sampled_from(PEOPLE))
    def archive_or_restore_a_member(self, name: str) -> None:
        before = copy.deepcopy(self.now)
        if name in self.now.archived:
            members.restore_member(self.office.desk, self.keys[name])
            self.now.archived.discard(name)
            self.made(before)
            return
        borrows = any(
            loan.state == "out" and loan.borrower == name for loan in self.now.loans.values()
        )
        try:
            members.archive_member(self.office.desk, self.keys[name])
        except StillBorrowingError:
            assert borrows
            return
        assert not borrows
        self.now.archived.add(name)
        self.made(before)

    # ---- back and forth ------------------------------------------------------------------------

    @rule()
    def undo(self) -> None:
        if not self.done:  # what was entered in the morning stays
            return
        undo(self.office.desk)
        before, after, number = self.done.pop()
        if number:
            scrapped = copy.deepcopy(after.loans[number])
            scrapped.state = "cancelled"
            scrapped.deposit = "returned" if scrapped.deposit == "held" else scrapped.deposit
            self.scrapped[number] = scrapped
        self.now = copy.deepcopy(before)
        self.undone.append((before, after, number))

    @rule()
    def redo(self) -> None:
        if not self.undone:
            with pytest.raises(NothingToUndoError):
                redo(self.office.desk)
            return
        redo(self.office.desk)
        before, after, number = self.undone.pop()
        self.scrapped.pop(number, None)
        self.now = copy.deepcopy(after)
        self.done.append((before, after, number))

    @rule(hours=st.sampled_from([1, 5, 24, -1]))
    def time_passes(self, hours: int) -> None:
        self.office.later(hours=hours)

    # ---- what holds at every moment ------------------------------------------------------------

    @invariant()
    def the_database_says_what_the_model_says(self) -> None:
        if not hasattr(self, "keys"):
            return
        expected = {**self.now.loans, **self.scrapped}
        with self.office.reading() as session:
            found = session.scalars(
                select(Loan).options(selectinload(Loan.lines), selectinload(Loan.deposit))
            ).all()
            told = {
                loan.number: (
                    loan.borrower_name,
                    loan.due_on,
                    loan.state.value,
                    loan.deposit.state.value if loan.deposit else "",
                    [
                        (line.tag, line.quantity, line.returned_quantity, line.lost_quantity)
                        for line in loan.lines
                    ],
                )
                for loan in found
            }
            assert told == {
                number: (
                    loan.borrower,
                    loan.due,
                    loan.state,
                    loan.deposit,
                    [(line.thing, line.quantity, line.back, line.lost) for line in loan.lines],
                )
                for number, loan in expected.items()
            }
            assert set(told) == {f"BUR-2026-{n:04}" for n in range(1, self.given + 1)}
            stocks = stock_levels(session, [self.keys[tag] for tag in STOCKS])
            assert {tag: stocks[self.keys[tag]] for tag in STOCKS} == {
                tag: (self.now.stocks[tag], self.now.lent(tag)) for tag in STOCKS
            }
            for tag, state in self.now.items.items():
                item = session.get_one(Item, self.keys[tag])
                assert (item.archived_at is not None) is state.startswith("archived")
                assert (item.condition is Condition.BROKEN) is state.endswith("broken")
                assert self.now.lent(tag) <= 1
            for name in PEOPLE:
                member = session.get_one(Member, self.keys[name])
                assert (member.archived_at is not None) is (name in self.now.archived)

    def teardown(self) -> None:
        with self.office.reading() as session:
            problems = examine(session)
        self.office.close()
        shutil.rmtree(self.folder)
        assert problems == []


@pytest.fixture(autouse=True, scope="module")
def from_a_template(empty_office: Path) -> None:
    Counter.template = empty_office


Counter.TestCase.settings = settings(
    max_examples=examples(6), stateful_step_count=40, phases=PHASES
)
TestADayAtTheCounter = Counter.TestCase

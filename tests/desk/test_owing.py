"""What a loan costs: its fee, its kilometres, its lateness; paid, left to pay, let off."""

from typing import Any

import pytest
from sqlalchemy import select

from tests.desk.test_vehicles import Garage
from tests.trial_office import TrialOffice
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.lending import HandedOut, HandOut, hand_out
from vaetvient.desk.loans import cancel_loan
from vaetvient.desk.owing import Charge, NothingOwedError, charges, take_charges, waive_charges
from vaetvient.desk.papers import agreement_of
from vaetvient.desk.reservations import Reserve, reserve
from vaetvient.desk.rules import RuleForm, write_rule
from vaetvient.desk.undo import undo
from vaetvient.domain.agreement import AgreementContent
from vaetvient.domain.cash import EntryKind, PaymentMethod
from vaetvient.domain.days import whole_days
from vaetvient.domain.entities import Category, Item
from vaetvient.domain.lending import ReasonNeededError
from vaetvient.domain.policy import FeeUnit, Price
from vaetvient.storage.queries.answers import Wanted
from vaetvient.storage.queries.cash import drawer

CASH = PaymentMethod.CASH
PRICES = (
    Price(FeeUnit.DAY, 1000),
    Price(FeeUnit.WEEK, 5000),
    Price(FeeUnit.KM, 30),
    Price(FeeUnit.LATE_DAY, 2000),
)


class Hire(Garage):
    """A minibus at 10 € a day, 50 € a week, 0.30 € a kilometre, 20 € each day late."""

    def __init__(self, office: TrialOffice) -> None:
        super().__init__(office)
        write_rule(office.desk, RuleForm("Minibus", {}, {}, PRICES))

    def out(self, **decided: Any) -> HandedOut:
        return hand_out(self.office.desk, HandOut(self.jardins, (LineWanted(self.bus),), **decided))

    def charges(self, loan: HandedOut) -> dict[EntryKind, Charge]:
        with self.office.reading() as session:
            return {c.kind: c for c in charges(session, self.office.desk, loan.loan_id)}

    def owed(self, loan: HandedOut) -> int:
        return sum(charge.owed_cents for charge in self.charges(loan).values())

    def cash(self) -> int:
        with self.office.reading() as session:
            return drawer(session, self.office.desk.office_id).expected(CASH)


@pytest.fixture
def hire(office: TrialOffice) -> Hire:
    return Hire(office)


def test_the_rule_s_fee_is_asked_at_the_counter_and_taken_in_the_same_gesture(hire: Hire) -> None:
    loan = hire.out(fee_method=CASH)
    assert (hire.cash(), hire.owed(loan)) == (5000, 0)
    agreement = agreement_of(hire.office.desk, loan.loan_id).content
    assert isinstance(agreement, AgreementContent)
    assert agreement.fee_cents == 5000
    cancel_loan(hire.office.desk, loan.loan_id, "erreur")
    assert (hire.cash(), hire.charges(loan)) == (0, {})


def test_a_fee_may_be_paid_later_or_let_off_with_a_reason(hire: Hire) -> None:
    loan = hire.out()
    assert (hire.cash(), hire.owed(loan)) == (0, 5000)
    take_charges(hire.office.desk, loan.loan_id, CASH)
    assert (hire.cash(), hire.owed(loan)) == (5000, 0)
    with pytest.raises(NothingOwedError):
        take_charges(hire.office.desk, loan.loan_id, CASH)
    undo(hire.office.desk)
    assert (hire.cash(), hire.owed(loan)) == (0, 5000)
    hire.back(loan)
    free = hire.out(fee_waived="partenaire de la fête", fee_method=CASH)
    assert (hire.cash(), hire.owed(free)) == (0, 0)
    assert hire.charges(free)[EntryKind.FEE].waived == "partenaire de la fête"


def test_kilometres_and_lateness_are_counted_when_it_comes_back(hire: Hire) -> None:
    loan = hire.out(fee_method=CASH)
    hire.office.later(days=9)
    assert hire.charges(loan)[EntryKind.LATE_FEE].owed_cents == 4000, "two days late, still out"
    hire.back(loan, mileage_km=45_310)
    found = hire.charges(loan)
    assert found[EntryKind.FEE].owed_cents == 3000
    assert [(e.count, e.unit, e.price_cents) for e in found[EntryKind.LATE_FEE].lines] == [
        (2, "jour de retard", 2000)
    ]
    hire.office.later(days=30)
    assert hire.owed(loan) == 7000, "it is back: no day more is counted"
    with pytest.raises(ReasonNeededError):
        waive_charges(hire.office.desk, loan.loan_id, " ")
    waive_charges(hire.office.desk, loan.loan_id, "panne sur la route")
    assert hire.owed(loan) == 0
    undo(hire.office.desk)
    take_charges(hire.office.desk, loan.loan_id, CASH)
    assert (hire.cash(), hire.owed(loan)) == (12_000, 0)


def test_what_was_agreed_when_it_was_reserved_is_what_is_asked(hire: Hire) -> None:
    desk = hire.office.desk
    model = hire.office.get(Item, hire.bus).model_id
    today = hire.office.today()
    period = whole_days(today, today, desk.zone)
    made = reserve(desk, Reserve(hire.jardins, (Wanted(model),), period.start, period.end))
    loan = hire.out(reservation_id=made.reservation_id, fee_method=CASH)
    assert hire.cash() == made.fee_cents == 1000
    assert hire.owed(loan) == 0


def test_a_rule_on_prices_leaves_what_another_says_of_lateness(hire: Hire) -> None:
    cars = hire.office.one(select(Category)).id
    write_rule(
        hire.office.desk,
        RuleForm("Gratuit", {"category_id": cars}, {}, (Price(FeeUnit.DAY, 100),)),
    )
    loan = hire.out()
    hire.office.later(days=8)
    found = hire.charges(loan)
    assert (found[EntryKind.FEE].asked_cents, found[EntryKind.LATE_FEE].asked_cents) == (700, 2000)

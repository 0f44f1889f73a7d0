"""Plain terms are a rule about everything: whatever is more particular goes before it."""

from datetime import date

import pytest

from tests.trial_office import TrialOffice
from vaetvient.desk.default_terms import default_terms, set_default_term
from vaetvient.desk.office import set_office
from vaetvient.desk.rules import RuleForm, write_rule
from vaetvient.domain.errors import InvalidValueError, RefusedError
from vaetvient.storage.queries.counter import borrower_card


def test_a_new_office_lends_for_a_week_without_deposit(office: TrialOffice) -> None:
    with office.reading() as session:
        terms = default_terms(session, office.desk)
    assert (terms.loan_days, terms.deposit_cents, terms.membership_required) == (7, 0, None)


def test_a_term_is_proposed_at_the_counter_from_then_on(office: TrialOffice) -> None:
    set_default_term(office.desk, "loan_days", 10)
    set_default_term(office.desk, "deposit_cents", 5_000)
    lent = office.loan(office.lend(office.person(), office.item()))
    assert lent.due_on == date(2026, 12, 3)
    assert lent.deposit is not None
    assert lent.deposit.amount_cents == 5_000
    with office.reading() as session:
        assert default_terms(session, office.desk).other_rules == 0


def test_who_has_no_membership_may_borrow_where_none_is_asked(office: TrialOffice) -> None:
    zoe = office.person(dues=False)
    set_default_term(office.desk, "membership_required", True)
    with pytest.raises(RefusedError):
        office.lend(zoe, office.item())
    set_default_term(office.desk, "membership_required", None)
    office.lend(zoe, office.item())


def test_a_particular_rule_goes_before_it_and_is_counted(office: TrialOffice) -> None:
    model = office.model()
    write_rule(office.desk, RuleForm("Un jour", {"model_id": model}, {"loan_days": 1}))
    set_default_term(office.desk, "loan_days", 10)
    lent = office.loan(office.lend(office.person(), office.item(model=model)))
    assert lent.due_on == date(2026, 11, 24)
    with office.reading() as session:
        assert default_terms(session, office.desk).other_rules == 1


@pytest.mark.parametrize(
    ("term", "value"), [("loan_days", 0), ("loan_days", 99_999), ("deposit_cents", -1), ("x", 1)]
)
def test_what_cannot_be_is_refused_beside_its_field(
    office: TrialOffice, term: str, value: int
) -> None:
    with pytest.raises(InvalidValueError) as caught:
        set_default_term(office.desk, term, value)
    assert caught.value.field == term


def test_the_usual_dues_are_proposed_to_who_joins(office: TrialOffice) -> None:
    set_office(office.desk, {"dues_cents": 1_500})
    zoe = office.person(dues=False)
    with office.reading() as session:
        card = borrower_card(session, zoe, office.desk.today())
    assert card.dues_cents == 1_500

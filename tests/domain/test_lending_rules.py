"""What is lent for how long and under what deposit: which rule speaks, and what is refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaetvient.domain.lending import (
    DEFAULT_LOAN_DAYS,
    LONGEST_LOAN_DAYS,
    DueBeforeHandOutError,
    DueTooFarError,
    RuleLayer,
    check_due,
    days_late,
    most_specific,
    propose_terms,
)
from vaetvient.domain.office import EVERY_DAY, OpeningCalendar

MONDAY = date(2026, 11, 23)
ALWAYS_OPEN = OpeningCalendar(EVERY_DAY)

# Days, deposit in euros and « membership needed », as the model, its category and that
# category's parent say them (None: says nothing), then what is lent under and who spoke.
TABLE = [
    # model             category          parent            days  deposit member  spoken by
    ((None, None), (None, None, None), (None, None, None), (7, 0, True, "règle du bureau")),
    ((None, None), (None, None, None), (14, 50, False), (14, 50, False, "Matériel")),
    ((None, None), (3, None, None), (14, 50, False), (3, 50, False, "Image et son")),
    ((None, None), (3, 0, None), (14, 50, None), (3, 0, True, "Image et son")),
    ((2, None), (3, 150, None), (14, 50, None), (2, 150, True, "Epson EB-X06")),
    ((None, 200), (3, 150, None), (14, 50, None), (3, 200, True, "Image et son")),
    ((2, 200), (3, 150, True), (14, 50, False), (2, 200, True, "Epson EB-X06")),
    ((None, None), (None, None, False), (14, 50, True), (14, 50, False, "Matériel")),
    ((0, 0), (3, 150, True), (14, 50, True), (0, 0, True, "Epson EB-X06")),
]


@pytest.mark.parametrize(("model", "category", "parent", "lent_under"), TABLE)
def test_the_most_specific_rule_speaks(
    model: tuple[int | None, int | None],
    category: tuple[int | None, int | None, bool | None],
    parent: tuple[int | None, int | None, bool | None],
    lent_under: tuple[int, int, bool, str],
) -> None:
    rule = most_specific(
        [
            RuleLayer("Epson EB-X06", *model),
            RuleLayer("Image et son", *category),
            RuleLayer("Matériel", *parent),
        ]
    )
    said = (rule.loan_days, rule.deposit_cents, rule.membership_required, rule.spoken_by)
    assert said == lent_under


LAYERS = st.lists(
    st.builds(
        RuleLayer,
        st.sampled_from("abcdef"),
        st.none() | st.integers(0, 100),
        st.none() | st.integers(0, 10**6),
        st.none() | st.booleans(),
    ),
    max_size=6,
)


@given(LAYERS, LAYERS)
def test_what_a_specific_rule_says_no_general_one_changes(
    specific: list[RuleLayer], general: list[RuleLayer]
) -> None:
    alone, within = most_specific(specific), most_specific([*specific, *general])
    if any(layer.loan_days is not None for layer in specific):
        assert (within.loan_days, within.spoken_by) == (alone.loan_days, alone.spoken_by)
    if any(layer.deposit_cents is not None for layer in specific):
        assert within.deposit_cents == alone.deposit_cents
    if any(layer.membership_required is not None for layer in specific):
        assert within.membership_required == alone.membership_required


# A whole basket


def test_the_shortest_duration_rules_a_basket_and_says_so() -> None:
    sound = most_specific([RuleLayer("Image et son", 3, 100_00)])
    chairs = most_specific([RuleLayer("Mobilier", 14, 1_00, membership_required=False)])
    terms = propose_terms([(chairs, 30), (sound, 1)], MONDAY, ALWAYS_OPEN)
    assert terms.due_on == MONDAY + timedelta(days=3)
    assert (terms.loan_days, terms.spoken_by) == (3, "Image et son")
    assert terms.deposit_cents == 130_00
    assert terms.membership_required


def test_an_empty_basket_proposes_the_office_s_own_terms() -> None:
    terms = propose_terms([], MONDAY, ALWAYS_OPEN)
    assert terms.due_on == MONDAY + timedelta(days=DEFAULT_LOAN_DAYS)
    assert (terms.deposit_cents, terms.spoken_by) == (0, "règle du bureau")


def test_a_proposed_due_date_is_an_open_day() -> None:
    six_days = most_specific([RuleLayer("Mobilier", 6)])
    terms = propose_terms([(six_days, 1)], MONDAY, OpeningCalendar())
    assert terms.due_on == date(2026, 11, 30)  # the 29th is a Sunday
    assert terms.loan_days == 6


# Due dates


def test_a_loan_may_be_due_on_the_day_it_leaves() -> None:
    assert check_due(MONDAY, MONDAY) is None


def test_a_due_date_before_the_hand_out_is_refused_with_both_days() -> None:
    refused = check_due(MONDAY - timedelta(days=1), MONDAY)
    assert isinstance(refused, DueBeforeHandOutError)
    assert refused.field == "due"
    assert "22 novembre 2026" in refused.message
    assert "23 novembre 2026" in refused.message


def test_a_slip_in_the_year_is_refused() -> None:
    refused = check_due(date(2062, 11, 30), MONDAY)
    assert isinstance(refused, DueTooFarError)
    assert "30 novembre 2062" in refused.message
    assert check_due(MONDAY + timedelta(days=LONGEST_LOAN_DAYS), MONDAY) is None


@pytest.mark.parametrize(
    ("today", "late"),
    [
        (date(2026, 11, 29), 0),
        (date(2026, 11, 30), 0),
        (date(2026, 12, 1), 1),
        (date(2027, 1, 2), 33),
    ],
)
def test_lateness_is_counted_in_days_after_the_due_date(today: date, late: int) -> None:
    assert days_late(date(2026, 11, 30), today) == late

"""Handing out: what is written on the day, what is refused, and how a volunteer goes past it."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from tests.trial_office import TrialOffice
from vaetvient.desk import catalogue, equipment, mandates, members
from vaetvient.desk import office as own_office
from vaetvient.desk.baskets import Basket, LineWanted, examine
from vaetvient.desk.lending import BasketRefusedError, HandOut, hand_out
from vaetvient.domain.equipment import Condition
from vaetvient.domain.loan import DepositMethod, DepositState, LineState, LoanState
from vaetvient.domain.member import MemberKind

NOWHERE = UUID(int=0)


# What is written


def test_a_loan_keeps_everything_as_it_was_on_the_day(office: TrialOffice) -> None:
    image = office.category("Image et son", loan_days=3, prefix="VID")
    model = office.model(
        "Vidéoprojecteur",
        category_id=image,
        value_cents=450_00,
        accessories=(("télécommande", 1), ("câble HDMI", 2)),
    )
    projector = office.item(
        model=model, serial="X06-77", condition=Condition.WORN, defects="rayure sur le capot"
    )
    chairs = office.stock("Chaise pliante", 200, tag="CHA-001")
    jardins = office.association("Les Jardins", acronym="LJ")
    zoe = office.person("Lefèvre", "Zoé")
    mandates.name_representative(office.desk, jardins, zoe, role="trésorière")

    lent = office.lend(
        jardins,
        projector,
        (chairs, 30),
        pickup_name=" Paul  Giraud ",
        purpose="Fête des voisins",
        place_of_use="place Victor-Hugo",
        deposit_cents=150_00,
        deposit_method=DepositMethod.CHEQUE,
        deposit_reference="n° 0042, La Poste",
        note="monter les chaises au 2e",
    )

    loan = office.loan(lent)
    assert (loan.number, loan.state) == ("BUR-2026-0001", LoanState.OUT)
    assert (loan.borrower_name, loan.pickup_name) == ("Les Jardins (LJ)", "Paul Giraud")
    assert (loan.signatory_name, loan.signatory_capacity) == ("Zoé Lefèvre", "trésorière")
    assert loan.handed_out_at == office.moment
    assert (loan.due_on, loan.rule) == (date(2026, 11, 26), "Image et son")
    assert (loan.purpose, loan.note) == ("Fête des voisins", "monter les chaises au 2e")
    assert loan.deposit is not None
    assert (loan.deposit.amount_cents, loan.deposit.state) == (150_00, DepositState.HELD)
    assert loan.deposit.reference == "n° 0042, La Poste"
    first, second = loan.lines
    assert (first.tag, first.label, first.serial) == ("VID-001", "Vidéoprojecteur", "X06-77")
    assert (first.value_cents, first.quantity, first.state) == (450_00, 1, LineState.OUT)
    assert (first.condition_out, first.defects_out) == (Condition.WORN, "rayure sur le capot")
    assert [(p.name, p.quantity) for p in first.parts] == [("télécommande", 1), ("câble HDMI", 2)]
    assert (second.tag, second.quantity, second.condition_out) == ("CHA-001", 30, None)


def test_what_is_changed_later_does_not_rewrite_a_loan(office: TrialOffice) -> None:
    model = office.model("Vidéoprojecteur", accessories=(("câble", 1),), value_cents=100)
    thing, zoe = office.item(model=model), office.person("Lefèvre", "Zoé")
    lent = office.lend(zoe, thing)
    catalogue.change_model(
        office.desk, model, catalogue.ModelForm("Rétroprojecteur", value_cents=900)
    )
    members.change_member(
        office.desk, zoe, members.MemberForm(MemberKind.PERSON, last_name="Giraud")
    )
    loan = office.loan(lent)
    assert loan.borrower_name == "Lefèvre Zoé"
    assert (loan.lines[0].label, loan.lines[0].value_cents) == ("Vidéoprojecteur", 100)
    assert [part.name for part in loan.lines[0].parts] == ["câble"]


def test_the_state_seen_at_the_desk_is_what_is_written(office: TrialOffice) -> None:
    thing, zoe = office.item(), office.person()
    wanted = LineWanted(thing, condition=Condition.WORN, defects="vitre  fendue")
    lent = hand_out(office.desk, HandOut(zoe, (wanted,)))
    line = office.loan(lent).lines[0]
    assert (line.condition_out, line.defects_out) == (Condition.WORN, "vitre fendue")


def test_one_stock_asked_for_twice_is_one_line(office: TrialOffice) -> None:
    model = office.model("Chaise", accessories=(("housse", 1),), deposit_cents=1_00)
    chairs, zoe = office.stock(count=50, model=model), office.person()
    lent = office.lend(zoe, (chairs, 20), (chairs, 5))
    (line,) = office.loan(lent).lines
    assert (line.quantity, line.parts[0].quantity) == (25, 25)
    assert lent.deposit_cents == 25_00


def test_an_item_is_one_thing_whatever_quantity_is_asked(office: TrialOffice) -> None:
    model = office.model("Tente", accessories=(("piquet", 12),), deposit_cents=80_00)
    tent, zoe = office.item(model=model), office.person()
    lent = office.lend(zoe, (tent, 3))
    (line,) = office.loan(lent).lines
    assert (line.quantity, line.parts[0].quantity) == (1, 12)
    assert lent.deposit_cents == 80_00


def test_a_person_signs_for_herself(office: TrialOffice) -> None:
    zoe = office.person("Lefèvre", "Zoé")
    loan = office.loan(office.lend(zoe, office.item()))
    assert (loan.signatory_id, loan.signatory_name) == (zoe, "Zoé Lefèvre")


def test_the_capacity_in_force_on_the_day_is_the_one_printed(office: TrialOffice) -> None:
    """Treasurer until last year, president since."""
    jardins, zoe = office.association(), office.person()
    for role, first, last in (
        ("trésorière", date(2020, 1, 1), date(2025, 12, 31)),
        ("présidente", date(2026, 1, 1), None),
    ):
        mandates.name_representative(
            office.desk, jardins, zoe, role=role, valid_from=first, valid_to=last
        )
    chosen = office.loan(office.lend(jardins, office.item(), signatory_id=zoe))
    by_default = office.loan(office.lend(jardins, office.item()))
    assert chosen.signatory_capacity == by_default.signatory_capacity == "présidente"


# Due dates and numbers


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (date(2026, 11, 23), date(2026, 11, 23)),  # back tonight
        (date(2026, 11, 29), date(2026, 11, 30)),  # a Sunday
        (date(2026, 12, 25), date(2026, 12, 26)),
        (date(2027, 1, 1), date(2027, 1, 2)),
        (date(2028, 2, 29), date(2028, 2, 29)),
        (date(2027, 3, 28), date(2027, 3, 30)),  # Easter Sunday and Monday
    ],
)
def test_a_chosen_due_date_is_kept_or_moves_to_an_open_day(
    office: TrialOffice, asked: date, due: date
) -> None:
    assert office.lend(office.person(), office.item(), due_on=asked).due_on == due


def test_a_closure_of_the_office_moves_due_dates(office: TrialOffice) -> None:
    own_office.close_office(office.desk, date(2026, 11, 30), date(2026, 12, 5), "travaux")
    assert office.lend(office.person(), office.item()).due_on == date(2026, 12, 7)


def test_an_office_closed_for_a_year_still_lends(office: TrialOffice) -> None:
    own_office.close_office(office.desk, date(2026, 1, 1), date(2029, 12, 31), "travaux")
    assert office.lend(office.person(), office.item()).due_on == date(2026, 11, 30)


def test_numbers_follow_one_another_and_begin_again_each_year(office: TrialOffice) -> None:
    zoe = office.person()
    assert [office.lend(zoe, office.item()).number for _n in range(3)] == [
        "BUR-2026-0001",
        "BUR-2026-0002",
        "BUR-2026-0003",
    ]
    office.moment = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
    assert office.lend(zoe, office.item()).number == "BUR-2027-0001"
    # a loan of last year typed in late takes the next number of that year
    late = office.lend(zoe, office.item(), out_at=datetime(2026, 12, 31, 10, 0, tzinfo=UTC))
    assert late.number == "BUR-2026-0004"


def test_the_year_of_a_number_is_the_year_at_the_office(office: TrialOffice) -> None:
    """Half past midnight in Grenoble on 1 January is still 2026 in UTC."""
    zoe = office.person()
    office.moment = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    lent = office.lend(zoe, office.item())
    assert lent.number == "BUR-2027-0001"
    assert lent.due_on == date(2027, 1, 8)
    office.moment = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
    assert office.lend(zoe, office.item()).number == "BUR-2026-0001"


def test_a_refused_loan_takes_no_number(office: TrialOffice) -> None:
    zoe, thing = office.person(), office.item()
    with pytest.raises(BasketRefusedError):
        office.lend(zoe, thing, thing)
    assert office.lend(zoe, thing).number == "BUR-2026-0001"


def test_a_new_code_goes_on_with_the_series(office: TrialOffice) -> None:
    zoe = office.person()
    office.lend(zoe, office.item())
    own_office.set_office(office.desk, {"code": "GRE"})
    assert office.lend(zoe, office.item()).number == "GRE-2026-0002"


@pytest.mark.parametrize("year", [1980, 2036, 2099])
def test_a_clock_that_is_wrong_by_years_stops_nobody(office: TrialOffice, year: int) -> None:
    zoe, thing = office.person(dues=False), office.item()
    office.moment = office.moment.replace(year=year)
    members.renew_membership(office.desk, zoe)
    lent = office.lend(zoe, thing)
    assert lent.number == f"BUR-{year}-0001"
    office.bring_back(lent)
    assert office.loan(lent).state is LoanState.RETURNED


def test_a_loan_may_cross_a_time_change(office: TrialOffice) -> None:
    """Out on the Saturday before summer time ends, at 8 h; a day is a day of the calendar."""
    office.moment = datetime(2026, 10, 24, 6, 0, tzinfo=UTC)
    lent = office.lend(office.person(), office.item(), due_on=date(2026, 10, 26))
    office.moment = datetime(2026, 10, 26, 22, 59, tzinfo=UTC)  # 23 h 59 in winter time
    assert office.bring_back(lent).loans[0].days_late == 0


@pytest.mark.parametrize(
    ("ahead", "lent"), [(timedelta(minutes=5), True), (timedelta(hours=1), False)]
)
def test_nothing_leaves_tomorrow(office: TrialOffice, ahead: timedelta, lent: bool) -> None:
    """A clock that is a little behind stops nobody; no reason goes past the rule."""
    zoe, thing, at = office.person(), office.item(), office.moment + ahead
    refused = contextlib.nullcontext() if lent else pytest.raises(BasketRefusedError)
    with refused as raised:
        office.lend(zoe, thing, out_at=at, override_reason="demain matin")
    assert office.count("loan") == lent
    if raised is not None:
        assert [r.error.code for r in raised.value.refusals] == ["hand_out_to_come"]


# The rules on the way: which one spoke


def test_the_rule_of_the_category_rules_what_is_in_it(office: TrialOffice) -> None:
    sound = office.category("Image et son", loan_days=3, deposit_cents=100_00)
    portable = office.category("Sonos portables", parent_id=sound, membership_required=False)
    speaker = office.item(model=office.model("Sono", category_id=portable))
    anyone = office.person(dues=False)
    with office.reading() as session:
        basket = Basket(anyone, (LineWanted(speaker),))
        examination = examine(session, office.desk, basket, out_on=office.today())
        assert examination.refusals == ()
        assert examination.terms.due_on == date(2026, 11, 26)
        assert examination.terms.deposit_cents == 100_00
        assert examination.terms.spoken_by == "Image et son"
    assert office.lend(anyone, speaker).deposit_cents == 100_00


def test_categories_that_form_a_loop_by_hand_stop_nobody(office: TrialOffice) -> None:
    one, two = office.category("Une"), office.category("Deux", loan_days=4)
    with office.desk.database.writing() as session:
        from vaetvient.domain.entities import Category

        session.get_one(Category, one).parent_id = two
        session.get_one(Category, two).parent_id = one
    thing = office.item(model=office.model("Chose", category_id=one))
    assert office.lend(office.person(), thing).due_on == date(2026, 11, 27)
    three = office.category("Trois")
    catalogue.change_category(office.desk, three, catalogue.CategoryForm("Trois", parent_id=one))


@pytest.mark.parametrize(
    ("asked", "valid_from", "valid_to", "lends"),
    [
        (None, None, None, True),  # dues nobody ever noted do not stand in the way…
        (True, None, None, False),  # …unless a category asks for them in so many words
        (None, date(2025, 9, 1), date(2026, 8, 31), False),
        (False, date(2025, 9, 1), date(2026, 8, 31), True),
        (True, date(2026, 9, 1), date(2026, 11, 23), True),
        (True, date(2026, 11, 24), date(2027, 11, 23), False),  # paid, but for later
    ],
)
def test_dues_that_ended_stand_in_the_way(
    office: TrialOffice,
    asked: bool | None,
    valid_from: date | None,
    valid_to: date | None,
    lends: bool,
) -> None:
    category = office.category("Son", membership_required=asked)
    thing = office.item(model=office.model("Sono", category_id=category))
    zoe = office.person(dues=False)
    if valid_from is not None:
        members.renew_membership(office.desk, zoe, valid_from=valid_from, valid_to=valid_to)
    with contextlib.nullcontext() if lends else pytest.raises(BasketRefusedError):
        office.lend(zoe, thing)


@pytest.mark.parametrize(
    ("until", "lends"), [(None, False), (date(2026, 11, 23), False), (date(2026, 11, 22), True)]
)
def test_out_of_service_until_a_day(office: TrialOffice, until: date | None, lends: bool) -> None:
    zoe, thing = office.person(), office.item()
    office.later(days=-2)
    equipment.take_out_of_service(office.desk, thing, "révision", until=until)
    office.later(days=2)
    with contextlib.nullcontext() if lends else pytest.raises(BasketRefusedError):
        office.lend(zoe, thing)


def test_what_is_said_to_be_broken_as_it_leaves_stays(office: TrialOffice) -> None:
    zoe, thing = office.person(), office.item(tag="VID-1")
    broken = (LineWanted(thing, condition=Condition.BROKEN),)
    with pytest.raises(BasketRefusedError) as refused:
        hand_out(office.desk, HandOut(zoe, broken))
    assert "VID-1 est hors service" in refused.value.message
    hand_out(office.desk, HandOut(zoe, (LineWanted(thing, condition=Condition.WORN),)))

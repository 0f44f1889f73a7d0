"""Lending rules at work: what they refuse, what they ask, what they cost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.trial_office import TrialOffice
from vaetvient.desk import loans
from vaetvient.desk.dossiers import DocumentWithoutEndError, note_document
from vaetvient.desk.kits import EmptyKitError, NotARoomPartError, PartForm, join_rooms, write_kit
from vaetvient.desk.lending import BasketRefusedError
from vaetvient.desk.reservations import (
    Reserve,
    Reserved,
    confirm_reservation,
    decline_reservation,
    reserve,
)
from vaetvient.desk.rules import (
    BadSeasonError,
    RuleForm,
    RuleWithoutNameError,
    UnknownRuleFieldError,
    drop_rule,
    rule_called,
    touched_reservations,
    write_rule,
)
from vaetvient.domain import lending
from vaetvient.domain.days import whole_days
from vaetvient.domain.dossier import DocumentKind
from vaetvient.domain.entities import Kit, Reservation, RoomPart
from vaetvient.domain.errors import InvalidValueError, NotFoundError
from vaetvient.domain.policy import FeeUnit, Price
from vaetvient.domain.promising import DocumentEndsError, ExtendedEnoughError, TooLongError
from vaetvient.domain.reservation import ReservationState
from vaetvient.storage.queries.answers import Wanted

TUESDAY = date(2026, 11, 24)


class Ruled:
    """An office with two vans and one rule on vehicles."""

    def __init__(self, office: TrialOffice) -> None:
        self.office = office
        self.vehicles = office.category("Véhicules")
        self.model = office.model("Trafic", category_id=self.vehicles)
        self.van, self.other = office.items(2, model=self.model, tag="VEH-001")
        self.ali = office.person("Benali", "Ali", birth_date="01/03/2006")

    def rule(self, *prices: Price, **values: Any) -> UUID:
        form = RuleForm("Véhicules", {"category_id": self.vehicles}, values, prices)
        return write_rule(self.office.desk, form)

    def reserve(self, days: int = 1, quantity: int = 1, **more: Any) -> Reserved:
        period = whole_days(TUESDAY, TUESDAY + timedelta(days=days - 1), self.office.desk.zone)
        wanted = (Wanted(self.model, quantity=quantity),)
        return reserve(
            self.office.desk, Reserve(self.ali, wanted, period.start, period.end, **more)
        )

    def refused(self, days: int = 1, quantity: int = 1) -> list[str]:
        with pytest.raises(BasketRefusedError) as no:
            self.reserve(days, quantity)
        return [refusal.error.code for refusal in no.value.refusals]


@pytest.fixture
def ruled(office: TrialOffice) -> Ruled:
    return Ruled(office)


def test_a_rule_names_itself_when_it_refuses(ruled: Ruled) -> None:
    ruled.rule(longest_days=2)
    with pytest.raises(BasketRefusedError) as no:
        ruled.reserve(4)
    assert no.value.message.startswith(
        "Trafic : 2 jours au plus, 3 demandés (règle « Véhicules »)."
    )
    ruled.reserve(4, override_reason="le conseil est d'accord")


@pytest.mark.parametrize(
    ("values", "asked", "code"),
    [
        ({"ahead_days": 0}, {}, "too_far_ahead"),
        ({"notice_days": 2}, {}, "short_notice"),
        ({"at_once": 1}, {"quantity": 2}, "too_many_at_once"),
        ({"least_age": 21}, {}, "too_young"),
        ({"insurance_required": True}, {}, "document_missing"),
        ({"licence_class": "B"}, {}, "document_missing"),
    ],
)
def test_each_thing_that_a_rule_may_forbid(
    ruled: Ruled, values: dict[str, Any], asked: dict[str, int], code: str
) -> None:
    ruled.rule(**values)
    assert ruled.refused(**asked) == [code]


def test_what_one_has_already_counts(ruled: Ruled) -> None:
    ruled.rule(at_once=1)
    ruled.reserve()
    assert ruled.refused() == ["too_many_at_once"]


def test_an_insurance_must_last_to_the_last_day(ruled: Ruled) -> None:
    ruled.rule(insurance_required=True)
    desk = ruled.office.desk
    note_document(desk, ruled.ali, DocumentKind.INSURANCE, valid_until=TUESDAY)
    with pytest.raises(BasketRefusedError, match="avant le retour du 25 novembre") as caught:
        ruled.reserve(days=2)
    (ends,) = caught.value.refusals
    assert (ends.error.code, ends.may_be_overridden) == ("document_ends", True)
    ruled.reserve(days=1)
    with pytest.raises(NotFoundError):
        note_document(desk, UUID(int=0), DocumentKind.INSURANCE, valid_until=TUESDAY)
    with pytest.raises(DocumentWithoutEndError):
        note_document(desk, ruled.ali, DocumentKind.INSURANCE)


def test_a_loan_is_not_extended_past_the_end_of_the_insurance(ruled: Ruled) -> None:
    ruled.rule(insurance_required=True)
    office = ruled.office
    note_document(
        office.desk, ruled.ali, DocumentKind.INSURANCE, valid_until=TUESDAY + timedelta(days=3)
    )
    item = ruled.van
    lent = office.lend(ruled.ali, item, due_on=TUESDAY)
    loans.extend(office.desk, lent.loan_id, TUESDAY + timedelta(days=3))
    with pytest.raises(DocumentEndsError):
        loans.extend(office.desk, lent.loan_id, TUESDAY + timedelta(days=6))


def test_a_licence_must_be_of_the_right_class(ruled: Ruled) -> None:
    ruled.rule(licence_class="D")
    note_document(ruled.office.desk, ruled.ali, DocumentKind.LICENCE, reference="permis B")
    assert ruled.refused() == ["document_missing"]
    until = TUESDAY + timedelta(days=900)
    note_document(
        ruled.office.desk, ruled.ali, DocumentKind.LICENCE, reference="B D", valid_until=until
    )
    ruled.reserve()


def test_a_rule_may_ask_for_someones_yes(ruled: Ruled) -> None:
    ruled.rule(approval_required=True)
    asked = ruled.reserve(quantity=2)
    assert asked.state is ReservationState.REQUESTED
    assert "not_free" in ruled.refused(), "a request holds what it asks for"
    confirm_reservation(ruled.office.desk, asked.reservation_id)
    found = ruled.office.get(Reservation, asked.reservation_id)
    assert (found.state, found.rule) == (ReservationState.CONFIRMED, "Véhicules")
    with pytest.raises(lending.ReasonNeededError):
        decline_reservation(ruled.office.desk, asked.reservation_id, " ")


def test_the_price_and_the_deposit_are_kept_with_the_promise(ruled: Ruled) -> None:
    ruled.rule(Price(FeeUnit.DAY, 30_00), deposit_cents=400_00)
    made = ruled.reserve(days=2, quantity=2)
    assert (made.fee_cents, made.deposit_cents) == (120_00, 800_00)


def test_cleaning_takes_its_time_after_each_use(ruled: Ruled) -> None:
    ruled.rule(minutes_after=60)
    ruled.reserve(quantity=2)
    period = whole_days(TUESDAY, TUESDAY, ruled.office.desk.zone)
    hour = timedelta(hours=1)

    def next_use(start: int) -> Reserve:
        begin = period.end + timedelta(minutes=start)
        return Reserve(ruled.ali, (Wanted(ruled.model),), begin, begin + hour)

    with pytest.raises(BasketRefusedError):
        reserve(ruled.office.desk, next_use(59))
    reserve(ruled.office.desk, next_use(60))


def test_the_counter_lends_under_the_same_rules(ruled: Ruled) -> None:
    ruled.rule(loan_days=2, deposit_cents=400_00, least_age=21)
    with pytest.raises(BasketRefusedError) as no:
        ruled.office.lend(ruled.ali, ruled.van)
    assert [refusal.error.code for refusal in no.value.refusals] == ["too_young"]
    lent = ruled.office.lend(ruled.ali, ruled.van, override_reason="avec son père")
    assert (lent.due_on, lent.deposit_cents) == (date(2026, 11, 25), 400_00)
    assert ruled.office.loan(lent).rule == "Véhicules"


def test_a_loan_is_extended_as_often_and_as_long_as_the_rule_says(ruled: Ruled) -> None:
    ruled.rule(extensions=1, longest_days=9)
    lent = ruled.office.lend(ruled.ali, ruled.van, due_on=TUESDAY)
    with pytest.raises(TooLongError):
        loans.extend(ruled.office.desk, lent.loan_id, TUESDAY + timedelta(days=13))
    loans.extend(ruled.office.desk, lent.loan_id, TUESDAY + timedelta(days=1))
    with pytest.raises(ExtendedEnoughError):
        loans.extend(ruled.office.desk, lent.loan_id, TUESDAY + timedelta(days=2))


def test_changing_a_rule_shows_what_was_promised_under_the_old_one(ruled: Ruled) -> None:
    made = ruled.reserve(days=4)
    desk = ruled.office.desk
    with ruled.office.reading() as session:
        assert touched_reservations(session, desk) == []
    written = ruled.rule(Price(FeeUnit.DAY, 30_00), longest_days=2, notice_days=90)
    with ruled.office.reading() as session:
        (touched,) = touched_reservations(session, desk)
    assert touched.number == made.number
    assert touched.reasons == ("Trafic : 2 jours au plus, 3 demandés (règle « Véhicules »).",)
    assert [line.total_cents for line in touched.fees] == [120_00]
    drop_rule(desk, written)
    with ruled.office.reading() as session:
        assert touched_reservations(session, desk) == []
        with pytest.raises(NotFoundError):
            rule_called(session, "vehicules")


def test_a_rule_is_written_anew_and_called_by_its_name(ruled: Ruled) -> None:
    written = ruled.rule(Price(FeeUnit.DAY, 30_00), Price(FeeUnit.WEEK, 100_00))
    again = RuleForm("Véhicules", {}, {"loan_days": 3}, (Price(FeeUnit.LOAN, 5_00),))
    assert write_rule(ruled.office.desk, again, written) == written
    with ruled.office.reading() as session:
        found = rule_called(session, "véhicules")
        assert (found.category_id, found.loan_days) == (None, 3)
        assert [price.unit for price in found.prices] == [FeeUnit.LOAN]


@pytest.mark.parametrize(
    ("form", "error"),
    [
        (RuleForm(" ", {}, {}), RuleWithoutNameError),
        (RuleForm("x", {"season_from": "06-15"}, {}), BadSeasonError),
        (RuleForm("x", {"season_from": "15/06", "season_to": "09-15"}, {}), BadSeasonError),
        (RuleForm("x", {"planet": "Mars"}, {}), UnknownRuleFieldError),
        (RuleForm("x", {}, {"prices": 1}), UnknownRuleFieldError),
        (RuleForm("x", {}, {"loan_days": -1}), InvalidValueError),
        (RuleForm("x", {}, {}, (Price(FeeUnit.DAY, -1),)), InvalidValueError),
    ],
)
def test_a_rule_that_says_nonsense_is_refused(
    office: TrialOffice, form: RuleForm, error: type[Exception]
) -> None:
    with pytest.raises(error):
        write_rule(office.desk, form)
    assert office.count("policy") == 0


# Kits and rooms


def test_a_kit_is_written_and_written_anew(ruled: Ruled) -> None:
    desk = ruled.office.desk
    key = write_kit(desk, "Fête", (PartForm(ruled.model, 2), PartForm(ruled.model, 1, False)))
    assert write_kit(desk, "Fête de quartier", (PartForm(ruled.model),), kit_id=key) == key
    assert ruled.office.one(select(Kit)).name == "Fête de quartier"
    assert ruled.office.count("kit_part") == 1
    with pytest.raises(EmptyKitError):
        write_kit(desk, "Rien", ())
    with pytest.raises(NotFoundError):
        write_kit(desk, "Rien", (PartForm(UUID(int=0)),))


def test_a_room_is_not_part_of_itself(ruled: Ruled) -> None:
    desk = ruled.office.desk
    join_rooms(desk, ruled.van, ruled.other)
    assert ruled.office.one(select(RoomPart)).part_id == ruled.other
    with pytest.raises(NotARoomPartError):
        join_rooms(desk, ruled.van, ruled.van)
    with pytest.raises(NotFoundError):
        join_rooms(desk, ruled.van, UUID(int=0))

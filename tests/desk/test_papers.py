"""What was printed can be printed again, to the letter, years later (invariant 3)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from tests.trial_office import TrialOffice
from vaetvient.desk import catalogue, loans, members
from vaetvient.desk import office as own_office
from vaetvient.desk.amending import ReturnAmended, amend_return
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.catalogue import ModelForm
from vaetvient.desk.lending import HandedOut, HandOut
from vaetvient.desk.members import MemberForm
from vaetvient.desk.papers import (
    NoAgreementYetError,
    agreement_of,
    blank_specimen,
    receipt_of,
)
from vaetvient.desk.picking_up import pick_up, propose_pick_up
from vaetvient.desk.reservations import Reserve, reserve
from vaetvient.desk.returning import LineBack
from vaetvient.desk.undo import undo
from vaetvient.domain.agreement import AgreementContent, ReceiptContent
from vaetvient.domain.days import ONE_DAY
from vaetvient.domain.entities import Equipment, Reservation
from vaetvient.domain.equipment import Condition
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.member import MemberKind
from vaetvient.domain.records import new_id
from vaetvient.storage.queries.answers import Wanted


def agreement(office: TrialOffice, loan: UUID | HandedOut) -> AgreementContent:
    content = agreement_of(office.desk, loan if isinstance(loan, UUID) else loan.loan_id).content
    assert isinstance(content, AgreementContent)
    return content


def receipt(office: TrialOffice, loan: HandedOut) -> ReceiptContent:
    content = receipt_of(office.desk, loan.loan_id).content
    assert isinstance(content, ReceiptContent)
    return content


def everything_changes(office: TrialOffice, borrower: UUID, things: list[UUID]) -> None:
    """Two years later: other names, another address, another language, another template of text."""
    office.later(days=700)
    members.change_member(
        office.desk,
        borrower,
        MemberForm(MemberKind.PERSON, last_name="Giraud", address="ailleurs", commune="Vif"),
    )
    own_office.set_office(office.desk, {"name": "Maison", "commune": "Vif", "language": "en"})
    for thing in things:
        model = office.get(Equipment, thing).model_id
        catalogue.change_model(office.desk, model, ModelForm("Autre chose", brand="Autre"))


def test_an_agreement_is_printed_again_to_the_letter(office: TrialOffice) -> None:
    zoe, thing = office.person(), office.item(value_cents=450_00)
    lent = office.lend(zoe, thing, deposit_cents=50_00)
    first = agreement_of(office.desk, lent.loan_id)
    office.bring_back(lent)
    everything_changes(office, zoe, [thing])
    again = agreement_of(office.desk, lent.loan_id)
    assert again == first
    assert office.count("paper") == 1


def test_an_agreement_says_who_what_and_when(office: TrialOffice) -> None:
    own_office.set_office(office.desk, {"name": "MDA", "commune": "Grenoble"})
    zoe = office.person("Lefèvre", "Zoé", birth_date="12/05/2010", commune="Meylan")
    image = office.category("Image et son", loan_days=3)
    model = office.model("Vidéoprojecteur", category_id=image, accessories=(("câble", 2),))
    office.moment = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    said = agreement(office, office.lend(zoe, office.item(model=model), deposit_cents=50_00))
    assert said.number == "GRE-2027-0001"
    assert (said.made_on, said.out_at, said.due_on) == (
        "2027-01-01",
        "2027-01-01T00:30",
        "2027-01-04",
    )
    assert (said.borrower.name, said.borrower.address_lines) == ("Zoé Lefèvre", ("38240 Meylan",))
    assert said.minor
    assert said.place == "Grenoble"
    assert [(part.name, part.quantity) for part in said.lines[0].parts] == [("câble", 2)]
    assert said.deposit.amount_cents == 50_00
    assert said.clauses


def test_an_office_without_a_commune_prints_too(office: TrialOffice) -> None:
    said = agreement(office, office.lend(office.person(), office.item()))
    assert (said.place, said.office.address_lines) == ("", ())


def test_a_basket_has_no_agreement_yet(office: TrialOffice) -> None:
    zoe, thing = office.person(), office.item()
    basket = loans.put_aside(office.desk, borrower_id=zoe, lines=(LineWanted(thing),))
    for paper_of in (agreement_of, receipt_of):
        with pytest.raises(NoAgreementYetError) as refused:
            paper_of(office.desk, basket)
        assert "convention vierge" in refused.value.message
        with pytest.raises(NotFoundError):
            paper_of(office.desk, new_id())
    office.lend(zoe, thing, basket_id=basket)
    assert agreement(office, basket).number == "BUR-2026-0001"


def test_a_blank_agreement_is_printed_blank_then_filled_in_when_it_was_typed(
    office: TrialOffice,
) -> None:
    (blank,) = loans.prepare_blank(office.desk)
    printed = agreement(office, blank)
    assert (printed.number, printed.blank, printed.borrower.name) == ("BUR-2026-0001", True, "")
    office.later(days=1)
    assert agreement(office, blank) == printed
    zoe = office.person()
    office.lend(zoe, office.item(), basket_id=blank)
    filled_in = agreement(office, blank)
    assert (filled_in.number, filled_in.blank) == ("BUR-2026-0001", False)
    assert filled_in.borrower.name == "Zoé Lefèvre"
    everything_changes(office, zoe, [])
    assert agreement(office, blank) == filled_in
    assert office.count("paper") == 2


def test_a_blank_agreement_put_aside_half_typed_is_still_filled_in_later(
    office: TrialOffice,
) -> None:
    (blank,) = loans.prepare_blank(office.desk)
    zoe, thing = office.person(), office.item()
    loans.put_aside(office.desk, borrower_id=zoe, lines=(LineWanted(thing),), basket_id=blank)
    agreement(office, blank)
    office.lend(zoe, thing, basket_id=blank)
    assert agreement(office, blank).out_at


def test_a_spoilt_blank_agreement_is_one_paper_however_often_it_is_looked_at(
    office: TrialOffice,
) -> None:
    (blank,) = loans.prepare_blank(office.desk)
    first = agreement(office, blank)
    loans.cancel_loan(office.desk, blank, "taché")
    for _n in range(3):
        office.later(days=1)
        assert agreement(office, blank) == first
    assert office.count("paper") == 1


def test_the_filled_in_agreement_is_the_one_even_after_the_clock_was_put_back(
    office: TrialOffice,
) -> None:
    (blank,) = loans.prepare_blank(office.desk)
    agreement(office, blank)
    office.later(days=-400)
    zoe = office.person(dues=False)
    office.lend(zoe, office.item(), basket_id=blank)
    filled_in = agreement(office, blank)
    everything_changes(office, zoe, [])
    assert agreement(office, blank) == filled_in


# The receipt


def test_a_receipt_is_printed_again_to_the_letter(office: TrialOffice) -> None:
    zoe, thing = office.person(commune="Meylan"), office.item()
    lent = office.lend(zoe, thing, deposit_cents=50_00)
    office.later(days=9)
    office.bring_back(lent, condition=Condition.WORN, remarks="rayure")
    first = receipt_of(office.desk, lent.loan_id)
    assert isinstance(first.content, ReceiptContent)
    assert (first.content.complete, first.content.days_late) == (True, 2)
    everything_changes(office, zoe, [thing])
    assert receipt_of(office.desk, lent.loan_id) == first
    assert office.count("paper") == 1


def _returns_the_rest(office: TrialOffice, lent: HandedOut) -> Any:
    return office.bring_back(lent)


def _settles(office: TrialOffice, lent: HandedOut) -> Any:
    return loans.settle_deposit(office.desk, lent.loan_id, kept_cents=5_00, reason="rayure")


def _amends(office: TrialOffice, lent: HandedOut) -> Any:
    key = office.loan(lent).lines[0].id
    return amend_return(office.desk, ReturnAmended(key, condition=Condition.DAMAGED))


def _extends(office: TrialOffice, lent: HandedOut) -> Any:
    return loans.extend(office.desk, lent.loan_id, date(2026, 12, 15))


@pytest.mark.parametrize("change", [_returns_the_rest, _settles, _amends, _extends])
def test_a_receipt_is_made_anew_when_the_return_changed_and_found_again_when_undone(
    office: TrialOffice, change: Any
) -> None:
    lent = office.lend(office.person(), *office.items(2), deposit_cents=50_00)
    office.take(LineBack(office.loan(lent).lines[0].id))
    first = receipt_of(office.desk, lent.loan_id)
    office.later(hours=1)
    change(office, lent)
    second = receipt_of(office.desk, lent.loan_id)
    assert second.paper_id != first.paper_id
    undo(office.desk)
    assert receipt_of(office.desk, lent.loan_id) == first
    assert office.count("paper") == 2


def test_a_partial_receipt_says_what_is_still_out(office: TrialOffice) -> None:
    lent = office.lend(office.person(), (office.stock(), 30))
    office.take(LineBack(office.loan(lent).lines[0].id, quantity=12, lost=1))
    (line,) = receipt(office, lent).lines
    assert (line.lent, line.returned, line.lost, line.still_out) == (30, 12, 1, 17)
    assert not receipt(office, lent).complete


def test_a_blank_agreement_names_no_nobody_and_no_zero(office: TrialOffice) -> None:
    (blank,) = loans.prepare_blank(office.desk)
    for content in (agreement(office, blank), blank_specimen(office.desk)):
        texts = " ".join(text for clause in content.clauses for text in clause.paragraphs)
        assert "la personne désignée en tête, l'emprunteur" in texts
        assert "au plus tard le jour indiqué en tête" in texts
        assert "0,00" not in texts
    assert blank_specimen(office.desk).number == ""


def test_what_was_reserved_for_a_price_is_hired_and_paid_once(office: TrialOffice) -> None:
    model = office.model("Sono")
    office.items(2, model=model)
    command = Reserve(
        office.person(), (Wanted(model, quantity=2),), office.moment, office.moment + ONE_DAY
    )
    reserved = reserve(office.desk, command)
    with office.desk.database.writing() as session:
        session.get_one(Reservation, reserved.reservation_id).fee_cents = 30_00
    with office.reading() as session:
        both = propose_pick_up(session, office.desk, reserved.reservation_id).lines
    first = pick_up(office.desk, reserved.reservation_id, HandOut(None, both[:1]))
    second = pick_up(office.desk, reserved.reservation_id, HandOut(None, both[1:]))
    assert agreement(office, first).fee_cents == 30_00
    assert agreement(office, second).fee_cents == 0
    assert "location" in agreement(office, first).clauses[0].title

"""What is scanned at the counter is understood; who stands there is known."""

import pytest

from tests.trial_office import TrialOffice
from vaetvient.desk import loans, mandates, merging
from vaetvient.desk.baskets import LineWanted
from vaetvient.storage.queries.counter import (
    LoanScanned,
    MemberScanned,
    NothingExact,
    Scanned,
    ThingScanned,
    basket_aside,
    borrower_card,
    code_in,
    resolve,
)


def scan(office: TrialOffice, typed: str) -> Scanned:
    with office.reading() as session:
        return resolve(session, typed)


def test_a_card_or_a_number_is_its_member(office: TrialOffice) -> None:
    zoe = office.person(card="2040000012345", number="17")
    assert scan(office, "2040000012345") == MemberScanned(zoe)
    assert scan(office, " 17 ") == MemberScanned(zoe)


def test_a_tag_is_its_thing_in_any_case(office: TrialOffice) -> None:
    projector = office.item("Vidéoprojecteur", tag="VID-012")
    found = scan(office, "vid-012")
    assert isinstance(found, ThingScanned)
    assert (found.id, found.tag, found.label) == (projector, "VID-012", "Vidéoprojecteur")
    assert found.out == ()


def test_a_thing_that_is_out_says_where(office: TrialOffice) -> None:
    zoe = office.person()
    lent = office.lend(zoe, office.item(tag="VID-012"))
    found = scan(office, "VID-012")
    assert isinstance(found, ThingScanned)
    (line,) = found.out
    assert (line.number, line.borrower) == (lent.number, "Lefèvre Zoé")


@pytest.mark.parametrize("typed", ["{n}", "{l}", "https://exemple.fr/p/{n}", "https://e.fr/?n={n}"])
def test_an_agreement_is_known_by_its_number_or_its_code(office: TrialOffice, typed: str) -> None:
    lent = office.lend(office.person(), office.item())
    found = scan(office, typed.format(n=lent.number, l=lent.number.lower()))
    assert isinstance(found, LoanScanned)
    assert found.number == lent.number


@pytest.mark.parametrize("typed", ["30 x CHA", "30xCHA", "30 × cha", "30*CHA", "30 CHA"])
def test_a_quantity_may_stand_before_a_tag(office: TrialOffice, typed: str) -> None:
    chairs = office.stock(tag="CHA")
    found = scan(office, typed)
    assert isinstance(found, ThingScanned)
    assert (found.id, found.quantity) == (chairs, 30)


def test_a_quantity_of_something_named_is_to_be_searched_for(office: TrialOffice) -> None:
    assert scan(office, "30 chaises") == NothingExact("chaises", 30)


def test_a_telephone_number_is_no_quantity(office: TrialOffice) -> None:
    assert scan(office, "0476 12 34 56") == NothingExact("0476 12 34 56")


def test_what_a_misconfigured_scanner_types_is_understood(office: TrialOffice) -> None:
    """A scanner that believes in a QWERTY keyboard, before a French one: VID-012."""
    projector = office.item(tag="VID-012")
    found = scan(office, "VID)à&é")
    assert isinstance(found, ThingScanned)
    assert found.id == projector


def test_a_code_is_told_from_a_name() -> None:
    assert NothingExact("VID-999").is_a_code
    assert not NothingExact("jardins").is_a_code
    assert not NothingExact("12 rue Lesdiguières").is_a_code


def test_the_code_of_an_address_is_its_last_part() -> None:
    assert code_in("https://pret.exemple.fr/GRE-2026-0042/") == "GRE-2026-0042"
    assert code_in("  VID-012\n") == "VID-012"


def test_the_number_of_a_merged_member_leads_to_the_one_kept(office: TrialOffice) -> None:
    kept, gone = office.person(number="1"), office.person("Lefevre", "Zoe", number="2")
    merging.merge_members(office.desk, kept, gone)
    assert scan(office, "2") == MemberScanned(kept)


def test_the_borrower_is_seen_with_dues_signers_and_what_is_out(office: TrialOffice) -> None:
    jardins = office.association()
    zoe, sam = office.person(), office.person("Martin", "Sam")
    mandates.name_representative(office.desk, jardins, zoe, role="trésorière")
    gone = mandates.name_representative(office.desk, jardins, sam, role="président")
    mandates.end_representation(office.desk, gone)
    office.lend(jardins, office.item(), (office.stock(), 30))
    office.later(days=9)
    with office.reading() as session:
        card = borrower_card(session, jardins, office.today())
    assert [(signer.name, signer.role) for signer in card.signers] == [
        ("Lefèvre Zoé", "trésorière")
    ]
    assert (card.things_out, card.loans_open, card.loans_late) == (31, 1, 1)
    assert card.paid_until is not None


def test_a_basket_put_aside_is_taken_back_up_as_it_was(office: TrialOffice) -> None:
    zoe, chairs = office.person(), office.stock()
    typed = loans.AsideTerms(office.today(), zoe, "Sam", "fête", "Fontaine", "c'est convenu")
    aside = loans.put_aside(
        office.desk,
        borrower_id=zoe,
        lines=(LineWanted(chairs, 30),),
        note="revient à 14 h",
        terms=typed,
    )
    with office.reading() as session:
        basket = basket_aside(session, aside)
    assert (basket.due_on, basket.signatory_id) == (office.today(), zoe)
    assert (basket.pickup_name, basket.purpose) == ("Sam", "fête")
    assert (basket.place_of_use, basket.override_reason) == ("Fontaine", "c'est convenu")
    assert (basket.borrower_id, basket.note) == (zoe, "revient à 14 h")
    assert [(line.equipment_id, line.quantity) for line in basket.lines] == [(chairs, 30)]

"""A vehicle leaves and comes back: its mileage and its fuel are read both times."""

from typing import Any
from uuid import UUID

import pytest

from tests.trial_office import TrialOffice
from vaetvient.desk.amending import ReturnAmended, amend_return
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.dossiers import note_document
from vaetvient.desk.equipment import EquipmentForm, change_equipment
from vaetvient.desk.lending import BasketRefusedError, HandedOut, HandOut, hand_out
from vaetvient.desk.mandates import name_representative
from vaetvient.desk.papers import agreement_of, receipt_of
from vaetvient.desk.returning import LineBack
from vaetvient.desk.undo import undo
from vaetvient.documents.agreement import render_agreement
from vaetvient.documents.receipt import render_receipt
from vaetvient.domain.agreement import AgreementContent, ReceiptContent
from vaetvient.domain.dossier import DocumentKind
from vaetvient.domain.entities import Item, LoanLine
from vaetvient.domain.equipment import CategoryKind
from vaetvient.domain.vehicle import BadFuelError, MileageBackwardsError


class Garage:
    """An office with a minibus at 45,210 km."""

    def __init__(self, office: TrialOffice) -> None:
        self.office = office
        cars = office.category("Minibus", kind=CategoryKind.VEHICLE, prefix="MIN")
        self.model = office.model("Minibus 9 places", category_id=cars)
        self.bus = office.item(
            model=self.model, tag="MIN-001", mileage_km=45_210, plate="AB-123-CD"
        )
        self.jardins = office.association()

    def driven_with(self, licence: str) -> None:
        form = EquipmentForm(self.model, tag="MIN-001", licence_class=licence)
        change_equipment(self.office.desk, self.bus, form)

    def lend(self, why: str = "", **read: Any) -> HandedOut:
        line = LineWanted(self.bus, **read)
        command = HandOut(self.jardins, (line,), override_reason=why)
        return hand_out(self.office.desk, command)

    def line(self, loan: HandedOut) -> LoanLine:
        (line,) = self.office.loan(loan).lines
        return line

    def back(self, loan: HandedOut, **read: Any) -> UUID:
        key = self.line(loan).id
        self.office.take(LineBack(key, **read))
        return key

    @property
    def mileage(self) -> int:
        return int(self.office.get(Item, self.bus).mileage_km)


@pytest.fixture
def garage(office: TrialOffice) -> Garage:
    return Garage(office)


def test_the_last_mileage_is_proposed_and_what_is_read_becomes_it(garage: Garage) -> None:
    loan = garage.lend()
    assert garage.line(loan).mileage_out_km == 45_210
    garage.back(loan, mileage_km=45_380, fuel=2)
    line = garage.line(loan)
    assert (line.mileage_in_km, line.fuel_in, garage.mileage) == (45_380, 2, 45_380)
    undo(garage.office.desk)
    assert garage.mileage == 45_210
    undo(garage.office.desk)
    again = garage.lend(mileage_km=45_400, fuel=4)
    assert (garage.line(again).mileage_out_km, garage.line(again).fuel_out) == (45_400, 4)
    garage.back(again)
    assert garage.mileage == 45_400, "nobody looked, but it is no less than when it left"


def test_a_mileage_that_goes_backwards_is_questioned(garage: Garage) -> None:
    with pytest.raises(BasketRefusedError) as no:
        garage.lend(mileage_km=45_000)
    assert "45\u202f000 km au départ, mais 45\u202f210 km" in no.value.sentence
    loan = garage.lend("compteur changé", mileage_km=120)
    with pytest.raises(MileageBackwardsError):
        garage.back(loan, mileage_km=100)
    with pytest.raises(BadFuelError):
        garage.back(loan, fuel=9)
    garage.back(loan, mileage_km=150)
    assert garage.mileage == 150


def test_what_was_read_at_the_return_is_corrected_a_moment_later(garage: Garage) -> None:
    loan = garage.lend()
    key = garage.back(loan)
    desk = garage.office.desk
    amend_return(desk, ReturnAmended(key, mileage_km=54_310, fuel=3))
    amend_return(desk, ReturnAmended(key, mileage_km=45_310))
    line = garage.line(loan)
    assert (line.mileage_in_km, line.fuel_in, garage.mileage) == (45_310, 3, 45_310)


def test_what_is_no_vehicle_has_no_mileage(office: TrialOffice) -> None:
    loan = office.lend(office.person(), office.item(mileage_km=12))
    (line,) = office.loan(loan).lines
    assert (line.mileage_out_km, line.fuel_out) == (None, None)


def test_the_papers_say_what_was_read(garage: Garage) -> None:
    from tests.documents.reading import tight, whole

    desk = garage.office.desk
    loan = garage.lend(fuel=3)
    agreement = agreement_of(desk, loan.loan_id).content
    assert isinstance(agreement, AgreementContent)
    assert (agreement.lines[0].mileage_km, agreement.lines[0].fuel) == (45_210, 3)
    text = whole(render_agreement(agreement))
    assert tight("45 210 km") in text
    assert "Croquis" in text
    garage.back(loan, mileage_km=45_380, fuel=2)
    receipt = receipt_of(desk, loan.loan_id).content
    assert isinstance(receipt, ReceiptContent)
    text = whole(render_receipt(receipt))
    for words in ("45 210 → 45 380 km", "170 km parcourus", "carburant : ¾ → ½"):
        assert tight(words) in text, words


def refused(garage: Garage) -> list[str]:
    with pytest.raises(BasketRefusedError) as no:
        garage.lend()
    return [refusal.error.code for refusal in no.value.refusals]


def test_the_licence_on_a_vehicle_s_record_is_asked_of_whoever_borrows(garage: Garage) -> None:
    desk = garage.office.desk
    garage.driven_with("D")
    assert refused(garage) == ["licence_missing"]
    note_document(desk, garage.jardins, DocumentKind.LICENCE, reference="B, A2")
    assert refused(garage) == ["licence_missing"], "a licence of another class is none"
    note_document(
        desk, garage.jardins, DocumentKind.LICENCE, reference="D", valid_until=desk.today()
    )
    assert refused(garage) == ["licence_missing"], "it ends before the return"
    note_document(desk, garage.jardins, DocumentKind.LICENCE, reference="permis D n° 12")
    garage.back(garage.lend())


def test_a_reason_goes_past_a_licence_that_nobody_saw(garage: Garage) -> None:
    garage.driven_with("B")
    assert garage.lend("vu mardi, il est à la préfecture")


def test_the_licence_of_who_signs_counts_too(garage: Garage) -> None:
    office, desk = garage.office, garage.office.desk
    garage.driven_with("B")
    zoe = office.person("Lefèvre", "Zoé")
    name_representative(desk, garage.jardins, zoe, role="trésorière")
    note_document(desk, zoe, DocumentKind.LICENCE, reference="B")
    line = LineWanted(garage.bus)
    assert hand_out(desk, HandOut(garage.jardins, (line,), signatory_id=zoe))

"""Two spellings of one thing are asked about; two things of one model stay two."""

import pytest

from tests.desk.lists import figures, take_equipment
from tests.trial_office import TrialOffice
from vaetvient.desk.manner import Asking, Decided
from vaetvient.desk.member_likeness import DOUBTFUL
from vaetvient.desk.thing_likeness import ThingTold, likeness
from vaetvient.domain.equipment import EquipmentKind, Item

ITEM, STOCK = EquipmentKind.ITEM, EquipmentKind.STOCK


def told(model: str, kind: EquipmentKind = ITEM, **more: str) -> ThingTold:
    return ThingTold(kind, model, **more)


@pytest.mark.parametrize(
    ("said", "known"),
    [
        (told("Epson EB X06", serial="X4-12345"), told("Vidéoprojecteur EB X06", serial="x412345")),
        (told("Projecteur", serial="X4O12345"), told("Projecteur", serial="X4012345")),
        (told("Projecteur", serial="X4A12345"), told("Projecteur", serial="X4A123455")),
        (told("Chaises pliantes", STOCK), told("Chaise pliante", STOCK)),
        (
            told("Tréteaux bois", STOCK, location="Cave"),
            told("Tréteau bois", STOCK, location="cave"),
        ),
        (told("Barnum 3x3"), told("Barnum 3x3 blanc", tag="BAR-1", location="Cave")),
    ],
)
def test_two_spellings_are_doubtful(said: ThingTold, known: ThingTold) -> None:
    assert likeness(said, known) >= DOUBTFUL


@pytest.mark.parametrize(
    ("said", "known"),
    [
        (told("Projecteur", tag="VID-2"), told("Projecteur", tag="VID-1")),
        (told("Projecteur", serial="X4A12345"), told("Projecteur", serial="X4A12346")),
        (told("Projecteur", serial="A99001234"), told("Projecteur", serial="B77005678")),
        (told("Epson X05"), told("Epson X06")),
        (told("Barnum", brand="Mastertent"), told("Barnum", brand="Vitabri")),
        (told("Chaise", STOCK), told("Table", STOCK)),
        (told("Chaise", STOCK), told("Chaise")),
        (told("Sono", serial="X4-12345"), told("Machine à coudre", serial="X4-12345")),
    ],
)
def test_two_things_are_two(said: ThingTold, known: ThingTold) -> None:
    assert likeness(said, known) < DOUBTFUL


LIST = """
    étiquette;modèle;numéro de série;emplacement
    P-9;Epson EB X06;X4-12345;Armoire
    """


def test_a_doubtful_thing_waits_and_is_settled_once(office: TrialOffice) -> None:
    model = office.model("Vidéoprojecteur EB X06")
    known = office.item(tag="VID-001", model=model, serial="x412345", location="Étagère")
    report = take_equipment(office, LIST, manner=Asking())
    assert figures(report) == (0, 0, 0, 0)
    (doubt,) = report.doubts
    (candidate,) = doubt.candidates
    assert (candidate.key, doubt.label) == (known, "P-9 · Epson EB X06")
    assert (candidate.now["tag"], candidate.now["location"]) == ("VID-001", "Étagère")
    assert figures(take_equipment(office, LIST, dry_run=True)) == (1, 0, 0, 0)  # new unless asked

    same = Asking({doubt.identity: Decided(known, keeps=frozenset({"model", "location"}))})
    assert figures(take_equipment(office, LIST, manner=same)) == (0, 1, 0, 0)
    thing = office.tagged("VID-001")
    assert isinstance(thing, Item)
    assert (thing.model_id, thing.location, thing.serial) == (model, "Étagère", "X4-12345")
    assert "étiquette : P-9" in thing.notes
    assert figures(take_equipment(office, LIST, manner=same)) == (0, 0, 1, 0)

    other = Asking({doubt.identity: Decided(None)})
    left = Asking({doubt.identity: Decided(None, left_out=True)})
    assert take_equipment(office, LIST, manner=left).left_out == 1
    assert figures(take_equipment(office, LIST, manner=other)) == (1, 0, 0, 0)
    assert office.count("equipment") == 2

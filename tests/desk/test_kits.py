"""Kits at the counter, and rooms that are parts of one another."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from tests.trial_office import TrialOffice
from vaetvient.desk.baskets import Basket, KitWanted, examine
from vaetvient.desk.equipment import EquipmentForm, NoSuchRoomError, change_equipment
from vaetvient.desk.kit_basket import KitOpened, kits_among, open_kit, options, take_option
from vaetvient.desk.kits import (
    KitTagTakenError,
    NotARoomPartError,
    PartForm,
    drop_kit,
    join_rooms,
    write_kit,
)
from vaetvient.desk.lending import BasketRefusedError, HandOut, hand_out
from vaetvient.desk.picking_up import pick_up
from vaetvient.desk.promises import view_of
from vaetvient.desk.reservations import Reserve, WantedKit, reserve
from vaetvient.desk.sales import write_ware
from vaetvient.desk.undo import undo
from vaetvient.domain.days import whole_days
from vaetvient.domain.entities import Item
from vaetvient.domain.errors import ChangedElsewhereError
from vaetvient.domain.kit import Kit
from vaetvient.storage.queries.answers import Wanted, called
from vaetvient.storage.queries.counter import KitScanned, resolve
from vaetvient.storage.queries.kits import KitRow, kit_rows
from vaetvient.storage.queries.results import FoundKit, ranked, results
from vaetvient.storage.queries.thing_file import thing_file

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


class Fete:
    """An office with a kit: two marquees and thirty chairs, and a garland that may stay."""

    def __init__(self, office: TrialOffice) -> None:
        self.office = office
        self.marquee, self.chair, self.garland = (
            office.model(name) for name in ("Barnum", "Chaise pliante", "Guirlande")
        )
        self.marquees = office.items(3, model=self.marquee, tag="BAR-001")
        self.chairs = office.stock(count=40, tag="CHA", model=self.chair)
        self.garlands = office.items(1, model=self.garland, tag="GUI-001")
        self.kit = write_kit(
            office.desk,
            "Fête de quartier",
            (
                PartForm(self.marquee, 2),
                PartForm(self.chair, 30),
                PartForm(self.garland, required=False),
            ),
            tag="KIT-01",
        )
        self.jardins = office.association()

    def open(self, quantity: int = 1, basket: Basket | None = None) -> KitOpened:
        with self.office.reading() as session:
            return open_kit(session, self.office.desk, self.kit, quantity, basket or Basket())

    def lend(self, opened: KitOpened, *, without: tuple[UUID, ...] = (), why: str = "") -> UUID:
        kits = (KitWanted(self.kit, without=without),)
        command = HandOut(self.jardins, opened.lines, kits=kits, override_reason=why)
        return hand_out(self.office.desk, command).loan_id

    def row(self) -> KitRow:
        period = whole_days(MONDAY, TUESDAY, self.office.desk.zone)
        with self.office.reading() as session:
            (row,) = kit_rows(session, view_of(self.office.desk), period)
        return row


@pytest.fixture
def fete(office: TrialOffice) -> Fete:
    return Fete(office)


def test_a_kit_opens_into_the_first_free_units_and_its_name_stays_on_the_loan(fete: Fete) -> None:
    fete.office.lend(fete.jardins, fete.marquees[0])
    opened = fete.open()
    assert [(line.equipment_id, line.quantity) for line in opened.lines] == [
        (fete.marquees[1], 1),
        (fete.marquees[2], 1),
        (fete.chairs, 30),
    ]
    loan = fete.office.loan(fete.lend(opened))
    drop_kit(fete.office.desk, fete.kit)
    assert {line.kit_name for line in loan.lines} == {"Fête de quartier"}


def test_what_a_kit_lacks_is_said_and_it_leaves_without_it_only_on_purpose(fete: Fete) -> None:
    fete.office.lend(fete.jardins, *fete.marquees[:2])
    opened = fete.open()
    assert [line.equipment_id for line in opened.lines] == [fete.marquees[2], fete.chairs]
    with pytest.raises(BasketRefusedError) as no:
        fete.lend(opened)
    assert no.value.sentence == "Kit « Fête de quartier » : il manque 1 × Barnum."
    fete.office.bring_back(fete.lend(opened, without=(fete.marquee,)))
    assert fete.lend(fete.open(), why="le second barnum est prêté par la mairie")


def test_an_optional_part_is_offered_while_it_is_free_and_not_there(fete: Fete) -> None:
    opened, desk = fete.open(), fete.office.desk
    basket = Basket(fete.jardins, opened.lines, kits=(opened.wanted,))
    with fete.office.reading() as session:
        (offered,) = options(session, desk, basket)
        (line,) = take_option(session, desk, offered, basket)
        assert (offered.label, line.kit_name) == ("Guirlande", "Fête de quartier")
        assert line.equipment_id == fete.garlands[0]
        fuller = Basket(fete.jardins, (*opened.lines, line), kits=basket.kits)
        assert options(session, desk, fuller) == ()
        assert not examine(session, desk, basket, out_on=MONDAY).refusals


def test_two_kits_do_not_take_the_same_units_twice(fete: Fete) -> None:
    once = fete.open()
    more = fete.open(basket=Basket(lines=once.lines))
    assert [line.equipment_id for line in more.lines] == [fete.marquees[2], fete.chairs]
    assert more.lines[1].quantity == 10
    twice = Basket(lines=(*once.lines, *more.lines), kits=(KitWanted(fete.kit, 2),))
    with fete.office.reading() as session:
        said = examine(session, fete.office.desk, twice, out_on=MONDAY).refusals
    assert [r.error.facts["what"] for r in said] == ["1 × Barnum", "20 × Chaise pliante"]


def test_a_kit_is_scanned_typed_and_found(fete: Fete) -> None:
    with fete.office.reading() as session:
        for typed, many in (("kit-01", 1), ("fete de quartier", 1), ("2 x Fête de quartier", 2)):
            assert resolve(session, typed) == KitScanned(fete.kit, "Fête de quartier", many)
        found = results(session, fete.office.desk.database.lexicon, "quart")
        assert found == [FoundKit(fete.kit, "KIT-01", "Fête de quartier", 3)]


def test_a_reserved_kit_is_fetched_in_one_gesture_and_is_still_that_kit(fete: Fete) -> None:
    period = whole_days(MONDAY, TUESDAY, fete.office.desk.zone)
    command = Reserve(fete.jardins, (WantedKit(fete.kit),), period.start, period.end)
    made = reserve(fete.office.desk, command)
    loan = fete.office.loan(pick_up(fete.office.desk, made.reservation_id))
    assert [(line.tag, line.quantity, line.kit_name) for line in loan.lines] == [
        ("BAR-001", 1, "Fête de quartier"),
        ("BAR-002", 1, "Fête de quartier"),
        ("CHA", 30, "Fête de quartier"),
        ("GUI-001", 1, "Fête de quartier"),
    ]


def test_the_list_of_kits_says_who_has_the_parts(fete: Fete) -> None:
    assert fete.row().whole == 1
    fete.office.lend(fete.jardins, fete.marquees[0], fete.marquees[1])
    row = fete.row()
    marquee = row.parts[0]
    assert (row.whole, marquee.free, marquee.total) == (0, 1, 3)
    assert {claim.who for claim in marquee.holders} == {"Les Jardins d'Échirolles"}


def test_what_is_scanned_for_a_kit_is_its_own(fete: Fete) -> None:
    desk, part = fete.office.desk, PartForm(fete.chair)
    for tag in ("bar-001", "kit-01"):
        with pytest.raises(KitTagTakenError):
            write_kit(desk, "Autre", (part,), tag=tag)
    assert write_kit(desk, "Fête", (part,), tag="KIT-01", kit_id=fete.kit) == fete.kit
    undo(desk)
    assert fete.row().name == "Fête de quartier"
    with pytest.raises(ChangedElsewhereError):
        write_kit(desk, "Fête", (part,), kit_id=fete.kit, revision=fete.row().revision - 1)


# Rooms


def test_the_parts_of_a_room_are_written_on_its_form(office: TrialOffice) -> None:
    whole, left, right = (office.item(name, tag=name) for name in ("GRANDE", "GAUCHE", "DROITE"))
    form = EquipmentForm(office.get(Item, whole).model_id, tag="GRANDE", fittings="cuisine")

    def write(*parts: str) -> None:
        change_equipment(office.desk, whole, replace(form, room_parts=parts))

    write("gauche", " DROITE", "")
    with office.reading() as session:
        file = thing_file(session, whole, office.today())
        assert (file.room_parts, file.fittings) == (("DROITE", "GAUCHE"), "cuisine")
        assert thing_file(session, left, office.today()).part_of == ("GRANDE",)
    write("DROITE")
    with office.reading() as session:
        assert thing_file(session, whole, office.today()).room_parts == ("DROITE",)
        assert thing_file(session, left, office.today()).part_of == ()
    with pytest.raises(NoSuchRoomError):
        write("AILLEURS")
    with pytest.raises(NotARoomPartError):
        join_rooms(office.desk, right, whole)
    change_equipment(office.desk, whole, form)
    with office.reading() as session:
        assert thing_file(session, whole, office.today()).room_parts == ("DROITE",)


def test_a_kit_taken_up_again_is_counted_by_its_fullest_part(fete: Fete) -> None:
    opened = fete.open()
    fewer = tuple(line for line in opened.lines if line.equipment_id != fete.marquees[1])
    with fete.office.reading() as session:
        (again,) = kits_among(session, fewer)
        assert (again.wanted, again.name) == (KitWanted(fete.kit, 1), "Fête de quartier")
        basket = Basket(fete.jardins, fewer, kits=(again.wanted,))
        (said,) = examine(session, fete.office.desk, basket, out_on=MONDAY).refusals
        assert said.error.facts["what"] == "1 × Barnum"
        twice = fete.open(2)
        assert kits_among(session, twice.lines)[0].wanted.quantity == 2
    drop_kit(fete.office.desk, fete.kit)
    with fete.office.reading() as session:
        assert kits_among(session, fewer) == ()


def test_kits_and_wares_are_found_everywhere(fete: Fete) -> None:
    lexicon = fete.office.desk.database.lexicon
    write_ware(fete.office.desk, "Copie A4", 10)
    with fete.office.reading() as session:
        for typed, first in (("fete", "Fête de quartier"), ("kit-01", "Fête de quartier")):
            found, score = ranked(session, lexicon, typed)[0]
            assert (found.label, score > 1) == (first, True)
        assert [found.label for found, _score in ranked(session, lexicon, "copie")] == ["Copie A4"]


def test_what_is_typed_for_a_reservation_is_known_in_any_case(fete: Fete) -> None:
    with fete.office.reading() as session:
        assert called(session, "bar-001") == Wanted(fete.marquee, fete.marquees[0])
        assert called(session, "barnum") == Wanted(fete.marquee)
        for typed in ("kit-01", "fête de QUARTIER"):
            kit = called(session, typed)
            assert isinstance(kit, Kit)
            assert kit.id == fete.kit

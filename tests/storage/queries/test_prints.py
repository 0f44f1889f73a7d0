"""What goes on paper is what is in the database, in the order in which a desk reads it."""

from __future__ import annotations

import pytest

from tests.trial_office import TrialOffice
from vaetvient.desk import equipment, members
from vaetvient.desk.office import set_office
from vaetvient.domain.member import MemberKind
from vaetvient.domain.prints import CardSheet, LabelFormat, LabelSheet, OutList, ShelfList
from vaetvient.storage.queries.holdings import places
from vaetvient.storage.queries.prints import card_sheet, label_sheet, out_list, shelf_list

SHEET = LabelFormat("L7160", "Avery L7160", 63.5, 38.1, 3, 7)
AT = "2026-11-23T10:00"


def labels(office: TrialOffice, *tags: str, copies: int = 1) -> LabelSheet:
    keys = [office.tagged(tag).id for tag in tags] or None
    with office.reading() as session:
        return label_sheet(
            session,
            office.desk.office_id,
            keys,
            SHEET,
            language="fr",
            made_on=office.today(),
            copies=copies,
        )


def cards(office: TrialOffice, *keys: object) -> CardSheet:
    with office.reading() as session:
        return card_sheet(
            session, office.desk.office_id, keys, language="fr", made_on=office.today()  # type: ignore[arg-type]
        )  # fmt: skip


def out(office: TrialOffice) -> OutList:
    with office.reading() as session:
        return out_list(
            session, office.desk.office_id, today=office.today(), made_at=AT, language="fr"
        )


def shelves(office: TrialOffice, location: str | None = None) -> ShelfList:
    with office.reading() as session:
        return shelf_list(
            session, office.desk.office_id, made_at=AT, language="fr", location=location
        )


# Labels


def test_labels_come_in_the_order_asked_for_or_by_tag(office: TrialOffice) -> None:
    office.item("Sono", "SON-003", serial="YST-1")
    office.item("Vidéoprojecteur", "VID-001")
    office.stock("Chaise pliante", 200, "CHA-LOT")
    assert [label.tag for label in labels(office, "VID-001", "CHA-LOT").labels] == [
        "VID-001",
        "CHA-LOT",
    ]
    everything = labels(office)
    assert [label.tag for label in everything.labels] == ["CHA-LOT", "SON-003", "VID-001"]
    assert (everything.labels[1].label, everything.labels[1].serial) == ("Sono", "YST-1")
    assert everything.made_on == "2026-11-23"


def test_a_thing_and_its_box_have_a_label_each(office: TrialOffice) -> None:
    office.items(2, tag="VID-001")
    assert [label.tag for label in labels(office, copies=2).labels] == [
        "VID-001",
        "VID-001",
        "VID-002",
        "VID-002",
    ]


def test_the_owner_is_named_unless_it_is_the_office(office: TrialOffice) -> None:
    office.item("Sono", "SON-001", owner_name="Ligue de l'enseignement")
    office.item("Sono", "SON-002", owner_name="BUREAU")
    assert [label.owner for label in labels(office).labels] == ["Ligue de l'enseignement", ""]


def test_what_was_archived_has_no_label_unless_asked_for(office: TrialOffice) -> None:
    equipment.archive_equipment(office.desk, office.item(tag="VID-001"))
    assert labels(office).labels == ()
    assert len(labels(office, "VID-001").labels) == 1


# Cards


def test_a_card_names_its_member_as_one_says_the_name(office: TrialOffice) -> None:
    zoe = office.person("Lefèvre", "Zoé", card="2900000000018", number="7")
    gardens = office.association("Les Jardins d'Échirolles", number="8")
    made = cards(office, gardens, zoe).cards
    assert [(card.name, card.number, card.code, card.form) for card in made] == [
        ("Les Jardins d'Échirolles", "8", "8", "association"),
        ("Zoé Lefèvre", "7", "2900000000018", "personne"),
    ]


def test_a_card_says_where_it_belongs_when_the_office_has_an_address(office: TrialOffice) -> None:
    assert cards(office).contact == ""
    address = {
        "address": "6 rue Berthe-de-Boissieux",
        "postal_code": "38000",
        "commune": "Grenoble",
    }
    set_office(office.desk, address)
    assert cards(office).contact == "Carte trouvée ? 6 rue Berthe-de-Boissieux, 38000 Grenoble"


# What is out


def test_what_is_out_is_grouped_by_borrower_the_latest_first(office: TrialOffice) -> None:
    sam, zoe = office.person("Martin", "Sam"), office.person("Lefèvre", "Zoé", phone="0612345678")
    office.lend(zoe, office.item("Vidéoprojecteur", "VID-001"))
    office.later(days=3)
    office.lend(sam, office.item("Sono", "SON-001"), (office.stock(), 30))
    office.later(days=2)
    office.lend(zoe, office.item("Tente", "TEN-001"))
    office.later(days=5)
    first, second = out(office).borrowers
    assert (first.name, first.phone, first.days_late) == ("Lefèvre Zoé", "06 12 34 56 78", 3)
    assert [(line.tag, line.days_late) for line in first.lines] == [("VID-001", 3), ("TEN-001", 0)]
    assert (second.name, second.days_late) == ("Martin Sam", 0)
    assert [line.quantity for line in second.lines] == [1, 30]


def test_what_came_back_is_not_out(office: TrialOffice) -> None:
    office.bring_back(office.lend(office.person(), office.item()))
    assert out(office).borrowers == ()


# Shelves


def test_shelves_tell_what_should_be_there_and_why_something_is_not(office: TrialOffice) -> None:
    projector = office.item("Vidéoprojecteur", "VID-001", location="Réserve")
    office.item("Machine à coudre", "COU-001", location="Cave")
    chairs = office.stock("Chaise pliante", 200, "CHA-LOT")
    office.lend(office.person(), projector, (chairs, 30))
    nowhere, cellar, reserve = shelves(office).places
    assert [place.place for place in (nowhere, cellar, reserve)] == ["", "Cave", "Réserve"]
    assert (nowhere.lines[0].count, nowhere.lines[0].away) == (170, "")
    assert cellar.lines[0].away == ""
    assert reserve.lines[0].away == "en prêt à Lefèvre Zoé, retour le 30/11/2026"


@pytest.mark.parametrize("asked", ["Réserve", "reserve", " RÉSERVE "])
def test_one_place_alone_in_any_spelling(office: TrialOffice, asked: str) -> None:
    office.item(tag="VID-001", location="Réserve")
    office.item(tag="VID-002", location="réserve")
    office.item(tag="COU-001", location="Cave")
    listed = shelves(office, asked)
    assert {line.tag for place in listed.places for line in place.lines} == {"VID-001", "VID-002"}


def test_places_are_counted(office: TrialOffice) -> None:
    office.items(2, tag="VID-001", location="Réserve")
    office.item(tag="COU-001", location="Atelier")
    office.item(tag="TEN-001")
    with office.reading() as session:
        found = places(session, office.desk.office_id)
    assert [(place.name, place.things) for place in found] == [("Atelier", 1), ("Réserve", 2)]


def test_names_changed_since_are_those_of_today_on_cards(office: TrialOffice) -> None:
    zoe = office.person("Lefèvre", "Zoé")
    form = members.MemberForm(MemberKind.PERSON, last_name="Lefèvre-Roy", first_name="Zoé")
    members.change_member(office.desk, zoe, form)
    assert cards(office, zoe).cards[0].name == "Zoé Lefèvre-Roy"

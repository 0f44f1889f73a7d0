"""Members, equipment and loans as lists: every order, every filter, every window."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from tests.many import many_members
from tests.trial_office import TrialOffice
from vaetvient.desk import equipment, loans, members
from vaetvient.desk.returning import LineBack
from vaetvient.domain.equipment import Condition, EquipmentKind
from vaetvient.domain.member import MemberKind
from vaetvient.storage.queries.equipment import EQUIPMENT, EquipmentAsked, Whereabouts
from vaetvient.storage.queries.listing import LongList, Order
from vaetvient.storage.queries.loans import LOANS, LoansAsked, LoansShown
from vaetvient.storage.queries.members import (
    MEMBERS,
    Dues,
    Kept,
    MembersAsked,
    communes_present,
)


@dataclass(frozen=True)
class Asking:
    """A list and what it is asked."""

    listing: LongList[Any, Any]
    asked: Any


@pytest.fixture
def busy(office: TrialOffice) -> TrialOffice:
    """An office with something in every state."""
    sound = office.category("Image et son", prefix="VID")
    projectors = office.items(4, "Vidéoprojecteur", model=office.model(category_id=sound))
    chairs = office.stock("Chaise pliante", 200, "CHA")
    office.item("Écran", "ECR-001", location="Étagère 2", owner_name="Ville d'Échirolles")
    broken = office.item("Barnum", "BAR-001", condition=Condition.BROKEN)
    stopped = office.item("Zodiac", "ZOD-001")
    gone = office.item("Micro", "MIC-001")
    equipment.archive_equipment(office.desk, gone)
    equipment.take_out_of_service(office.desk, stopped, "à réparer")
    assert broken
    zoe = office.person("Lefèvre", "Zoé", email="zoe@example.org", commune="Grenoble")
    echirolles = office.association("Échirolles Musique", commune="Échirolles", dues=False)
    paul = office.person("Petit", "Paul", dues=False)
    members.archive_member(office.desk, paul)
    first = office.lend(zoe, projectors[0], (chairs, 30), deposit_cents=5000)
    office.later(days=2)
    office.lend(zoe, projectors[1])
    office.bring_back(office.lend(zoe, projectors[2]))
    members.renew_membership(office.desk, echirolles)
    spoilt = office.lend(echirolles, projectors[3])
    loans.cancel_loan(office.desk, spoilt.loan_id, "erreur")
    loans.prepare_blank(office.desk)
    chairs_line = office.loan(first).lines[1]
    office.take(LineBack(chairs_line.id, quantity=10))
    office.later(days=6)
    return office


def every_asking(office: TrialOffice) -> Iterator[Asking]:
    today, lexicon = office.today(), office.desk.database.lexicon
    for kept in Kept:
        for dues in Dues:
            asked = MembersAsked(
                today, lexicon, kept=kept, dues=dues, office_id=office.desk.office_id
            )
            yield Asking(MEMBERS, asked)
    yield Asking(MEMBERS, MembersAsked(today, lexicon, kind=MemberKind.PERSON))
    for shown in LoansShown:
        yield Asking(LOANS, LoansAsked(today, lexicon, shown=shown))
    yield Asking(LOANS, LoansAsked(today, lexicon, shown=LoansShown.ALL, deposit_held=True))
    for where in (None, *Whereabouts):
        yield Asking(EQUIPMENT, EquipmentAsked(today, lexicon, where=where, kept=Kept.ALL))
    for text in ("musique", "zoé", "gre-", "xxxx", "videoprojecteur"):
        yield Asking(MEMBERS, MembersAsked(today, lexicon, text=text))
        yield Asking(LOANS, LoansAsked(today, lexicon, text=text, shown=LoansShown.ALL))
        yield Asking(EQUIPMENT, EquipmentAsked(today, lexicon, text=text))


def test_windows_places_and_counts_agree_in_every_order(busy: TrialOffice) -> None:
    with busy.reading() as session:
        for asking in every_asking(busy):
            listing, asked = asking.listing, asking.asked
            total = listing.count(session, asked)
            for name in listing.sortings:
                for descending in (False, True):
                    order = Order(name, descending)
                    whole = listing.window(session, asked, order, 0, 1000)
                    assert len(whole) == total
                    assert len({row.id for row in whole}) == total
                    for first in range(0, total, 2):
                        part = listing.window(session, asked, order, first, 2, total=total)
                        assert part == whole[first : first + 2]
                    for place, row in enumerate(whole):
                        assert listing.place(session, asked, order, row.id) == place


def test_descending_is_ascending_read_backwards(busy: TrialOffice) -> None:
    asked = EquipmentAsked(busy.today(), busy.desk.database.lexicon)
    with busy.reading() as session:
        for name in EQUIPMENT.sortings:
            up = EQUIPMENT.window(session, asked, Order(name), 0, 100)
            down = EQUIPMENT.window(session, asked, Order(name, descending=True), 0, 100)
            assert down == up[::-1]


def test_names_sort_as_a_french_reader_expects(office: TrialOffice) -> None:
    for name in ("Zodiaque", "École", "Eau vive", "étoile", "Œuvres", "Amis"):
        office.association(name)
    asked = MembersAsked(office.today(), office.desk.database.lexicon)
    with office.reading() as session:
        rows = MEMBERS.window(session, asked, Order("label"), 0, 10)
    assert [row.label for row in rows] == [
        "Amis",
        "Eau vive",
        "École",
        "étoile",
        "Œuvres",
        "Zodiaque",
    ]


def test_numbers_sort_as_numbers(office: TrialOffice) -> None:
    many_members(office, 12)
    asked = MembersAsked(office.today(), office.desk.database.lexicon)
    with office.reading() as session:
        rows = MEMBERS.window(session, asked, Order("number"), 0, 20)
    assert [row.number for row in rows] == [str(n) for n in range(1, 13)]


def test_a_long_list_is_read_from_both_ends(office: TrialOffice) -> None:
    many_members(office, 500)
    asked = MembersAsked(office.today(), office.desk.database.lexicon)
    with office.reading() as session:
        whole = MEMBERS.window(session, asked, Order("label"), 0, 500)
        for first in (0, 130, 249, 250, 251, 400, 495):
            part = MEMBERS.window(session, asked, Order("label"), first, 10, total=500)
            assert part == whole[first : first + 10]


def loans_shown(office: TrialOffice, shown: LoansShown) -> list[str]:
    asked = LoansAsked(office.today(), office.desk.database.lexicon, shown=shown)
    with office.reading() as session:
        return [row.number for row in LOANS.window(session, asked, Order("number"), 0, 50)]


def test_loans_are_shown_by_what_became_of_them(busy: TrialOffice) -> None:
    numbers = loans_shown(busy, LoansShown.ALL)
    assert len(numbers) == 5
    assert loans_shown(busy, LoansShown.OPEN) == numbers[:2]
    assert loans_shown(busy, LoansShown.LATE) == numbers[:1]
    assert loans_shown(busy, LoansShown.RETURNED) == numbers[2:3]
    assert loans_shown(busy, LoansShown.CANCELLED) == numbers[3:4]
    assert loans_shown(busy, LoansShown.BLANK) == numbers[4:]


def test_a_loan_tells_what_is_still_out_and_how_late_it_is(busy: TrialOffice) -> None:
    asked = LoansAsked(busy.today(), busy.desk.database.lexicon, shown=LoansShown.LATE)
    with busy.reading() as session:
        (row,) = LOANS.window(session, asked, Order("number"), 0, 50)
    assert (row.things, row.still_out, row.deposit_held_cents) == (31, 21, 5000)
    assert row.due_on is not None
    assert row.late_by == (busy.today() - row.due_on).days == 1


def where_things_are(office: TrialOffice, **filters: Any) -> dict[str, Whereabouts]:
    asked = EquipmentAsked(office.today(), office.desk.database.lexicon, **filters)
    with office.reading() as session:
        rows = EQUIPMENT.window(session, asked, Order("tag"), 0, 50)
    return {row.tag: row.where for row in rows}


def test_things_tell_where_they_are(busy: TrialOffice) -> None:
    assert where_things_are(busy, kept=Kept.ALL) == {
        "BAR-001": Whereabouts.STOPPED,
        "CHA": Whereabouts.FREE,
        "ECR-001": Whereabouts.FREE,
        "MIC-001": Whereabouts.ARCHIVED,
        "VID-001": Whereabouts.OUT,
        "VID-002": Whereabouts.OUT,
        "VID-003": Whereabouts.FREE,
        "VID-004": Whereabouts.FREE,
        "ZOD-001": Whereabouts.STOPPED,
    }
    assert set(where_things_are(busy, where=Whereabouts.FREE)) == {
        "CHA",
        "ECR-001",
        "VID-003",
        "VID-004",
    }
    assert set(where_things_are(busy, where=Whereabouts.OUT)) == {"CHA", "VID-001", "VID-002"}
    assert set(where_things_are(busy, where=Whereabouts.STOPPED)) == {"BAR-001", "ZOD-001"}
    assert set(where_things_are(busy, kind=EquipmentKind.STOCK)) == {"CHA"}


def test_a_stop_that_has_ended_stops_nothing(office: TrialOffice) -> None:
    item = office.item("Barnum", "BAR-001")
    until = office.today() + timedelta(days=3)
    equipment.take_out_of_service(office.desk, item, "à sécher", until=until)
    assert where_things_are(office) == {"BAR-001": Whereabouts.STOPPED}
    office.later(days=4)
    assert where_things_are(office) == {"BAR-001": Whereabouts.FREE}


def test_who_has_a_thing_is_told_when_only_one_has(busy: TrialOffice) -> None:
    asked = EquipmentAsked(busy.today(), busy.desk.database.lexicon, text="chaise")
    with busy.reading() as session:
        (chairs,) = EQUIPMENT.window(session, asked, Order("tag"), 0, 5)
    assert (chairs.borrower, chairs.total, chairs.out) == ("Lefèvre Zoé", 200, 20)


def test_communes_are_offered_with_how_many_live_there(busy: TrialOffice) -> None:
    with busy.reading() as session:
        assert communes_present(session) == (("Échirolles", 1), ("Grenoble", 1))


def test_merged_entries_are_in_no_list(office: TrialOffice) -> None:
    from vaetvient.desk.merging import merge_members

    kept, gone = office.person("Lefèvre", "Zoé"), office.person("Lefevre", "Zoé")
    merge_members(office.desk, kept, gone)
    asked = MembersAsked(office.today(), office.desk.database.lexicon, kept=Kept.ALL)
    with office.reading() as session:
        rows = MEMBERS.window(session, asked, Order("label"), 0, 5)
    assert [row.id for row in rows] == [kept]

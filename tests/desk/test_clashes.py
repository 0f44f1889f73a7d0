"""Uses that collide: what is a clash, with whom, what would do, and what is agreed."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from tests.trial_office import TrialOffice
from vaetvient.desk import equipment
from vaetvient.desk.busy_times import BusyStretch, take_busy_times
from vaetvient.desk.clashes import give_other_unit, note_agreement, ways_out
from vaetvient.desk.kits import PartForm, write_kit
from vaetvient.desk.promises import view_of
from vaetvient.desk.reservations import Reserve, WantedKit, cancel_reservation, reserve
from vaetvient.desk.undo import undo
from vaetvient.domain.availability import ClaimKind, Period
from vaetvient.domain.clash import NoClashError, NothingAgreedError
from vaetvient.domain.days import whole_days
from vaetvient.domain.entities import Item, Office, Reservation
from vaetvient.domain.errors import NotFoundError
from vaetvient.storage.queries.answers import Wanted
from vaetvient.storage.queries.clashes import Clash, clashes

THURSDAY, FRIDAY = date(2026, 11, 26), date(2026, 11, 27)


class Fete:
    """An office with two projectors, promised to two associations."""

    def __init__(self, office: TrialOffice) -> None:
        self.office = office
        self.model = office.model()
        self.one, self.two = office.items(2, model=self.model, tag="VID-001")
        self.jardins = office.association("Les Jardins")
        self.ali = office.person("Benali", "Ali")

    def period(self, first: date = THURSDAY, last: date = FRIDAY) -> Period:
        return whole_days(first, last, self.office.desk.zone)

    def reserve(self, who: UUID, thing: UUID | None = None) -> UUID:
        period = self.period()
        command = Reserve(
            who, (Wanted(self.model, thing),), period.start, period.end, override_reason="essai"
        )
        return reserve(self.office.desk, command).reservation_id

    def clashes(self) -> list[Clash]:
        with self.office.reading() as session:
            return clashes(session, view_of(self.office.desk))

    def kinds(self) -> list[list[ClaimKind]]:
        return [[other.kind for other in clash.others] for clash in self.clashes()]


@pytest.fixture
def fete(office: TrialOffice) -> Fete:
    return Fete(office)


def test_promises_that_can_be_kept_do_not_clash(fete: Fete) -> None:
    fete.reserve(fete.jardins, fete.one)
    fete.reserve(fete.ali)
    assert fete.clashes() == []


def test_a_repair_makes_a_case_of_the_promise_it_crosses(fete: Fete) -> None:
    fete.reserve(fete.jardins, fete.one)
    equipment.take_out_of_service(fete.office.desk, fete.one, "lampe")
    (clash,) = fete.clashes()
    assert (clash.tag, clash.promise.who) == ("VID-001", "Les Jardins")
    assert [(other.kind, other.who) for other in clash.others] == [(ClaimKind.MAINTENANCE, "lampe")]


def test_a_promise_of_any_of_them_clashes_only_when_none_is_left(fete: Fete) -> None:
    fete.reserve(fete.jardins)
    equipment.take_out_of_service(fete.office.desk, fete.one, "lampe")
    assert fete.clashes() == []
    equipment.take_out_of_service(fete.office.desk, fete.two, "câble")
    assert fete.kinds() == [[ClaimKind.MAINTENANCE, ClaimKind.MAINTENANCE]]


def test_something_late_is_a_case_for_who_comes_this_week_only(fete: Fete) -> None:
    fete.office.lend(fete.ali, fete.one, due_on=fete.office.today())
    fete.reserve(fete.jardins, fete.one)
    assert fete.clashes() == []
    fete.office.later(days=1)
    assert fete.kinds() == [[ClaimKind.LATE]]


def test_something_late_troubles_nobody_who_comes_next_month(fete: Fete) -> None:
    period = fete.period(date(2026, 12, 28), date(2026, 12, 29))
    command = Reserve(fete.jardins, (Wanted(fete.model, fete.one),), period.start, period.end)
    fete.office.lend(fete.ali, fete.one, due_on=fete.office.today())
    reserve(fete.office.desk, command)
    fete.office.later(days=1)
    assert fete.clashes() == []


def test_what_a_calendar_says_is_a_party_too(fete: Fete) -> None:
    fete.reserve(fete.jardins, fete.one)
    period = fete.period()
    take_busy_times(
        fete.office.desk, fete.one, "salle.ics", [BusyStretch(period.start, period.end, "Chorale")]
    )
    (clash,) = fete.clashes()
    assert [(other.kind, other.who) for other in clash.others] == [(ClaimKind.BUSY, "Chorale")]


def _elsewhere(office: TrialOffice, thing: UUID) -> None:
    with office.desk.database.writing() as session:
        there = Office(name="Échirolles", code="ECH")
        session.add(there)
        session.flush()
        session.get_one(Item, thing).custody_office_id = there.id


def test_what_another_office_keeps_now_cannot_be_given(fete: Fete) -> None:
    fete.reserve(fete.jardins, fete.one)
    _elsewhere(fete.office, fete.one)
    (clash,) = fete.clashes()
    assert [(other.kind, other.who) for other in clash.others] == [
        (ClaimKind.ELSEWHERE, "Échirolles")
    ]


def test_who_asked_first_keeps_it(fete: Fete) -> None:
    """Two offices promised the same without knowing of each other: here their rows met."""
    first = fete.reserve(fete.jardins, fete.one)
    fete.office.later(minutes=5)
    second = fete.reserve(fete.ali)
    with fete.office.desk.database.writing() as session:
        session.get_one(Reservation, second).lines[0].equipment_id = fete.one
    (clash,) = fete.clashes()
    assert clash.reservation_id == second
    assert [other.ref for other in clash.others] == [first]
    cancel_reservation(fete.office.desk, first)
    assert fete.clashes() == []


def test_another_unit_is_offered_and_given_and_its_kit_stays_known(fete: Fete) -> None:
    kit = write_kit(fete.office.desk, "Kit fête", (PartForm(fete.model),))
    period = fete.period()
    command = Reserve(
        fete.jardins, (WantedKit(kit),), period.start, period.end, override_reason="essai"
    )
    key = reserve(fete.office.desk, command).reservation_id
    with fete.office.desk.database.writing() as session:
        session.get_one(Reservation, key).lines[0].equipment_id = fete.one
    equipment.take_out_of_service(fete.office.desk, fete.one, "lampe")
    (clash,) = fete.clashes()
    with fete.office.reading() as session:
        ways = ways_out(session, fete.office.desk, clash)
    assert [unit.tag for unit in ways.units] == ["VID-002"]
    assert ways.any_unit
    give_other_unit(fete.office.desk, key, fete.one, fete.two)
    assert fete.clashes() == []
    with fete.office.reading() as session:
        (line,) = session.get_one(Reservation, key).lines
        assert (line.equipment_id, line.kit_name) == (fete.two, "Kit fête")


def test_a_unit_is_named_and_let_go_at_other_dates_in_one_gesture(fete: Fete) -> None:
    desk = fete.office.desk
    key = fete.reserve(fete.jardins)
    later = Period(fete.period().start + timedelta(days=7), fete.period().end + timedelta(days=7))
    with pytest.raises(NotFoundError):
        give_other_unit(desk, key, None, fete.two, model_id=fete.office.model("Écran"))
    give_other_unit(
        desk, key, None, fete.two, model_id=fete.model, period=later, override_reason="essai"
    )
    found = fete.office.get(Reservation, key)
    assert (found.starts_at, found.ends_at) == (later.start, later.end)
    with fete.office.reading() as session:
        assert session.get_one(Reservation, key).lines[0].equipment_id == fete.two
    undo(desk)
    with fete.office.reading() as session:
        assert session.get_one(Reservation, key).lines[0].equipment_id is None


def test_where_nothing_is_left_the_first_free_dates_are_offered(fete: Fete) -> None:
    fete.reserve(fete.jardins)
    for thing, last in ((fete.one, FRIDAY), (fete.two, date(2026, 12, 1))):
        equipment.take_out_of_service(fete.office.desk, thing, "lampe", until=last)
    (clash,) = fete.clashes()
    with fete.office.reading() as session:
        ways = ways_out(session, fete.office.desk, clash)
    assert ways.first is not None
    assert ways.first.start >= fete.period().end
    assert (ways.units, ways.any_unit) == ((), False)


def test_what_was_agreed_is_kept_and_settles_it_until_something_changes(fete: Fete) -> None:
    key = fete.reserve(fete.jardins, fete.one)
    equipment.take_out_of_service(fete.office.desk, fete.one, "lampe")
    note_agreement(fete.office.desk, key, "Ils ont appelé.")
    note_agreement(fete.office.desk, key, "Ils viennent avec leur lampe.", settled=True)
    (clash,) = fete.clashes()
    assert clash.settled
    assert [(word.words, word.who) for word in clash.words] == [
        ("Ils ont appelé.", fete.office.desk.volunteer),
        ("Ils viennent avec leur lampe.", fete.office.desk.volunteer),
    ]
    period = fete.period()
    stretch = BusyStretch(period.start, period.end, "Chorale")
    take_busy_times(fete.office.desk, fete.one, "salle.ics", [stretch])
    (clash,) = fete.clashes()
    assert not clash.settled, "the calendar was not spoken of"
    assert len(clash.words) == 2, "the history stays"


def test_what_was_agreed_is_undone_like_any_gesture(fete: Fete) -> None:
    key = fete.reserve(fete.jardins, fete.one)
    equipment.take_out_of_service(fete.office.desk, fete.one, "lampe")
    note_agreement(fete.office.desk, key, "D'accord.", settled=True)
    undo(fete.office.desk)
    (clash,) = fete.clashes()
    assert (clash.words, clash.settled) == ((), False)


def test_an_agreement_needs_words_and_a_clash(fete: Fete) -> None:
    key = fete.reserve(fete.jardins, fete.one)
    with pytest.raises(NoClashError):
        note_agreement(fete.office.desk, key, "Rien à dire.")
    with pytest.raises(NothingAgreedError):
        note_agreement(fete.office.desk, key, "  ")

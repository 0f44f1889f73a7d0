"""A quick yes is never given where the shelf, reckoned whole, says no."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from uuid import UUID

import pytest

from tests.trial_office import TrialOffice
from vaetvient.desk import equipment
from vaetvient.desk.kits import join_rooms
from vaetvient.desk.lending import BasketRefusedError
from vaetvient.desk.promises import view_of
from vaetvient.desk.reservations import Reserve, reserve
from vaetvient.desk.rules import RuleForm, write_rule
from vaetvient.domain.availability import Period, free_units
from vaetvient.domain.days import whole_days
from vaetvient.domain.entities import Equipment, Item, Office
from vaetvient.domain.equipment import BusyTime, Condition
from vaetvient.storage.queries.answers import Wanted
from vaetvient.storage.queries.availability import pools
from vaetvient.storage.queries.plenty import of_which_there_is_plenty

SOME = range(1, 7)


def days(office: TrialOffice, ahead: int, length: int = 1) -> Period:
    first = office.today() + timedelta(days=ahead)
    return whole_days(first, first + timedelta(days=length - 1), office.desk.zone)


def plenty(office: TrialOffice, model: UUID, period: Period) -> int:
    """The most units for which a quick yes is given."""
    with office.reading() as session:
        view = view_of(office.desk)
        yes = [n for n in SOME if of_which_there_is_plenty(session, {model: n}, period, view)]
    assert yes == list(range(1, len(yes) + 1))
    return len(yes)


@pytest.mark.parametrize("seed", range(4))
def test_a_quick_yes_is_what_the_whole_shelf_says(office: TrialOffice, seed: int) -> None:
    chance = Random(seed)
    borrowers = [office.person("Benali", "Ali"), office.association()]
    models = [office.model(name) for name in ("Écran", "Sono", "Salle")]
    things: list[UUID] = []
    for model in models:
        things += office.items(6, model=model)
    join_rooms(office.desk, *things[-2:])
    office.lend(borrowers[0], things[0], things[6], due_on=office.today() + timedelta(days=3))
    office.later(days=chance.choice([0, 5]))
    equipment.take_out_of_service(office.desk, things[1], "lampe")
    quick = 0
    for _n in range(24):
        start = days(office, chance.randrange(1, 12), chance.randrange(1, 6))
        thing = chance.choice(things)
        wanted = Wanted(office.get(Equipment, thing).model_id, chance.choice([None, None, thing]))
        try:
            command = Reserve(
                chance.choice(borrowers), (wanted,), start.start, start.end, override_reason="essai"
            )
            reserve(office.desk, command)
        except BasketRefusedError:
            pass
        period = days(office, chance.randrange(1, 15), chance.randrange(1, 6))
        with office.reading() as session:
            found = pools(session, models, period, view_of(office.desk))
        for model in models:
            surely = plenty(office, model, period)
            assert surely <= free_units(found[model], period)
            quick += surely > 0
    assert quick


def test_what_is_broken_archived_stopped_or_elsewhere_is_no_plenty(office: TrialOffice) -> None:
    model = office.model()
    one, two, three, four, _five, _six = office.items(6, model=model, tag="VID-001")
    equipment.take_out_of_service(office.desk, one, "lampe")
    with office.desk.database.writing() as session:
        elsewhere = Office(name="Échirolles", code="ECH")
        session.add(elsewhere)
        session.flush()
        session.get_one(Item, two).condition = Condition.BROKEN
        session.get_one(Item, three).archived_at = office.moment
        session.get_one(Item, four).custody_office_id = elsewhere.id
    assert plenty(office, model, days(office, 1)) == 2


def test_what_another_calendar_holds_is_no_plenty(office: TrialOffice) -> None:
    model = office.model("Salle")
    one, _two = office.items(2, model=model, tag="SAL-001")
    later = office.moment + timedelta(days=2)
    with office.desk.database.writing() as session:
        busy = BusyTime(item_id=one, starts_at=office.moment, ends_at=later, label="Chorale")
        session.add(busy)
    assert plenty(office, model, days(office, 1)) == 1


def test_there_is_no_quick_yes_about_the_past_or_with_time_around_uses(
    office: TrialOffice,
) -> None:
    model = office.model()
    office.items(3, model=model)
    assert plenty(office, model, days(office, 1)) == 3
    assert plenty(office, model, days(office, -1)) == 0
    write_rule(office.desk, RuleForm("Écrans", {"model_id": model}, {"minutes_after": 90}))
    assert plenty(office, model, days(office, 1)) == 0

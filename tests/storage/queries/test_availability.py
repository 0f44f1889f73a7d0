"""What availability is computed from, read from a real office."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.trial_office import TrialOffice
from vaetvient.desk import equipment
from vaetvient.desk.desk import office_calendar
from vaetvient.desk.kits import join_rooms
from vaetvient.desk.lending import BasketRefusedError
from vaetvient.desk.promises import view_of
from vaetvient.desk.reservations import Reserve, reserve
from vaetvient.desk.returning import LineBack
from vaetvient.desk.rules import RuleForm, write_rule
from vaetvient.domain import availability
from vaetvient.domain.availability import ClaimKind, Period, Pool
from vaetvient.domain.days import whole_days
from vaetvient.domain.entities import Equipment, Item, Office
from vaetvient.domain.equipment import Condition
from vaetvient.storage.queries.answers import Wanted, answer
from vaetvient.storage.queries.availability import pools
from vaetvient.storage.queries.shelf import everything


def days(office: TrialOffice, ahead: int, length: int = 1) -> Period:
    first = office.today() + timedelta(days=ahead)
    return whole_days(first, first + timedelta(days=length - 1), office.desk.zone)


def pool_of(office: TrialOffice, model: UUID, period: Period) -> Pool:
    with office.reading() as session:
        return pools(session, [model], period, view_of(office.desk))[model]


def free(office: TrialOffice, model: UUID, period: Period) -> int:
    return availability.free_units(pool_of(office, model, period), period)


@pytest.fixture
def model(office: TrialOffice) -> UUID:
    return office.model()


def test_a_loan_holds_until_the_end_of_its_day_and_then_until_it_is_back(
    office: TrialOffice, model: UUID
) -> None:
    (item,) = office.items(1, model=model, tag="VID-001")
    lent = office.lend(office.person(), item, due_on=office.today() + timedelta(days=2))
    assert [free(office, model, days(office, n)) for n in (1, 2, 3)] == [0, 0, 1]
    office.later(days=3)
    assert free(office, model, days(office, 30)) == 0
    (claim,) = pool_of(office, model, days(office, 30)).supplies[0].claims
    assert (claim.kind, claim.number, claim.end) == (ClaimKind.LATE, lent.number, None)
    office.bring_back(lent)
    assert free(office, model, days(office, 30)) == 1


def test_the_past_is_known_return_by_return(office: TrialOffice, model: UUID) -> None:
    stock = office.stock(count=10, tag="CHA", model=model)
    lent = office.lend(office.person(), (stock, 6))
    line = office.loan(lent).lines[0].id
    office.later(days=2)
    office.take(LineBack(line, quantity=4))
    office.later(days=2)
    office.take(LineBack(line))
    assert [free(office, model, days(office, n)) for n in (-4, -3, -2, -1, 0)] == [4, 4, 4, 8, 8]
    assert free(office, model, days(office, 1)) == 10
    office.later(days=60)
    assert [free(office, model, days(office, n)) for n in (-64, -61, -59)] == [4, 8, 10]


def test_what_is_lost_does_not_come_back_to_the_shelf(office: TrialOffice, model: UUID) -> None:
    stock = office.stock(count=10, tag="CHA", model=model)
    lent = office.lend(office.person(), (stock, 6))
    office.take(LineBack(office.loan(lent).lines[0].id, quantity=4, lost=2))
    assert free(office, model, days(office, 1)) == 8


def test_what_is_broken_archived_stopped_or_elsewhere_is_not_free(
    office: TrialOffice, model: UUID
) -> None:
    one, two, three, four, five = office.items(5, model=model, tag="VID-001")
    equipment.take_out_of_service(office.desk, one, "lampe")
    with office.desk.database.writing() as session:
        elsewhere = Office(name="Échirolles", code="ECH")
        session.add(elsewhere)
        session.flush()
        session.get_one(Item, two).condition = Condition.BROKEN
        session.get_one(Item, three).archived_at = office.moment
        session.get_one(Item, four).custody_office_id = elsewhere.id
    period = days(office, 1)
    assert free(office, model, period) == 1
    with office.reading() as session:
        wanted = Wanted(model, quantity=2)
        calendar = office_calendar(session, office.desk.office_id)
        said = answer(session, wanted, period, view_of(office.desk), calendar)
        assert (said.free, said.total, said.first) == (1, 3, None)
        one_there = answer(session, Wanted(model, one), period, view_of(office.desk), calendar)
    assert [(o.label, o.office) for o in one_there.instead] == [
        ("Vidéoprojecteur", ""),
        ("Vidéoprojecteur", "Échirolles"),
    ]
    assert five


def test_the_whole_shelf_says_what_each_model_says(office: TrialOffice) -> None:
    """Loans, lateness, maintenance, named and unnamed promises, stocks, buffers and rooms at
    random: both ways of asking agree for every model and every period."""
    chance = Random(7)
    borrowers = [office.person("Benali", "Ali"), office.association()]
    models = [office.model(name) for name in ("Écran", "Sono", "Tente", "Chaise", "Salle")]
    things: list[UUID] = []
    for model in models[:3]:
        things += office.items(4, model=model)
    stock = office.stock(count=30, tag="CHA", model=models[3])
    office.items(1, model=models[3], tag="CHA-1")
    rooms = office.items(2, model=models[4], tag="SAL-1")
    join_rooms(office.desk, *rooms)
    write_rule(office.desk, RuleForm("Sono", {"model_id": models[1]}, {"minutes_after": 90}))
    office.lend(
        borrowers[0], things[0], things[4], (stock, 9), due_on=office.today() + timedelta(days=3)
    )
    office.later(days=5)
    equipment.take_out_of_service(office.desk, things[1], "lampe")
    for _n in range(45):
        start = days(office, chance.randrange(0, 20), chance.randrange(1, 6))
        thing = chance.choice([*things, stock, *rooms])
        wanted = Wanted(office.get(Equipment, thing).model_id, chance.choice([None, thing]))
        command = Reserve(
            chance.choice(borrowers), (wanted,), start.start, start.end, override_reason="essai"
        )
        try:
            reserve(office.desk, command)
        except BasketRefusedError:
            continue
    for ahead in range(0, 24, 2):
        period = days(office, ahead, chance.randrange(1, 9))
        with office.reading() as session:
            view = view_of(office.desk)
            shelf = {row.model_id: row.free for row in everything(session, period, view)}
            ahead_of = view.ahead(period)
            one_by_one = pools(session, models, ahead_of, view)
            named = {chance.choice(things), stock}
            in_short = pools(session, models, ahead_of, view, named=named)
            everywhere = pools(session, models, ahead_of, view, anywhere=True)
            in_short_everywhere = pools(session, models, ahead_of, view, anywhere=True, named=named)
        assert shelf == {
            key: availability.free_units(pool, ahead_of) for key, pool in one_by_one.items()
        }
        assert {key: _told(pool, ahead_of, named) for key, pool in everywhere.items()} == {
            key: _told(pool, ahead_of, named) for key, pool in in_short_everywhere.items()
        }
        assert {key: _told(pool, ahead_of, named) for key, pool in in_short.items()} == {
            key: _told(pool, ahead_of, named) for key, pool in one_by_one.items()
        }, "what nothing holds is one supply, and all figures are the same"


def _told(pool: Pool, period: Period, named: set[UUID]) -> list[object]:
    """Everything that a pool answers over a period."""
    until = period.end + timedelta(days=60)
    keys = sorted(s.key for s in pool.supplies if s.key in named)
    return [
        pool.capacity,
        availability.free_units(pool, period),
        availability.steps(pool, period.start, period.end),
        availability.obstacles(pool, period),
        *(availability.free_of(pool, key, period) for key in keys),
        *(
            availability.first_free(
                pool, n, period.start, until, lambda at: at + (period.end - period.start)
            )
            for n in (1, 2, pool.capacity)
            if n
        ),
    ]


def test_what_is_out_is_found_without_reading_the_history(office: TrialOffice) -> None:
    """The partial indexes are used, which only literals allow."""
    with office.reading() as session:
        for kind in ("item", "stock"):
            plan = session.execute(
                text(
                    "EXPLAIN QUERY PLAN SELECT equipment_id FROM loan_line WHERE equipment_id IN "
                    f"(:a, :b) AND loan_line.kind = '{kind}' AND loan_line.state = 'out'"
                ),
                {"a": b"1", "b": b"2"},
            ).all()
            assert "_out (equipment_id=?)" in str(plan[0])

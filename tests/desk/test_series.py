"""Series of reservations, their clashes shown beforehand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.trial_office import MONDAY_MORNING, TrialOffice
from vaetvient.desk import undo
from vaetvient.desk.reservations import Reserve, reserve
from vaetvient.desk.series import (
    BadRhythmError,
    EndlessSeriesError,
    SeriesClashError,
    end_series,
    foresee,
    reserve_series,
)
from vaetvient.domain.days import on_the_clock
from vaetvient.domain.entities import Item, ReservationSeries
from vaetvient.domain.series import Rhythm
from vaetvient.storage.queries.answers import Wanted

TUESDAYS = Rhythm(
    first_day=date(2026, 11, 24),
    last_day=date(2026, 12, 31),
    weekdays=0b10,
    start_minute=18 * 60,
    length_minutes=120,
)


@pytest.fixture
def weekly(office: TrialOffice) -> Reserve:
    """The dance club wants the room; someone has it on 8 December at seven."""
    room = office.item("Salle", tag="SALLE")
    wanted = Wanted(office.get(Item, room).model_id, room)
    hour = [on_the_clock(date(2026, 12, 8), h * 60, office.desk.zone) for h in (19, 20)]
    reserve(office.desk, Reserve(office.person(), (wanted,), hour[0], hour[1]))
    return Reserve(office.association("Danse"), (wanted,), MONDAY_MORNING, MONDAY_MORNING)


def test_the_clashes_of_a_series_are_seen_before_anything_is_written(
    office: TrialOffice, weekly: Reserve
) -> None:
    with office.reading() as session:
        foreseen = foresee(session, office.desk, weekly, TUESDAYS)
    assert len(foreseen) == 6
    clashing = [o for o in foreseen if o.refusals]
    assert [office.desk.day_of(o.period.start) for o in clashing] == [date(2026, 12, 8)]
    with pytest.raises(SeriesClashError, match="1 dates sur 6 ne sont pas possibles : 08/12/2026"):
        reserve_series(office.desk, weekly, TUESDAYS)
    assert office.count("reservation") == 1


def test_a_series_leaves_out_what_clashes_and_remembers_it(
    office: TrialOffice, weekly: Reserve
) -> None:
    made = reserve_series(office.desk, weekly, TUESDAYS, leave_out_clashes=True)
    assert len(made.reserved) == 5
    assert made.left_out == (date(2026, 12, 8),)
    assert office.one(select(ReservationSeries)).exceptions == "2026-12-08"


def test_a_series_is_one_gesture(office: TrialOffice, weekly: Reserve) -> None:
    reserve_series(office.desk, weekly, TUESDAYS, leave_out_clashes=True)
    undo.undo(office.desk)
    assert office.count("reservation") == 1
    assert office.count("reservation_series") == 0


def test_the_rest_of_a_series_is_given_up_from_a_day_on(
    office: TrialOffice, weekly: Reserve
) -> None:
    made = reserve_series(office.desk, weekly, TUESDAYS, leave_out_clashes=True)
    assert end_series(office.desk, made.series_id, date(2026, 12, 15)) == 3
    assert end_series(office.desk, made.series_id, date(2026, 12, 15)) == 0
    assert end_series(office.desk, UUID(int=0), date(2026, 12, 15)) == 0
    again = replace(TUESDAYS, first_day=date(2026, 12, 15))
    assert len(reserve_series(office.desk, weekly, again).reserved) == 3


def test_a_rhythm_that_never_falls_or_never_ends_is_refused(
    office: TrialOffice, weekly: Reserve
) -> None:
    with pytest.raises(BadRhythmError):
        reserve_series(office.desk, weekly, replace(TUESDAYS, last_day=date(2026, 11, 23)))
    with pytest.raises(BadRhythmError):
        reserve_series(office.desk, weekly, replace(TUESDAYS, weekdays=0))
    endless = replace(TUESDAYS, weekdays=127, last_day=date(2126, 1, 1))
    with pytest.raises(EndlessSeriesError):
        reserve_series(office.desk, weekly, endless)

"""When something can be brought back: never on a closed day (invariant 4)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaetvient.domain.office import EVERY_DAY, MONDAY_TO_SATURDAY, OpeningCalendar, public_holidays

WEEKDAYS = 0b0011111
ISERE = OpeningCalendar(MONDAY_TO_SATURDAY, department="38")


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2027, 1, 1), "jour de l'An"),
        (date(2027, 3, 29), "lundi de Pâques"),
        (date(2027, 5, 1), "fête du Travail"),
        (date(2027, 5, 8), "Victoire 1945"),
        (date(2027, 5, 6), "Ascension"),
        (date(2027, 5, 17), "lundi de Pentecôte"),
        (date(2027, 7, 14), "fête nationale"),
        (date(2027, 8, 15), "Assomption"),
        (date(2027, 11, 1), "Toussaint"),
        (date(2027, 11, 11), "Armistice"),
        (date(2027, 12, 25), "Noël"),
    ],
)
def test_an_office_is_closed_on_public_holidays(day: date, why: str) -> None:
    assert not OpeningCalendar(EVERY_DAY, department="38").is_open(day), why


def test_a_year_has_eleven_public_holidays_and_thirteen_in_alsace_moselle() -> None:
    """Code du travail, L3133-1; code local, L3134-13: Good Friday and 26 December."""
    assert len(public_holidays(2027, "38")) == 11
    for department in ("57", "67", "68"):
        more = public_holidays(2027, department) - public_holidays(2027, "38")
        assert more == {date(2027, 3, 26), date(2027, 12, 26)}


def test_an_office_without_a_commune_keeps_the_national_holidays() -> None:
    assert public_holidays(2027, "") == public_holidays(2027, "38")


@pytest.mark.parametrize(
    ("day", "moves_to", "why"),
    [
        (date(2026, 11, 24), date(2026, 11, 24), "un mardi ordinaire"),
        (date(2026, 11, 29), date(2026, 11, 30), "un dimanche"),
        (date(2026, 11, 11), date(2026, 11, 12), "un jour férié"),
        (date(2027, 5, 1), date(2027, 5, 3), "un samedi férié, puis un dimanche"),
        (date(2026, 12, 31), date(2026, 12, 31), "une année finit"),
        (date(2028, 2, 29), date(2028, 2, 29), "un 29 février"),
        (date(2026, 3, 29), date(2026, 3, 30), "un changement d'heure"),
    ],
)
def test_a_closed_day_moves_to_the_next_open_one(day: date, moves_to: date, why: str) -> None:
    assert ISERE.next_open_day(day) == moves_to, why


def test_weekends_holidays_and_a_closure_add_up() -> None:
    summer = ((date(2026, 7, 15), date(2026, 8, 16)),)
    office = OpeningCalendar(WEEKDAYS, closures=summer, department="38")
    assert office.next_open_day(date(2026, 7, 14)) == date(2026, 8, 17)


def test_both_ends_of_a_closure_are_closed() -> None:
    office = OpeningCalendar(EVERY_DAY, closures=((date(2026, 11, 23), date(2026, 11, 24)),))
    days = [date(2026, 11, 22) + timedelta(days=n) for n in range(4)]
    assert [office.is_open(day) for day in days] == [True, False, False, True]


def test_an_office_closed_for_a_whole_year_keeps_the_day_that_was_asked() -> None:
    for_works = OpeningCalendar(closures=((date(2026, 1, 1), date(2030, 12, 31)),))
    assert for_works.next_open_day(date(2027, 3, 2)) == date(2027, 3, 2)
    never_open = OpeningCalendar(opening_days=0)
    assert never_open.next_open_day(date(2027, 3, 2)) == date(2027, 3, 2)


def test_the_end_of_time_is_a_day_like_another() -> None:
    assert OpeningCalendar(opening_days=0).next_open_day(date.max) == date.max


DAYS = st.dates(date(1980, 1, 1), date(2090, 12, 31))
CLOSURES = st.lists(
    st.tuples(DAYS, st.integers(0, 60)).map(lambda c: (c[0], c[0] + timedelta(days=c[1]))),
    max_size=5,
).map(tuple)


@given(st.integers(1, EVERY_DAY), CLOSURES, DAYS)
def test_the_next_open_day_is_the_first_that_is_open(
    opening_days: int, closures: tuple[tuple[date, date], ...], day: date
) -> None:
    office = OpeningCalendar(opening_days, closures, "38")
    found = office.next_open_day(day)
    assert found >= day
    assert office.is_open(found)
    assert not any(office.is_open(day + timedelta(days=n)) for n in range((found - day).days))

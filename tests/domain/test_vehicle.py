"""What is read on a vehicle."""

import pytest

from vaetvient.domain.vehicle import (
    BadFuelError,
    BadMileageError,
    fuel_words,
    read_fuel,
    read_mileage,
)


@pytest.mark.parametrize(
    ("typed", "km"), [("", None), ("45210", 45210), ("45 210 km", 45210), ("45\u202f210", 45210)]
)
def test_a_mileage_is_read_as_people_write_it(typed: str, km: int | None) -> None:
    assert read_mileage(typed) == km


@pytest.mark.parametrize("typed", ["-3", "douze", "45,5", "99999999999", "٣"])
def test_what_is_no_mileage_is_refused(typed: str) -> None:
    with pytest.raises(BadMileageError):
        read_mileage(typed)


@pytest.mark.parametrize(
    ("typed", "quarters"),
    [
        ("", None),
        ("plein", 4),
        ("Réserve", 0),
        ("1/2", 2),
        ("½", 2),
        ("3/4", 3),
        ("¾", 3),
        ("1", 1),
        ("full", 4),
        ("moitié", 2),
    ],
)
def test_fuel_is_read_as_people_say_it(typed: str, quarters: int | None) -> None:
    assert read_fuel(typed) == quarters


@pytest.mark.parametrize("typed", ["5", "beaucoup", "2/3"])
def test_what_is_no_level_of_fuel_is_refused(typed: str) -> None:
    with pytest.raises(BadFuelError):
        read_fuel(typed)


def test_fuel_is_said_as_the_gauge_says_it() -> None:
    assert [fuel_words(n) for n in (None, 0, 3, 4)] == ["", "réserve", "¾", "plein"]

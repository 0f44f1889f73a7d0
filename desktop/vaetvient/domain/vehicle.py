"""What is read on a vehicle when it leaves and when it comes back."""

from __future__ import annotations

from vaetvient.domain.errors import InvalidValueError
from vaetvient.domain.lending import LendingRefusedError
from vaetvient.domain.text import fold
from vaetvient.language import N_, _

FUEL_WORDS = (N_("réserve"), "¼", "½", "¾", N_("plein"))
"""By the quarters of a tank: 0 to 4."""
MOST_KM = 10_000_000
_FUEL_TYPED = {
    **{str(quarters): quarters for quarters in range(5)},
    "1/4": 1,
    "¼": 1,
    "1/2": 2,
    "½": 2,
    "moitie": 2,
    "half": 2,
    "3/4": 3,
    "¾": 3,
    "reserve": 0,
    "vide": 0,
    "empty": 0,
    "4/4": 4,
    "plein": 4,
    "full": 4,
}


class BadMileageError(InvalidValueError):
    code = "bad_mileage"
    text = N_("« {value} » n'est pas un kilométrage : des chiffres seulement.")


class BadFuelError(InvalidValueError):
    code = "bad_fuel"
    text = N_("« {value} » n'est pas un niveau de carburant.")
    way_out = N_("Écrivez réserve, 1/4, 1/2, 3/4 ou plein.")


class MileageBelowLastError(LendingRefusedError):
    code = "mileage_below_last"
    text = N_("{tag} : {typed} km au départ, mais {known} km au dernier relevé.")
    way_out = N_("Relisez le compteur, ou passez outre en disant pourquoi.")
    may_be_overridden = True


class MileageBackwardsError(LendingRefusedError):
    code = "mileage_backwards"
    text = N_("{tag} : {typed} km au retour, mais {known} km au départ.")
    way_out = N_("Relisez le compteur ; si c'est celui du départ qui est faux, laissez-le vide.")


def read_mileage(typed: str, field: str = "mileage") -> int | None:
    """« 45 210 », « 45210 km »; None when empty. Raises BadMileageError."""
    text = "".join(typed.split()).casefold().removesuffix("km")
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or int(text[:9]) > MOST_KM or len(text) > 8:
        raise BadMileageError(value=typed, field=field)
    return int(text)


def read_fuel(typed: str, field: str = "fuel") -> int | None:
    """Quarters of a tank, as « plein », « 3/4 » or « 3 » say it; None when empty.

    Raises BadFuelError.
    """
    text = "".join(fold(typed).split()) or "".join(typed.split())
    if not text:
        return None
    quarters = _FUEL_TYPED.get("".join(typed.split()), _FUEL_TYPED.get(text))
    if quarters is None:
        raise BadFuelError(value=typed, field=field)
    return quarters


def fuel_words(quarters: int | None) -> str:
    """« ¾ », « plein »; empty where nobody looked."""
    if quarters is None or not 0 <= quarters < len(FUEL_WORDS):
        return ""
    return _(FUEL_WORDS[quarters])


def check_readings(mileage_km: int | None, fuel: int | None) -> None:
    """Raises BadMileageError, BadFuelError for readings that cannot be."""
    if mileage_km is not None and not 0 <= mileage_km <= MOST_KM:
        raise BadMileageError(value=mileage_km, field="mileage")
    if fuel is not None and not 0 <= fuel < len(FUEL_WORDS):
        raise BadFuelError(value=fuel, field="fuel")

"""Where members live: communes of the metropolis by population, real streets, made-up numbers."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from vaetvient.desk.demo.word_lists import Weighted, word_list
from vaetvient.storage.communes import Commune, metropolis

_MOBILE = "+3363998"
_LANDLINE = "+3346571"
"""Ranges that ARCEP keeps for works of fiction (décision n° 2012-0856): they ring nowhere."""


@dataclass(frozen=True, slots=True)
class Home:
    """A postal address."""

    address: str
    postal_code: str
    commune: Commune


class Places:
    """Deals out addresses and telephone numbers."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        communes = list(metropolis())
        self._communes = Weighted(communes, [float(commune.population) for commune in communes])
        self.grenoble = communes[0]
        words = word_list("places")
        self._streets: dict[str, list[str]] = words["streets"]
        self._anywhere: list[str] = words["anywhere"]["streets"]
        self._quarters: list[list[str]] = words["quarters"]["names"]

    def commune(self) -> Commune:
        """A commune, as likely as people live there."""
        return self._communes.pick(self._rng)

    def quarter(self) -> tuple[str, str]:
        """A neighbourhood: its name, and the same as it follows a noun."""
        name, of_name = self._rng.choice(self._quarters)
        return name, of_name

    def home(self, commune: Commune | None = None) -> Home:
        """An address in `commune`, or anywhere."""
        where = commune or self.commune()
        street = self._rng.choice(self._streets.get(where.name, self._anywhere))
        house = int(self._rng.random() ** 2 * 140) + 1
        suffix = " bis" if self._rng.random() < 0.05 else ""
        return Home(f"{house}{suffix} {street}", self._rng.choice(where.postal_codes), where)

    def mobile(self) -> str:
        """06 39 98 and four digits."""
        return f"{_MOBILE}{int(self._rng.random() * 10_000):04}"

    def landline(self) -> str:
        """04 65 71 and four digits."""
        return f"{_LANDLINE}{int(self._rng.random() * 10_000):04}"


def of_place(name: str) -> str:
    """« d’Échirolles », « du Gua », « de La Tronche », « de Meylan »."""
    name = name.replace("'", "’")
    if name.startswith("Le "):
        return f"du {name[3:]}"
    if name.startswith("Les "):
        return f"des {name[4:]}"
    if name[0] in "AEIOUYÉÈÊÎHaeiouyéèêîh":
        return f"d’{name}"
    return f"de {name}"


def in_place(name: str) -> str:
    """« à Meylan », « au Gua », « à La Tronche »."""
    name = name.replace("'", "’")
    return f"au {name[3:]}" if name.startswith("Le ") else f"à {name}"

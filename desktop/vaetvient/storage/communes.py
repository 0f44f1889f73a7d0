"""The official list of communes, found by name, postal code or INSEE code in any spelling.

Read from the bundled file at the first question; the metropolis' own 49 come first.
Source: INSEE, DGCL and La Poste under the Licence Ouverte 2.0.
"""

from __future__ import annotations

import csv
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from vaetvient.domain.text import words
from vaetvient.paths import resources

GRENOBLE_ALPES = "200040715"
"""SIREN of Grenoble-Alpes-Métropole."""
_DEPARTMENT = "38"
_COLUMNS = ("insee", "name", "postal_codes", "department", "epci_siren", "population")


class Commune(NamedTuple):
    """One commune; `postal_codes` has one entry or more."""

    insee: str
    name: str
    postal_codes: tuple[str, ...]
    department: str
    epci_siren: str
    population: int

    @property
    def label(self) -> str:
        """« 38400 Saint-Martin-d'Hères »."""
        return f"{self.postal_codes[0] if self.postal_codes else self.insee} {self.name}"


@cache
def _directory() -> tuple[Commune, ...]:
    with (resources() / "communes" / "communes.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        asked = itemgetter(*map(next(rows).index, _COLUMNS))
        communes = [
            Commune(insee, name, tuple(codes.split()), department, epci, int(population or 0))
            for insee, name, codes, department, epci, population in map(asked, rows)
        ]
    communes.sort(
        key=lambda c: (c.epci_siren != GRENOBLE_ALPES, c.department != _DEPARTMENT, -c.population)
    )
    return tuple(communes)


@cache
def _by_words() -> dict[str, list[Commune]]:
    """Communes by the joined words of their names: « saintmartindheres »."""
    out: dict[str, list[Commune]] = {}
    for commune in _directory():
        out.setdefault(_joined(commune.name), []).append(commune)
    return out


@cache
def _by_code() -> dict[str, list[Commune]]:
    out: dict[str, list[Commune]] = {}
    for commune in _directory():
        out.setdefault(commune.insee, []).append(commune)
        for code in commune.postal_codes:
            if code != commune.insee:
                out.setdefault(code, []).append(commune)
    return out


def _joined(name: str) -> str:
    saint = {"st": "saint", "ste": "sainte"}
    return "".join(saint.get(word, word) for word in words(name))


def metropolis() -> tuple[Commune, ...]:
    """The 49 communes of Grenoble-Alpes-Métropole, the most populous first."""
    return tuple(c for c in _directory() if c.epci_siren == GRENOBLE_ALPES)


def find_communes(typed: str, limit: int = 8) -> list[Commune]:
    """The communes that answer to `typed`, best first: a code, a name, its beginning, a slip."""
    code = "".join(typed.split()).upper()
    if code in _by_code():
        return _by_code()[code][:limit]
    digits = "".join(c for c in typed if c.isdigit())
    name = "".join(c for c in typed if not c.isdigit()).strip(" ,-()")
    wanted = _joined(name)
    if not wanted:
        return (
            [c for c in _directory() if any(p.startswith(digits) for p in c.postal_codes)][:limit]
            if digits
            else []
        )
    found = list(_by_words().get(wanted, ()))
    for key, communes in _by_words().items():
        if len(found) >= limit:
            break
        if key.startswith(wanted) and key != wanted:
            found.extend(communes)
    if not found:
        found = _nearest(wanted)
    if digits:
        found.sort(key=lambda c: digits not in (c.insee, *c.postal_codes))
    return found[:limit]


def _nearest(wanted: str) -> list[Commune]:
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    slips = 1 if len(wanted) < 8 else 2
    near = extract(wanted, list(_by_words()), scorer=OSA.distance, score_cutoff=slips, limit=5)
    return [c for key, _distance, _index in near for c in _by_words()[key]]


def recognise(name: str, postal_code: str = "") -> Commune | None:
    """The one commune that `name` (with a postal code where known) names, None when in doubt.

    A postal code alone is enough when it is one commune's only; so is, as a name, any code.
    """
    if not name.strip():
        code = postal_code.strip()
        found = [c for c in _by_code().get(code, []) if code in c.postal_codes]
        return found[0] if len(found) == 1 else None
    code = name.strip().upper()
    if len(_by_code().get(code, ())) == 1:
        return _by_code()[code][0]
    wanted = _joined(name)
    for commune in _by_code().get(postal_code.strip(), ()):  # those are few
        if _joined(commune.name) == wanted:
            return commune
    exact = _by_words().get(wanted, [])
    if len(exact) == 1:
        return exact[0]
    near_home = [c for c in exact if c.epci_siren == GRENOBLE_ALPES]
    return near_home[0] if len(near_home) == 1 else None

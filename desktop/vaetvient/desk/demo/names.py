"""What people and associations are called, and the numbers by which the State knows them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from random import Random

from vaetvient.desk.demo.places import Places, in_place, of_place
from vaetvient.desk.demo.word_lists import Weighted, word_list
from vaetvient.domain.text import fold
from vaetvient.storage.communes import Commune

_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_WORD = re.compile(r"\w+")
_LITTLE_WORDS = frozenset({"de", "d", "des", "du", "la", "le", "les", "l", "et", "à", "au", "aux"})
_TRIES = 12
_FIRST_UNUSED_RNA = 900_000
"""Grenoble's register has not reached 40,000: no real association has these numbers."""


@dataclass(frozen=True, slots=True)
class PersonName:
    last: str
    first: str
    feminine: bool


class PeopleNames:
    """Deals out names of people."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        origins = word_list("names")["origin"]
        self._origins = Weighted(origins, [float(origin["weight"]) for origin in origins])

    def person(self) -> PersonName:
        """A first and a family name, mostly of one origin."""
        rng = self._rng
        origin = self._origins.pick(rng)
        families = self._origins.pick(rng) if rng.random() < 0.15 else origin
        feminine = rng.random() < 0.53
        first = rng.choice(origin["women" if feminine else "men"])
        last = rng.choice(families["families"])
        if rng.random() < 0.05 and "-" not in last and " " not in last:
            other = rng.choice(origin["families"])
            if other != last and "-" not in other:
                last = f"{last}-{other}"
        return PersonName(last, first, feminine)


@dataclass(frozen=True, slots=True)
class AssociationName:
    name: str
    acronym: str
    tags: str
    commune: Commune


class AssociationNames:
    """Deals out names of associations, no two alike."""

    def __init__(self, rng: Random, places: Places) -> None:
        self._rng = rng
        self._places = places
        kinds = word_list("associations")["kind"]
        self._kinds = Weighted(kinds, [float(kind["weight"]) for kind in kinds])
        self._words: dict[str, list[str]] = word_list("associations")["words"]
        self._taken: set[str] = set()

    def association(self) -> AssociationName:
        """A name that was not given yet, and the commune it belongs to."""
        found = self._draw()
        for _attempt in range(_TRIES):
            if found.name not in self._taken:
                break
            found = self._draw()
        while found.name in self._taken:
            section = self._rng.choice(self._words["word"])
            found = replace(found, name=f"{found.name}, section {section}")
        self._taken.add(found.name)
        return replace(found, acronym=self._acronym(found.name))

    def _draw(self) -> AssociationName:
        rng = self._rng
        kind = self._kinds.pick(rng)
        commune = self._places.commune()
        pattern = rng.choice(kind["names"])
        if "quarter}" in pattern:
            commune = self._places.grenoble
        return AssociationName(self._fill(pattern, commune), "", kind["tags"], commune)

    def _fill(self, pattern: str, commune: Commune) -> str:
        quarter, of_quarter = self._places.quarter()
        chosen = {name: self._rng.choice(words) for name, words in self._words.items()}
        return pattern.format(
            of=of_place(commune.name),
            place=commune.name.replace("'", "’"),
            quarter=quarter,
            of_quarter=of_quarter,
            **{"in": in_place(commune.name)},
            **chosen,
        )

    def _acronym(self, name: str) -> str:
        words = [word for word in _WORD.findall(name) if word.lower() not in _LITTLE_WORDS]
        if not 3 <= len(words) <= 6 or self._rng.random() < 0.45:
            return ""
        return fold("".join(word[0] for word in words)).upper()


class Addresses:
    """E-mail addresses at example.org (RFC 2606: no one receives anything there), all different."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def of(self, *names: str, mark: str) -> str:
        """« zoe.lefevre@example.org », « zoe.lefevre2@… » for the next of that name."""
        flat = (_NOT_A_LETTER.sub("-", fold(name)).strip("-") for name in names)
        local = mark.join(word for word in flat if word)[:50].strip("-.")
        times = self._given[local] = self._given.get(local, 0) + 1
        return f"{local}{times if times > 1 else ''}@example.org"


def rna(sequence: int) -> str:
    """The `sequence`th made-up number of Grenoble's register of associations: « W381900001 »."""
    return f"W381{_FIRST_UNUSED_RNA + sequence}"


def siret(sequence: int, establishment: int) -> str:
    """The `sequence`th made-up SIRET; SIREN and whole both pass Luhn's check."""
    scattered = (sequence * 48_271 + 123_457) % 10**6  # a permutation: no number twice
    siren = _with_luhn(f"99{scattered:06}")
    return _with_luhn(f"{siren}{establishment:04}")


def _with_luhn(digits: str) -> str:
    """`digits` and the one that makes Luhn's sum a multiple of ten."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"{digits}{-total % 10}"


def card(sequence: int) -> str:
    """The barcode of a member's card: an EAN-13 of the range kept for internal use (GS1, 20–29)."""
    digits = f"29{sequence:010}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"

"""Who may be one although nothing sure says so: names that are alike, and what else is shared."""

from __future__ import annotations

from collections.abc import Iterable

from vaetvient.desk.member_marks import ASSOCIATION, AskedMember, KeptMember, name_key, place_key

_LONG_NAME = 12
DOUBTFUL = 84
"""The score from which a row is perhaps someone who is there."""
_ALIKE = 72
MOST_ALIKE = 300
"""Beginnings, and e-mail addresses, that more members share tell nothing."""


class Alike:
    """Those who share a telephone, an address, a birth date or the beginning of a name."""

    def __init__(self, members: Iterable[KeptMember]) -> None:
        self._groups: dict[str, list[int]] = {}
        for known in members:
            marks = _marks(
                known.name_key,
                known.birth_date or "",
                (known.phone or "", known.mobile or ""),
                (known.email or "").lower(),
            )
            for mark in marks:
                self._groups.setdefault(mark, []).append(known.place)

    def near(self, asked: AskedMember) -> list[int]:
        found: dict[int, None] = {}
        marks = _marks(asked.name, asked.birth_date, (asked.phone, asked.mobile), asked.email)
        for mark in marks:
            group = self._groups.get(mark, ())
            if len(group) <= MOST_ALIKE:
                found.update(dict.fromkeys(group))
        return list(found)


def _marks(name: str, born: str, phones: tuple[str, str], email: str) -> list[str]:
    marks = [f"w{word[:4]}" for word in name.split() if len(word) > 2]
    marks += [f"p{phone}" for phone in phones if phone]
    if born:
        marks.append(f"b{born}")
    if email:
        marks.append(f"e{email}")
    return marks


def likeness(asked: AskedMember, known: KeptMember) -> int:
    """How likely two of one kind are one, 0 to 99: their names, and what else they share."""
    from rapidfuzz import fuzz

    other = known.name_key
    for said, kept in ((asked.rna, known.rna), (asked.siret, known.siret)):
        if said and kept and said != kept:
            return 0
    if _figures(asked.name) != _figures(other):  # « Quartier 1 » and « Quartier 2 »
        return 0
    alike = fuzz.ratio(asked.name, other)
    if asked.kind == ASSOCIATION:
        alike = max(alike, fuzz.token_set_ratio(asked.name, other) - 8)
    if alike < _ALIKE:
        return 0
    score = alike
    if asked.birth_date and known.birth_date:
        score += 10 if asked.birth_date == known.birth_date else -30
    numbers = {asked.phone, asked.mobile} & {known.phone, known.mobile} - {None, ""}
    score += 10 if numbers else 0
    score += 10 if asked.email and asked.email == (known.email or "").lower() else 0
    if asked.commune and known.commune_name:
        score += 4 if asked.commune == place_key(known.commune_name) else -6
    return int(min(score, 99))


def _figures(name: str) -> set[int]:
    return {int(word) for word in name.split() if word.isdecimal()}


def names_agree(asked: AskedMember, known: KeptMember) -> bool:
    """Whether one e-mail address under these two names is one member's: the same name, a slip
    in it, the same first name (a surname changes), or one name that holds all of the other."""
    from rapidfuzz.distance import OSA

    other = known.name_key
    if not asked.name or asked.name == other:
        return True
    if asked.first_name and asked.first_name == name_key(known.first_name or ""):
        return True
    if OSA.distance(asked.name, other) <= (1 if len(asked.name) < _LONG_NAME else 2):
        return True
    left, right = set(asked.name.split()), set(other.split())
    return asked.kind == ASSOCIATION and (left <= right or right <= left)

"""The words by which people say a value that has only a few: kinds of member, states of a thing.

Typed in French or in English, in any case, with or without accents.
"""

from __future__ import annotations

import re
from typing import ClassVar

from vaetvient.domain.equipment import Condition, EquipmentKind
from vaetvient.domain.errors import InvalidValueError
from vaetvient.domain.member import MemberKind
from vaetvient.domain.text import fold, one_line, words
from vaetvient.language import N_

_CONDITIONS = {
    Condition.NEW: "new, neuf, neuve, like new, comme neuf, brand new",
    Condition.GOOD: "good, bon, bonne, bon etat, tres bon, tres bon etat, ok, excellent, very good",
    Condition.WORN: (
        "worn, usure, use, usee, usage, usagee, etat d'usage, moyen, etat moyen, fair, used"
    ),
    Condition.DAMAGED: (
        "damaged, abime, abimee, mauvais, mauvais etat, endommage, endommagee, poor, bad, a reparer"
    ),
    Condition.BROKEN: (
        "broken, hors d'usage, hors service, hs, casse, cassee, en panne, out of order, dead"
    ),
}
_MEMBER_KINDS = {
    MemberKind.PERSON: "person, personne, personne physique, individual, individu, particulier",
    MemberKind.ASSOCIATION: (
        "association, asso, personne morale, organisation, organization, structure, company"
    ),
}
_EQUIPMENT_KINDS = {
    EquipmentKind.ITEM: "item, exemplaire, unite, individual, unit",
    EquipmentKind.STOCK: "stock, lot, vrac, quantity tracked, consumable, accessory",
}


class UnknownConditionError(InvalidValueError):
    code: ClassVar[str] = "unknown_condition"
    text = N_("« {value} » n'est pas un état : neuf, bon état, usure, abîmé ou hors d'usage.")


class UnknownMemberKindError(InvalidValueError):
    code: ClassVar[str] = "unknown_member_kind"
    text = N_("« {value} » n'est ni une personne ni une association.")


def _plain(typed: str) -> str:
    return " ".join(re.findall(r"\w+", fold(typed).replace("_", " ")))


_CONDITION_OF = {
    _plain(word): condition for condition, said in _CONDITIONS.items() for word in said.split(",")
}
_MEMBER_KIND_OF = {
    _plain(word): kind for kind, said in _MEMBER_KINDS.items() for word in said.split(",")
}
_EQUIPMENT_KIND_OF = {
    _plain(word): kind for kind, said in _EQUIPMENT_KINDS.items() for word in said.split(",")
}


def read_condition(typed: str | None, field: str = "condition") -> Condition | None:
    """The state that `typed` says; None when empty. Raises UnknownConditionError."""
    text = one_line(typed)
    if not text:
        return None
    found = _CONDITION_OF.get(_plain(text))
    if found is None:
        raise UnknownConditionError(value=text, field=field)
    return found


def read_member_kind(typed: str | None, field: str = "type") -> MemberKind | None:
    """Person or association; None when empty. Raises UnknownMemberKindError."""
    text = one_line(typed)
    if not text:
        return None
    found = _MEMBER_KIND_OF.get(_plain(text))
    if found is None:
        raise UnknownMemberKindError(value=text, field=field)
    return found


def equipment_kind_said(typed: str | None) -> EquipmentKind | None:
    """Item or stock where `typed` says so; None for anything else."""
    return _EQUIPMENT_KIND_OF.get(_plain(typed or ""))


_COLLECTIVE = frozenset(
    words(
        "association asso amicale club comité collectif union fédération chorale compagnie cie "
        "école collège lycée mjc foyer centre atelier ateliers cercle société sou syndicat ligue "
        "réseau fondation mairie orchestre harmonie théâtre coopérative ludothèque bibliothèque "
        "maison amis jardins jardin secours restos groupe troupe ensemble conseil institut"
    )
)
_ARTICLES = frozenset(("les", "le", "la", "l", "the"))


def names_an_association(name: str) -> bool:
    """Whether a name of several words begins as those of associations do: « Les amis de… »,
    « Club de… », « MJC… ». « Club » alone may be somebody's name."""
    found = words(name)
    if len(found) < 2:
        return False
    if found[0] in _ARTICLES:
        return found[1] in _COLLECTIVE
    return found[0] in _COLLECTIVE

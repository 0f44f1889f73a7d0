"""How likely a row of equipment and a thing that is there are one: serial number, model, place.

Two of one model are two: without a serial number that says otherwise, only things that carry no
tag of their own, or are counted, can be the same under another spelling.
"""

from __future__ import annotations

from typing import NamedTuple

from vaetvient.domain.equipment import EquipmentKind
from vaetvient.domain.text import fold, words

_LONG_SERIAL = 8
_MISREAD = str.maketrans("oilzsb", "011258")
"""Letters that are taken for figures."""
_SAME_SERIAL, _NEAR_SERIAL = 70, 45
"""What a serial number that is the same, or nearly, is worth, out of 100."""


class ThingTold(NamedTuple):
    """What is told of a thing; empty where nothing is."""

    kind: EquipmentKind
    model: str
    brand: str = ""
    reference: str = ""
    category: str = ""
    """The name of its own category alone."""
    serial: str = ""
    location: str = ""
    tag: str = ""


def bare_serial(serial: str) -> str:
    """A serial number as it is compared: letters and figures alone."""
    return "".join(character for character in fold(serial) if character.isalnum())


def likeness(said: ThingTold, known: ThingTold) -> int:
    """How likely both are one, 0 to 99."""
    if said.kind is not known.kind or not said.model:
        return 0
    pairs = ((said.brand, known.brand), (said.reference, known.reference))
    if any(left and right and fold(left) != fold(right) for left, right in pairs):
        return 0
    alike = _models_alike(said, known)
    mine, other = bare_serial(said.serial), bare_serial(known.serial)
    if mine and other:
        if mine == other:
            return min(99, int(_SAME_SERIAL + alike * 0.29))
        return min(99, int(_NEAR_SERIAL + alike * 0.45)) if _one_slip(mine, other) else 0
    if said.kind is EquipmentKind.ITEM and (said.tag or mine):
        return 0
    score = alike - 4
    for left, right in ((said.location, known.location), (said.category, known.category)):
        if left and right:
            score += 6 if fold(left) == fold(right) else -8
    return max(0, min(99, int(score)))


def marks(told: ThingTold) -> list[str]:
    """What two that may be one share at least: a part of the serial number, or of a word."""
    serial = bare_serial(told.serial)
    out = [f"s{serial[:4]}", f"e{serial[-4:]}"] if serial else []
    return out + [f"w{word[:4]}" for word in words(told.model) if len(word) > 2]


def _models_alike(said: ThingTold, known: ThingTold) -> float:
    """How alike the names of both models are; « X05 » and « X06 » are two."""
    from rapidfuzz import fuzz

    left = [w for text in (said.model, said.brand, said.reference) for w in words(text)]
    right = [w for text in (known.model, known.brand, known.reference) for w in words(text)]
    figures = [{w for w in both if any(c.isdigit() for c in w)} for both in (left, right)]
    if all(figures) and figures[0].isdisjoint(figures[1]):
        return 0
    name, other = " ".join(words(said.model)), " ".join(words(known.model))
    whole, whole_other = " ".join(dict.fromkeys(left)), " ".join(dict.fromkeys(right))
    return max(
        fuzz.ratio(name, other),
        fuzz.token_sort_ratio(name, other),
        fuzz.token_set_ratio(whole, whole_other) - 8,
    )


def _one_slip(left: str, right: str) -> bool:
    """Whether one serial number is the other misread, or with a character left out. Another figure
    is no slip: things bought together have numbers that follow one another."""
    from rapidfuzz.distance import OSA

    if left.translate(_MISREAD) == right.translate(_MISREAD):
        return True
    short = min(len(left), len(right))
    return short >= _LONG_SERIAL and len(left) != len(right) and OSA.distance(left, right) == 1

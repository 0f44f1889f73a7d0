"""Whole names taken apart: « DUPONT Marie », « Marie Dupont », « Dupont, Marie »."""

from __future__ import annotations

from vaetvient.domain.text import fold, one_line

_PARTICLES = frozenset(
    "de du des d le la les van von der den di da del el ben bin al".split()  # noqa: SIM905
)
_TITLES = frozenset(
    "m mr mme mlle monsieur madame mademoiselle mrs ms dr pr me".split()  # noqa: SIM905
)


def parted(whole: str, *, last_first: bool) -> tuple[str, str]:
    """Family name and first name of `whole`.

    A comma parts them, capitals give the family name away, else it stands first or last as
    `last_first` says; « de », « van »… go with what follows them.
    """
    text = one_line(whole)
    if "," in text:
        last, _comma, first = text.partition(",")
        return last.strip(), first.strip()
    parts = text.split()
    while len(parts) > 1 and fold(parts[0]).rstrip(".") in _TITLES:
        parts = parts[1:]
    if len(parts) < 2:
        return " ".join(parts), ""
    shouted = [_is_shouted(part) for part in parts]
    if any(shouted) and not all(shouted):
        begun = shouted.index(True)
        ended = len(parts) - shouted[::-1].index(True)
        if all(shouted[begun:ended]) and (begun == 0 or ended == len(parts)):
            while begun and fold(parts[begun - 1]) in _PARTICLES:
                begun -= 1
            return " ".join(parts[begun:ended]), " ".join(parts[:begun] + parts[ended:])
    if last_first:
        place = 0
        while place < len(parts) - 2 and fold(parts[place]).rstrip("'’") in _PARTICLES:
            place += 1
        return " ".join(parts[: place + 1]), " ".join(parts[place + 1 :])
    place = len(parts) - 1
    while place > 1 and fold(parts[place - 1]).rstrip("'’") in _PARTICLES:
        place -= 1
    return " ".join(parts[place:]), " ".join(parts[:place])


def _is_shouted(part: str) -> bool:
    letters = [c for c in part if c.isalpha()]
    return len(letters) > 1 and all(c.isupper() for c in letters)

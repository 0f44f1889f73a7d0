"""Accessories typed one a line: « 2 câbles HDMI »."""

from __future__ import annotations

import re
from collections.abc import Iterable

from vaetvient.domain.text import one_line

_COUNTED = re.compile(r"(\d{1,4})\s*(?:[x×*]\s*)?(\D.*)")


def read_accessories(typed: str) -> tuple[tuple[str, int], ...]:
    """Name and quantity of each line; one where no number is given."""
    out = []
    for line in filter(None, map(one_line, typed.splitlines())):
        found = _COUNTED.fullmatch(line)
        out.append((found[2].strip(), int(found[1])) if found else (line, 1))
    return tuple(out)


def write_accessories(parts: Iterable[tuple[str, int]]) -> str:
    """The lines that stand for `parts`."""
    return "\n".join(f"{quantity} {name}" for name, quantity in parts)

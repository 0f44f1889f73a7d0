"""« --missing "2 micros, un câble" »: which counted accessories that names, and what besides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from vaetvient.desk.returning import PartMissing
from vaetvient.domain.loan import LinePart, LoanLine
from vaetvient.domain.text import words

_COUNTED = re.compile(r"(?:(\d{1,4})\s*[x×*]?\s+|(\d{1,4})\s*[x×*]\s*)?(\S.*)")
_ONE = frozenset({"un", "une", "le", "la", "a", "an", "the", "one"})


@dataclass
class MissingOfLine:
    """What is missing of one line: accessories that are counted, and words for the rest."""

    parts: list[PartMissing] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def told_missing(lines: Sequence[LoanLine], said: str) -> dict[UUID, MissingOfLine]:
    """What `said` tells of each of `lines`, by the line's key. What names no accessory is noted
    on the first line."""
    out = {line.id: MissingOfLine() for line in lines}
    for piece in filter(None, (p.strip() for p in re.split(r"[,;\n]", said))):
        counted = _COUNTED.fullmatch(piece)
        count = int(counted[1] or counted[2] or 1) if counted else 1
        name = counted[3] if counted else piece
        found = _part(lines, name, count)
        if found is None:
            out[lines[0].id].words.append(piece)
        else:
            line, part = found
            out[line.id].parts.append(PartMissing(part.id, count))
    return out


def _part(lines: Sequence[LoanLine], name: str, count: int) -> tuple[LoanLine, LinePart] | None:
    wanted = _singular(name)
    for line in lines:
        for part in line.parts:
            if wanted == _singular(part.name) and part.missing + count <= part.quantity:
                return line, part
    return None


def _singular(name: str) -> list[str]:
    """The words of a name in any order, whether of one thing or of several."""
    found = [word for word in words(name) if word not in _ONE]
    return sorted(word[:-1] if len(word) > 3 and word[-1] in "sx" else word for word in found)

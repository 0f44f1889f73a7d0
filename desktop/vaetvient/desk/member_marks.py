"""What a member is, as a list that is taken in sees it, and the marks by which two are found to be
one: numbers that stand for a text (`storage.marks`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from vaetvient.domain.text import words

PERSON, ASSOCIATION = "person", "association"


class KeptMember(NamedTuple):
    """A member's own columns, raw; those of the other kind are None."""

    place: int
    """Where it stands in its table, or will."""
    id: bytes
    kind: str
    number: str
    card: str | None
    label: str
    email: str | None
    phone: str | None
    mobile: str | None
    address: str
    postal_code: str
    commune_name: str
    commune_insee: str | None
    notes: str
    tags: str
    last_name: str | None = None
    first_name: str | None = None
    birth_date: str | None = None
    name: str | None = None
    acronym: str | None = None
    rna: str | None = None
    siret: str | None = None

    @property
    def name_key(self) -> str:
        """See `name_key`."""
        if self.kind == PERSON:
            return name_key(self.last_name or "", self.first_name or "")
        return name_key(self.name or "")


class AskedMember(NamedTuple):
    """What a row says of whom it speaks; empty where it says nothing."""

    kind: str
    """Empty for a row that names nobody, only a number."""
    number: str = ""
    card: str = ""
    name: str = ""
    """Folded words in alphabetical order; see `name_key`."""
    first_name: str = ""
    email: str = ""
    phone: str = ""
    mobile: str = ""
    rna: str = ""
    siret: str = ""
    birth_date: str = ""
    commune: str = ""

    @property
    def identity(self) -> str:
        """A short name for this row's subject, the same in the next file; tells nothing of it."""
        return _digest(self)

    @property
    def subject(self) -> str:
        """The same by what is surest alone, so that it stays when the rest changes."""
        sure = ("number", "card", "rna", "siret")
        for field in sure:
            said = getattr(self, field)
            if said:
                return _digest((field, said))
        return _digest((self.kind, self.name, self.birth_date or self.email or self.commune))


def _digest(said: Iterable[str]) -> str:
    import hashlib

    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:32]


def name_key(*names: str) -> str:
    """Names as they are compared: folded words in alphabetical order."""
    return " ".join(sorted([word for name in names if name for word in _parts(name)]))


@lru_cache(maxsize=8_192)
def _parts(name: str) -> tuple[str, ...]:
    return tuple(words(name))


@lru_cache(maxsize=4096)
def place_key(commune: str) -> str:
    """The same of a commune, of which there are few."""
    return name_key(commune)


class PortionMarks(NamedTuple):
    """What the rows at hand are known by, by column."""

    borne: Sequence[Sequence[int | None]]
    """What is sure of each."""
    asked: Sequence[Sequence[int | None]]
    """What each row has to be looked for by, where all who are there came with the file."""
    lacking: set[int]
    """Those marks that only rows without an e-mail address bear."""
    here: Sequence[int]
    names: Sequence[int]
    asks_here: Sequence[int]
    """Places of rows that somebody of the same name and commune may be."""
    asks_name: Sequence[int]
    """Places of those that somebody of the same name may be."""


def field_mark(field: str, said: str) -> int:
    """What everyone with the same RNA, SIRET or e-mail bears."""
    return hash(f"{field}\0{said}")


def named_mark(field: str, said: str, name: str) -> int:
    """What everyone of one name with the same birth date or telephone bears."""
    return hash(f"{field}\0{said}\0{name}")


def here_mark(name: str, commune: str) -> int:
    """What everyone of one name in one commune bears."""
    return hash(f"here\0{commune}\0{name}")


def name_mark(name: str) -> int:
    """What everyone of one name bears."""
    return hash(f"name\0{name}")


def lacking_mark(mark: int) -> int:
    """What those who bear the mark of a name, and have no e-mail address, bear besides: two of
    one file with an address each are one only if the addresses are (see `_told_apart`)."""
    return hash((mark, "lacking"))


def sure_marks(known: KeptMember, name: str) -> list[int]:
    """What is sure of a member of this name."""
    out = []
    if known.rna:
        out.append(field_mark("rna", known.rna))
    if known.siret:
        out.append(field_mark("siret", known.siret))
    if known.email:
        out.append(field_mark("email", known.email.lower()))
    for field, said in (("birth_date", known.birth_date), ("phone", known.phone)):
        if name and said:
            mark = named_mark(field, said, name)
            out.append(mark)
            if not known.email:
                out.append(lacking_mark(mark))
    return out

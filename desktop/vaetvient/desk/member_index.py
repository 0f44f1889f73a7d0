"""Who is already there, held in memory while a list is taken in.

Members are held as the database keeps them: keys as bytes, days as ISO text. What they are
recognised by besides number and card is worked out once a row needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from vaetvient.domain.text import words
from vaetvient.storage.queries.intake import members_by_key, members_of

PERSON, ASSOCIATION = "person", "association"
Mark = str | tuple[str, str]
"""A name, or a name and what two of that name are one by."""
_LONG_NAME = 12
DOUBTFUL = 84
"""The score from which a row is perhaps someone who is there."""
_ALIKE = 72
_MOST_ALIKE = 300
"""Beginnings, and e-mail addresses, that more members share tell nothing."""


class KeptMember(NamedTuple):
    """A member's own columns, raw; those of the other kind are None."""

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
    found = [word for name in names if name for word in _parts(name)]
    found.sort()
    return " ".join(found)


@lru_cache(maxsize=65_536)
def _parts(name: str) -> tuple[str, ...]:
    return tuple(words(name))


@lru_cache(maxsize=4096)
def place_key(commune: str) -> str:
    """The same of a commune, of which there are few."""
    return name_key(commune)


class _Kept:
    """Members by key. Those that the list brought are asked for again once they are written:
    hardly any row speaks of them, and a list may have a million."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.before: dict[bytes, KeptMember] = {}
        """Who was there before the list."""
        self._waiting: dict[bytes, KeptMember] = {}
        self._written: list[bytes] = []
        self._asked: dict[bytes, KeptMember] = {}

    def add(self, known: KeptMember) -> None:
        """Someone new, who is not written yet."""
        self._waiting[known.id] = known

    def written(self) -> None:
        """All who were added stand in the database."""
        self._written += self._waiting
        self._waiting = {}

    def __getitem__(self, key: bytes) -> KeptMember:
        found = self.before.get(key) or self._waiting.get(key) or self._asked.get(key)
        if found is None:
            if len(self._asked) >= _MOST_ASKED:
                self._asked = {}
            (found,) = self._read([key])
            self._asked[key] = found
        return found

    def values(self) -> Iterator[KeptMember]:
        """Everyone, in the order in which they came."""
        yield from self.before.values()
        yield from self._read(self._written)
        yield from self._waiting.values()

    def _read(self, keys: Sequence[bytes]) -> Iterator[KeptMember]:
        rows = members_by_key(self._session, keys, KeptMember._fields)
        return (KeptMember._make(row) for row in rows)


_MOST_ASKED = 5_000


class MemberIndex:
    """Finds the member that a row speaks of."""

    def __init__(self, session: Session, office_id: UUID) -> None:
        self.kept = _Kept(session)
        there = self.kept.before
        self.numbers: dict[str, bytes] = {}
        self.cards: dict[str, bytes] = {}
        self.claimed: dict[bytes, int] = {}
        """The line of the file that spoke of each already."""
        self.retired: set[str] = set()
        """Numbers of entries that were made one with another."""
        for row in members_of(session, office_id, KeptMember._fields):
            merged = row[-1]
            if merged is None:
                known = KeptMember._make(row[:-1])
                there[known.id] = known
                self.numbers[known.number] = known.id
                if known.card:
                    self.cards[known.card] = known.id
            else:  # the number stays a way to find the one kept
                self.retired.add(row.number)
                if merged in there:
                    self.numbers[row.number] = merged
        self.before = len(there)
        self._deep: _Deep | None = None
        self._alike: _Alike | None = None

    @property
    def _known(self) -> _Deep:
        if self._deep is None:
            self._deep = _Deep(self.kept.values())
        return self._deep

    def add(self, known: KeptMember, asked: AskedMember, line: int) -> None:
        """Recognise `known`, made of `asked`, from now on."""
        self.kept.add(known)
        self.claimed[known.id] = line
        self.numbers[known.number] = known.id
        if known.card:
            self.cards[known.card] = known.id
        self._known.add(known, asked.name)

    def claim(self, known: KeptMember, asked: AskedMember, line: int) -> None:
        """`line` speaks of `known`, and may give it a number or a card."""
        self.claimed[known.id] = line
        if asked.number:
            self.numbers[asked.number] = known.id
        if asked.card:
            self.cards[asked.card] = known.id

    def match(self, asked: AskedMember) -> tuple[KeptMember, str] | None:
        """The member that `asked` is, and the field that gives it away; None for a stranger."""
        key = self.numbers.get(asked.number) if asked.number else None
        if key is not None:
            return self.kept[key], "number"
        key = self.cards.get(asked.card) if asked.card else None
        if key is not None:
            return self.kept[key], "card"
        for field, number in (("rna", asked.rna), ("siret", asked.siret)):
            if number and (found := self._known.numbered[field].get(number)):
                return self.kept[found], field
        by_email = self._by_email(asked)
        if by_email is not None:
            return by_email, "email"
        by_name = self._by_name(asked)
        if by_name is not None:
            return by_name, "last_name" if asked.kind == PERSON else "name"
        return None

    def alike(self, asked: AskedMember) -> list[tuple[KeptMember, int]]:
        """Who was there before the file and may be `asked`, with a score from DOUBTFUL to 99."""
        if not self.before or not asked.name:
            return []
        if self._alike is None:
            there = (k for k in self.kept.before.values() if k.id not in self.claimed)
            self._alike = _Alike(there)
        scored = [
            (known, score)
            for key in self._alike.near(asked)
            if key not in self.claimed
            and (known := self.kept[key]).kind == asked.kind
            and (score := likeness(asked, known)) >= DOUBTFUL
        ]
        return sorted(scored, key=lambda pair: -pair[1])[:5]

    def _by_email(self, asked: AskedMember) -> KeptMember | None:
        keys = self._known.emails.of(asked.email) if asked.email else ()
        if not keys or len(keys) > _MOST_ALIKE:
            return None
        same = [
            known
            for key in keys
            if asked.kind in ("", (known := self.kept[key]).kind) and names_agree(asked, known)
        ]
        return self._unclaimed_first(same)

    def _by_name(self, asked: AskedMember) -> KeptMember | None:
        name, deep = asked.name, self._known
        if not name:
            return None
        for mark in (asked.birth_date, asked.phone):
            sure = self._may_be(asked, deep.sure.of((name, mark))) if mark else None
            if sure:
                return self._unclaimed_first(sure)
        if asked.number:  # two of one name in one town, each with a number: two people
            return None
        here = self._may_be(asked, deep.here(self.kept.values()).of((name, asked.commune)))
        if here:
            return self._unclaimed_first(here)
        if asked.commune:
            return None
        alike = self._may_be(asked, deep.names(self.kept.values()).of(name))
        return alike[0] if len(alike) == 1 else None

    def _may_be(self, asked: AskedMember, keys: Sequence[bytes]) -> list[KeptMember]:
        """Those of the same name who may be `asked`, as they came."""
        return [
            known
            for key in keys
            if (known := self.kept[key]).kind == asked.kind and not self._told_apart(asked, known)
        ]

    def _told_apart(self, asked: AskedMember, known: KeptMember) -> bool:
        """Whether two of one name are two: other birth dates; within one file other e-mail
        addresses or telephones too, which may change from one year's file to the next."""
        if asked.birth_date and known.birth_date and asked.birth_date != known.birth_date:
            return True
        if known.id not in self.claimed:
            return False
        if asked.email and known.email and asked.email != known.email.lower():
            return True
        return bool(asked.phone and known.phone and asked.phone != known.phone)

    def _unclaimed_first(self, found: Iterable[KeptMember]) -> KeptMember | None:
        return min(found, key=lambda known: known.id in self.claimed, default=None)


class _Groups:
    """Keys by what they have in common, as they came; most have nothing in common."""

    def __init__(self) -> None:
        self._found: dict[Mark, bytes | list[bytes]] = {}

    def add(self, mark: Mark, key: bytes) -> None:
        first = self._found.setdefault(mark, key)
        if first is not key:
            if isinstance(first, list):
                first.append(key)
            else:
                self._found[mark] = [first, key]

    def of(self, mark: Mark) -> Sequence[bytes]:
        """The keys that have `mark`."""
        found = self._found.get(mark)
        if found is None:
            return ()
        return found if isinstance(found, list) else (found,)


class _Deep:
    """What members are recognised by besides number and card.

    Those of one name are grouped by what makes two of them one: a list may hold a thousand of the
    same name, and each row must not be compared with all that came before it.
    """

    def __init__(self, members: Iterable[KeptMember]) -> None:
        self.numbered: dict[str, dict[str, bytes]] = {"rna": {}, "siret": {}}
        self.emails = _Groups()
        self.sure = _Groups()
        """By name and birth date, and by name and telephone."""
        self._here: _Groups | None = None
        self._names: _Groups | None = None
        for known in members:
            self.add(known, known.name_key)

    def add(self, known: KeptMember, name: str) -> None:
        key = known.id
        if known.rna:
            self.numbered["rna"].setdefault(known.rna, key)
        if known.siret:
            self.numbered["siret"].setdefault(known.siret, key)
        if known.email:
            self.emails.add(known.email.lower(), key)
        if name:
            if known.birth_date:
                self.sure.add((name, known.birth_date), key)
            if known.phone:
                self.sure.add((name, known.phone), key)
            if self._here is not None:
                self._here.add((name, place_key(known.commune_name)), key)
            if self._names is not None:
                self._names.add(name, key)

    def here(self, members: Iterable[KeptMember]) -> _Groups:
        """All `members` by name and commune; only rows without a number ask."""
        if self._here is None:
            self._here = _Groups()
            for known in members:
                self._here.add((known.name_key, place_key(known.commune_name)), known.id)
        return self._here

    def names(self, members: Iterable[KeptMember]) -> _Groups:
        """All `members` by name; only rows with neither number nor commune ask."""
        if self._names is None:
            self._names = _Groups()
            for known in members:
                self._names.add(known.name_key, known.id)
        return self._names


class _Alike:
    """Those who share a telephone, an address, a birth date or the beginning of a name."""

    def __init__(self, members: Iterable[KeptMember]) -> None:
        self._groups: dict[str, list[bytes]] = {}
        for known in members:
            marks = _marks(
                known.name_key,
                known.birth_date or "",
                (known.phone or "", known.mobile or ""),
                (known.email or "").lower(),
            )
            for mark in marks:
                self._groups.setdefault(mark, []).append(known.id)

    def near(self, asked: AskedMember) -> list[bytes]:
        found: dict[bytes, None] = {}
        marks = _marks(asked.name, asked.birth_date, (asked.phone, asked.mobile), asked.email)
        for mark in marks:
            group = self._groups.get(mark, ())
            if len(group) <= _MOST_ALIKE:
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

"""Who is already there, held in memory while a list is taken in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.domain.member import MemberKind
from vaetvient.domain.records import Record
from vaetvient.domain.text import words

_LONG_NAME = 12


@dataclass(slots=True)
class KnownMember:
    """What a member is recognised by; empty where unknown."""

    id: UUID
    kind: MemberKind | None
    """None: a row that names nobody, only a number."""
    label: str = ""
    number: str = ""
    card: str = ""
    name: str = ""
    """Folded words in alphabetical order; see `name_key`."""
    first_name: str = ""
    email: str = ""
    phone: str = ""
    rna: str = ""
    siret: str = ""
    birth_date: date | None = None
    commune: str = ""
    line: int | None = None
    """The line of the file that spoke of this member already."""


def name_key(*names: str) -> str:
    """Names as they are compared: folded words in alphabetical order."""
    return " ".join(sorted(word for name in names for word in words(name)))


class MemberIndex:
    """Finds the member that a row speaks of."""

    def __init__(self, session: Session, office_id: UUID) -> None:
        self.numbers: dict[str, KnownMember] = {}
        self.cards: dict[str, KnownMember] = {}
        self.retired: set[str] = set()
        """Numbers of entries that were made one with another."""
        self._rnas: dict[str, KnownMember] = {}
        self._sirets: dict[str, KnownMember] = {}
        self._emails: dict[str, list[KnownMember]] = {}
        self._names: dict[str, list[KnownMember]] = {}
        self._read(session, office_id)

    def _read(self, session: Session, office_id: UUID) -> None:
        column = Record.metadata.tables["member"].c
        rows = session.execute(
            select(
                column.id,
                column.kind,
                column.label,
                column.number,
                column.card,
                column.last_name,
                column.first_name,
                column.name,
                column.email,
                column.phone,
                column.rna,
                column.siret,
                column.birth_date,
                column.commune_name,
                column.merged_into_id,
            )
            .where(column.office_id == office_id)
            .order_by(column.merged_into_id.is_not(None), column.id)
        )
        by_id: dict[UUID, KnownMember] = {}
        for row in rows:
            if row.merged_into_id is not None:  # the number stays a way to find the one kept
                self.retired.add(row.number)
                if row.merged_into_id in by_id:
                    self.numbers[row.number] = by_id[row.merged_into_id]
                continue
            person = row.kind is MemberKind.PERSON
            names = (row.last_name or "", row.first_name or "") if person else (row.name or "",)
            by_id[row.id] = known = KnownMember(
                id=row.id,
                kind=row.kind,
                label=row.label,
                number=row.number,
                card=row.card or "",
                name=name_key(*names),
                first_name=name_key(row.first_name or ""),
                email=(row.email or "").lower(),
                phone=row.phone or "",
                rna=row.rna or "",
                siret=row.siret or "",
                birth_date=row.birth_date,
                commune=name_key(row.commune_name),
            )
            self.add(known)

    def add(self, known: KnownMember) -> None:
        """Recognise `known` from now on."""
        if known.number:
            self.numbers[known.number] = known
        if known.card:
            self.cards[known.card] = known
        if known.rna:
            self._rnas.setdefault(known.rna, known)
        if known.siret:
            self._sirets.setdefault(known.siret, known)
        if known.email:
            self._emails.setdefault(known.email, []).append(known)
        if known.name:
            self._names.setdefault(known.name, []).append(known)

    def match(self, asked: KnownMember) -> tuple[KnownMember, str] | None:
        """The member that `asked` is, and the field that gives it away; None for a stranger."""
        for field, found in (
            ("number", self.numbers.get(asked.number)),
            ("card", self.cards.get(asked.card)),
            ("rna", self._rnas.get(asked.rna)),
            ("siret", self._sirets.get(asked.siret)),
            ("email", self._by_email(asked)),
            ("last_name" if asked.kind is MemberKind.PERSON else "name", self._by_name(asked)),
        ):
            if found is not None:
                return found, field
        return None

    def _by_email(self, asked: KnownMember) -> KnownMember | None:
        same = [
            known
            for known in self._emails.get(asked.email, ())
            if asked.kind in (None, known.kind) and names_agree(asked, known)
        ]
        return _unclaimed_first(same)

    def _by_name(self, asked: KnownMember) -> KnownMember | None:
        alike = [
            known
            for known in self._names.get(asked.name, ())
            if known.kind is asked.kind and not _told_apart(asked, known)
        ]
        sure = [known for known in alike if _sure(asked, known)]
        if sure:
            return _unclaimed_first(sure)
        if asked.number:  # two of one name in one town, each with a number: two people
            return None
        here = [known for known in alike if known.commune == asked.commune]
        if here:
            return _unclaimed_first(here)
        return alike[0] if len(alike) == 1 and not asked.commune else None


def names_agree(asked: KnownMember, known: KnownMember) -> bool:
    """Whether one e-mail address under these two names is one member's: the same name, a slip
    in it, the same first name (a surname changes), or one name that holds all of the other."""
    from rapidfuzz.distance import OSA

    if not asked.name or asked.name == known.name:
        return True
    if asked.first_name and asked.first_name == known.first_name:
        return True
    if OSA.distance(asked.name, known.name) <= (1 if len(asked.name) < _LONG_NAME else 2):
        return True
    left, right = set(asked.name.split()), set(known.name.split())
    return asked.kind is MemberKind.ASSOCIATION and (left <= right or right <= left)


def _told_apart(asked: KnownMember, known: KnownMember) -> bool:
    """Whether two of one name are two: other birth dates; within one file other e-mail addresses
    or telephones too, which may change from one year's file to the next."""
    if asked.birth_date and known.birth_date and asked.birth_date != known.birth_date:
        return True
    if known.line is None:
        return False
    return any(
        left and right and left != right
        for left, right in ((asked.email, known.email), (asked.phone, known.phone))
    )


def _sure(asked: KnownMember, known: KnownMember) -> bool:
    """Whether two of one name are one beyond doubt."""
    return bool(
        (asked.birth_date and asked.birth_date == known.birth_date)
        or (asked.phone and asked.phone == known.phone)
    )


def _unclaimed_first(found: Iterable[KnownMember]) -> KnownMember | None:
    return min(found, key=lambda known: known.line is not None, default=None)

"""Members taken in from a list, recognised among those who are there.

A row is someone known by the number, else the card, the RNA or SIRET number, the e-mail address
(with a name like the one it is known under: families and offices share addresses), else by the
same name with the same birth date or commune. Empty cells erase nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.desk.intake import (
    CellReader,
    DuplicateRowError,
    IntakeReport,
    Outcome,
    Progress,
    RowGiven,
    RowRefusedError,
    SheetGiven,
    take_in,
    with_notes,
)
from vaetvient.desk.member_index import KnownMember, MemberIndex, name_key
from vaetvient.desk.members import (
    LONGEST_NAME,
    CardTakenError,
    MissingNameError,
    next_number,
)
from vaetvient.domain import registration
from vaetvient.domain.errors import RefusedError
from vaetvient.domain.member import Association, Member, MemberKind, Person, label_of
from vaetvient.domain.records import new_id
from vaetvient.domain.text import one_line
from vaetvient.domain.wording import read_member_kind
from vaetvient.language import N_, _
from vaetvient.storage.communes import Commune, recognise

_TEXTS = {
    "number": 32,
    "card": 64,
    "last_name": LONGEST_NAME,
    "first_name": LONGEST_NAME,
    "name": LONGEST_NAME,
    "acronym": 40,
    "tags": 1000,
    "commune": 120,
    "postal_code": 16,
}
"""Fields that are kept as typed, on one line, and how long each may be."""
_READERS: dict[str, Callable[[str, str], Any]] = {
    "email": registration.read_email,
    "phone": registration.read_phone,
    "mobile": registration.read_phone,
    "birth_date": registration.read_birth_date,
    "rna": registration.read_rna,
    "siret": registration.read_siret,
}
_PERSONS_ONLY = ("last_name", "first_name", "birth_date")
_ASSOCIATIONS_ONLY = ("name", "acronym", "rna", "siret")
_LOST_ZERO = 4
"""Digits of a postal code that a spreadsheet took for a number: 01000 became 1000."""


class OtherKindError(RefusedError):
    code: ClassVar[str] = "other_kind"
    text: ClassVar[str] = N_("{member} est connu comme {kind}.")


@dataclass(frozen=True, slots=True)
class MemberRead:
    """One row, its cells read; what stayed empty is None or empty."""

    line: int
    said_kind: MemberKind | None
    texts: Mapping[str, str]
    """The fields of _TEXTS, on one line each."""
    values: Mapping[str, Any]
    """Columns in canonical form: email, phone, mobile, birth_date, rna, siret, address."""
    notes: str
    others: tuple[tuple[str, str], ...]
    """Header and value of what belongs to no field."""

    @property
    def likely_kind(self) -> MemberKind | None:
        """What the row seems to be when it does not say."""
        texts = self.texts
        if self.said_kind is not None:
            return self.said_kind
        numbered = bool(self.values["rna"] or self.values["siret"])
        if numbered and not texts["first_name"]:
            return MemberKind.ASSOCIATION
        if texts["last_name"] or texts["first_name"]:
            return MemberKind.PERSON
        return MemberKind.ASSOCIATION if texts["name"] else None

    def columns_of(self, kind: MemberKind) -> dict[str, Any]:
        """The columns that a member of `kind` alone has. « Nom » alone names an association too,
        and a name alone a person."""
        texts, values = self.texts, self.values
        if kind is MemberKind.ASSOCIATION:
            alone = "" if texts["first_name"] else texts["last_name"]
            name = texts["name"] or alone
            return {"name": name, "acronym": texts["acronym"], **_some(values, "rna", "siret")}
        last = texts["last_name"] or ("" if texts["first_name"] else texts["name"])
        own = {"last_name": last, "first_name": texts["first_name"]}
        return {**own, **_some(values, "birth_date")}

    def says_again(self, person: Person) -> bool:
        """Whether the row only has the whole name of `person`, in one cell."""
        apart = self.texts["last_name"] or self.texts["first_name"]
        own = name_key(person.last_name, person.first_name)
        return not apart and name_key(self.texts["name"]) == own

    def left_over(self, kind: MemberKind, headers: Mapping[str, str]) -> list[tuple[str, str]]:
        """Header and value of the cells that a member of `kind` has no column for."""
        used = set(self.columns_of(kind).values())
        fields = _PERSONS_ONLY if kind is MemberKind.ASSOCIATION else _ASSOCIATIONS_ONLY
        said = {**self.texts, **self.values}
        return [
            (headers[field], str(said[field]))
            for field in fields
            if said[field] and said[field] not in used
        ]


def take_in_members(
    desk: Desk,
    sheet: SheetGiven,
    *,
    dry_run: bool = False,
    keep_going: bool = False,
    progress: Progress | None = None,
) -> IntakeReport:
    """Take a list of members in; see `take_in`."""
    return take_in(
        desk, sheet, MemberTaker, dry_run=dry_run, keep_going=keep_going, progress=progress
    )


def read_member(row: RowGiven) -> MemberRead:
    """The cells of `row`, checked. Raises RowRefusedError with every error found in it."""
    cells = CellReader(row)
    read = MemberRead(
        line=row.line,
        said_kind=cells.read("type", read_member_kind),
        texts={field: cells.text(field, most) for field, most in _TEXTS.items()},
        values={
            **{field: cells.read(field, reader) for field, reader in _READERS.items()},
            "address": cells.lines("address"),
        },
        notes=cells.lines("notes"),
        others=tuple(row.notes),
    )
    cells.check()
    return read


class MemberTaker:
    """Writes the rows of one list; see `Taker`."""

    def __init__(self, session: Session, desk: Desk, sheet: SheetGiven) -> None:
        self._session, self._desk, self._headers = session, desk, sheet.headers
        self._index = MemberIndex(session, desk.office_id)
        self._spoken_for = {one_line(row.cells.get("number")) for row in sheet.rows}
        self._next = int(next_number(session, desk.office_id))

    def take(self, rows: Sequence[RowGiven]) -> Iterator[Outcome | RowRefusedError]:
        found = [self._recognised(row) for row in rows]
        stored = self._stored([one[1].id for one in found if isinstance(one, tuple) and one[1]])
        for one in found:
            if isinstance(one, RowRefusedError):
                yield one
            elif one[1] is None:
                self._session.add(self._new(one[0]))
                yield Outcome.ADDED
            else:
                changed = self._amend(stored[one[1].id], one[0])
                yield Outcome.CHANGED if changed else Outcome.UNCHANGED

    def _stored(self, keys: Sequence[UUID]) -> dict[UUID, Member]:
        rows = self._session.scalars(select(Member).where(Member.id.in_(keys)))
        return {member.id: member for member in rows} if keys else {}

    def _recognised(self, row: RowGiven) -> tuple[MemberRead, KnownMember | None] | RowRefusedError:
        """The row and whom it speaks of, claimed for this line; None for someone new."""
        try:
            read = read_member(row)
            asked = self._asked(read)
            match = self._index.match(asked)
            self._check(read, asked, match)
        except RowRefusedError as refusal:
            return refusal
        known = match[0] if match else None
        if known is None:
            self._index.add(asked)
            return read, None
        known.line = read.line
        for place, key in ((self._index.numbers, asked.number), (self._index.cards, asked.card)):
            if key:
                place[key] = known
        return read, known

    def _asked(self, read: MemberRead) -> KnownMember:
        kind, values = read.likely_kind, read.values
        own = read.columns_of(kind) if kind else {}
        names = [own.get(field, "") for field in ("last_name", "first_name", "name")]
        return KnownMember(
            id=new_id(),
            kind=kind,
            number=read.texts["number"],
            card=read.texts["card"],
            name=name_key(*names),
            first_name=name_key(names[1]),
            email=(values["email"] or "").lower(),
            phone=values["phone"] or "",
            rna=values["rna"] or "",
            siret=values["siret"] or "",
            birth_date=values["birth_date"],
            commune=name_key(place_of(read.texts)["commune_name"]),
            line=read.line,
        )

    def _check(
        self, read: MemberRead, asked: KnownMember, match: tuple[KnownMember, str] | None
    ) -> None:
        """Refuse what cannot be written. Raises RowRefusedError."""
        known = match[0] if match else None
        if match and known and known.line is not None:
            raise RowRefusedError(DuplicateRowError(line=known.line, field=match[1]))
        holder = self._index.cards.get(asked.card)
        if holder is not None and holder is not known:
            error = CardTakenError(card=asked.card, member=holder.label, field="card")
            raise RowRefusedError(error)
        if known is None and not asked.name:
            wanted = "name" if asked.kind is MemberKind.ASSOCIATION else "last_name"
            raise RowRefusedError(MissingNameError(field=wanted))
        if known is not None and read.said_kind not in (None, known.kind):
            kind = _("association") if known.kind is MemberKind.ASSOCIATION else _("personne")
            raise RowRefusedError(OtherKindError(member=known.label, kind=kind, field="type"))

    def _new(self, read: MemberRead) -> Member:
        kind = read.likely_kind
        assert kind is not None
        texts = read.texts
        entity = Person if kind is MemberKind.PERSON else Association
        member = entity(
            id=new_id(),
            office_id=self._desk.office_id,
            number=texts["number"] or self._free_number(),
            card=texts["card"] or None,
            tags=texts["tags"],
            joined_on=self._desk.today(),
            notes=with_notes("", read.notes, self._others(read, kind)),
            **_some(read.values, "email", "phone", "mobile", "address"),
            **place_of(texts),
            **read.columns_of(kind),
        )
        member.label = label_of(member)
        return member

    def _amend(self, member: Member, read: MemberRead) -> bool:
        """Write what the row says over `member`; whether anything changed."""
        said = {
            **_some(read.texts, "number", "card", "tags"),
            **_some(read.values, "email", "phone", "mobile", "address"),
            **read.columns_of(member.kind),
        }
        if read.texts["number"] in self._index.retired:
            del said["number"]
        if isinstance(member, Person) and read.says_again(member):
            del said["last_name"], said["first_name"]
        wanted = {column: value for column, value in said.items() if value}
        if read.texts["commune"] or read.texts["postal_code"]:
            wanted |= place_of(_completed(read.texts, member))
        wanted["notes"] = with_notes(member.notes, read.notes, self._others(read, member.kind))
        changed = False
        for column, value in wanted.items():
            if getattr(member, column) != value:
                setattr(member, column, value)
                changed = True
        if changed:
            member.label = label_of(member)
        return changed

    def _others(self, read: MemberRead, kind: MemberKind) -> list[tuple[str, str]]:
        return [*read.left_over(kind, self._headers), *read.others]

    def _free_number(self) -> str:
        while str(self._next) in self._spoken_for:
            self._next += 1
        self._next += 1
        return str(self._next - 1)


def place_of(texts: Mapping[str, str]) -> dict[str, Any]:
    """Postal code, commune and its INSEE code; a place that is not in the list stays as typed."""
    name, code = texts["commune"], texts["postal_code"]
    if re.fullmatch(r"[\d ]+", code):
        code = code.replace(" ", "")
    padded = "0" + code
    if len(code) == _LOST_ZERO and name:
        found = _recognised(name, padded)
        if found is not None and padded in found.postal_codes:
            code = padded
    found = _recognised(name, code) if name or code else None
    if found is None:
        return {"postal_code": code, "commune_name": name, "commune_insee": None}
    only = found.postal_codes[0] if found.postal_codes else ""
    return {
        "postal_code": code or only,
        "commune_name": found.name,
        "commune_insee": found.insee,
    }


@lru_cache(maxsize=4096)
def _recognised(name: str, code: str) -> Commune | None:
    return recognise(name, code)


def _completed(texts: Mapping[str, str], member: Member) -> dict[str, str]:
    """What the row says of a place, with what is known where it says the half of it."""
    name = texts["commune"] or member.commune_name
    code = texts["postal_code"]
    if (
        not code
        and place_of({"commune": name, "postal_code": member.postal_code})["commune_name"]
        == member.commune_name
    ):
        code = member.postal_code
    return {"commune": name, "postal_code": code}


def _some(values: Mapping[str, Any], *fields: str) -> dict[str, Any]:
    return {field: values[field] for field in fields}

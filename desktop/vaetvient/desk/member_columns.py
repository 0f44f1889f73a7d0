"""A portion of a list of members read column by column: what `MemberRead` makes of each row.

Lists have a hundred thousand lines, and nearly all of them are plain. What is not (a cell that
cannot be read, a person with the number of an association, a row that names nobody) is odd: its
place is told, and it is read by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from vaetvient.desk.dues_intake import DUES_FIELDS, DuesSaid
from vaetvient.desk.intake import PortionGiven, with_notes
from vaetvient.desk.member_marks import (
    ASSOCIATION,
    PERSON,
    AskedMember,
    KeptMember,
    PortionMarks,
    field_mark,
    here_mark,
    lacking_mark,
    name_key,
    name_mark,
    named_mark,
    place_key,
)
from vaetvient.desk.member_row import TEXTS, Readers, likely_kind, place_of
from vaetvient.domain.cash import dues_method
from vaetvient.domain.errors import InvalidValueError
from vaetvient.domain.known import Known
from vaetvient.domain.member import association_label, person_label
from vaetvient.domain.text import many_lines, one_line

_PLAIN_EMAILS = re.compile(r"(?:(?:[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+)?\n)*", re.ASCII)
_PLAIN_PHONES = re.compile(r"(?:(?:0[1-9]\d{8})?\n)*", re.ASCII)
_LONGEST_PLAIN = 200
_REFUSED = object()
Column = Sequence[Any]


class ColumnReaders:
    """What reads the cells of each field; remembers what comes again and again."""

    def __init__(self, readers: Readers) -> None:
        self._known = {field: Known(_quiet(read, field)) for field, read in readers.items()}

    def read(self, field: str, typed: Sequence[str]) -> Column:
        """The cells of a column in canonical form; what cannot be read is `_REFUSED`."""
        most = TEXTS.get(field)
        if most is not None:
            return _one_lines(typed, most)
        if field == "notes":
            return typed
        if field == "address":
            return (
                typed
                if _is_clean(typed)
                else [many_lines(t) or (_REFUSED if t else "") for t in typed]
            )
        if field == "email":
            joined = "\n".join((*typed, ""))
            if _PLAIN_EMAILS.fullmatch(joined) and max(map(len, typed)) < _LONGEST_PLAIN:
                return typed
        elif field in ("phone", "mobile"):
            joined = "\n".join((*typed, "")).replace(" ", "")
            if _PLAIN_PHONES.fullmatch(joined):
                return [
                    f"+33{number[1:]}" if number else None for number in joined.split("\n")[:-1]
                ]
        return self._known[field].of_all(typed)


def _quiet(read: Callable[[str, str], Any], field: str) -> Callable[[str], Any]:
    def quietly(typed: str) -> Any:
        if not typed:
            return None
        try:
            return read(typed, field)
        except InvalidValueError:
            return _REFUSED

    return quietly


def _address(typed: str) -> Any:
    return many_lines(typed) or (_REFUSED if typed else "")


def _is_clean(typed: Sequence[str]) -> bool:
    """Whether `one_line` would leave each as it is."""
    return "".join(typed).isprintable() and "  " not in "\n".join(typed)


def _one_lines(typed: Sequence[str], most: int) -> Column:
    said = typed if _is_clean(typed) else [one_line(text) for text in typed]
    if max(map(len, said)) <= most:
        return said
    return [text if len(text) <= most else _REFUSED for text in said]


class MemberColumns:
    """The columns of a portion, as the database keeps them; empty or None where nothing is said."""

    def __init__(
        self, portion: PortionGiven, readers: ColumnReaders, *, dues_told: bool = False
    ) -> None:
        """`dues_told`: dues are read, and not kept in the notes."""
        self._count = len(portion)
        self.odd: set[int] = set(portion.faults)
        """Places of rows that have to be read by themselves."""
        self.said: dict[str, Column] = {}
        for field, typed in portion.columns.items():
            self.said[field] = column = readers.read(field, typed)
            if column is not typed and _REFUSED in column:
                self.odd.update(p for p, value in enumerate(column) if value is _REFUSED)
                self.said[field] = ["" if value is _REFUSED else value for value in column]
        self._empty = ("",) * self._count
        self.kinds = self._kinds()
        self.own = self._own()
        self.places = self._places()
        self.notes, self.others = self.get("notes"), portion.notes
        self.dues = self._dues() if dues_told else {}
        """By place, the dues that a row tells of."""

    def get(self, field: str) -> Column:
        """A column; one of empty cells where the list has none of that name."""
        return self.said.get(field, self._empty)

    def __len__(self) -> int:
        return self._count

    def _kinds(self) -> Sequence[str]:
        kinds = self.said.get("type")
        if kinds is not None and all(kinds):
            return kinds
        fields = ("first_name", "last_name", "name", "rna", "siret", "birth_date")
        likely = map(likely_kind, *map(self.get, fields))
        if kinds is None:
            return list(likely)
        return [said or seems for said, seems in zip(kinds, likely, strict=True)]

    def _own(self) -> dict[str, Column]:
        """The columns that one kind alone has; a kind's row says nothing in the other's."""
        kinds, odd = self.kinds, self.odd
        last, first, name = self.get("last_name"), self.get("first_name"), self.get("name")
        acronym, rna, siret = self.get("acronym"), self.get("rna"), self.get("siret")
        born = self.get("birth_date")
        for place, kind in enumerate(kinds):
            if kind == PERSON:
                if (
                    acronym[place]
                    or rna[place]
                    or siret[place]
                    or (name[place] and (last[place] or first[place]))
                ):
                    odd.add(place)
            elif (
                kind != ASSOCIATION or first[place] or born[place] or (last[place] and name[place])
            ):
                odd.add(place)
        people = [kind == PERSON for kind in kinds]
        named = list(zip(people, last, first, name, strict=True))
        return {
            "last_name": [
                (alone or ("" if given else whole)) if is_person else None
                for is_person, alone, given, whole in named
            ],
            "first_name": [said if is_person else None for is_person, _l, said, _n in named],
            "birth_date": [said or None for said in born],
            "name": [
                None if is_person else whole or ("" if given else alone)
                for is_person, alone, given, whole in named
            ],
            "acronym": [
                None if is_person else said for is_person, said in zip(people, acronym, strict=True)
            ],
            "rna": [said or None for said in rna],
            "siret": [said or None for said in siret],
        }

    def _places(self) -> tuple[Sequence[str], Sequence[str], Sequence[str | None]]:
        """Postal codes, communes and their INSEE codes."""
        if "commune" not in self.said and "postal_code" not in self.said:
            return self._empty, self._empty, (None,) * self._count
        found = map(place_of, self.get("commune"), self.get("postal_code"))
        codes, names, insee = zip(*found, strict=True)
        return codes, names, insee

    def _dues(self) -> dict[int, DuesSaid]:
        """Rows that tell of dues without a day, or of days that cannot be, are odd."""
        told = zip(*map(self.get, DUES_FIELDS), strict=True)
        found: dict[int, DuesSaid] = {}
        for place, (first, last, cents, method) in enumerate(told):
            if first or last:
                how = dues_method(method)
                found[place] = DuesSaid(first or None, last or None, cents or 0, how)
                if first and last and last < first:
                    self.odd.add(place)
            elif method or cents not in (None, ""):
                self.odd.add(place)
        return found

    # ---- what follows from the columns -----------------------------------------------------

    def labels(self) -> list[str]:
        """How lists name each member."""
        own = self.own
        return [
            person_label(last, first) if kind == PERSON else association_label(name, acronym)
            for kind, last, first, name, acronym in zip(
                self.kinds, own["last_name"], own["first_name"], own["name"], own["acronym"],
                strict=True,
            )
        ]  # fmt: skip

    def name_keys(self) -> list[str]:
        """Their names as they are compared."""
        own = self.own
        return [
            name_key(last or "", first or "", name or "")
            for last, first, name in zip(
                own["last_name"], own["first_name"], own["name"], strict=True
            )
        ]

    def new_notes(self) -> Sequence[str]:
        """The notes of someone new."""
        if not any(self.others) and not any(self.notes):
            return self._empty
        return [
            with_notes("", cell, others) if cell or others else ""
            for cell, others in zip(self.notes, self.others, strict=True)
        ]

    def asked(self, row: int, name: str) -> AskedMember:
        """What a row says of whom it speaks; `name`: its key."""
        get = self.get
        first = self.own["first_name"][row]
        return AskedMember(
            self.kinds[row],
            get("number")[row],
            get("card")[row],
            name,
            name_key(first) if first else "",
            (get("email")[row] or "").lower(),
            get("phone")[row] or "",
            get("mobile")[row] or "",
            get("rna")[row] or "",
            get("siret")[row] or "",
            get("birth_date")[row] or "",
            place_key(self.places[1][row]),
        )

    def marks(self, names: Sequence[str], *, names_too: bool) -> PortionMarks:
        """What the rows are known by; `names_too`: by name and commune even where each row has a
        number."""
        borne: list[list[int | None]] = []
        for field in ("rna", "siret", "email"):
            if field in self.said:
                said = self.said[field]
                if field == "email":
                    said = [address and address.lower() for address in said]
                borne.append([field_mark(field, s) if s else None for s in said])
        asked = list(borne)
        lacking: set[int] = set()
        emails = self.get("email")
        for field in ("birth_date", "phone"):
            if field not in self.said:
                continue
            pairs = zip(self.said[field], names, strict=True)
            by_name = [named_mark(field, said, name) if said else None for said, name in pairs]
            alone = [None if m is None else lacking_mark(m) for m in by_name]
            borne.append(by_name)
            asked.append([a if e else m for e, a, m in zip(emails, alone, by_name, strict=True)])
            if not all(emails):
                alone = [None if e else a for e, a in zip(emails, alone, strict=True)]
                borne.append(alone)
                lacking.update(mark for mark in alone if mark is not None)
        numbers = self.get("number")
        unnumbered = [place for place, number in enumerate(numbers) if not number]
        here: Sequence[int] = ()
        if unnumbered or names_too:
            communes = map(place_key, self.places[1])
            here = [here_mark(name, commune) for name, commune in zip(names, communes, strict=True)]
        nowhere = [place for place in unnumbered if not self.places[1][place]]
        return PortionMarks(
            borne, asked, lacking, here, list(map(name_mark, names)), unnumbered, nowhere
        )

    def said_already(
        self, places: Sequence[int], known: Sequence[KeptMember]
    ) -> dict[int, KeptMember]:
        """By place those of the rows at `places` that say nothing new of `known`."""
        if not places:
            return {}
        now = dict(zip(KeptMember._fields, zip(*known, strict=True), strict=True))
        said = {f: self.said[f] for f in _SAME if f in self.said}
        said |= {column: self.own[column] for column in KeptMember._fields[-7:]}
        said["kind"] = self.kinds
        differ: set[int] = set()
        for column, values in said.items():
            chosen = values if len(places) == len(values) else [values[p] for p in places]
            kept = now[column]
            if [new or old for new, old in zip(chosen, kept, strict=True)] != list(kept):
                found = zip(places, chosen, kept, strict=True)
                differ.update(p for p, new, old in found if new and new != old)
        differ.update(self._elsewhere(places, known))
        differ.update(self._noting(places, known))
        whole, last, first = self.get("name"), self.get("last_name"), self.get("first_name")
        return {
            place: member
            for place, member in zip(places, known, strict=True)
            if place not in differ
            and not (member.kind == PERSON and whole[place] and not (last[place] or first[place]))
        }

    def _elsewhere(self, places: Sequence[int], known: Sequence[KeptMember]) -> Iterator[int]:
        """Those of the rows that say another place, or half of one."""
        said = {"commune", "postal_code"} & self.said.keys()
        if not said:
            return
        names, codes = self.get("commune"), self.get("postal_code")
        found = list(zip(*self.places, strict=True))
        for place, member in zip(places, known, strict=True):
            if not names[place] or not codes[place]:
                if names[place] or codes[place]:
                    yield place
            elif found[place] != (member.postal_code, member.commune_name, member.commune_insee):
                yield place

    def _noting(self, places: Sequence[int], known: Sequence[KeptMember]) -> Iterator[int]:
        """Those of the rows of which something is to be noted that is not."""
        if any(self.notes) or any(self.others):
            for place, member in zip(places, known, strict=True):
                cell, others = self.notes[place], self.others[place]
                if (cell or others) and with_notes(member.notes, cell, others) != member.notes:
                    yield place


_SAME = ("number", "card", "tags", "email", "phone", "mobile", "address")
"""Fields that are columns of the same name, whatever the kind of member."""

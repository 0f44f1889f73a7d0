"""One row of a list of members: its cells in canonical form, and whom it seems to speak of."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from vaetvient.desk.intake import LineFaultError, RowGiven, RowRefusedError, TooLongError
from vaetvient.desk.member_marks import (
    ASSOCIATION,
    PERSON,
    AskedMember,
    KeptMember,
    name_key,
    place_key,
)
from vaetvient.desk.members import LONGEST_NAME
from vaetvient.domain import registration
from vaetvient.domain.errors import InvalidValueError, VaEtVientError
from vaetvient.domain.money import LARGEST_CENTS, BadAmountError, read_amount
from vaetvient.domain.text import many_lines, one_line
from vaetvient.domain.wording import names_an_association, read_member_kind
from vaetvient.storage.communes import Commune, recognise

TEXTS = {
    "number": 32,
    "card": 64,
    "last_name": LONGEST_NAME,
    "first_name": LONGEST_NAME,
    "name": LONGEST_NAME,
    "acronym": 40,
    "tags": 1000,
    "commune": 120,
    "postal_code": 16,
    "dues_method": 40,
}
"""Fields that are kept as typed, on one line, and how long each may be."""


@lru_cache(maxsize=8_192)
def _day_of_birth(typed: str, field: str, today: date) -> str | None:
    day = registration.read_birth_date(typed, field, today=today)
    return day.isoformat() if day else None


@lru_cache(maxsize=1024)
def _kind(typed: str, field: str) -> str | None:
    kind = read_member_kind(typed, field)
    return kind.value if kind else None


def _day(typed: str, field: str) -> date | None:
    return registration.read_date(typed, field)


def _cents(typed: str, field: str) -> int | None:
    cents = read_amount(typed, field)
    if cents is not None and not 0 <= cents <= LARGEST_CENTS:
        raise BadAmountError(value=typed, field=field)
    return cents


_READERS: dict[str, Callable[[str, str], Any]] = {
    "email": registration.read_email,
    "phone": registration.read_phone,
    "mobile": registration.read_phone,
    "rna": registration.read_rna,
    "siret": registration.read_siret,
    "type": _kind,
    "dues_from": _day,
    "dues_to": _day,
    "dues_amount": _cents,
}
Readers = Mapping[str, Callable[[str, str], Any]]
_ORDER = {field: n for n, field in enumerate((*TEXTS, *_READERS, "birth_date"))}


def readers(today: date) -> Readers:
    """What reads the cells that are not kept as typed; nobody was born after `today`."""
    return {**_READERS, "birth_date": lambda typed, field: _day_of_birth(typed, field, today)}


_PERSONS_ONLY = ("last_name", "first_name", "birth_date")
_ASSOCIATIONS_ONLY = ("name", "acronym", "rna", "siret")
_LOST_ZERO = 4
"""Digits of a postal code that a spreadsheet took for a number: 01000 became 1000."""
_NOTHING: dict[str, Any] = {}


def likely_kind(
    first: str | None,
    last: str | None,
    name: str | None,
    rna: str | None,
    siret: str | None,
    born: str | None,
) -> str:
    """What a row seems to be when it does not say; empty for one that names nobody."""
    if first:
        return PERSON
    if rna or siret:
        return ASSOCIATION
    if last:
        return ASSOCIATION if not born and names_an_association(last) else PERSON
    return ASSOCIATION if name else ""


class MemberRead:
    """One row, its cells read in canonical form; what stayed empty is left out."""

    __slots__ = ("_own", "cells", "kind", "line", "notes", "others", "said", "said_kind")

    def __init__(self, row: RowGiven, read: Readers) -> None:
        """`read`: see `readers`. Raises RowRefusedError with every error found in it."""
        errors: list[VaEtVientError] = []
        if row.fault:
            errors.append(LineFaultError(why=row.fault))
        said: dict[str, Any] = {}
        self.notes = ""
        for field, typed in row.cells.items():
            most = TEXTS.get(field)
            if most is not None:
                text = one_line(typed)
                if len(text) > most:
                    error = TooLongError(value=text[:40], length=len(text), most=most, field=field)
                    errors.append(error)
                elif text:
                    said[field] = text
            elif field == "notes":
                self.notes = typed
            elif field == "address":
                said[field] = many_lines(typed)
            else:
                try:
                    value = read[field](typed, field)
                except InvalidValueError as error:
                    errors.append(error)
                else:
                    if value is not None:
                        said[field] = value
        if errors:
            raise RowRefusedError(*sorted(errors, key=lambda e: _ORDER.get(e.field, -1)))
        self.line = row.line
        self.cells = row.cells
        self.said = said
        self.others: Sequence[tuple[str, str]] = row.notes
        self.said_kind: str = said.pop("type", "")
        self._own: tuple[str, dict[str, Any]] | None = None
        get = said.get
        self.kind = self.said_kind or likely_kind(
            get("first_name"), get("last_name"), get("name"), get("rna"), get("siret"),
            get("birth_date"),
        )  # fmt: skip
        """« person », « association », or empty for a row that names nobody."""

    def own(self, kind: str) -> dict[str, Any]:
        """The columns that a member of `kind` alone has. « Nom » alone names an association too,
        and a name alone a person."""
        if self._own is None or self._own[0] != kind:
            self._own = (kind, self._columns_of(kind))
        return self._own[1]

    def _columns_of(self, kind: str) -> dict[str, Any]:
        get = self.said.get
        first = get("first_name", "")
        if kind == ASSOCIATION:
            alone = "" if first else get("last_name", "")
            return {
                "name": get("name") or alone,
                "acronym": get("acronym", ""),
                "rna": get("rna"),
                "siret": get("siret"),
            }
        last = get("last_name") or ("" if first else get("name", ""))
        return {"last_name": last, "first_name": first, "birth_date": get("birth_date")}

    def says_again(self, person: KeptMember) -> bool:
        """Whether the row only has the whole name of `person`, in one cell."""
        said = self.said
        if "last_name" in said or "first_name" in said or "name" not in said:
            return False
        return person.name_key == name_key(said["name"])

    def left_over(self, kind: str, headers: Mapping[str, str]) -> list[tuple[str, str]]:
        """Header and value of the cells that a member of `kind` has no column for."""
        fields = _PERSONS_ONLY if kind == ASSOCIATION else _ASSOCIATIONS_ONLY
        said = [(field, self.said[field]) for field in fields if field in self.said]
        if not said:
            return []
        used = set(self.own(kind).values())
        return [(headers[field], str(value)) for field, value in said if value not in used]

    def asked(self) -> AskedMember:
        """What it says of whom it speaks."""
        get = self.said.get
        own = self.own(self.kind) if self.kind else _NOTHING
        last, first, name = own.get("last_name"), own.get("first_name"), own.get("name")
        place = place_of(get("commune", ""), get("postal_code", ""))
        return AskedMember(
            self.kind,
            get("number", ""),
            get("card", ""),
            name_key(last or "", first or "", name or ""),
            name_key(first) if first else "",
            get("email", "").lower(),
            get("phone", ""),
            get("mobile", ""),
            get("rna", ""),
            get("siret", ""),
            get("birth_date", ""),
            place_key(place[1]),
        )


@lru_cache(maxsize=8_192)
def place_of(name: str, code: str) -> tuple[str, str, str | None]:
    """Postal code, commune and its INSEE code; a place that is not in the list stays as typed."""
    if re.fullmatch(r"[\d ]+", code):
        code = code.replace(" ", "")
    padded = "0" + code
    if len(code) == _LOST_ZERO and name:
        found = _recognised(name, padded)
        if found is not None and padded in found.postal_codes:
            code = padded
    found = _recognised(name, code) if name or code else None
    if found is None:
        return code, name, None
    only = found.postal_codes[0] if found.postal_codes else ""
    return code or only, found.name, found.insee


@lru_cache(maxsize=4096)
def _recognised(name: str, code: str) -> Commune | None:
    return recognise(name, code)

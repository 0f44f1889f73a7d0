"""An address book: a vCard 3.0 for each member (RFC 2426, RFC 2425), UTF-8.

It holds what one needs to reach somebody. Numbers, notes and dates of birth stay in the office: an
address book ends up in telephones, and at whoever copies those.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, BinaryIO, ClassVar

from vaetvient.domain.member import MemberKind
from vaetvient.exchange.errors import FileRefusedError
from vaetvient.exchange.writing.cells import Column, Value
from vaetvient.language import N_

CARD_COLUMNS = (
    Column("type", "kind"),
    Column("nom", "last_name"),
    Column("prénom", "first_name"),
    Column("dénomination", "name"),
    Column("sigle", "acronym"),
    Column("courriel", "email"),
    Column("téléphone", "phone"),
    Column("mobile", "mobile"),
    Column("adresse", "address"),
    Column("code postal", "postal_code"),
    Column("commune", "commune_name"),
    Column("mots-clés", "tags"),
)
"""What a card is made of; telephones as they are stored, « +33476010203 »."""
_KEYS = [column.key for column in CARD_COLUMNS]
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


class CardsAreMembersError(FileRefusedError):
    code: ClassVar[str] = "cards_are_members"
    text: ClassVar[str] = N_("Un carnet d'adresses (.vcf) ne liste que des adhérents.")
    way_out: ClassVar[str] = N_("Terminez le nom du fichier par .csv, .xlsx, .ods ou .jsonl.")


class VcardWriter:
    """Members as cards; see `TableWriter`."""

    def __init__(self, file: BinaryIO, _title: str, columns: Sequence[Column]) -> None:
        """Raises CardsAreMembersError where the columns are not CARD_COLUMNS."""
        if [column.key for column in columns] != _KEYS:
            raise CardsAreMembersError
        self._file = file

    def write(self, rows: Sequence[Sequence[Value]]) -> None:
        for row in rows:
            said = {key: _clean(value) for key, value in zip(_KEYS, row, strict=True)}
            self._file.write(_card(said).encode("utf-8", "replace"))

    def finish(self) -> None:
        """Each card is whole: nothing is left to say."""

    def abandon(self) -> None:
        """Nothing is open but the file."""


def _card(said: dict[str, str]) -> str:
    import vobject
    from vobject.vcard import Address, Name

    card: Any = vobject.vCard()
    if said["kind"] == MemberKind.ASSOCIATION:
        card.add("n").value = Name()
        card.add("fn").value = said["name"]
        card.add("org").value = [said["name"]]
        card.add("x-abshowas").value = "COMPANY"
        if said["acronym"]:
            card.add("nickname").value = said["acronym"]
    else:
        card.add("n").value = Name(family=said["last_name"], given=said["first_name"])
        card.add("fn").value = f"{said['first_name']} {said['last_name']}".strip()
    if said["email"]:
        card.add("email").value = said["email"]
    for key, kind in (("phone", "VOICE"), ("mobile", "CELL")):
        if said[key]:
            line = card.add("tel")
            line.value, line.type_param = said[key], kind
    if said["address"] or said["postal_code"] or said["commune_name"]:
        card.add("adr").value = Address(
            street=said["address"], code=said["postal_code"], city=said["commune_name"]
        )
    tags = [tag for part in said["tags"].split(",") if (tag := part.strip())]
    if tags:
        card.add("categories").value = tags
    written: str = card.serialize()
    return written


def _clean(value: Value) -> str:
    """A line ends in one way only, or it would begin another property."""
    text = "" if value is None else str(value)
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))

"""The first start: a folder in which nobody did anything yet becomes somebody's office."""

from __future__ import annotations

from sqlalchemy import select

from vaetvient.desk.desk import Desk
from vaetvient.desk.office import set_office
from vaetvient.domain.equipment import Equipment
from vaetvient.domain.gesture import Gesture
from vaetvient.domain.member import Member
from vaetvient.language import Language
from vaetvient.storage.communes import find_communes, recognise


def is_new(desk: Desk) -> bool:
    """Whether nothing was ever done here: no gesture, nobody, nothing."""
    with desk.database.reading() as session:
        return all(
            session.scalar(select(table.id).limit(1)) is None
            for table in (Gesture, Member, Equipment)
        )


def has_nothing_to_lend(desk: Desk) -> bool:
    """Whether there is nobody and nothing here yet: examples would help."""
    with desk.database.reading() as session:
        return all(
            session.scalar(select(table.id).limit(1)) is None for table in (Member, Equipment)
        )


def begin(desk: Desk, name: str, commune: str, language: Language) -> None:
    """Answer the three questions; a commune may be typed with its postal code, or left out.

    Raises InvalidValueError subclasses naming the field.
    """
    fields = {"name": name, "language": language}
    found = find_communes(commune, limit=1) if commune.strip() else []
    if found and (recognise(commune) or commune.strip() == found[0].label):
        fields |= {"commune": found[0].name, "postal_code": (*found[0].postal_codes, "")[0]}
    elif commune.strip():
        fields["commune"] = commune
    set_office(desk, fields)

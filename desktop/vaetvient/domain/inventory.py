"""Inventory rounds: going through what should be there, thing by thing, and what was found."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from vaetvient.domain.errors import RefusedError
from vaetvient.domain.records import Record, Replicated
from vaetvient.domain.text import fold
from vaetvient.language import N_


class RoundScope(StrEnum):
    """What a round goes through."""

    EVERYTHING = "everything"
    LOCATION = "location"
    CATEGORY = "category"


class Finding(StrEnum):
    """What was found of one thing."""

    SEEN = "seen"
    MISPLACED = "misplaced"
    """There, but not where it is kept."""
    LENT = "lent"
    """Out on loan, says the database, and yet here: a return was not noted."""
    ARCHIVED = "archived"
    FOREIGN = "foreign"
    """Kept by another office."""
    OUT_OF_SCOPE = "out_of_scope"
    """Of a category that this round does not go through."""
    UNKNOWN = "unknown"
    """No thing has this tag."""
    MISSING = "missing"
    """Written when the round is closed: expected and not seen, or not counted."""


FINDING_WORDS = {
    Finding.SEEN: N_("vu"),
    Finding.MISPLACED: N_("pas à sa place"),
    Finding.LENT: N_("en prêt, et pourtant là"),
    Finding.ARCHIVED: N_("retiré du matériel, et pourtant là"),
    Finding.FOREIGN: N_("gardé par un autre bureau"),
    Finding.OUT_OF_SCOPE: N_("d'une autre catégorie"),
    Finding.UNKNOWN: N_("étiquette inconnue"),
    Finding.MISSING: N_("pas vu"),
}
UNEXPECTED = frozenset({Finding.ARCHIVED, Finding.FOREIGN, Finding.OUT_OF_SCOPE})


class InventoryRound(Replicated, Record):
    """A round through a place, a category or everything; open until someone closes it."""

    __tablename__ = "inventory_round"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), index=True)
    scope: Mapped[RoundScope]
    location: Mapped[str] = mapped_column(String(200), default="")
    category_id: Mapped[UUID | None] = mapped_column(ForeignKey("category.id"))
    label: Mapped[str] = mapped_column(String(200), default="")
    """What it went through, as it was called on the day."""
    begun_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    lent_count: Mapped[int | None]
    """Items of the scope that were out when it was closed, and so were not looked for."""


class InventorySighting(Replicated, Record):
    """What a round knows of one thing, or of one tag that is no thing's.

    Tag, label and place are kept as they were on the day.
    """

    __tablename__ = "inventory_sighting"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("inventory_round.id"), index=True)
    equipment_id: Mapped[UUID | None] = mapped_column(ForeignKey("equipment.id"), index=True)
    finding: Mapped[Finding]
    tag: Mapped[str] = mapped_column(String(200), default="")
    """As scanned, where it is unknown."""
    label: Mapped[str] = mapped_column(String(300), default="")
    home: Mapped[str] = mapped_column(String(200), default="")
    """Where it is kept."""
    place: Mapped[str] = mapped_column(String(200), default="")
    """Where it was seen; empty when nobody said."""
    loan_id: Mapped[UUID | None] = mapped_column(ForeignKey("loan.id"))
    """The loan on which it is out although it is here."""
    expected: Mapped[int | None]
    """Units of a stock that should have been there when it was counted; None for an item."""
    counted: Mapped[int | None]
    noted_at: Mapped[datetime]
    reported_at: Mapped[datetime | None]
    """When its round was closed: a scan that a report tells of is not undone beneath it."""
    settled_at: Mapped[datetime | None]
    """When something was done about it: a count accepted, a place corrected, a thing stopped."""

    @property
    def difference(self) -> int:
        """Units counted beyond those expected; 0 where nothing was counted."""
        if self.counted is None or self.expected is None:
            return 0
        return self.counted - self.expected


class RoundOpenError(RefusedError):
    code = "round_open"
    text = N_("Un inventaire est déjà en cours pour « {label} ».")
    way_out = N_("Reprenez-le, ou abandonnez-le.")


class RoundClosedError(RefusedError):
    code = "round_closed"
    text = N_("L'inventaire « {label} » est clos.")
    way_out = N_("Commencez-en un autre.")


class NotCountableError(RefusedError):
    code = "not_countable"
    text = N_("{tag} est un seul objet : il se scanne, il ne se compte pas.")


class NothingToSettleError(RefusedError):
    code = "nothing_to_settle"
    text = N_("L'inventaire n'a plus rien à corriger ici.")


def same_place(one: str, other: str) -> bool:
    """Whether two places are the same to a reader: case, accents and spaces do not count."""
    return " ".join(fold(one).split()) == " ".join(fold(other).split())


def judge(
    *,
    archived: bool,
    foreign: bool,
    lent: bool,
    within: bool,
    home: str,
    place: str,
) -> Finding:
    """What it means that a thing was seen at `place`; the first thing amiss is what is said.

    `within`: whether it is of the round's category. Nobody saying where they stand, nothing is
    out of its place.
    """
    if archived:
        return Finding.ARCHIVED
    if foreign:
        return Finding.FOREIGN
    if lent:
        return Finding.LENT
    if not within:
        return Finding.OUT_OF_SCOPE
    if place and not same_place(home, place):
        return Finding.MISPLACED
    return Finding.SEEN

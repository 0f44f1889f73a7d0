"""Which things labels are printed for: chosen, new, of a place, of a category, or typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.domain.entities import Equipment
from vaetvient.domain.kit import Kit
from vaetvient.storage import settings
from vaetvient.storage.queries.counter import KitScanned, ThingScanned, resolve
from vaetvient.storage.queries.holdings import holdings

LABELLED = "labelled_up_to"
"""The setting that holds the key of the newest thing that has its label. Keys are UUIDv7: in the
order in which things were entered."""


class LabelsOf(StrEnum):
    """What labels are printed for."""

    CHOSEN = "chosen"
    NEW = "new"
    """Entered since labels of new things, or of everything, were printed last."""
    EVERYTHING = "everything"
    PLACE = "place"
    CATEGORY = "category"
    KITS = "kits"
    """The kits that have something to be scanned."""
    TYPED = "typed"


@dataclass(frozen=True, slots=True)
class LabelChoice:
    """What a person chose."""

    of: LabelsOf
    keys: tuple[UUID, ...] = ()
    """Of what was chosen in a list."""
    place: str = ""
    category_id: UUID | None = None
    typed: tuple[str, ...] = ()
    """Tags as they were typed or scanned."""


@dataclass(frozen=True, slots=True)
class ToLabel:
    """The things and kits meant, in the order of their labels, and what was typed that is none."""

    keys: tuple[UUID, ...]
    unknown: tuple[str, ...] = ()


def things_to_label(session: Session, office_id: UUID, choice: LabelChoice) -> ToLabel:
    """The things that a choice means; archived ones only where they were named."""
    if choice.of is LabelsOf.CHOSEN:
        return ToLabel(choice.keys)
    if choice.of is LabelsOf.TYPED:
        return _typed(session, choice.typed)
    if choice.of is LabelsOf.PLACE:
        return ToLabel(tuple(h.id for h in holdings(session, office_id, location=choice.place)))
    if choice.of is LabelsOf.CATEGORY:
        if choice.category_id is None:
            return ToLabel(())
        kept = holdings(session, office_id, category_id=choice.category_id)
        return ToLabel(tuple(held.id for held in sorted(kept, key=lambda held: held.tag)))
    kits = (
        select(Kit.id)
        .where(Kit.office_id == office_id, Kit.archived_at.is_(None), Kit.tag != "")
        .order_by(Kit.tag)
    )
    if choice.of is LabelsOf.KITS:
        return ToLabel(tuple(session.scalars(kits)))
    things = (
        select(Equipment.id)
        .where(Equipment.custody_office_id == office_id, Equipment.archived_at.is_(None))
        .order_by(Equipment.tag)
    )
    up_to = labelled_up_to(session)
    if choice.of is LabelsOf.NEW and up_to is not None:
        things, kits = things.where(Equipment.id > up_to), kits.where(Kit.id > up_to)
    return ToLabel((*session.scalars(things), *session.scalars(kits)))


def labelled_up_to(session: Session) -> UUID | None:
    """The newest thing that has its label; None where none were printed yet."""
    kept = settings.read(session, LABELLED)
    return UUID(kept) if kept else None


def _typed(session: Session, typed: Sequence[str]) -> ToLabel:
    keys: dict[UUID, None] = {}
    unknown: list[str] = []
    for code in typed:
        found = resolve(session, code)
        if isinstance(found, ThingScanned) or (
            isinstance(found, KitScanned) and _has_tag(session, found.id)
        ):
            keys[found.id] = None
        else:
            unknown.append(code)
    return ToLabel(tuple(keys), tuple(unknown))


def _has_tag(session: Session, kit_id: UUID) -> bool:
    return bool(session.scalar(select(Kit.tag).where(Kit.id == kit_id)))

"""Kits as a page shows them: their parts, how many are whole, who has what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from vaetvient.domain import availability
from vaetvient.domain.availability import Claim, PartNeeded, Period, Pool
from vaetvient.domain.kit import Kit, KitPart
from vaetvient.domain.text import fold
from vaetvient.storage.queries.availability import Viewpoint, pools


@dataclass(frozen=True, slots=True)
class PartRow:
    """One model of a kit."""

    model_id: UUID
    label: str
    quantity: int
    required: bool
    total: int
    """How many the office has."""
    free: int
    holders: tuple[Claim, ...]
    """Who has the others, until when."""


@dataclass(frozen=True, slots=True)
class KitRow:
    """One kit, and what of it is free over the period asked about."""

    id: UUID
    revision: int
    name: str
    tag: str
    description: str
    parts: tuple[PartRow, ...]
    whole: int
    """How many complete kits are free."""


def kit_rows(session: Session, view: Viewpoint, period: Period) -> tuple[KitRow, ...]:
    """Every kit by name. One look at the shelves serves all."""
    kits = session.scalars(
        select(Kit)
        .where(Kit.archived_at.is_(None))
        .options(selectinload(Kit.parts).joinedload(KitPart.model))
    ).all()
    period = view.ahead(period)
    found = pools(session, {p.model_id for kit in kits for p in kit.parts}, period, view, named=())
    rows = [_row(kit, found, period) for kit in kits]
    return tuple(sorted(rows, key=lambda row: fold(row.name)))


def _row(kit: Kit, found: Mapping[UUID, Pool], period: Period) -> KitRow:
    needed = [PartNeeded(found[p.model_id], p.quantity, p.required) for p in kit.parts]
    return KitRow(
        id=kit.id,
        revision=kit.revision,
        name=kit.name,
        tag=kit.tag,
        description=kit.description,
        parts=tuple(_part(part, found[part.model_id], period) for part in kit.parts),
        whole=availability.free_kits(needed, period) if needed else 0,
    )


def _part(part: KitPart, pool: Pool, period: Period) -> PartRow:
    free = availability.free_units(pool, period)
    holders = tuple(availability.obstacles(pool, period)) if free < part.quantity else ()
    return PartRow(
        model_id=part.model_id,
        label=part.model.name,
        quantity=part.quantity,
        required=part.required,
        total=pool.capacity,
        free=free,
        holders=holders,
    )

"""The planning: what there is, one row each, and what holds it over a stretch of time.

Rows are light and read at once; what holds them is read apart, for the models that are looked at,
by the one query that availability is computed from: the planning can show nothing that a promise
would not see, nor hide what it would.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vaetvient.domain.availability import Period, Pool, Step, steps
from vaetvient.domain.equipment import (
    CategoryKind,
    Equipment,
    EquipmentKind,
    Model,
    StockMovement,
)
from vaetvient.domain.office import Office
from vaetvient.domain.reservation import Reservation, ReservationState
from vaetvient.domain.text import fold, index_words, words
from vaetvient.storage.queries.availability import Viewpoint, pools
from vaetvient.storage.queries.categories import CategoryRow, category_tree, with_descendants
from vaetvient.storage.queries.listing import chunks

ModelHere = tuple[UUID, UUID]
"""An office and a model that it keeps something of."""


class RowKind(StrEnum):
    """What a row of the planning stands for."""

    CATEGORY = "category"
    MODEL = "model"
    """Several units of a model: how many are free, and what is promised of any of them."""
    ITEM = "item"
    STOCK = "stock"


@dataclass(frozen=True, slots=True)
class PlanningAsked:
    """What the planning is filtered by."""

    office_id: UUID | None
    """Whose things; None: of every office."""
    commune_insee: str | None = None
    """Of the office that keeps them."""
    category_id: UUID | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class PlanningRow:
    """One row, in the order in which they stand."""

    id: UUID
    """Of the category, the model or the thing."""
    kind: RowKind
    label: str
    detail: str = ""
    """The tag; the office, when it is not one's own."""
    model_id: UUID | None = None
    office_id: UUID | None = None
    sort: CategoryKind = CategoryKind.THING
    total: int = 1
    alone: bool = False
    """Whether it is all there is of its model here: it answers for the model too."""

    @property
    def model_here(self) -> ModelHere | None:
        """Where what holds it is found; None for a category."""
        if self.model_id is None or self.office_id is None:
            return None
        return self.office_id, self.model_id


@dataclass(frozen=True)
class Holding:
    """What holds the units of one model at one office, and how many are on the shelf when."""

    pool: Pool
    shelf: tuple[Step, ...]
    asked_for: frozenset[UUID] = frozenset()
    """The reservations among it that wait for someone's yes."""


@dataclass(frozen=True, slots=True)
class _Thing:
    id: UUID
    kind: EquipmentKind
    tag: str
    model_id: UUID
    model: str
    office_id: UUID
    category_id: UUID | None


def planning_rows(session: Session, asked: PlanningAsked, own_office: UUID) -> list[PlanningRow]:
    """Categories, under each its models and their things, as the filters leave them."""
    offices = {
        row.id: row for row in session.execute(select(Office.id, Office.name, Office.commune_insee))
    }
    wanted = [
        key
        for key, office in offices.items()
        if asked.office_id in (None, key) and asked.commune_insee in (None, office.commune_insee)
    ]
    categories = {row.id: row for row in category_tree(session)}
    things = _matching(_things(session, wanted, asked.category_id), categories, asked.text)
    totals = _totals(session, [t.id for t in things if t.kind is EquipmentKind.STOCK])
    by_category: dict[UUID | None, list[_Thing]] = defaultdict(list)
    for thing in things:
        by_category[thing.category_id].append(thing)
    out: list[PlanningRow] = []
    for key in [*categories, None]:
        found = by_category.get(key)
        if not found:
            continue
        category = categories.get(key) if key else None
        if category is not None:
            out.append(PlanningRow(category.id, RowKind.CATEGORY, category.path))
        sort = category.kind if category else CategoryKind.THING
        names = {k: office.name for k, office in offices.items() if k != own_office}
        out += _rows_of(found, sort, names, totals)
    return out


def _things(
    session: Session, offices: Collection[UUID], category_id: UUID | None
) -> Iterable[_Thing]:
    statement = (
        select(
            Equipment.id,
            Equipment.kind,
            Equipment.tag,
            Equipment.model_id,
            Model.name,
            Equipment.custody_office_id,
            Model.category_id,
        )
        .select_from(Equipment)
        .join(Model, Model.id == Equipment.model_id)
        .where(Equipment.archived_at.is_(None), Equipment.custody_office_id.in_(offices))
    )
    if category_id is not None:
        statement = statement.where(Model.category_id.in_(with_descendants(session, [category_id])))
    return (_Thing(*row) for row in session.execute(statement))


def _matching(
    things: Iterable[_Thing], categories: dict[UUID, CategoryRow], typed: str
) -> list[_Thing]:
    """Those whose tag, model or category hold every word typed, each by its beginning."""
    asked = words(typed)
    if not asked:
        return list(things)
    out = []
    for thing in things:
        category = categories.get(thing.category_id) if thing.category_id else None
        said = f" {index_words(thing.tag, thing.model, category.path if category else '')}"
        if all(f" {word}" in said for word in asked):
            out.append(thing)
    return out


def _totals(session: Session, stocks: Sequence[UUID]) -> dict[UUID, int]:
    out: dict[UUID, int] = {}
    for some in chunks(stocks):
        rows = session.execute(
            select(StockMovement.stock_id, func.sum(StockMovement.delta))
            .where(StockMovement.stock_id.in_(some))
            .group_by(StockMovement.stock_id)
        )
        out.update((key, max(0, int(total))) for key, total in rows)
    return out


def _rows_of(
    things: Sequence[_Thing],
    sort: CategoryKind,
    offices: dict[UUID, str],
    totals: dict[UUID, int],
) -> list[PlanningRow]:
    """The rows of one category: each model by name, one's own before those kept elsewhere."""
    here: dict[ModelHere, list[_Thing]] = defaultdict(list)
    for thing in things:
        here[thing.office_id, thing.model_id].append(thing)

    def place(model_here: ModelHere) -> tuple[str, UUID, bool, str]:
        office_id, model_id = model_here
        office = offices.get(office_id, "")
        return fold(here[model_here][0].model), model_id, bool(office), fold(office)

    out: list[PlanningRow] = []
    for model_here in sorted(here, key=place):
        office_id, model_id = model_here
        units = sorted(here[model_here], key=lambda thing: fold(thing.tag))
        where = offices.get(office_id, "")
        alone = len(units) == 1
        if not alone:
            total = sum(totals.get(t.id, 0) if t.kind is EquipmentKind.STOCK else 1 for t in units)
            out.append(
                PlanningRow(
                    model_id,
                    RowKind.MODEL,
                    units[0].model,
                    where,
                    model_id,
                    office_id,
                    sort,
                    total,
                )
            )
        for unit in units:
            stock = unit.kind is EquipmentKind.STOCK
            tag = " · ".join(part for part in (unit.tag, where) if part)
            out.append(
                PlanningRow(
                    unit.id,
                    RowKind.STOCK if stock else RowKind.ITEM,
                    unit.model if alone else unit.tag,
                    tag if alone else "",
                    model_id,
                    office_id,
                    sort,
                    totals.get(unit.id, 0) if stock else 1,
                    alone,
                )
            )
    return out


def planning_holdings(
    session: Session, models: Sequence[ModelHere], period: Period, view: Viewpoint
) -> dict[ModelHere, Holding]:
    """What holds each model, as its office sees it, and its count on the shelf over `period`."""
    by_office: dict[UUID, list[UUID]] = defaultdict(list)
    for office_id, model_id in models:
        by_office[office_id].append(model_id)
    out: dict[ModelHere, Holding] = {}
    for office_id, model_ids in by_office.items():
        there = replace(view, office_id=office_id)
        for some in chunks(model_ids):
            for key, pool in pools(session, some, period, there).items():
                shelf = tuple(steps(pool, period.start, period.end))
                out[office_id, key] = Holding(pool, shelf)
    asked_for = _asked_for(session, period.start)
    if not asked_for:
        return out
    return {key: replace(held, asked_for=asked_for) for key, held in out.items()}


def _asked_for(session: Session, since: datetime) -> frozenset[UUID]:
    return frozenset(
        session.scalars(
            select(Reservation.id).where(
                Reservation.state == ReservationState.REQUESTED, Reservation.ends_at > since
            )
        )
    )


@dataclass(frozen=True, slots=True)
class PlanningChoices:
    """What one may filter by: keys and names."""

    offices: tuple[tuple[UUID, str], ...]
    """One's own first."""
    communes: tuple[tuple[str, str], ...]
    categories: tuple[tuple[UUID, str], ...]


def planning_choices(session: Session, own_office: UUID) -> PlanningChoices:
    """The offices that keep something, their communes, and the categories."""
    keeping = select(Equipment.custody_office_id).where(Equipment.archived_at.is_(None))
    offices = session.execute(
        select(Office.id, Office.name, Office.commune_insee, Office.commune_name).where(
            Office.id.in_(keeping) | (Office.id == own_office)
        )
    ).all()
    ordered = sorted(offices, key=lambda row: (row.id != own_office, fold(row.name)))
    communes = {row.commune_insee: row.commune_name for row in ordered if row.commune_insee}
    return PlanningChoices(
        tuple((row.id, row.name) for row in ordered),
        tuple(sorted(communes.items(), key=lambda pair: fold(pair[1]))),
        tuple((row.id, row.path) for row in category_tree(session)),
    )

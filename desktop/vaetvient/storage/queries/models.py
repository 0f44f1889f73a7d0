"""What the form of a thing offers while one types: models, places, owners, tags to come."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vaetvient.domain.entities import Category, Equipment, Model
from vaetvient.domain.equipment import CategoryKind
from vaetvient.domain.text import fold


@dataclass(frozen=True, slots=True)
class ModelFound:
    """A catalogue title as a list of suggestions names it."""

    id: UUID
    name: str
    brand: str
    reference: str
    category_id: UUID | None
    category: str
    category_kind: CategoryKind
    value_cents: int | None
    things: int


def models_called(session: Session, typed: str, *, limit: int = 8) -> tuple[ModelFound, ...]:
    """The models whose name, brand or reference hold every word of `typed`, the most used first."""
    things = (
        select(func.count())
        .where(Equipment.model_id == Model.id)
        .correlate(Model)
        .scalar_subquery()
    )
    whole = func.fold(Model.name + " " + Model.brand + " " + Model.reference)
    statement = (
        select(
            Model.id,
            Model.name,
            Model.brand,
            Model.reference,
            Model.category_id,
            func.coalesce(Category.name, "").label("category"),
            Category.kind,
            Model.value_cents,
            things.label("things"),
        )
        .outerjoin(Category, Category.id == Model.category_id)
        .order_by(things.desc(), func.fold(Model.name))
        .limit(limit)
    )
    for word in fold(typed).split():
        statement = statement.where(whole.contains(word, autoescape=True))
    return tuple(
        ModelFound(
            id=row.id,
            name=row.name,
            brand=row.brand,
            reference=row.reference,
            category_id=row.category_id,
            category=row.category,
            category_kind=row.kind or CategoryKind.THING,
            value_cents=row.value_cents,
            things=row.things,
        )
        for row in session.execute(statement)
    )


def locations_used(session: Session, typed: str, *, limit: int = 8) -> tuple[str, ...]:
    """The places things are kept in that hold `typed`, the most used first."""
    return _used(session, "location", typed, limit)


def owners_used(session: Session, typed: str, *, limit: int = 8) -> tuple[str, ...]:
    """The owners of things that hold `typed`, the most frequent first."""
    return _used(session, "owner_name", typed, limit)


def _used(session: Session, column_name: str, typed: str, limit: int) -> tuple[str, ...]:
    column = Equipment.__table__.c[column_name]
    rows = session.execute(
        select(column)
        .where(column != "", func.fold(column).contains(fold(typed.strip()), autoescape=True))
        .group_by(column)
        .order_by(func.count().desc(), func.fold(column))
        .limit(limit)
    )
    return tuple(str(row[0]) for row in rows)


def tags_taken(session: Session, tags: list[str]) -> frozenset[str]:
    """Those of `tags` that a thing has already."""
    rows = session.scalars(select(Equipment.tag).where(Equipment.tag.in_(tags)))
    return frozenset(rows)

"""The tree of kinds of equipment, with the rule each one carries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vaetvient.domain.entities import Category, Equipment, Model
from vaetvient.domain.equipment import CategoryKind
from vaetvient.domain.text import fold


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One node of the tree, parents before children, siblings in alphabetical order."""

    id: UUID
    parent_id: UUID | None
    revision: int
    name: str
    kind: CategoryKind
    prefix: str
    loan_days: int | None
    deposit_cents: int | None
    membership_required: bool | None
    depth: int
    path: str
    """« Image et son › Projection »."""
    things: int
    """Items and stocks that are not archived, in this node alone."""


def category_tree(session: Session) -> tuple[CategoryRow, ...]:
    """Every category, in the order in which a tree shows them."""
    counted = session.execute(
        select(Model.category_id, func.count().label("n"))
        .join(Equipment, Equipment.model_id == Model.id)
        .where(Equipment.archived_at.is_(None))
        .group_by(Model.category_id)
    )
    counts = {row.category_id: row.n for row in counted}
    children: dict[UUID | None, list[Category]] = {}
    everything = {category.id: category for category in session.scalars(select(Category))}
    by_name = sorted(everything.values(), key=lambda c: fold(c.name))
    for category in by_name:
        parent = category.parent_id if category.parent_id in everything else None
        children.setdefault(parent, []).append(category)
    out: list[CategoryRow] = []

    seen: set[UUID] = set()

    def walk(nodes: Iterable[Category], depth: int, path: str) -> None:
        for node in nodes:
            if node.id in seen:
                continue
            seen.add(node.id)
            own_path = f"{path} › {node.name}" if path else node.name
            out.append(
                CategoryRow(
                    id=node.id,
                    parent_id=node.parent_id,
                    revision=node.revision,
                    name=node.name,
                    kind=node.kind,
                    prefix=node.prefix,
                    loan_days=node.loan_days,
                    deposit_cents=node.deposit_cents,
                    membership_required=node.membership_required,
                    depth=depth,
                    path=own_path,
                    things=counts.get(node.id, 0),
                )
            )
            walk(children.get(node.id, ()), depth + 1, own_path)

    walk(children.get(None, ()), 0, "")
    walk(by_name, 0, "")  # those that two offices put into each other
    return tuple(out)


def with_descendants(session: Session, roots: Iterable[UUID]) -> frozenset[UUID]:
    """`roots` and every category below them."""
    children: dict[UUID, list[UUID]] = {}
    for key, parent in session.execute(select(Category.id, Category.parent_id)):
        if parent is not None:
            children.setdefault(parent, []).append(key)
    found: set[UUID] = set()
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(children.get(node, ()))
    return frozenset(found)

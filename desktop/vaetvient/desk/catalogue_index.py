"""Which categories and models there are, held in memory while a list is taken in.

A model is known by its name; brand and reference tell apart two of one name, where both are
given. A model's category is what the first row of the file says of it; a later row that says
otherwise does not move it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.desk.catalogue import CategoryForm, new_category
from vaetvient.domain.equipment import Category, Model
from vaetvient.domain.records import new_id
from vaetvient.domain.text import fold, one_line

_DEFAULT_PREFIX = "MAT"


@dataclass(frozen=True, slots=True)
class ModelSaid:
    """What a row says of its model; empty where it says nothing."""

    name: str
    brand: str = ""
    reference: str = ""
    category: str = ""
    """A name, or a path from the root down: « Image et son > Projection » or with slashes."""


@dataclass(slots=True)
class KnownModel:
    """A model as it now is; names are kept as written."""

    id: UUID
    name: str
    brand: str
    reference: str
    category_id: UUID | None
    value_cents: int | None = None
    category_line: int | None = None
    """The line of the file that said its category."""

    def may_be(self, said: ModelSaid) -> bool:
        """Whether `said` may be this one: no part of it that both give differs."""
        pairs = ((self.brand, said.brand), (self.reference, said.reference))
        apart = any(left and right and fold(left) != fold(right) for left, right in pairs)
        return not apart and (not said.name or fold(said.name) == fold(self.name))


class CatalogueIndex:
    """Finds the model and the category that a row names, or makes them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.models: dict[UUID, KnownModel] = {}
        self._by_name: dict[str, list[KnownModel]] = {}
        self._made: dict[UUID, Model] = {}
        for row in session.execute(
            select(
                Model.id,
                Model.name,
                Model.brand,
                Model.reference,
                Model.category_id,
                Model.value_cents,
            ).order_by(Model.id)
        ):
            self._know(KnownModel(*row))
        self._prefixes: dict[UUID, str] = {}
        self._names: dict[UUID, str] = {}
        self._children: dict[UUID | None, dict[str, UUID]] = {}
        self._named: dict[str, list[UUID]] = {}
        self._read_paths: dict[str, UUID] = {}
        for key, parent, name, prefix in session.execute(
            select(Category.id, Category.parent_id, Category.name, Category.prefix).order_by(
                Category.id
            )
        ):
            self._know_category(key, parent, name, prefix)

    def _know(self, model: KnownModel) -> None:
        self.models[model.id] = model
        self._by_name.setdefault(fold(model.name), []).append(model)

    def _know_category(self, key: UUID, parent: UUID | None, name: str, prefix: str) -> None:
        self._prefixes[key] = prefix
        self._names[key] = name
        self._children.setdefault(parent, {}).setdefault(fold(name), key)
        self._named.setdefault(fold(name), []).append(key)

    def resolve(
        self, said: ModelSaid, current: KnownModel | None, line: int
    ) -> tuple[KnownModel, bool]:
        """The model that `said` names, made where there is none, and whether this row told
        something new of it. `current` is the thing's own so far."""
        found = current if current is not None and current.may_be(said) else self._find(said)
        if found is None:
            found = self._make(said)
        return found, self._retell(found, said, line)

    def is_elsewhere(self, said: ModelSaid, model: KnownModel) -> bool:
        """Whether a row says another category than its model has."""
        return bool(said.category) and self._category(said.category) != model.category_id

    def category_name(self, model: KnownModel) -> str:
        """The name of a model's own category; empty where it has none."""
        return self._names.get(model.category_id, "") if model.category_id else ""

    def prefix_of(self, model: KnownModel) -> str:
        """What the tags of this model's things begin with."""
        own = self._prefixes.get(model.category_id, "") if model.category_id else ""
        return own or _DEFAULT_PREFIX

    def _find(self, said: ModelSaid) -> KnownModel | None:
        fitting = [m for m in self._by_name.get(fold(said.name), ()) if m.may_be(said)]
        spelled_out = (fold(said.brand), fold(said.reference))
        exact = [m for m in fitting if (fold(m.brand), fold(m.reference)) == spelled_out]
        return next(iter(exact or fitting), None)

    def _make(self, said: ModelSaid) -> KnownModel:
        known = KnownModel(new_id(), said.name, said.brand, said.reference, None)
        made = Model(id=known.id, name=said.name, brand=said.brand, reference=said.reference)
        self._made[known.id] = made
        self._session.add(made)
        self._know(known)
        return known

    def _retell(self, known: KnownModel, said: ModelSaid, line: int) -> bool:
        told: dict[str, object] = {}
        if said.brand and not known.brand:
            known.brand = said.brand
            told["brand"] = said.brand
        if said.reference and not known.reference:
            known.reference = said.reference
            told["reference"] = said.reference
        if said.category and known.category_line is None:
            known.category_line = line
            category_id = self._category(said.category)
            if category_id != known.category_id:
                known.category_id = category_id
                told["category_id"] = category_id
        if told:
            stored = self._made.get(known.id) or self._session.get_one(Model, known.id)
            for column, value in told.items():
                setattr(stored, column, value)
        return bool(told)

    def _category(self, typed: str) -> UUID:
        known = self._read_paths.get(typed)
        if known is None:
            known = self._read_paths[typed] = self._walk(self._path(typed))
        return known

    def _path(self, typed: str) -> list[str]:
        if ">" in typed:
            parts = typed.split(">")
        elif fold(typed) in self._named:
            return [typed]
        else:
            parts = typed.split("/")
        return [name for part in parts if (name := one_line(part)[:200])] or [typed[:200]]

    def _walk(self, path: list[str]) -> UUID:
        roots = self._children.get(None, {})
        anywhere = self._named.get(fold(path[0]), [])
        if len(path) == 1 and fold(path[0]) not in roots and len(anywhere) == 1:
            return anywhere[0]  # the one of this name, deeper in the tree
        node: UUID | None = None
        for name in path:
            below = self._children.get(node, {}).get(fold(name))
            if below is None:
                made = new_category(self._session, CategoryForm(name=name, parent_id=node))
                self._know_category(made.id, node, made.name, made.prefix)
                below = made.id
            node = below
        assert node is not None
        return node

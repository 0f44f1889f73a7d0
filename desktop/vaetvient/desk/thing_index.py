"""Which things there are, held in memory while a list is taken in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.desk.catalogue_index import CatalogueIndex, KnownModel, ModelSaid
from vaetvient.desk.member_likeness import DOUBTFUL
from vaetvient.desk.thing_likeness import ThingTold, likeness, marks
from vaetvient.domain.equipment import EquipmentKind, following_tags
from vaetvient.domain.records import Record, new_id
from vaetvient.domain.text import fold, one_line

_MOST_ALIKE = 300
"""Beginnings that more things share tell nothing."""


@dataclass(slots=True)
class KnownThing:
    """What an item or a stock is recognised by."""

    id: UUID
    kind: EquipmentKind
    tag: str
    model: KnownModel
    serial: str = ""
    location: str = ""
    line: int | None = None
    """The line of the file that spoke of it already."""


class ThingIndex:
    """Finds the thing that a row speaks of."""

    def __init__(
        self, session: Session, catalogue: CatalogueIndex, tags_named: Iterable[str]
    ) -> None:
        self._named = {one_line(tag).upper() for tag in tags_named}
        """Tags that some row of the file names: no other row may take their things."""
        self._by_tag: dict[str, KnownThing] = {}
        self._by_serial: dict[str, list[KnownThing]] = {}
        self._by_place: dict[tuple[EquipmentKind, str, str], list[KnownThing]] = {}
        self._last_tags: dict[str, int] = {}
        self._catalogue = catalogue
        self._before: dict[UUID, KnownThing] = {}
        self._marked: dict[str, list[UUID]] | None = None
        column = Record.metadata.tables["equipment"].c
        for row in session.execute(
            select(
                column.id, column.kind, column.tag, column.model_id, column.serial, column.location
            ).order_by(column.tag)
        ):
            model = catalogue.models[row.model_id]
            serial, place = row.serial or "", row.location
            thing = KnownThing(row.id, row.kind, row.tag, model, serial, place)
            self._by_tag.setdefault(row.tag.upper(), thing)
            self._by_tag[row.tag] = thing
            if row.tag.upper() in self._named:
                continue
            self._before[row.id] = thing
            if row.serial:
                self._by_serial.setdefault(fold(row.serial), []).append(thing)
            at = (row.kind, fold(thing.model.name), fold(row.location))
            self._by_place.setdefault(at, []).append(thing)

    def match(
        self, tag: str, said: ModelSaid, kind: EquipmentKind, serial: str, location: str
    ) -> tuple[KnownThing, str] | None:
        """The thing that a row speaks of, and the field that gives it away; None for a new one."""
        if tag:
            found = self._by_tag.get(tag) or self._by_tag.get(tag.upper())
            return (found, "tag") if found else None
        if serial and kind is EquipmentKind.ITEM:
            alike = self._by_serial.get(fold(serial), [])
            return _first(alike, said, "serial", claimed_too=True)
        place = (kind, fold(said.name), fold(location))
        return _first(self._by_place.get(place, []), said, "model", claimed_too=False)

    def alike(self, said: ThingTold) -> list[tuple[KnownThing, int]]:
        """What was there before the file and may be `said`, with a score from DOUBTFUL to 99."""
        if not self._before or not said.model:
            return []
        if self._marked is None:
            self._marked = {}
            for thing in self._before.values():
                for mark in marks(self.told(thing)):
                    self._marked.setdefault(mark, []).append(thing.id)
        near: dict[UUID, None] = {}
        for mark in marks(said):
            found = self._marked.get(mark, ())
            if len(found) <= _MOST_ALIKE:
                near.update(dict.fromkeys(found))
        scored = [
            (thing, score)
            for key in near
            if (thing := self._before[key]).line is None
            and (score := likeness(said, self.told(thing))) >= DOUBTFUL
        ]
        return sorted(scored, key=lambda pair: -pair[1])[:5]

    def told(self, thing: KnownThing) -> ThingTold:
        """A thing that is there, as rows are compared with it."""
        model = thing.model
        category = self._catalogue.category_name(model)
        return ThingTold(
            thing.kind, model.name, model.brand, model.reference, category, thing.serial,
            thing.location, thing.tag,
        )  # fmt: skip

    def of_key(self, key: UUID) -> KnownThing | None:
        """The thing of this key, if no row of the file names its tag."""
        return self._before.get(key)

    def claim(self, tag: str, said: ModelSaid, kind: EquipmentKind, serial: str, line: int) -> None:
        """Know a new thing of this file, so that a second row of it is recognised."""
        model = KnownModel(new_id(), said.name, said.brand, said.reference, None)
        thing = KnownThing(new_id(), kind, tag, model, line=line)
        if tag:
            self._by_tag[tag.upper()] = thing
        elif serial:
            self._by_serial.setdefault(fold(serial), []).append(thing)

    def free_tag(self, prefix: str) -> str:
        """The tag after the highest one of `prefix`, those that the file names included."""
        last = self._last_tags.get(prefix)
        if last is None:
            last = max(_numbers(prefix, {*self._by_tag, *self._named}), default=0)
        self._last_tags[prefix] = last + 1
        return following_tags(f"{prefix}-{last:03}", 1)[0]


def _first(
    things: Iterable[KnownThing], said: ModelSaid, field: str, *, claimed_too: bool
) -> tuple[KnownThing, str] | None:
    fitting = [thing for thing in things if thing.model.may_be(said)]
    free = [thing for thing in fitting if thing.line is None]
    found = free or (fitting if claimed_too else [])
    return (found[0], field) if found else None


def _numbers(prefix: str, tags: Collection[str]) -> list[int]:
    begun = f"{prefix}-"
    ends = (tag[len(begun) :] for tag in tags if tag.upper().startswith(begun.upper()))
    return [int(end) for end in ends if end.isdecimal() and len(end) < 10]

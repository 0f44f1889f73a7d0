"""Equipment taken in from a list: items by their tags, stocks by their quantities.

A row is a thing known by its tag, else its serial number under the same model, else the next
thing of the same model in the same place that no other row speaks of. A row without tag and with
a quantity is a stock. Models and categories are found by name, or made. Empty cells erase
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Unpack
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.desk.baskets import stock_levels
from vaetvient.desk.catalogue import MissingModelError
from vaetvient.desk.catalogue_index import CatalogueIndex, KnownModel, ModelSaid
from vaetvient.desk.desk import Desk
from vaetvient.desk.equipment import StockTooLowError
from vaetvient.desk.intake import (
    LEFT_OUT,
    UNCHANGED,
    Candidate,
    Doubt,
    DuplicateRowError,
    FieldChange,
    How,
    IntakeReport,
    Outcome,
    RowGiven,
    RowRefusedError,
    SheetGiven,
    Taken,
    rows_in_batches,
    take_in,
    with_notes,
)
from vaetvient.desk.manner import Manner
from vaetvient.desk.thing_index import KnownThing, ThingIndex
from vaetvient.desk.thing_likeness import ThingTold
from vaetvient.desk.thing_row import ThingRead, read_thing
from vaetvient.domain.equipment import (
    Condition,
    Equipment,
    EquipmentKind,
    Item,
    MovementReason,
    Stock,
    StockMovement,
)
from vaetvient.domain.errors import RefusedError
from vaetvient.domain.member import MemberKind
from vaetvient.domain.records import Record, new_id
from vaetvient.domain.text import fold
from vaetvient.language import N_

_ITEMS_ONLY = ("serial", "condition", "defects", "purchased_on")


class OneUnitError(RefusedError):
    code: ClassVar[str] = "one_unit"
    text: ClassVar[str] = N_("{tag} est un exemplaire : il n'y en a qu'un.")
    way_out: ClassVar[str] = N_("Laissez la quantité vide, ou l'étiquette pour compter un lot.")


def take_in_equipment(desk: Desk, sheet: SheetGiven, **how: Unpack[How]) -> IntakeReport:
    """Take a list of equipment in; see `take_in`."""
    return take_in(desk, sheet, EquipmentTaker, **how)


class EquipmentTaker:
    """Writes the rows of one list; see `Taker`."""

    def __init__(self, session: Session, desk: Desk, sheet: SheetGiven, manner: Manner) -> None:
        self._session, self._desk, self._headers = session, desk, sheet.headers
        self._rows, self._manner = sheet.rows, manner
        self._catalogue = CatalogueIndex(session)
        named = {row.cells["tag"] for row in sheet.rows if "tag" in row.cells}
        self._things = ThingIndex(session, self._catalogue, named)
        self._owners = owners(session) if "owner" in sheet.headers else {}
        self._new: list[Equipment] = []
        self._moves: list[StockMovement] = []
        self._keeps: dict[UUID, frozenset[str]] = {}
        """By thing, what somebody decided to keep of it, whatever the row says."""

    def batches(self, size: int) -> Iterator[list[RowGiven]]:
        return rows_in_batches(self._rows, size)

    def take(self, rows: list[RowGiven]) -> Iterator[Taken | RowRefusedError]:
        found = [self._recognised(row) for row in rows]
        stored = self._stored([one[1].id for one in found if isinstance(one, tuple) and one[1]])
        levels = stock_levels(self._session, [k for k, t in stored.items() if isinstance(t, Stock)])
        for one in found:
            if isinstance(one, (RowRefusedError, Taken)):
                yield one
                continue
            read, known, doubt = one
            if known is None:
                added = self._add(read)
                added.doubt = doubt
                yield added
                continue
            try:
                level = levels.get(known.id, (0, 0))
                yield self._amend(stored[known.id], known, read, level)
            except RowRefusedError as refusal:
                yield refusal
        self._session.flush()  # models and categories first, then what refers to them
        for waiting in (self._new, self._moves):
            self._session.add_all(waiting)
            self._session.flush()
            waiting.clear()

    def settle(self) -> None:
        """Nothing waits between batches."""

    def _stored(self, keys: Sequence[UUID]) -> dict[UUID, Equipment]:
        rows = self._session.scalars(select(Equipment).where(Equipment.id.in_(keys)))
        return {thing.id: thing for thing in rows} if keys else {}

    def _recognised(
        self, row: RowGiven
    ) -> tuple[ThingRead, KnownThing | None, Doubt | None] | RowRefusedError | Taken:
        """The row and which thing it speaks of, claimed for this line; None for a new one, with
        what that one perhaps is."""
        try:
            read = read_thing(row, self._headers)
            tag, quantity = read.texts["tag"], read.values["quantity"]
            serial, place = read.texts["serial"], read.texts["location"]
            match = self._things.match(tag, read.model, read.kind, serial, place)
            known = match[0] if match else None
            if match and known and known.line is not None:
                raise RowRefusedError(DuplicateRowError(line=known.line, field=match[1]))
            kind = known.kind if known else read.kind
            if kind is EquipmentKind.ITEM and quantity not in (None, 1):
                wanted = tag or read.texts["model"]
                raise RowRefusedError(OneUnitError(tag=wanted, field="quantity"))
            if known is None and not read.texts["model"]:
                raise RowRefusedError(MissingModelError(field="model"))
        except RowRefusedError as refusal:
            return refusal
        doubt: Doubt | None = None
        if known is None:
            settled = self._settled(read)
            if isinstance(settled, Taken):
                return settled
            if isinstance(settled, KnownThing):
                known = settled
            else:
                doubt = settled
        if known is None:
            self._things.claim(tag, read.model, kind, serial, read.line)
            return read, None, doubt
        known.line = read.line
        return read, known, None

    def _settled(self, read: ThingRead) -> Taken | KnownThing | Doubt | None:
        """What becomes of a row that nothing sure gives away: left out, the thing that somebody
        said it is, a new one that is perhaps one that is there, or simply new."""
        manner = self._manner
        decided = manner.decided(read.identity)
        if decided is not None and decided.left_out:
            return LEFT_OUT
        if decided is not None and decided.same_as is not None:
            known = self._things.of_key(decided.same_as)
            if known is not None and known.line is None:
                self._keeps[known.id] = decided.keeps
                return known
        if manner.was_undone(read.subject):
            return LEFT_OUT
        alike = self._things.alike(read.told) if decided is None else []
        if not alike:
            return None
        doubt = Doubt(
            line=read.line,
            identity=read.identity,
            label=" · ".join(filter(None, (read.texts["tag"], read.texts["model"]))),
            said=_compared(read.told),
            candidates=tuple(
                Candidate(
                    thing.id,
                    f"{thing.tag} · {thing.model.name}",
                    score,
                    {
                        **_compared(told := self._things.told(thing)),
                        "tag": told.tag,
                    },
                )
                for thing, score in alike
            ),
        )
        return Taken(Outcome.WAITING, doubt=doubt) if manner.asks else doubt

    def _add(self, read: ThingRead) -> Taken:
        model, _told = self._catalogue.resolve(read.model, None, read.line)
        texts, values = read.texts, read.values
        common: dict[str, Any] = {
            "id": new_id(),
            "model_id": model.id,
            "tag": texts["tag"] or self._things.free_tag(self._catalogue.prefix_of(model)),
            "custody_office_id": self._desk.office_id,
            "owner_name": texts["owner"],
            "owner_member_id": self._owners.get(fold(texts["owner"])),
            "location": texts["location"],
            "value_cents": values["value"],
            "notes": with_notes("", read.notes, self._others(read, read.kind, model)),
        }
        if read.kind is EquipmentKind.ITEM:
            self._new.append(
                Item(
                    **common,
                    serial=texts["serial"],
                    condition=values["condition"] or Condition.GOOD,
                    defects=values["defects"],
                    purchased_on=values["purchased_on"],
                )
            )
        else:
            self._new.append(Stock(**common))
            if values["quantity"]:
                self._move(common["id"], values["quantity"], MovementReason.PURCHASE)
        said = self._told(read, read.kind, common["notes"]) | self._counted(read, read.kind)
        self._manner.took(read.line, common["id"], said, lambda: read.subject)
        return Taken(Outcome.ADDED, common["id"].bytes, common["tag"])

    def _told(self, read: ThingRead, kind: EquipmentKind, notes: str) -> dict[str, Any]:
        """By column of the thing, what the row says."""
        texts, values = read.texts, read.values
        said: dict[str, Any] = {
            "location": texts["location"],
            "owner_name": texts["owner"],
            "value_cents": values["value"],
            "notes": notes,
        }
        if kind is EquipmentKind.ITEM:
            said |= {"serial": texts["serial"], **_some(values, *_ITEMS_ONLY[1:])}
        return {column: value for column, value in said.items() if value not in (None, "")}

    def _counted(self, read: ThingRead, kind: EquipmentKind) -> dict[str, Any]:
        """What the row says that is no column of the thing: its model, and how many there are."""
        said: dict[str, Any] = {"model": read.texts["model"]}
        if kind is EquipmentKind.STOCK:
            said["quantity"] = read.values["quantity"]
        return said

    def _amend(
        self, thing: Equipment, known: KnownThing, read: ThingRead, level: tuple[int, int]
    ) -> Taken:
        """Write what the row says over `thing`."""
        total, out = level
        quantity = read.values["quantity"]
        moved = isinstance(thing, Stock) and quantity is not None and quantity != total
        if moved and not self._manner.may_write(thing.id, "quantity", total, quantity):
            moved = False
        if moved and quantity < out:
            error = StockTooLowError(
                tag=thing.tag, total=total, out=out, asked=total - quantity, field="quantity"
            )
            raise RowRefusedError(error)
        model, retold = known.model, False
        keeps = self._keeps.get(thing.id, _NONE)
        said_model = _without(read.model, keeps)
        if model.may_be(said_model) or self._manner.may_write(
            thing.id, "model", model.name, said_model.name or model.name
        ):
            model, retold = self._catalogue.resolve(said_model, model, read.line)
        others = self._others(read, known.kind, model, known.tag)
        wanted = self._told(read, known.kind, with_notes(thing.notes, read.notes, others))
        said = wanted | self._counted(read, known.kind)
        self._manner.took(read.line, thing.id, said, lambda: read.subject)
        if wanted.get("value_cents") == known.model.value_cents and thing.value_cents is None:
            wanted.pop("value_cents", None)
        changes = [
            FieldChange(column, now, value)
            for column, value in wanted.items()
            if (now := getattr(thing, column)) != value
            and column not in keeps
            and self._manner.may_write(thing.id, column, now, value)
        ]
        for change in changes:
            setattr(thing, change.column, change.said)
            if change.column == "owner_name":
                thing.owner_member_id = self._owners.get(fold(change.said))
        if model.id != thing.model_id or retold:
            thing.model_id = model.id
            changes.append(FieldChange("model", known.model.name, model.name))
        if moved:
            self._move(thing.id, quantity - total, MovementReason.COUNT)
            changes.append(FieldChange("quantity", total, quantity))
        if not changes:
            return UNCHANGED
        return Taken(Outcome.CHANGED, thing.id.bytes, thing.tag, changes)

    def _others(
        self, read: ThingRead, kind: EquipmentKind, model: KnownModel, known_tag: str = ""
    ) -> list[tuple[str, str]]:
        """Header and value of what belongs to no field, or to none that this thing has."""
        others = list(read.others)
        if known_tag and read.texts["tag"] and read.texts["tag"].upper() != known_tag.upper():
            others.append((self._headers["tag"], read.texts["tag"]))
        if self._catalogue.is_elsewhere(read.model, model):
            others.append((self._headers["category"], read.cells["category"]))
        if kind is EquipmentKind.STOCK:
            cells = read.cells
            others += [(self._headers[f], cells[f]) for f in _ITEMS_ONLY if f in cells]
        return others

    def _move(self, stock_id: UUID, delta: int, reason: MovementReason) -> None:
        moved_at = self._desk.clock()
        self._moves.append(
            StockMovement(stock_id=stock_id, delta=delta, reason=reason, moved_at=moved_at)
        )


_NONE: frozenset[str] = frozenset()


def _compared(told: ThingTold) -> dict[str, str]:
    """What is shown side by side of a row and what it perhaps is, by field."""
    shown = ("model", "brand", "reference", "category", "serial", "location")
    return {field: getattr(told, field) for field in shown}


def _without(said: ModelSaid, keeps: frozenset[str]) -> ModelSaid:
    """What a row says of its model, apart from what stays as it is."""
    if keeps.isdisjoint(("model", "brand", "reference", "category")):
        return said
    return ModelSaid(
        "" if "model" in keeps else said.name,
        "" if "brand" in keeps else said.brand,
        "" if "reference" in keeps else said.reference,
        "" if "category" in keeps else said.category,
    )


def owners(session: Session) -> dict[str, UUID | None]:
    """The association of each folded name; None where several share it."""
    column = Record.metadata.tables["member"].c
    out: dict[str, UUID | None] = {}
    for key, name in session.execute(
        select(column.id, column.name).where(
            column.kind == MemberKind.ASSOCIATION, column.merged_into_id.is_(None)
        )
    ):
        out[fold(name)] = None if fold(name) in out else key
    return out


def _some(values: Mapping[str, Any], *fields: str) -> dict[str, Any]:
    return {field: values[field] for field in fields}

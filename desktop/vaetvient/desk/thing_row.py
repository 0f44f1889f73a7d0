"""One row of a list of equipment: its cells read, and which thing it seems to speak of."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from vaetvient.desk.catalogue_index import ModelSaid
from vaetvient.desk.intake import CellReader, RowGiven
from vaetvient.desk.limits import QuantityError
from vaetvient.desk.thing_likeness import ThingTold
from vaetvient.domain import registration
from vaetvient.domain.equipment import EquipmentKind
from vaetvient.domain.money import read_amount
from vaetvient.domain.text import fold
from vaetvient.domain.wording import equipment_kind_said, read_condition

_TEXTS = {
    "tag": 64,
    "model": 300,
    "brand": 120,
    "reference": 120,
    "category": 600,
    "kind": 120,
    "serial": 120,
    "owner": 400,
    "location": 200,
}
"""Fields that are kept as typed, on one line, and how long each may be."""
_MOST_UNITS = 1_000_000


def read_quantity(typed: str, field: str = "quantity") -> int:
    """A number of units: « 200 », « 1 200 », « 12,0 ». Raises QuantityError."""
    text = re.sub(r"\s", "", typed)
    found = re.fullmatch(r"(\d{1,9})(?:[.,]0{1,2})?", text)
    if found is None or int(found[1]) > _MOST_UNITS:
        raise QuantityError(value=typed, field=field)
    return int(found[1])


_READERS: dict[str, Callable[[str, str], Any]] = {
    "value": read_amount,
    "quantity": read_quantity,
    "condition": read_condition,
    "purchased_on": registration.read_date,
}


@dataclass(frozen=True, slots=True)
class ThingRead:
    """One row, its cells read; what stayed empty is None or empty."""

    line: int
    cells: Mapping[str, str]
    """As typed, empty ones left out."""
    texts: Mapping[str, str]
    values: Mapping[str, Any]
    """value (cents), quantity, condition, purchased_on, defects."""
    said_kind: EquipmentKind | None
    notes: str
    others: tuple[tuple[str, str], ...]
    """Header and value of what belongs to no field."""

    @property
    def kind(self) -> EquipmentKind:
        """What the row is when nothing is known of it yet."""
        quantity = self.values["quantity"]
        if self.said_kind is not None:
            return self.said_kind
        one = quantity == 1 and bool(self.texts["tag"] or self.texts["serial"])
        if quantity is None or one:
            return EquipmentKind.ITEM
        return EquipmentKind.STOCK

    @property
    def model(self) -> ModelSaid:
        texts = self.texts
        return ModelSaid(texts["model"], texts["brand"], texts["reference"], texts["category"])

    @property
    def told(self) -> ThingTold:
        """The row as it is compared with what is there."""
        texts = self.texts
        category = re.split(r"[>/]", texts["category"])[-1].strip()
        return ThingTold(
            self.kind, texts["model"], texts["brand"], texts["reference"], category,
            texts["serial"], texts["location"], texts["tag"],
        )  # fmt: skip

    @property
    def identity(self) -> str:
        """A short name for this row's thing, the same in the next file; tells nothing of it."""
        told = "\0".join(map(str, self.told))
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    @property
    def subject(self) -> str:
        """A short name for the thing, by what is surest of it; tells nothing of it."""
        texts = self.texts
        sure = ("tag", texts["tag"].upper()), ("serial", texts["serial"])
        field, said = next((pair for pair in sure if pair[1]), ("place", texts["location"]))
        model = "" if field == "tag" else texts["model"]
        told = "\0".join((field, fold(said), fold(model)))
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def read_thing(row: RowGiven, headers: Mapping[str, str]) -> ThingRead:
    """The cells of `row`, checked. Raises RowRefusedError with every error found in it."""
    cells = CellReader(row)
    texts = {field: cells.text(field, most) for field, most in _TEXTS.items()}
    values = {field: cells.read(field, reader) for field, reader in _READERS.items()}
    said_kind = equipment_kind_said(texts["kind"])
    others = list(row.notes)
    if texts["kind"] and said_kind is None:  # another program's « type »
        others.insert(0, (headers["kind"], texts["kind"]))
    read = ThingRead(
        line=row.line,
        cells=row.cells,
        texts=texts,
        values={**values, "defects": cells.lines("defects")},
        said_kind=said_kind,
        notes=cells.lines("notes"),
        others=tuple(others),
    )
    cells.check()
    return read

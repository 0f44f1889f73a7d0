"""Equipment of the demonstration office: the tree, the models, the things and the stocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from vaetvient.desk.demo.days import Days
from vaetvient.desk.demo.keys import Keys
from vaetvient.desk.demo.people import YEAR, Borrower
from vaetvient.desk.demo.sizes import YEARS, Size
from vaetvient.desk.demo.word_lists import for_kind, word_list
from vaetvient.domain.lending import LendingRule, RuleLayer, most_specific
from vaetvient.storage.bulk import Row

CATEGORY_COLUMNS = (
    "id", "revision", "parent_id", "name", "kind", "prefix", "loan_days", "deposit_cents",
    "membership_required",
)  # fmt: skip
MODEL_COLUMNS = (
    "id", "revision", "category_id", "name", "brand", "reference", "description", "instructions",
    "value_cents", "deposit_cents", "loan_days",
)  # fmt: skip
ACCESSORY_COLUMNS = ("id", "revision", "model_id", "position", "name", "quantity")
EQUIPMENT_COLUMNS = (
    "id", "revision", "kind", "model_id", "tag", "custody_office_id", "owner_member_id",
    "owner_name", "location", "value_cents", "notes", "serial", "condition", "defects",
    "purchased_on", "plate", "licence_class", "mileage_km", "seats", "step_free",
)  # fmt: skip
MOVEMENT_COLUMNS = ("id", "revision", "stock_id", "delta", "reason", "moved_at", "note")

_PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTVWXYZ"
_SERIAL_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"


@dataclass(slots=True)
class ModelFacts:
    """What things and loans need to know of a model."""

    id: bytes
    name: str
    words: dict[str, Any]
    prefix: str
    kind: str
    rule: LendingRule
    accessories: tuple[tuple[str, int], ...]
    value_cents: int | None
    deposit_cents: int | None


@dataclass(slots=True)
class Thing:
    """An item, as it is at the moment the history has come to."""

    id: bytes
    model: ModelFacts
    tag: str
    serial: str
    value_cents: int | None
    since: int
    condition: str
    defects: str
    free_at: int = 0
    """The minute from which it can be lent."""
    archived_at: int | None = None
    worn: bool = False
    """Whether anything changed since its row was written."""


@dataclass(slots=True)
class Pile:
    """A stock, as it is at the moment the history has come to."""

    id: bytes
    model: ModelFacts
    tag: str
    bought: int
    owned: int
    out: int = 0
    coming: list[tuple[int, int, int]] = field(default_factory=list)
    """What is expected: (minute, units back, units lost), the earliest first."""


class Catalogue:
    """Makes the rows, and remembers what can be lent, by tag prefix."""

    def __init__(
        self, rng: Random, keys: Keys, days: Days, size: Size, *, office_id: bytes, today: int
    ) -> None:
        self._rng, self._keys, self._days, self._size = rng, keys, days, size
        self._office_id = office_id
        self._today = today
        self._opened = days.at(today - 8 * YEAR, 10 * 60)
        self._words = word_list("catalogue")
        self._category_keys = {
            words["name"]: keys.at(self._opened) for words in self._words["category"]
        }
        self._last_tag: dict[str, int] = {}
        self.models = [self._facts(words) for words in self._words["model"]]
        self.things: dict[str, list[Thing]] = {}
        self.piles: dict[str, list[Pile]] = {}

    def _facts(self, words: dict[str, Any]) -> ModelFacts:
        tree = {node["name"]: node for node in self._words["category"]}
        node = tree[words["category"]]
        layers = [RuleLayer(words["name"], None, _cents(words.get("deposit")))]
        above: dict[str, Any] | None = node
        while above is not None:
            layers.append(
                RuleLayer(
                    above["name"],
                    above.get("loan_days"),
                    _cents(above.get("deposit")),
                    above.get("membership_required"),
                )
            )
            above = tree.get(above.get("parent", ""))
        accessories = [
            (part, 1) if isinstance(part, str) else (part[0], part[1])
            for part in words.get("accessories", ())
        ]
        return ModelFacts(
            id=self._keys.at(self._opened),
            name=words["name"],
            words=words,
            prefix=node["prefix"],
            kind=node.get("kind", "thing"),
            rule=most_specific(layers),
            accessories=tuple(accessories),
            value_cents=_cents(words.get("value")),
            deposit_cents=_cents(words.get("deposit")),
        )

    def category_rows(self) -> Iterator[Row]:
        """The tree, parents first."""
        for words in self._words["category"]:
            yield (
                self._category_keys[words["name"]], 1,
                self._category_keys.get(words.get("parent", "")), words["name"],
                words.get("kind", "thing"), words.get("prefix", ""), words.get("loan_days"),
                _cents(words.get("deposit")), words.get("membership_required"),
            )  # fmt: skip

    def model_rows(self) -> Iterator[Row]:
        """The catalogue's titles."""
        for model in self.models:
            words = model.words
            yield (
                model.id, 1, self._category_keys[words["category"]], model.name,
                words.get("brand", ""), words.get("reference", ""), words.get("description", ""),
                words.get("instructions", ""), model.value_cents, model.deposit_cents, None,
            )  # fmt: skip

    def accessory_rows(self) -> Iterator[Row]:
        """What goes out with each model."""
        for model in self.models:
            for position, (name, quantity) in enumerate(model.accessories):
                yield self._keys.at(self._opened), 1, model.id, position, name, quantity

    def equipment_rows(self, owners: list[Borrower]) -> Iterator[Row]:
        """Items then stocks; one in eight belongs to one of `owners` and is mutualised."""
        for model, count in self._shared_out():
            for place in range(count):
                yield self._item(model, place, owners)
        for model in self.models:
            if "units" in model.words:
                for _n in range(self._size.stocks_per_model):
                    yield self._stock(model)

    def purchases(self) -> Iterator[Row]:
        """The movement by which each stock came to be."""
        for piles in self.piles.values():
            for pile in piles:
                yield (
                    self._keys.at(self._opened), 1, pile.id, pile.bought, "purchase",
                    self._days.moment_text(self._opened), "",
                )  # fmt: skip

    def wear(self) -> Iterator[Row]:
        """Condition, defects, archiving and key of the things that changed through the years."""
        for things in self.things.values():
            for thing in things:
                if thing.worn:
                    gone = thing.archived_at
                    archived = None if gone is None else self._days.moment_text(gone)
                    yield thing.condition, thing.defects, archived, thing.id

    def _shared_out(self) -> list[tuple[ModelFacts, int]]:
        """How many items of each model; their sum is the size's."""
        models = [model for model in self.models if "share" in model.words]
        whole = sum(model.words["share"] for model in models)
        counts = [
            max(
                1 if model.words.get("always") else 0,
                int(self._size.items * model.words["share"] / whole),
            )
            for model in models
        ]
        order = sorted(range(len(models)), key=lambda n: (-models[n].words["share"], n))
        place = 0
        while sum(counts) != self._size.items:
            n = order[place % len(order)]
            if sum(counts) < self._size.items:
                counts[n] += 1
            elif counts[n] > 1:
                counts[n] -= 1
            place += 1
        return list(zip(models, counts, strict=True))

    def _tag(self, prefix: str) -> str:
        number = self._last_tag[prefix] = self._last_tag.get(prefix, 0) + 1
        return f"{prefix}-{number:03}"

    def _item(self, model: ModelFacts, place: int, owners: list[Borrower]) -> Row:
        rng, words = self._rng, model.words
        age = int(rng.random() * 7 * YEAR)
        if rng.random() < 0.7:
            age = YEARS * YEAR + int(rng.random() * 4 * YEAR)
        bought = max(self._days.next_open(self._today - age - 10), self._today - 8 * YEAR)
        luck = rng.random()
        condition = "new" if age < 200 else "worn" if luck < 0.18 else "good"
        defects = rng.choice(for_kind(self._words["defects"], model.prefix)) if luck < 0.12 else ""
        value = model.value_cents
        if value is not None and age > 2 * YEAR:
            value = value * 7 // 10 // 500 * 500 or value
        thing = Thing(
            id=self._keys.at(self._days.at(bought, 11 * 60)),
            model=model,
            tag=self._tag(model.prefix),
            serial=self._serial(words["serial"]) if "serial" in words else "",
            value_cents=value,
            since=bought,
            condition=condition,
            defects=defects,
        )
        self.things.setdefault(model.prefix, []).append(thing)
        owner = rng.choice(owners) if rng.random() < 0.12 and model.kind != "room" else None
        vehicle = model.kind == "vehicle"
        return (
            thing.id, 1, "item", model.id, thing.tag, self._office_id,
            owner.id if owner else None, owner.label if owner else "",
            self._location(model, place), value, "", thing.serial, condition, defects,
            self._days.day_text(bought) if model.kind != "room" else None,
            self._plate() if vehicle else "", words.get("licence", ""),
            int(rng.random() * 90_000) + 4_000 if vehicle and "seats" in words else None,
            words.get("seats"), words.get("step_free"),
        )  # fmt: skip

    def _stock(self, model: ModelFacts) -> Row:
        units: int = model.words["units"]
        pile = Pile(self._keys.at(self._opened), model, self._tag(model.prefix), units, units)
        self.piles.setdefault(model.prefix, []).append(pile)
        return (
            pile.id, 1, "stock", model.id, pile.tag, self._office_id, None, "",
            self._location(model, 0), model.value_cents, "", None, None, None, None, None, None,
            None, None, None,
        )  # fmt: skip

    def _location(self, model: ModelFacts, place: int) -> str:
        if model.kind == "room":
            names = self._words["rooms"]["names"]
            floor = self._rng.choice(self._words["locations"]["room"])
            return f"{floor}, salle {names[(place + len(model.name)) % len(names)]}"
        where: str = self._rng.choice(self._words["locations"][model.kind])
        return where

    def _serial(self, stem: str) -> str:
        return stem + "".join(self._rng.choices(_SERIAL_LETTERS, k=7))

    def _plate(self) -> str:
        left, right = ("".join(self._rng.choices(_PLATE_LETTERS, k=2)) for _side in "lr")
        return f"{left}-{self._rng.randrange(1, 1000):03}-{right}"


def _cents(euros: int | None) -> int | None:
    return None if euros is None else euros * 100

"""What becomes of a loan: when each line comes back, in what state, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from vaetvient.desk.demo.catalogue import Pile, Thing
from vaetvient.desk.demo.days import NEVER, Days
from vaetvient.desk.demo.word_lists import for_kind, word_list

_OPENS, _CLOSES = 9 * 60, 18 * 60


@dataclass(slots=True)
class Coming:
    """Units of a line that come back, or are declared lost, at one moment."""

    minute: int
    quantity: int
    lost: int = 0
    condition: str | None = None
    remarks: str = ""
    missing: int | None = None
    """The place of an accessory of which one is missing."""


class Fates:
    """Draws them. Most things come back on the day, a few late, very few never."""

    def __init__(self, rng: Random, days: Days) -> None:
        self._rng, self._days = rng, days
        catalogue = word_list("catalogue")
        self._damage: dict[str, list[str]] = catalogue["damage"]
        self._defects: dict[str, list[str]] = catalogue["defects"]
        self._remarks: list[str] = word_list("purposes")["words"]["remarks"]

    def back_at(self, out_day: int, out_minute: int, due_day: int) -> int:
        """The minute at which a loan due on `due_day` comes back."""
        rng = self._rng
        luck = rng.random()
        if luck < 0.66:
            day = due_day
        elif luck < 0.84:
            day = max(out_day, due_day - 1 - int(rng.random() * 2))
        elif luck < 0.95:
            day = due_day + 1 + int(rng.random() * 6)
        elif luck < 0.99:
            day = due_day + 7 + int(rng.random() * 14)
        else:
            day = due_day + 21 + int(rng.random() * 40)
        return self._on(self._days.next_open(day), out_minute)

    def _on(self, day: int, after: int) -> int:
        minute = self._days.at(day, _OPENS + int(self._rng.random() * (_CLOSES - _OPENS)))
        return max(minute, after + 25)

    def of_item(self, thing: Thing, minute: int) -> Coming:
        """How an item comes back at `minute`."""
        rng = self._rng
        luck = rng.random()
        if luck < 0.0012 and thing.model.kind == "thing":
            return Coming(minute, 0, lost=1)
        coming = Coming(minute, 1, condition=thing.condition)
        if luck < 0.009 and thing.model.kind != "room":
            coming.condition = "broken" if luck < 0.002 else "damaged"
            coming.remarks = rng.choice(for_kind(self._damage, thing.model.prefix))
        elif luck < 0.02 and thing.condition == "good":
            coming.condition = "worn"
            coming.remarks = rng.choice(for_kind(self._defects, thing.model.prefix))
        elif luck < 0.03 and thing.condition == "new":
            coming.condition = "good"
        elif luck < 0.045 and thing.model.accessories:
            coming.missing = int(rng.random() * len(thing.model.accessories))
        elif luck < 0.08:
            coming.remarks = rng.choice(self._remarks)
        return coming

    def of_pile(self, pile: Pile, quantity: int, minute: int, out_minute: int) -> list[Coming]:
        """How a quantity comes back: at once or in two goes, sometimes a few less."""
        rng = self._rng
        lost = 0
        if rng.random() < 0.04:
            lost = min(quantity - 1, 1 + int(rng.random() * quantity * 0.03))
        if minute == NEVER or quantity < 8 or rng.random() > 0.12:
            return [Coming(minute, quantity - lost, lost)]
        first = quantity // 2 + int(rng.random() * quantity * 0.3)
        rest = quantity - first
        lost = min(lost, rest - 1)
        later = self._on(self._days.next_open(minute // 1440 + 2 + int(rng.random() * 5)), minute)
        return [Coming(minute, first), Coming(later, rest - lost, lost)]

    def before(self, out_minute: int, minute: int) -> int:
        """A moment between the hand-out and `minute`, when one line came back ahead of the rest."""
        latest = minute // 1440 - 1
        first = out_minute // 1440
        if latest <= first:
            return minute
        day = self._days.next_open(first + 1 + int(self._rng.random() * (latest - first)))
        found = self._on(day, out_minute)
        return min(found, minute)

"""The demonstration office's drawer: copies and cups sold, dues of the last weeks, the bank."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

from vaetvient.desk.demo.days import MINUTES, Days
from vaetvient.desk.demo.keys import Keys
from vaetvient.storage.bulk import Row

ENTRY_COLUMNS = (
    "id", "revision", "office_id", "payment_id", "at", "kind", "method", "amount_cents",
    "quantity", "label", "who", "loan_id", "corrects_id", "reason",
)  # fmt: skip
PAYER_COLUMNS = ("id", "revision", "member_id", "name", "reference", "receipt")
WARE_COLUMNS = ("id", "revision", "office_id", "name", "unit_cents", "stock_id", "archived_at")
WARES = (
    ("Copie noir et blanc", 10, (5, 10, 20, 30, 50, 100, 150)),
    ("Copie couleur", 30, (2, 5, 10, 20, 40)),
    ("Impression d’affiche A3", 150, (1, 2, 5, 10)),
    ("Plastification", 100, (1, 2, 4)),
)
"""What is sold, for how much, and how many at a time."""
_DAYS = 84
"""For so long the book was kept: twelve weeks."""
_FLOAT, _TO_BANK_FROM = 5000, 15_000
_WEEK = 7

Dues = tuple[int, bytes, str, int, str]
"""A day, the member's key and name, the amount in cents, and how it was paid."""


class Money:
    """Deals out entries by itself: the other records of the demonstration stay as they were."""

    def __init__(self, seed: str, days: Days, *, office_id: bytes, today: int) -> None:
        self._rng = Random(f"money {seed}")
        self._keys = Keys(f"money {seed}")
        self._days = days
        self._office = office_id
        self._today = today
        self._first = days.next_open(today - _DAYS)
        self.payers: list[Row] = []
        """Who paid, known once the entries were dealt out."""

    def wares(self) -> Iterator[Row]:
        """What is sold."""
        for name, cents, _counts in WARES:
            opened = self._days.at(self._first, 9 * 60)
            yield self._keys.at(opened), 1, self._office, name, cents, None, None

    def entries(self, dues: Iterable[Dues]) -> Iterator[Row]:
        """The book, the oldest entry first."""
        yield self._entry(self._first, 9 * 60, "float", "cash", _FLOAT, "")
        drawer = _FLOAT
        paid: dict[int, list[Dues]] = {}
        for one in dues:
            paid.setdefault(self._days.next_open(one[0]), []).append(one)
        day = self._first
        while day < self._today:
            for kind, method, cents, quantity, label in self._sales():
                if method == "cash":
                    drawer += cents
                minute = 9 * 60 + int(self._rng.random() * 8 * 60)
                yield self._entry(day, minute, kind, method, cents, label, quantity)
            for one in paid.get(day, ()):
                yield self._dues(day, one)
            if (day - self._first) % _WEEK >= _WEEK - 2 and drawer > _TO_BANK_FROM:
                brought = (drawer - _FLOAT) // 1000 * 1000
                drawer -= brought
                yield self._entry(day, 18 * 60, "to_bank", "cash", -brought, "")
            day = self._days.next_open(day + 1)

    def _sales(self) -> Iterator[tuple[str, str, int, int, str]]:
        rng = self._rng
        for _n in range(int(rng.random() * 4)):
            name, cents, counts = rng.choice(WARES)
            count = rng.choice(counts)
            method = "cash" if rng.random() < 0.8 else "card"
            yield "sale", method, cents * count, count, name

    def _dues(self, day: int, one: Dues) -> Row:
        _first, member, name, cents, how = one
        minute = 9 * 60 + int(self._rng.random() * 8 * 60)
        entry = self._entry(day, minute, "dues", how, cents, "")
        self.payers.append((entry[3], 1, member, name, "", ""))
        return entry

    def _entry(
        self,
        day: int,
        minute: int,
        kind: str,
        method: str,
        cents: int,
        label: str,
        quantity: int = 1,
    ) -> Row:
        at = self._days.at(min(day, self._today), minute % MINUTES)
        return (
            self._keys.at(at), 1, self._office, self._keys.at(at), self._days.moment_text(at),
            kind, method, cents, quantity, label, "", None, None, "",
        )  # fmt: skip

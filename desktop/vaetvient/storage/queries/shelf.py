"""Dates first, then what is free: every model of the office over one period, at once.

Things that nothing holds are alike: they are counted, not read. Rows come as the driver gives
them, since most are looked at once and forgotten.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from vaetvient.domain.availability import (
    FOREVER,
    Period,
    Pool,
    clipped,
    free_among,
    free_units,
)
from vaetvient.domain.days import ONE_DAY, midnight
from vaetvient.domain.seating import Busy, Row
from vaetvient.domain.text import fold
from vaetvient.storage.prepared import Question, row
from vaetvient.storage.queries import rules
from vaetvient.storage.queries.availability import Viewpoint, pools


def _asked(sql: str) -> Question[Any]:
    return Question(text(sql), row)


_HERE = "e.archived_at IS NULL AND e.custody_office_id = :office"
_THINGS = _asked(f"""
    SELECT e.model_id, sum(CASE e.kind WHEN 'item' THEN 1 ELSE 0 END),
    sum(CASE WHEN e.kind <> 'item' OR e.condition = 'broken' THEN 0 ELSE 1 END),
    group_concat(CASE e.kind WHEN 'stock' THEN hex(e.id) END)
    FROM equipment e WHERE {_HERE} GROUP BY e.model_id""")
"""Items counted, stocks named, in one pass over all there is."""
_STOCKED = _asked("SELECT stock_id, sum(delta) FROM stock_movement GROUP BY stock_id")
_USABLE = f"{_HERE} AND (e.condition IS NULL OR e.condition <> 'broken')"
_OUT = [
    _asked(f"""
    SELECT e.model_id, e.id, n.quantity - n.returned_quantity - n.lost_quantity,
    max(l.handed_out_at, :first), l.due_on FROM loan_line n JOIN loan l ON l.id = n.loan_id
    JOIN equipment e ON e.id = n.equipment_id
    WHERE {_USABLE} AND n.state = 'out' AND n.kind = '{kind}'""")
    for kind in ("item", "stock")  # literals, each with its partial index
]
_MAINTENANCE = _asked(f"""
    SELECT e.model_id, e.id, m.first_day, m.last_day FROM maintenance m
    CROSS JOIN equipment e ON e.id = m.item_id  -- in this order: few are stopped
    WHERE {_USABLE} AND (m.last_day IS NULL OR m.last_day >= :today)""")
_PROMISED = _asked(f"""
    SELECT n.model_id, e.id, n.quantity - n.picked_quantity, r.starts_at, r.ends_at
    FROM reservation_line n JOIN reservation r ON r.id = n.reservation_id
    LEFT JOIN equipment e ON e.id = n.equipment_id AND {_USABLE}
    WHERE n.holds = 1
    AND (e.id IS NOT NULL OR (n.equipment_id IS NULL AND r.office_id = :office))""")
_ROOMS = _asked("""
    SELECT e.model_id FROM room_part p JOIN equipment e ON e.id IN (p.whole_id, p.part_id)
    UNION SELECT e.model_id FROM busy_time b JOIN equipment e ON e.id = b.item_id
    UNION SELECT e.model_id FROM transfer t JOIN transfer_line n ON n.transfer_id = t.id
    JOIN equipment e ON e.id = n.equipment_id WHERE t.state = 'on_the_way'""")
_NAMES = _asked("SELECT id, name FROM model")


@dataclass(frozen=True, slots=True)
class OnShelf:
    """One model: how many there are, and how many can be promised over the period."""

    model_id: UUID
    label: str
    total: int
    free: int


class _Held:
    """What there is of one model, and what holds it while it matters: over the period asked about
    and over every promise that names no unit, which may have to keep one meanwhile."""

    def __init__(self, asked: Busy) -> None:
        self._asked = asked
        self.first, self._last = asked.start, asked.end
        self.total = 0
        self.usable = 0
        self.stocks: dict[Any, tuple[int, list[Busy]]] = {}
        self._items: dict[Any, list[Busy]] = defaultdict(list)
        self._taken: set[Any] = set()
        """Items that are no use to anyone all the while: as if they were not there."""
        self._promised: list[Busy] = []

    def promise(self, start: datetime, end: datetime, quantity: int) -> None:
        """Promise so many without saying which; before anything is held."""
        self._promised.append(Busy(start, end, quantity))
        self.first, self._last = min(self.first, start), max(self._last, end)

    def hold(self, key: Any, start: datetime, end: datetime, quantity: int) -> None:
        """Hold one of the things."""
        if end <= self.first or start >= self._last or key in self._taken:
            return
        if key in self.stocks:
            self.stocks[key][1].append(Busy(start, end, quantity))
        elif not self._promised or (start <= self.first and end >= self._last):
            self._taken.add(key)
            self._items.pop(key, None)
        else:
            self._items[key].append(Busy(start, end, quantity))

    def free(self) -> int:
        """How many can be promised: things held one by one, those that nothing holds together."""
        rows = [
            Row(1, busy if len(busy) == 1 and busy[0].quantity == 1 else clipped(busy, 1))
            for busy in self._items.values()
        ]
        for total, busy in self.stocks.values():
            there = max(0, total)
            rows.append(Row(there, clipped(busy, there)))
        idle = self.usable - len(self._items) - len(self._taken)
        if idle > 0:
            rows.append(Row(idle, ()))
        return free_among(rows, sorted(self._promised), self._asked)


def everything(session: Session, period: Period, view: Viewpoint) -> list[OnShelf]:
    """Every model of which the office keeps something, by name, with what is free of it.

    The same figures as `pools` gives one by one.
    """
    period = view.ahead(period)
    facts = {"office": view.office_id.bytes, "today": view.today.isoformat()}
    held = _things(session, facts, Busy(period.start, period.end, 1))
    _read_claims(session, view, facts, held)
    apart = _looked_at_apart(session, period, view, list(held))
    out = []
    for model, name in _NAMES.all(session):
        if model in held:
            pool, own = apart.get(model), held[model]
            free = own.free() if pool is None else free_units(pool, period)
            out.append(OnShelf(UUID(bytes=model), name, own.total, free))
    return sorted(out, key=lambda shelf: fold(shelf.label))


def _things(session: Session, facts: dict[str, Any], asked: Busy) -> dict[Any, _Held]:
    """What there is of each model."""
    stocked = dict(_STOCKED.all(session))
    held: dict[Any, _Held] = {}
    for model, items, usable, stocks in _THINGS.all(session, **facts):
        here = held[model] = _Held(asked)
        here.total, here.usable = items, usable
        for stock in map(bytes.fromhex, stocks.split(",") if stocks else ()):
            there = stocked.get(stock, 0)
            here.total += there
            here.stocks[stock] = (there, [])
    return held


def _read_claims(
    session: Session,
    view: Viewpoint,
    facts: dict[str, Any],
    held: dict[Any, _Held],
) -> None:
    @cache
    def begins(day: str, later: timedelta = timedelta()) -> datetime:
        return midnight(date.fromisoformat(day) + later, view.zone)

    @cache
    def at(stored: str) -> datetime:
        return datetime.fromisoformat(stored).replace(tzinfo=UTC)

    promised = _PROMISED.all(session, **facts)
    for model, key, quantity, start, end in promised:
        if key is None and model in held:
            held[model].promise(at(start), at(end), quantity)
    first = min((own.first for own in held.values()), default=view.now)
    facts = {**facts, "first": f"{first:%Y-%m-%d %H:%M:%S.%f}"}
    for asked in _OUT:
        for model, key, quantity, out_at, due in asked.all(session, **facts):
            back = begins(due, ONE_DAY)
            end = FOREVER if back <= view.now else back  # late: until it is back
            held[model].hold(key, at(out_at), end, quantity)
    for model, key, first, last in _MAINTENANCE.all(session, **facts):
        end = FOREVER if last is None else begins(last, ONE_DAY)
        held[model].hold(key, begins(first), end, 1)
    for model, key, quantity, start, end in promised:
        if key is not None:
            held[model].hold(key, at(start), at(end), quantity)


def _looked_at_apart(
    session: Session, period: Period, view: Viewpoint, models: list[Any]
) -> dict[Any, Pool]:
    """The few models whose things need more than counting: buffers, rooms within rooms,
    what other calendars say, what is on its way from another office."""
    keys = [UUID(bytes=model) for model in models]
    special = set(rules.buffers(session, keys, view.today, view.office_id))
    special.update(UUID(bytes=model) for (model,) in _ROOMS.all(session))
    if not special:
        return {}
    return {key.bytes: pool for key, pool in pools(session, special, period, view).items()}

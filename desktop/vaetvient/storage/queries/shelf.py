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
_ITEMS = _asked(f"""
    SELECT e.model_id, count(*), sum(CASE WHEN e.condition = 'broken' THEN 0 ELSE 1 END)
    FROM equipment e WHERE e.kind = 'item' AND {_HERE} GROUP BY e.model_id""")
_STOCKS = _asked(f"""
    SELECT e.id, e.model_id, coalesce(sum(s.delta), 0) FROM equipment e
    LEFT JOIN stock_movement s ON s.stock_id = e.id
    WHERE e.kind = 'stock' AND {_HERE} GROUP BY e.id""")
_USABLE = f"{_HERE} AND (e.condition IS NULL OR e.condition <> 'broken')"
_OUT = [
    _asked(f"""
    SELECT e.model_id, e.id, n.quantity - n.returned_quantity - n.lost_quantity,
    l.handed_out_at, l.due_on FROM loan_line n JOIN loan l ON l.id = n.loan_id
    JOIN equipment e ON e.id = n.equipment_id
    WHERE {_USABLE} AND n.state = 'out' AND n.kind = '{kind}'""")
    for kind in ("item", "stock")  # literals, each with its partial index
]
_MAINTENANCE = _asked(f"""
    SELECT e.model_id, e.id, m.first_day, m.last_day FROM maintenance m
    JOIN equipment e ON e.id = m.item_id
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
    """What there is of one model, and what holds it."""

    def __init__(self) -> None:
        self.total = 0
        self.usable = 0
        self.items: dict[Any, list[Busy]] = defaultdict(list)
        self.stocks: dict[Any, tuple[int, list[Busy]]] = {}
        self.promised: list[Busy] = []

    def hold(self, key: Any, busy: Busy) -> None:
        """Hold one of the things."""
        if key in self.stocks:
            self.stocks[key][1].append(busy)
        else:
            self.items[key].append(busy)

    def free(self, asked: Busy) -> int:
        """How many can be promised: things held one by one, those that nothing holds together."""
        rows = [Row(1, clipped(busy, 1)) for busy in self.items.values()]
        for total, busy in self.stocks.values():
            there = max(0, total)
            rows.append(Row(there, clipped(busy, there)))
        if self.usable > len(self.items):
            rows.append(Row(self.usable - len(self.items), ()))
        return free_among(rows, sorted(self.promised), asked)


def everything(session: Session, period: Period, view: Viewpoint) -> list[OnShelf]:
    """Every model of which the office keeps something, by name, with what is free of it.

    The same figures as `pools` gives one by one.
    """
    period = view.ahead(period)
    facts = {"office": view.office_id.bytes, "today": view.today.isoformat()}
    held: dict[Any, _Held] = defaultdict(_Held)
    for model, total, usable in _ITEMS.all(session, **facts):
        held[model].total += total
        held[model].usable += usable
    for key, model, total in _STOCKS.all(session, **facts):
        held[model].total += total
        held[model].stocks[key] = (total, [])
    _read_claims(session, view, facts, held)
    apart = _looked_at_apart(session, period, view, list(held))
    asked = Busy(period.start, period.end, 1)
    out = []
    for model, name in _NAMES.all(session):
        if model in held:
            pool, own = apart.get(model), held[model]
            free = own.free(asked) if pool is None else free_units(pool, period)
            out.append(OnShelf(UUID(bytes=model), name, own.total, free))
    return sorted(out, key=lambda shelf: fold(shelf.label))


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

    for asked in _OUT:
        for model, key, quantity, out_at, due in asked.all(session, **facts):
            back = begins(due, ONE_DAY)
            end = FOREVER if back <= view.now else back  # late: until it is back
            held[model].hold(key, Busy(at(out_at), end, quantity))
    for model, key, first, last in _MAINTENANCE.all(session, **facts):
        end = FOREVER if last is None else begins(last, ONE_DAY)
        held[model].hold(key, Busy(begins(first), end, 1))
    for model, key, quantity, start, end in _PROMISED.all(session, **facts):
        if key is not None:
            held[model].hold(key, Busy(at(start), at(end), quantity))
        elif model in held:
            held[model].promised.append(Busy(at(start), at(end), quantity))


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

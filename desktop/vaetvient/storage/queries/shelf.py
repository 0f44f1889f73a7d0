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

from vaetvient.domain.availability import Claim, ClaimKind, Period, Pool, Supply, free_units
from vaetvient.domain.days import ONE_DAY, midnight
from vaetvient.domain.text import fold
from vaetvient.storage.queries import rules
from vaetvient.storage.queries.availability import Viewpoint, pools

_HERE = "e.archived_at IS NULL AND e.custody_office_id = :office"
_ITEMS = f"""
    SELECT e.id, e.model_id, e.condition <> 'broken' FROM equipment e
    WHERE e.kind = 'item' AND {_HERE}"""
_STOCKS = f"""
    SELECT e.id, e.model_id, coalesce(sum(s.delta), 0) FROM equipment e
    LEFT JOIN stock_movement s ON s.stock_id = e.id
    WHERE e.kind = 'stock' AND {_HERE} GROUP BY e.id"""
_OUT = """
    SELECT n.equipment_id, n.quantity - n.returned_quantity - n.lost_quantity,
    l.handed_out_at, l.due_on FROM loan_line n JOIN loan l ON l.id = n.loan_id
    WHERE n.state = 'out' AND n.kind = """
_MAINTENANCE = """
    SELECT item_id, first_day, last_day FROM maintenance
    WHERE last_day IS NULL OR last_day >= :today"""
_PROMISED = """
    SELECT n.model_id, n.equipment_id, n.quantity - n.picked_quantity, r.starts_at, r.ends_at
    FROM reservation_line n JOIN reservation r ON r.id = n.reservation_id WHERE n.holds = 1
    AND (n.equipment_id IS NOT NULL OR r.office_id = :office)"""
_ROOMS = """
    SELECT e.model_id FROM room_part p JOIN equipment e ON e.id IN (p.whole_id, p.part_id)
    UNION SELECT e.model_id FROM busy_time b JOIN equipment e ON e.id = b.item_id
    UNION SELECT e.model_id FROM transfer t JOIN transfer_line n ON n.transfer_id = t.id
    JOIN equipment e ON e.id = n.equipment_id WHERE t.state = 'on_the_way'"""
_NAMES = "SELECT id, name FROM model"
_UNNAMED = UUID(int=0)


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
        self.items: dict[Any, list[Claim]] = {}
        self.stocks: dict[Any, tuple[int, list[Claim]]] = {}
        self.promised: list[Claim] = []

    def hold(self, key: Any, claim: Claim) -> None:
        """Hold one of the things."""
        if key in self.stocks:
            self.stocks[key][1].append(claim)
        else:
            self.items.setdefault(key, []).append(claim)

    def pool(self) -> Pool:
        """The model's pool: things held one by one, those that nothing holds together."""
        supplies = [Supply(_UNNAMED, "", 1, tuple(claims)) for claims in self.items.values()]
        supplies += [
            Supply(_UNNAMED, "", max(0, total), tuple(claims))
            for total, claims in self.stocks.values()
        ]
        if self.usable > len(self.items):
            supplies.append(Supply(_UNNAMED, "", self.usable - len(self.items)))
        return Pool(tuple(supplies), tuple(self.promised))


def everything(session: Session, period: Period, view: Viewpoint) -> list[OnShelf]:
    """Every model of which the office keeps something, by name, with what is free of it.

    The same figures as `pools` gives one by one.
    """
    period = view.ahead(period)
    facts = {"office": view.office_id.bytes, "today": view.today.isoformat()}
    held: dict[Any, _Held] = defaultdict(_Held)
    model_of: dict[Any, Any] = {}
    for key, model, usable in session.execute(text(_ITEMS), facts):
        held[model].total += 1
        if usable:
            held[model].usable += 1
            model_of[key] = model
    for key, model, total in session.execute(text(_STOCKS), facts):
        held[model].total += total
        held[model].stocks[key] = (total, [])
        model_of[key] = model
    _read_claims(session, view, facts, held, model_of)
    apart = _looked_at_apart(session, period, view, list(held))
    out = []
    for model, name in session.execute(text(_NAMES)):
        if model in held:
            pool = apart.get(model) or held[model].pool()
            out.append(
                OnShelf(UUID(bytes=model), name, held[model].total, free_units(pool, period))
            )
    return sorted(out, key=lambda shelf: fold(shelf.label))


def _read_claims(
    session: Session,
    view: Viewpoint,
    facts: dict[str, Any],
    held: dict[Any, _Held],
    model_of: dict[Any, Any],
) -> None:
    @cache
    def begins(day: str, later: timedelta = timedelta()) -> datetime:
        return midnight(date.fromisoformat(day) + later, view.zone)

    @cache
    def at(stored: str) -> datetime:
        return datetime.fromisoformat(stored).replace(tzinfo=UTC)

    for kind in ("'item'", "'stock'"):  # literals, each with its partial index
        for key, quantity, out_at, due in session.execute(text(_OUT + kind), facts):
            if key in model_of:
                back = begins(due, ONE_DAY)
                late = back <= view.now
                reason = ClaimKind.LATE if late else ClaimKind.LOAN
                claim = Claim(at(out_at), None if late else back, quantity, reason)
                held[model_of[key]].hold(key, claim)
    for key, first, last in session.execute(text(_MAINTENANCE), facts):
        if key in model_of:
            end = None if last is None else begins(last, ONE_DAY)
            held[model_of[key]].hold(key, Claim(begins(first), end, 1, ClaimKind.MAINTENANCE))
    for model, key, quantity, start, end in session.execute(text(_PROMISED), facts):
        if key in model_of:
            held[model].hold(key, Claim(at(start), at(end), quantity))
        elif key is None and model in held:
            held[model].promised.append(Claim(at(start), at(end), quantity))


def _looked_at_apart(
    session: Session, period: Period, view: Viewpoint, models: list[Any]
) -> dict[Any, Pool]:
    """The few models whose things need more than counting: buffers, rooms within rooms,
    what other calendars say, what is on its way from another office."""
    keys = [UUID(bytes=model) for model in models]
    special = set(rules.buffers(session, keys, view.today, view.office_id))
    special.update(UUID(bytes=model) for (model,) in session.execute(text(_ROOMS)))
    if not special:
        return {}
    return {key.bytes: pool for key, pool in pools(session, special, period, view).items()}

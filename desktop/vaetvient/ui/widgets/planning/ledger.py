"""What the planning shows: its rows, and what holds those that are looked at.

Rows are few words each and kept whole. What holds them is asked of the worker by pieces, around
what is on screen, and stays there until something fresher comes: nothing flickers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import inf
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from vaetvient.domain.availability import (
    Claim,
    ClaimKind,
    Period,
    Pool,
    free_of,
    free_units,
    obstacles,
)
from vaetvient.domain.errors import VaEtVientError
from vaetvient.storage.queries.availability import Viewpoint
from vaetvient.storage.queries.planning import (
    Holding,
    ModelHere,
    PlanningAsked,
    PlanningRow,
    RowKind,
    planning_holdings,
    planning_rows,
)
from vaetvient.ui.context import Context
from vaetvient.ui.widgets.planning.scale import as_days, moment_at

_PIECE = 40
"""Models read at once."""
_PIECES_HELD = 60
_LEAST_AROUND = 30.0
"""Days read on each side of what is looked at."""
_HEIGHTS = {RowKind.CATEGORY: 30, RowKind.MODEL: 50, RowKind.STOCK: 50, RowKind.ITEM: 34}
"""Of the rows, in pixels at 100 %."""
_TWO_LINES = 42
"""Of a thing that says its label under its name."""


def _height(row: PlanningRow) -> int:
    return _TWO_LINES if row.kind is RowKind.ITEM and row.detail else _HEIGHTS[row.kind]


@dataclass(frozen=True, slots=True)
class Bar:
    """One claim as it is drawn, in days of the wall clock."""

    start: float
    end: float
    """Infinite: nobody knows."""
    claim: Claim
    asked_for: bool = False
    """Whether it waits for someone's yes."""
    lane: int = 0

    @property
    def is_reservation(self) -> bool:
        return self.claim.kind is ClaimKind.RESERVATION

    def meets(self, start: float, end: float) -> bool:
        """Whether it shares an instant with [start, end)."""
        return self.start < end and start < self.end


@dataclass(frozen=True)
class Slice:
    """What one model's rows draw: the bars of each thing, those of the model, and the count."""

    holding: Holding
    by_thing: dict[UUID, tuple[Bar, ...]]
    floating: tuple[Bar, ...]
    shelf: tuple[tuple[float, int], ...]


_NOTHING: tuple[Bar, ...] = ()


class Ledger(QObject):
    """Rows and what holds them. `changed` when there is something else to draw."""

    rows_changed = Signal()
    changed = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.rows: list[PlanningRow] = []
        self.is_read = False
        """Whether the rows have been read once."""
        self._tops: list[int] = [0]
        self._asked: PlanningAsked | None = None
        self._turn = 0
        self._models: list[ModelHere] = []
        self._piece_of: dict[ModelHere, int] = {}
        self._pieces: OrderedDict[int, dict[ModelHere, Slice]] = OrderedDict()
        self._stale: set[int] = set()
        self._window = (0.0, 0.0)
        self._wanted: list[int] = []
        self._fetching = False
        self._gather = QTimer(self, singleShot=True, interval=0)
        self._gather.timeout.connect(self._fetch)
        context.clash_watch.changed.connect(self.changed)

    # Rows

    def ask(self, asked: PlanningAsked) -> None:
        """Show the rows that answer to `asked`."""
        self._asked = asked
        self.refresh()

    def refresh(self) -> None:
        """Ask the same again, in place."""
        if self._asked is None:
            return
        self._turn += 1
        turn, asked, desk = self._turn, self._asked, self._context.desk

        def read() -> list[PlanningRow]:
            with desk.database.reading() as session:
                return planning_rows(session, asked, desk.office_id)

        self._context.work.ask(
            read, lambda rows: self._put_rows(turn, rows), owner=self, key=f"planning {id(self)}"
        )

        self._context.clash_watch.look()

    def clashes(self, bar: Bar) -> bool:
        """Whether what a bar stands for collides with another use."""
        return bar.is_reservation and bar.claim.ref in self._context.clash_watch.parties

    def _put_rows(self, turn: int, rows: list[PlanningRow]) -> None:
        if turn != self._turn:
            return
        self._stale.update(self._pieces)
        models = list(dict.fromkeys(r.model_here for r in rows if r.model_here is not None))
        if models != self._models:
            known = {key: held for piece in self._pieces.values() for key, held in piece.items()}
            self._models = models
            self._piece_of = {key: place // _PIECE for place, key in enumerate(models)}
            self._pieces.clear()
            for key, piece in self._piece_of.items():
                if key in known:
                    self._pieces.setdefault(piece, {})[key] = known[key]
            self._stale = set(self._pieces)
        self._fetching = False
        self.rows = rows
        self.scale()
        self.is_read = True
        self.rows_changed.emit()

    def scale(self) -> None:
        """Take up the size of texts."""
        pixels = self._context.theme.pixels
        self._tops = [0, *accumulate(pixels(_height(row)) for row in self.rows)]

    @property
    def height(self) -> int:
        """Of all rows together."""
        return self._tops[-1]

    def top(self, place: int) -> int:
        """Where a row begins."""
        return self._tops[place]

    def row_height(self, place: int) -> int:
        return self._tops[place + 1] - self._tops[place]

    def place_at(self, y: int) -> int:
        """The row that stands there: the last one where there is none; -1 without rows."""
        return min(bisect_right(self._tops, max(0, y)) - 1, len(self.rows) - 1)

    def place_of(self, key: UUID) -> int | None:
        """Where the row of a thing, a model or a category stands."""
        return next((place for place, row in enumerate(self.rows) if row.id == key), None)

    # What holds them

    def look(self, first: int, last: int, start: float, end: float) -> None:
        """These rows over these days are on screen: what is not known of them is asked."""
        low, high = self._window
        if start < low or end > high:
            around = max(_LEAST_AROUND, (end - start) / 2)
            self._window = (start - around, end + around)
            self._stale.update(self._pieces)
        pieces: dict[int, None] = {}
        for row in self.rows[first : last + 1]:
            if row.model_here is not None:
                pieces[self._piece_of[row.model_here]] = None
        self._wanted = [p for p in pieces if p not in self._pieces or p in self._stale]
        for piece in pieces:
            if piece in self._pieces:
                self._pieces.move_to_end(piece)
        if self._wanted and not self._fetching and not self._gather.isActive():
            self._gather.start()

    def _fetch(self) -> None:
        if not self._wanted:
            return
        piece = self._wanted.pop(0)
        models = self._models[piece * _PIECE : (piece + 1) * _PIECE]
        desk, (low, high), turn, window = self._context.desk, self._window, self._turn, self._window
        period = Period(moment_at(low, desk.zone), moment_at(high, desk.zone))
        view = Viewpoint(desk.office_id, desk.zone, desk.clock())
        self._fetching = True

        def read() -> dict[ModelHere, Slice]:
            with desk.database.reading() as session:
                held = planning_holdings(session, models, period, view)
            return {key: self._slice(holding) for key, holding in held.items()}

        def done(found: dict[ModelHere, Slice]) -> None:
            self._put(turn, window, piece, found)

        self._context.work.ask(read, done, self._fail, owner=self)

    def _put(
        self,
        turn: int,
        window: tuple[float, float],
        piece: int,
        found: dict[ModelHere, Slice],
    ) -> None:
        self._fetching = False
        if turn == self._turn and window == self._window:
            self._pieces[piece] = found
            self._pieces.move_to_end(piece)
            self._stale.discard(piece)
            while len(self._pieces) > _PIECES_HELD:
                gone, _slices = self._pieces.popitem(last=False)
                self._stale.discard(gone)
        self.changed.emit()
        if self._wanted:
            self._gather.start()

    def _fail(self, error: VaEtVientError) -> None:
        self._fetching = False
        self._context.refuse(error)

    def _slice(self, holding: Holding) -> Slice:
        zone = self._context.desk.zone
        pool = holding.pool

        def bar(claim: Claim) -> Bar:
            end = inf if claim.end is None else as_days(claim.end, zone)
            return Bar(as_days(claim.start, zone), end, claim, claim.ref in holding.asked_for)

        return Slice(
            holding,
            {s.key: laned([bar(claim) for claim in s.claims]) for s in pool.supplies},
            laned([bar(claim) for claim in pool.promised]),
            tuple((as_days(step.start, zone), step.free) for step in holding.shelf),
        )

    def slice_of(self, row: PlanningRow) -> Slice | None:
        """What holds a row's model; None while it is being read."""
        here = row.model_here
        if here is None:
            return None
        piece = self._pieces.get(self._piece_of[here])
        return piece.get(here) if piece is not None else None

    def bars_of(self, row: PlanningRow) -> tuple[Bar, ...]:
        """The bars of a row: a thing's own; with the model's where it stands for it too."""
        held = self.slice_of(row)
        if held is None:
            return _NOTHING
        if row.kind is RowKind.MODEL:
            return held.floating
        own = held.by_thing.get(row.id, _NOTHING)
        return laned([*own, *held.floating]) if row.alone and held.floating else own

    @property
    def is_fresh(self) -> bool:
        """Whether nothing of what is looked at is still to come."""
        return not self._fetching and not self._wanted and not self._gather.isActive()

    # Is it free?

    def free(
        self, row: PlanningRow, period: Period, besides: UUID | None = None
    ) -> tuple[int, list[Claim]] | None:
        """How many of a row are free over a period, and what stands in the way.

        `besides`: the reservation that is being moved. None where it is not known yet.
        """
        held = self.slice_of(row)
        if held is None:
            return None
        pool = without(held.holding.pool, besides)
        key = None if row.kind is RowKind.MODEL or row.alone else row.id
        try:
            free = free_units(pool, period) if key is None else free_of(pool, key, period)
            return free, obstacles(pool, period, key)
        except KeyError:  # it has gone from the pool since the rows were read
            return 0, []


def without(pool: Pool, reservation: UUID | None) -> Pool:
    """A pool as if a reservation did not hold anything of it."""
    if reservation is None:
        return pool
    supplies = tuple(
        type(s)(s.key, s.label, s.capacity, tuple(c for c in s.claims if c.ref != reservation))
        for s in pool.supplies
    )
    return Pool(supplies, tuple(c for c in pool.promised if c.ref != reservation), pool.buffers)


def laned(bars: Sequence[Bar]) -> tuple[Bar, ...]:
    """`bars` in order of start, each in the first lane that is free when it begins."""
    ends: list[float] = []
    out = []
    for bar in sorted(bars, key=lambda b: (b.start, b.end)):
        lane = next((n for n, end in enumerate(ends) if end <= bar.start), len(ends))
        if lane == len(ends):
            ends.append(bar.end)
        else:
            ends[lane] = bar.end
        out.append(Bar(bar.start, bar.end, bar.claim, bar.asked_for, lane))
    return tuple(out)

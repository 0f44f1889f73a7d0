"""What availability is computed from, loaded with few indexed queries.

Whatever still holds something is read whole for the models asked about: open loans, standing
reservations, maintenance. They are few, however long the history. Loans that ended are read only
where the period asked about reaches into the past.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from vaetvient.domain.availability import Buffers, Claim, ClaimKind, Period, Pool, Supply
from vaetvient.domain.days import ONE_DAY, midnight
from vaetvient.domain.equipment import (
    UNUSABLE,
    BusyTime,
    Equipment,
    EquipmentKind,
    Maintenance,
    StockMovement,
)
from vaetvient.domain.kit import RoomPart
from vaetvient.domain.loan import LineReturn, Loan, LoanLine
from vaetvient.domain.reservation import Reservation, ReservationLine
from vaetvient.storage.queries import rules

Claims = dict[UUID, list[Claim]]


@dataclass(frozen=True)
class Viewpoint:
    """From where and when one looks: what an office can promise at a moment."""

    office_id: UUID
    zone: ZoneInfo
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def ahead(self, period: Period) -> Period:
        """What is still to come of a period: what came back this morning is free today."""
        if period.start < self.now < period.end:
            return Period(self.now, period.end)
        return period


@dataclass(frozen=True)
class Besides:
    """What is left out of account, because it is what is being changed."""

    reservations: frozenset[UUID] = frozenset()
    borrowers: frozenset[UUID] = frozenset()
    """Whose reservations do not count: they are who is asking."""
    loans: frozenset[UUID] = frozenset()


NOTHING = Besides()
_OUT = {
    kind: text(f"loan_line.kind = '{kind.value}' AND loan_line.state = 'out'")
    for kind in EquipmentKind
}
"""Each has its partial index, found by a literal alone."""
_RECENT = timedelta(days=31)
"""Up to so long ago, returns are found by their date; further back, by the thing returned."""


def pools(
    session: Session,
    model_ids: Collection[UUID],
    period: Period,
    view: Viewpoint,
    *,
    besides: Besides = NOTHING,
    anywhere: bool = False,
) -> dict[UUID, Pool]:
    """The pool of each model as this office can promise it; of every office with `anywhere`.

    A model of which there is nothing has an empty pool.
    """
    loader = _Loader(session, tuple(model_ids), view, besides)
    things = loader.things(anywhere)
    around = rules.buffers(session, loader.model_ids, view.today, view.office_id)
    loader.load(things, _reaches_back_to(period, around.values()))
    totals = loader.totals(things)
    out: dict[UUID, list[Supply]] = {key: [] for key in loader.model_ids}
    for thing in things:
        capacity = 1 if thing.kind is EquipmentKind.ITEM else max(0, totals.get(thing.id, 0))
        claims = tuple(loader.held.get(thing.id, ()))
        if thing.condition in UNUSABLE:
            claims += (Claim(view.now, None, 1, ClaimKind.MAINTENANCE, ref=thing.id),)
        out[thing.model_id].append(Supply(thing.id, thing.tag, capacity, claims))
    return {
        key: Pool(tuple(supplies), tuple(loader.floating.get(key, ())), around.get(key, Buffers()))
        for key, supplies in out.items()
    }


def _reaches_back_to(period: Period, around: Collection[Buffers]) -> datetime:
    """The moment after which a return still matters: cleaning may follow it."""
    longest = max((b.before + b.after for b in around), default=timedelta())
    return period.start - longest


class _Loader:
    """One reading of everything that holds units of some models."""

    def __init__(
        self, session: Session, model_ids: Sequence[UUID], view: Viewpoint, besides: Besides
    ) -> None:
        self.session = session
        self.model_ids = model_ids
        self.view = view
        self.besides = besides
        self.held: Claims = defaultdict(list)
        self.floating: Claims = defaultdict(list)

    def things(self, anywhere: bool) -> Sequence[Any]:
        """What can be lent of the models: key, kind, model, tag, condition.

        The column is named through the table: through `Item` it would leave stocks out.
        """
        statement = (
            select(
                Equipment.id,
                Equipment.kind,
                Equipment.model_id,
                Equipment.tag,
                Equipment.__table__.c.condition,
            )
            .select_from(Equipment)
            .where(Equipment.model_id.in_(self.model_ids), Equipment.archived_at.is_(None))
            .order_by(Equipment.tag)
        )
        if not anywhere:
            statement = statement.where(Equipment.custody_office_id == self.view.office_id)
        return self.session.execute(statement).all()

    def totals(self, things: Sequence[Any]) -> dict[UUID, int]:
        """How many of each stock there are."""
        stocks = [thing.id for thing in things if thing.kind is EquipmentKind.STOCK]
        if not stocks:
            return {}
        rows = self.session.execute(
            select(StockMovement.stock_id, func.sum(StockMovement.delta))
            .where(StockMovement.stock_id.in_(stocks))
            .group_by(StockMovement.stock_id)
        )
        return {key: int(total) for key, total in rows}

    def load(self, things: Sequence[Any], since: datetime) -> None:
        """Everything that holds one of `things`, and the promises of the models."""
        joined = self._joined_rooms([t.id for t in things if t.kind is EquipmentKind.ITEM])
        rooms = {room for others in joined.values() for room in others}
        keys = list({*(thing.id for thing in things), *rooms})
        models = {*self.model_ids, *self._models_of(rooms)}
        kinds = {thing.kind for thing in things}
        self._loans(keys, {*kinds, EquipmentKind.ITEM} if rooms else kinds)
        if since < self.view.now:
            self._past_loans(keys, since)
        self._maintenance(keys, since)
        self._busy(keys, since)
        self._reservations(models)
        own = {key: tuple(self.held[key]) for key in rooms}
        for key, others in joined.items():
            self.held[key].extend(claim for room in others for claim in own[room])

    def _joined_rooms(self, items: Sequence[UUID]) -> dict[UUID, set[UUID]]:
        """The rooms that are part of a room, or of which it is a part."""
        out: dict[UUID, set[UUID]] = defaultdict(set)
        pairs = self.session.execute(
            select(RoomPart.whole_id, RoomPart.part_id).where(
                or_(RoomPart.whole_id.in_(items), RoomPart.part_id.in_(items))
            )
        )
        asked = set(items)
        for whole, part in pairs:
            for here, other in ((whole, part), (part, whole)):
                if here in asked:
                    out[here].add(other)
        return out

    def _models_of(self, rooms: Collection[UUID]) -> Collection[UUID]:
        if not rooms:
            return ()
        return self.session.scalars(select(Equipment.model_id).where(Equipment.id.in_(rooms))).all()

    def _loans(self, keys: Sequence[UUID], kinds: Collection[EquipmentKind]) -> None:
        """What is out now: until the end of its due day, or until it is back once that has gone."""
        left = LoanLine.quantity - LoanLine.returned_quantity - LoanLine.lost_quantity
        statement = (
            select(
                LoanLine.equipment_id,
                left,
                Loan.id,
                Loan.handed_out_at,
                Loan.due_on,
                Loan.borrower_name,
                Loan.number,
            )
            .join(Loan, Loan.id == LoanLine.loan_id)
            .where(LoanLine.equipment_id.in_(keys))
        )
        rows = [row for kind in kinds for row in self.session.execute(statement.where(_OUT[kind]))]
        for key, quantity, loan_id, out_at, due_on, who, number in rows:
            if loan_id in self.besides.loans:
                continue
            assert out_at is not None
            assert due_on is not None
            due = midnight(due_on + ONE_DAY, self.view.zone)
            late = due <= self.view.now
            reason = ClaimKind.LATE if late else ClaimKind.LOAN
            self.held[key].append(
                Claim(out_at, None if late else due, quantity, reason, who, number or "", loan_id)
            )

    def _past_loans(self, keys: Sequence[UUID], since: datetime) -> None:
        """What came back after `since`, each return for itself."""
        asked = set(keys)
        recent = self.view.now - since <= _RECENT
        statement = (
            select(
                LoanLine.equipment_id,
                LineReturn.quantity,
                LineReturn.returned_at,
                Loan.id,
                Loan.handed_out_at,
                Loan.borrower_name,
                Loan.number,
            )
            .join(Loan, Loan.id == LoanLine.loan_id)
            .join(LineReturn, LineReturn.line_id == LoanLine.id)
            .where(
                LineReturn.returned_at > since,
                LineReturn.returned_at > Loan.handed_out_at,
                LineReturn.quantity > 0,
            )
        )
        if not recent:
            statement = statement.where(LoanLine.equipment_id.in_(keys))
        for key, quantity, back_at, loan_id, out_at, who, number in self.session.execute(statement):
            if key not in asked:
                continue
            assert out_at is not None
            self.held[key].append(
                Claim(out_at, back_at, quantity, ClaimKind.LOAN, who, number or "", loan_id)
            )

    def _maintenance(self, keys: Sequence[UUID], since: datetime) -> None:
        first = since.astimezone(self.view.zone).date()
        rows = self.session.execute(
            select(
                Maintenance.item_id,
                Maintenance.first_day,
                Maintenance.last_day,
                Maintenance.reason,
                Maintenance.id,
            ).where(
                Maintenance.item_id.in_(keys),
                or_(Maintenance.last_day.is_(None), Maintenance.last_day >= first),
            )
        )
        for key, start, last, reason, ref in rows:
            end = None if last is None else midnight(last + ONE_DAY, self.view.zone)
            begin = midnight(start, self.view.zone)
            self.held[key].append(Claim(begin, end, 1, ClaimKind.MAINTENANCE, who=reason, ref=ref))

    def _busy(self, keys: Sequence[UUID], since: datetime) -> None:
        """What other calendars say."""
        rows = self.session.execute(
            select(
                BusyTime.item_id, BusyTime.starts_at, BusyTime.ends_at, BusyTime.label, BusyTime.id
            ).where(BusyTime.item_id.in_(keys), BusyTime.ends_at > since)
        )
        for key, start, end, label, ref in rows:
            self.held[key].append(Claim(start, end, 1, ClaimKind.BUSY, who=label, ref=ref))

    def _reservations(self, models: Collection[UUID]) -> None:
        """What is promised and not fetched yet: of a named thing, or of the model."""
        rows = self.session.execute(
            select(
                ReservationLine.model_id,
                ReservationLine.equipment_id,
                ReservationLine.quantity - ReservationLine.picked_quantity,
                Reservation.id,
                Reservation.borrower_id,
                Reservation.starts_at,
                Reservation.ends_at,
                Reservation.borrower_name,
                Reservation.number,
            )
            .join(Reservation, Reservation.id == ReservationLine.reservation_id)
            .where(ReservationLine.model_id.in_(models), text("reservation_line.holds = 1"))
        )
        for model, key, quantity, ref, borrower, starts_at, ends_at, who, number in rows:
            if ref in self.besides.reservations or borrower in self.besides.borrowers:
                continue
            claim = Claim(starts_at, ends_at, quantity, ClaimKind.RESERVATION, who, number, ref)
            if key is None:
                self.floating[model].append(claim)
            else:
                self.held[key].append(claim)

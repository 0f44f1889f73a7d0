"""What availability is computed from, loaded with few indexed queries.

Whatever still holds something is read whole for the models asked about: open loans, standing
reservations, maintenance, what is on its way from another office. They are few, however long the
history. Loans that ended are read only where the period asked about reaches into the past.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, bindparam, exists, func, or_, select, text
from sqlalchemy.orm import Session

from vaetvient.domain.availability import Buffers, Claim, ClaimKind, Period, Pool, Supply
from vaetvient.domain.days import ONE_DAY, midnight
from vaetvient.domain.equipment import (
    UNUSABLE,
    BusyTime,
    Condition,
    Equipment,
    EquipmentKind,
    Maintenance,
    StockMovement,
)
from vaetvient.domain.kit import RoomPart
from vaetvient.domain.loan import LineReturn, Loan, LoanLine
from vaetvient.domain.office import Office
from vaetvient.domain.reservation import Reservation, ReservationLine
from vaetvient.domain.transfer import Transfer, TransferLine, TransferState
from vaetvient.storage.prepared import Question, alone, row
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
ANY_OF_THEM = UUID(int=0)
"""The key of the items that nothing holds, where they are one supply."""
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
    named: Collection[UUID] | None = None,
) -> dict[UUID, Pool]:
    """The pool of each model as this office can promise it; of every office with `anywhere`.

    A model of which there is nothing has an empty pool. Where it is said which things are
    `named`, the items that nothing holds are one supply however many they are, but for those: the
    same counts, in the time that what is held takes.
    """
    loader = _Loader(session, tuple(model_ids), view, besides)
    around = rules.buffers(session, loader.model_ids, view.today, view.office_id)
    since = _reaches_back_to(period, around.values())
    out: dict[UUID, list[Supply]] = {key: [] for key in loader.model_ids}
    if named is not None and since >= view.now and not loader.has_joined_rooms():
        counts = loader.counts(anywhere)
        things = loader.load_held(named, {kind for _model, kind in counts}, since, anywhere)
        known = Counter((thing.model_id, thing.kind) for thing in things)
        for (model, kind), there in counts.items():
            idle = there - known[model, kind]
            if kind is EquipmentKind.ITEM and idle:
                out[model].append(Supply(ANY_OF_THEM, "", idle))
    else:
        things = loader.things(anywhere)
        loader.load(things, since, anywhere)
    totals = loader.totals(things)
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


class ThingHere(NamedTuple):
    """An item or a stock that can be lent."""

    id: UUID
    kind: EquipmentKind
    model_id: UUID
    tag: str
    condition: Condition | None


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
        (self._any_joined, self._any_busy, self._any_coming) = _ANY.all(session)[0]

    def things(self, anywhere: bool) -> list[ThingHere]:
        """What can be lent of the models, by tag."""
        if anywhere:
            return _THINGS_ANYWHERE.all(self.session, models=self.model_ids)
        return _THINGS.all(self.session, models=self.model_ids, office=self.view.office_id)

    def has_joined_rooms(self) -> bool:
        """Whether one of the models' rooms is part of another, or has parts."""
        if not self._any_joined:
            return False
        rooms = {room for pair in _JOINED.all(self.session) for room in pair}
        return not set(self._models_of(rooms)).isdisjoint(self.model_ids)

    def counts(self, anywhere: bool) -> dict[tuple[UUID, EquipmentKind], int]:
        """How many items and how many stocks there are of each model."""
        if anywhere:
            found = _COUNTS_ANYWHERE.all(self.session, models=self.model_ids)
        else:
            office = self.view.office_id
            found = _COUNTS_HERE.all(self.session, models=self.model_ids, office=office)
        return {(model, kind): there for model, kind, there in found}

    def load_held(
        self,
        named: Collection[UUID],
        kinds: Collection[EquipmentKind],
        since: datetime,
        anywhere: bool,
    ) -> list[ThingHere]:
        """Everything that holds something of the models from now on, which has things of these
        `kinds`; the things that are held, those that are `named`, stocks, and what is broken."""
        models = list(self.model_ids)
        self._loans(models, kinds)
        self._maintenance(models, since)
        self._busy(models, since)
        self._on_the_way(models)
        self._reservations(models, anywhere)
        keys = {*self.held, *named}
        if anywhere:
            return _SOME_ANYWHERE.all(self.session, models=self.model_ids, keys=keys)
        return _SOME_THINGS.all(
            self.session, models=self.model_ids, office=self.view.office_id, keys=keys
        )

    def totals(self, things: Sequence[ThingHere]) -> dict[UUID, int]:
        """How many of each stock there are."""
        stocks = [thing.id for thing in things if thing.kind is EquipmentKind.STOCK]
        return dict(_TOTALS.all(self.session, stocks=stocks)) if stocks else {}

    def load(self, things: Sequence[ThingHere], since: datetime, anywhere: bool) -> None:
        """Everything that holds one of `things`, and the promises of the models."""
        joined = self._joined_rooms({t.id for t in things if t.kind is EquipmentKind.ITEM})
        rooms = {room for others in joined.values() for room in others}
        models = list({*self.model_ids, *self._models_of(rooms)})
        kinds = {thing.kind for thing in things}
        self._loans(models, {*kinds, EquipmentKind.ITEM} if rooms else kinds)
        if since < self.view.now:
            self._past_loans({*(thing.id for thing in things), *rooms}, since)
        self._maintenance(models, since)
        self._busy(models, since)
        self._on_the_way(models)
        self._reservations(models, anywhere)
        own = {key: tuple(self.held[key]) for key in rooms}
        for key, others in joined.items():
            self.held[key].extend(claim for room in others for claim in own[room])

    def _joined_rooms(self, items: Collection[UUID]) -> dict[UUID, set[UUID]]:
        """The rooms that are part of a room, or of which it is a part."""
        out: dict[UUID, set[UUID]] = defaultdict(set)
        for whole, part in _JOINED.all(self.session) if self._any_joined else ():
            for here, other in ((whole, part), (part, whole)):
                if here in items:
                    out[here].add(other)
        return out

    def _models_of(self, rooms: Collection[UUID]) -> Collection[UUID]:
        return _MODELS_OF.all(self.session, things=rooms) if rooms else ()

    def _loans(self, models: Sequence[UUID], kinds: Collection[EquipmentKind]) -> None:
        """What is out now: until the end of its due day, or until it is back once that has gone."""

        @cache
        def ends(due_on: date) -> datetime:
            return midnight(due_on + ONE_DAY, self.view.zone)

        rows = [row for kind in kinds for row in _LOANS[kind].all(self.session, models=models)]
        for key, quantity, loan_id, out_at, due_on, who, number in rows:
            if loan_id in self.besides.loans:
                continue
            due = ends(due_on)
            late = due <= self.view.now
            reason = ClaimKind.LATE if late else ClaimKind.LOAN
            self.held[key].append(
                Claim(out_at, None if late else due, quantity, reason, who, number or "", loan_id)
            )

    def _past_loans(self, keys: Collection[UUID], since: datetime) -> None:
        """What came back after `since`, each return for itself."""
        if self.view.now - since <= _RECENT:
            rows = _RETURNS.all(self.session, since=since)
        else:
            rows = _RETURNS_OF.all(self.session, since=since, keys=keys)
        for key, quantity, back_at, loan_id, out_at, who, number in rows:
            if key in keys:
                self.held[key].append(
                    Claim(out_at, back_at, quantity, ClaimKind.LOAN, who, number or "", loan_id)
                )

    def _maintenance(self, models: Sequence[UUID], since: datetime) -> None:
        first = since.astimezone(self.view.zone).date()
        for key, start, last, reason, ref in _STOPPED.all(self.session, models=models, first=first):
            end = None if last is None else midnight(last + ONE_DAY, self.view.zone)
            begin = midnight(start, self.view.zone)
            self.held[key].append(Claim(begin, end, 1, ClaimKind.MAINTENANCE, who=reason, ref=ref))

    def _busy(self, models: Sequence[UUID], since: datetime) -> None:
        """What other calendars say."""
        if not self._any_busy:
            return
        for key, start, end, label, ref in _BUSY.all(self.session, models=models, since=since):
            self.held[key].append(Claim(start, end, 1, ClaimKind.BUSY, who=label, ref=ref))

    def _on_the_way(self, models: Sequence[UUID]) -> None:
        """What another office sent: nobody promises it until someone says that it came."""
        if not self._any_coming:
            return
        for key, quantity, sent_at, office, number, ref in _COMING.all(self.session, models=models):
            claim = Claim(sent_at, None, quantity, ClaimKind.ELSEWHERE, office, number, ref)
            self.held[key].append(claim)

    def _reservations(self, models: Sequence[UUID], anywhere: bool) -> None:
        """What is promised and not fetched yet: of a named thing, or of the model.

        What an office promised of a model takes one of the units that this office keeps.
        """
        rows = _PROMISES.all(self.session, models=models)
        for office, model, key, quantity, ref, borrower, starts_at, ends_at, who, number in rows:
            if ref in self.besides.reservations or borrower in self.besides.borrowers:
                continue
            if key is None and not anywhere and office != self.view.office_id:
                continue
            claim = Claim(starts_at, ends_at, quantity, ClaimKind.RESERVATION, who, number, ref)
            if key is None:
                self.floating[model].append(claim)
            else:
                self.held[key].append(claim)


# ---- what is asked ------------------------------------------------------------------------------

_MODELS: BindParameter[UUID] = bindparam("models", expanding=True)
_KEYS: BindParameter[UUID] = bindparam("keys", expanding=True)
_thing = Equipment.__table__.c
"""Through the table: through `Item` the condition would leave stocks out."""
_LENDABLE = (
    select(_thing.id, _thing.kind, _thing.model_id, _thing.tag, _thing.condition)
    .where(_thing.model_id.in_(_MODELS), _thing.archived_at.is_(None))
    .order_by(_thing.tag)
)
_IS_HERE = _thing.custody_office_id == bindparam("office")
_THINGS_ANYWHERE = Question(_LENDABLE, ThingHere)
_THINGS = Question(_LENDABLE.where(_IS_HERE), ThingHere)
_SOME = _LENDABLE.where(
    or_(
        _thing.id.in_(_KEYS),
        _thing.kind == EquipmentKind.STOCK,
        _thing.condition.in_(UNUSABLE),
    )
)
_SOME_ANYWHERE = Question(_SOME, ThingHere)
_SOME_THINGS = Question(_SOME.where(_IS_HERE), ThingHere)
_COUNTS = (
    select(_thing.model_id, _thing.kind, func.count())
    .where(_thing.model_id.in_(_MODELS), _thing.archived_at.is_(None))
    .group_by(_thing.model_id, _thing.kind)
)
_COUNTS_ANYWHERE: Question[tuple[UUID, EquipmentKind, int]] = Question(_COUNTS, row)
_COUNTS_HERE: Question[tuple[UUID, EquipmentKind, int]] = Question(_COUNTS.where(_IS_HERE), row)
_TOTALS: Question[tuple[UUID, int]] = Question(
    select(StockMovement.stock_id, func.sum(StockMovement.delta))
    .where(StockMovement.stock_id.in_(bindparam("stocks", expanding=True)))
    .group_by(StockMovement.stock_id),
    row,
)
_ANY: Question[tuple[bool, bool, bool]] = Question(
    select(
        exists(select(RoomPart.whole_id)),
        exists(select(BusyTime.id)),
        exists(select(Transfer.id).where(Transfer.state == TransferState.ON_THE_WAY)),
    ),
    row,
)
"""What most offices have nothing of: rooms within rooms, other calendars, things on their way."""
_JOINED: Question[tuple[UUID, UUID]] = Question(select(RoomPart.whole_id, RoomPart.part_id), row)
_MODELS_OF: Question[UUID] = Question(
    select(_thing.model_id).where(_thing.id.in_(bindparam("things", expanding=True))), alone
)
_LOANS: dict[EquipmentKind, Question[Any]] = {
    kind: Question(
        select(
            LoanLine.equipment_id,
            LoanLine.quantity - LoanLine.returned_quantity - LoanLine.lost_quantity,
            Loan.id,
            Loan.handed_out_at,
            Loan.due_on,
            Loan.borrower_name,
            Loan.number,
        )
        .join(Loan, Loan.id == LoanLine.loan_id)
        .where(
            LoanLine.equipment_id.in_(select(_thing.id).where(_thing.model_id.in_(_MODELS))),
            # literals: each kind has its partial index
            text(f"loan_line.kind = '{kind.value}' AND loan_line.state = 'out'"),
        ),
        row,
    )
    for kind in EquipmentKind
}
_CAME_BACK = (
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
        LineReturn.returned_at > bindparam("since"),
        LineReturn.returned_at > Loan.handed_out_at,
        LineReturn.quantity > 0,
    )
)
_RETURNS: Question[Any] = Question(_CAME_BACK, row)
_RETURNS_OF: Question[Any] = Question(_CAME_BACK.where(LoanLine.equipment_id.in_(_KEYS)), row)
_STOPPED: Question[Any] = Question(
    select(
        Maintenance.item_id,
        Maintenance.first_day,
        Maintenance.last_day,
        Maintenance.reason,
        Maintenance.id,
    ).where(
        Maintenance.item_id.in_(select(_thing.id).where(_thing.model_id.in_(_MODELS))),
        or_(Maintenance.last_day.is_(None), Maintenance.last_day >= bindparam("first")),
    ),
    row,
)
_BUSY: Question[Any] = Question(
    select(
        BusyTime.item_id, BusyTime.starts_at, BusyTime.ends_at, BusyTime.label, BusyTime.id
    ).where(
        BusyTime.item_id.in_(select(_thing.id).where(_thing.model_id.in_(_MODELS))),
        BusyTime.ends_at > bindparam("since"),
    ),
    row,
)
_COMING: Question[Any] = Question(
    select(
        TransferLine.equipment_id,
        TransferLine.quantity,
        Transfer.sent_at,
        Office.name,
        Transfer.number,
        Transfer.id,
    )
    .join(Transfer, Transfer.id == TransferLine.transfer_id)
    .join(Office, Office.id == Transfer.sender_office_id)
    .where(
        TransferLine.equipment_id.in_(select(_thing.id).where(_thing.model_id.in_(_MODELS))),
        Transfer.state == TransferState.ON_THE_WAY,
    ),
    row,
)
_PROMISES: Question[Any] = Question(
    select(
        Reservation.office_id,
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
    .where(ReservationLine.model_id.in_(_MODELS), text("reservation_line.holds = 1")),
    row,
)

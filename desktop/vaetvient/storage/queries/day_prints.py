"""The planning and the sheet of a day as plain data, ready to be printed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.domain.availability import Claim, ClaimKind, Period
from vaetvient.domain.days import ONE_DAY, midnight, whole_days
from vaetvient.domain.equipment import Equipment, Model
from vaetvient.domain.lending import days_late
from vaetvient.domain.loan import LineState, Loan, LoanLine, LoanState
from vaetvient.domain.office import Office, OpeningCalendar
from vaetvient.domain.prints import (
    DayGroup,
    DayLine,
    DaySheet,
    PlanningLine,
    PlanningMark,
    PlanningPaper,
)
from vaetvient.domain.reservation import Reservation, ReservationLine, ReservationState
from vaetvient.language import Language, _, ngettext, speaking
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

MOST_DAYS = 400


def planning_paper(
    session: Session,
    asked: PlanningAsked,
    first: date,
    last: date,
    view: Viewpoint,
    calendar: OpeningCalendar,
    *,
    language: Language,
    large: bool = False,
    filters: Sequence[str] = (),
) -> PlanningPaper:
    """The planning of the days from `first` to `last`, MOST_DAYS at most."""
    last = min(last, first + timedelta(days=MOST_DAYS - 1))
    days = (last - first).days + 1
    office = session.get_one(Office, view.office_id)
    rows = planning_rows(session, asked, view.office_id)
    models = list(dict.fromkeys(row.model_here for row in rows if row.model_here))
    period = whole_days(first, last, view.zone)
    held = planning_holdings(session, models, period, view)
    with speaking(language):
        lines = tuple(_line(row, held, first, days, view.zone) for row in rows)
    return PlanningPaper(
        language=language,
        office=office.name,
        made_at=view.now.astimezone(view.zone).isoformat(timespec="minutes"),
        first=first.isoformat(),
        days=days,
        lines=lines,
        closed=tuple(n for n in range(days) if not calendar.is_open(first + timedelta(days=n))),
        filters=tuple(filters),
        large=large,
    )


def _line(
    row: PlanningRow, held: dict[ModelHere, Holding], first: date, days: int, zone: ZoneInfo
) -> PlanningLine:
    here = row.model_here
    if here is None:
        return PlanningLine(row.label, is_heading=True)
    holding = held[here]
    claims: list[Claim] = []
    if row.kind is RowKind.MODEL or row.alone:
        claims += holding.pool.promised
    if row.kind is not RowKind.MODEL:
        claims += next((s.claims for s in holding.pool.supplies if s.key == row.id), ())
    counts: tuple[tuple[float, float, int], ...] = ()
    if row.kind is RowKind.MODEL or (row.kind is RowKind.STOCK and row.alone):
        moments = [(_days(step.start, first, zone), step.free) for step in holding.shelf]
        ends = [*moments, (float(days), 0)]
        counts = tuple((a, b, free) for (a, free), (b, _free) in pairwise(ends) if a < b)
    return PlanningLine(
        label=row.label,
        detail=row.detail,
        marks=tuple(
            mark
            for claim in sorted(claims, key=lambda c: c.start)
            if (mark := _mark(claim, holding, first, days, zone)) is not None
        ),
        counts=counts,
    )


def _days(moment: datetime, first: date, zone: ZoneInfo) -> float:
    local = moment.astimezone(zone)
    return (local.date() - first).days + (local.hour * 60 + local.minute) / 1440


def _mark(
    claim: Claim, holding: Holding, first: date, days: int, zone: ZoneInfo
) -> PlanningMark | None:
    start = max(0.0, _days(claim.start, first, zone))
    end = float(days) if claim.end is None else min(float(days), _days(claim.end, first, zone))
    if end <= 0 or start >= days:
        return None
    kind = "asked" if claim.ref in holding.asked_for else claim.kind.value
    who = claim.who or (_("entretien") if claim.kind is ClaimKind.MAINTENANCE else "")
    words = f"{claim.quantity} × {who}" if claim.quantity > 1 else who
    if claim.kind is ClaimKind.LATE:
        words = _("{who} · en retard").format(who=words)
    elif kind == "asked":
        words = _("{who} · à confirmer").format(who=words)
    return PlanningMark(start, end, kind, words)


# ---- one day -------------------------------------------------------------------------------------


def day_sheet(session: Session, day: date, view: Viewpoint, *, language: Language) -> DaySheet:
    """What is to be put out for who comes on `day`, and what is expected back by then."""
    office = session.get_one(Office, view.office_id)
    with speaking(language):
        return DaySheet(
            language=language,
            office=office.name,
            made_at=view.now.astimezone(view.zone).isoformat(timespec="minutes"),
            day=day.isoformat(),
            out=_going_out(session, day, view),
            back=_coming_back(session, day, view),
        )


def _going_out(session: Session, day: date, view: Viewpoint) -> tuple[DayGroup, ...]:
    period = Period(midnight(day, view.zone), midnight(day + ONE_DAY, view.zone))
    rows = session.execute(
        select(
            Reservation.id,
            Reservation.number,
            Reservation.borrower_name,
            Reservation.starts_at,
            ReservationLine.quantity - ReservationLine.picked_quantity,
            ReservationLine.label,
            ReservationLine.tag,
            ReservationLine.model_id,
            ReservationLine.equipment_id,
        )
        .join(ReservationLine, ReservationLine.reservation_id == Reservation.id)
        .where(
            Reservation.state == ReservationState.CONFIRMED,
            Reservation.office_id == view.office_id,
            Reservation.starts_at >= period.start,
            Reservation.starts_at < period.end,
        )
        .order_by(Reservation.starts_at, Reservation.number, ReservationLine.position)
    ).all()
    places = _places(session, {row.model_id for row in rows}, view.office_id)
    lines: dict[UUID, list[DayLine]] = defaultdict(list)
    heads: dict[UUID, DayGroup] = {}
    for key, number, who, starts_at, left, label, tag, model_id, thing in rows:
        local = starts_at.astimezone(view.zone)
        when = "" if local.hour == local.minute == 0 else f"{local:%H:%M}"
        heads.setdefault(key, DayGroup(who, number, when))
        if left:
            place = places.get(thing or model_id, "")
            lines[key].append(DayLine(left, label, tag, place))
    return tuple(
        DayGroup(head.who, head.number, head.when, tuple(lines[key]))
        for key, head in heads.items()
        if lines[key]
    )


def _places(session: Session, models: set[UUID], office_id: UUID) -> dict[UUID, str]:
    """Where each thing belongs, and each model's first one."""
    out: dict[UUID, str] = {}
    for key, model_id, place in session.execute(
        select(Equipment.id, Equipment.model_id, Equipment.location)
        .where(
            Equipment.model_id.in_(models),
            Equipment.custody_office_id == office_id,
            Equipment.archived_at.is_(None),
        )
        .order_by(Equipment.tag)
    ):
        out[key] = place
        if place:
            out.setdefault(model_id, place)
    return out


def _coming_back(session: Session, day: date, view: Viewpoint) -> tuple[DayGroup, ...]:
    still = LoanLine.quantity - LoanLine.returned_quantity - LoanLine.lost_quantity
    rows = session.execute(
        select(
            Loan.id,
            Loan.number,
            Loan.borrower_name,
            Loan.due_on,
            still,
            Model.name,
            Equipment.tag,
            Equipment.location,
        )
        .select_from(Loan)
        .join(LoanLine, LoanLine.loan_id == Loan.id)
        .join(Equipment, Equipment.id == LoanLine.equipment_id)
        .join(Model, Model.id == Equipment.model_id)
        .where(
            Loan.state == LoanState.OUT,
            Loan.office_id == view.office_id,
            LoanLine.state == LineState.OUT,
            Loan.due_on <= day,
        )
        .order_by(Loan.due_on.desc(), Loan.number, LoanLine.position)
    )
    groups: dict[UUID, tuple[DayGroup, list[DayLine]]] = {}
    for key, number, who, due_on, left, label, tag, place in rows:
        late = days_late(due_on, day) if due_on else 0
        when = ngettext("{n} jour de retard", "{n} jours de retard", late).format(n=late)
        head = DayGroup(who, number or "", when if late else "")
        groups.setdefault(key, (head, []))[1].append(DayLine(int(left), label, tag, place))
    return tuple(
        DayGroup(head.who, head.number, head.when, tuple(lines)) for head, lines in groups.values()
    )

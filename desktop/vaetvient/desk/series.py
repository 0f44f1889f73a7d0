"""Series of reservations: shown with their clashes before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from vaetvient.desk.baskets import Refusal
from vaetvient.desk.desk import Desk, office_calendar
from vaetvient.desk.reservations import Reserve, Reserved, planned, reserve_in
from vaetvient.desk.scrutiny import scrutinise
from vaetvient.domain.availability import Period
from vaetvient.domain.days import midnight
from vaetvient.domain.errors import InvalidValueError, RefusedError
from vaetvient.domain.reservation import (
    STANDING,
    Reservation,
    ReservationSeries,
    ReservationState,
)
from vaetvient.domain.series import MOST_OCCURRENCES, Rhythm, occurrences
from vaetvient.language import N_, show_date


class BadRhythmError(InvalidValueError):
    code = "bad_rhythm"
    text = N_("Cette série ne tombe sur aucun jour.")


class EndlessSeriesError(InvalidValueError):
    code = "endless_series"
    text = N_("Une série compte au plus {most} réservations.")


class SeriesClashError(RefusedError):
    """Some days cannot be had; `clashes` says which and why."""

    code = "series_clash"
    text = N_("{count} dates sur {total} ne sont pas possibles : {days}.")
    way_out = N_("Laissez ces dates de côté, ou changez la série.")

    def __init__(self, foreseen: list[Occurrence], days: list[date]) -> None:
        self.foreseen = foreseen
        super().__init__(
            count=len(days),
            total=len(foreseen),
            days=", ".join(show_date(day, "short") for day in days),
        )


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of a series, and what stands against it."""

    period: Period
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class SeriesReserved:
    """A series just written: its key, its reservations, and the days that were left out."""

    series_id: UUID
    reserved: tuple[Reserved, ...]
    left_out: tuple[date, ...]


def foresee(session: Session, desk: Desk, command: Reserve, rhythm: Rhythm) -> list[Occurrence]:
    """Every date of the series with what stands against it, before anything is written.

    `command` says who and what; its own dates do not count.
    Raises BadRhythmError, EndlessSeriesError, NotFoundError.
    """
    calendar = office_calendar(session, desk.office_id)
    if not 0 < rhythm.weekdays < 128 or rhythm.every_weeks < 1 or rhythm.length_minutes < 1:
        raise BadRhythmError(value="", field="weekdays")
    periods = occurrences(rhythm, calendar, desk.zone)
    if not periods:
        raise BadRhythmError(value="", field="weekdays")
    if len(periods) > MOST_OCCURRENCES:
        raise EndlessSeriesError(value="", most=MOST_OCCURRENCES, field="last_day")
    lines = [line.wanted for line in planned(session, command.lines)]
    out = []
    for period in periods:
        found = scrutinise(session, desk, command.borrower_id, lines, period)
        out.append(Occurrence(period, found.standing(command.override_reason)))
    return out


def reserve_series(
    desk: Desk, command: Reserve, rhythm: Rhythm, *, leave_out_clashes: bool = False
) -> SeriesReserved:
    """Reserve every date in one transaction; those that cannot be had only left out if told so.

    Raises SeriesClashError, BadRhythmError, EndlessSeriesError, NotFoundError.
    """
    with desk.gesture("reserve_series") as gesture:
        session = gesture.session
        foreseen = foresee(session, desk, command, rhythm)
        clashing = [desk.day_of(o.period.start) for o in foreseen if o.refusals]
        if clashing and (not leave_out_clashes or len(clashing) == len(foreseen)):
            raise SeriesClashError(foreseen, clashing)
        series = ReservationSeries(
            office_id=desk.office_id,
            first_day=rhythm.first_day,
            last_day=rhythm.last_day,
            weekdays=rhythm.weekdays,
            every_weeks=rhythm.every_weeks,
            start_minute=rhythm.start_minute,
            length_minutes=rhythm.length_minutes,
            skip_closed=rhythm.skip_closed,
            exceptions=" ".join(day.isoformat() for day in sorted({*rhythm.exceptions, *clashing})),
        )
        session.add(series)
        session.flush()
        written = [
            reserve_in(session, desk, _on(command, o.period), series_id=series.id)
            for o in foreseen
            if not o.refusals
        ]
        gesture.say(count=len(written), borrower=written[0].borrower_name, series=str(series.id))
        reserved = tuple(
            Reserved(r.id, r.number, r.state, r.fee_cents, r.deposit_cents, gesture.record.id)
            for r in written
        )
        return SeriesReserved(series.id, reserved, tuple(clashing))


def _on(command: Reserve, period: Period) -> Reserve:
    return replace(command, start=period.start, end=period.end)


def end_series(desk: Desk, series_id: UUID, from_day: date, reason: str = "") -> int:
    """Cancel what remains of a series from a day on; how many. What was begun stays."""
    with desk.gesture("cancel_reservation") as gesture:
        from_moment = midnight(from_day, desk.zone)
        remaining = gesture.session.scalars(
            select(Reservation)
            .where(
                Reservation.series_id == series_id,
                Reservation.state.in_(STANDING),
                Reservation.starts_at >= from_moment,
            )
            .order_by(Reservation.starts_at)
            .options(selectinload(Reservation.lines))
        ).all()
        for reservation in remaining:
            reservation.state = ReservationState.CANCELLED
            reservation.closed_at = desk.clock()
            reservation.close_reason = reason
            for line in reservation.lines:
                line.holds = False
        if remaining:
            first, last = remaining[0].number, remaining[-1].number
            gesture.say(number=first if first == last else f"{first} – {last}")
        return len(remaining)

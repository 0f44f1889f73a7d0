"""The columns of the list of reservations, and how their states are said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from vaetvient.domain.availability import Period
from vaetvient.domain.days import is_whole_days, last_day
from vaetvient.domain.reservation import RESERVATION_STATE_WORDS, ReservationState
from vaetvient.language import N_, _, show_date, show_number
from vaetvient.storage.queries.reservations import ReservationRow
from vaetvient.ui.models.columns import Column, Sign

_SIGNS: dict[ReservationState, Sign] = {
    ReservationState.REQUESTED: ("circle-question-mark", "accent"),
    ReservationState.CONFIRMED: ("calendar-clock", "accent"),
    ReservationState.WAITING: ("hourglass", "muted"),
    ReservationState.PICKED_UP: ("package-check", "done"),
    ReservationState.CANCELLED: ("ban", "muted"),
    ReservationState.NO_SHOW: ("circle-x", "late"),
    ReservationState.DECLINED: ("ban", "muted"),
}


def reservation_sign(state: ReservationState) -> Sign:
    """The icon and tone of a reservation's state."""
    return _SIGNS[state]


def reservation_state(state: ReservationState) -> str:
    """« confirmée », « à confirmer », « sur liste d'attente »…"""
    return _(RESERVATION_STATE_WORDS[state])


def moment_in_short(moment: datetime, zone: ZoneInfo, *, whole: bool) -> str:
    """« 24/11/2026 », « 24/11/2026 18:00 »."""
    local = moment.astimezone(zone)
    day = show_date(local.date(), "short")
    return day if whole else f"{day} {local:%H:%M}"


def reservation_columns(zone: ZoneInfo) -> tuple[Column, ...]:
    """The columns, in their first order."""

    def whole(row: ReservationRow) -> bool:
        return is_whole_days(Period(row.starts_at, row.ends_at), zone)

    def end(row: ReservationRow) -> str:
        if whole(row):
            return show_date(last_day(row.ends_at, zone), "short")
        return moment_in_short(row.ends_at, zone, whole=False)

    start: Callable[[ReservationRow], str] = lambda row: moment_in_short(  # noqa: E731
        row.starts_at, zone, whole=whole(row)
    )
    return (
        Column("number", N_("Réservation"), lambda r: r.number, lambda r: r.number, width=158),
        Column(
            "borrower",
            N_("Emprunteur"),
            lambda row: row.borrower,
            lambda row: row.borrower,
            width=130,
            grows=True,
        ),
        Column("starts_at", N_("Du"), start, lambda row: row.starts_at, width=148),
        Column("ends_at", N_("Au"), end, lambda row: row.ends_at, width=148, spare=True),
        Column(
            "state",
            N_("Situation"),
            lambda row: reservation_state(row.state),
            lambda row: row.state.value,
            width=144,
            sign=lambda row: reservation_sign(row.state),
            tone=lambda row: "late" if row.state is ReservationState.NO_SHOW else "ink",
        ),
        Column(
            "units",
            N_("Choses"),
            lambda row: show_number(row.units),
            lambda row: row.units,
            width=70,
            right=True,
            spare=True,
        ),
        Column("what", N_("Quoi"), lambda r: r.what, lambda r: r.what, width=220, shown=False),
    )

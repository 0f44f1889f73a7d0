"""`vaetvient availability`, `reserve` and `reservation`: what is free and what is promised."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from vaetvient.cli.asking import (
    Said,
    iso,
    moment_words,
    until_words,
    wanted_called,
)
from vaetvient.cli.call import Call
from vaetvient.cli.output import aligned
from vaetvient.desk.desk import Desk, office_calendar
from vaetvient.desk.members import member_called
from vaetvient.desk.periods import period_between
from vaetvient.domain.availability import Claim, ClaimKind, Period
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.registration import read_date
from vaetvient.language import _, ngettext, show_date, show_money

# ---- what is free ------------------------------------------------------------------------------


def availability(call: Call) -> int:
    """`vaetvient availability`: how many are free, who has the others, what else would do."""
    return _give(call, _what_is_free(call.desk, call.typed))


def reserve(call: Call) -> int:
    """`vaetvient reserve`: one reservation, or one each week."""
    return _give(call, _promised(call.desk, call.typed))


def reservation(call: Call) -> int:
    """`vaetvient reservation list | show | cancel | clashes …`."""
    return _give(call, _VERBS[call.typed.what](call.desk, call.typed))


def _give(call: Call, said: Said) -> int:
    call.give(said.data, *said.lines)
    return 0


def _what_is_free(desk: Desk, arguments: Namespace) -> Said:
    from vaetvient.desk.promises import view_of
    from vaetvient.domain.kit import Kit
    from vaetvient.storage.queries import answers

    period = period_between(desk, arguments.start, arguments.end)
    if arguments.thing is None:
        return _everything_free(desk, period, arguments.quantity)
    with desk.database.reading() as session:
        wanted = answers.called(session, arguments.thing)
        if isinstance(wanted, Kit):
            free = answers.free_kits(session, wanted, period, view_of(desk))
            data = {"what": wanted.name, "free": free, "enough": free >= arguments.quantity}
            return Said(data, (_("{what} : {free} libre").format(what=wanted.name, free=free),))
        asked = answers.Wanted(wanted.model_id, wanted.equipment_id, arguments.quantity)
        calendar = office_calendar(session, desk.office_id)
        found = answers.answer(session, asked, period, view_of(desk), calendar)
    name = " ".join(part for part in (found.tag, found.label) if part)
    lines = [
        _("{what} : {free} libre sur {total}").format(what=name, free=found.free, total=found.total)
    ]
    lines += [f"  {_held_by(desk, claim)}" for claim in found.obstacles]
    if found.free < arguments.quantity and found.first is not None:
        lines.append(_("Libre à partir du {day}").format(day=moment_words(desk, found.first.start)))
    for other in found.instead:
        where = f" ({other.office})" if other.office else ""
        lines.append(_("À la place : {what}").format(what=f"{other.free} × {other.label}{where}"))
    data = {
        "what": found.label,
        "tag": found.tag,
        "total": found.total,
        "free": found.free,
        "enough": found.free >= arguments.quantity,
        "first": _period_data(desk, found.first),
        "held": [
            {
                "kind": claim.kind.value,
                "who": claim.who,
                "number": claim.number,
                "quantity": claim.quantity,
                "from": iso(desk, claim.start),
                "to": iso(desk, claim.end),
            }
            for claim in found.obstacles
        ],
        "instead": [{"what": o.label, "free": o.free, "office": o.office} for o in found.instead],
    }
    return Said(data, tuple(lines))


def _everything_free(desk: Desk, period: Period, quantity: int) -> Said:
    from vaetvient.desk.promises import view_of
    from vaetvient.storage.queries.shelf import everything

    with desk.database.reading() as session:
        rows = [row for row in everything(session, period, view_of(desk)) if row.free >= quantity]
    data = [{"what": row.label, "total": row.total, "free": row.free} for row in rows]
    lines = aligned((f"{row.free} / {row.total}", row.label) for row in rows)
    return Said(data, tuple(lines) or (_("Rien n'est libre à ces dates."),))


def _held_by(desk: Desk, claim: Claim) -> str:
    late = _("en retard") if claim.kind is ClaimKind.LATE else _("jusqu'à nouvel ordre")
    end = late if claim.end is None else until_words(desk, claim.end)
    who = f"{claim.who} ({claim.number})" if claim.number else claim.who or _("en entretien")
    return f"{claim.quantity} × {who}, {end}"


# ---- promising ---------------------------------------------------------------------------------


def _promised(desk: Desk, arguments: Namespace) -> Said:
    from vaetvient.desk import reservations
    from vaetvient.desk.reservations import Reserve
    from vaetvient.desk.series import reserve_series

    period = period_between(desk, arguments.start, arguments.end)
    with desk.database.reading() as session:
        borrower = member_called(session, arguments.member).id
        wanted = tuple(wanted_called(session, typed) for typed in arguments.item)
    command = Reserve(
        borrower,
        wanted,
        period.start,
        period.end,
        purpose=arguments.purpose,
        note=arguments.note,
        override_reason=arguments.override,
        or_wait=arguments.wait,
    )
    if arguments.weekly_until:
        rhythm = _weekly(desk, period, arguments.weekly_until)
        made = reserve_series(desk, command, rhythm, leave_out_clashes=arguments.leave_out)
        left_out = [day.isoformat() for day in made.left_out]
        numbers = [reserved.number for reserved in made.reserved]
        count = ngettext("{n} réservation", "{n} réservations", len(numbers))
        lines = [count.format(n=len(numbers)), *numbers]
        lines += [_("laissée de côté : {day}").format(day=show_date(d)) for d in made.left_out]
        series = {"series": str(made.series_id), "numbers": numbers, "left_out": left_out}
        return Said(series, tuple(lines))
    reserved = reservations.reserve(desk, command)
    data: dict[str, Any] = {
        "number": reserved.number,
        "reservation": str(reserved.reservation_id),
        "state": reserved.state.value,
        "fee_cents": reserved.fee_cents,
        "deposit_cents": reserved.deposit_cents,
    }
    line = _("Réservation {number}, {state}").format(
        number=reserved.number, state=_state(reserved.state)
    )
    return Said(data, (line,))


def _weekly(desk: Desk, period: Period, until: str) -> Any:
    from vaetvient.domain.series import Rhythm

    last = read_date(until, field="weekly_until")
    assert last is not None
    start, end = (m.astimezone(desk.zone).replace(tzinfo=None) for m in (period.start, period.end))
    return Rhythm(
        first_day=start.date(),
        last_day=last,
        weekdays=1 << start.weekday(),
        start_minute=start.hour * 60 + start.minute,
        length_minutes=int((end - start).total_seconds() // 60),
    )


# ---- what was promised -------------------------------------------------------------------------


def _listed(desk: Desk, arguments: Namespace) -> Said:
    from sqlalchemy import select
    from sqlalchemy.orm import selectinload

    from vaetvient.desk.reservations import could_be_served
    from vaetvient.domain.reservation import STANDING, Reservation

    with desk.database.reading() as session:
        statement = (
            select(Reservation)
            .order_by(Reservation.starts_at, Reservation.number)
            .options(selectinload(Reservation.lines))
        )
        if not arguments.all:
            statement = statement.where(Reservation.state.in_(STANDING))
        if arguments.member:
            borrower = member_called(session, arguments.member).id
            statement = statement.where(Reservation.borrower_id == borrower)
        served = {waiter.id for waiter in could_be_served(session, desk)}
        rows = [_data(desk, r, r.id in served) for r in session.scalars(statement)]
        lines = [_line(desk, r, r.id in served) for r in session.scalars(statement)]
    return Said(rows, tuple(lines) or (_("Aucune réservation."),))


def _shown(desk: Desk, arguments: Namespace) -> Said:
    from vaetvient.desk.reservations import reservation_called

    with desk.database.reading() as session:
        found = reservation_called(session, arguments.number)
        head = _line(desk, found, servable=False)
        lines = [
            f"  {e.left} / {e.quantity} × {e.tag} {e.label}".rstrip()
            + (f" ({e.kit_name})" if e.kit_name else "")
            for e in found.lines
        ]
        more = [text for text in (found.purpose, found.note, found.close_reason) if text]
        if found.fee_cents:
            more.append(_("Tarif : {amount}").format(amount=show_money(found.fee_cents)))
        if found.deposit_cents:
            more.append(_("Caution : {amount}").format(amount=show_money(found.deposit_cents)))
        return Said(_data(desk, found, False), (head, *lines, *more))


def _on_reservation(desk: Desk, arguments: Namespace, act: Callable[[UUID], Any]) -> Said:
    from vaetvient.desk.reservations import reservation_called

    with desk.database.reading() as session:
        key = reservation_called(session, arguments.number).id
    act(key)
    return _shown(desk, arguments)


def _cancelled(desk: Desk, arguments: Namespace) -> Said:
    from vaetvient.desk.reservations import cancel_reservation

    return _on_reservation(
        desk, arguments, lambda key: cancel_reservation(desk, key, arguments.reason)
    )


def _confirmed(desk: Desk, arguments: Namespace) -> Said:
    """A reason goes past the rules that may be passed."""
    from vaetvient.desk.reservations import confirm_reservation

    return _on_reservation(
        desk,
        arguments,
        lambda key: confirm_reservation(desk, key, override_reason=arguments.reason),
    )


def _declined(desk: Desk, arguments: Namespace) -> Said:
    from vaetvient.desk.reservations import decline_reservation

    return _on_reservation(
        desk, arguments, lambda key: decline_reservation(desk, key, arguments.reason)
    )


def _not_fetched(desk: Desk, arguments: Namespace) -> Said:
    from vaetvient.desk.reservations import note_no_show

    return _on_reservation(desk, arguments, lambda key: note_no_show(desk, key, arguments.reason))


def _picked_up(desk: Desk, arguments: Namespace) -> Said:
    from vaetvient.desk import picking_up
    from vaetvient.desk.baskets import LineWanted
    from vaetvient.desk.lending import HandOut
    from vaetvient.desk.reservations import reservation_called

    with desk.database.reading() as session:
        key = reservation_called(session, arguments.number).id
        asked = [wanted_called(session, typed) for typed in arguments.item]
    lines = []
    for typed, wanted in zip(arguments.item, asked, strict=True):
        equipment_id = getattr(wanted, "equipment_id", None)
        if equipment_id is None:
            raise NotFoundError(what=typed)
        lines.append(LineWanted(equipment_id, wanted.quantity))
    terms = HandOut(None, tuple(lines), override_reason=arguments.override)
    lent = picking_up.pick_up(desk, key, terms)
    line = _("Prêt {number}, retour le {due}").format(
        number=lent.number, due=show_date(lent.due_on)
    )
    data = {"number": lent.number, "loan": str(lent.loan_id), "due": lent.due_on.isoformat()}
    return Said(data, (line,))


# ---- what is said ------------------------------------------------------------------------------


def _period_data(desk: Desk, period: Period | None) -> dict[str, str | None] | None:
    if period is None:
        return None
    return {"from": iso(desk, period.start), "to": iso(desk, period.end)}


def _state(state: Any) -> str:
    from vaetvient.domain.reservation import RESERVATION_STATE_WORDS

    return _(RESERVATION_STATE_WORDS[state])


def _data(desk: Desk, found: Any, servable: bool) -> dict[str, Any]:
    return {
        "number": found.number,
        "reservation": str(found.id),
        "state": found.state.value,
        "borrower": found.borrower_name,
        "from": iso(desk, found.starts_at),
        "to": iso(desk, found.ends_at),
        "lines": [
            {
                "tag": e.tag,
                "what": e.label,
                "kit": e.kit_name,
                "quantity": e.quantity,
                "left": e.left,
            }
            for e in found.lines
        ],
        "fee_cents": found.fee_cents,
        "deposit_cents": found.deposit_cents,
        "could_be_served": servable,
    }


def _line(desk: Desk, found: Any, servable: bool) -> str:
    period = f"{moment_words(desk, found.starts_at)}, {until_words(desk, found.ends_at)}"
    more = " — " + _("il y en a de nouveau assez") if servable else ""
    return f"{found.number}  {period}  {found.borrower_name}  ({_state(found.state)}){more}"


def _clashing(desk: Desk, arguments: Namespace) -> Said:
    from vaetvient.cli.clashes import clashing

    return clashing(desk, arguments)


def _agreed(desk: Desk, arguments: Namespace) -> Said:
    from vaetvient.cli.clashes import agreed

    return agreed(desk, arguments)


def _other_unit(desk: Desk, arguments: Namespace) -> Said:
    from vaetvient.desk.clashes import give_other_unit

    with desk.database.reading() as session:
        named = _thing_called(session, arguments.tag)
        other = _thing_called(session, arguments.take) if arguments.take else None
    return _on_reservation(desk, arguments, lambda key: give_other_unit(desk, key, named, other))


def _thing_called(session: Session, typed: str) -> UUID:
    found = wanted_called(session, typed)
    key = getattr(found, "equipment_id", None)
    if key is None:
        raise NotFoundError(what=typed)
    return key  # type: ignore[no-any-return]


_VERBS: Mapping[str, Callable[[Desk, Namespace], Said]] = {
    "list": _listed,
    "show": _shown,
    "cancel": _cancelled,
    "confirm": _confirmed,
    "decline": _declined,
    "no-show": _not_fetched,
    "pick-up": _picked_up,
    "clashes": _clashing,
    "agree": _agreed,
    "other-unit": _other_unit,
}

"""`vaetvient calendar export | import`: reservations out, busy times of a room in."""

from __future__ import annotations

from argparse import Namespace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from vaetvient.cli.asking import Said, iso
from vaetvient.cli.call import Call
from vaetvient.desk.desk import Desk
from vaetvient.desk.members import member_called
from vaetvient.domain.errors import InvalidValueError, NotFoundError
from vaetvient.domain.member import Member
from vaetvient.language import N_, _, ngettext, show_moment
from vaetvient.storage.queries import answers, calendars

AHEAD = timedelta(days=400)


class WhoseCalendarError(InvalidValueError):
    code = "whose_calendar"
    text = N_("Dites de quoi ou de qui : --item ou --member.")


def calendar(call: Call) -> int:
    """`vaetvient calendar export | import`."""
    act = _exported if call.typed.what == "export" else _imported
    said = act(call.desk, call.typed)
    call.give(said.data, *said.lines)
    return 0


def _exported(desk: Desk, typed: Namespace) -> Said:
    from vaetvient.exchange.calendar_file import events_of, write_calendar
    from vaetvient.exchange.saving import check_target, save

    if bool(typed.item) == bool(typed.member):
        raise WhoseCalendarError(value="", field="item")
    target = Path(typed.file)
    check_target(target)
    with desk.database.reading() as session:
        if typed.item:
            tag, model = calendars.name_of(session, _thing(session, typed.item))
            name = f"{tag} {model}"
            rows = calendars.of_thing(session, _thing(session, typed.item), desk.zone)
        else:
            member: Member = member_called(session, typed.member)
            name = member.label
            rows = calendars.of_member(session, member.id, desk.zone)
    events = events_of(rows, of_thing=bool(typed.item))
    save(target, write_calendar(name, events, desk.clock(), desk.zone))
    count = ngettext("{n} réservation", "{n} réservations", len(events)).format(n=len(events))
    said = _("Agenda : {path} ({count})").format(path=target, count=count)
    return Said({"file": str(target), "events": len(events)}, (said,))


def _imported(desk: Desk, typed: Namespace) -> Said:
    from vaetvient.desk.busy_times import BusyStretch, take_busy_times
    from vaetvient.exchange.calendar_file import read_busy, read_calendar

    path = Path(typed.file)
    with desk.database.reading() as session:
        key = _thing(session, typed.item)
    now = desk.clock()
    read = read_busy(read_calendar(path), path.name, now, now + AHEAD, desk.zone)
    data = {
        "item": typed.item,
        "taken": [
            {"from": iso(desk, one.start), "to": iso(desk, one.end), "what": one.label}
            for one in read.stretches
        ],
        "left_out": read.left_out,
    }
    n = len(read.stretches)
    lines = [ngettext("{n} moment occupé", "{n} moments occupés", n).format(n=n)]
    if typed.dry_run:
        lines += [
            f"  {show_moment(one.start, desk.timezone)} – "
            f"{show_moment(one.end, desk.timezone)}  {one.label}".rstrip()
            for one in read.stretches
        ]
        return Said(data, tuple(lines))
    stretches = [BusyStretch(one.start, one.end, one.label) for one in read.stretches]
    taken = take_busy_times(desk, key, path.name, stretches)
    data["crossed"] = list(taken.crossed)
    if read.left_out:
        words = ngettext(
            "{n} événement illisible laissé de côté.",
            "{n} événements illisibles laissés de côté.",
            read.left_out,
        )
        lines.append(words.format(n=read.left_out))
    lines += [
        _("La réservation {number} tombe pendant un moment occupé.").format(number=number)
        for number in taken.crossed
    ]
    return Said(data, tuple(lines))


def _thing(session: Session, typed: str) -> UUID:
    """The thing with this tag. Raises NotFoundError."""
    found = answers.called(session, typed)
    if not isinstance(found, answers.Wanted) or found.equipment_id is None:
        raise NotFoundError(what=typed)
    return found.equipment_id

"""`vaetvient reservation clashes | agree`: uses that collide, what would do, what is agreed."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from vaetvient.cli.asking import Said, iso, moment_words, until_words
from vaetvient.desk.clashes import WaysOut, note_agreement, ways_out
from vaetvient.desk.desk import Desk
from vaetvient.desk.promises import view_of
from vaetvient.desk.reservations import reservation_called
from vaetvient.language import _, ngettext, show_moment
from vaetvient.storage.queries.clashes import Clash, Party, clashes, party_words


def clashing(desk: Desk, typed: Namespace) -> Said:
    """Those that concern this office and are not settled; all of the network with `--all`."""
    data, lines = [], []
    with desk.database.reading() as session:
        for clash in clashes(session, view_of(desk), everywhere=typed.all):
            if clash.settled and not typed.all:
                continue
            own = clash.promise.office_id == desk.office_id
            ways = ways_out(session, desk, clash) if own else None
            data.append(_data(desk, clash, ways))
            lines += _lines(desk, clash, ways)
    return Said(data, tuple(lines) or (_("Aucun usage ne se heurte à un autre."),))


def agreed(desk: Desk, typed: Namespace) -> Said:
    """Keep what was said of one."""
    with desk.database.reading() as session:
        found = reservation_called(session, typed.number)
        key, number = found.id, found.number
    made = note_agreement(desk, key, typed.words, settled=typed.settled)
    return Said(
        {"number": number, "note": str(made)}, (_("Noté pour {number}.").format(number=number),)
    )


def _party(desk: Desk, party: Party) -> dict[str, Any]:
    return {
        "kind": party.kind.value,
        "number": party.number,
        "who": party.who,
        "office": party.office,
        "from": iso(desk, party.start),
        "to": iso(desk, party.end),
    }


def _data(desk: Desk, clash: Clash, ways: WaysOut | None) -> dict[str, Any]:
    return {
        "reservation": str(clash.reservation_id),
        "what": clash.label,
        "tag": clash.tag,
        "quantity": clash.quantity,
        "promise": _party(desk, clash.promise),
        "against": [_party(desk, other) for other in clash.others],
        "settled": clash.settled,
        "words": [
            {"at": iso(desk, w.at), "who": w.who, "office": w.office, "words": w.words}
            for w in clash.words
        ],
        "units": [unit.tag for unit in ways.units] if ways else [],
        "first": iso(desk, ways.first.start) if ways and ways.first else None,
        "instead": [
            {"what": other.label, "free": other.free, "office": other.office}
            for other in (ways.instead if ways else ())
        ],
    }


def _lines(desk: Desk, clash: Clash, ways: WaysOut | None) -> list[str]:
    promise = clash.promise
    what = " ".join(part for part in (clash.tag, clash.label) if part)
    until = until_words(desk, promise.end or promise.start)
    when = f"{moment_words(desk, promise.start)}, {until}"
    mark = " " + _("(réglé)") if clash.settled else ""
    lines = [f"{promise.number}  {when}  {promise.who}  {what}{mark}"]
    lines += [f"  {party_words(other, desk.zone)}" for other in clash.others]
    if not clash.others:
        lines.append("  " + _("Il n'y en a plus assez."))
    if ways is not None:
        lines += ["  " + _("À la place : {what}").format(what=unit.tag) for unit in ways.units]
        if ways.first is not None:
            day = moment_words(desk, ways.first.start)
            lines.append("  " + _("Libre à partir du {day}").format(day=day))
        for other in ways.instead:
            n = ngettext("{n} libre", "{n} libres", other.free).format(n=other.free)
            where = f", {other.office}" if other.office else ""
            lines.append("  " + _("À la place : {what}").format(what=f"{other.label}{where} ({n})"))
    for word in clash.words:
        at = show_moment(word.at, desk.timezone)
        lines.append(f"  « {word.words} » — {word.who}, {word.office}, {at}")
    return lines

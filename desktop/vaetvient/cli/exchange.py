"""`vaetvient exchange`: files out and in, and where the exchange stands."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from vaetvient.cli.answer import Answer, Command, obey, partners_of, site_of
from vaetvient.cli.call import Call
from vaetvient.desk.desk import Desk
from vaetvient.domain.errors import RefusedError, VaEtVientError
from vaetvient.language import N_, _, ngettext, show_moment


class NothingWatchedError(RefusedError):
    code = "nothing_watched"
    text = N_("Ce poste ne surveille aucun dossier.")
    way_out = N_("Nommez-en un, ou ajoutez-en avec « exchange folders --add ».")


def exchange(call: Call) -> int:
    """`vaetvient exchange`: 1 when a file was refused."""
    return obey(call, _COMMANDS)


def exchange_out(desk: Desk, asked: argparse.Namespace) -> Answer:
    from vaetvient.sync import rounds

    given = rounds.give(site_of(desk), asked.target, asked.to)
    said = ngettext(
        "{n} changement écrit dans {file}.", "{n} changements écrits dans {file}.", given.changes
    )
    data = {"file": str(given.file), "changes": given.changes, "to": list(given.to)}
    return Answer(data, [said.format(n=given.changes, file=given.file)])


def exchange_in(desk: Desk, asked: argparse.Namespace) -> Answer:
    from vaetvient.sync import rounds

    return _received(rounds.receive(site_of(desk), [Path(source) for source in asked.sources]))


def exchange_run(desk: Desk, asked: argparse.Namespace) -> Answer:
    """One round over folders: those that are named, else those that this post watches."""
    from vaetvient.sync import places, visits

    with desk.database.reading() as session:
        watched = places.read(session).watched
    wanted = [places.Watched(folder) for folder in asked.folders] or list(watched)
    if not wanted:
        raise NothingWatchedError
    total = visits.Visit(place="")
    out: list[dict[str, Any]] = []
    faults: list[tuple[str, VaEtVientError]] = []
    for one in wanted:
        done = visits.visit(site_of(desk), one.path, to=one.to)
        total.applied += done.applied
        total.already += done.already
        total.waiting += done.waiting
        total.refused += done.refused
        total.conflicts = done.conflicts
        if done.written is not None:
            out.append({"file": str(done.written), "changes": done.told})
        if done.fault is not None:
            faults.append((one.folder, done.fault))
    answer = _received(total)
    answer.data["out"] = out
    answer.data["faults"] = [
        {"folder": folder, "code": fault.code, "reason": fault.message} for folder, fault in faults
    ]
    answer.lines += [str(one["file"]) for one in out]
    answer.lines += [fault.message for _folder, fault in faults]
    answer.code = 1 if answer.code or faults else 0
    return answer


def exchange_folders(desk: Desk, asked: argparse.Namespace) -> Answer:
    """Say or change which folders this post watches, and how often."""
    from vaetvient.sync import places

    if asked.add:
        places.watch(desk.database, Path(asked.add), tuple(asked.to))
    if asked.remove:
        places.leave(desk.database, Path(asked.remove))
    if asked.minutes is not None:
        places.every(desk.database, asked.minutes)
    with desk.database.reading() as session:
        now = places.read(session)
    data = {
        "minutes": now.minutes,
        "folders": [{"folder": one.folder, "to": list(one.to)} for one in now.watched],
    }
    lines = [" ".join([one.folder, *(f"→ {name}" for name in one.to)]) for one in now.watched]
    return Answer(data, lines or [_("Aucun dossier n'est surveillé.")])


def exchange_status(desk: Desk, asked: argparse.Namespace) -> Answer:
    from vaetvient.sync.overview import overview

    seen = overview(site_of(desk))
    data = {
        "sites": partners_of(desk),
        "digest": {"network": seen.network_digest, "office": seen.office_digest},
        "waiting_for": list(seen.waiting_for),
        "conflicts": seen.conflicts,
        "erased_in": [file_data(one) for one in seen.erased_in],
    }
    lines = told_in(seen.erased_in, desk.timezone)
    for partner in seen.partners:
        if partner.ourselves or not partner.active:
            continue
        heard = _("jamais")
        if partner.last_heard is not None:
            heard = show_moment(partner.last_heard, desk.timezone)
        said = _("{office} · {site} : entendu {heard}, {n} à lui dire")
        lines.append(
            said.format(office=partner.office, site=partner.name, heard=heard, n=partner.to_tell)
        )
    return Answer(data, lines)


def exchange_inspect(desk: Desk, asked: argparse.Namespace) -> Answer:
    from vaetvient.sync import rounds

    try:
        news = rounds.inspect(site_of(desk), asked.file)
    except VaEtVientError as error:
        data = {"valid": False, "code": error.code, "reason": error.message}
        return Answer(data, [error.message], 1)
    if news is None:
        return Answer({"valid": True, "from": "self", "changes": 0}, [_("Écrit par ce poste.")])
    changes = news.changes
    data = {
        "valid": True,
        "from": news.sender.site_name,
        "office": news.sender.office_name,
        "at": news.at,
        "changes": changes,
    }
    said = ngettext("{n} changement de {office}.", "{n} changements de {office}.", changes)
    return Answer(data, [said.format(n=changes, office=news.sender.office_name)])


def told_in(files: Iterable[Any], zone: str) -> list[str]:
    """The files that went out with somebody who was erased since, a line each."""
    said = _("{file}, écrit le {at} pour {offices}, parle d'une personne effacée : détruisez-le.")
    return [
        said.format(file=one.file, at=show_moment(one.at, zone), offices=", ".join(one.to))
        for one in files
    ]


def file_data(one: Any) -> dict[str, Any]:
    """The same for scripts."""
    return {"file": one.file, "at": one.at.isoformat(), "to": list(one.to)}


def _received(result: Any) -> Answer:
    refused = [
        {"file": file, "code": error.code, "reason": error.message}
        for file, error in result.refused
    ]
    waiting = [{"file": file, "missing_from": missing} for file, missing in result.waiting]
    data = {
        "applied": result.applied,
        "already": result.already,
        "waiting": waiting,
        "refused": refused,
        "conflicts": result.conflicts,
    }
    said = ngettext("{n} nouveauté.", "{n} nouveautés.", result.applied)
    lines = [said.format(n=result.applied)]
    waits = _("{file} attend un fichier de {who}.")
    lines += [waits.format(file=file, who=", ".join(who)) for file, who in result.waiting]
    lines += [error.message for _file, error in result.refused]
    if result.conflicts:
        said = ngettext("{n} divergence à régler.", "{n} divergences à régler.", result.conflicts)
        lines.append(said.format(n=result.conflicts))
    return Answer(data, lines, 1 if refused else 0)


_COMMANDS: dict[str, Command] = {
    "out": exchange_out,
    "in": exchange_in,
    "run": exchange_run,
    "folders": exchange_folders,
    "status": exchange_status,
    "inspect": exchange_inspect,
}

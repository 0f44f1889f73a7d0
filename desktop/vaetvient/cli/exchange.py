"""Exchange between offices on the command line: network, exchange, conflict, set.

`add_commands` hangs them on the program's parser. Each command takes the open desk and what was
asked, and answers with what `--json` prints, the sentences for a person, and an exit code.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vaetvient.desk.desk import Desk
from vaetvient.domain.errors import InvalidValueError, VaEtVientError
from vaetvient.language import N_, _, ngettext, show_moment


@dataclass(slots=True)
class Answer:
    """What a command has to say: data for scripts, lines for people, the exit code."""

    data: Any
    lines: list[str] = field(default_factory=list)
    code: int = 0


Command = Callable[[Desk, argparse.Namespace], Answer]


class NotTheFingerprintError(InvalidValueError):
    code = "fingerprint_needed"
    text = N_("Comparez l'empreinte {value} de vive voix, puis donnez-la avec --fingerprint.")


def add_commands(commands: Any) -> None:
    """Add `network`, `exchange`, `conflict`, `set` and `person` to the program's subparsers.

    Each leaf sets `command` to a `Command`.
    """
    _add_network(commands.add_parser("network", help=_("le réseau des bureaux")))
    _add_exchange(commands.add_parser("exchange", help=_("échanger par fichier")))
    _add_conflict(commands.add_parser("conflict", help=_("les divergences")))
    one = commands.add_parser("set", help=_("changer des champs d'une fiche"))
    one.add_argument("kind", choices=("members", "equipment"))
    one.add_argument("which", help=_("numéro, carte, étiquette ou identifiant"))
    one.add_argument("fields", nargs="+", metavar="FIELD=VALUE")
    one.set_defaults(command=set_fields)
    leaves = commands.add_parser("person", help=_("les personnes")).add_subparsers(required=True)
    erase = leaves.add_parser("erase", help=_("effacer une personne partout (RGPD)"))
    erase.add_argument("number")
    erase.set_defaults(command=person_erase)


def _add_network(parser: argparse.ArgumentParser) -> None:
    leaves = parser.add_subparsers(required=True)
    found = leaves.add_parser("found", help=_("fonder un réseau"))
    found.add_argument("--name", required=True)
    found.set_defaults(command=network_found)
    invite = leaves.add_parser("invite", help=_("inviter un poste"))
    invite.add_argument("--out", type=Path, required=True, metavar="FILE")
    invite.set_defaults(command=network_invite)
    join = leaves.add_parser("join", help=_("rejoindre un réseau"))
    join.add_argument("invitation", type=Path, nargs="?")
    join.add_argument("--out", type=Path, metavar="REQUEST")
    join.add_argument("--welcome", type=Path)
    join.set_defaults(command=network_join)
    admit = leaves.add_parser("admit", help=_("admettre un poste"))
    admit.add_argument("request", type=Path)
    admit.add_argument("--fingerprint", default="")
    whose = admit.add_mutually_exclusive_group()
    whose.add_argument("--office", default="", metavar="NAME")
    whose.add_argument("--same-office", action="store_true")
    admit.add_argument("--out", type=Path, required=True, metavar="WELCOME")
    admit.set_defaults(command=network_admit)
    remove = leaves.add_parser("remove", help=_("retirer un poste"))
    remove.add_argument("site")
    remove.set_defaults(command=network_remove)
    leaves.add_parser("list", help=_("les postes du réseau")).set_defaults(command=network_list)


def _add_exchange(parser: argparse.ArgumentParser) -> None:
    leaves = parser.add_subparsers(required=True)
    out = leaves.add_parser("out", help=_("écrire ce que les autres n'ont pas"))
    out.add_argument("target", type=Path, metavar="DIR|FILE")
    out.add_argument("--to", nargs="+", default=[], metavar="SITE")
    out.set_defaults(command=exchange_out)
    taken = leaves.add_parser("in", help=_("prendre ce qui est arrivé"))
    taken.add_argument("sources", type=Path, nargs="+", metavar="FILE|DIR")
    taken.set_defaults(command=exchange_in)
    run = leaves.add_parser("run", help=_("un tour : prendre, puis écrire"))
    run.add_argument("folders", type=Path, nargs="+", metavar="DIR")
    run.set_defaults(command=exchange_run)
    leaves.add_parser("status", help=_("où en est l'échange")).set_defaults(command=exchange_status)
    inspect = leaves.add_parser("inspect", help=_("regarder un fichier sans le prendre"))
    inspect.add_argument("file", type=Path)
    inspect.set_defaults(command=exchange_inspect)


def _add_conflict(parser: argparse.ArgumentParser) -> None:
    leaves = parser.add_subparsers(required=True)
    listed = leaves.add_parser("list", help=_("ce qui attend une décision"))
    listed.add_argument("--all", action="store_true", help=_("ce qui est réglé aussi"))
    listed.set_defaults(command=conflict_list)
    shown = leaves.add_parser("show", help=_("une divergence, côte à côte"))
    shown.add_argument("id")
    shown.set_defaults(command=conflict_show)
    settle = leaves.add_parser("settle", help=_("décider"))
    settle.add_argument("id")
    settle.add_argument("--take", required=True, metavar="ours|theirs|VALUE")
    settle.set_defaults(command=conflict_settle)


# ---- network -----------------------------------------------------------------------------------


def network_found(desk: Desk, asked: argparse.Namespace) -> Answer:
    from vaetvient.sync import network

    made = network.found(desk.database, asked.name, desk.clock)
    data = {
        "network": made.network.hex(),
        "site": made.site.hex(),
        "office": made.office.hex(),
        "fingerprint": made.fingerprint,
    }
    return Answer(data, [_("Réseau fondé. Empreinte de ce poste : {f}").format(f=made.fingerprint)])


def network_invite(desk: Desk, asked: argparse.Namespace) -> Answer:
    from vaetvient.sync import network

    fingerprint = network.invite(_site(desk), asked.out)
    said = _("Invitation écrite dans {file}. Empreinte de ce poste : {f}")
    return Answer(
        {"file": str(asked.out), "fingerprint": fingerprint},
        [said.format(file=asked.out, f=fingerprint)],
    )


def network_join(desk: Desk, asked: argparse.Namespace) -> Answer:
    from vaetvient.sync import network

    if asked.welcome is not None:
        member = network.join(desk.database, asked.welcome, desk.clock)
        data = {
            "site": member.site.hex(),
            "office": member.office.hex(),
            "fingerprint": member.keys.fingerprint,
        }
        return Answer(data, [_("Ce poste a rejoint le réseau.")])
    if asked.invitation is None or asked.out is None:
        raise InvalidValueError(value="join", field="invitation")
    fingerprint = network.ask_to_join(desk.database, asked.invitation, asked.out, desk.clock)
    said = _("Demande écrite dans {file}. Lisez cette empreinte à qui vous invite : {f}")
    return Answer(
        {"file": str(asked.out), "fingerprint": fingerprint},
        [said.format(file=asked.out, f=fingerprint)],
    )


def network_admit(desk: Desk, asked: argparse.Namespace) -> Answer:
    from vaetvient.sync import network

    site = _site(desk)
    if not asked.fingerprint:
        request = network.read_request(site, asked.request)
        raise NotTheFingerprintError(value=request.keys.fingerprint, field="fingerprint")
    member = network.admit(
        site,
        asked.request,
        asked.out,
        fingerprint=asked.fingerprint,
        office_name=asked.office,
        same_office=asked.same_office,
    )
    data = {
        "file": str(asked.out),
        "site": member.site.hex(),
        "office": member.office_name,
        "fingerprint": member.keys.fingerprint,
    }
    return Answer(data, [_("Poste admis ; rendez-lui le fichier {file}.").format(file=asked.out)])


def network_remove(desk: Desk, asked: argparse.Namespace) -> Answer:
    from vaetvient.sync import network

    gone = network.remove(_site(desk), asked.site)
    said = _("{office} · {site} n'est plus écouté.")
    return Answer(
        {"site": gone.site.hex(), "office": gone.office_name},
        [said.format(office=gone.office_name, site=gone.site_name)],
    )


def network_list(desk: Desk, asked: argparse.Namespace) -> Answer:
    sites = _partners(desk)
    lines = [f"{s['office']} · {s['site']}  {s['fingerprint']}" for s in sites if s["active"]]
    return Answer(sites, lines)


# ---- exchange ----------------------------------------------------------------------------------


def exchange_out(desk: Desk, asked: argparse.Namespace) -> Answer:
    from vaetvient.sync import rounds

    given = rounds.give(_site(desk), asked.target, asked.to)
    said = ngettext(
        "{n} changement écrit dans {file}.", "{n} changements écrits dans {file}.", given.changes
    )
    data = {"file": str(given.file), "changes": given.changes, "to": list(given.to)}
    return Answer(data, [said.format(n=given.changes, file=given.file)])


def exchange_in(desk: Desk, asked: argparse.Namespace) -> Answer:
    from vaetvient.sync import rounds

    return _received(rounds.receive(_site(desk), asked.sources))


def exchange_run(desk: Desk, asked: argparse.Namespace) -> Answer:
    from vaetvient.sync import rounds

    site = _site(desk)
    answer = _received(rounds.receive(site, asked.folders))
    site = _site(desk)
    answer.data["out"] = []
    for folder in asked.folders:
        given = rounds.refresh(site, folder)
        if given is not None:
            answer.data["out"].append({"file": str(given.file), "changes": given.changes})
            answer.lines.append(str(given.file))
    return answer


def exchange_status(desk: Desk, asked: argparse.Namespace) -> Answer:
    from vaetvient.sync.overview import overview

    seen = overview(_site(desk))
    data = {
        "sites": _partners(desk),
        "digest": {"network": seen.network_digest, "office": seen.office_digest},
        "waiting_for": list(seen.waiting_for),
        "conflicts": seen.conflicts,
    }
    lines = []
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
        news = rounds.inspect(_site(desk), asked.file)
    except VaEtVientError as error:
        data = {"valid": False, "code": error.code, "reason": error.message}
        return Answer(data, [error.message], 1)
    if news is None:
        return Answer({"valid": True, "from": "self", "changes": 0}, [_("Écrit par ce poste.")])
    changes = sum(len(one.leaves) for one in news.segments)
    data = {
        "valid": True,
        "from": news.sender.site_name,
        "office": news.sender.office_name,
        "at": news.at,
        "changes": changes,
    }
    said = ngettext("{n} changement de {office}.", "{n} changements de {office}.", changes)
    return Answer(data, [said.format(n=changes, office=news.sender.office_name)])


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


# ---- conflict ----------------------------------------------------------------------------------


def conflict_list(desk: Desk, asked: argparse.Namespace) -> Answer:
    from vaetvient.sync import settling

    found = settling.listing(_site(desk), settled=asked.all)
    lines = [f"{c.id[:8]}  {c.record} · {c.field} : {c.ours} / {c.theirs}" for c in found]
    return Answer([_conflict(c) for c in found], lines or [_("Aucune divergence.")])


def conflict_show(desk: Desk, asked: argparse.Namespace) -> Answer:
    from vaetvient.sync import settling

    one = settling.show(_site(desk), asked.id)
    lines = [
        f"{one.record} · {one.field}",
        f"  {one.ours}  ({one.ours_by})",
        f"  {one.theirs}  ({one.theirs_by})",
    ]
    return Answer(_conflict(one), lines)


def conflict_settle(desk: Desk, asked: argparse.Namespace) -> Answer:
    from vaetvient.sync import settling

    site = _site(desk)
    one = settling.show(site, asked.id)
    settling.settle(site, one.id, asked.take, who=desk.volunteer)
    data = _conflict(settling.show(site, one.id))
    return Answer(data, [_("Divergence réglée.")])


def _conflict(one: Any) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind.value,
        "record": {"table": one.table, "id": one.row, "name": one.record},
        "field": one.field,
        "ours": one.ours,
        "theirs": one.theirs,
        "ours_by": one.ours_by,
        "theirs_by": one.theirs_by,
        "state": one.state,
    }


# ---- set ---------------------------------------------------------------------------------------


def set_fields(desk: Desk, asked: argparse.Namespace) -> Answer:
    """Change some fields of a member or a thing as if they were typed in its form."""
    from vaetvient.desk import equipment, members

    wanted = {}
    for pair in asked.fields:
        name, equals, value = pair.partition("=")
        if not equals:
            raise InvalidValueError(value=pair, field=name)
        wanted[name] = value
    with desk.database.reading() as session:
        if asked.kind == "members":
            record: Any = members.member_called(session, asked.which)
            form = _form(members.MemberForm, record, wanted, _MEMBER_TEXTS)
        else:
            record = equipment.equipment_called(session, asked.which)
            form = _form(equipment.EquipmentForm, record, wanted, {})
        key = record.id
    if asked.kind == "members":
        members.change_member(desk, key, form)
    else:
        equipment.change_equipment(desk, key, form)
    return Answer({"id": str(key), "set": wanted}, [_("Fiche modifiée.")])


def person_erase(desk: Desk, asked: argparse.Namespace) -> Answer:
    """Erase a person here and, with the next exchanges, at every site."""
    from vaetvient.desk import members
    from vaetvient.sync import erasure

    with desk.database.reading() as session:
        key = members.member_called(session, asked.number).id
    erasure.erase(_site(desk), key)
    said = _("Fiche effacée. Les fichiers déjà remis à d'autres ne peuvent pas être rappelés.")
    return Answer({"erased": str(key)}, [said])


_MEMBER_TEXTS = {"commune": "commune_name"}
_YES = frozenset({"yes", "true", "1", "oui", "vrai"})
_NO = frozenset({"no", "false", "0", "non", "faux"})


def _form(kind: Any, record: Any, wanted: dict[str, str], columns: dict[str, str]) -> Any:
    """The record's form as it would be shown, with `wanted` typed over it."""
    import dataclasses

    names = {one.name: one for one in dataclasses.fields(kind)}
    values = {}
    for name, one in names.items():
        value = getattr(record, columns.get(name, name), None)
        if value is not None:
            typed_text = one.type == "str" and not isinstance(value, str)
            values[name] = value.isoformat() if typed_text else value
    for name, text in wanted.items():
        if name not in names or name == "kind":
            raise InvalidValueError(value=name, field=name)
        values[name] = _typed(names[name], text)
    return kind(**values)


def _typed(one: Any, text: str) -> Any:
    """What was typed, as the form's field wants it."""
    from datetime import date
    from uuid import UUID

    from vaetvient.domain.equipment import Condition

    wanted = str(one.type)
    if "bool" in wanted:
        if text.casefold() not in _YES | _NO:
            raise InvalidValueError(value=text, field=one.name)
        return text.casefold() in _YES
    if wanted == "str":
        return text
    if not text and "None" in wanted:
        return None
    readers: dict[str, Callable[[str], Any]] = {
        "int": int,
        "date": date.fromisoformat,
        "UUID": UUID,
        "Condition": Condition,
    }
    for word, reader in readers.items():
        if word in wanted:
            try:
                return reader(text)
            except ValueError as error:
                raise InvalidValueError(value=text, field=one.name) from error
    raise InvalidValueError(value=text, field=one.name)


def _site(desk: Desk) -> Any:
    from vaetvient.sync.site import open_site

    return open_site(desk.database, desk.clock)


def _partners(desk: Desk) -> list[dict[str, Any]]:
    from vaetvient.sync.overview import overview

    return [
        {
            "id": p.id,
            "site": p.name,
            "office": p.office,
            "fingerprint": p.fingerprint,
            "self": p.ourselves,
            "active": p.active,
            "last_heard": p.last_heard.isoformat() if p.last_heard else None,
            "known_to": p.known_to,
            "to_tell": p.to_tell,
        }
        for p in overview(_site(desk)).partners
    ]

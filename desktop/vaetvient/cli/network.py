"""`vaetvient network`: founding, inviting, joining, admitting, removing."""

from __future__ import annotations

import argparse

from vaetvient.cli.answer import Answer, Command, obey, partners_of, site_of
from vaetvient.cli.call import Call
from vaetvient.desk.desk import Desk
from vaetvient.domain.errors import InvalidValueError
from vaetvient.language import N_, _


class FingerprintNeededError(InvalidValueError):
    code = "fingerprint_needed"
    text = N_("Comparez l'empreinte {value} de vive voix, puis donnez-la avec --fingerprint.")


def network(call: Call) -> int:
    """`vaetvient network`."""
    return obey(call, _COMMANDS)


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

    fingerprint = network.invite(site_of(desk), asked.out)
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

    site = site_of(desk)
    if not asked.fingerprint:
        request = network.read_request(site, asked.request)
        raise FingerprintNeededError(value=request.keys.fingerprint, field="fingerprint")
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

    gone = network.remove(site_of(desk), asked.site)
    said = _("{office} · {site} n'est plus écouté.")
    return Answer(
        {"site": gone.site.hex(), "office": gone.office_name},
        [said.format(office=gone.office_name, site=gone.site_name)],
    )


def network_retire(desk: Desk, asked: argparse.Namespace) -> Answer:
    from vaetvient.sync import compaction

    silent = compaction.retire(site_of(desk), asked.site)
    said = _("{office} · {site} n'est plus attendu ; il reste admis et peut revenir.")
    return Answer(
        {"site": silent.site.hex(), "office": silent.office_name},
        [said.format(office=silent.office_name, site=silent.site_name)],
    )


def network_list(desk: Desk, asked: argparse.Namespace) -> Answer:
    sites = partners_of(desk)
    lines = [f"{s['office']} · {s['site']}  {s['fingerprint']}" for s in sites if s["active"]]
    return Answer(sites, lines)


_COMMANDS: dict[str, Command] = {
    "found": network_found,
    "invite": network_invite,
    "join": network_join,
    "admit": network_admit,
    "remove": network_remove,
    "retire": network_retire,
    "list": network_list,
}

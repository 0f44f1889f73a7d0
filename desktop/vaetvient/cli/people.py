"""`vaetvient person`: what is known of people, what they agreed to, and forgetting them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from vaetvient.cli.answer import Answer, obey, site_of
from vaetvient.cli.arguments import UsageError
from vaetvient.cli.call import Call
from vaetvient.cli.output import aligned
from vaetvient.language import _, ngettext, show_date

if TYPE_CHECKING:
    from datetime import datetime

    from vaetvient.desk.desk import Desk
    from vaetvient.domain.personal_data import Erased


def person(call: Call) -> int:
    """`vaetvient person`."""
    commands = {
        "export": person_export,
        "register": person_register,
        "erase": person_erase,
        "consent": person_consent,
        "document": person_document,
        "review": person_review,
    }
    return obey(call, commands)


def person_export(desk: Desk, asked: argparse.Namespace) -> Answer:
    """Write all that is known of a person to a PDF or a JSON file."""
    import json

    from vaetvient.documents.person_file import render_person_file
    from vaetvient.exchange.saving import check_target, save
    from vaetvient.storage.queries.person_file import person_file

    target = asked.file
    as_json = target.suffix.lower() == ".json"
    if not as_json and target.suffix.lower() != ".pdf":
        raise UsageError(_("Le nom du fichier finit par .pdf ou .json."), "")
    check_target(target)
    key = _key(desk, asked.number)
    sent = _sent(desk, key)
    with desk.database.reading() as session:
        found = person_file(session, key, zone=desk.zone, now=desk.clock(), sent=sent)
    if as_json:
        save(target, json.dumps(found.data(), ensure_ascii=False, indent=2).encode() + b"\n")
    else:
        save(target, render_person_file(found))
    counts = {part.code: len(part.entries) for part in found.parts}
    said = _("Tout ce que l'on sait de {name} est dans {file}.")
    return Answer(
        {"file": str(target), "entries": counts}, [said.format(name=found.name, file=target)]
    )


def person_register(desk: Desk, asked: argparse.Namespace) -> Answer:
    """Write the register of processing (RGPD, art. 30) to a PDF."""
    from vaetvient.documents.processing import render_register
    from vaetvient.exchange.saving import check_target, save
    from vaetvient.storage.queries.processing import processing_facts

    target = asked.file
    if target.suffix.lower() != ".pdf":
        raise UsageError(_("Le nom du fichier finit par .pdf."), "")
    check_target(target)
    with desk.database.reading() as session:
        facts = processing_facts(
            session, desk.office_id, zone=desk.zone, now=desk.clock(), language=asked.in_language
        )
    save(target, render_register(facts))
    said = _("Le registre des traitements est dans {file}.")
    return Answer({"file": str(target)}, [said.format(file=target)])


def _sent(desk: Desk, member: UUID) -> list[tuple[str, datetime, tuple[str, ...]]]:
    """The exchange files that told others of a member."""
    from vaetvient.sync.sent import told_of
    from vaetvient.sync.site import NoNetworkError

    try:
        site = site_of(desk)
    except NoNetworkError:
        return []
    return [(one.file, one.at, one.to) for one in told_of(site, member)]


def person_erase(desk: Desk, asked: argparse.Namespace) -> Answer:
    """Erase a person here and, with the next exchanges, at every site."""
    from vaetvient.cli.exchange import file_data, told_in

    key = _key(desk, asked.number)
    _erased, files = _erase(desk, [key])
    lines = [
        _("Fiche effacée. Les fichiers déjà remis à d'autres ne peuvent pas être rappelés."),
        _("Les copies de sauvegarde la gardent jusqu'à leur remplacement, un an au plus."),
        *told_in(files, desk.timezone),
    ]
    return Answer({"erased": str(key), "files": [file_data(one) for one in files]}, lines)


def person_consent(desk: Desk, asked: argparse.Namespace) -> Answer:
    """Note a consent, or that it is withdrawn; then say what the person agreed to."""
    from vaetvient.cli.values import day
    from vaetvient.desk.consents import note_consent, withdraw_consent
    from vaetvient.domain.consent import MEANS_WORDS, SUBJECT_WORDS, ConsentMeans, ConsentSubject
    from vaetvient.storage.queries.consents import consents

    key = _key(desk, asked.number)
    if asked.subject:
        note_consent(
            desk,
            key,
            ConsentSubject(asked.subject),
            ConsentMeans(asked.means),
            wording=asked.wording,
            given_on=day(asked.given, "given"),
        )
    with desk.database.reading() as session:
        given = consents(session, key)
    if asked.withdraw:
        for one in given:
            if one.subject == asked.withdraw and one.withdrawn_on is None:
                withdraw_consent(desk, one.id)
        with desk.database.reading() as session:
            given = consents(session, key)
    lines = []
    for one in given:
        until = ""
        if one.withdrawn_on:
            until = _("retiré le {day}").format(day=show_date(one.withdrawn_on, "short"))
        words = (_(SUBJECT_WORDS[one.subject]), show_date(one.given_on, "short"))
        lines.append((*words, _(MEANS_WORDS[one.means]), until))
    data = [
        {
            "id": str(one.id),
            "subject": one.subject,
            "wording": one.wording,
            "means": one.means,
            "given_on": one.given_on.isoformat(),
            "noted_by": one.noted_by,
            "withdrawn_on": one.withdrawn_on.isoformat() if one.withdrawn_on else None,
        }
        for one in given
    ]
    return Answer(data, aligned(lines) or [_("Aucun accord n'est noté.")])


def person_document(desk: Desk, asked: argparse.Namespace) -> Answer:
    """Note a document that a member showed; then say what is on file."""
    from vaetvient.cli.values import day
    from vaetvient.desk.dossiers import note_document
    from vaetvient.domain.dossier import DOCUMENT_WORDS, DocumentKind
    from vaetvient.storage.queries.member_file import documents_of

    key = _key(desk, asked.number)
    if asked.kind:
        note_document(
            desk,
            key,
            DocumentKind(asked.kind),
            reference=asked.reference,
            valid_until=day(asked.until, "until"),
        )
    with desk.database.reading() as session:
        found = documents_of(session, key)
    lines = [
        (
            _(DOCUMENT_WORDS[one.kind]),
            one.reference,
            _("jusqu'au {day}").format(day=show_date(one.valid_until, "short"))
            if one.valid_until
            else _("sans fin"),
        )
        for one in found
    ]
    data = [
        {
            "id": str(one.id),
            "kind": one.kind,
            "reference": one.reference,
            "valid_until": one.valid_until.isoformat() if one.valid_until else None,
            "seen_on": one.seen_on.isoformat(),
            "seen_by": one.seen_by,
        }
        for one in found
    ]
    return Answer(data, aligned(lines) or [_("Aucune pièce notée.")])


def person_review(desk: Desk, asked: argparse.Namespace) -> Answer:
    """Say of whom nothing was heard for too long, or do something about some of them."""
    from vaetvient.storage.queries.retention import review

    if bool(asked.numbers) != bool(asked.deed):
        raise UsageError(_("Dites de qui, et --archive, --keep ou --erase."), "")
    if asked.deed:
        return _decide(desk, asked.deed, [_key(desk, number) for number in asked.numbers])
    with desk.database.reading() as session:
        found = review(session, desk.office_id, desk.today())
    count = len(found.members)
    said = ngettext(
        "{n} fiche sans nouvelles depuis le {day}.",
        "{n} fiches sans nouvelles depuis le {day}.",
        count,
    ).format(n=count, day=show_date(found.before, "short"))
    rows = [(one.number, one.label, show_date(one.last_seen, "short")) for one in found.members]
    data = {
        "years": found.years,
        "before": found.before.isoformat(),
        "members": [
            {
                "id": str(one.id),
                "number": one.number,
                "label": one.label,
                "kind": one.kind,
                "last_seen": one.last_seen.isoformat(),
                "archived": one.archived,
                "loans": one.loans,
            }
            for one in found.members
        ],
    }
    return Answer(data, [said, *aligned(rows)])


def _decide(desk: Desk, deed: str, keys: Sequence[UUID]) -> Answer:
    """Archive, keep or erase members, and say who was left."""
    from vaetvient.desk import together

    if deed == "erase":
        erased, _files = _erase(desk, keys)
        done, why = erased.done, [left.why for left in erased.left]
    else:
        gesture = {"archive": together.archive_members, "keep": together.keep_members}[deed]
        result = gesture(desk, keys)
        done, why = result.done, [f"{left.name} : {left.why}" for left in result.left]
    said = ngettext("{n} fiche traitée.", "{n} fiches traitées.", done).format(n=done)
    return Answer({"done": done, "left": why}, [said, *why])


def _key(desk: Desk, called: str) -> UUID:
    from vaetvient.desk import members

    with desk.database.reading() as session:
        return members.member_called(session, called).id


def _erase(desk: Desk, keys: Sequence[UUID]) -> tuple[Erased, list[Any]]:
    """Erase members everywhere: through the network, where there is one."""
    from vaetvient.desk.erasing import erase_members
    from vaetvient.sync import erasure
    from vaetvient.sync.site import NoNetworkError

    try:
        site = site_of(desk)
    except NoNetworkError:
        return erase_members(desk, keys), []
    return erasure.erase(site, *keys, who=desk.volunteer)

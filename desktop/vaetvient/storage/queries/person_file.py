"""All that the database says of one member, wherever it stands: what erasing would take away, and
the history of it. The rows are those that `forgetting` finds, so that the two never disagree."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.gesture import describe
from vaetvient.domain.member import Member, spoken_name
from vaetvient.domain.office import Office
from vaetvient.domain.person_file import Entry, Part, PersonFile
from vaetvient.domain.registration import show_phone
from vaetvient.language import N_, _, show_moment
from vaetvient.storage import forgetting, whole
from vaetvient.storage.queries.changes import COLUMN_WORDS, Teller

_PARTS = {
    "member": N_("Fiche"),
    "membership": N_("Adhésions"),
    "representative": N_("Mandats"),
    "document_on_file": N_("Pièces au dossier"),
    "consent": N_("Accords donnés"),
    "loan": N_("Prêts"),
    "loan_line": N_("Ce qui a été prêté"),
    "line_return": N_("Ce qui est revenu"),
    "incident": N_("Incidents"),
    "deposit": N_("Cautions"),
    "letter": N_("Lettres de rappel"),
    "reservation_notice": N_("Avis de réservation"),
    "cash_payer": N_("Paiements"),
    "paper": N_("Papiers établis"),
    "reservation": N_("Réservations"),
    "reservation_line": N_("Ce qui a été réservé"),
    "use_agreement": N_("Ce qui a été convenu"),
    "request": N_("Demandes à d'autres bureaux"),
}
_BELOW = {
    "loan_line": "SELECT id FROM loan_line WHERE loan_id = ? ORDER BY position",
    "reservation_line": "SELECT id FROM reservation_line WHERE reservation_id = ? ORDER BY id",
    "line_return": "SELECT id FROM line_return WHERE line_id = ? ORDER BY returned_at",
    "incident": "SELECT id FROM incident WHERE line_id = ? ORDER BY noted_at",
}
_ABOVE = {
    "loan_line": "loan",
    "reservation_line": "reservation",
    "line_return": "loan_line",
    "incident": "loan_line",
}
_WORDS = {
    "kind": N_("nature"),
    "kept_until": N_("à garder jusqu'au"),
    "subject": N_("à quoi"),
    "wording": N_("avec ces mots"),
    "means": N_("comment"),
    "given_on": N_("donné le"),
    "noted_by": N_("noté par"),
    "withdrawn_on": N_("retiré le"),
    "withdrawn_noted_by": N_("retrait noté par"),
    "seen_by": N_("vue par"),
    "seen_on": N_("vue le"),
    "borrower_name": N_("emprunteur"),
    "signatory_capacity": N_("en qualité de"),
    "lost": N_("perdus"),
    "missing_parts": N_("accessoires manquants"),
    "noted_at": N_("noté le"),
    "made_at": N_("établi le"),
    "asked_at": N_("demandé le"),
    "asked_by": N_("demandé par"),
    "message": N_("message"),
    "answered_at": N_("répondu le"),
    "answer_note": N_("réponse"),
    "alternative": N_("autre proposition"),
    "opened_at": N_("commencé le"),
    "words": N_("en ces mots"),
    "written_by": N_("écrit par"),
    "written_at": N_("écrit le"),
    "kit_name": N_("kit"),
    "fee_cents": N_("participation"),
}
"""What only this file tells, besides the facts that the history tells."""
_HEADS = (
    "number",
    "label",
    "valid_from",
    "given_on",
    "seen_on",
    "made_at",
    "returned_at",
    "noted_at",
)
_LEFT_TO_PROGRAMS = {("member", "label"), ("member", "state"), ("loan", "borrower_id")} | {
    (table, "member_id") for table in ("cash_payer", "membership", "document_on_file", "consent")
}


def person_file(
    session: Session,
    member_id: UUID,
    *,
    zone: ZoneInfo,
    now: datetime,
    sent: Iterable[tuple[str, datetime, Sequence[str]]] = (),
) -> PersonFile:
    """A member's whole file. `sent` are the exchange files that told of the member: name, when,
    and the offices that can read it. Raises NotFoundError.
    """
    member = session.get(Member, member_id)
    if member is None:
        raise NotFoundError(what=str(member_id))
    office = session.get(Office, member.office_id)
    assert office is not None
    cursor = session.connection().connection.cursor()
    rows = _rows(cursor, member_id.bytes)
    teller = Teller(session, zone)
    parts = [
        Part(table, _(title), tuple(_entries(cursor, teller, table, rows[table])))
        for table, title in _PARTS.items()
    ]
    parts.append(Part("followed_files", _("Fichiers suivis"), tuple(_followed(cursor, rows))))
    parts.append(Part("history", _("Historique"), tuple(_history(cursor, rows, zone))))
    parts.append(Part("exchanged", _("Fichiers d'échange remis"), tuple(_sent(sent, zone))))
    contact = " · ".join(
        part
        for part in (
            office.address.replace("\n", ", "),
            f"{office.postal_code} {office.commune_name}".strip(),
            show_phone(office.phone),
            office.email or "",
        )
        if part
    )
    return PersonFile(
        office=office.name,
        contact=contact,
        name=spoken_name(member),
        number=member.number,
        made_at=now.astimezone(zone).isoformat(timespec="minutes"),
        language=office.language,
        parts=tuple(part for part in parts if part.entries),
    )


def _rows(cursor: Any, member: bytes) -> dict[str, list[bytes]]:
    """By table the keys of all that is said of a member, and of what hangs below it."""
    entries = forgetting.entries_of(cursor, member)
    out: dict[str, list[bytes]] = {"member": entries}
    for entry in entries:
        for table, keys in forgetting.rows_about(cursor, entry).items():
            known = out.setdefault(table, [])
            known += [key for key in keys if key not in known]
    for table, query in _BELOW.items():
        below = out.setdefault(table, [])
        for above in out[_ABOVE[table]]:
            below += [key for (key,) in cursor.execute(query, (above,)).fetchall()]
    return out


def _entries(cursor: Any, teller: Teller, table: str, keys: Sequence[bytes]) -> Iterable[Entry]:
    for key in keys:
        cursor.execute(f"SELECT * FROM {table} WHERE id = ?", (key,))
        names = [column[0] for column in cursor.description]
        row = dict(zip(names, cursor.fetchone(), strict=True))
        data = whole.tell(table, row)
        data.pop("revision")
        printed = {"paper": "content", "cash_payer": "receipt"}.get(table)
        if printed and row[printed]:
            data[printed] = json.loads(row[printed])
        said = [
            (column, _(words), teller.value(table, column, value))
            for column, value in row.items()
            if (words := COLUMN_WORDS.get(column) or _WORDS.get(column))
            and (table, column) not in _LEFT_TO_PROGRAMS
        ]
        told = [one for one in said if one[2]]
        name = teller.name(table, UUID(bytes=key)) or next(
            (words for head in _HEADS for column, _name, words in told if column == head), ""
        )
        facts = tuple((name_, words) for _column, name_, words in told if words != name)
        yield Entry(name, facts, data)


def _followed(cursor: Any, rows: Mapping[str, Sequence[bytes]]) -> Iterable[Entry]:
    for member in rows["member"]:
        cursor.execute(
            "SELECT f.name, r.said FROM feed_record r JOIN feed f ON f.id = r.feed_id "
            "WHERE r.record_id = ?",
            (member,),
        )
        for name, said in cursor.fetchall():
            cells = json.loads(said)
            facts = tuple((str(k), str(v)) for k, v in cells.items() if v)
            yield Entry(name, facts, {"file": name, "said": cells})


def _history(cursor: Any, rows: Mapping[str, Sequence[bytes]], zone: ZoneInfo) -> Iterable[Entry]:
    keys = [key for some in rows.values() for key in some]
    gestures: dict[bytes, tuple[str, str, str, str]] = {}
    for key in keys:
        cursor.execute(
            "SELECT id, at, who, kind, words FROM gesture WHERE id IN "
            "(SELECT gesture_id FROM recorded_change WHERE change_row = ?)",
            (key,),
        )
        gestures |= {found: rest for found, *rest in cursor.fetchall()}
    for _id, (at, who, kind, words) in sorted(gestures.items(), reverse=True):
        moment = datetime.fromisoformat(f"{at}+00:00")
        what = describe(kind, json.loads(words))
        data = {"at": moment.isoformat(), "who": who, "kind": kind, "what": what}
        yield Entry(show_moment(moment, str(zone)), ((who, what),), data)


def _sent(sent: Iterable[tuple[str, datetime, Sequence[str]]], zone: ZoneInfo) -> Iterable[Entry]:
    for file, at, offices in sent:
        facts = ((show_moment(at, str(zone)), ", ".join(offices)),)
        yield Entry(file, facts, {"file": file, "at": at.isoformat(), "to": list(offices)})

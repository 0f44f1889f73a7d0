"""Lists as CSV files that a French spreadsheet opens right, and that an import reads back.

UTF-8 with its mark, semicolons, CRLF; headers and words are French whatever the program speaks,
since files outlive the language of the day. Cells that a spreadsheet would take for formulas
are guarded.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vaetvient.domain.equipment import CONDITION_WORDS, EquipmentKind
from vaetvient.domain.loan import (
    DEPOSIT_METHOD_WORDS,
    DEPOSIT_STATE_WORDS,
    LOAN_STATE_WORDS,
    LineState,
)
from vaetvient.domain.member import MemberKind
from vaetvient.domain.registration import show_phone
from vaetvient.exchange.saving import whole_file
from vaetvient.exchange.table import guarded
from vaetvient.storage.queries import exports

Progress = Callable[[int, int], None]
"""Called with how many rows are done and how many there are."""

Column = tuple[str, Callable[[Any], str]]
"""A header, and how its cell is read off a row."""

_KINDS = {MemberKind.PERSON: "personne", MemberKind.ASSOCIATION: "association"}
_SORTS = {EquipmentKind.ITEM: "exemplaire", EquipmentKind.STOCK: "lot"}
_LINE_STATES = {
    LineState.DRAFT: "en préparation",
    LineState.OUT: "en prêt",
    LineState.RETURNED: "rendu",
    LineState.LOST: "perdu",
    LineState.CANCELLED: "annulé",
}
_AT_ONCE = 1000


def member_columns() -> list[Column]:
    """What is written of a member."""
    return [
        ("numéro", lambda row: row.number),
        ("type", lambda row: _KINDS[row.kind]),
        ("nom", lambda row: row.last_name or ""),
        ("prénom", lambda row: row.first_name or ""),
        ("dénomination", lambda row: row.name or ""),
        ("sigle", lambda row: row.acronym or ""),
        ("courriel", lambda row: row.email or ""),
        ("téléphone", lambda row: show_phone(row.phone)),
        ("mobile", lambda row: show_phone(row.mobile)),
        ("date de naissance", lambda row: _day(row.birth_date)),
        ("adresse", lambda row: row.address),
        ("code postal", lambda row: row.postal_code),
        ("commune", lambda row: row.commune),
        ("rna", lambda row: row.rna or ""),
        ("siret", lambda row: row.siret or ""),
        ("carte", lambda row: row.card or ""),
        ("mots-clés", lambda row: row.tags),
        ("notes", lambda row: row.notes),
    ]


def equipment_columns() -> list[Column]:
    """What is written of an item or a stock."""
    return [
        ("étiquette", lambda row: row.tag),
        ("modèle", lambda row: row.model),
        ("marque", lambda row: row.brand),
        ("référence", lambda row: row.reference),
        ("catégorie", lambda row: path_text(row.category)),
        ("sorte", lambda row: _SORTS[row.kind]),
        ("numéro de série", lambda row: row.serial or ""),
        ("valeur", lambda row: _amount(row.value_cents)),
        ("quantité", lambda row: _count(row.quantity)),
        ("propriétaire", lambda row: row.owner),
        ("emplacement", lambda row: row.location),
        ("état", lambda row: _word(CONDITION_WORDS, row.condition)),
        ("défauts", lambda row: row.defects or ""),
        ("date d'achat", lambda row: _day(row.purchased_on)),
        ("notes", lambda row: row.notes),
    ]


def loan_columns(zone: ZoneInfo) -> list[Column]:
    """What is written of a line of a loan; moments as they were in `zone`."""
    return [
        ("numéro", lambda row: row.number),
        ("numéro d'adhérent", lambda row: row.borrower_number or ""),
        ("emprunteur", lambda row: row.borrower),
        ("signataire", lambda row: row.signatory),
        ("état", lambda row: LOAN_STATE_WORDS[row.state]),
        ("départ", lambda row: _moment(row.handed_out_at, zone)),
        ("retour prévu", lambda row: _day(row.due_on)),
        ("retour", lambda row: _moment(row.closed_at, zone)),
        ("étiquette", lambda row: row.tag or ""),
        ("désignation", lambda row: row.label or ""),
        ("numéro de série", lambda row: row.serial or ""),
        ("quantité", lambda row: _count(row.quantity)),
        ("rendus", lambda row: _count(row.returned)),
        ("perdus", lambda row: _count(row.lost)),
        ("état de la ligne", lambda row: _word(_LINE_STATES, row.line_state)),
        ("retour de la ligne", lambda row: _moment(row.returned_at, zone)),
        ("état au départ", lambda row: _word(CONDITION_WORDS, row.condition_out)),
        ("état au retour", lambda row: _word(CONDITION_WORDS, row.condition_in)),
        ("caution", lambda row: _amount(row.deposit_cents)),
        ("forme de la caution", lambda row: _word(DEPOSIT_METHOD_WORDS, row.deposit_method)),
        ("état de la caution", lambda row: _word(DEPOSIT_STATE_WORDS, row.deposit_state)),
        ("caution conservée", lambda row: _amount(row.deposit_kept_cents or None)),
        ("objet", lambda row: row.purpose),
        ("note", lambda row: row.note),
        ("raison de l'annulation", lambda row: row.cancel_reason),
    ]


def export_members(session: Session, target: Path, progress: Progress) -> int:
    """Write the members in use to `target`; how many. Raises what `whole_file` raises."""
    rows, total = exports.member_rows(session), exports.count_members(session)
    return write_csv(target, member_columns(), rows, progress, total)


def export_equipment(session: Session, target: Path, progress: Progress) -> int:
    """Write the items and stocks in use to `target`; how many."""
    rows, total = exports.equipment_rows(session), exports.count_equipment(session)
    return write_csv(target, equipment_columns(), rows, progress, total)


def export_loans(session: Session, target: Path, progress: Progress, zone: ZoneInfo) -> int:
    """Write every line of every numbered loan to `target`; how many lines."""
    rows, total = exports.loan_rows(session), exports.count_loan_lines(session)
    return write_csv(target, loan_columns(zone), rows, progress, total)


def write_csv(
    target: Path, columns: Sequence[Column], rows: Iterable[Any], progress: Progress, total: int
) -> int:
    """Write `rows` to `target`, whole or not at all; how many of them."""
    written = 0
    cells = [cell for _header, cell in columns]
    with whole_file(target) as file:
        text = io.TextIOWrapper(file, "utf-8-sig", newline="")
        writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
        writer.writerow([header for header, _cell in columns])
        waiting = iter(rows)
        while chunk := list(islice(waiting, _AT_ONCE)):
            writer.writerows([guarded(cell(row)) for cell in cells] for row in chunk)
            written += len(chunk)
            progress(written, total)
        text.detach()  # flushes; the file itself is whole_file's to close
    return written


def path_text(path: Sequence[str]) -> str:
    """« Image et son > Projection »; a lone name that would be read as a path ends with « > »."""
    if len(path) == 1 and ("/" in path[0] or ">" in path[0]):
        return f"{path[0]} >"
    return " > ".join(path)


def _day(day: date | None) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}" if day else ""


def _moment(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%d/%m/%Y %H:%M}" if moment else ""


def _amount(cents: int | None) -> str:
    return "" if cents is None else f"{cents // 100},{cents % 100:02}"


def _count(number: int | None) -> str:
    return "" if number is None else str(number)


def _word(words: Mapping[Any, str], value: object) -> str:
    """The French word of a value that may be missing."""
    return words[value] if value is not None else ""

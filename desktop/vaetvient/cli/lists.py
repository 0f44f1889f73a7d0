"""`vaetvient import` and `vaetvient export`: lists taken from files and written to them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vaetvient.cli.call import Call
from vaetvient.cli.output import figure
from vaetvient.cli.progress import progress_bar
from vaetvient.language import _, ngettext

if TYPE_CHECKING:
    from vaetvient.desk.intake import IntakeReport, RefusedRow

_SHOWN = 100
"""Refusals that a person is shown; a script gets them all."""


def take_list_in(call: Call) -> int:
    """`vaetvient import`: 1 when a row was refused."""
    from vaetvient.desk.equipment_intake import take_in_equipment
    from vaetvient.desk.member_intake import take_in_members
    from vaetvient.exchange.columns import EQUIPMENT, MEMBERS
    from vaetvient.exchange.sheet import read_sheet

    typed = call.typed
    members = typed.kind == "members"
    take_in = take_in_members if members else take_in_equipment
    sheet = read_sheet(Path(typed.file), MEMBERS if members else EQUIPMENT)
    with progress_bar(_("Lecture de {file}").format(file=sheet.name)) as progress:
        report = take_in(
            call.desk, sheet, dry_run=typed.dry_run, keep_going=typed.keep_going, progress=progress
        )
    value = asdict(report)
    if sheet.kept_as_notes:
        value["unknown_columns"] = list(sheet.kept_as_notes)
        columns = ", ".join(f"« {header} »" for header in sheet.kept_as_notes)
        call.out.remark(_("Colonnes gardées dans les notes : {columns}.").format(columns=columns))
    for refused in report.refused[:_SHOWN]:
        call.out.remark(_refusal(refused))
    if len(report.refused) > _SHOWN:
        more = len(report.refused) - _SHOWN
        call.out.remark(ngettext("… et {n} autre.", "… et {n} autres.", more).format(n=more))
    call.give(value, *_summary(call, report))
    return 1 if report.refused else 0


def _refusal(refused: RefusedRow) -> str:
    if not refused.column:
        return _("Ligne {line} : {reason}").format(line=refused.line, reason=refused.reason)
    return _("Ligne {line}, {column} : {reason}").format(
        line=refused.line, column=refused.column, reason=refused.reason
    )


def _summary(call: Call, report: IntakeReport) -> list[str]:
    refused = len({row.line for row in report.refused})
    lines = [
        ngettext("{n} ligne ajoutée", "{n} lignes ajoutées", report.added),
        ngettext("{n} modifiée", "{n} modifiées", report.changed),
        ngettext("{n} inchangée", "{n} inchangées", report.unchanged),
        ngettext("{n} refusée", "{n} refusées", refused),
    ]
    counts = (report.added, report.changed, report.unchanged, refused)
    out = [", ".join(words.format(n=figure(n)) for words, n in zip(lines, counts, strict=True))]
    if refused and not call.typed.keep_going:
        out.append(
            _(
                "Rien n'a été enregistré : corrigez ces lignes, ou ajoutez --keep-going pour "
                "prendre les autres."
            )
        )
    elif call.typed.dry_run:
        out.append(_("C'était un essai : rien n'a été enregistré."))
    return out


def give_list_out(call: Call) -> int:
    """`vaetvient export`."""
    from vaetvient.exchange.export import Listed, export_list

    target, desk = Path(call.typed.file), call.desk
    with (
        progress_bar(_("Écriture de {file}").format(file=target.name)) as progress,
        desk.database.reading() as session,
    ):
        written = export_list(session, Listed(call.typed.kind), target, desk.zone, progress)
    value: dict[str, Any] = {"rows": written, "file": str(target)}
    said = ngettext("{n} ligne écrite dans {file}.", "{n} lignes écrites dans {file}.", written)
    call.give(value, said.format(n=figure(written), file=target))
    return 0

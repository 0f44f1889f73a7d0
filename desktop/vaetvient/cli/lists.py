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
    from vaetvient.exchange.sheet import Sheet

_SHOWN = 100
"""Refusals that a person is shown; a script gets them all."""


def take_list_in(call: Call) -> int:
    """`vaetvient import`: 1 when a row was refused."""
    from vaetvient.desk.equipment_intake import take_in_equipment
    from vaetvient.desk.manner import Asking
    from vaetvient.desk.member_intake import take_in_members
    from vaetvient.exchange.reading import Wish, read_list

    typed = call.typed
    take_in = take_in_members if typed.kind == "members" else take_in_equipment
    wish = Wish(
        kind=typed.kind,
        profile=typed.profile,
        sheet=typed.sheet,
        header_line=typed.header_line,
        columns=pairs(typed.column),
    )
    path = Path(typed.file)
    sheet = read_list(path, wish, folder=call.folder)
    manner = Asking(asks=typed.doubtful == "wait", fills_only=frozenset(typed.fill))
    with progress_bar(_("Lecture de {file}").format(file=sheet.name)) as progress:
        report = take_in(
            call.desk,
            sheet,
            dry_run=typed.dry_run,
            keep_going=typed.keep_going,
            progress=progress,
            manner=manner,
        )
    value = _as_value(report, details=typed.details)
    _say_how(call, sheet, value)
    _say_refused(call, report)
    if typed.save_refused and report.refused:
        from vaetvient.exchange.refused import save_refused

        target = Path(typed.save_refused)
        reasons: dict[int, str] = {}
        for row in report.refused:
            reasons[row.line] = " ".join(filter(None, (reasons.get(row.line), row.reason)))
        written = save_refused(target, sheet.source, sheet.plan, reasons)
        value["saved_refused"] = str(target)
        said = ngettext(
            "{n} ligne à corriger dans {file}.", "{n} lignes à corriger dans {file}.", written
        )
        call.out.remark(said.format(n=figure(written), file=target))
    sheet.source.close()
    call.give(value, *_summary(call, report))
    return 1 if report.refused else 0


def pairs(typed: list[str]) -> dict[str, str]:
    """« HEADER=FIELD », each."""
    from vaetvient.cli.arguments import UsageError

    out = {}
    for text in typed:
        header, equals, field = text.rpartition("=")
        if not equals or not header.strip():
            raise UsageError(_("--column : écrivez EN-TÊTE=CHAMP."), "")
        out[header.strip()] = field.strip()
    return out


def _as_value(report: IntakeReport, *, details: bool) -> dict[str, Any]:
    """The report as a script gets it: figures and refusals always, the rest when it asks."""
    value: dict[str, Any] = {
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "refused": [
            {name: told for name, told in asdict(row).items() if told or name != "suggestion"}
            for row in report.refused
        ],
    }
    if report.waiting:
        value["waiting"] = report.waiting
    if details:
        value["changes"] = [
            {
                "line": row.line,
                "id": str(row.key),
                "label": row.label,
                "changes": [
                    {"column": c.column, "now": c.now, "said": c.said} for c in row.changes
                ],
            }
            for row in report.changes
        ]
        value["doubtful"] = [
            {
                "line": doubt.line,
                "label": doubt.label,
                "candidates": [
                    {"id": str(c.key), "label": c.label, "score": c.score} for c in doubt.candidates
                ],
            }
            for doubt in report.doubts
        ]
    return value


def _say_how(call: Call, sheet: Sheet, value: dict[str, Any]) -> None:
    """Say how the file was read, where there was something to guess."""
    plan = sheet.plan
    if call.typed.details:
        value["read_as"] = {
            "profile": plan.profile.key if plan.profile else None,
            "sheet": plan.sheet,
            "header_line": plan.header_line,
            "columns": [
                {"header": c.header, "field": c.field, "said_by": str(c.how)} for c in plan.columns
            ],
        }
    if plan.profile:
        call.out.remark(_("Lu comme : {profile}.").format(profile=plan.profile.name))
    for remark in sheet.source.remarks:
        call.out.remark(remark)
    if sheet.kept_as_notes:
        value["unknown_columns"] = list(sheet.kept_as_notes)
        columns = ", ".join(f"« {header} »" for header in sheet.kept_as_notes)
        call.out.remark(_("Colonnes gardées dans les notes : {columns}.").format(columns=columns))


def _say_refused(call: Call, report: IntakeReport) -> None:
    for refused in report.refused[:_SHOWN]:
        call.out.remark(_refusal(refused))
    if len(report.refused) > _SHOWN:
        more = len(report.refused) - _SHOWN
        call.out.remark(ngettext("… et {n} autre.", "… et {n} autres.", more).format(n=more))
    if report.doubts:
        n = len(report.doubts)
        said = ngettext(
            "{n} ligne ressemble à quelqu’un qui est déjà là (--details pour les voir).",
            "{n} lignes ressemblent à des personnes déjà là (--details pour les voir).",
            n,
        )
        call.out.remark(said.format(n=figure(n)))


def _refusal(refused: RefusedRow) -> str:
    if not refused.column:
        return _("Ligne {line} : {reason}").format(line=refused.line, reason=refused.reason)
    return _("Ligne {line}, {column} : {reason}").format(
        line=refused.line, column=refused.column, reason=refused.reason
    ) + (
        " " + _("Peut-être : {value}").format(value=refused.suggestion)
        if refused.suggestion
        else ""
    )


def _summary(call: Call, report: IntakeReport) -> list[str]:
    refused = len({row.line for row in report.refused})
    lines = [
        ngettext("{n} ligne ajoutée", "{n} lignes ajoutées", report.added),
        ngettext("{n} modifiée", "{n} modifiées", report.changed),
        ngettext("{n} inchangée", "{n} inchangées", report.unchanged),
        ngettext("{n} refusée", "{n} refusées", refused),
    ]
    counts: tuple[int, ...] = (report.added, report.changed, report.unchanged, refused)
    if report.waiting:
        said = ngettext(
            "{n} en attente d’une décision", "{n} en attente d’une décision", report.waiting
        )
        lines.append(said)
        counts = (*counts, report.waiting)
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

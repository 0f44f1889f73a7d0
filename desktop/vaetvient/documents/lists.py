"""Lists on paper: what is out, what should be on each shelf, and any list as it is shown."""

from __future__ import annotations

from vaetvient.documents.blocks import say, short_day
from vaetvient.documents.flow import Line, Rule, Tick
from vaetvient.documents.paper import About, Document
from vaetvient.documents.press import to_pdf
from vaetvient.documents.tables import (
    ROW,
    Table,
    natural_widths,
    shared_out,
    side_by_side,
    spread,
    takes,
)
from vaetvient.domain.prints import (
    OutBorrower,
    OutLine,
    OutList,
    PrintedList,
    ShelfLine,
    ShelfList,
)
from vaetvient.language import _, as_language, ngettext, show_number, speaking

_PEN_ROW = 15.0
_COUNTED = 4
"""The column to write a count in."""
_LOW = 10.8
"""Where a rule to write on lies in its row."""


def render_list(content: PrintedList) -> bytes:
    """Any list as PDF. Raises FontMissingError or FontDamagedError."""
    return to_pdf(compose_list(content))


def render_out_list(content: OutList) -> bytes:
    """What is out, as PDF. Raises FontMissingError or FontDamagedError."""
    return to_pdf(compose_out_list(content))


def render_shelf_list(content: ShelfList) -> bytes:
    """What should be on the shelves, as PDF. Raises FontMissingError or FontDamagedError."""
    return to_pdf(compose_shelf_list(content))


# Any list


def compose_list(content: PrintedList) -> Document:
    """Any list laid out, upright or on its side as its columns ask for."""
    with speaking(as_language(content.language)):
        titles = [column.title for column in content.columns]
        table = Table()
        widths = natural_widths(table.blocks, content.rows, titles)
        if takes(widths) > table.width:
            table = Table(sideways=True)
        widths = shared_out(widths, table.width)
        count = ngettext("{n} ligne", "{n} lignes", len(content.rows))
        facts = (count.format(n=show_number(len(content.rows))), *content.filters)
        table.print_title(content.title, content.office, content.made_at, facts)
        if content.columns:
            aligns = [column.align for column in content.columns]
            table.begin(side_by_side(titles, aligns, widths))
            for row in content.rows:
                table.row(row)
            table.end()
        return table.document(
            _about(content.title, content.office, content.made_at, content.language)
        )


def _about(title: str, office: str, made_at: str, language: str) -> About:
    return About(
        title=title,
        author=office,
        subject=title,
        keywords="",
        language=as_language(language),
        made=made_at,
    )


# What is out


def compose_out_list(content: OutList) -> Document:
    """What is out laid out by borrower, in the order given."""
    with speaking(as_language(content.language)):
        table = Table()
        title = _("Ce qui est sorti")
        table.print_title(title, content.office, content.made_at, _out_facts(content))
        if not content.borrowers:
            table.say(say(_("Rien n'est sorti.")))
        else:
            table.begin(
                spread(
                    (
                        (_("Étiquette"), 24, "left"),
                        (_("Désignation"), 59, "left"),
                        (_("Qté"), 10, "right"),
                        (_("Prêt"), 29, "left"),
                        (_("À rendre le"), 34, "left"),
                        (_("Retard"), 15, "right"),
                    ),
                    table.width,
                )
            )
            for borrower in content.borrowers:
                _print_borrower(table, borrower)
            table.end()
        return table.document(_about(title, content.office, content.made_at, content.language))


def _out_facts(content: OutList) -> tuple[str, ...]:
    lines = [line for borrower in content.borrowers for line in borrower.lines]
    things = sum(line.quantity for line in lines)
    late = sum(1 for borrower in content.borrowers if borrower.days_late)
    facts = (
        ngettext("{n} objet", "{n} objets", things).format(n=show_number(things)),
        ngettext("{n} emprunteur", "{n} emprunteurs", len(content.borrowers)).format(
            n=show_number(len(content.borrowers))
        ),
        ngettext("{n} en retard", "{n} en retard", late).format(n=show_number(late))
        if late
        else "",
    )
    return facts if lines else ()


def _print_borrower(table: Table, borrower: OutBorrower) -> None:
    aside = ""
    if borrower.days_late:
        words = ngettext("{n} jour de retard", "{n} jours de retard", borrower.days_late)
        aside = words.format(n=show_number(borrower.days_late))
    number = say(_("n° {number}"), number=borrower.number) if borrower.number.strip() else ""
    note = " · ".join(part for part in (number, borrower.phone, borrower.email) if part.strip())
    table.group(borrower.name, aside, note)
    for line in borrower.lines:
        table.row(_out_cells(line), strong=(0, 5))


def _out_cells(line: OutLine) -> tuple[str, ...]:
    late = ""
    if line.days_late:
        late = say(_("{n} j"), n=show_number(line.days_late))
    return (
        line.tag,
        line.label,
        show_number(line.quantity),
        line.number,
        short_day(line.due_on),
        late,
    )


# Shelves


def compose_shelf_list(content: ShelfList) -> Document:
    """What should be where, laid out with boxes to tick and rules to write on."""
    with speaking(as_language(content.language)):
        table = Table()
        title = say(_("Liste d'inventaire"))
        lines = sum(len(place.lines) for place in content.places)
        count = ngettext("{n} ligne", "{n} lignes", lines).format(n=show_number(lines))
        hint = say(_("Cochez ce que vous voyez, écrivez combien il y en a, notez le reste."))
        table.print_title(title, content.office, content.made_at, (count, hint))
        table.begin(
            spread(
                (
                    (_("Vu"), 9, "left"),
                    (_("Étiquette"), 25, "left"),
                    (_("Désignation"), 59, "left"),
                    (_("Attendu"), 17, "right"),
                    (_("Compté"), 16, "left"),
                    (_("Remarques"), 46, "left"),
                ),
                table.width,
            )
        )
        for place in content.places:
            count = ngettext("{n} ligne", "{n} lignes", len(place.lines))
            table.group(
                place.place or _("Sans emplacement"),
                count.format(n=show_number(len(place.lines))),
            )
            for line in place.lines:
                _print_shelf_line(table, line)
        table.end()
        return table.document(_about(title, content.office, content.made_at, content.language))


def _print_shelf_line(table: Table, line: ShelfLine) -> None:
    label = line.label
    if line.serial.strip():
        serial = say(_("n° {serial}"), serial=line.serial)
        label = f"{label}\n{serial}"
    if line.count is None:
        tick: list[Line] | str = "" if line.away else [Line(ROW.leading, (Tick(0.0),))]
        table.row((tick, line.tag, label, "", "", line.away), strong=(1,))
        return
    rule = [Line(_PEN_ROW, (Rule(0.0, table.columns[_COUNTED].width),), baseline=_LOW)]
    table.row(("", line.tag, label, show_number(line.count), rule, line.away), strong=(1,))

"""The sheet of a day: what goes out and what comes back, borrower by borrower, to be ticked."""

from __future__ import annotations

from vaetvient.documents.blocks import day_words, say
from vaetvient.documents.flow import Line, Tick
from vaetvient.documents.paper import About, Document
from vaetvient.documents.press import to_pdf
from vaetvient.documents.tables import ROW, Table, spread
from vaetvient.domain.prints import DayGroup, DaySheet
from vaetvient.language import _, as_language, ngettext, show_number, speaking


def render_day_sheet(content: DaySheet) -> bytes:
    """The sheet as PDF. Raises FontMissingError or FontDamagedError."""
    return to_pdf(compose_day_sheet(content))


def compose_day_sheet(content: DaySheet) -> Document:
    """The sheet laid out: first what to put out, then what is expected back."""
    with speaking(as_language(content.language)):
        table = Table()
        title = say(_("À préparer et à reprendre, {day}"), day=day_words(content.day))
        table.print_title(title, content.office, content.made_at, _facts(content))
        if not content.out and not content.back:
            table.say(say(_("Rien à préparer, rien d'attendu.")))
        for heading, groups in (
            (_("À préparer"), content.out),
            (_("À reprendre"), content.back),
        ):
            if groups:
                _print_groups(table, heading, groups)
        about = About(
            title=title,
            author=content.office,
            subject=title,
            keywords="",
            language=as_language(content.language),
            made=content.made_at,
        )
        return table.document(about)


def _facts(content: DaySheet) -> tuple[str, ...]:
    out, back = len(content.out), len(content.back)
    return (
        ngettext("{n} retrait", "{n} retraits", out).format(n=show_number(out)) if out else "",
        ngettext("{n} retour", "{n} retours", back).format(n=show_number(back)) if back else "",
    )


def _print_groups(table: Table, heading: str, groups: tuple[DayGroup, ...]) -> None:
    table.begin(
        spread(
            (
                (heading, 18, "left"),
                (_("Qté"), 10, "right"),
                (_("Désignation"), 66, "left"),
                (_("Étiquette"), 24, "left"),
                (_("Emplacement"), 44, "left"),
            ),
            table.width,
        )
    )
    for group in groups:
        table.group(group.who, group.when, group.number)
        for line in group.lines:
            tick: list[Line] = [Line(ROW.leading, (Tick(0.0),))]
            cells = (tick, show_number(line.quantity), line.label, line.tag, line.place)
            table.row(cells, strong=(3,))
    table.end()

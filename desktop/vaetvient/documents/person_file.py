"""All that an office knows of one person, on paper, for whoever asks for it."""

from __future__ import annotations

from vaetvient.documents.blocks import say
from vaetvient.documents.paper import About, Document
from vaetvient.documents.press import to_pdf
from vaetvient.documents.tables import Table, spread
from vaetvient.domain.person_file import Entry, Part, PersonFile
from vaetvient.language import NBSP, _, as_language, speaking

_WITH_HEAD = 120.0
"""What a title keeps below it, in points: its head and a row or two."""


def render_person_file(content: PersonFile) -> bytes:
    """The file as PDF; the same content gives the same bytes.

    Raises FontMissingError or FontDamagedError.
    """
    return to_pdf(compose_person_file(content))


def compose_person_file(content: PersonFile) -> Document:
    """The file laid out: who it is first, the history last."""
    with speaking(as_language(content.language)):
        table = Table()
        title = say(_("Ce que le bureau sait de {name}"), name=content.name)
        number = say(_("n° {number}"), number=content.number)
        table.print_title(title, content.office, content.made_at, (number, content.contact))
        table.say(
            say(
                _(
                    "Copie remise au titre du droit d'accès (RGPD, art. 15). Vous pouvez demander "
                    "au bureau de corriger ces données, de les effacer ou d'en limiter l'usage, et "
                    "vous adresser à la CNIL (cnil.fr)."
                )
            )
        )
        for part in content.parts:
            _print(table, part)
        about = About(
            title=title,
            author=content.office,
            subject=say(_("Droit d'accès")),
            keywords=content.number,
            language=as_language(content.language),
            made=content.made_at,
        )
        return table.document(about)


def _print(table: Table, part: Part) -> None:
    table.flow.need(_WITH_HEAD)
    table.section(part.title)
    if part.code == "member":
        table.begin(
            spread([(_("Donnée"), 44.0, "left"), (_("Valeur"), 130.0, "left")], table.width)
        )
        for entry in part.entries:
            for name, words in entry.facts:
                table.row((_capital(name), words), strong=(1,))
    else:
        table.begin(spread([(_("Quoi"), 52.0, "left"), (_("Détails"), 122.0, "left")], table.width))
        for entry in part.entries:
            table.row((entry.name or "–", _facts(entry)), strong=(0,))
    table.end()


def _facts(entry: Entry) -> str:
    return " · ".join(f"{name}{NBSP}: {words}" for name, words in entry.facts) or "–"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

"""The catalogue for the public on paper: what an office lends, by category, with its photos."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from vaetvient.documents.blocks import say, short_day
from vaetvient.documents.flow import Line
from vaetvient.documents.flow import Shown as Picture
from vaetvient.documents.paper import MM, About, Document
from vaetvient.documents.press import to_pdf
from vaetvient.documents.tables import ROW_STRONG, Table, spread
from vaetvient.domain.prints import Align
from vaetvient.domain.showcase import Showcase, Shown
from vaetvient.language import _, as_language, ngettext, show_number, speaking

Photo = Callable[[UUID], bytes | None]
"""The small picture of a key, as JPEG or PNG; None if it is gone."""
_PICTURE_WIDTH, _PICTURE_HEIGHT = 28 * MM, 21 * MM


def render_catalogue(content: Showcase, photo: Photo) -> bytes:
    """The catalogue as PDF. Raises FontMissingError or FontDamagedError."""
    return to_pdf(compose_catalogue(content, photo))


def compose_catalogue(content: Showcase, photo: Photo) -> Document:
    """The catalogue laid out: a row for each model, its picture beside it."""
    with speaking(as_language(content.language)):
        table = Table()
        title = _("Catalogue du matériel")
        count = ngettext("{n} titre", "{n} titres", content.count)
        facts = (
            count.format(n=show_number(content.count)),
            content.address,
            content.phone,
            content.email,
            content.opening_hours.replace("\n", " · "),
        )
        table.print_title(title, content.office, content.made_on, facts)
        if not content.shelves:
            table.say(say(_("Ce bureau n'a encore rien à prêter.")))
        else:
            pictured = any(one.photo_id for shelf in content.shelves for one in shelf.shown)
            table.begin(spread(_columns(pictured), table.width))
            for shelf in content.shelves:
                table.group(shelf.title or _("Divers"))
                for shown in shelf.shown:
                    _print(table, shown, photo)
            table.end()
        return table.document(
            About(
                title=f"{title}, {short_day(content.made_on)}",
                author=content.office,
                subject=title,
                keywords="",
                language=as_language(content.language),
                made=content.made_on,
            )
        )


def _columns(pictured: bool) -> list[tuple[str, float, Align]]:
    name, count = (_("Désignation"), 124.0), (_("Nombre"), 24.0)
    photo: list[tuple[str, float, Align]] = [("", 30.0, "left")] if pictured else []
    return [(*name, "left"), *photo, (*count, "right")]


def _print(table: Table, shown: Shown, photo: Photo) -> None:
    picture = photo(shown.photo_id) if shown.photo_id else None
    beside: list[Line] | str = ""
    if picture is not None:
        beside = [
            Line(_PICTURE_HEIGHT + 3, (Picture(0.0, _PICTURE_WIDTH, _PICTURE_HEIGHT, picture),))
        ]
    column = table.columns[0]
    words = table.blocks.lines(shown.name, column.width, ROW_STRONG)
    for text in (shown.maker, shown.description, *_facts(shown)):
        if text.strip():
            words += table.blocks.lines(text, column.width)
    photos = [beside] if len(table.columns) > 2 else []
    table.row((words, *photos, show_number(shown.quantity)))


def _facts(shown: Shown) -> list[str]:
    facts = []
    if shown.seats:
        seats = ngettext("{n} place", "{n} places", shown.seats)
        facts.append(seats.format(n=show_number(shown.seats)))
    if shown.step_free:
        facts.append(_("accessible sans marche"))
    if shown.accessories:
        facts.append(_("avec {parts}").format(parts=", ".join(shown.accessories)))
    return [" · ".join(facts)] if facts else []

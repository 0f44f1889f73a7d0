"""Lateness letters, one after the other: the address where a French DL window shows it."""

from __future__ import annotations

from collections.abc import Sequence

from vaetvient.documents.blocks import Blocks, say, short_day
from vaetvient.documents.flow import Cell
from vaetvient.documents.letterhead import Heading, print_feet, print_head
from vaetvient.documents.paper import FULL, HALF, LABEL, LEFT, MM, STRONG, About, Document
from vaetvient.documents.press import to_pdf
from vaetvient.domain.letter import AFTER, BEFORE, STEP_WORDS, TITLES, LateLetter, LateLine
from vaetvient.language import _, as_language, ngettext, show_date, show_number, speaking

_PAD = 2.8
# Left edge and width, in millimetres: what, agreement, due, late.
_WHAT, _NUMBER, _DUE, _LATE = (0, 72), (75, 36), (113, 32), (147, 31)


def render_late_letters(letters: Sequence[LateLetter]) -> bytes:
    """The letters as one PDF, each in its own language and on pages of its own.

    Raises FontMissingError or FontDamagedError.
    """
    return to_pdf(compose_late_letters(letters))


def compose_late_letters(letters: Sequence[LateLetter]) -> Document:
    """The letters laid out; there must be one at least."""
    first = letters[0]
    language = as_language(first.language)
    pages = []
    for letter in letters:
        with speaking(as_language(letter.language)):
            blocks = Blocks()
            _print(blocks, letter)
            pages += blocks.flow.pages
    with speaking(language):
        about = About(
            title=_("Lettres de rappel"),
            author=first.office.name,
            subject=_("Matériel à rapporter"),
            keywords="",
            language=language,
            made=f"{first.written_on.isoformat()}T00:00",
        )
    return Document(about, tuple(pages))


def _print(blocks: Blocks, letter: LateLetter) -> None:
    numbers = list(dict.fromkeys(line.number for line in letter.lines))
    day = letter.written_on.isoformat()
    print_head(
        blocks,
        Heading(
            office=letter.office,
            addressee=letter.borrower,
            title=_(STEP_WORDS[letter.step]),
            facts=tuple(blocks.lines(_(TITLES[1]), HALF, STRONG)),
            number_label=_("Convention n°"),
            number=numbers[0] if numbers else "",
            dated=say(_("{place}, le {date}"), place=letter.place, date=short_day(day))
            if letter.place
            else short_day(day),
        ),
    )
    blocks.flow.skip(12)
    blocks.full(blocks.lines(say(_("Bonjour,")), FULL), below=8)
    blocks.full(blocks.lines(say(_(BEFORE[letter.step])), FULL), below=10)
    blocks.flow.begin_table(
        [
            Cell(LEFT + x * MM, blocks.lines(title, width * MM, LABEL))
            for (x, width), title in (
                (_WHAT, _("Désignation")),
                (_NUMBER, _("Convention")),
                (_DUE, _("À rendre le")),
                (_LATE, _("Retard")),
            )
        ]
    )
    for index, line in enumerate(letter.lines):
        if index:
            blocks.flow.rule()
        blocks.flow.row(_cells(blocks, line), above=_PAD, below=_PAD)
    blocks.flow.end_table()
    blocks.full(blocks.lines(say(_(AFTER)), FULL), above=12)
    reached = [part for part in (letter.office.phone, letter.office.email) if part]
    if reached:
        words = say(_("Pour nous joindre : {how}"), how=" · ".join(reached))
        blocks.full(blocks.lines(words, FULL), above=10)
    blocks.full(blocks.lines(letter.office.name, FULL, STRONG), above=18)
    print_feet(blocks, letter.borrower.name)


def _cells(blocks: Blocks, line: LateLine) -> list[Cell]:
    late = ngettext("{n} jour", "{n} jours", line.days_late).format(n=show_number(line.days_late))
    texts = (line.words, line.number, show_date(line.due_on, "short"), late)
    places = (_WHAT, _NUMBER, _DUE, _LATE)
    return [
        Cell(LEFT + x * MM, blocks.lines(text, width * MM))
        for (x, width), text in zip(places, texts, strict=True)
    ]

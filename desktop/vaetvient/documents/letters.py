"""Letters, one after the other: the address where a French DL window shows it."""

from __future__ import annotations

from collections.abc import Sequence

from vaetvient.documents.blocks import Blocks, dated, say
from vaetvient.documents.flow import Cell
from vaetvient.documents.letterhead import Heading, print_feet, print_head
from vaetvient.documents.paper import FULL, LABEL, LEFT, MM, STRONG, About, Document
from vaetvient.documents.press import to_pdf
from vaetvient.domain.letter import LETTER_WORDS, LetterKind, LetterLine, ReadyLetter
from vaetvient.language import _, as_language, speaking, typeset

_PAD = 2.8
# Left edge and width, in millimetres: what, its number, the day, how late or until when.
_PLACES = ((0, 68), (71, 34), (107, 35), (143, 35))


def render_letters(letters: Sequence[ReadyLetter]) -> bytes:
    """The letters as one PDF, each in its own language and on pages of its own.

    Raises FontMissingError or FontDamagedError.
    """
    return to_pdf(compose_letters(letters))


def compose_letters(letters: Sequence[ReadyLetter]) -> Document:
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
            title=_(LETTER_WORDS[first.kind]),
            author=first.office.name,
            subject=first.title,
            keywords="",
            language=language,
            made=f"{first.written_on.isoformat()}T00:00",
        )
    return Document(about, tuple(pages))


def _print(blocks: Blocks, letter: ReadyLetter) -> None:
    day = letter.written_on.isoformat()
    is_late = letter.kind is LetterKind.LATE
    print_head(
        blocks,
        Heading(
            office=letter.office,
            addressee=letter.borrower,
            title=typeset(letter.title),
            facts=(),
            number_label=_("Convention n°") if is_late else _("Réservation n°"),
            number=letter.numbers[0] if letter.numbers else "",
            dated=dated(letter.place, day),
        ),
    )
    blocks.flow.skip(12)
    for paragraph in letter.before:
        blocks.full(blocks.lines(typeset(paragraph), FULL), below=8)
    blocks.flow.skip(4)
    blocks.flow.begin_table(
        [
            Cell(LEFT + x * MM, blocks.lines(title, width * MM, LABEL))
            for (x, width), title in zip(_PLACES, _columns(letter.kind), strict=True)
        ]
    )
    for index, line in enumerate(letter.lines):
        if index:
            blocks.flow.rule()
        blocks.flow.row(_cells(blocks, line), above=_PAD, below=_PAD)
    blocks.flow.end_table()
    for index, paragraph in enumerate(letter.after):
        blocks.full(blocks.lines(typeset(paragraph), FULL), above=8 if index else 12)
    reached = [part for part in (letter.office.phone, letter.office.email) if part]
    if reached:
        words = say(_("Pour nous joindre : {how}"), how=" · ".join(reached))
        blocks.full(blocks.lines(words, FULL), above=10)
    blocks.full(blocks.lines(letter.office.name, FULL, STRONG), above=18)
    print_feet(blocks, letter.borrower.name)


def _columns(kind: LetterKind) -> tuple[str, ...]:
    if kind is LetterKind.LATE:
        return _("Désignation"), _("Convention"), _("À rendre le"), _("Retard")
    return _("Désignation"), _("Réservation"), _("À partir du"), _("Jusqu'au")


def _cells(blocks: Blocks, line: LetterLine) -> list[Cell]:
    texts = (line.words, line.number, line.when, line.fact)
    return [
        Cell(LEFT + x * MM, blocks.lines(text, width * MM))
        for (x, width), text in zip(_PLACES, texts, strict=True)
    ]

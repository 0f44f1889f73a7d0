"""Members' cards: ten of the size of a bank card (ISO/IEC 7810 ID-1) on an A4 sheet, to be cut.

The cards touch one another, so that each cut serves two; marks stand in the margins for a paper
cutter, and where four cards meet for scissors.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from vaetvient.documents.blocks import say
from vaetvient.documents.codes import bar_frames, bar_module, qr_frames, qr_side
from vaetvient.documents.lettering import Lettering, Style
from vaetvient.documents.paper import (
    HAIRLINE,
    HEIGHT,
    MM,
    WIDTH,
    About,
    Document,
    Page,
    Placed,
    Stroke,
)
from vaetvient.documents.press import to_pdf
from vaetvient.domain.prints import CardSheet, MemberCard
from vaetvient.language import _, as_language, speaking

CARD_WIDTH, CARD_HEIGHT = 85.6 * MM, 54.0 * MM
COLUMNS, ROWS = 2, 5
PER_SHEET = COLUMNS * ROWS
LEFT = (WIDTH - COLUMNS * CARD_WIDTH) / 2
TOP = (HEIGHT - ROWS * CARD_HEIGHT) / 2

_MARGIN = 5.5 * MM
_MARK, _OFF, _CROSS = 5 * MM, 1.5 * MM, 1.2 * MM
_QR_MOST = 18.5 * MM
_BARS_HEIGHT = 8 * MM
_GAP = 4 * MM
_WORD = Style("Regular", 8.0, 10.0, grey=0.32)
_NUMBER = Style("Regular", 10.5, 13.0)
_CONTACT = Style("Regular", 7.0, 8.6, grey=0.32)
_NAME_SIZES = (17.0, 15.0, 13.5, 12.0, 10.5, 9.0)
_OFFICE_SIZES = (9.5, 9.0, 8.5)


def render_cards(sheet: CardSheet) -> bytes:
    """The cards as PDF; the same content gives the same bytes.

    Raises FontMissingError or FontDamagedError.
    """
    return to_pdf(compose_cards(sheet))


def compose_cards(sheet: CardSheet) -> Document:
    """The cards laid out, ten on a page, with marks to cut them by."""
    language = as_language(sheet.language)
    lettering = Lettering()
    pages: list[Page] = []
    with speaking(language):
        for position, card in enumerate(sheet.cards):
            place = position % PER_SHEET
            if not place:
                pages.append(Page(strokes=_cut_marks()))
            row, column = divmod(place, COLUMNS)
            x, y = LEFT + column * CARD_WIDTH, TOP + row * CARD_HEIGHT
            _print_card(lettering, pages[-1], sheet, card, x, y)
        about = About(
            title=_("Cartes d'adhérent"),
            author=sheet.office,
            subject=_("Cartes d'adhérent"),
            keywords=" ".join(card.number for card in sheet.cards[:100]),
            language=language,
            made=sheet.made_on,
        )
    return Document(about, tuple(pages) or (Page(),))


def _print_card(
    lettering: Lettering, page: Page, sheet: CardSheet, card: MemberCard, x: float, y: float
) -> None:
    left, right = x + _MARGIN, x + CARD_WIDTH - _MARGIN
    top, bottom = y + _MARGIN, y + CARD_HEIGHT - _MARGIN
    ink = _Ink(lettering, page)
    word = say(_("Carte d'adhérent"))
    beside = right - left - lettering.width(word, _WORD) - _GAP
    ink.write(right - lettering.width(word, _WORD), top + 7.0, [word], _WORD)
    office, style = ink.name(sheet.office, beside, _OFFICE_SIZES, 1)
    ink.write(left, top + 7.0, office, style)
    line = top + 7.0 + max(0, len(office) - 1) * style.leading + 5.5
    page.strokes.append(Stroke(left, line, right, line, HAIRLINE))

    side = qr_side(card.code, _QR_MOST)
    page.frames.extend(qr_frames(card.code, right - side, bottom - side, side))
    room = right - left - (side + _GAP if side else 0.0)
    name, style = ink.name(card.name, right - left, _NAME_SIZES, 2)
    ink.write(left, line + 7.0 + style.size * 0.73, name, style)
    under = line + 7.0 + style.size * 0.73 + max(0, len(name) - 1) * style.leading
    said = say(_("n° {number}"), number=card.number) if card.number else ""
    number = " · ".join(part for part in (said, card.form) if part)
    facts = ink.fitted(number, _NUMBER, room, 1)
    ink.write(left, under + 15.5, facts, _NUMBER)

    foot = bottom
    module = bar_module(card.code, room, _MARGIN)
    if module:
        page.frames.extend(bar_frames(card.code, left, bottom - _BARS_HEIGHT, module, _BARS_HEIGHT))
        foot = bottom - _BARS_HEIGHT - 6.5
    contact = lettering.lines(lettering.one_line(sheet.contact), _CONTACT, room)
    head = foot - (len(contact) - 1) * _CONTACT.leading
    if head - _CONTACT.size > under + 15.5 + 3.0:  # half an address brings no card back
        ink.write(left, head, contact, _CONTACT)


class _Ink:
    """Writes on a page in the lettering of its document."""

    def __init__(self, lettering: Lettering, page: Page) -> None:
        self._lettering = lettering
        self._page = page

    def write(self, x: float, baseline: float, lines: list[str], style: Style) -> None:
        """Lines one under the other, the first on `baseline`."""
        for line in lines:
            self._page.texts.append(Placed(x, baseline, line, style))
            baseline += style.leading

    def fitted(self, text: str, style: Style, width: float, most: int) -> list[str]:
        """`text` on at most so many lines, cut short with « … » where it needs more."""
        said = self._lettering.one_line(text)
        if not said or not most:
            return []
        lines = self._lettering.lines(said, style, width)
        if len(lines) <= most:
            return lines
        last = " ".join(lines[most - 1 :])
        while last and self._lettering.width(f"{last}…", style) > width:
            last = last[:-1].rstrip()
        return [*lines[: most - 1], f"{last}…"]

    def name(
        self, text: str, width: float, sizes: Sequence[float], lines: int
    ) -> tuple[list[str], Style]:
        """A name as big as so many lines allow; smaller, then longer, before a word is broken."""
        said = self._lettering.one_line(text)
        for most in (lines, 2):
            for size in sizes:
                style = Style("SemiBold", size, size * 1.18, tracking=-0.1)
                found = self._lettering.lines(said, style, width)
                if len(found) <= most and " ".join(found) == said:
                    return found, style
        style = Style("SemiBold", sizes[-1], sizes[-1] * 1.18, tracking=-0.1)
        return self.fitted(said, style, width, 2), style


def _cut_marks() -> list[Stroke]:
    right, bottom = LEFT + COLUMNS * CARD_WIDTH, TOP + ROWS * CARD_HEIGHT
    xs = [LEFT + column * CARD_WIDTH for column in range(COLUMNS + 1)]
    ys = [TOP + row * CARD_HEIGHT for row in range(ROWS + 1)]
    marks: list[Stroke] = []
    for x in xs:
        marks.append(Stroke(x, TOP - _OFF - _MARK, x, TOP - _OFF, HAIRLINE))
        marks.append(Stroke(x, bottom + _OFF, x, bottom + _OFF + _MARK, HAIRLINE))
    for y in ys:
        marks.append(Stroke(LEFT - _OFF - _MARK, y, LEFT - _OFF, y, HAIRLINE))
        marks.append(Stroke(right + _OFF, y, right + _OFF + _MARK, y, HAIRLINE))
    for x, y in product(xs, ys):
        marks.append(Stroke(x - _CROSS, y, x + _CROSS, y, HAIRLINE))
        marks.append(Stroke(x, y - _CROSS, x, y + _CROSS, HAIRLINE))
    return marks

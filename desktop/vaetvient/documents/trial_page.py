"""A page to try a printer with: letters, a measure, bars and a square that the scanner reads."""

from __future__ import annotations

from vaetvient.documents import paper
from vaetvient.documents.blocks import Blocks, moment_words, say
from vaetvient.documents.codes import DOT, bar_frames, qr_frames
from vaetvient.documents.flow import Line, Words
from vaetvient.documents.letterhead import print_feet
from vaetvient.documents.paper import FULL, LABEL, LEAD, LEFT, MM, TEXT, About, Document, Frame
from vaetvient.documents.press import to_pdf
from vaetvient.language import Language, _, speaking

_CENTIMETRES = 10
_SIDE, _BAR_HEIGHT = 24 * MM, 14 * MM
_LETTERS = "àâçéèêëîïôœùûüÿ ÀÂÇÉÈÊËÎÏÔŒÙÛÜ « » ’ — € ½ № 0123456789"


def render_trial_page(printer: str, code: str, made_at: str, language: Language) -> bytes:
    """The page as PDF for `printer`; `code` is what its bars and its square say.

    Raises FontMissingError or FontDamagedError.
    """
    return to_pdf(compose_trial_page(printer, code, made_at, language))


def compose_trial_page(printer: str, code: str, made_at: str, language: Language) -> Document:
    """The page laid out; `made_at` is a local moment (ISO)."""
    with speaking(language):
        blocks = Blocks()
        title = say(_("Page d'essai"))
        blocks.full(blocks.lines(title, FULL, paper.TITLE))
        blocks.full(blocks.lines(printer, FULL, LEAD), above=4)
        blocks.full(blocks.lines(moment_words(made_at), FULL, LABEL), above=2)
        blocks.heading(_("Lettres"))
        blocks.full(blocks.lines(_LETTERS, FULL, TEXT))
        blocks.full(blocks.lines(_LETTERS, FULL, LABEL), above=4)
        blocks.heading(say(_("Mesure : dix centimètres tout juste")))
        _print_measure(blocks)
        blocks.full(
            blocks.lines(
                say(_("Plus courte : l'imprimante réduit. Choisissez chez elle la taille réelle.")),
                FULL,
                LABEL,
            ),
            above=4,
        )
        blocks.heading(say(_("Codes, pour essayer le lecteur")), keep=_SIDE)
        top = blocks.flow.y + 6
        for frame in (
            *qr_frames(code, LEFT, top, _SIDE),
            *bar_frames(code, LEFT + _SIDE + 16 * MM, top, 2 * DOT, _BAR_HEIGHT),
        ):
            blocks.flow.frame(frame)
        blocks.flow.skip(_SIDE + 12)
        blocks.full(blocks.lines(code, FULL, LABEL))
        print_feet(blocks, title)
        about = About(title, printer, title, "", language, made_at)
    return Document(about, tuple(blocks.flow.pages))


def _print_measure(blocks: Blocks) -> None:
    """A rule of ten centimetres with a mark at each."""
    blocks.flow.skip(6)
    top, step = blocks.flow.y, 10 * MM
    blocks.flow.frame(Frame(LEFT, top + 4 * MM, _CENTIMETRES * step, 0.8, weight=0))
    figures: list[Words] = []
    for mark in range(_CENTIMETRES + 1):
        x = mark * step
        blocks.flow.frame(Frame(LEFT + x - 0.25, top, 0.5, 4 * MM, weight=0))
        figures.append(Words(x + 2.0, str(mark), LABEL))
    blocks.flow.skip(4 * MM + 2)
    blocks.full([Line(LABEL.leading, tuple(figures))])

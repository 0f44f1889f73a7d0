"""The slip that travels with things from one office to another: what, from whom, to whom.

Both sign it: who hands over, who carries, who receives. The number's code is scanned on arrival.
"""

from __future__ import annotations

from vaetvient.documents.blocks import (
    Blocks,
    Section,
    Signer,
    dated,
    moment_words,
    say,
    signatures,
)
from vaetvient.documents.flow import Cell, Line, Rule, Tick, row_height
from vaetvient.documents.letterhead import Heading, print_feet, print_head
from vaetvient.documents.paper import (
    FULL,
    HALF,
    LABEL,
    LEAD,
    LEFT,
    MM,
    PEN,
    SQUARE,
    STRONG,
    TEXT,
    About,
    Document,
)
from vaetvient.documents.press import to_pdf
from vaetvient.domain.prints import SlipLine, TransferSlip
from vaetvient.language import _, as_language, ngettext, show_number, speaking

_PAD = 2.8
# Left edge and width, in millimetres: tag, designation, quantity, state, seen on arrival.
_TAG, _NAME, _COUNT, _STATE, _SEEN = (0, 24), (27, 62), (91, 14), (109, 34), (146, 32)
_KEPT_WITH_HEAD = 300.0


def render_transfer_slip(content: TransferSlip) -> bytes:
    """The slip as PDF, in its own language; the same content gives the same bytes.

    Raises FontMissingError or FontDamagedError.
    """
    return to_pdf(compose_transfer_slip(content))


def compose_transfer_slip(content: TransferSlip) -> Document:
    """The slip laid out on its pages."""
    language = as_language(content.language)
    with speaking(language):
        blocks = Blocks()
        _print(blocks, content)
        title = " ".join(part for part in (say(_("Bordereau d'envoi")), content.number) if part)
        about = About(
            title=title,
            author=content.sender.name,
            subject=_("Matériel confié à un autre bureau"),
            keywords=content.number,
            language=language,
            made=content.sent_at,
        )
    return Document(about, tuple(blocks.flow.pages))


def _print(blocks: Blocks, content: TransferSlip) -> None:
    count = sum(line.quantity for line in content.lines)
    things = ngettext("{n} objet", "{n} objets", count).format(n=show_number(count))
    print_head(
        blocks,
        Heading(
            office=content.sender,
            addressee=content.receiver,
            title=say(_("Bordereau d'envoi")),
            facts=(
                *blocks.lines(_("Parti le"), HALF, LABEL),
                *blocks.lines(moment_words(content.sent_at), HALF, LEAD),
                *blocks.lines(things, HALF, STRONG, above=5),
            ),
            number_label=_("Bordereau n°"),
            number=content.number,
            dated=dated(content.place, content.sent_at),
        ),
    )
    blocks.pair(
        Section(
            _("Envoyé par"),
            [
                *blocks.lines(content.sender.name, HALF, STRONG),
                *blocks.value(_("Au comptoir"), content.sent_by),
                *blocks.value(_("Transporté par"), content.carrier),
            ],
        ),
        Section(
            _("Confié à"),
            [
                *blocks.lines(content.receiver.name, HALF, STRONG),
                *blocks.joined((content.receiver.phone, content.receiver.email), HALF),
                *blocks.value(_("Demande"), content.request),
            ],
        ),
        gap=0,
    )
    _print_lines(blocks, content)
    if content.note.strip():
        blocks.heading(_("Remarques"), keep=14, gap=14)
        blocks.full(blocks.lines(content.note, FULL))
    _print_closing(blocks)
    print_feet(blocks, content.number)


def _print_lines(blocks: Blocks, content: TransferSlip) -> None:
    blocks.flow.skip(10)
    head = [
        Cell(LEFT, blocks.lines(_("Étiquette"), _TAG[1] * MM, LABEL)),
        Cell(LEFT + _NAME[0] * MM, blocks.lines(_("Désignation"), _NAME[1] * MM, LABEL)),
        Cell(LEFT + _COUNT[0] * MM, blocks.right(_("Quantité"), _COUNT[1] * MM, LABEL)),
        Cell(LEFT + _STATE[0] * MM, blocks.lines(_("État au départ"), _STATE[1] * MM, LABEL)),
        Cell(LEFT + _SEEN[0] * MM, blocks.lines(say(_("À l'arrivée")), _SEEN[1] * MM, LABEL)),
    ]
    for index, line in enumerate(content.lines):
        cells = _cells(blocks, line)
        if index:
            blocks.flow.rule()
        else:
            keep = min(row_height(cells) + 2 * _PAD, _KEPT_WITH_HEAD)
            blocks.flow.begin_table(head, keep=keep)
        blocks.flow.row(cells, above=_PAD, below=_PAD)
    blocks.flow.end_table()


def _cells(blocks: Blocks, line: SlipLine) -> list[Cell]:
    name = blocks.lines(line.label, _NAME[1] * MM)
    if line.serial.strip():
        name += blocks.lines(say(_("n° {serial}"), serial=line.serial), _NAME[1] * MM)
    state = blocks.lines(line.condition, _STATE[1] * MM) if line.condition else []
    if line.defects.strip():
        state += blocks.lines(line.defects, _STATE[1] * MM, LABEL)
    width = _SEEN[1] * MM
    seen = Line(max(TEXT.leading, PEN - 4), (Tick(0.0), Rule(SQUARE + 5, width)), baseline=PEN - 8)
    return [
        Cell(LEFT, blocks.lines(line.tag, _TAG[1] * MM, STRONG)),
        Cell(LEFT + _NAME[0] * MM, name),
        Cell(LEFT + _COUNT[0] * MM, blocks.right(show_number(line.quantity), _COUNT[1] * MM)),
        Cell(LEFT + _STATE[0] * MM, state),
        Cell(LEFT + _SEEN[0] * MM, [seen]),
    ]


def _print_closing(blocks: Blocks) -> None:
    said = say(
        _(
            "Le bureau destinataire garde ce matériel, et lui seul le prête, dès qu'il a dit qu'il "
            "est arrivé. S'il manque quelque chose, il le note ici et refuse l'envoi."
        )
    )
    signing = signatures(
        blocks,
        (
            Signer(_("Remis par")),
            Signer(_("Transporté par")),
            Signer(_("Reçu par")),
        ),
    )
    lines = blocks.lines(said, FULL)
    blocks.flow.need(row_height(signing) + 60)
    blocks.full(lines, above=12)
    blocks.full(blocks.pens([(_("Arrivé le"), 60 * MM), (_("à"), 30 * MM)]), above=8)
    blocks.flow.row(signing, above=10)

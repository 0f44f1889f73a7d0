"""The return statement: filled in by pen on the agreement when the things come back."""

from __future__ import annotations

from vaetvient.documents import paper
from vaetvient.documents.blocks import Blocks, Signer, money, say, signatures
from vaetvient.documents.flow import Cell, Line, Rule, Tick, Words, height_of, row_height
from vaetvient.documents.paper import FULL, HALF, LABEL, LEFT, MM, PEN, STRONG, TEXT
from vaetvient.documents.things import BLANK_ROWS
from vaetvient.domain.agreement import AgreementContent, AgreementLine
from vaetvient.language import _

_LOW = PEN - 4.0
_TAG, _NAME, _LENT = (0.0, 21 * MM), (24 * MM, 60 * MM), (84 * MM, 12 * MM)
_BESIDE, _LONGEST_TAG = 3 * MM, 44 * MM
_COUNTS = tuple((start * MM, (start + 13) * MM) for start in (101, 117, 133))
_REMARKS = (150 * MM, FULL)
_ROOM_TO_SIGN, _ROOM_TO_SPARE = 35.0, 7.0
_KEPT = 22 * MM


def print_statement(blocks: Blocks, content: AgreementContent) -> None:
    """Set what is noted at the return, line by line, and the second pair of signatures."""
    state = blocks.ticks((_("tout rendu, en bon état"), _("avec remarques")), HALF)
    blocks.heading(_("Constat de retour"), state, keep=110)
    blocks.full(
        blocks.pens([(_("Rendu le"), 52 * MM), (_("à"), 26 * MM), (_("par"), 92.9 * MM)]), below=6
    )
    tag = _tag_width(blocks, content)
    blocks.flow.begin_table(_head(blocks, tag), keep=2 * PEN)
    for line in content.lines:
        blocks.flow.row(_row(blocks, line, tag))
    if content.blank and not content.lines:
        for _index in range(BLANK_ROWS):
            rules = (Rule(*_TAG), Rule(_NAME[0], _NAME[0] + _NAME[1]), Rule(_LENT[0] + 12, 96 * MM))
            blocks.flow.row([Cell(LEFT, [_rules(rules)])])
    blocks.flow.skip(4)
    blocks.flow.end_table()
    closing = [
        *blocks.pen(_("Remarques"), FULL, None),
        *_deposit(blocks, content),
        *blocks.pens(
            [
                (say(_("Dommage non apparent : à signaler au plus tard le")), 112 * MM),
                (_("Saisi le"), 62.4 * MM),
            ]
        ),
    ]
    # The last remarks and the signatures are read together: they stay on one page, and rather
    # give up some room to sign than go alone on a new one.
    signers = (Signer(_("Pour le prêteur")), Signer(say(_("Pour l'emprunteur"))))
    signing = signatures(blocks, signers, room=_ROOM_TO_SIGN)
    missing = height_of(closing) + row_height(signing) + 4 - blocks.flow.left
    if 0 < missing <= _ROOM_TO_SPARE:
        signing = signatures(blocks, signers, room=_ROOM_TO_SIGN - missing)
    blocks.flow.need(height_of(closing) + row_height(signing) + 4)
    blocks.full(closing)
    blocks.flow.row(signing, above=4)


def _tag_width(blocks: Blocks, content: AgreementContent) -> float:
    """As wide as the longest tag, within reason; 21 mm in the first layout."""
    if content.template < 2:
        return _TAG[1]
    letters = blocks.lettering
    longest = max(
        (letters.width(letters.legible(line.tag), STRONG) for line in content.lines), default=0.0
    )
    return max(_TAG[1], min(longest + 1.0, _LONGEST_TAG))


def _name_column(tag: float) -> tuple[float, float]:
    """Where the name begins and how wide it is, beside tags of this width."""
    start = tag + _BESIDE
    return start, _NAME[0] + _NAME[1] - start


def _head(blocks: Blocks, tag: float) -> list[Cell]:
    start, width = _name_column(tag)
    cells = [
        Cell(LEFT, blocks.lines(_("Étiquette"), tag, LABEL)),
        Cell(LEFT + start, blocks.lines(_("Désignation"), width, LABEL)),
        Cell(LEFT + _LENT[0], blocks.right(_("Prêté"), _LENT[1], LABEL)),
    ]
    for (x0, x1), title in zip(_COUNTS, (_("Rendu"), _("Manque"), _("Cassé")), strict=True):
        cells.append(Cell(LEFT + x0, blocks.lines(title, x1 - x0 + 2, LABEL)))
    width = _REMARKS[1] - _REMARKS[0]
    cells.append(Cell(LEFT + _REMARKS[0], blocks.lines(_("État"), width, LABEL)))
    return cells


def _row(blocks: Blocks, line: AgreementLine, tag_width: float) -> list[Cell]:
    start, width = _name_column(tag_width)
    tag = blocks.lines(line.tag, tag_width, STRONG)
    name = blocks.lines(line.label, width)
    lent = blocks.right(str(line.quantity), _LENT[1])
    return [
        Cell(LEFT, _seated(tag)),
        Cell(LEFT + start, _seated(name)),
        Cell(LEFT + _LENT[0], _seated(lent)),
        Cell(LEFT, [_rules(())]),
    ]


def _seated(lines: list[Line]) -> list[Line]:
    """Lines whose first one stands on the height of the pen's rules."""
    return [lines[0]._replace(height=PEN, baseline=_LOW), *lines[1:]]


def _rules(more: tuple[Rule, ...]) -> Line:
    counts = tuple(Rule(x0, x1) for x0, x1 in _COUNTS)
    return Line(PEN, (*more, *counts, Rule(*_REMARKS)), baseline=_LOW)


def _deposit(blocks: Blocks, content: AgreementContent) -> list[Line]:
    if not content.blank and not content.deposit.amount_cents:
        return []
    lettering = blocks.lettering
    amount = content.deposit.amount_cents
    title = _("Dépôt de garantie")
    if amount:
        title = say(_("Dépôt de garantie, {amount}"), amount=money(amount, content.currency))
    *over, title = lettering.lines(title, LABEL, HALF)
    returned, kept, why = _("rendu"), _("conservé, montant"), _("motif")
    x = lettering.width(title, LABEL) + 12
    pieces: list[Words | Rule | Tick] = [Words(0.0, title, LABEL)]
    for choice in (returned, kept):
        pieces += [Tick(x), Words(x + paper.SQUARE + 4, choice, TEXT)]
        x += paper.SQUARE + 4 + lettering.width(choice, TEXT) + 12
    x -= 7
    pieces += [Rule(x, x + _KEPT), Words(x + _KEPT + 5, why, LABEL)]
    pieces.append(Rule(x + _KEPT + 10 + lettering.width(why, LABEL), FULL))
    return [
        *(Line(LABEL.leading, (Words(0.0, line, LABEL),)) for line in over),
        Line(PEN, tuple(pieces), baseline=_LOW),
    ]

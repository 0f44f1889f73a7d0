"""What is lent, line by line: the table of the agreement."""

from __future__ import annotations

from collections.abc import Sequence

from vaetvient.documents import paper
from vaetvient.documents.blocks import Blocks, money, say
from vaetvient.documents.flow import Cell, Line, Tick, Words, row_height
from vaetvient.documents.paper import LABEL, LEFT, MM, STRONG, TEXT
from vaetvient.domain.agreement import AgreementContent, AgreementLine
from vaetvient.language import _, ngettext, show_number

BLANK_ROWS = 6
_BLANK_ROW = 25.0
_PAD = 2.8
_MOST_FOR_TAG = 36.0
"""Width of the tag column at the most, in mm; a longer tag goes on below."""
_KEPT_WITH_HEAD = 300.0
_FIRST_TICK, _SECOND_TICK, _AFTER_TICKS = 0.0, 11.5, 25.0
_TEST_TICK = 8.0

_Columns = tuple[tuple[float, float], ...]
# Left edge and width of: tag, designation, accessories, state, test, quantity, value.
_PLAIN: _Columns = ((0, 21), (24, 56), (83, 47), (133, 25), (159, 9), (168, 10))
_VALUED: _Columns = ((0, 21), (24, 47), (74, 41), (118, 21), (140, 9), (148, 8), (157, 21))


def print_things(blocks: Blocks, content: AgreementContent) -> None:
    """Set the table of what is lent, with its totals; empty rows on a blank agreement."""
    columns = [(LEFT + x * MM, width * MM) for x, width in _columns(blocks, content)]
    blocks.flow.skip(10)
    shown: dict[int, str] = {}
    for index, line in enumerate(content.lines):
        cells = _row_cells(blocks, columns, line, content.currency, shown)
        if index:
            blocks.flow.rule()
        else:
            first = min(row_height(cells) + 2 * _PAD, _KEPT_WITH_HEAD)
            blocks.flow.begin_table(_head(blocks, columns), keep=first)
        blocks.flow.row(cells, above=_PAD, below=_PAD)
    if not content.lines:
        blocks.flow.begin_table(_head(blocks, columns), keep=_BLANK_ROW)
        for row in range(BLANK_ROWS if content.blank else 1):
            if row:
                blocks.flow.rule()
            blocks.flow.row(_blank_cells(columns) if content.blank else [])
    blocks.flow.end_table()
    _print_totals(blocks, content)


def _columns(blocks: Blocks, content: AgreementContent) -> _Columns:
    """The table's columns; long tags take room from the designation rather than break."""
    (_left, tag), (name_left, name), *others = _VALUED if content.states_value else _PLAIN
    longest = max((blocks.lettering.width(t.tag, STRONG) for t in content.lines), default=0.0) / MM
    more = min(max(0.0, longest - tag), _MOST_FOR_TAG - tag)
    return ((0, tag + more), (name_left + more, name - more), *others)


def _head(blocks: Blocks, columns: Sequence[tuple[float, float]]) -> list[Cell]:
    titles = (
        _("Étiquette"),
        _("Désignation"),
        _("Accessoires"),
        _("État"),
        _("Essai"),
        _("Qté"),
        _("Valeur"),
    )
    cells = []
    for index, ((x, width), title) in enumerate(zip(columns, titles, strict=False)):
        if index == 2:  # over the boxes: counted at departure, counted at return
            line = Line(
                LABEL.leading,
                (
                    Words(_FIRST_TICK, _("D"), LABEL),
                    Words(_SECOND_TICK, _("R"), LABEL),
                    Words(_AFTER_TICKS, title, LABEL),
                ),
            )
            cells.append(Cell(x, [line]))
        elif index > 4:
            cells.append(Cell(x, blocks.right(title, width, LABEL)))
        else:
            cells.append(Cell(x, blocks.lines(title, width, LABEL)))
    return cells


def _row_cells(
    blocks: Blocks,
    columns: Sequence[tuple[float, float]],
    line: AgreementLine,
    currency: str,
    shown: dict[int, str],
) -> list[Cell]:
    (x_tag, w_tag), (x_name, w_name), (x_part, w_part), (x_state, w_state) = columns[:4]
    (x_test, _width), *figures = columns[4:]
    cells = [
        Cell(x_tag, blocks.lines(line.tag, w_tag, STRONG)),
        Cell(x_name, _designation(blocks, line, w_name)),
        Cell(x_state, _state(blocks, line, w_state)),
        Cell(x_test, [Line(TEXT.leading, (Tick(_TEST_TICK),))]),
        Cell(figures[0][0], blocks.right(str(line.quantity), figures[0][1])),
    ]
    if line.parts:
        cells.insert(2, Cell(x_part, _accessories(blocks, line, w_part)))
    if len(figures) > 1 and line.value_cents is not None:
        if line.value_cents not in shown:
            shown[line.value_cents] = money(line.value_cents, currency)
        cells.append(Cell(figures[1][0], blocks.right(shown[line.value_cents], figures[1][1])))
    return cells


def _blank_cells(columns: Sequence[tuple[float, float]]) -> list[Cell]:
    """A row to fill in by pen: only its boxes are there."""
    accessories, test = columns[2][0], columns[4][0]
    return [
        Cell(accessories, [Line(_BLANK_ROW, (Tick(_FIRST_TICK), Tick(_SECOND_TICK)))]),
        Cell(test, [Line(_BLANK_ROW, (Tick(_TEST_TICK),))]),
    ]


def _designation(blocks: Blocks, line: AgreementLine, width: float) -> list[Line]:
    lines = blocks.lines(line.label, width)
    serial = say(_("n° {serial}"), serial=line.serial) if line.serial.strip() else ""
    lines += blocks.joined((line.brand, serial), width)
    if line.kit.strip():
        lines += blocks.lines(say(_("kit « {kit} »"), kit=line.kit), width)
    if line.owner.strip():
        lines += blocks.lines(say(_("propriétaire : {owner}"), owner=line.owner), width)
    return lines


def _accessories(blocks: Blocks, line: AgreementLine, width: float) -> list[Line]:
    """Each accessory with a box to tick at departure and one at return."""
    out: list[Line] = []
    for part in line.parts:
        first, *more = blocks.lines(
            f"{part.quantity} × {part.name}", width - _AFTER_TICKS, x=_AFTER_TICKS
        )
        ticks = (Tick(_FIRST_TICK), Tick(_SECOND_TICK))
        out.append(first._replace(pieces=(*ticks, *first.pieces)))
        out += more
    return out


def _state(blocks: Blocks, line: AgreementLine, width: float) -> list[Line]:
    lines = blocks.lines(line.condition, width) if line.condition.strip() else []
    if line.defects.strip():
        lines += blocks.lines(line.defects, width)
    return lines


def _print_totals(blocks: Blocks, content: AgreementContent) -> None:
    notes = [say(_("D : compté au départ, R : au retour."))]
    totals = ""
    if content.lines:
        pieces = sum(line.quantity for line in content.lines)
        rows = len(content.lines)
        totals = " · ".join(
            (
                ngettext("{n} ligne", "{n} lignes", rows).format(n=show_number(rows)),
                ngettext("{n} objet", "{n} objets", pieces).format(n=show_number(pieces)),
            )
        )
        if content.states_value:
            value = sum((line.value_cents or 0) * line.quantity for line in content.lines)
            totals = say(
                _("{totals} · valeur totale {value}"),
                totals=totals,
                value=money(value, content.currency),
            )
    if content.states_value:
        notes.append(
            say(
                _(
                    "La valeur est celle d'une unité. Elle vaut estimation au sens de "
                    "l'article 1883 du Code civil."
                )
            )
        )
    half = paper.FULL / 2
    blocks.flow.row(
        [
            Cell(LEFT, blocks.lines(" ".join(notes), half, LABEL)),
            Cell(LEFT + half + 10, blocks.right(totals, half - 10, STRONG)),
        ],
        above=4,
    )
